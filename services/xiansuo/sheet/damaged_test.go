package sheet

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// parts is a workbook by hand, as programs write it that are not Excel.
type parts map[string]string

const (
	relationships = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>`
	mainSpace     = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	officeType    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

func byHand(sheet string) parts {
	return parts{
		"_rels/.rels": fmt.Sprintf(relationships, `<Relationship Id="a" Type="`+officeType+`/officeDocument" Target="/xl/workbook.xml"/>`),
		"xl/workbook.xml": `<x:workbook xmlns:x="` + mainSpace + `" xmlns:r="` + officeType + `"><x:sheets>` +
			`<x:sheet name="表" sheetId="1" r:id="b"/></x:sheets></x:workbook>`,
		`xl\_rels\workbook.xml.rels`: fmt.Sprintf(relationships, `<Relationship Id="b" Type="`+officeType+`/worksheet" Target="worksheets/sheet1.xml"/>`),
		"xl/worksheets/sheet1.xml":   `<?xml version="1.0" encoding="UTF-8"?>` + strings.Replace(sheet, "<worksheet>", `<worksheet xmlns="`+mainSpace+`">`, 1),
	}
}

func (p parts) zip(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, content := range p {
		f, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(f, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Workbooks of other programs are read too: prefixed names, cells and rows without places, texts in their cells, escapes.
func TestReadByHand(t *testing.T) {
	p := byHand(`<x:worksheet xmlns:x="` + mainSpace + `"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>内容</x:t></x:is></x:c><x:c t="str"><x:v>工单编号</x:v></x:c></x:row>` +
		`<x:row><x:c t="inlineStr"><x:is><x:r><x:t>甲</x:t></x:r><x:rPh><x:t>jia</x:t></x:rPh><x:r><x:t>_x000D_&#10;乙_x005F_</x:t></x:r></x:is></x:c><x:c><x:v>1.3800138E10</x:v></x:c></x:row>` +
		`<x:row r="9"><x:c r="A9" t="e"><x:v>#REF!</x:v></x:c><x:c r="B9" t="str"><x:f>A1</x:f><x:v>#N/A</x:v></x:c></x:row></x:sheetData></x:worksheet>`)
	_, rows := readAll(t, "a.xlsx", p.zip(t), Options{})
	if len(rows) != 2 || rows[0].Complaint.Text != "甲\n乙_" || rows[0].Number != "13800138000" || rows[1].Line != 9 ||
		!slices.Equal(rows[1].Problems, []string{"“工单编号”公式出错"}) || !slices.Contains(rows[1].Notes, "“内容”公式出错，未采用") {
		t.Errorf("%+v", rows)
	}
}

// A damaged workbook is an error and never fewer rows.
func TestReadDamagedWorkbook(t *testing.T) {
	const rows = `<row r="1"><c r="A1" t="str"><v>内容</v></c></row><row r="2"><c r="A2" t="str"><v>甲</v></c></row>`
	whole := byHand("<worksheet><sheetData>" + rows + "</sheetData></worksheet>").zip(t)
	if _, got := readAll(t, "a.xlsx", whole, Options{}); len(got) != 1 {
		t.Fatalf("%d rows", len(got))
	}
	flipped := bytes.Replace(whole, []byte("PK\x03\x04"), []byte("PK\x03\x04"), 1)
	at := bytes.Index(flipped, []byte("xl/worksheets/sheet1.xml")) + len("xl/worksheets/sheet1.xml") + 20
	flipped[at] ^= 0x10
	for name, content := range map[string][]byte{
		"XML cut":           byHand("<worksheet><sheetData>" + rows).zip(t),
		"cell without row":  byHand(`<worksheet><sheetData><row><c r="A"><v>1</v></c></row></sheetData></worksheet>`).zip(t),
		"bits flipped":      flipped,
		"archive cut":       whole[:len(whole)-30],
		"no sheet part":     parts{"_rels/.rels": byHand("")["_rels/.rels"], "xl/workbook.xml": byHand("")["xl/workbook.xml"], `xl\_rels\workbook.xml.rels`: byHand("")[`xl\_rels\workbook.xml.rels`]}.zip(t),
		"another document":  parts{"word/document.xml": "<a/>"}.zip(t),
		"a binary workbook": parts{"_rels/.rels": strings.Replace(byHand("")["_rels/.rels"], ".xml", ".bin", 1), "xl/workbook.bin": "\x83\x01"}.zip(t),
	} {
		t.Run(name, func(t *testing.T) {
			err := refused(t, "a.xlsx", content, Options{})
			if !strings.Contains(err.Error(), "damaged") && !strings.Contains(err.Error(), "另存为") {
				t.Error(err)
			}
		})
	}
}

