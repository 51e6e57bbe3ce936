package services_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// danceHall is an institution as education writes it down; the code is made up, with a right check character.
var danceHall = map[string]any{
	"name": "云汀区晨星艺术培训学校有限公司", "registration": map[string]any{"uscc": "91990101MA0000001Y", "from": "2022-03-01"},
	"places":   []any{map[string]any{"address": "云汀区新桥街道枫林路72号2层", "street": "新桥街道"}},
	"licences": []any{map[string]any{"number": "教民199010170000011", "department": "education", "scope": "艺术类", "from": "2024-01-01", "until": "2099-12-31"}},
	"reason":   "据办学许可档案录入",
}

// institutionView is what the API answers.
type institutionView struct {
	ID, Name, Papers, Standing string
	Listed                     bool
	Records                    int
	White                      []struct{ ID, EndedWhy string }
}

// institutionEvents waits until the ledger has so many announcements of an institution.
func (s *system) institutionEvents(id string, n int) {
	s.t.Helper()
	await(s.t, "the ledger to hear of the institution", func() bool {
		a := s.get("/ledger/api/v1/leads/"+id+"/trace", "auditor")
		return a.status == http.StatusOK && strings.Count(string(a.body), lead.InstitutionChanged{}.EventType()) == n
	})
}

// An institution is entered, found, and announced to the ledger; a lead that names it is proposed to the department that signed it and to
// nobody else, changes nothing that is public, and is confirmed by that department. Then a safety order of its case suspends the institution, which tries to appear on
// the white list, and may after the recheck.
func TestInstitutionsThroughTheSystem(t *testing.T) {
	s := startSystem(t)
	const base = "/enforcement/api/v1/institutions"
	made := s.post(base, "education", danceHall)
	if made.status != http.StatusCreated {
		t.Fatalf("create: %d %s", made.status, made.body)
	}
	var view institutionView
	made.into(t, &view)
	if view.Papers != "licensed" || view.Standing != "open" || view.Listed || view.Records != 1 {
		t.Fatalf("created %+v", view)
	}
	s.institutionEvents(view.ID, 1)

	var found struct{ Institutions []struct{ ID string } }
	s.get(base+"?q=晨星藝術", "health").into(t, &found)
	if len(found.Institutions) != 1 || found.Institutions[0].ID != view.ID {
		t.Fatalf("found %+v", found)
	}
	white := base + "/" + view.ID + "/white"
	entry := map[string]string{"licence": "教民199010170000011", "reason": "年检合格"}
	if a := s.post(white, "education", entry); a.status != http.StatusOK {
		t.Fatalf("white list: %d %s", a.status, a.body)
	}
	s.institutionEvents(view.ID, 2)

	stale := maps.Clone(danceHall)
	stale["records"], stale["aliases"] = 1, []string{"晨星舞蹈"}
	content, _ := json.Marshal(stale)
	if a := s.call("PUT", base+"/"+view.ID, "education", "application/json", content); a.status != http.StatusConflict || !strings.Contains(string(a.body), "problem:stale") {
		t.Fatalf("a stale change: %d %s", a.status, a.body)
	}

	complaint := map[string]any{"channel": "hotline", "number": "T-1", "text": "英语机构走廊停放电动自行车，其中两辆飞线充电，紧邻教室木门，走廊堆放纸箱。",
		"place": map[string]any{"address": "新桥街道枫林路72号2层"}, "target": map[string]any{"name": "晨星艺术"}}
	id := s.accepted("i-1", complaint)
	s.trace(id, "routed dispatched assist-asked")
	var matches struct {
		Matches []struct {
			ID, Subject, Institution, State string
			Hows                            []string
		}
	}
	await(t, "a proposal", func() bool {
		s.get(base+"/matches", "taskforce").into(t, &matches)
		return len(matches.Matches) == 1
	})
	if m := matches.Matches[0]; m.Subject != id || m.Institution != view.ID || m.State != "proposed" {
		t.Fatalf("proposed %+v", m)
	}
	say := base + "/matches/" + matches.Matches[0].ID + "/confirm"
	if a := s.post(say, "market", map[string]any{}); a.status != http.StatusNotFound {
		t.Fatalf("market confirms what it never saw: %d", a.status)
	}
	signed := cloudEvent("/990101/fire", "i-2", lead.AnswerSigned{}.EventType(), id, map[string]any{})
	if a := s.call("POST", "/routing/api/v1/leads/"+id+"/answers", "fire", event.ContentType, signed); a.status != http.StatusOK {
		t.Fatalf("sign: %d %s", a.status, a.body)
	}
	await(t, "fire to see the proposal", func() bool {
		s.get(base+"/matches", "fire").into(t, &matches)
		return len(matches.Matches) == 1
	})
	s.get(base+"/"+view.ID, "fire").into(t, &view)
	if view.Records != 2 || view.Standing != "open" || !view.Listed {
		t.Fatalf("a proposal changed %+v", view)
	}
	if a := s.post(say, "fire", map[string]any{}); a.status != http.StatusOK {
		t.Fatalf("confirm: %d %s", a.status, a.body)
	}
	var cases struct{ Cases []struct{ Number string } }
	s.get("/enforcement/api/v1/cases?lead="+id, "fire").into(t, &cases)
	one := "/enforcement/api/v1/cases/" + cases.Cases[0].Number
	officers := map[string]any{"on": time.Now().In(calendar.China).Format(time.DateOnly), "officers": []string{"甲", "乙"}, "shown": true}
	ordered := maps.Clone(officers)
	ordered["safety"] = true
	if a := s.post(one+"/stop", "fire", ordered); a.status != http.StatusOK {
		t.Fatalf("order: %d %s", a.status, a.body)
	}
	if a := s.post(base+"/matches/"+matches.Matches[0].ID+"/undo", "fire", map[string]any{"reason": "复核"}); a.status != http.StatusForbidden {
		t.Fatalf("undo: %d %s", a.status, a.body)
	}
	s.institutionEvents(view.ID, 3)
	s.get(base+"/"+view.ID, "auditor").into(t, &view)
	if view.Standing != "suspended" || view.Listed || view.White[0].EndedWhy != "suspended" {
		t.Fatalf("suspended: %+v", view)
	}
	if a := s.post(white, "education", entry); a.status != http.StatusConflict || !strings.Contains(string(a.body), "problem:suspended") {
		t.Fatalf("a suspended institution on the white list: %d %s", a.status, a.body)
	}
	passed := maps.Clone(officers)
	passed["order"], passed["result"] = 1, "passed"
	if a := s.post(one+"/recheck", "fire", passed); a.status != http.StatusOK {
		t.Fatalf("recheck: %d %s", a.status, a.body)
	}
	s.institutionEvents(view.ID, 4)
	if s.get(base+"/"+view.ID, "auditor").into(t, &view); view.Standing != "open" || view.Listed {
		t.Fatalf("after the recheck: %+v", view)
	}
	if a := s.post(white, "education", entry); a.status != http.StatusOK {
		t.Fatalf("on the white list again: %d %s", a.status, a.body)
	}
	s.institutionEvents(view.ID, 5)
}

