package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Limits of a worksheet.
const (
	// MaxRows is the most rows below the headings.
	MaxRows    = 20000
	maxColumns = 256
)

// worksheet is a sheet of a workbook that is open.
type worksheet struct {
	book *excelize.File
	name string
}

// readWorkbook reads a worksheet of an XLSX file, the first visible one or that of the name, and returns its name.
func (t *table) readWorkbook(content *io.SectionReader, name string) (string, error) {
	parts, err := wholeParts(content)
	if err != nil {
		return "", err
	}
	book, err := excelize.OpenReader(parts, excelize.Options{UnzipSizeLimit: maxBytes, UnzipXMLSizeLimit: maxBytes, ShortDatePattern: "yyyy-mm-dd"})
	if err != nil {
		return "", damaged(err)
	}
	defer book.Close()
	w, err := choose(book, name)
	if err != nil {
		return "", err
	}
	records, err := w.records()
	if err != nil {
		return "", err
	}
	if properties, err := book.GetWorkbookProps(); err == nil && properties.Date1904 != nil {
		t.from1904 = *properties.Date1904
	}
	t.records = slices.Values(records)
	t.layout = t.book.layoutOf(t.records)
	if err := t.complete(); err != nil {
		return "", fmt.Errorf("%w (sheet %s was read; --sheet chooses another of %s)", err, w.name, strings.Join(book.GetSheetList(), "、"))
	}
	return w.name, nil
}

func damaged(err error) error {
	return fmt.Errorf("the workbook is damaged or was not copied whole: %w", err)
}

func tooLarge(limit int, of string) error {
	return fmt.Errorf("the workbook is too large: it has more than %d %s; split it, or save it as CSV (另存为 CSV UTF-8)", limit, of)
}

// wholeParts returns a workbook without its pictures, once every other part was read through: excelize takes a part that is
// damaged for a shorter one.
func wholeParts(content *io.SectionReader) (io.Reader, error) {
	archive, err := zip.NewReader(content, content.Size())
	if err != nil {
		return nil, damaged(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	left := int64(maxBytes)
	for _, file := range archive.File {
		if ext := strings.ToLower(path.Ext(file.Name)); ext != ".xml" && ext != ".rels" {
			continue
		}
		part, err := file.Open()
		if err != nil {
			return nil, damaged(err)
		}
		n, err := io.Copy(io.Discard, io.LimitReader(part, left+1))
		if left -= n; left < 0 {
			return nil, tooLarge(maxBytes>>20, "MiB when unpacked")
		}
		if err := errors.Join(err, part.Close(), w.Copy(file)); err != nil {
			return nil, damaged(err)
		}
	}
	return &out, w.Close()
}

// choose returns the worksheet of the name, or the first one that is visible.
func choose(book *excelize.File, name string) (worksheet, error) {
	all := book.GetSheetList()
	for _, sheet := range all {
		visible, _ := book.GetSheetVisible(sheet) // a name that excelize refuses is refused again when its rows are read
		if name == "" && visible || strings.TrimSpace(name) == strings.TrimSpace(sheet) {
			return worksheet{book, sheet}, nil
		}
	}
	switch {
	case len(all) == 0:
		return worksheet{}, fmt.Errorf("this is an archive or a document of another kind, no .xlsx workbook; %s", saveAs)
	case name == "":
		return worksheet{}, errors.New("the workbook has no visible worksheet; name a hidden one with --sheet")
	}
	return worksheet{}, fmt.Errorf("the workbook has no worksheet %q; it has: %s", name, strings.Join(all, "、"))
}

// records reads every row that says something, hidden ones too. Formulas have the value that was computed last.
func (w worksheet) records() ([]record, error) {
	records, err := w.raw()
	if err != nil {
		return nil, err
	}
	merged, err := w.book.GetMergeCells(w.name, true)
	if err == nil {
		err = w.book.UnmergeCell(w.name, "A1", "XFD1048576") // else each cell below is sought among the merged ones
	}
	if err != nil {
		return nil, damaged(err)
	}
	for _, r := range records {
		for i := range r.cells {
			if err := w.number(&r.cells[i], i+1, r.line); err != nil {
				return nil, damaged(err)
			}
		}
	}
	spread(records, merged)
	return records, nil
}

// raw reads the rows as they are stored, within the limits.
func (w worksheet) raw() (records []record, err error) {
	rows, err := w.book.Rows(w.name)
	if err != nil {
		return nil, damaged(err)
	}
	for line := 1; rows.Next(); line++ {
		values, err := rows.Columns(excelize.Options{RawCellValue: true})
		switch {
		case err != nil:
			return nil, damaged(err)
		case len(values) > maxColumns:
			return nil, tooLarge(maxColumns, "columns")
		case len(records) > MaxRows+maxHeadingRow:
			return nil, tooLarge(MaxRows, "rows")
		}
		r := record{line: line}
		for _, value := range values {
			r.cells = append(r.cells, cellOf(strings.TrimSpace(strings.ReplaceAll(value, "\r\n", "\n"))))
		}
		if !r.blank() {
			records = append(records, r)
		}
	}
	return records, rows.Error()
}

// number gives a cell that holds a number its formatted text, and takes the rounding of the last binary digits off. Text that
// looks like a number stays as it is.
func (w worksheet) number(c *cell, column, line int) error {
	n, err := strconv.ParseFloat(c.raw, 64)
	if err != nil {
		return nil // text
	}
	name, err := excelize.CoordinatesToCellName(column, line)
	if err != nil {
		return err
	}
	kind, err := w.book.GetCellType(w.name, name)
	if err != nil || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		return err
	}
	if n, err = strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64); err != nil {
		return err
	}
	c.raw, c.lost = strconv.FormatFloat(n, 'f', -1, 64), math.Abs(n) >= 1e15
	c.text, err = w.book.GetCellValue(w.name, name)
	return err
}

// spread writes the value of merged cells into the cells below it. Those beside it stay empty: a text that runs over its
// neighbour is not the neighbour's value.
func spread(records []record, merged []excelize.MergeCell) {
	for _, m := range merged {
		column, top, _ := excelize.CellNameToCoordinates(m.GetStartAxis()) // as excelize wrote it
		_, bottom, _ := excelize.CellNameToCoordinates(m.GetEndAxis())
		first, ok := slices.BinarySearchFunc(records, top, func(r record, line int) int { return r.line - line })
		if !ok {
			continue
		}
		value := records[first].at(column - 1)
		for i := first + 1; i < len(records) && records[i].line <= bottom; i++ {
			r := &records[i]
			r.cells = append(r.cells, make([]cell, max(0, column-len(r.cells)))...)
			if r.cells[column-1].text == "" {
				r.cells[column-1] = value
			}
		}
	}
}
