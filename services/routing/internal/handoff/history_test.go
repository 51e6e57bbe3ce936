package handoff_test

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiansuo/pkg/lead"
	. "xiansuo/services/routing/internal/handoff"
)

// history drives one lead through random words and checks what must hold after each.
type history struct {
	l       *Lead
	records []lead.Record
	minute  int
}

func (h *history) word(rt *rapid.T) Word {
	h.minute += rapid.IntRange(0, 90).Draw(rt, "minutes")
	return at(h.minute)
}

var departments = rapid.SampledFrom(lead.Departments())

func decisions(rt *rapid.T) lead.Decision {
	d := lead.Decision{RuleSet: "t", Decided: rapid.Bool().Draw(rt, "decided"), Category: "A01", Safety: rapid.Bool().Draw(rt, "safety")}
	d.Lead = rapid.SampledFrom([]string{"", "none", "education", "market", "fire"}).Draw(rt, "lead")
	if rapid.Bool().Draw(rt, "alert") {
		d.Alerts = []lead.Department{departments.Draw(rt, "alerted")}
	}
	if a := departments.Draw(rt, "assist"); string(a) != d.Lead {
		d.Assist = []lead.Department{a}
	}
	return d
}

func facts(rt *rapid.T) lead.Fact {
	return rapid.SampledFrom([]lead.Fact{
		lead.AnswerSigned{}, notOurs, lead.AnswerReturned{Reason: "R01"}, lead.AnswerReturned{Reason: "R08"},
		lead.AnswerDone{Outcome: lead.Settled, Note: "…"}, lead.AnswerDone{}, lead.LeadUrged{},
	}).Draw(rt, "fact")
}

func commands(rt *rapid.T) Command {
	d, reason := departments.Draw(rt, "department"), rapid.SampledFrom([]string{"", "因为"}).Draw(rt, "reason")
	return rapid.SampledFrom([]Command{
		Assign{Department: d, Reason: reason}, RefuseReturn{Reason: reason}, RefuseReturn{Department: d, Reason: reason},
		Excuse{Department: d, Reason: reason}, SendBack{Category: "X01", Reason: reason}, TakeBack{Reason: reason},
	}).Draw(rt, "command")
}

// Whatever is said about a lead, in whatever order: one holder until it ends, a dense chain, at most one department that leads, and a
// refusal that changes nothing but the chain.
func TestRandomHistories(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := &history{l: &Lead{ID: "990101-2026-000001"}}
		d := decisions(rt)
		h.took(rt, Receive(h.l, lead.LeadReceived{Sender: "/990101/grid"}, d, h.word(rt)))
		rt.Repeat(map[string]func(*rapid.T){
			"answer": func(rt *rapid.T) {
				before, from := h.standing(), departments.Draw(rt, "from")
				c, refusal := Take(h.l, Answer{ID: "a", Department: from, Fact: facts(rt)}, h.word(rt))
				h.took(rt, c)
				h.unchanged(rt, before, refusal)
			},
			"command": func(rt *rapid.T) {
				before := h.standing()
				c, refusal := Decide(h.l, commands(rt), h.word(rt))
				h.took(rt, c)
				h.unchanged(rt, before, refusal)
			},
			"supplement": func(rt *rapid.T) {
				h.took(rt, Supplemented(h.l, lead.LeadSupplemented{Text: "…"}, decisions(rt), h.word(rt)))
			},
			"withdraw": func(rt *rapid.T) { h.took(rt, Withdrawn(h.l, lead.LeadWithdrawn{}, h.word(rt))) },
			"urge":     func(rt *rapid.T) { h.took(rt, Urged(h.l, lead.LeadUrged{}, h.word(rt))) },
			"":         func(rt *rapid.T) { h.check(rt) },
		})
	})
}

// standing is everything of a lead but its chain.
func (h *history) standing() Lead {
	l := *clone(h.l)
	l.Last = 0
	return l
}

func (h *history) took(rt *rapid.T, c Change) {
	if len(c.Records) == 0 {
		rt.Fatal("a word without a record")
	}
	for _, r := range c.Records {
		if r.No != len(h.records)+1 {
			rt.Fatalf("record %d follows %d", r.No, len(h.records))
		}
		h.records = append(h.records, r)
	}
	if h.l.Last != len(h.records) {
		rt.Fatalf("last is %d of %d", h.l.Last, len(h.records))
	}
}

func (h *history) unchanged(rt *rapid.T, before Lead, refusal *Refusal) {
	if refusal != nil && !reflect.DeepEqual(before, h.standing()) {
		rt.Fatalf("refused (%v) and changed from %+v to %+v", refusal, before, h.standing())
	}
}

func (h *history) check(rt *rapid.T) {
	l := h.l
	if (l.Holder == lead.Nobody) != l.State.Ended() {
		rt.Fatalf("state %s held by %q", l.State, l.Holder)
	}
	if last := h.records[len(h.records)-1]; last.Holder != l.Holder {
		rt.Fatalf("the chain says %q, the lead %q", last.Holder, l.Holder)
	}
	leading, open := 0, 0
	for _, d := range l.Duties {
		if d.State.Open() {
			open++
			if d.Role == lead.RoleLead {
				leading++
			}
		}
	}
	switch {
	case leading > 1:
		rt.Fatalf("%d departments lead", leading)
	case l.State.Ended() && open > 0:
		rt.Fatalf("ended with %d open duties: %+v", open, l.Duties)
	case (l.State == Dispatched || l.State == Signed) != (leading == 1):
		rt.Fatalf("state %s with %d leading", l.State, leading)
	case l.State == Signed && l.Holder != lead.HolderOf(l.Leading()):
		rt.Fatalf("signed by %s, held by %q", l.Leading(), l.Holder)
	case l.State == Dispatched && l.Holder != lead.Desk:
		rt.Fatalf("not signed, held by %q", l.Holder)
	}
	h.checkTimes(rt)
}

// The time with each holder adds up to the wall clock.
func (h *history) checkTimes(rt *rapid.T) {
	now := noon.Add(time.Duration(h.minute+7) * time.Minute)
	var sum time.Duration
	for i, r := range h.records {
		until := now
		if i+1 < len(h.records) {
			until = h.records[i+1].At
		}
		if until.Before(r.At) {
			rt.Fatalf("record %d is younger than what follows", r.No)
		}
		sum += until.Sub(r.At)
	}
	if wall := now.Sub(h.records[0].At); sum != wall {
		rt.Fatalf("held %s of %s", sum, wall)
	}
}
