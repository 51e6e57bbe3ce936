package services_test

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
)

// doors are the addresses of disclosure, and intake's new ones, with who may go in; whoever may not is told so, or that there is nothing.
var doors = []struct {
	method, path string
	in           []string // principals that are not refused for who they are
}{
	{"GET", "/disclosure/api/v1/publications", workers},
	{"POST", "/disclosure/api/v1/publications", nil}, // each body is refused for what it says
	{"GET", "/disclosure/api/v1/publications/duties?month=2026-07", []string{"education", "education-head", "market", "market-head", "legal", "taskforce", "desk", "justice", "auditor"}},
	{"GET", "/disclosure/api/v1/publications/{id}", mayLook},
	{"GET", "/disclosure/api/v1/publications/{id}/preview", mayLook},
	{"POST", "/disclosure/api/v1/publications/{id}/files?name=a.txt", []string{"education", "disclosure-editor"}},
	{"POST", "/disclosure/api/v1/publications/{id}/submit", nil},
	{"POST", "/disclosure/api/v1/publications/{id}/withdraw", nil},
	{"GET", "/disclosure/api/v1/objections", []string{"education", "education-head", "market", "market-head", "legal", "taskforce", "desk", "justice", "auditor"}},
	{"POST", "/disclosure/api/v1/objections/1/contact", []string{"legal"}},
	{"GET", "/disclosure/api/v1/statistics", []string{"taskforce", "desk", "justice", "auditor"}},
	{"POST", "/disclosure/api/v1/statistics/drafts", []string{"disclosure-editor", "taskforce"}},
	{"GET", "/disclosure/api/v1/statistics/drafts", []string{"disclosure-editor", "disclosure-approver", "taskforce", "auditor"}},
	{"GET", "/disclosure/api/v1/statistics/drafts/1", []string{"disclosure-editor", "disclosure-approver", "taskforce", "auditor"}},
	{"GET", "/disclosure/api/v1/statistics/drafts/1/recount", []string{"taskforce", "auditor"}},
	{"POST", "/disclosure/api/v1/statistics/drafts/1/release", []string{"taskforce"}},
	{"GET", "/disclosure/api/v1/settings", []string{"desk", "taskforce", "justice", "auditor"}},
}

var (
	workers = []string{"education", "education-head", "market", "market-head", "legal", "disclosure-editor", "disclosure-approver", "taskforce", "desk", "justice", "auditor"}
	mayLook = []string{"education", "education-head", "legal", "disclosure-editor", "disclosure-approver", "taskforce", "desk", "justice", "auditor"}
)

// Every door of disclosure opens to whom it is meant for and to nobody else: neither without a token, nor to senders, nor to another
// department.
func TestDoorsOfDisclosure(t *testing.T) {
	s := startSystem(t)
	id := s.drafts()
	everybody := append([]string{"", "hotline-12345"}, workers...)
	for _, door := range doors {
		path := strings.ReplaceAll(door.path, "{id}", id)
		for _, who := range everybody {
			a := s.call(door.method, path, who, "application/json", []byte(`{"effect":"x"}`))
			shut := a.status == http.StatusUnauthorized || a.status == http.StatusForbidden || a.status == http.StatusNotFound && strings.Contains(door.path, "{id}")
			if open := slices.Contains(door.in, who); door.in != nil && open == shut || a.status >= 500 || who == "" && a.status != http.StatusUnauthorized {
				t.Errorf("%s %s by %q: %d %.200s", door.method, path, who, a.status, a.body)
			}
		}
	}
}

// drafts has a decision drafted, and returns the id of its publication.
func (s *system) drafts() string {
	s.t.Helper()
	s.enforcementSays("990101-2026-000001", tutoring())
	var list struct{ Publications []struct{ ID string } }
	await(s.t, "the draft", func() bool {
		s.get("/disclosure/api/v1/publications", "education").into(s.t, &list)
		return len(list.Publications) == 1
	})
	return list.Publications[0].ID
}

