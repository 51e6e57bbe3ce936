package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"xiansuo/pkg/lead"
)

// workbookOf makes a workbook with the rows in its first sheet, and what make does to it.
func workbookOf(t *testing.T, rows [][]any, make func(f *excelize.File, sheet string) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if make != nil {
		if err := make(f, "Sheet1"); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// formatted gives a cell a number format.
func formatted(f *excelize.File, sheet, cell, code string) error {
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	if err != nil {
		return err
	}
	return f.SetCellStyle(sheet, cell, cell, style)
}

// A workbook is read as its cells show it: days as days, numbers with their zeros, formulas with their last value, hidden rows too.
func TestReadXLSX(t *testing.T) {
	at := time.Date(2026, 7, 1, 9, 30, 0, 0, china)
	content := workbookOf(t, [][]any{
		{"云汀区热线工单汇总表"},
		{},
		{"序号", "工单编号", "诉求内容", "事发时间", "涉及金额（万元）", "学员人数", "来电号码", "统一社会信用代码", "是否保密"},
		{1, "202607011234567891", "无证办班\n占用楼道", at.Add(8 * time.Hour).UTC(), 2.68, 30, 13800138000, "91990101MA0000001X", true},
		{2, 20260701001, "第二条", "2026年7月1日9时30分", "26,800元", "约30人", "138 0013 8000", "", "是"},
		{3, 7, "第三条", 46204.395833333336, nil, nil, nil, nil, nil},
		{4, "A8", "第四条"},
	}, func(f *excelize.File, sheet string) error {
		f.SetSheetRow(sheet, "A9", &[]any{5, "A9", "第六条"})
		return errors.Join(formatted(f, sheet, "D4", `yyyy"年"m"月"d"日" hh:mm`), formatted(f, sheet, "B6", `"YT"000000`), f.SetRowVisible(sheet, 7, false),
			f.SetCellFormula(sheet, "E7", "1+1"), f.MergeCell(sheet, "A1", "I1"), f.SetCellRichText(sheet, "C7", []excelize.RichTextRun{{Text: "第四"}, {Text: "条"}}))
	})
	f, rows := readAll(t, "工单.xlsx", content, Options{})
	complaint := func(number, text string) lead.ComplaintSubmitted {
		return lead.ComplaintSubmitted{Channel: lead.Hotline, Number: number, Text: text}
	}
	want := []Row{
		{Line: 4, Number: "202607011234567891", Complaint: complaint("202607011234567891", "无证办班\n占用楼道")},
		{Line: 5, Number: "20260701001", Complaint: complaint("20260701001", "第二条")},
		{Line: 6, Number: "YT000007", Complaint: complaint("YT000007", "第三条")},
		{Line: 7, Number: "A8", Complaint: complaint("A8", "第四条")},
		{Line: 9, Number: "A9", Complaint: complaint("A9", "第六条")},
	}
	for i := range 2 {
		c := &want[i].Complaint
		c.OccurredAt, c.Money, c.People = &at, &lead.Money{Fen: 2680000}, &lead.People{Pupils: 30}
		c.Reporter = &lead.Reporter{Phone: "13800138000", Secret: true}
	}
	want[0].Complaint.Target = &lead.Target{USCC: "91990101MA0000001X"}
	want[1].Complaint.Reporter.Phone = "138 0013 8000"
	want[2].Complaint.OccurredAt = &at
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	if f.Format != XLSX || f.Sheet != "Sheet1" || !slices.Equal(f.Ignored(), []string{"序号"}) || f.Done() != 1 {
		t.Errorf("%+v", f)
	}
}

// A ticket number that was typed as a number of more than 15 digits is another number now; 15 digits are whole.
func TestReadLostDigits(t *testing.T) {
	content := workbookOf(t, [][]any{{"工单编号", "内容", "办学许可证号"}, {202607011234567.0, "甲", 199010170000019}, {2.02607011234567e+17, "乙", ""}, {int64(1234567890123456), "丙"},
		{"202607011234567891", "丁", int64(199010170000019001)}}, nil)
	_, rows := readAll(t, "a.xlsx", content, Options{})
	for i, lost := range []bool{false, true, true, false} {
		if got := len(rows[i].Problems) > 0; got != lost || got == (rows[i].Number != "") {
			t.Errorf("row %d: %q %v", rows[i].Line, rows[i].Number, rows[i].Problems)
		}
	}
	if rows[0].Number != "202607011234567" || rows[0].Complaint.Target.Licence != "199010170000019" || len(rows[3].Notes) != 1 || rows[3].Complaint.Target != nil {
		t.Errorf("%+v", rows)
	}
}

// Cells merged downwards speak of every row beside them; cells merged sideways group headings and are no value of their neighbours.
func TestReadMergedCells(t *testing.T) {
	content := workbookOf(t, [][]any{
		{"网格台账"}, {"街道", "投诉人", nil, "内容", "地址"}, {nil, "姓名", "电话"},
		{"柳塘街道", "张三", "13800138000", "甲", "1号"}, {nil, nil, nil, "乙", "2号"}, {nil, "李四", nil, "丙"}, {"新桥街道", "王五", nil, "丁"},
	}, func(f *excelize.File, sheet string) error {
		return errors.Join(f.MergeCell(sheet, "A1", "E1"), f.MergeCell(sheet, "A2", "A3"), f.MergeCell(sheet, "B2", "C2"), f.MergeCell(sheet, "D2", "D3"),
			f.MergeCell(sheet, "E2", "E3"), f.MergeCell(sheet, "A4", "A6"), f.MergeCell(sheet, "B4", "B5"), f.MergeCell(sheet, "D6", "E6"))
	})
	_, rows := readAll(t, "a.xlsx", content, Options{})
	var got []string
	for _, r := range rows {
		p := *r.Complaint.Place
		got = append(got, strings.Join([]string{p.Street, p.Address, r.Complaint.Reporter.Name, r.Complaint.Reporter.Phone, r.Complaint.Text}, "|"))
	}
	if diff := cmp.Diff([]string{"柳塘街道|1号|张三|13800138000|甲", "柳塘街道|2号|张三||乙", "柳塘街道||李四||丙", "新桥街道||王五||丁"}, got); diff != "" {
		t.Error(diff)
	}
}

// Of several sheets the first visible one is read, or the one that is named; a sheet without headings names the others.
func TestReadSheets(t *testing.T) {
	content := workbookOf(t, [][]any{{"隐藏的", "内容"}}, func(f *excelize.File, sheet string) error {
		for name, row := range map[string][]any{"填表说明": {"请按说明填写"}, "七月": {"内容"}} {
			if _, err := f.NewSheet(name); err != nil {
				return err
			}
			if err := f.SetSheetRow(name, "A1", &row); err != nil {
				return err
			}
		}
		f.SetActiveSheet(1)
		return errors.Join(f.SetCellValue("七月", "A2", "甲"), f.SetSheetVisible(sheet, false), f.MoveSheet("填表说明", "七月"))
	})
	if err := refused(t, "a.xlsx", content, Options{}); !strings.Contains(err.Error(), "--sheet") || !strings.Contains(err.Error(), "七月") {
		t.Error(err)
	}
	if err := refused(t, "a.xlsx", content, Options{Sheet: "八月"}); !strings.Contains(err.Error(), "it has: ") || !strings.Contains(err.Error(), "七月") {
		t.Error(err)
	}
	if _, rows := readAll(t, "a.xlsx", content, Options{Sheet: "七月"}); len(rows) != 1 || rows[0].Complaint.Text != "甲" {
		t.Errorf("%+v", rows)
	}
}

// Days count from 1904 in workbooks that say so.
func TestRead1904(t *testing.T) {
	content := workbookOf(t, [][]any{{"内容", "事发时间", "发现时间"}, {"甲", 44742.5}, {"乙", 44742.5}}, func(f *excelize.File, sheet string) error {
		yes := true
		return errors.Join(f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}), formatted(f, sheet, "B2", "yyyy/m/d h:mm"))
	})
	_, rows := readAll(t, "a.xlsx", content, Options{})
	for _, row := range rows {
		if at := row.Complaint.OccurredAt; at == nil || !at.Equal(time.Date(2026, 7, 1, 12, 0, 0, 0, china)) {
			t.Errorf("row %d: %v", row.Line, at)
		}
	}
}

