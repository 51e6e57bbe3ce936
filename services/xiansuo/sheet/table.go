package sheet

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// table turns the records below a heading row into rows.
type table struct {
	layout
	reader
	// cut means that the long ticket numbers of the file end in zeros that a spreadsheet put there.
	cut bool
}

// lookAhead is how many records are looked at before the first is used.
const lookAhead = 200

// openTable starts a table: its records are the rest of the layout's, then those of next.
func (r reader) openTable(l layout, next func() (record, error)) error {
	if err := l.complete(r.book); err != nil {
		return err
	}
	for i, label := range l.labels {
		if label != "" && !l.uses(i) {
			r.ignored.add(cut(label))
		}
	}
	t := &table{layout: l, reader: r}
	ahead, err := t.ahead(next)
	if err != nil {
		return err
	}
	t.judgeNumbers(ahead)
	r.rows = t.all(ahead, next)
	return nil
}

// uses reports whether a column fills a member.
func (l layout) uses(column int) bool {
	for _, columns := range l.columns {
		if slices.Contains(columns, column) {
			return true
		}
	}
	return false
}

func (t *table) ahead(next func() (record, error)) ([]record, error) {
	records := t.rest
	for len(records) < lookAhead {
		r, err := next()
		if errors.Is(err, io.EOF) {
			return records, nil
		}
		if err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	return records, nil
}

// judgeNumbers looks at the ticket numbers of many rows, because one alone tells nothing: a column that counts 1, 2, 3 would
// make rows of different files the same ticket, and long numbers that all end in zeros were cut by a spreadsheet.
func (t *table) judgeNumbers(records []record) {
	columns := t.columns["number"]
	if len(columns) == 0 {
		return
	}
	var values []string
	for _, r := range records {
		if text := r.at(columns[0]).text; text != "" && r.problem == "" && !t.repeats(r) {
			values = append(values, text)
		}
	}
	if counts(values) {
		t.columns["number"] = columns[1:]
		t.warnings = append(t.warnings, fmt.Sprintf("column %s only counts the rows: it is not used as ticket number", t.labels[columns[0]]))
	}
	long, zeros := 0, 0
	for _, v := range values {
		if longNumber(v) {
			long++
			if strings.Trim(v[15:], "0") == "" {
				zeros++
			}
		}
	}
	t.cut = long >= 3 && zeros == long
}

// longNumber reports whether a text is a number of more digits than a spreadsheet keeps.
func longNumber(v string) bool { return len(v) > 15 && strings.Trim(v, "0123456789") == "" }

// counts reports whether the values are 1, 2, 3 and so on.
func counts(values []string) bool {
	for i, v := range values {
		if n, err := strconv.Atoi(v); err != nil || n != i+1 {
			return false
		}
	}
	return len(values) > 0
}

func (t *table) all(ahead []record, next func() (record, error)) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for _, r := range ahead {
			if !t.skips(r) && !yield(t.row(r), nil) {
				return
			}
		}
		for {
			r, err := next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Row{}, err)
				return
			}
			if !t.skips(r) && !yield(t.row(r), nil) {
				return
			}
		}
	}
}

// skips reports whether a record is no complaint at all: blank, the heading again, or a line of totals.
func (t *table) skips(r record) bool {
	if r.problem != "" {
		return false
	}
	if r.blank() || t.repeats(r) {
		return true
	}
	first := slices.IndexFunc(r.cells, func(c cell) bool { return c.text != "" })
	total := first >= 0 && slices.Contains([]string{"合计", "总计", "小计", "共计"}, strings.Trim(letters(r.cells[first].text), "0123456789"))
	return total && t.values(r).first("text").text == ""
}

// row reads one record.
func (t *table) row(r record) Row {
	row := Row{Line: r.line, Complaint: complaintOf(t.options.Channel)}
	switch {
	case r.problem != "":
		row.Problems = append(row.Problems, r.problem)
		return row
	case t.strict && t.ragged(r):
		row.Problems = append(row.Problems, fmt.Sprintf("有 %d 列，标题行有 %d 列：分隔符、引号或换行不对", len(r.cells), len(t.labels)))
		return row
	}
	v := t.values(r)
	v.fill(&row)
	row.Problems = append(row.Problems, v.problems...)
	row.Notes = v.notes
	if len(row.Problems) == 0 {
		row.Problems = t.check.complaint(row.Complaint)
	}
	return row
}

// ragged reports whether a record has other fields than the heading row, apart from empty ones at its end.
func (t *table) ragged(r record) bool {
	n := len(r.cells)
	for n > len(t.labels) && r.cells[n-1].text == "" {
		n--
	}
	return n != len(t.labels)
}
