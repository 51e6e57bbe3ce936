package services_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
)

// whoReported is the answer to who reported a lead.
type whoReported struct {
	Reporters []struct {
		Lead, Number, Name, Phone string
		Reply                     bool
	}
	Withheld []struct{ Lead, Number, Reason string }
	Unmasked map[string]any
}

// asks asks who reported a lead.
func (s *system) asks(id, who string) answer {
	s.t.Helper()
	return s.post("/intake/api/v1/leads/"+id+"/reporter", who, map[string]string{"officer": "周科员", "purpose": "contact"})
}

// reads asks until the answer has the wanted status and code: intake knows what routing says a moment later.
func (s *system) reads(id, who string, status int, code string) (out whoReported) {
	s.t.Helper()
	var a answer
	await(s.t, who+" to be answered "+code, func() bool {
		a = s.asks(id, who)
		return a.status == status && (code == "" || strings.Contains(string(a.body), "urn:xiansuo:problem:"+code+`"`))
	})
	if a.header.Get("Cache-Control") != "no-store" {
		s.t.Error("the answer may be stored")
	}
	a.into(s.t, &out)
	return out
}

// The department that holds a lead reads who reported it and what was masked, with a record of it that the auditor sees in the lead's own
// chain; whoever does not hold it is refused and told what to do, and that is written down too.
func TestTheHolderReadsWhoReported(t *testing.T) {
	s := startSystem(t)
	data := map[string]any{"title": "赵钱孙反映补课"}
	for k, v := range homeTutor {
		data[k] = v
	}
	data["text"] = homeTutor["text"].(string) + "我叫赵钱孙，电话13800138000。"
	id := s.accepted("r-1", data)
	s.trace(id, "routed dispatched")
	s.reads(id, "education", http.StatusForbidden, "not-signed")
	s.reads(id, "health", http.StatusForbidden, "not-yours")
	s.reads(id, "desk", http.StatusForbidden, "not-yours")
	s.say(id, "sign", "education", map[string]any{})
	s.say(id, "ask-assist", "education", map[string]any{"assist": []string{"market"}, "task": "核查收费"})
	s.reads(id, "market", http.StatusForbidden, "assists")
	got := s.reads(id, "education", http.StatusOK, "")
	if len(got.Reporters) != 1 || got.Reporters[0].Name != "赵钱孙" || got.Reporters[0].Phone != "13800138000" || got.Reporters[0].Number != "T-100" || len(got.Withheld) > 0 {
		t.Fatalf("the holder reads %+v", got)
	}
	if got.Unmasked["text"] != data["text"] || got.Unmasked["title"] != "赵钱孙反映补课" || got.Unmasked["address"] != nil {
		t.Errorf("unmasked: %v", got.Unmasked)
	}
	trace := s.trace(id, "routed dispatched signed assist-asked reporter-read")
	if r := trace.Records[4]; r.From != "education" || r.Person != "周科员" || r.Reason != "contact" || r.Holder != "education" {
		t.Errorf("the record is %+v", r)
	}

	var written struct {
		Reads []struct {
			Lead, Department, Officer, Purpose, Reason string
			Granted                                    bool
		}
		Next string
	}
	a := s.get("/intake/api/v1/reads?limit=1000&lead="+id, "auditor")
	a.into(t, &written)
	outcomes := map[string]bool{}
	for _, r := range written.Reads {
		outcomes[r.Department+" "+r.Reason] = r.Granted
		if r.Lead != id || r.Officer != "周科员" || r.Purpose != "contact" {
			t.Errorf("written %+v", r)
		}
	}
	for outcome, granted := range map[string]bool{"education not-signed": false, "health not-yours": false, "desk not-yours": false, "market assists": false, "education holder": true} {
		if got, ok := outcomes[outcome]; !ok || got != granted {
			t.Errorf("%s is written as %v (%v)", outcome, got, ok)
		}
	}
	if bytes.Contains(a.body, []byte("赵钱孙")) {
		t.Error("what was read is written")
	}
	for _, who := range []string{"education", "desk", "hotline-12345"} {
		if a := s.get("/intake/api/v1/reads?lead="+id, who); a.status != http.StatusForbidden {
			t.Errorf("%s reads who read: %d", who, a.status)
		}
	}
	var page struct {
		Reads []any
		Next  string
	}
	if s.get("/intake/api/v1/reads?limit=1", "auditor").into(t, &page); len(page.Reads) != 1 || page.Next == "" {
		t.Errorf("a page of the reads: %+v", page)
	}

	s.say(id, "excuse", "desk", map[string]any{"department": "market", "reason": "不需要"})
	s.say(id, "done", "education", map[string]any{"outcome": "substantiated", "note": "已办"})
	s.say(id, "close", "desk", map[string]any{})
	s.reads(id, "education", http.StatusForbidden, "ended")
	s.reads(id, "market", http.StatusForbidden, "not-yours")
}

