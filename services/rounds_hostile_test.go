package services_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// spoiled returns copies of a JSON value in each of which one text is another.
func spoiled(value any, with string) (out []any) {
	switch v := value.(type) {
	case string:
		return []any{with}
	case jsonObject:
		for name, inner := range v {
			for _, other := range spoiled(inner, with) {
				changed := jsonObject{}
				for n, x := range v {
					changed[n] = x
				}
				changed[name] = other
				out = append(out, changed)
			}
		}
	case []jsonObject:
		for i, inner := range v {
			for _, other := range spoiled(inner, with) {
				changed := append([]jsonObject{}, v...)
				changed[i] = other.(jsonObject)
				out = append(out, changed)
			}
		}
	case []string:
		for i := range v {
			changed := append([]string{}, v...)
			changed[i] = with
			out = append(out, changed)
		}
	}
	return out
}

// Whatever text stands wherever in a request, it is taken or refused with a reason that does not repeat it; it never breaks the service.
func TestHostileTextInTheField(t *testing.T) {
	s := startSystem(t)
	now := time.Now().Format(time.RFC3339)
	var o, r, k struct{ ID string }
	plan := jsonObject{"title": "联合执法", "reason": "x", "plan": "x", "street": "柳塘街道", "rally": jsonObject{"at": now, "place": "东门"}, "leads": []string{"990101-2026-000001"},
		"participants": []jsonObject{{"party": "fire", "task": "x"}, {"party": "market", "task": "x"}}, "by": jsonObject{"unit": "x", "person": "x"}}
	round := jsonObject{"title": "排查", "from": dayFromNow(-3), "to": dayFromNow(3), "teams": []string{"fire"}, "area": jsonObject{}}
	campaign := jsonObject{"title": "自查", "from": dayFromNow(-3), "to": dayFromNow(3), "checklist": jsonObject{"version": "1", "sections": []jsonObject{{"code": "a", "zh": "甲", "en": "a",
		"items": []jsonObject{{"code": "b", "zh": "乙", "en": "b", "category": "F02"}}}}}}
	s.made("/operations", "taskforce", plan, &o)
	s.made("/rounds", "taskforce", round, &r)
	s.made("/selfchecks", "taskforce", campaign, &k)
	for _, p := range []string{"fire", "market"} {
		s.acts(o.ID, "reply", p, jsonObject{"accept": true})
	}
	s.acts(o.ID, "start", "taskforce", jsonObject{})
	site := jsonObject{"name": "甲", "address": "文渊路15号", "street": "柳塘街道", "at": now, "party": jsonObject{"name": "甲", "kind": "business", "uscc": "x", "institution": "x"}}
	s.made("/operations/"+o.ID+"/sites", "fire", site, nil)
	point := jsonObject{"points": []jsonObject{{"name": "甲", "address": "x", "street": "x", "community": "x", "grid": "x", "kind": "other", "institution": "x", "uscc": "x"}}}
	s.made("/rounds/"+r.ID+"/points", "fire", point, nil)
	visit := jsonObject{"on": dayFromNow(0), "visit": jsonObject{"point": 1, "from": "08:00", "to": "09:00", "officers": twoOfLiutang, "papers": "neither", "licenceKind": "x", "responsible": "x", "phone": "x",
		"teaches": "x", "subject": "both", "feeMethod": "x", "disposals": []string{"stopped"}, "evidence": []jsonObject{{"kind": "photo", "id": "x"}}, "transferred": []string{"fire"}, "note": "x",
		"findings": []jsonObject{{"category": "F02", "text": "x", "due": dayFromNow(1), "recheck": dayFromNow(1)}}}}
	var kept struct{ Findings []string }
	s.made("/rounds/"+r.ID+"/visits", "fire", visit, &kept)
	statement := jsonObject{"institution": "x", "name": "甲", "uscc": "91990101MA0000001X", "street": "x", "address": "x", "licence": "x", "responsible": "x",
		"commitment": jsonObject{"signedBy": "x", "on": dayFromNow(0), "evidence": "x"}, "answers": []jsonObject{{"item": "b", "result": "problem", "problem": "x", "photo": "x", "measure": "x", "responsible": "x", "promised": dayFromNow(1)}}}
	for path, body := range map[string]jsonObject{
		"/operations": plan, "/operations/" + o.ID + "/sites": site, "/rounds": round, "/rounds/" + r.ID + "/points": point, "/rounds/" + r.ID + "/visits": visit, "/selfchecks": campaign,
		"/operations/" + o.ID + "/findings":            {"site": 1, "category": "F02", "conduct": "x", "department": "fire", "found": "x", "disposals": []string{"sealed"}, "evidence": []string{"E"}, "officers": twoOfLiutang},
		"/selfchecks/" + k.ID + "/institutions":        {"institutions": []jsonObject{{"institution": "x", "name": "x", "uscc": "91990101MA0000001X", "street": "x", "address": "x"}}},
		"/selfchecks/" + k.ID + "/statements":          statement,
		"/operations/" + o.ID + "/invite":              {"version": 1, "party": "x", "task": "x"},
		"/operations/" + o.ID + "/cancel":              {"version": 4, "reason": "x"},
		"/operations/" + o.ID + "/split":               {"version": 4, "reason": "x", "into": []jsonObject{{"site": 1, "department": "fire", "case": "x"}}},
		"/promises/" + kept.Findings[0] + "/mend":      {"version": 1, "on": "2020-01-01", "note": "x", "evidence": "x"},
		"/promises/" + kept.Findings[0] + "/recheck":   {"version": 1, "on": dayFromNow(0), "passed": false, "due": dayFromNow(9), "note": "x", "evidence": "x"},
		"/promises/" + kept.Findings[0] + "/hand-over": {"version": 1, "urgency": "urgent", "reason": "x"},
	} {
		for _, text := range []string{"a\x00b", "\u202e\ufffd", strings.Repeat("很", 5000), "'; DROP TABLE round; --", ""} {
			for _, bad := range spoiled(body, text) {
				who := "taskforce"
				a := s.post("/enforcement/api/v1"+path, who, bad)
				if a.status >= http.StatusInternalServerError || a.status >= 400 && strings.Contains(string(a.body), "DROP") {
					t.Errorf("%s with %v: %d %s", path, bad, a.status, a.body)
				}
				if strings.Contains(text, "\x00") && a.status < 400 {
					t.Errorf("%s takes %v", path, bad)
				}
			}
		}
		if a := s.post("/enforcement/api/v1"+path, "taskforce", jsonObject{"unknown": 1}); a.status != http.StatusBadRequest {
			t.Errorf("%s takes what it does not know: %d", path, a.status)
		}
	}
}
