package cases

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/measures"
	"xiansuo/services/internal/actor"
)

// tale is a case that a test tells step by step, with the day on which somebody enters papers.
type tale struct {
	t       *testing.T
	w       World
	c       Case
	bodies  [][]byte
	facts   []lead.Fact
	changed []string
}

var (
	aHandler = actor.Of("education")
	aHead    = actor.Of("education-head")
	aLegal   = actor.Of("legal")
	theForce = actor.Of("taskforce")
)

func worldOn(t testing.TB, day string) World {
	t.Helper()
	m, err := measures.Default()
	if err != nil {
		t.Fatal(err)
	}
	l, err := DefaultLimits()
	if err != nil {
		t.Fatal(err)
	}
	return World{At: dayOf(day).Add(10 * time.Hour), Calendar: calendar.Default(), Measures: m, Limits: l}
}

// begin opens a case of education on a day.
func begin(t *testing.T, day string) *tale { return beginOf(t, lead.Education, day) }

func beginOf(t *testing.T, d lead.Department, day string) *tale {
	s := &tale{t: t, w: worldOn(t, day)}
	o := Opening{Department: d, Lead: "990101-2025-000001", Category: "A05", Street: "柳塘街道", By: string(d), At: s.w.At}
	c, done := Open("990101-"+string(d)+"-2025-000001", o, s.w)
	s.took(c, done)
	s.w.At = dayOf("2026-11-01")
	return s
}

func (s *tale) took(c Case, done Done) {
	s.c = c
	s.bodies = append(s.bodies, done.Body)
	s.facts = append(s.facts, done.Facts...)
	s.changed = append(s.changed, done.Institutions...)
}

// input is what JSON makes of fields given in pairs.
func input(t testing.TB, pairs ...any) map[string]any {
	t.Helper()
	in := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		in[pairs[i].(string)] = pairs[i+1]
	}
	body, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return decoded(t, body)
}

func decoded(t testing.TB, body []byte) (out map[string]any) {
	t.Helper()
	d := json.NewDecoder(jsonReader(body))
	d.UseNumber()
	if err := d.Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func (s *tale) try(by actor.Actor, act, on string, pairs ...any) *Refusal {
	s.t.Helper()
	in := input(s.t, append([]any{"on", on}, pairs...)...)
	if a := Find(act); a != nil && a.Officers > 0 && in["officers"] == nil {
		in["officers"], in["shown"] = []any{"甲", "乙"}, true
	}
	before := s.c
	c, done, refusal := Do(s.c, s.w, by, act, in)
	if done.Body != nil {
		s.took(c, done)
	}
	if refusal != nil {
		kept := before
		kept.Last, kept.SHA256 = s.c.Last, s.c.SHA256
		a, _ := json.Marshal(kept)
		b, _ := json.Marshal(s.c)
		if string(a) != string(b) {
			s.t.Fatalf("the refusal of %s changed the case", act)
		}
	}
	return refusal
}

// does does an act that must be allowed.
func (s *tale) does(by actor.Actor, act, on string, pairs ...any) *tale {
	s.t.Helper()
	if refusal := s.try(by, act, on, pairs...); refusal != nil {
		s.t.Fatalf("%s on %s: %v", act, on, refusal)
	}
	return s
}

// refuses does an act that must be refused for a reason.
func (s *tale) refuses(code string, by actor.Actor, act, on string, pairs ...any) *tale {
	s.t.Helper()
	if refusal := s.try(by, act, on, pairs...); refusal == nil || refusal.Code != code {
		s.t.Fatalf("%s on %s: %v, want %s", act, on, refusal, code)
	}
	return s
}

// last returns the newest fact of a type.
func last[T lead.Fact](s *tale) (out T) {
	s.t.Helper()
	found := false
	for _, f := range s.facts {
		if one, ok := f.(T); ok {
			out, found = one, true
		}
	}
	if !found {
		s.t.Fatalf("no %T was announced", out)
	}
	return out
}

func count[T lead.Fact](s *tale) (n int) {
	for _, f := range s.facts {
		if _, ok := f.(T); ok {
			n++
		}
	}
	return n
}

// whole checks what holds of every case: a dense chain.
func (s *tale) whole() {
	s.t.Helper()
	if err := Verify(s.bodies); err != nil {
		s.t.Fatal(err)
	}
}

type rows = []map[string]any

var paper = rows{{"kind": "凭证", "evidence": "ev-1"}}

func fineOf(party int, fen int64, more ...any) map[string]any {
	row := map[string]any{"party": party, "code": "fine", "fen": fen, "basis": "other"}
	for i := 0; i+1 < len(more); i += 2 {
		row[more[i].(string)] = more[i+1]
	}
	return row
}

// decision are the fields of a decision.
func decision(number, actOn string, m rows, more ...any) []any {
	return append([]any{"number", number, "agency", "云汀区教育局", "violation", "擅自举办校外培训机构", "facts", "以托管名义有偿开展学科类培训。", "basis", "《校外培训行政处罚暂行办法》第十七条",
		"actOn", actOn, "measures", m}, more...)
}

// filed brings a case to the investigation.
func (s *tale) filed(verified, filed string) *tale {
	return s.does(aHandler, "verify", verified, "found", "substantiated").
		does(aHead, "file", filed, "number", "云教立〔2025〕31号", "reason", "涉嫌擅自举办").
		does(aHandler, "party", filed, "name", "云汀区某托管中心", "kind", "organisation", "as", "subject", "institution", "inst-1").
		does(aHandler, "investigate", filed, "kind", "inquiry", "text", "负责人承认收费。")
}

func jsonReader(body []byte) *bytes.Reader { return bytes.NewReader(body) }