// Whatever stands in an address, a query or a body, it is answered or refused with a reason; it never breaks the service.
func TestHostileAddressesOfDisclosure(t *testing.T) {
	s := startSystem(t)
	id := s.drafts()
	s.enforcementSays("inst-1", lead.InstitutionChanged{Institution: "inst-1", Version: 1, Name: "翠湾英语小班", Street: "柳塘街道"})
	hostile := []string{"", "\x00", "\xff", "'; DROP TABLE x; --", "0000-01-01", "0000-01", "9999-12-31", "9999-12", "99999999999999999999", "-1", "9223372036854775807", "2147483648", strings.Repeat("中", 3000),
		"0000-01-01T00:00:00Z~x", "9999-12-31T23:59:59Z~x", "2026-07-20~x", "0000-01-01~x", "~", "WyIiLCIiLCIiXQ", "WyJcdTAwMDAiXQ", "{}", "%", "\u202e", "a b*<>&\"", "P5", "draft", "all", "all-0000-01.csv", "all-9999-99.csv", "../../x"}
	queries := map[string][]string{
		"/disclosure/api/v1/publications": {"stage", "department", "due", "cursor"}, "/disclosure/api/v1/publications/duties": {"month"},
		"/disclosure/open/publications": {"product", "department", "category", "street", "institution", "month", "q", "state", "cursor"},
		"/disclosure/api/v1/statistics": {"month"}, "/disclosure/api/v1/statistics/releases/2026-07": {"version", "format"},
		"/public/results": {"product", "department", "type", "street", "month", "words", "after", "lang"}, "/public/find": {"q", "lang"}, "/public/lists/white": {"street", "type", "after"}, "/follow": {"code", "lang"},
		"/intake/api/v1/replies": {"cursor", "after", "state", "late", "limit", "sender", "number"}, "/intake/api/v1/updates": {"after", "limit", "cursor", "number"},
	}
	who := func(path string) string {
		if strings.HasPrefix(path, "/intake/") {
			return "hotline-12345"
		}
		return "taskforce"
	}
	for path, names := range queries {
		for _, name := range names {
			for _, value := range hostile {
				if a := s.get(path+"?"+name+"="+url.QueryEscape(value), who(path)); a.status >= 500 {
					t.Errorf("%s?%s=%.60q: %d %.200s", path, name, value, a.status, a.body)
				}
			}
		}
	}
	for _, path := range []string{"/disclosure/api/v1/publications/{}", "/disclosure/api/v1/publications/{}/preview", "/disclosure/open/publications/{}", "/disclosure/open/publications/{}/files/{}", "/disclosure/open/penalties/{}",
		"/disclosure/api/v1/statistics/drafts/{}", "/disclosure/api/v1/statistics/drafts/{}/recount", "/disclosure/api/v1/statistics/releases/{}", "/public/results/{}", "/public/results/{}/object", "/public/institutions/{}", "/public/lists/{}",
		"/public/statistics/{}", "/public/statistics/{}.csv", "/intake/api/v1/tickets/{}"} {
		for _, value := range hostile {
			if a := s.get(strings.ReplaceAll(path, "{}", url.PathEscape(value)), who(path)); a.status >= 500 {
				t.Errorf("%s of %.60q: %d %.200s", path, value, a.status, a.body)
			}
		}
	}
	s.hostileBodies(id, hostile)
}

func (s *system) hostileBodies(id string, hostile []string) {
	s.t.Helper()
	write := object{"product": "P2", "on": "2026-07-20", "number": "x", "category": "A01", "street": "x", "institutions": []string{"x"}, "title": "x", "text": []string{"x"}, "parties": []string{"xx"}, "by": jsonObject{"unit": "x", "person": "x"}}
	step := object{"on": "2026-07-20", "note": "x", "by": jsonObject{"unit": "x", "person": "x"}, "reason": "x", "to": "draft", "title": "x", "text": []string{"x"}, "files": []string{"x"}, "legalDuty": "x"}
	object := object{"publication": id, "ground": "wrong", "text": "x", "name": "x", "contact": "x", "evidence": []string{"x"}}
	bodies := []struct {
		path, who string
		body      any
	}{{"/disclosure/api/v1/publications", "education", write}, {"/disclosure/open/objections", "", object}, {"/disclosure/open/objections/answer", "", jsonObject{"code": "x"}},
		{"/disclosure/api/v1/objections/1/advise", "legal", jsonObject{"on": "2026-07-20", "note": "x", "effect": "kept", "text": "x"}}, {"/disclosure/api/v1/objections/1/contact", "legal", jsonObject{"purpose": "x"}},
		{"/intake/api/v1/follow", "hotline-12345", jsonObject{"code": "x"}}, {"/intake/api/v1/follow/facts", "hotline-12345", jsonObject{"code": "x", "text": "x", "once": "abcdefgh"}},
		{"/intake/api/v1/follow/answer", "hotline-12345", jsonObject{"code": "x", "responded": "yes", "solved": "yes", "satisfied": "yes", "note": "x"}}}
	for word, who := range map[string]string{"prepare": "disclosure-editor", "submit": "education", "legal": "legal", "privacy": "disclosure-approver", "approve": "education-head", "send-back": "disclosure-editor", "withdraw": "education-head", "revise": "education", "drop": "education-head"} {
		bodies = append(bodies, struct {
			path, who string
			body      any
		}{"/disclosure/api/v1/publications/" + id + "/" + word, who, step})
	}
	for _, one := range bodies {
		for _, value := range append(hostile, "1900-01-01", "0001-01-01") {
			for _, body := range spoiled(one.body, value) {
				if a := s.post(one.path, one.who, body); a.status >= 500 {
					s.t.Errorf("%s with %.60q: %d %.200s", one.path, value, a.status, a.body)
				}
			}
		}
	}
	for _, raw := range []string{"", "null", "[]", "{", `{"title":1}`, `{"map":{"entries":[{"kind":"person","value":"` + strings.Repeat("x", 300) + `"}]}}`, strings.Repeat("[", 100000), "\xff"} {
		for _, one := range bodies {
			if a := s.call("POST", one.path, one.who, "application/json", bytes.NewBufferString(raw).Bytes()); a.status >= 500 {
				s.t.Errorf("%s with %.60q: %d %.200s", one.path, raw, a.status, a.body)
			}
		}
	}
}
