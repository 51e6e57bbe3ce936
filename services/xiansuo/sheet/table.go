package sheet

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/schema"
)

// table turns records into rows.
type table struct {
	layout
	book    headings
	schemas *schema.Set
	channel lead.Channel
	// records can be read again.
	records iter.Seq[record]
	// strict means that a record must have as many fields as there are headings.
	strict bool
	// doubtful means that characters of the text were lost.
	doubtful bool
	// cut means that the long ticket numbers of the file end in zeros that a spreadsheet put there.
	cut bool
	// from1904 means that day numbers count from 1904.
	from1904 bool
}

// body returns the records that are rows.
func (t *table) body() iter.Seq[record] {
	return func(yield func(record) bool) {
		for r := range t.records {
			if r.line > t.last && !t.skips(r) && !yield(r) {
				return
			}
		}
	}
}

func (t *table) rows(yield func(Row) bool) {
	for r := range t.body() {
		if !yield(t.row(r)) {
			return
		}
	}
}

// survey counts the rows, and judges by all of their ticket numbers what one alone does not tell: a column that counts 1, 2, 3
// would make rows of different files the same ticket, and long numbers that all end in zeros were cut by a spreadsheet.
func (t *table) survey(f *File) {
	f.ignore(t.layout)
	var numbers []string
	for r := range t.body() {
		f.Len++
		if r.heading != nil {
			f.ignore(t.book.read(record{}, *r.heading))
		}
		if columns := t.columns["number"]; len(columns) > 0 && r.at(columns[0]).text != "" {
			numbers = append(numbers, r.at(columns[0]).text)
		}
	}
	counts := len(numbers) > 0
	for i, number := range numbers {
		counts = counts && number == strconv.Itoa(i+1)
	}
	if counts {
		f.Warnings = append(f.Warnings, fmt.Sprintf("column %s only counts the rows: it is not used as ticket number", t.labels[t.columns["number"][0]]))
		t.columns["number"] = t.columns["number"][1:]
	}
	numbers = slices.DeleteFunc(numbers, func(number string) bool { return !longNumber(number) })
	t.cut = len(numbers) >= 3 && !slices.ContainsFunc(numbers, func(number string) bool { return !zerosBehind(number) })
}

// longNumber reports whether a text is a number of more digits than a spreadsheet keeps.
func longNumber(v string) bool { return len(v) > 15 && strings.Trim(v, "0123456789") == "" }

// zerosBehind reports whether a spreadsheet may have cut a long number.
func zerosBehind(v string) bool { return longNumber(v) && strings.Trim(v[15:], "0") == "" }

// ignore adds headings that no member has, up to a hundred.
func (f *File) ignore(l layout) {
	for _, name := range l.names(l.used()) {
		if len(f.Ignored) < 100 && !slices.Contains(f.Ignored, name) {
			f.Ignored = append(f.Ignored, name)
		}
	}
}

// skips reports whether a record is no complaint at all: the heading again, or a line of totals.
func (t *table) skips(r record) bool {
	columns := t.columns["text"]
	if r.problem != "" || len(columns) == 0 {
		return false
	}
	if text := r.at(columns[0]).text; text != "" {
		return letters(text) == letters(t.labels[columns[0]])
	}
	first := slices.IndexFunc(r.cells, func(c cell) bool { return c.text != "" })
	return slices.Contains([]string{"合计", "总计", "小计", "共计"}, strings.TrimRight(letters(r.cells[first].text), "0123456789"))
}

// row reads one record.
func (t *table) row(r record) Row {
	row := Row{Line: r.line, Complaint: lead.ComplaintSubmitted{Channel: t.channel}}
	fields := len(r.cells)
	for fields > len(t.labels) && r.cells[fields-1].text == "" {
		fields--
	}
	switch {
	case r.problem != "":
		row.Problems = []string{r.problem}
		return row
	case t.doubtful && slices.ContainsFunc(r.cells, func(c cell) bool { return strings.Contains(c.text, lost) }):
		row.Problems = []string{"含有无法识别的字符（文件编码已损坏）"}
		return row
	case t.strict && fields != len(t.labels):
		row.Problems = []string{fmt.Sprintf("有 %d 列，标题行有 %d 列：分隔符、引号或换行不对", len(r.cells), len(t.labels))}
		return row
	}
	v := &values{table: t, layout: t.layout, record: r}
	if r.heading != nil {
		v.layout = t.book.read(record{}, *r.heading)
	}
	for _, column := range v.used() {
		if formulaError(r.at(column).text) {
			v.note(column, "公式出错，未采用")
		}
	}
	v.fill(&row)
	row.Problems, row.Notes = v.problems, v.notes
	if len(row.Problems) == 0 {
		row.Problems = problems(t.schemas, row.Complaint)
	}
	return row
}
