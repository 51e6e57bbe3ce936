package services_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/webhook"
)

// settles loads what a district decides for itself.
func (s *system) settles(kind, content string) {
	s.t.Helper()
	if a := s.call("PUT", "/routing/api/v1/settings/"+kind, "desk", "application/yaml", []byte(content)); a.status != http.StatusOK {
		s.t.Fatalf("%s: %d %s", kind, a.status, a.body)
	}
}

// pulls takes what is in a queue over HTTP, and acknowledges it.
func (s *system) pulls(who string) (types []string) {
	s.t.Helper()
	var pulled struct {
		Messages []struct {
			Ack   string
			Event struct{ Type string }
		}
	}
	a := s.get("/routing/api/v1/queues/"+who+"?max=50&wait=5s", who)
	if a.status != http.StatusOK {
		return nil
	}
	a.into(s.t, &pulled)
	var acks []string
	for _, m := range pulled.Messages {
		acks, types = append(acks, m.Ack), append(types, strings.TrimSuffix(strings.TrimPrefix(m.Event.Type, "xiansuo."), ".v1"))
	}
	if a := s.post("/routing/api/v1/queues/"+who+"/ack", who, map[string]any{"acks": acks}); a.status != http.StatusNoContent {
		s.t.Fatalf("%d %s", a.status, a.body)
	}
	return types
}

// lockedExit is a complaint that the rules give to fire, critical.
var lockedExit = map[string]any{
	"channel": "hotline", "number": "T-200", "place": map[string]any{"address": "云汀区新桥街道学府路5号3层"},
	"text": "学府路5号3层的培训班正在上课，几十个学生在里面，安全出口用铁链锁着，窗户焊了防盗网，着火了跑都跑不出来。",
}

const streetDistrict = "units:\n  - {code: street-liutang, kind: street, name: {zh: 柳塘街道办事处, en: Liutang Subdistrict Office}}\n"

// A street that the district gives a queue is asked to assist, pulls its queue, signs and answers, sees its leads and no others, and
// never leads.
func TestAStreetAssists(t *testing.T) {
	s := startSystem(t)
	if a := s.get("/routing/api/v1/queues/street-liutang", "street-liutang"); a.status != http.StatusNotFound {
		t.Fatalf("a unit that the district does not have has a queue: %d", a.status)
	}
	s.settles("district", streetDistrict)
	id := s.accepted("st-1", homeTutor)
	other := s.accepted("st-2", lockedExit)
	s.say(id, "sign", "education", map[string]any{})
	await(t, "the unit to be known", func() bool {
		return s.post("/routing/api/v1/leads/"+id+"/ask-assist", "education", map[string]any{"assist": []string{"street-liutang"}, "task": "到现场看看是否开门"}).status == http.StatusOK
	})
	var got []string
	await(t, "the street's queue", func() bool { got = append(got, s.pulls("street-liutang")...); return len(got) > 0 })
	if got[0] != "handoff.dispatched" {
		t.Fatalf("the street pulled %q", got)
	}
	s.say(id, "sign", "street-liutang", map[string]any{})
	if a := s.post("/routing/api/v1/leads/"+id+"/done", "education", lead.AnswerDone{Outcome: lead.Settled, Note: "n", Reply: "r"}); a.status != http.StatusConflict {
		t.Errorf("done while the street owes its part: %d %s", a.status, a.body)
	}
	s.say(id, "done", "street-liutang", map[string]any{"outcome": "settled", "note": "已锁门"})
	s.say(id, "done", "education", map[string]any{"outcome": "settled", "note": "n", "reply": "r"})
	for path, want := range map[string]int{"/leads/" + id: 200, "/leads/" + other: 404, "/leads?queue=street-liutang": 200, "/leads?queue=education": 403, "/desk": 403, "/queues/education": 403} {
		if a := s.get("/routing/api/v1"+path, "street-liutang"); a.status != want {
			t.Errorf("%s: %d, want %d", path, a.status, want)
		}
	}
	s.say(id, "rework", "desk", map[string]any{"reason": "请补充"})
	if a := s.post("/routing/api/v1/leads/"+id+"/transfer", "education", map[string]any{"to": "street-liutang", "document": "M03", "reason": "r", "basis": "b"}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a street was to lead: %d %s", a.status, a.body)
	}
}

