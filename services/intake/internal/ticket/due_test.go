package ticket_test

import (
	"testing"
	"time"

	"xiansuo/pkg/lead"
)

func clock(id string, step lead.Step, against lead.Holder, hours int) lead.Clock {
	return lead.Clock{ID: id, Step: step, Against: against, Due: noon.Add(time.Duration(hours) * time.Hour)}
}

// noted says a record that routing notes.
func (o *office) noted(r lead.Record) { o.say(a, lead.HandoffNoted{Record: r}) }

// What is due of whoever holds a lead or was offered it is known: clocks start, move, rest and end with the records of the chain, and nothing is due
// of what has ended; since when somebody holds it does not move while it holds it.
func TestDuesFollowTheChain(t *testing.T) {
	o := newOffice(a)
	o.routed(a)
	r := o.record(a, lead.KindDispatched, "desk", "market", lead.Desk)
	r.Clocks = []lead.Clock{clock("HL-02", lead.StepSign, "market", 8), clock("HL-05", lead.StepHandle, "market", 100), clock("HL-03", lead.StepReturn, "market", 40)}
	o.say(a, lead.HandoffDispatched{Record: r, Role: lead.RoleLead, Lead: lead.Market})
	s := o.book.Standings[a]
	due := func(step lead.Step, hours int) {
		t.Helper()
		switch d := s.Next(step); {
		case hours == 0 && d != nil:
			t.Fatalf("%s is due %v", step, d.At)
		case hours > 0 && (d == nil || !d.At.Equal(noon.Add(time.Duration(hours)*time.Hour))):
			t.Fatalf("%s is due %+v, want in %d hours", step, d, hours)
		}
	}
	due(lead.StepSign, 8)
	due(lead.StepHandle, 100)
	due(lead.StepReturn, 0)
	r = o.record(a, lead.KindSigned, "market", "desk", "market")
	r.Stops = []lead.Stop{{ID: "HL-02", Against: "market"}}
	o.say(a, lead.HandoffSigned{Record: r, Role: lead.RoleLead})
	due(lead.StepSign, 0)
	due(lead.StepHandle, 100)
	since := s.Since
	r = o.record(a, lead.KindExtended, "desk", "market", "market")
	o.say(a, lead.ClockMoved{Record: r, Clocks: []lead.Clock{clock("HL-05", lead.StepHandle, "market", 200)}})
	o.say(a, lead.HandoffNoted{Record: o.record(a, lead.KindReminded, "desk", "market", "market")})
	due(lead.StepHandle, 200)
	if !s.Since.Equal(since) || since.Equal(noon) {
		t.Fatalf("held since %v", s.Since)
	}
	r = o.record(a, lead.KindSubmitted, "market", "desk", "market")
	r.Stops, r.Clocks = []lead.Stop{{ID: "HL-05", Against: "market", Rests: true}}, []lead.Clock{clock("RV", lead.StepReview, lead.Desk, 240)}
	o.noted(r)
	due(lead.StepHandle, 0)
	o.closed(a, 0)
	if len(s.Dues) != 0 {
		t.Fatalf("due after the end: %+v", s.Dues)
	}
}

// A sender is told that whoever leads accepted a complaint or not, with the reason; and that it went outside by letter, or came back.
func TestAcceptanceAndLettersAreTold(t *testing.T) {
	o := newOffice(a)
	o.routed(a)
	o.sent(a, lead.Market, lead.RoleLead)
	o.signed(a, lead.Market)
	fed := func(from string, stage lead.Stage) {
		r := o.record(a, lead.KindFedback, from, "desk", "market")
		r.Reason, r.Note = string(stage), "没有购买关系"
		o.noted(r)
	}
	fed("market", lead.Accepted)
	fed("education", lead.Accepted) // who assists accepts nothing
	fed("market", lead.Contacted)
	fed("market", lead.NotAccepted)
	o.noted(o.record(a, lead.KindLettered, "market", "ext:邻江区市场监管局", "market"))
	o.noted(o.record(a, lead.KindRecalled, "market", "ext:邻江区市场监管局", "market"))
	o.wants(t, a, "accepted sent signed admitted refused lettered signed")
	if refused, lettered := o.told[4], o.told[5]; refused.Text != "没有购买关系" || lettered.Text != "邻江区市场监管局" {
		t.Fatalf("told %+v, %+v", refused, lettered)
	}
}

// What a reporter answers is told to its own ticket alone: that of the lead, or that which went on in it; what the desk asked is told to all.
func TestAnAnswerIsToldToItsOwnTicket(t *testing.T) {
	o := newOffice(a, b)
	o.routed(a)
	o.routed(b)
	o.folded(a, b)
	answer := func(from, report string) {
		r := o.record(b, lead.KindRevisited, from, "desk", lead.Nobody)
		r.Other, r.Verdicts = report, &lead.Verdicts{Reached: true, Satisfied: lead.Yes}
		o.say(b, lead.HandoffNoted{Record: r})
	}
	answer("/990101/wechat", a)
	o.wants(t, a, "accepted folded revisited@2")
	o.wants(t, b, "accepted")
	answer("/990101/hotline-12345", "")
	o.wants(t, a, "accepted folded revisited@2")
	o.wants(t, b, "accepted revisited")
	answer("desk", "")
	o.wants(t, a, "accepted folded revisited@2 revisited@2")
	own := o.record(a, lead.KindRevisited, "/990101/wechat", "desk", lead.Nobody) // of the folded one's own chain: it counts where it goes on
	o.say(a, lead.HandoffNoted{Record: own})
	o.wants(t, a, "accepted folded revisited@2 revisited@2")
}
