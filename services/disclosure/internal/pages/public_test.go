package pages

import (
	"errors"
	"fmt"
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
	if !strings.Contains(body, `<a href="/public/results?product=P1" aria-current="page">`) {
		t.Errorf("the kind is not marked: %s", body)
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

// Whatever code may come has its words: a page never fails for one that lacks them.
func TestEveryCodeHasWords(t *testing.T) {
	var keys []string
	add := func(group string, codes ...any) {
		for _, code := range codes {
			keys = append(keys, fmt.Sprintf("%s.%s", group, code))
		}
	}
	for _, v := range []site.Verdict{site.SaysClosed, site.SaysSuspended, site.SaysExpired, site.SaysNotYet, site.SaysLicensed, site.SaysRegistered, site.SaysNeither} {
		add("verdict", v)
		add("short", v)
	}
	add("licence", site.Valid, site.Expired, site.NotYet, site.Barred)
	add("found.by", site.ByKey, site.ByName, site.ByAlias, site.ByPlace, site.ByNear)
	add("found.why", site.Empty, site.Short, site.General, site.Code)
	add("product", lead.Penalty, lead.Exposure, lead.Listing, lead.Follow, lead.Statistics, lead.Policy)
	add("state", publication.Published, publication.Withdrawn, publication.Ended)
	add("gone", "changed", "revoked", "unlawful", "void", "repaired", "expired", "mistake")
	add("effect", publication.Kept, publication.Corrected, publication.TakenOff, publication.Shortened)
	for _, g := range grounds {
		add("ground", g)
	}
	for _, l := range postgres.Lists() {
		add("list", l)
		add("means", l)
	}
	for _, d := range lead.Departments() {
		add("does", d)
		add("call", d)
	}
	for _, set := range dictionary {
		for _, f := range set.Fields {
			add("data.type", f.Type)
		}
	}
	for _, v := range []resultsView{{}, {Filter: publication.Filter{Product: lead.Penalty}}, {Filter: publication.Filter{Product: lead.Exposure}}, {Filter: publication.Filter{Product: lead.Policy}}} {
		add(v.Word(), "title", "intro")
	}
	for _, key := range keys {
		if _, ok := publicWords[key]; !ok {
			t.Errorf("no word %q", key)
		}
	}
}
