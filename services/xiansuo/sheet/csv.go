package sheet

import (
	"encoding/csv"
	"errors"
	"iter"
	"strings"
)

// openQuote is the problem of a record whose end cannot be told.
const openQuote = "引号不成对（缺少结束引号，或字段内的引号没有写成两个）"

// readCSV reads a delimited text: of comma, semicolon and tab the one that makes the most sense of the headings separates.
func (t *table) readCSV(lines []string) error {
	for _, comma := range ",;\t" {
		records := delimited(lines, comma)
		if l := t.book.layoutOf(records); t.records == nil || len(l.columns) > len(t.columns) {
			t.layout, t.records = l, records
		}
	}
	t.strict = true
	return t.complete()
}

// delimited reads the records of a delimited text (RFC 4180). A record whose quotes do not match is a problem of its first line,
// and reading goes on with the line after it.
func delimited(lines []string, comma rune) iter.Seq[record] {
	return func(yield func(record) bool) {
		for i := 0; i < len(lines); {
			r, n := record{line: i + 1}, linesOfFirst(lines[i:])
			fields, ok := split(strings.Join(lines[i:i+n], "\n"), comma)
			if !ok {
				r.problem, n = openQuote, 1
			}
			for _, field := range fields {
				r.cells = append(r.cells, cellOf(unwrapped(field)))
			}
			i += n
			if (r.problem != "" || !r.blank()) && !yield(r) {
				return
			}
		}
	}
}

// linesOfFirst is how many lines the first record takes: until its quotes are even, but no more than fit into an event.
func linesOfFirst(lines []string) (n int) {
	size, quotes := 0, 0
	for n < len(lines) && size <= maxData {
		size += len(lines[n])
		quotes += strings.Count(lines[n], `"`)
		if n++; quotes%2 == 0 {
			break
		}
	}
	return n
}

// split splits a record into fields. Quotes within an unquoted field are text, as long as the record has one line.
func split(whole string, comma rune) (fields []string, ok bool) {
	read := func(lazy bool) (fields []string, err error) {
		r := csv.NewReader(strings.NewReader(whole))
		r.Comma, r.LazyQuotes = comma, lazy
		return r.Read()
	}
	fields, err := read(false)
	if errors.Is(err, csv.ErrBareQuote) && !strings.Contains(whole, "\n") && strings.Count(whole, `"`)%2 == 0 {
		fields, err = read(true)
	}
	return fields, err == nil || strings.TrimSpace(whole) == ""
}

// unwrapped takes off what exports put around digits so that a spreadsheet leaves them alone: ="0123", a leading apostrophe.
func unwrapped(field string) string {
	field = strings.TrimPrefix(strings.TrimSpace(field), "'")
	if inner, ok := strings.CutPrefix(field, `="`); ok {
		return strings.TrimSuffix(inner, `"`)
	}
	return field
}
