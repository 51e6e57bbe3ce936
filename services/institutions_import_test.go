package services_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// importReport is what the API answers.
type importReport struct {
	Applied bool
	Rows    int
	Counts  map[string]int
	Items   []struct {
		Row         int
		Verdict     string
		Institution string
		Problems    []string
	}
}

func (s *system) importList(query, who, contentType string, body []byte) (r importReport) {
	s.t.Helper()
	a := s.call("POST", "/enforcement/api/v1/institutions/import?"+query, who, contentType, body)
	if a.status != http.StatusOK {
		s.t.Fatalf("import: %d %s", a.status, a.body)
	}
	a.into(s.t, &r)
	return r
}

// licensedList is a list with bad rows planted among good ones.
const licensedList = "云汀区持证机构名单,,,,,,\n机构名称,统一社会信用代码,办学许可证号,发证机关,许可范围,有效期,办学地址\n" +
	"晨星艺术培训学校,91990101MA0000001Y,教民199010170000011,云汀区文化和旅游局,艺术类,2024-01-01至2099-12-31,新桥街道枫林路72号2层\n" +
	"错码培训学校,91990101MA00000010,教民199010170000012,云汀区教育局,学科类,2024-01-01至2099-12-31,\n" +
	"=HYPERLINK(1),91990101MA0000001Y,教民199010170000013,云汀区教育局,学科类,2024-01-01至2099-12-31,\n" +
	"\"启明学科培训学校,,\n" +
	"无证号培训学校,,,云汀区教育局,学科类,2024-01-01至2099-12-31,\n" +
	"启明学科培训学校,,教民199010170000014,云汀区教育局,学科类,2024/1/1至2099/12/31,东岗街道朝阳路120号4层\n"

// A list is looked at first, then its good rows are applied, as CSV in a form or as XLSX in the body; every bad row is named with what is wrong
// and nothing of what it says; the register is exported without formulas.
func TestInstitutionsAreImported(t *testing.T) {
	s := startSystem(t)
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "名单.csv")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(part, licensedList)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	dry := s.importList("list=licensed", "taskforce", w.FormDataContentType(), form.Bytes())
	if dry.Applied || fmt.Sprint(dry.Counts) != "map[new:2 wrong:4]" {
		t.Fatalf("dry, by the taskforce: %+v", dry)
	}
	dry = s.importList("list=licensed", "education", w.FormDataContentType(), form.Bytes())
	if fmt.Sprint(dry.Counts) != "map[new:1 wrong:5]" { // culture's licence is culture's to write down
		t.Fatalf("dry: %+v", dry)
	}
	for _, item := range dry.Items {
		if text := strings.Join(item.Problems, " "); strings.Contains(text, "培训学校") || strings.Contains(text, "9199") || item.Verdict == "wrong" && text == "" {
			t.Errorf("row %d: %s", item.Row, text)
		}
	}
	var found struct{ Institutions []struct{ ID, Papers string } }
	if s.get("/enforcement/api/v1/institutions", "police").into(t, &found); len(found.Institutions) != 0 {
		t.Fatal("a dry run entered something")
	}
	for range 2 {
		applied := s.importList("list=licensed&apply=true", "education", "text/csv", []byte(licensedList))
		if !applied.Applied || applied.Counts["wrong"] != 5 {
			t.Fatalf("applied: %+v", applied)
		}
	}
	if s.get("/enforcement/api/v1/institutions?q=启明", "police").into(t, &found); len(found.Institutions) != 1 {
		t.Fatalf("found %+v", found)
	}
	id := found.Institutions[0].ID
	s.institutionEvents(id, 1)
	registered := s.importList("list=registered&apply=true", "education", "application/octet-stream", sheetOf(t, [][]any{{"名称", "统一社会信用代码", "登记日期"}, {"启明学科培训学校", "91990101MA00000022", "2022-03-01"}}))
	if fmt.Sprint(registered.Counts) != "map[doubtful:1]" { // a name alone is no identity
		t.Fatalf("registered: %+v", registered)
	}
	export := s.get("/enforcement/api/v1/institutions/export", "auditor")
	if export.status != http.StatusOK || strings.Count(string(export.body), "\r\n") != 2 || !strings.Contains(string(export.body), "启明学科培训学校") {
		t.Fatalf("export: %d %s", export.status, export.body)
	}
	for query, status := range map[string]int{"list=black": 400, "list=licensed": 422} {
		if a := s.call("POST", "/enforcement/api/v1/institutions/import?"+query, "education", "text/csv", []byte("甲,乙\n1,2\n")); a.status != status {
			t.Errorf("%s: %d %s", query, a.status, a.body)
		}
	}
	if a := s.call("POST", "/enforcement/api/v1/institutions/import?list=white", "market", "text/csv", []byte(licensedList)); a.status != http.StatusForbidden {
		t.Errorf("market imports a white list: %d", a.status)
	}
	if a := s.call("POST", "/enforcement/api/v1/institutions/import?list=white", "education", "text/csv", bytes.Repeat([]byte("x"), 9<<20)); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("9 MiB: %d", a.status)
	}
}

func sheetOf(t *testing.T, cells [][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for y, row := range cells {
		if err := f.SetSheetRow("Sheet1", fmt.Sprint("A", y+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
