package services_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/lead"
)

// What the register says of an institution is on the public site for everybody, without a token; an older version that comes late changes
// nothing, what keeps it from teaching is said at once, and what is removed vanishes.
func TestPublicSiteFollowsTheRegister(t *testing.T) {
	s := startSystem(t)
	say := func(all ...lead.InstitutionChanged) {
		for _, i := range all {
			s.enforcementSays(i.Institution, i)
		}
	}
	i := lead.InstitutionChanged{
		Institution: "990101-i-7", Version: 2, Name: "云汀区新芽艺术培训中心", USCC: "91990101MA00000022", Street: "柳塘街道", Places: []string{"柳塘街道幸福路12号"},
		Papers: lead.BothPapers, Standing: lead.Open, Listed: true, Licences: []lead.Licence{{Number: "教民00001号", Scope: "艺术类", Until: "2999-08-31"}}, At: time.Now().UTC(),
	}
	old, suspended, removed := i, i, i
	old.Version, old.Name, old.Standing = 1, "云汀区旧名艺术培训中心", lead.Closed
	suspended.Version, suspended.Standing = 3, lead.Suspended
	removed.Version, removed.Removed = 4, true

	path := "/public/institutions/" + i.Institution
	say(i, old)
	await(t, "the institution on the site", func() bool { return s.get(path, "").status == http.StatusOK })
	if page := string(s.get(path, "").body); !strings.Contains(page, "新芽") || !strings.Contains(page, "verdict good") {
		t.Errorf("%s", page)
	}
	for _, asked := range []string{"雲汀區新芽（藝術）培訓中心", "91990101 ma000000 22"} {
		if found := s.find(asked); found != path {
			t.Errorf("%s leads to %s", asked, found)
		}
	}
	if list := s.get("/public/lists/white", ""); !strings.Contains(string(list.body), "新芽") {
		t.Errorf("the white list lacks it: %s", list.body)
	}
	say(suspended)
	await(t, "the suspension", func() bool { return strings.Contains(string(s.get(path, "").body), "verdict stop") })
	if list := s.get("/public/lists/white", ""); strings.Contains(string(list.body), "新芽") {
		t.Error("a suspended institution is on the white list")
	}
	say(removed, suspended)
	await(t, "its removal", func() bool { return s.get(path, "").status == http.StatusNotFound })
	if data := s.get("/public/data/institutions.json", ""); data.status != http.StatusOK || strings.Contains(string(data.body), "新芽") {
		t.Errorf("%d %s", data.status, data.body)
	}
	if robots := s.get("/robots.txt", ""); !strings.Contains(string(robots.body), s.url+"/public/sitemap.xml") {
		t.Errorf("robots: %s", robots.body)
	}
}

// A decision that was approved is on the site, masked, beside its institution and in the feed; whoever is named objects by a plain form, and
// that is said there; once it is withdrawn, a tombstone answers everywhere and no word of it is left.
func TestPublicSiteShowsDecisions(t *testing.T) {
	s := startSystem(t)
	i := lead.InstitutionChanged{Institution: "990101-inst-1", Version: 1, Name: "翠湾英语小班", Street: "柳塘街道", Papers: lead.NoPapers, Standing: lead.Open, At: time.Now().UTC()}
	s.enforcementSays(i.Institution, i)
	s.enforcementSays("990101-2026-000001", tutoring())
	var list struct{ Publications []struct{ ID string } }
	await(t, "the draft", func() bool {
		s.get("/disclosure/api/v1/publications", "education").into(t, &list)
		return len(list.Publications) == 1
	})
	id := list.Publications[0].ID
	path := "/public/results/" + id
	if a := s.get(path, ""); a.status != http.StatusNotFound {
		t.Fatalf("before it is approved: %d", a.status)
	}
	for _, step := range []struct{ step, who string }{{"submit", "education"}, {"prepare", "disclosure-editor"}, {"legal", "legal"}, {"privacy", "disclosure-approver"}, {"approve", "education-head"}} {
		body := object{}
		if step.step == "prepare" {
			body["legalDuty"] = "行政处罚法第四十八条"
		}
		s.took(id, step.step, step.who, body, http.StatusOK)
	}
	institution := "/public/institutions/" + i.Institution
	await(t, "the institution", func() bool { return s.get(institution, "").status == http.StatusOK })
	shown := []string{path, institution, "/public/", "/public/results?department=education&type=A01&words=" + url.QueryEscape("补习英语"), "/public/feed.atom", "/public/sitemap.xml"}
	for _, p := range shown {
		a := s.get(p, "")
		if a.status != http.StatusOK || !strings.Contains(string(a.body), id) {
			t.Errorf("%s: %d %s", p, a.status, a.body)
		}
		for _, word := range []string{"振国", "13800138000", "6栋602", "步某琴"} {
			if strings.Contains(string(a.body), word) {
				t.Errorf("%s says %s", p, word)
			}
		}
	}
	s.objectsByForm(path)

	s.took(id, "withdraw", "education-head", object{"reason": "mistake", "note": "公开有误"}, http.StatusOK)
	for _, p := range append(shown, "/public/results") {
		a := s.get(p, "")
		if want := map[bool]int{true: http.StatusGone, false: http.StatusOK}[p == path]; a.status != want || strings.Contains(string(a.body), "34名学生") {
			t.Errorf("after it was withdrawn, %s: %d %s", p, a.status, a.body)
		}
	}
	if feed := string(s.get("/public/feed.atom", "").body); !strings.Contains(feed, "<at:deleted-entry ref=") || !strings.Contains(feed, "result:"+id) {
		t.Errorf("no tombstone in the feed: %s", feed)
	}
}

var shownCode = regexp.MustCompile(`[A-Z2-7]{5}(-[A-Z2-7]{5}){3}`)

// objectsByForm objects to a result as whoever is named, and looks the answer up by its code.
func (s *system) objectsByForm(path string) {
	s.t.Helper()
	form := url.Values{"ground": {"wrong"}, "text": {"所列金额与实际不符"}, "name": {"赵钱孙"}, "contact": {"13800138000"}}
	a := s.call(http.MethodPost, path+"/object", "", "application/x-www-form-urlencoded", []byte(form.Encode()))
	code := shownCode.FindString(string(a.body))
	if a.status != http.StatusOK || code == "" || a.header.Get("Cache-Control") != "no-store" {
		s.t.Fatalf("object: %d %s", a.status, a.body)
	}
	if a := s.get(path, ""); !strings.Contains(string(a.body), "有人对此内容提出异议") || strings.Contains(string(a.body), "赵钱孙") {
		s.t.Errorf("the objection is not shown: %s", a.body)
	}
	answer := s.call(http.MethodPost, "/public/objections", "", "application/x-www-form-urlencoded", []byte(url.Values{"code": {strings.ToLower(code)}}.Encode()))
	if answer.status != http.StatusOK || !strings.Contains(string(answer.body), "正在处理") {
		s.t.Errorf("the answer: %d %s", answer.status, answer.body)
	}
	if logged := s.log.String(); strings.Contains(logged, "赵钱孙") || strings.Contains(logged, code) {
		s.t.Error("the log names whoever objected, or their code")
	}
}

// find returns where a search leads.
func (s *system) find(text string) string {
	s.t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Get(s.url + "/public/find?q=" + url.QueryEscape(text))
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.Header.Get("Location")
}
