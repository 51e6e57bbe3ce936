package pages

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/disclosure/internal/site"
)

var allPaths = []string{"/public/", "/public/find", "/public/find?q=%E6%96%B0%E8%8A%BD", "/public/find?q=%E6%99%A8%E5%85%89", "/public/institutions/i1", "/public/results", "/public/results?product=P2",
	"/public/results/r1", "/public/results/r1/object", "/public/objections", "/public/lists", "/public/lists/white", "/public/lists/watch", "/public/statistics", "/public/statistics/2026-07",
	"/public/about", "/public/data"}

// Every page answers everybody in both languages without a cookie or a script, under the strict policy, with one heading, a description
// and its address in each language; an empty site has all of them too.
func TestPages(t *testing.T) {
	for name, s := range map[string]*shelf{"full": full(), "empty": {}} {
		h := open(t, s)
		for _, path := range allPaths {
			for _, language := range []string{"zh", "en"} {
				sign := "?"
				if strings.Contains(path, "?") {
					sign = "&"
				}
				w := get(h, path+sign+"lang="+language)
				body := w.Body.String()
				if name == "empty" && regexp.MustCompile(`/i1|/r1|2026-07`).MatchString(path) {
					if w.Code != http.StatusNotFound {
						t.Errorf("empty %s: %d", path, w.Code)
					}
					continue
				}
				if w.Code != http.StatusOK || strings.Count(body, "<h1") != 1 || strings.Contains(body, "<script") || strings.Contains(body, "%!") {
					t.Errorf("%s %s %s: %d %s", name, path, language, w.Code, body)
				}
				for _, part := range []string{`<meta name="description" content="`, `<link rel="canonical" href="https://yunting.example/public/`, `hreflang="en"`, `hreflang="zh-CN"`, `hreflang="x-default"`, `application/atom+xml`} {
					if !strings.Contains(body, part) {
						t.Errorf("%s %s lacks %s", name, path, part)
					}
				}
				if p := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'none'") || strings.Contains(p, "unsafe") {
					t.Errorf("%s: %s", path, p)
				}
			}
			if cookies := get(h, path).Result().Cookies(); len(cookies) > 0 {
				t.Errorf("%s sets %v", path, cookies)
			}
		}
	}
}

// What an institution's page says first is what it may do, in words; a suspended one is nowhere called licensed.
func TestInstitution(t *testing.T) {
	s := full()
	h := open(t, s)
	text := said(get(h, "/public/institutions/i1").Body.String())
	for _, part := range []string{"有办学许可，可以开展许可范围内的培训", "艺术类", "2027-08-31", "云教罚", "91990101MA00000022", "柳塘街道幸福路12号", "在白名单上"} {
		if !strings.Contains(text, part) {
			t.Errorf("lacks %s: %s", part, text)
		}
	}
	s.institutions[0].Standing = lead.Suspended
	text = said(get(h, "/public/institutions/i1").Body.String())
	if !strings.Contains(text, "停业整改中，复查通过之前不得开展培训") || strings.Contains(text, "可以开展许可范围内的培训") || !strings.Contains(text, "不在白名单上") {
		t.Errorf("suspended: %s", text)
	}
	if w := get(h, "/public/institutions/none"); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "xiansuo link") {
		t.Errorf("none: %d %s", w.Code, w.Body)
	}
}

// A withdrawn decision is no decision in force.
func TestDecisionsInForce(t *testing.T) {
	if body := get(open(t, full()), "/public/institutions/i1").Body.String(); strings.Contains(body, "云教罚〔2026〕1号") {
		t.Error("a withdrawn decision stands on the institution's page")
	}
}

