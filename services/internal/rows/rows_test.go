package rows

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func read(t *testing.T, content []byte) []Row {
	t.Helper()
	all, err := Read(content)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A workbook of rows; what begins with = is a formula.
func workbook(t *testing.T, cells [][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for y, row := range cells {
		for x, value := range row {
			name, _ := excelize.CoordinatesToCellName(x+1, y+1)
			var err error
			if s, ok := value.(string); ok && strings.HasPrefix(s, "=") {
				err = f.SetCellFormula("Sheet1", name, s[1:])
			} else {
				err = f.SetCellValue("Sheet1", name, value)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// UTF-8 with and without a mark, GB18030, semicolons and tabs, quoted line breaks: the same rows.
func TestReadCSV(t *testing.T) {
	text := "名称,代码\r\n\"甲,\n乙\",\"=\"\"0123\"\"\"\r\n\r\n丙,'007\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"UTF-8": text, "with a mark": "\ufeff" + text, "GB18030": gb, "tabs": strings.ReplaceAll(strings.ReplaceAll(text, "甲,", "甲#"), ",", "\t")} {
		all := read(t, []byte(content))
		if len(all) != 3 || all[1].Line != 2 || all[1].Cells[1] != "0123" || all[2].Line != 5 || all[2].At(1) != "007" || all[2].At(9) != "" {
			t.Errorf("%s: %+v", name, all)
		}
	}
}

// A formula, an open quote or damage is a problem of its row, and its neighbours are read.
func TestBadRowsCostNoGoodOnes(t *testing.T) {
	all := read(t, []byte("a,b\n=cmd|' /C calc'!A0,1\n\"open,2\nc,3\n@SUM(A1),4\n+1+cmd,5\n-12.5,6\n"+strings.Repeat("长", 2000)+",7\nd,8\n"))
	var bad []int
	for _, r := range all {
		if r.Problem != "" {
			bad = append(bad, r.Line)
		}
	}
	if fmt.Sprint(bad) != "[2 3 5 6 8]" || len(all) != 9 {
		t.Errorf("bad rows %v of %d", bad, len(all))
	}
	for _, r := range all {
		if strings.Contains(r.Problem, "cmd") {
			t.Error("a problem repeats a value")
		}
	}
}

// Cells of a workbook are read as they are shown; formulas and numbers that lost digits are problems of their rows.
func TestReadWorkbook(t *testing.T) {
	all := read(t, workbook(t, [][]any{{"名称", "代码"}, {"甲", "91990101MA0000001Y"}, {}, {"乙", "=1+1"}, {"丙", 199010170000011}, {"丁", 1990101700000110000}, {"戊", ""}}))
	if len(all) != 6 || all[1].Cells[1] != "91990101MA0000001Y" || all[2].Line != 4 || all[2].Problem != hasFormula || all[3].Cells[1] != "199010170000011" || all[4].Problem != lostDigits || all[5].Problem != "" {
		t.Errorf("%+v", all)
	}
}

// What is no table, or too large, is refused with what to do, and not repeated.
func TestRefused(t *testing.T) {
	good := workbook(t, [][]any{{"名称"}, {"甲"}})
	var wide, long bytes.Buffer
	wide.WriteString(strings.Repeat("x,", 70))
	for range MaxRows + 2 {
		long.WriteString("x\n")
	}
	for name, content := range map[string][]byte{
		"nothing": nil, "blanks": []byte(" \n"), "an old workbook": []byte("\xd0\xcf\x11\xe0x"), "a page": []byte("<html>"), "a PDF": []byte("%PDF-1"), "UTF-16": []byte("a\x00b\x00"),
		"too many bytes": bytes.Repeat([]byte("x"), MaxBytes+1), "too many columns": wide.Bytes(), "too many rows": long.Bytes(), "too many lines": append(bytes.Repeat([]byte("\n"), maxLines+1), 'x'),
		"cut": good[:len(good)-40], "an archive": archive(t, "a.txt", strings.NewReader("x")), "a bomb": archive(t, "xl/worksheets/sheet1.xml", io.LimitReader(zeros{}, maxUnpacked+1)),
	} {
		if _, err := Read(content); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func archive(t *testing.T, name string, content io.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create(name)
	if err == nil {
		_, err = io.Copy(f, content)
	}
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// 20,000 rows are read.
func TestReadManyRows(t *testing.T) {
	var cells [][]any
	for i := range MaxRows + 1 {
		cells = append(cells, []any{fmt.Sprint("机构", i), "x", "y", "z"})
	}
	if all := read(t, workbook(t, cells)); len(all) != MaxRows+1 {
		t.Errorf("%d rows", len(all))
	}
}

// A text that a spreadsheet would compute is guarded.
func TestGuarded(t *testing.T) {
	for in, want := range map[string]string{"": "", "甲": "甲", "=1": "'=1", "＝1": "'＝1", "+1": "'+1", "-1": "'-1", "@a": "'@a", "\ta": "'\ta"} {
		if Guarded(in) != want {
			t.Errorf("%q becomes %q", in, Guarded(in))
		}
	}
}
