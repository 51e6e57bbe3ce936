// Package opendata writes the penalties that are public as files for machines: CSV, JSON and XLSX, a row for each party, in the order of
// the elements. What was withdrawn or ended is not among them, but listed apart by its tombstone. Rows are written as they come: a file
// of any length takes no more memory than a page of it, but for XLSX, which goes through a temporary file.
package opendata

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"xiansuo/services/disclosure/internal/publication"
)

// Pages gives the publications page by page until there are none.
type Pages func() ([]publication.Public, error)

// Writer writes publications and then what became of those that are public no more.
type Writer func(w io.Writer, open, gone Pages) error

// Formats are the writers by the ending of a file, with their media types.
var Formats = map[string]struct {
	Media string
	Write Writer
}{
	"csv":  {"text/csv; charset=utf-8", CSV},
	"json": {"application/json", JSON},
	"xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", XLSX},
}

// tombstone are the columns of what is public no more.
var tombstone = []string{"id", "CF_WSH", "CF_JDRQ", "state", "reason", "on"}

// header returns the codes of the elements, and those beside them.
func header() []string {
	out := []string{"id", "version"}
	for _, e := range publication.Elements() {
		out = append(out, e.Code)
	}
	return append(out, "objected")
}

// rows returns the rows of a publication: one for each party.
func rows(p publication.Public) [][]string {
	var out [][]string
	for _, party := range publication.Rows(p.Fields) {
		row := []string{p.ID, fmt.Sprint(p.Version)}
		for _, f := range party {
			row = append(row, f.Value)
		}
		objected := ""
		if p.Objected {
			objected = "是"
		}
		out = append(out, append(row, objected))
	}
	return out
}

func stone(p publication.Public) []string {
	on := ""
	if p.WithdrawnAt != nil {
		on = publication.Today(*p.WithdrawnAt)
	}
	return []string{p.ID, p.Number, p.DecidedOn, string(p.State), p.Reason, on}
}

// safe keeps a cell from being read as a formula: one that begins like one gets an apostrophe in front (OWASP, CSV injection).
func safe(row []string) []string {
	out := make([]string, len(row))
	for i, cell := range row {
		if out[i] = cell; cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") || strings.HasPrefix(cell, "＝") || strings.HasPrefix(cell, "＋") || strings.HasPrefix(cell, "－") || strings.HasPrefix(cell, "＠") {
			out[i] = "'" + cell
		}
	}
	return out
}

// each calls do for every publication.
func each(pages Pages, do func(publication.Public) error) error {
	for {
		page, err := pages()
		if err != nil || len(page) == 0 {
			return err
		}
		for _, p := range page {
			if err := do(p); err != nil {
				return err
			}
		}
	}
}

// CSV writes UTF-8 with a byte order mark, as spreadsheets want it; tombstones follow behind an empty line with a header of their own.
func CSV(w io.Writer, open, gone Pages) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	write := func(row []string) error { return out.Write(safe(row)) }
	if err := write(header()); err != nil {
		return err
	}
	err := each(open, func(p publication.Public) error {
		for _, row := range rows(p) {
			if err := write(row); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	out.Flush()
	if _, err := io.WriteString(w, "\r\n"); err != nil {
		return err
	}
	if err := write(tombstone); err != nil {
		return err
	}
	if err := each(gone, func(p publication.Public) error { return write(stone(p)) }); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// JSON writes an object with the rows as objects by code, and the tombstones.
func JSON(w io.Writer, open, gone Pages) error {
	write := func(keys []string, first *bool, row []string) error {
		var b strings.Builder
		if !*first {
			b.WriteString(",")
		}
		*first = false
		b.WriteString("\n{")
		for i, cell := range row {
			raw, err := json.Marshal(cell)
			if err != nil {
				return err
			}
			if i > 0 {
				b.WriteString(",")
			}
			fmt.Fprintf(&b, "%q:%s", keys[i], raw)
		}
		b.WriteString("}")
		_, err := io.WriteString(w, b.String())
		return err
	}
	if _, err := io.WriteString(w, `{"penalties":[`); err != nil {
		return err
	}
	first, keys := true, header()
	err := each(open, func(p publication.Public) error {
		for _, row := range rows(p) {
			if err := write(keys, &first, row); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, "\n],\"withdrawn\":["); err != nil {
		return err
	}
	first = true
	if err := each(gone, func(p publication.Public) error { return write(tombstone, &first, stone(p)) }); err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n]}\n")
	return err
}

// XLSX writes a workbook with a sheet of penalties and one of tombstones; every cell is text.
func XLSX(w io.Writer, open, gone Pages) error {
	book := excelize.NewFile()
	defer book.Close()
	if err := book.SetSheetName("Sheet1", "行政处罚"); err != nil {
		return err
	}
	if _, err := book.NewSheet("已撤下"); err != nil {
		return err
	}
	if err := book.SetDocProps(&excelize.DocProperties{Creator: "xiansuo", LastModifiedBy: "xiansuo", Created: epoch, Modified: epoch}); err != nil {
		return err
	}
	names := []string{"编号", "版本"}
	for _, e := range publication.Elements() {
		names = append(names, e.Name.ZH)
	}
	if err := sheet(book, "行政处罚", [][]string{header(), append(names, "存在异议")}, open, rows); err != nil {
		return err
	}
	one := func(p publication.Public) [][]string { return [][]string{stone(p)} }
	if err := sheet(book, "已撤下", [][]string{tombstone}, gone, one); err != nil {
		return err
	}
	return book.Write(w)
}

// epoch is the date of a workbook: the same rows make the same file.
var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Format(time.RFC3339)

func sheet(book *excelize.File, name string, heads [][]string, pages Pages, rows func(publication.Public) [][]string) error {
	out, err := book.NewStreamWriter(name)
	if err != nil {
		return err
	}
	n := 0
	write := func(row []string) error {
		n++
		cells := make([]any, len(row))
		for i, cell := range row {
			cells[i] = cell
		}
		return out.SetRow(fmt.Sprintf("A%d", n), cells)
	}
	for _, head := range heads {
		if err := write(head); err != nil {
			return err
		}
	}
	err = each(pages, func(p publication.Public) error {
		for _, row := range rows(p) {
			if err := write(row); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return out.Flush()
}