// A whole name leads to the institution, a part to a choice with what may be done, and not found explains itself and leads to reporting.
func TestFind(t *testing.T) {
	h := open(t, full())
	if w := get(h, "/public/find?q="+url.QueryEscape("雲汀區新芽（藝術）培訓中心")); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/public/institutions/i1" {
		t.Errorf("%d to %s", w.Code, w.Header().Get("Location"))
	}
	for raw, want := range map[string]string{"新芽": "有证", "晨光": "“没有找到”不等于“没有证”", "": "请输入", "新": "只有一个字", "培训中心": "最特别的部分", "91990101MA00000021": "末位是校验位"} {
		w := get(h, "/public/find?q="+url.QueryEscape(raw))
		if text := said(w.Body.String()); w.Code != http.StatusOK || !strings.Contains(text, want) || raw == "晨光" && !strings.Contains(text, "12345") {
			t.Errorf("%s: %d %s", raw, w.Code, text)
		}
	}
}

// What somebody writes is shown as text, whatever it is.
func TestHostile(t *testing.T) {
	hostile := `"><script>alert(1)</script>{{.}}</title>` + "\u202e"
	s := full()
	s.institutions[0].Name, s.institutions[0].Places = hostile+"新芽", []string{hostile}
	s.results[0].Title, s.results[0].Text, s.results[0].Fields[0].Value = hostile, []string{hostile}, hostile
	h := open(t, s)
	for _, path := range append(slices.Clone(allPaths), "/public/find?q="+url.QueryEscape(hostile), "/public/results?words="+url.QueryEscape(hostile), "/public/results?lang="+url.QueryEscape(hostile)) {
		if body := get(h, path).Body.String(); strings.Contains(body, "<script") || strings.Contains(body, `"><`+"script") {
			t.Errorf("%s: %s", path, body)
		}
	}
	for path, status := range map[string]int{"/public/find?q=%00": 400, "/public/find?q=%ff": 400, "/public/institutions/%00": 400, "/public/results?words=%ff": 400,
		"/public/lists/white?after=bad": 400, "/public/lists/none": 404, "/public/statistics/2026-13": 404, "/public/statistics/2026-07.exe": 404, "/public/none": 404, "/public/results/none": 404,
		"/public/results/..%2f..%2fetc": 404} {
		if w := get(h, path); w.Code != status {
			t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Content-Type"))
		}
	}
}

// Results are narrowed to what is asked for; what the list cannot be narrowed to is left alone, and paging keeps the rest.
func TestResults(t *testing.T) {
	s := full()
	s.next = "2026-07-20T00:00:00Z~r1"
	h := open(t, s)
	body := get(h, "/public/results?product=P1&department=education&type=B01&street="+url.QueryEscape("柳塘街道")+"&month=2026-07&words="+url.QueryEscape("超范围")).Body.String()
	want := publication.Filter{Product: lead.Penalty, Department: "education", Category: "B01", Street: "柳塘街道", Month: "2026-07", Query: "超范围"}
	if s.filter != want {
		t.Errorf("asked for %+v", s.filter)
	}
	if !strings.Contains(body, "after=2026-07-20T00%3A00%3A00Z~r1&amp;department=education") {
		t.Errorf("the next part: %s", body)
	}
	get(h, "/public/results?product=P9&department=x&type=G06&street=x&month=2026-99&words="+strings.Repeat("x", 101))
	if s.filter != (publication.Filter{}) {
		t.Errorf("asked for %+v", s.filter)
	}
}

// One result shows its elements, until when it is public, and an objection beside it; what was withdrawn says when and why, and is not
// "not found".
func TestResult(t *testing.T) {
	s := full()
	h := open(t, s)
	text := said(get(h, "/public/results/r1").Body.String())
	for _, part := range []string{"行政处罚决定书文号", "云教罚〔2026〕3号", "公示至 2027-07-20", "责令退还所收费用。", "B01 超出办学许可范围"} {
		if !strings.Contains(text, part) {
			t.Errorf("lacks %s: %s", part, text)
		}
	}
	if strings.Contains(text, "提出了异议") {
		t.Error("it speaks of an objection that nobody made")
	}
	s.results[0].Objected = true
	if text := said(get(h, "/public/results/r1").Body.String()); !strings.Contains(text, "有人对此内容提出异议") {
		t.Errorf("an open objection is not shown: %s", text)
	}
	w := get(h, "/public/results/r2")
	if text := said(w.Body.String()); w.Code != http.StatusGone || !strings.Contains(text, "决定已撤销") || !strings.Contains(text, "复议机关撤销。") || !strings.Contains(text, "2026-07-31 12:00") {
		t.Errorf("%d %s", w.Code, text)
	}
}