// bomb is a workbook whose sheet unpacks to a little more than the limit, and declares to unpack to so many bytes.
func bomb(t *testing.T, declared uint64) []byte {
	t.Helper()
	var block, data, out bytes.Buffer
	packer, _ := flate.NewWriter(&block, flate.BestCompression) // the level is one of its own
	blanks := strings.Repeat(" ", 1<<20)
	if _, err := io.WriteString(packer, blanks); err != nil || packer.Flush() != nil {
		t.Fatal(err)
	}
	for range maxBytes>>20 + 1 {
		data.Write(block.Bytes())
	}
	data.Write([]byte{3, 0}) // the last block, empty
	w := zip.NewWriter(&out)
	for name, content := range byHand("") {
		if name != "xl/worksheets/sheet1.xml" {
			f, err := w.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.WriteString(f, content)
		}
	}
	f, err := w.CreateRaw(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, CompressedSize64: uint64(data.Len()), UncompressedSize64: declared})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.Write(data.Bytes())
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A workbook that unpacks to more than the limit is refused, whether it declares so or not.
func TestReadZipBomb(t *testing.T) {
	content := bomb(t, maxBytes+1<<20)
	if len(content) > 1<<20 {
		t.Fatalf("%d bytes are no bomb", len(content))
	}
	if err := refused(t, "a.xlsx", content, Options{}); !strings.Contains(err.Error(), "too large: it has more than 256 MiB") {
		t.Error(err)
	}
	if err := refused(t, "a.xlsx", bomb(t, 100), Options{}); !strings.Contains(err.Error(), "damaged") {
		t.Error(err)
	}
	wide := byHand(`<worksheet><sheetData><row r="1"><c r="XFD1" t="str"><v>内容</v></c></row></sheetData></worksheet>`).zip(t)
	if err := refused(t, "a.xlsx", wide, Options{}); !strings.Contains(err.Error(), "too large: it has more than 256 columns") {
		t.Error(err)
	}
}

// 20,000 rows are read, many more are refused, and blank rows do not count.
func TestReadRowLimit(t *testing.T) {
	rows := func(n int) string {
		var b strings.Builder
		b.WriteString(`<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>台账</v></c></row><row r="2"><c r="A2" t="str"><v>内容</v></c></row>`)
		for i := range n {
			fmt.Fprintf(&b, `<row r="%d"><c r="A%[1]d"><v>%[1]d</v></c></row>`, i+3)
		}
		for i := range 50000 {
			fmt.Fprintf(&b, `<row r="%d"/>`, n+i+3)
		}
		b.WriteString(`</sheetData></worksheet>`)
		return b.String()
	}
	if _, got := readAll(t, "a.xlsx", byHand(rows(MaxRows)).zip(t), Options{}); len(got) != MaxRows || got[MaxRows-1].Line != MaxRows+2 {
		t.Errorf("%d rows", len(got))
	}
	for _, n := range []int{MaxRows + maxHeadingRow, 3 * MaxRows} {
		if err := refused(t, "a.xlsx", byHand(rows(n)).zip(t), Options{}); !strings.Contains(err.Error(), "too large: it has more than 20000 rows") {
			t.Error(err)
		}
	}
}

// An encrypted workbook is refused with what to do.
func TestReadEncrypted(t *testing.T) {
	content, err := excelize.Encrypt(workbookOf(t, [][]any{{"内容"}, {"甲"}}, nil), &excelize.Options{Password: "p"})
	if err != nil {
		t.Fatal(err)
	}
	if err := refused(t, "a.xlsx", content, Options{}); !strings.Contains(err.Error(), "取消密码后另存为 .xlsx") {
		t.Error(err)
	}
}
