package rows

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// readWorkbook reads the first visible worksheet of an XLSX file.
func readWorkbook(content []byte) (all []Row, err error) {
	defer func() {
		if p := recover(); p != nil { // the library was given something that it does not expect
			all, err = nil, damaged(fmt.Errorf("%v", p))
		}
	}()
	if err := whole(content); err != nil {
		return nil, err
	}
	book, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked, ShortDatePattern: "yyyy-mm-dd"})
	if err != nil {
		return nil, damaged(err)
	}
	defer book.Close()
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err == nil && visible {
			return worksheet(book, name)
		}
	}
	return nil, unreadable("the workbook has no visible worksheet")
}

func damaged(err error) error {
	return unreadable("the workbook is damaged or was not copied whole (%T)", err)
}

// whole reads every part of the archive through, within the limit: the library takes a part that is damaged for a shorter one.
func whole(content []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return damaged(err)
	}
	if len(archive.File) > 1000 {
		return unreadable("the workbook has more than 1000 parts")
	}
	left := int64(maxUnpacked)
	for _, file := range archive.File {
		part, err := file.Open()
		if err != nil {
			return damaged(err)
		}
		n, err := io.Copy(io.Discard, io.LimitReader(part, left+1))
		_ = part.Close() // nothing was written
		if left -= n; left < 0 {
			return unreadable("the workbook has more than %d MiB when unpacked", maxUnpacked>>20)
		}
		if err != nil {
			return damaged(err)
		}
	}
	return nil
}

func worksheet(book *excelize.File, name string) (all []Row, err error) {
	shown, err := book.Rows(name)
	if err != nil {
		return nil, damaged(err)
	}
	defer shown.Close()
	stored, err := book.Rows(name)
	if err != nil {
		return nil, damaged(err)
	}
	defer stored.Close()
	for line := 1; shown.Next() && stored.Next(); line++ {
		text, err := shown.Columns()
		if err != nil {
			return nil, damaged(err)
		}
		raw, err := stored.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, damaged(err)
		}
		if line > maxLines {
			return nil, unreadable("it has more than %d lines; split it", maxLines)
		}
		if len(raw) > maxColumns {
			return nil, unreadable("it has more than %d columns", maxColumns)
		}
		r := Row{Line: line}
		for i := range raw {
			if err := r.cell(book, name, i, text, raw[i]); err != nil {
				return nil, err
			}
		}
		if all, err = kept(all, r); err != nil {
			return nil, err
		}
	}
	if err := shown.Error(); err != nil {
		return nil, damaged(err)
	}
	return all, nil
}

// maxExact is from where on a spreadsheet keeps a number without its last digits.
const maxExact = 1e15

// cell takes a cell: as it is shown, or as it is stored where a long number is shown short.
func (r *Row) cell(book *excelize.File, sheet string, column int, shown []string, raw string) error {
	value := raw
	if column < len(shown) {
		value = shown[column]
	}
	name, err := excelize.CoordinatesToCellName(column+1, r.Line)
	if err != nil {
		return damaged(err)
	}
	formula, err := book.GetCellFormula(sheet, name)
	if err != nil {
		return damaged(err)
	}
	if formula != "" {
		r.Problem = hasFormula
	}
	if n, err := strconv.ParseFloat(raw, 64); err == nil && (strings.ContainsAny(value, "Ee") || math.Abs(n) >= maxExact) {
		kind, err := book.GetCellType(sheet, name)
		if err != nil {
			return damaged(err)
		}
		if kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber { // text that looks like a number stays as it is
			value = strconv.FormatFloat(n, 'f', -1, 64)
			if math.Abs(n) >= maxExact {
				r.Problem = lostDigits
			}
		}
	}
	r.Cells = append(r.Cells, strings.TrimSpace(value))
	return nil
}
