package pages

import (
	"encoding/csv"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/disclosure/internal/site"
)

// Figures stand in tables and charts alike; a suppressed one has no number anywhere, in the page or in the data.
func TestStatistics(t *testing.T) {
	s := full()
	h := open(t, s)
	body := get(h, "/public/statistics/2026-07").Body.String()
	text := said(body)
	for _, part := range []string{"街道与类别", "按街道和类别组", "东岗街道", "不公布", "12,345.50", "66.7 %", "–"} {
		if !strings.Contains(text, part) {
			t.Errorf("lacks %s: %s", part, text)
		}
	}
	if n := strings.Count(body, `role="img"`); n != 2 {
		t.Errorf("%d charts", n)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(get(h, "/public/statistics/2026-07.csv").Body.String(), mark))).ReadAll()
	if err != nil || len(rows) != 1+12+3+4+6 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, f := range figureFields {
		if !slices.Contains(rows[0], f.Name) {
			t.Errorf("the file has no %s", f.Name)
		}
	}
	var told struct{ Month string }
	if err := json.Unmarshal(get(h, "/public/statistics/2026-07.json").Body.Bytes(), &told); err != nil || told.Month != "2026-07" {
		t.Errorf("%+v %v", told, err)
	}
}

// Lists are narrowed to what is offered, and the open data of institutions says what the dictionary says.
func TestListsAndData(t *testing.T) {
	s := full()
	s.institutions[0].Name = "=HYPERLINK(1)新芽"
	h := open(t, s)
	get(h, "/public/lists/white?street="+url.QueryEscape("柳塘街道")+"&type=x")
	if s.listed.Street != "柳塘街道" || s.listed.Scope != "" || s.listed.Today != "2026-08-01" || s.listed.List != postgres.WhiteList {
		t.Errorf("asked for %+v", s.listed)
	}
	w := get(h, "/public/data/institutions.csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), mark))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][1] != "'=HYPERLINK(1)新芽" || !strings.Contains(w.Header().Get("Content-Disposition"), "institutions.csv") {
		t.Fatalf("%v %v", rows, err)
	}
	var told struct{ Institutions []map[string]any }
	if err := json.Unmarshal(get(h, "/public/data/institutions.json").Body.Bytes(), &told); err != nil || len(told.Institutions) != 1 {
		t.Fatalf("%+v %v", told, err)
	}
	for i, f := range institutionFields {
		if rows[0][i] != f.Name {
			t.Errorf("column %d is %s, and %s in the dictionary", i, rows[0][i], f.Name)
		}
		if _, ok := told.Institutions[0][f.Name]; !ok {
			t.Errorf("the JSON lacks %s", f.Name)
		}
	}
	if told.Institutions[0]["verdict"] != string(site.SaysLicensed) {
		t.Errorf("%v", told.Institutions[0])
	}
	objected := decision()
	objected.Objected = true
	members := map[string]any{}
	for _, p := range []publication.Public{tombstone(), objected} {
		body, _ := json.Marshal(p)
		_ = json.Unmarshal(body, &members)
	}
	for _, f := range resultFields {
		if _, ok := members[f.Name]; !ok {
			t.Errorf("a publication has no %s", f.Name)
		}
	}
	var dict struct {
		Datasets []struct{ Fields []dataField }
	}
	if err := json.Unmarshal(get(h, "/public/data/dictionary.json").Body.Bytes(), &dict); err != nil || len(dict.Datasets) != 4 {
		t.Errorf("%+v %v", dict, err)
	}
}

// Who may not teach today does not stand on the white list, whatever the list's index says of its last day.
func TestWhiteListIsOfToday(t *testing.T) {
	later := lead.InstitutionChanged{Institution: "i-9", Name: "云汀区百川书法培训中心", Papers: lead.BothPapers, Standing: lead.Open, Listed: true,
		Licences: []lead.Licence{{Number: "1", Scope: "艺术类", From: "2099-01-01", Until: "2100-01-01"}}}
	now := later
	now.Institution, now.Name, now.Licences = "i-8", "云汀区新芽艺术培训中心", []lead.Licence{{Number: "2", Scope: "艺术类", From: "2020-01-01", Until: "2100-01-01"}}
	h := open(t, &shelf{institutions: []lead.InstitutionChanged{later, now}})
	if page := get(h, "/public/lists/white").Body.String(); strings.Contains(page, "百川") || !strings.Contains(page, "新芽") {
		t.Error("the white list is not of today")
	}
}
