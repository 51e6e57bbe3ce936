package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

const secret = "甲秘密乙"

// seeded fills a room with things of education that nobody else takes part in, each with a text that no outsider may read, and returns what
// stands for the parameters of addresses.
func (r *room) seeded() map[string]string {
	r.t.Helper()
	id := func(path string, body string) string {
		a := r.call("POST", path, "education", strings.NewReader(body), "Content-Type", "application/json", "Idempotency-Key", "k"+fmt.Sprint(len(body)))
		if a.status >= 300 {
			r.t.Fatalf("%s: %d %s", path, a.status, a.body)
		}
		var out struct {
			ID       string
			Findings []string
		}
		_ = json.Unmarshal(a.body, &out)
		if len(out.Findings) > 0 {
			return out.Findings[0]
		}
		return out.ID
	}
	id("/cases/"+educationCase+"/party", `{"on": "2026-07-01", "name": "`+secret+`中心", "kind": "organisation", "as": "subject"}`)
	round := id("/rounds", `{"title": "`+secret+`", "from": "2026-06-01", "to": "2026-07-31", "teams": ["education"], "area": {}}`)
	id("/rounds/"+round+"/points", `{"points": [{"name": "`+secret+`", "address": "文渊路15号", "street": "柳塘街道", "kind": "commercial"}]}`)
	promise := id("/rounds/"+round+"/visits", `{"visit": {"point": 1, "on": "2026-07-01", "phone": "13800138000", "officers": [{"name": "张三", "unit": "教育局", "certificate": "CERT-1"}, {"name": "李四", "unit": "教育局", "certificate": "CERT-2"}],
		"findings": [{"category": "F02", "text": "`+secret+`", "due": "2026-07-10"}]}}`)
	operation := id("/operations", `{"title": "`+secret+`", "reason": "x", "plan": "x", "leads": ["L1"], "rally": {"at": "2026-07-02T08:00:00+08:00", "place": "东门"}, "street": "柳塘街道", "participants": [{"party": "culture", "task": "x"}, {"party": "education", "task": "x"}]}`)
	institution := id("/institutions", `{"name": "云汀区晨星艺术培训学校", "registration": {"kind": "company", "from": "2022-03-01"}, "reason": "x"}`)
	return map[string]string{"cases": educationCase, "rounds": round, "promises": promise, "operations": operation, "evidence": "none", "selfchecks": "none", "institutions": institution}
}

func address(path string, things map[string]string) string {
	parts := strings.Split(strings.TrimPrefix(path, "/enforcement/api/v1/"), "/")
	for i, p := range parts {
		switch {
		case p == ":act":
			parts[i] = "verify"
		case i == 1 && strings.HasPrefix(p, ":"):
			parts[i] = things[parts[0]]
		case strings.HasPrefix(p, ":"):
			parts[i] = "1"
		}
	}
	return "/" + strings.Join(parts, "/")
}

// Whoever has no part in a thing reads nothing of it and changes nothing in it, on whatever route; nothing fails.
func TestNobodyReadsOrChangesWhatIsNotTheirs(t *testing.T) {
	r := newRoom(t, true)
	things := r.seeded()
	for _, route := range r.routes {
		if !strings.HasPrefix(route.Path, "/enforcement/") || route.Method != http.MethodGet && route.Method != http.MethodPost && route.Method != http.MethodPut {
			continue
		}
		path := address(route.Path, things)
		for _, who := range []string{"education", "auditor", "legal", "desk", "taskforce", "market", "market-head", "fire", "fire-head", "hotline-12345", "street-liutang", "disclosure-editor", "disclosure-approver", "nobody"} {
			a := r.call(route.Method, path, who, strings.NewReader(`{}`), "Content-Type", "application/json")
			if a.status >= 500 {
				t.Errorf("%s %s as %s: %d %s", route.Method, path, who, a.status, a.body)
			}
			if slices.Contains([]string{"education", "auditor", "legal", "desk", "taskforce"}, who) {
				continue
			}
			for _, word := range []string{secret, "13800138000", "CERT-1"} {
				if strings.Contains(string(a.body), word) {
					t.Errorf("%s %s tells %s %s", route.Method, path, who, word)
				}
			}
			if a.status < 300 && route.Method != http.MethodGet {
				t.Errorf("%s %s as %s: %d", route.Method, path, who, a.status)
			}
		}
	}
}

// An office is no unit: who reviews, edits or approves orders no patrol.
func TestOfficesOrderNoPatrols(t *testing.T) {
	r := newRoom(t, false)
	round := `{"title": "x", "from": "2026-06-01", "to": "2026-07-31", "teams": ["education"], "area": {}}`
	for who, status := range map[string]int{"legal": 403, "disclosure-editor": 403, "disclosure-approver": 403, "auditor": 403, "street-liutang": 201, "fire-head": 201} {
		r.call("POST", "/rounds", who, strings.NewReader(round), "Content-Type", "application/json").is(t, who, status, "")
	}
}

// Whatever stands in the address, in the query or in the headers of a request, nothing fails, and nothing of it is repeated.
func TestHostileAddresses(t *testing.T) {
	r := newRoom(t, true)
	things := r.seeded()
	queries := []string{"after", "afterName", "before", "behind", "party", "lead", "stage", "limit", "q", "kind", "subject", "institution", "state", "case", "operation", "round", "from", "to", "by", "until", "due", "list", "apply", "street"}
	values := []string{"%00", "%FF%FE", "99999999999", "99999999999999999999999", "-1", "0", "%27%22%3Cscript%3Ezz9", strings.Repeat("zz9", 3000), "2026-13-45", "9999999-01-01", "%F0%90%8D%88~~", "2024-01-01T00:00:00Z~%00", "1e9"}
	for _, route := range r.routes {
		if !strings.HasPrefix(route.Path, "/enforcement/") || route.Method != http.MethodGet && route.Method != http.MethodPost && route.Method != http.MethodPut {
			continue
		}
		path := address(route.Path, things)
		var addresses []string
		for _, v := range values {
			for _, q := range queries {
				if route.Method == http.MethodGet {
					addresses = append(addresses, path+"?"+q+"="+v)
				}
			}
			for thing, id := range things {
				if strings.HasPrefix(path, "/"+thing+"/"+id) {
					addresses = append(addresses, strings.Replace(path, id, v, 1))
				}
			}
			if cut := strings.LastIndex(path, "/"); cut > 0 && len(v) < 100 {
				addresses = append(addresses, path[:cut+1]+v)
			}
		}
		addresses = append(addresses, path+"?kind=case&subject=%00", path+"?kind=lead&subject=%FF", path+"?case="+educationCase+"&after=%00", path+"?afterName=%00&after=x", path+"?from=2026-07-01&to=2026-07-02&by=%00", path+"?by=street")
		for _, one := range addresses {
			a := r.call(route.Method, one, "taskforce", strings.NewReader(`{}`), "Content-Type", "application/json")
			if a.status >= 500 || strings.Contains(string(a.body), "zz9") {
				t.Errorf("%s %.120s: %d %.200s", route.Method, one, a.status, a.body)
			}
		}
	}
}
