package sheet

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// scan reads a part token by token. Names come without their namespace. It fails unless the part is whole: the element of the
// root is closed and the checksum is right.
func (w *workbook) scan(part string, take func(name string, token xml.Token) error) error {
	r, err := w.open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(bufio.NewReaderSize(r, 64<<10))
	depth := 0
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) && depth == 0 {
			return nil
		}
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return damaged(part, err)
		}
		name := ""
		switch t := token.(type) {
		case xml.StartElement:
			name = t.Name.Local
			depth++
		case xml.EndElement:
			name = t.Name.Local
			depth--
		case xml.Directive:
			return damaged(part, errors.New("a document type has no place there"))
		}
		if err := take(name, token); err != nil {
			return err
		}
	}
}

// words gathers the text of <t> (and <v>) elements, without phonetic hints (<rPh>).
type words struct {
	text   strings.Builder
	open   bool
	hinted bool
}

func (t *words) take(name string, token xml.Token) {
	switch token := token.(type) {
	case xml.StartElement:
		t.open = name == "t" || name == "v"
		t.hinted = t.hinted || name == "rPh"
	case xml.EndElement:
		t.open = false
		t.hinted = t.hinted && name != "rPh"
	case xml.CharData:
		if t.open && !t.hinted {
			t.text.Write(token)
		}
	}
}

func (t *words) done() string {
	s := t.text.String()
	t.text.Reset()
	return s
}

func (w *workbook) readStrings(part string) error {
	var t words
	return w.scan(part, func(name string, token xml.Token) error {
		t.take(name, token)
		if _, end := token.(xml.EndElement); end && name == "si" {
			w.strings = append(w.strings, unescaped(t.done()))
		}
		return nil
	})
}

// escape matches a character that XML cannot hold, as Office writes it (ECMA-376 part 1 §22.9.2.19).
var escape = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

func unescaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escape.ReplaceAllStringFunc(s, func(code string) string {
		n, _ := strconv.ParseUint(code[2:6], 16, 16) // four hexadecimal digits
		if !utf8.ValidRune(rune(n)) || n == '\r' {
			return ""
		}
		return string(rune(n))
	})
}

// grid reads the rows of a worksheet.
type grid struct {
	book    *workbook
	records []record
	row     record
	words   words
	// of the cell that is being read
	column        int
	kind, style   string
	formula, seen bool
	ended         bool
	merged        []string
}

// records reads a worksheet: every row that says something, hidden ones too, and which cells are merged.
func (w *workbook) records(s worksheet) (records []record, merged []string, err error) {
	g := &grid{book: w}
	if err := w.scan(s.part, g.take); err != nil {
		return nil, nil, err
	}
	if !g.ended {
		return nil, nil, fmt.Errorf("the workbook is damaged: sheet %q has no data", s.name)
	}
	return g.records, g.merged, nil
}

func (g *grid) take(name string, token xml.Token) error {
	g.words.take(name, token)
	switch token := token.(type) {
	case xml.StartElement:
		return g.begin(name, token.Attr)
	case xml.EndElement:
		return g.end(name)
	}
	return nil
}

func (g *grid) begin(name string, attributes []xml.Attr) (err error) {
	switch name {
	case "row":
		line := g.row.line + 1
		if r := attribute(attributes, "r"); r != "" {
			if line, err = strconv.Atoi(r); err != nil || line <= g.row.line {
				return errors.New("the workbook is damaged: its rows are not in order")
			}
		}
		g.row, g.column = record{line: line}, -1
	case "c":
		g.kind, g.style, g.formula, g.seen = attribute(attributes, "t"), attribute(attributes, "s"), false, false
		g.column++
		if r := attribute(attributes, "r"); r != "" {
			if g.column, _, err = position(r); err != nil {
				return err
			}
		}
		g.words.done()
	case "f":
		g.formula = true
	case "v", "t":
		g.seen = true
	case "mergeCell":
		g.merged = append(g.merged, attribute(attributes, "ref"))
	}
	return nil
}

func (g *grid) end(name string) error {
	switch name {
	case "c":
		c, err := g.cell(g.words.done())
		if err != nil || c == (cell{}) {
			return err
		}
		if g.column >= maxColumns {
			return fmt.Errorf("%w: it has more than %d columns", ErrTooLarge, maxColumns)
		}
		for len(g.row.cells) <= g.column {
			g.row.cells = append(g.row.cells, cell{})
		}
		g.row.cells[g.column] = c
	case "row":
		if !g.row.blank() {
			g.records = append(g.records, g.row)
		}
		if len(g.records) > MaxRows+maxHeadingRow {
			return tooManyRows()
		}
	case "sheetData":
		g.ended = true
	}
	return nil
}

func tooManyRows() error {
	return fmt.Errorf("%w: it has more than %d rows; split it, or save it as CSV (另存为 CSV UTF-8), which has no limit", ErrTooLarge, MaxRows)
}

func attribute(list []xml.Attr, name string) string {
	for _, a := range list {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// position reads a reference such as C7 as a column from 0 and a row from 1.
func position(ref string) (column, row int, err error) {
	ref = strings.ReplaceAll(ref, "$", "")
	letters := strings.TrimRight(ref, "0123456789")
	for _, c := range letters {
		if c < 'A' || c > 'Z' || column > 1<<20 {
			return 0, 0, errors.New("the workbook is damaged: a cell has no place")
		}
		column = column*26 + int(c-'A') + 1
	}
	if row, err = strconv.Atoi(ref[len(letters):]); err != nil || column == 0 {
		return 0, 0, errors.New("the workbook is damaged: a cell has no place")
	}
	return column - 1, row, nil
}
