package handoff_test

import (
	"slices"
	"testing"
	"time"

	"xiansuo/pkg/lead"
	. "xiansuo/services/routing/internal/handoff"
)

// Wednesday 2026-07-01, 12:00 in China.
var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

// scene is a lead, those that it touches, and the time.
type scene struct {
	t testing.TB
	history
	last Change
}

// sure is a decision that the rules are sure of.
func sure(to lead.Department, assist ...lead.Department) lead.Decision {
	return lead.Decision{RuleSet: "t", Decided: true, Lead: string(to), Assist: assist, Category: "A01", Urgency: lead.Normal,
		Fired: []lead.Fired{{Rule: "home"}}}
}

func pressing(d lead.Decision) lead.Decision { d.Urgency = lead.Urgent; return d }

const hotlineSource = "/990101/hotline-12345"

// begin receives a lead with a decision.
func beginScene(t testing.TB, d lead.Decision) *scene {
	return beginWith(t, d, lead.Matter{Text: "…", Number: "T-1"})
}

func beginWith(t testing.TB, d lead.Decision, m lead.Matter) *scene {
	s := &scene{t: t, history: history{family: newFamily(), now: noon}}
	s.receive(first, d, m)
	return s
}

func (s *scene) receive(id string, d lead.Decision, m lead.Matter) {
	w := s.word(hotlineSource)
	s.keep(id, w, Receive(s.lead(id), lead.LeadReceived{Sender: hotlineSource, Matter: m}, d, w))
}

func (s *scene) keep(id string, w Word, c Change) {
	s.last = c
	before := map[string]int{}
	for id, l := range s.records {
		before[id] = len(l)
	}
	s.took(s.t.(fataler), id, w, c)
	for id, l := range s.leads {
		if len(s.records[id]) > before[id] {
			check(s.t.(fataler), l, s.records[id], s.now)
		}
	}
}

// l is the lead of the scene.
func (s *scene) l() *Lead { return s.leads[first] }

// after lets time pass.
func (s *scene) after(d time.Duration) *scene { s.now = s.now.Add(d); return s }

// say gives a word about the lead and returns why it was refused, if it was.
func (s *scene) say(party string, f lead.Fact) *Refusal { return s.sayOf(first, party, f) }

func (s *scene) sayOf(id, party string, f lead.Fact) *Refusal {
	s.now = s.now.Add(time.Minute)
	w := s.word(party)
	c, refusal := Take(s.lead(id), Command{ID: "a", Type: f.EventType(), Party: party, Fact: f}, w)
	s.keep(id, w, c)
	return refusal
}

// says gives words that must have their effect.
func (s *scene) says(party string, facts ...lead.Fact) *scene {
	s.t.Helper()
	for _, f := range facts {
		if refusal := s.say(party, f); refusal != nil {
			s.t.Fatalf("%s of %s refused: %v", f.EventType(), party, refusal)
		}
	}
	return s
}

// refuses gives a word that must be refused for a reason: it changes nothing and is a record.
func (s *scene) refuses(party string, f lead.Fact, code string) *scene {
	s.t.Helper()
	before := clone(s.l())
	refusal := s.say(party, f)
	if refusal == nil || refusal.Code != code {
		s.t.Fatalf("%s of %s: %v, want %s", f.EventType(), party, refusal, code)
	}
	unchanged(s.t.(fataler), f.EventType(), refusal, before, s.l())
	if kinds := kindsOf(s.last); !slices.Equal(kinds, []lead.Kind{lead.KindRefused}) {
		s.t.Fatalf("a refusal is recorded as %v", kinds)
	}
	return s
}

// tick lets the clocks speak.
func (s *scene) tick() *scene {
	w := s.word(ByClock)
	s.keep(first, w, Tick(s.l(), w))
	return s
}

// is fails unless the lead stands so.
func (s *scene) is(state State, holder lead.Holder) *scene {
	s.t.Helper()
	if l := s.l(); l.State != state || l.Holder != holder {
		s.t.Fatalf("%s held by %q, want %s held by %q", l.State, l.Holder, state, holder)
	}
	return s
}

// kinds are those of the whole chain.
func (s *scene) kinds() (out []lead.Kind) {
	for _, r := range s.records[first] {
		out = append(out, r.Kind)
	}
	return out
}

func kindsOf(c Change) (out []lead.Kind) {
	for _, r := range c.Records {
		out = append(out, r.Kind)
	}
	return out
}

// queued returns what a department found in its queue of the last word.
func queued[F lead.Fact](s *scene, to lead.Department) (out []F) {
	for _, one := range s.last.Said {
		if f, ok := one.Fact.(F); ok && one.Queue == to {
			out = append(out, f)
		}
	}
	return out
}

// running returns the clocks of a step that run against somebody.
func (s *scene) running(step lead.Step, against lead.Holder) (out []Clock) {
	for _, k := range s.l().Clocks {
		if k.EndedAt == nil && k.PausedAt == nil && k.Step == step && k.Against == against {
			out = append(out, k)
		}
	}
	return out
}

var (
	signed  = lead.AnswerSigned{}
	notOurs = lead.AnswerReturned{Reason: lead.NotOurDuty, Competent: "market", Basis: "价格法第三十三条"}
	done    = lead.AnswerDone{Outcome: lead.Substantiated, Note: "已责令停止并退费", Reply: "已查处"}
)

// notTheirs says that it is somebody else's.
func notTheirs(competent string) lead.AnswerReturned {
	return lead.AnswerReturned{Reason: lead.NotOurDuty, Competent: competent, Basis: "权责清单"}
}

func assignTo(d lead.Department, assist ...lead.Party) lead.DecisionAssigned {
	return lead.DecisionAssigned{Department: d, Assist: assist, Reason: "属其职责"}
}

func transferTo(d lead.Department) lead.AnswerTransferred {
	return lead.AnswerTransferred{To: d, Document: lead.LeadTransfer, Reason: "属其职责", Basis: "权责清单"}
}

func designateTo(d lead.Department) lead.DecisionDesignated {
	return lead.DecisionDesignated{Department: d, Reason: "双方意见已听取", Basis: "行政执法监督条例第十三条"}
}

func papers(kinds ...lead.DocumentKind) (out []lead.Document) {
	for _, k := range kinds {
		out = append(out, lead.Document{Kind: k, SHA256: sum})
	}
	return out
}