// Who may not, is told so; what is wrong is named and never repeated.
func TestInstitutionsRefuse(t *testing.T) {
	s := startSystem(t)
	const base = "/enforcement/api/v1/institutions"
	wrong := map[string]any{"name": "某机构", "reason": "录入", "registration": map[string]any{"kind": "company", "uscc": "91990101MA00000010"}}
	if a := s.post(base, "education", wrong); a.status != http.StatusUnprocessableEntity || strings.Contains(string(a.body), "91990101MA0000001") || !strings.Contains(string(a.body), "it is Y") {
		t.Errorf("a wrong code: %d %s", a.status, a.body)
	}
	for name, test := range map[string]struct {
		who    string
		body   any
		status int
	}{
		"a sender":          {"hotline-12345", danceHall, 403},
		"fire":              {"fire", danceHall, 403},
		"an unknown member": {"education", map[string]any{"name": "x", "reason": "y", "papers": "licensed"}, 400},
		"no reason":         {"education", map[string]any{"name": "x"}, 422},
		"no papers":         {"education", map[string]any{"name": "x", "reason": "y"}, 422},
		"U+0000":            {"education", map[string]any{"name": "x\x00", "reason": "y", "decision": "z"}, 422},
		"tomorrow":          {"education", map[string]any{"name": "x", "reason": "y", "decision": "z", "on": "2199-01-01"}, 422},
	} {
		if a := s.post(base, test.who, test.body); a.status != test.status {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	for path, status := range map[string]int{"": 200, "/white": 200, "/watch": 200, "/matches": 200, "/018f0000-0000-7000-8000-000000000001": 404, "/x": 404,
		"/x/history": 404, "?q=%25": 200, "/matches?subject=x": 400, "?after=x": 200} {
		if a := s.get(base+path, "police"); a.status != status {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
		if a := s.get(base+path, "wechat"); a.status != 403 {
			t.Errorf("a sender reads %s: %d", path, a.status)
		}
	}
}