// It must be known who reads and why; what is asked otherwise reads nothing, and nothing is read of a lead that is not there.
func TestWhoReadsMustSayWhy(t *testing.T) {
	s := startSystem(t)
	id := s.accepted("y-1", homeTutor)
	s.say(id, "sign", "education", map[string]any{})
	s.reads(id, "education", http.StatusOK, "")
	path := "/intake/api/v1/leads/" + id + "/reporter"
	for name, test := range map[string]struct {
		path, who, body string
		want            int
	}{
		"no officer":       {path, "education", `{"purpose":"contact"}`, 422},
		"blank officer":    {path, "education", `{"officer":" ","purpose":"contact"}`, 422},
		"a null":           {path, "education", `{"officer":"a\u0000b","purpose":"contact"}`, 422},
		"a long name":      {path, "education", `{"officer":"` + strings.Repeat("长", 101) + `","purpose":"contact"}`, 422},
		"another purpose":  {path, "education", `{"officer":"周","purpose":"curiosity"}`, 422},
		"no JSON":          {path, "education", `officer`, 422},
		"too much":         {path, "education", `{"officer":"` + strings.Repeat("长", 5000) + `"}`, 413},
		"nobody":           {path, "", `{"officer":"周","purpose":"contact"}`, 401},
		"no such lead":     {"/intake/api/v1/leads/990101-2026-999999/reporter", "education", `{"officer":"周","purpose":"contact"}`, 404},
		"no such part":     {"/intake/api/v1/leads/" + id + "-7/reporter", "education", `{"officer":"周","purpose":"contact"}`, 404},
		"no lead at all":   {"/intake/api/v1/leads/x%00y/reporter", "education", `{"officer":"周","purpose":"contact"}`, 400},
		"reading by a GET": {path, "education", "", 404},
	} {
		method := "POST"
		if test.body == "" {
			method = "GET"
		}
		if a := s.call(method, test.path, test.who, "application/json", []byte(test.body)); a.status != test.want && (method == "POST" || a.status != http.StatusMethodNotAllowed) || bytes.Contains(a.body, []byte("赵钱孙")) {
			t.Errorf("%s: %d %s, want %d", name, a.status, a.body, test.want)
		}
	}
	s.trace(id, "routed dispatched signed reporter-read")
}

