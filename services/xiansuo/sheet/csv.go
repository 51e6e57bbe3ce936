package sheet

import (
	"errors"
	"io"
	"strings"
)

// Bounds of one record of a delimited text: what an event can carry, and more lines than a cell has.
const (
	maxRecord      = 256 << 10
	maxRecordLines = 2000
)

// Problems of records.
const (
	openQuote  = "引号不成对（缺少结束引号，或字段内的引号没有写成两个）"
	unreadable = "含有无法识别的字符（文件编码已损坏）"
	tooLong    = "超过 256 KiB"
)

// delimited reads the records of a delimited text (RFC 4180, with tab and semicolon too). Quotes within an unquoted field are
// text. A record whose quotes do not close properly is a problem of its first line, and reading goes on with the line after it.
type delimited struct {
	lines    *lines
	comma    byte
	doubtful bool
}

// next returns a record, or io.EOF. Records without any text are skipped.
func (d *delimited) next() (record, error) {
	for {
		r, err := d.one()
		if err != nil || r.problem != "" || !r.blank() {
			return r, err
		}
	}
}

func (d *delimited) one() (record, error) {
	first, line, err := d.lines.next()
	if err != nil {
		return record{}, err
	}
	s := splitter{comma: d.comma}
	var more []string
	for text := first; !s.feed(text); {
		if text, _, err = d.lines.next(); err != nil && !errors.Is(err, io.EOF) {
			return record{}, err
		}
		if err == nil {
			more = append(more, text)
		}
		if err != nil || s.size > maxRecord || len(more) > maxRecordLines {
			s.broken = true
			break
		}
	}
	switch {
	case s.broken:
		d.lines.unread(more)
		return record{line: line, problem: openQuote}, nil
	case s.size > maxRecord:
		return record{line: line, problem: tooLong}, nil
	}
	r := record{line: line, cells: make([]cell, len(s.fields))}
	for i, field := range s.fields {
		r.cells[i].text = unwrapped(field)
		if d.doubtful && strings.ContainsRune(field, '\uFFFD') {
			r.problem = unreadable
		}
	}
	return r, nil
}

// unwrapped takes off what exports put around digits so that a spreadsheet leaves them alone: ="0123", a leading apostrophe.
func unwrapped(field string) string {
	field = strings.TrimSpace(field)
	if inner, ok := strings.CutPrefix(field, `="`); ok && strings.HasSuffix(inner, `"`) {
		return strings.TrimSuffix(inner, `"`)
	}
	if len(field) > 1 && field[0] == '\'' && strings.IndexByte("0123456789=+-@", field[1]) >= 0 {
		return field[1:]
	}
	return field
}

// splitter splits a record into fields, line by line.
//
//	start ─"─► quoted ─"─► closing ─"─► quoted (the quote is text)
//	  │                       ├─ comma, end of line ─► next field
//	  └─ other ─► plain       └─ anything else but space ─► broken
type splitter struct {
	comma  byte
	fields []string
	field  []byte
	state  byte
	size   int
	broken bool
}

// States of a splitter.
const (
	atStart = iota
	inPlain
	inQuotes
	atClosing
)

// feed takes a line and reports whether the record ends with it.
func (s *splitter) feed(line string) bool {
	if s.state == inQuotes {
		s.field = append(s.field, '\n')
	}
	s.size += len(line) + 1
	for i := range len(line) {
		s.take(line[i])
		if s.broken {
			return true
		}
	}
	if s.state == inQuotes {
		return false
	}
	s.end()
	return true
}

func (s *splitter) take(b byte) {
	switch {
	case s.state == inQuotes && b == '"':
		s.state = atClosing
	case s.state == inQuotes:
		s.field = append(s.field, b)
	case b == s.comma:
		s.end()
	case s.state == atClosing && b == '"':
		s.field = append(s.field, b)
		s.state = inQuotes
	case s.state == atClosing && (b == ' ' || b == '\t'):
	case s.state == atClosing:
		s.broken = true
	case s.state == atStart && b == '"':
		s.state = inQuotes
	default:
		s.field = append(s.field, b)
		s.state = inPlain
	}
}

func (s *splitter) end() {
	s.fields = append(s.fields, string(s.field))
	s.field, s.state = s.field[:0], atStart
}

// openDelimited opens a delimited text: of comma, semicolon and tab the one that makes the most sense of the headings.
func (r reader) openDelimited(content *io.SectionReader) error {
	e, err := encodingOf(content)
	if err != nil {
		return err
	}
	r.Encoding = e.name
	var best layout
	var chosen *delimited
	for _, comma := range []byte(",;\t") {
		d := &delimited{lines: readLines(content, e), comma: comma, doubtful: e.doubtful}
		top, err := firstRecords(d.next)
		if err != nil {
			return err
		}
		if l := r.book.layoutOf(top); chosen == nil || l.score > best.score {
			best, chosen = l, d
		}
	}
	best.strict = true
	r.File.done = chosen.lines.read.done
	return r.openTable(best, chosen.next)
}
