package sheet

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"xiansuo/pkg/calendar"
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
	at := time.Date(2026, 7, 1, 9, 30, 0, 0, calendar.China)
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
	if f.Format != XLSX || f.Sheet != "Sheet1" || !slices.Equal(f.Ignored, []string{"序号"}) {
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
		if at := row.Complaint.OccurredAt; at == nil || !at.Equal(time.Date(2026, 7, 1, 12, 0, 0, 0, calendar.China)) {
			t.Errorf("row %d: %v", row.Line, at)
		}
	}
}