// Who asked for secrecy, and who is not known, is told to nobody: the answer says how a question reaches the reporter.
func TestSecrecyAndAnonymity(t *testing.T) {
	s := startSystem(t)
	for name, test := range map[string]struct {
		reporter map[string]any
		status   int
	}{
		"secret":    {map[string]any{"name": "赵钱孙", "phone": "13800138000", "secret": true}, http.StatusForbidden},
		"anonymous": {map[string]any{"phone": "13800138000", "anonymous": true}, http.StatusNotFound},
	} {
		data := map[string]any{"channel": "hotline", "number": name, "text": homeTutor["text"], "place": map[string]any{"address": name + "路6栋602"}, "reporter": test.reporter}
		id := s.accepted(name, data)
		s.say(id, "sign", "education", map[string]any{})
		s.updates("hotline-12345", name, "accepted sent signed")
		var got problem
		await(t, name, func() bool {
			a := s.asks(id, "education")
			a.into(t, &got)
			return a.status == test.status && got.Type == "urn:xiansuo:problem:"+name && !bytes.Contains(a.body, []byte("赵钱孙")) && !bytes.Contains(a.body, []byte("13800138000"))
		})
		if !strings.Contains(got.Cure, "/routing/api/v1/leads/"+id+"/ask") {
			t.Errorf("%s: %+v", name, got)
		}
		s.say(id, "ask", "education", map[string]any{"question": "哪几天上课？"})
		s.updates("hotline-12345", name, "accepted sent signed question")
		if a := s.get("/intake/api/v1/reads?limit=1000&lead="+id, "auditor"); bytes.Contains(a.body, []byte(`"granted":true`)) || !bytes.Contains(a.body, []byte(`"reason":"`+name)) {
			t.Errorf("%s: written %s", name, a.body)
		}
	}
}

// The holder of a lead reads the reporters of all that were folded into it, but those who asked for secrecy, and the holder of a part those
// of its whole; who held a lead before it was folded does not.
func TestReportersOfFoldedLeadsAndParts(t *testing.T) {
	s := startSystem(t)
	first, second := s.accepted("m-1", homeTutor), s.from("wechat", "m-2", fakeAdvert)
	third := s.from("grid", "m-3", map[string]any{"channel": "grid", "number": "G-1", "text": "培训班无证，消防通道堵死，孩子在里面上课。",
		"reporter": map[string]any{"name": "吴郑王", "phone": "13700137000", "secret": true}})
	s.say(first, "sign", "education", map[string]any{})
	s.say(second, "sign", "market", map[string]any{})
	s.reads(second, "market", http.StatusOK, "")
	s.say(third, "merge", "desk", map[string]any{"into": second, "reason": "同一机构"})
	s.say(second, "merge", "desk", map[string]any{"into": first, "reason": "同一机构"})
	s.reads(second, "market", http.StatusForbidden, "ended")
	var got whoReported
	await(t, "education to read both", func() bool {
		a := s.asks(first, "education")
		got = whoReported{}
		a.into(t, &got)
		return len(got.Reporters) == 2
	})
	if got.Reporters[0].Name != "赵钱孙" || got.Reporters[1].Name != "孙李周" || got.Reporters[1].Lead != second || !got.Reporters[1].Reply {
		t.Errorf("education reads %+v", got)
	}
	if len(got.Withheld) != 1 || got.Withheld[0].Lead != third || got.Withheld[0].Reason != "secret" {
		t.Errorf("withheld: %+v", got.Withheld)
	}
	if of := s.reads(second, "education", http.StatusOK, ""); len(of.Reporters) != 1 || of.Reporters[0].Name != "孙李周" {
		t.Errorf("of the folded lead: %+v", of)
	}

	s.say(first, "split", "desk", map[string]any{"reason": "一件多事", "parts": []any{map[string]any{"department": "culture", "category": "H01"}}})
	part := first + "-2"
	s.say(part, "sign", "culture", map[string]any{})
	if of := s.reads(part, "culture", http.StatusOK, ""); len(of.Reporters) != 2 || of.Reporters[0].Name != "赵钱孙" {
		t.Errorf("the part's holder reads %+v", of)
	}
	await(t, "the part's chain to say so", func() bool {
		var view struct{ Records []lead.Record }
		s.get("/routing/api/v1/leads/"+part, "culture").into(t, &view)
		last := view.Records[len(view.Records)-1]
		return last.Kind == lead.KindReporterRead && last.From == "culture"
	})
}