// Whoever is named objects with a form that says what their rights are; what is wrong stands beside its field; the code is shown once, on a
// page that nobody keeps, and answers on a page whose address does not hold it.
func TestObject(t *testing.T) {
	s := full()
	h := open(t, s)
	text := said(get(h, "/public/results/r1/object").Body.String())
	if !strings.Contains(text, "60 日内申请行政复议") || !strings.Contains(text, "六个月") {
		t.Errorf("rights: %s", text)
	}
	if w := get(h, "/public/results/r2/object"); w.Code != http.StatusNotFound {
		t.Errorf("a form for a tombstone: %d", w.Code)
	}
	good := url.Values{"ground": {"wrong"}, "text": {"金额应为 1,200 元。"}, "name": {"张三"}, "contact": {"13800138000"}, "evidence": {strings.Repeat("0A", 32) + "\r\n"}}
	w := post(h, "/public/results/r1/object", good)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "ABCD-EFGH") || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if o := s.objected; o.Publication != "r1" || o.Ground != publication.Wrong || o.Name != "张三" || !slices.Equal(o.Evidence, []string{strings.Repeat("0a", 32)}) {
		t.Errorf("given: %+v", o)
	}
	for field, bad := range map[string]string{"ground": "x", "text": "", "name": " ", "contact": strings.Repeat("1", 101), "evidence": "abc"} {
		form := url.Values{}
		for k, v := range good {
			form[k] = v
		}
		form.Set(field, bad)
		s.objected = publication.Objecting{}
		w := post(h, "/public/results/r1/object", form)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `id="bad-`+field+`"`) || s.objected.Publication != "" {
			t.Errorf("%s: %d", field, w.Code)
		}
	}
	form := url.Values{"ground": {"wrong"}, "text": {"a\x01b"}, "name": {"x"}, "contact": {"x"}}
	if w := post(h, "/public/results/r1/object", form); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("control characters: %d", w.Code)
	}
	s.err = postgres.ErrTooMany
	if w := post(h, "/public/results/none/object", good); w.Code != http.StatusNotFound {
		t.Errorf("none: %d", w.Code)
	}
	s.err = nil
	if w := post(h, "/public/objections", url.Values{"code": {"ABCD-EFGH"}}); w.Code != http.StatusOK || !strings.Contains(said(w.Body.String()), "金额已更正。") || strings.Contains(w.Body.String(), "ABCD") {
		t.Errorf("the answer: %d %s", w.Code, w.Body)
	}
	for _, code := range []string{"", "x", strings.Repeat("x", 500), "\x01"} {
		if w := post(h, "/public/objections", url.Values{"code": {code}}); w.Code != http.StatusNotFound {
			t.Errorf("%.5q: %d", code, w.Code)
		}
	}
}

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

// A part of the store that does not answer is told as that, in a page.
func TestAway(t *testing.T) {
	s := full()
	s.err = errors.New("the database at 10.0.0.7 is away")
	h := open(t, s)
	for _, path := range allPaths {
		if strings.HasSuffix(path, "/find") || strings.HasSuffix(path, "/about") || strings.HasSuffix(path, "/objections") {
			continue
		}
		if w := get(h, path); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "10.0") || !strings.Contains(w.Body.String(), "<h1") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

// Templates hold no style, no script and no words of their own, and every word that they say exists.
func TestTemplates(t *testing.T) {
	inline := regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+=|javascript:|\p{Han}`)
	err := fs.WalkDir(publicFiles, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(publicFiles, path)
		if found := inline.Find(content); found != nil {
			t.Errorf("%s holds %q", path, found)
		}
		for _, word := range regexp.MustCompile(`\bt "([^"]+)"`).FindAllSubmatch(content, -1) {
			if _, ok := publicWords[string(word[1])]; !ok && !slices.Contains([]string{"skip", "navigation", "district", "zone", "trouble.home"}, string(word[1])) {
				t.Errorf("%s says %q, which is no word", path, word[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