// The duty list of whoever must act on a critical lead is called, signed, with number, class, due date and link, and without a word of
// text; it acknowledges and is called no more.
func TestTheDutyListIsCalled(t *testing.T) {
	s := startSystem(t)
	r := receives(t)
	s.settles("district", fmt.Sprintf("duty:\n  fire:\n    - {name: duty-room, url: %q}\n    - {name: officer, url: %q}\n", r.URL+"/hook", r.URL+"/officer"))
	await(t, "the setting to be taken up", func() bool { return strings.Contains(s.log.String(), "settings taken up") })
	id := s.accepted("du-1", lockedExit)
	await(t, "the duty room to be called", func() bool { return len(r.got()) > 0 })
	c := r.got()[0]
	secrets, err := webhook.NewSecrets(webhookKey)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := secrets.Show("fire/duty-room", 1)
	if err != nil {
		t.Fatal(err)
	}
	hook, err := standard.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := hook.Verify(c.body, c.header); err != nil {
		t.Error(err)
	}
	var got struct {
		Type string
		Data map[string]string
	}
	if err := json.Unmarshal(c.body, &got); err != nil {
		t.Fatal(err)
	}
	link := got.Data["link"]
	if got.Type != "lead.dispatched" || got.Data["lead"] != id || got.Data["urgency"] != "critical" || got.Data["category"] == "" || got.Data["due"] == "" ||
		link != s.url+"/routing/leads/"+id || len(got.Data) > 6 {
		t.Errorf("called with %s", c.body)
	}
	var calls struct {
		Calls []struct{ Lead, Holder, Endpoint string }
	}
	s.get("/routing/api/v1/calls", "desk").into(t, &calls)
	if len(calls.Calls) != 1 || calls.Calls[0].Lead != id || calls.Calls[0].Endpoint != "fire/duty-room" {
		t.Errorf("unanswered: %+v", calls)
	}
	if a := s.post("/routing/api/v1/leads/"+id+"/acknowledge", "market", map[string]any{}); a.status < 400 {
		t.Errorf("market acknowledges what fire is called about: %d", a.status)
	}
	for i, want := range []int{http.StatusOK, http.StatusConflict} {
		if a := s.post("/routing/api/v1/leads/"+id+"/acknowledge", "fire", map[string]any{}); a.status != want {
			t.Errorf("acknowledged, time %d: %d %s", i+1, a.status, a.body)
		}
	}
	var list struct {
		Deliveries []struct{ State, Endpoint string }
	}
	s.get("/routing/api/v1/deliveries", "desk").into(t, &list)
	if len(list.Deliveries) == 0 || list.Deliveries[0].State != "acknowledged" {
		t.Errorf("deliveries %+v", list)
	}
}

// What is wrong with a district's document is said, all of it, and what was loaded before stays in force.
func TestDistrictDocumentsAreChecked(t *testing.T) {
	s := startSystem(t)
	s.settles("district", streetDistrict)
	for content, want := range map[string]string{
		"units: [{code: market, name: {zh: a, en: b}}]":                                            "code of its own",
		"units: [{code: x}]":                                                                       "a name in zh and en",
		"streets: []":                                                                              "streets",
		"duty: {fire: [{name: a, url: 'http://10.0.0.1/'}]}":                                       "may be called",
		"duty: {nobody: [{name: a, url: 'https://a.example/'}]}":                                   "nobody",
		"successions: [{from: education, to: street-x, on: 2026-12-01, basis: b}]":                 "known",
		"successions: [{from: education, to: education, on: 2026-12-01, basis: b}]":                "between two",
		"successions: [{from: education, to: culture, on: soon, basis: b}]":                        "date",
		"successions: [{from: education, to: culture, on: 2026-12-01, basis: b, categories: [Q]}]": "category",
	} {
		a := s.call("PUT", "/routing/api/v1/settings/district", "desk", "application/yaml", []byte(content))
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(string(a.body), want) {
			t.Errorf("%q: %d %s", content, a.status, a.body)
		}
	}
	for kind, content := range map[string]string{"calendar-2031": "year 2030\n", "calendar-x": "x", "clocks": "clocks: [{id: HL-99}]", "doors": ""} {
		if a := s.call("PUT", "/routing/api/v1/settings/"+kind, "desk", "", []byte(content)); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", kind, a.status, a.body)
		}
	}
	if a := s.call("PUT", "/routing/api/v1/settings/district", "market", "", nil); a.status != http.StatusForbidden {
		t.Errorf("market loads a district: %d", a.status)
	}
	var all struct {
		Settings []struct {
			Kind    string
			Version int
			By      string
		}
	}
	s.get("/routing/api/v1/settings", "auditor").into(t, &all)
	if len(all.Settings) != 1 || all.Settings[0].Version != 1 || all.Settings[0].By != "desk" {
		t.Errorf("in force: %+v", all)
	}
}
