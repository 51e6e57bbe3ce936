package sheet

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Bytes that nobody can read are a problem of their row, whichever encoding the rest has.
func TestReadDamagedText(t *testing.T) {
	utf8 := []byte("工单编号,内容\nA1,有人无证办班，请来查一查\nA2,乙\xff乙\n")
	gb := append(encoded(t, simplifiedchinese.GB18030, "工单编号,内容\nA1,有人无证办班，请来查一查\nA2,乙"), []byte("\xff\xff\n")...)
	for name, content := range map[string][]byte{"UTF-8": utf8, "GB18030": gb} {
		f, rows := readAll(t, "a.csv", content, Options{})
		if f.Encoding != name || len(rows) != 2 || len(rows[0].Problems) > 0 || !slices.Equal(rows[1].Problems, []string{"含有无法识别的字符（文件编码已损坏）"}) {
			t.Errorf("%s: read as %s: %+v", name, f.Encoding, rows)
		}
	}
}

// Long ticket numbers that all end in zeros were cut by a spreadsheet before they came into the CSV: they name other tickets.
func TestReadCutNumbers(t *testing.T) {
	_, rows := readAll(t, "a.csv", []byte("工单编号,内容\n202607011234567000,甲\n202607011234568000,乙\n202607011234569000,丙\nA4,丁\n"), Options{})
	for i, row := range rows {
		if lost := len(row.Problems) > 0; lost != (i < 3) {
			t.Errorf("row %d: %v", row.Line, row.Problems)
		}
	}
	_, rows = readAll(t, "a.csv", []byte("工单编号,内容\n202607011234567000,甲\n202607011234568001,乙\n202607011234569002,丙\n"), Options{})
	for _, row := range rows {
		if len(row.Problems) > 0 {
			t.Errorf("row %d: %v", row.Line, row.Problems)
		}
	}
}

// A column that counts the rows is no ticket number: the first rows of two files would be one ticket.
func TestReadCountedRows(t *testing.T) {
	f, rows := readAll(t, "a.csv", []byte("编号,内容\n1,甲\n2,乙\n3,丙\n"), Options{})
	if len(f.Warnings) != 1 || rows[0].Number != "" || rows[2].Complaint.Number != "" {
		t.Errorf("warnings %v, rows %+v", f.Warnings, rows)
	}
}

// A file that cannot be read is refused with what to do about it, and without repeating what it holds.
func TestReadRefused(t *testing.T) {
	compound := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)
	for name, test := range map[string]struct{ file, content, want string }{
		"empty":             {"a.csv", "", "empty"},
		"only a BOM":        {"a.csv", "\xef\xbb\xbf", "empty"},
		"old workbook":      {"a.xls", compound, "另存为 .xlsx"},
		"web page":          {"a.xls", "<html><table><tr><td>内容</td></tr></table></html>", "另存为 .xlsx"},
		"PDF":               {"a.pdf", "%PDF-1.7", "PDF"},
		"JSON array":        {"a.json", `[{"text":"甲"}]`, "jq -c"},
		"UTF-16":            {"a.csv", "\xff\xfe1\x00,\x00", "另存为 CSV UTF-8"},
		"binary":            {"a.csv", "abc\x00\x01def", "not a text file"},
		"no headings":       {"a.csv", "张三,13800138000\n李四,13800138000\n", "no heading row in the first 10 rows; one column holds the text of the complaint, and it must be called 诉求内容"},
		"no text column":    {"a.csv", "工单编号,来电人\nA1,张三\n", "no column holds the text of the complaint; found: 工单编号、来电人; it must be called 诉求内容"},
		"broken workbook":   {"a.xlsx", "PK\x03\x04 and then nothing", "damaged"},
		"results of import": {"a.csv.results.csv", byteOrderMark + "行号,工单编号,结果,线索编号,说明\r\n2,A1,已受理,L1,\r\n", "no column holds the text"},
	} {
		t.Run(name, func(t *testing.T) {
			err := refused(t, test.file, []byte(test.content), Options{})
			if !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "张三") || strings.Contains(err.Error(), "138001") {
				t.Error(err)
			}
		})
	}
}