// Number formats that show days are told from those that only look so.
func TestFormatOfCode(t *testing.T) {
	for code, want := range map[string]numberFormat{
		"yyyy/m/d": {date: true}, `[$-804]yyyy"年"m"月"`: {date: true}, "[h]:mm": {date: true}, "General": {}, "0.00": {}, `#,##0"元/days"`: {}, `[Red]0;[Blue]0`: {},
		`0.00E+00`: {}, `"YT"000000`: {zeros: 6, prefix: "YT"}, "00000": {zeros: 5}, "@": {}, `\d0`: {}, "[$￥-804]#,##0.00": {}, "G/通用格式": {},
	} {
		if got := formatOfCode(code); got != want {
			t.Errorf("%s: %+v", code, got)
		}
	}
}

// parts is a workbook by hand, as programs write it that are not Excel.
type parts map[string]string

const (
	relationships = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>`
	officeType    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

func byHand(sheet string) parts {
	return parts{
		"_rels/.rels": fmt.Sprintf(relationships, `<Relationship Id="a" Type="`+officeType+`officeDocument" Target="/xl/workbook.xml"/>`),
		"xl/workbook.xml": `<x:workbook xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + officeType + `"><x:sheets>` +
			`<x:sheet name="表" sheetId="1" r:id="b"/></x:sheets></x:workbook>`,
		`xl\_rels\workbook.xml.rels`: fmt.Sprintf(relationships, `<Relationship Id="b" Type="`+officeType+`worksheet" Target="worksheets\Sheet1.xml"/>`),
		"xl/worksheets/sheet1.xml":   `<?xml version="1.0" encoding="UTF-8"?>` + sheet,
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
	p := byHand(`<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>内容</x:t></x:is></x:c><x:c t="str"><x:v>工单编号</x:v></x:c></x:row>` +
		`<x:row><x:c t="inlineStr"><x:is><x:r><x:t>甲</x:t></x:r><x:rPh><x:t>jia</x:t></x:rPh><x:r><x:t>_x000D_&#10;乙_x005F_</x:t></x:r></x:is></x:c><x:c><x:v>1.3800138E10</x:v></x:c></x:row>` +
		`<x:row r="9"><x:c r="A9" t="e"><x:v>#REF!</x:v></x:c><x:c r="B9" t="str"><x:f>A1</x:f></x:c></x:row></x:sheetData></x:worksheet>`)
	_, rows := readAll(t, "a.xlsx", p.zip(t), Options{})
	if len(rows) != 2 || rows[0].Complaint.Text != "甲\n乙_" || rows[0].Number != "13800138000" || rows[1].Line != 9 ||
		!slices.Equal(rows[1].Problems, []string{"“工单编号”公式没有计算结果（请用 Excel 打开并保存后再导入）", "“内容”公式出错"}) {
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
		"no data":           byHand("<worksheet></worksheet>").zip(t),
		"no such text":      byHand(`<worksheet><sheetData><row><c t="s"><v>5</v></c></row></sheetData></worksheet>`).zip(t),
		"rows in disorder":  byHand(`<worksheet><sheetData><row r="2"/><row r="1"/></sheetData></worksheet>`).zip(t),
		"cell without row":  byHand(`<worksheet><sheetData><row><c r="A"><v>1</v></c></row></sheetData></worksheet>`).zip(t),
		"a document type":   byHand(`<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData>` + rows + `</sheetData></worksheet>`).zip(t),
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

// A workbook that unpacks to more than the limit is refused, whether it declares so or not.
func TestReadZipBomb(t *testing.T) {
	bomb := byHand("<worksheet><sheetData>" + strings.Repeat(" ", MaxUnzipped+1) + "</sheetData></worksheet>").zip(t)
	if len(bomb) > 1<<20 {
		t.Fatalf("%d bytes are no bomb", len(bomb))
	}
	if err := refused(t, "a.xlsx", bomb, Options{}); !errors.Is(err, ErrTooLarge) || !strings.Contains(err.Error(), "256 MiB") {
		t.Error(err)
	}
	w := &workbook{left: 10}
	if _, err := io.ReadAll(&limited{io.NopCloser(strings.NewReader(strings.Repeat("a", 11))), w}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a lie about the size: %v", err)
	}
	wide := byHand(`<worksheet><sheetData><row r="1"><c r="XFD1" t="str"><v>内容</v></c></row></sheetData></worksheet>`).zip(t)
	if err := refused(t, "a.xlsx", wide, Options{}); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
}

// 20,000 rows are read, one more is refused, and blank rows do not count.
func TestReadRowLimit(t *testing.T) {
	rows := func(n int) string {
		var b strings.Builder
		b.WriteString(`<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>台账</v></c></row><row r="2"><c r="A2" t="str"><v>内容</v></c></row>`)
		for i := range n {
			fmt.Fprintf(&b, `<row r="%d"><c r="A%[1]d"><v>%[1]d</v></c></row>`, i+3)
		}
		b.WriteString(strings.Repeat(`<row/>`, 50000) + `</sheetData></worksheet>`)
		return b.String()
	}
	if _, got := readAll(t, "a.xlsx", byHand(rows(MaxRows)).zip(t), Options{}); len(got) != MaxRows || got[MaxRows-1].Line != MaxRows+2 {
		t.Errorf("%d rows", len(got))
	}
	for _, n := range []int{MaxRows + 1, 3 * MaxRows} {
		if err := refused(t, "a.xlsx", byHand(rows(n)).zip(t), Options{}); !errors.Is(err, ErrTooLarge) || !strings.Contains(err.Error(), "20000 rows") {
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

// Every cell of a workbook of excelize is read as excelize reads it.
func TestReadAsExcelize(t *testing.T) {
	var want [][]any
	for i := range 300 {
		want = append(want, []any{fmt.Sprintf("文字 %d <&> _x 😀", i), i * 1234567, float64(i) / 7, i%2 == 0, fmt.Sprintf("多\n行%d", i%5)})
	}
	content := workbookOf(t, want, nil)
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := f.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	book, err := openWorkbook(io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content))))
	if err != nil {
		t.Fatal(err)
	}
	records, _, err := book.records(book.sheets[0])
	if err != nil {
		t.Fatal(err)
	}
	var ours [][]string
	for _, r := range records {
		ours = append(ours, texts(r))
	}
	if diff := cmp.Diff(theirs, ours); diff != "" {
		t.Error(diff)
	}
}
