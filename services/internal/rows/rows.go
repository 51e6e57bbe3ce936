// Package rows reads a table that somebody sends, XLSX or CSV in UTF-8 or GB18030, into rows of text within limits. A cell that holds a
// formula, or a number whose digits a spreadsheet lost, is a problem of its row and never of its neighbours.
package rows

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// Limits of a table.
const (
	MaxBytes    = 8 << 20  // of the file
	maxUnpacked = 64 << 20 // of a workbook
	MaxRows     = 20000    // below the headings
	maxLines    = 100_000  // blank ones counted
	maxColumns  = 64
	maxCell     = 4000 // bytes
)

// Row is a row that says something.
type Row struct {
	// Line is where it begins, from 1.
	Line  int
	Cells []string
	// Problem says why nothing of the row may be used; it never repeats a value.
	Problem string
}

// At returns the cell of a column from 0, empty beyond the last.
func (r Row) At(column int) string {
	if column < 0 || column >= len(r.Cells) {
		return ""
	}
	return r.Cells[column]
}

// Problems of rows.
const (
	hasFormula = "含公式单元格：请粘贴为数值后重新导出"
	lostDigits = "长数字被电子表格改写、位数丢失：请把该列设为“文本”格式后重新导出"
	openQuote  = "引号不成对"
	garbled    = "含有无法识别的字符（文件编码已损坏）"
	longCell   = "单元格过长"
)

// ErrUnreadable is wrapped by every error that says that a file is no table, or one that is too large.
var ErrUnreadable = errors.New("the file cannot be read as a table")

func unreadable(what string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrUnreadable, fmt.Sprintf(what, args...))
}

// Read reads the rows of a file, the headings too. It tells the format by the content.
func Read(content []byte) ([]Row, error) {
	switch {
	case len(content) > MaxBytes:
		return nil, unreadable("it has more than %d MiB; split it", MaxBytes>>20)
	case len(bytes.TrimSpace(content)) == 0:
		return nil, unreadable("it is empty")
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		return readWorkbook(content)
	case bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0")):
		return nil, unreadable("it is an .xls workbook or an encrypted one; save it as .xlsx without a password (另存为 .xlsx)")
	case bytes.IndexByte(content, 0) >= 0 || bytes.HasPrefix(content, []byte("%PDF")) || bytes.TrimSpace(content)[0] == '<':
		return nil, unreadable("it is neither CSV in UTF-8 or GB18030 nor .xlsx (另存为 CSV UTF-8)")
	}
	return readCSV(content)
}

// kept adds a row that says something, and reports whether there are not too many.
func kept(all []Row, r Row) ([]Row, error) {
	for _, cell := range r.Cells {
		if len(cell) > maxCell {
			r.Problem = longCell
		}
	}
	if r.Problem == "" && strings.Join(r.Cells, "") == "" {
		return all, nil
	}
	switch {
	case len(r.Cells) > maxColumns:
		return nil, unreadable("it has more than %d columns", maxColumns)
	case len(all) > MaxRows:
		return nil, unreadable("it has more than %d rows; split it", MaxRows)
	}
	return append(all, r), nil
}

// Guarded keeps a spreadsheet from computing a text that it is given: it would take one that begins so for a formula (CWE-1236).
func Guarded(field string) string {
	if field != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(field)[0]) {
		return "'" + field
	}
	return field
}
