package cases

import (
	"slices"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

// offers checks which of the acts that need something are offered to an actor, on the day up to which the tale is told.
func (s *tale) offers(by actor.Actor, on string, want ...string) *tale {
	s.t.Helper()
	s.w.At = dayOf(on)
	var got []string
	for _, a := range Look(s.c, s.w, by).Acts {
		if something[a.Name] != nil && a.Name != "order-refund" { // that is the other way round: told below
			got = append(got, a.Name)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		s.t.Errorf("on %s %s is offered %v, want %v", on, by.Name, got, want)
	}
	s.w.At = dayOf("2026-11-01")
	return s
}

// Only what has something to act on is offered: nothing is rechecked, released, resumed, paid back, heard or paid before there is any of it, and
// nothing when it is over.
func TestOnlyWhatHasSomethingToActOnIsOffered(t *testing.T) {
	begin(t, "2026-03-02").offers(aHandler, "2026-03-02").offers(aHead, "2026-03-02", "extend-check").
		filed("2026-03-02", "2026-03-03").offers(aHandler, "2026-03-03").offers(aHead, "2026-03-03").
		does(aHandler, "order", "2026-03-03", "due", "2026-03-10", "what", "停止收费。").offers(aHandler, "2026-03-03", "recheck").offers(aHead, "2026-03-03", "hand-order").
		does(aHandler, "recheck", "2026-03-03", "order", 1, "result", "passed").offers(aHandler, "2026-03-03").
		does(aHandler, "seize", "2026-03-03", "what", "账册", "urgent", true).offers(aHandler, "2026-03-03", "release").
		offers(aHead, "2026-03-03", "release", "approve-coercion", "extend-hold").
		does(aHead, "approve-coercion", "2026-03-03", "hold", 1).does(aHead, "release", "2026-03-03", "hold", 1, "reason", "查清").offers(aHead, "2026-03-03").
		does(aHandler, "order-refund", "2026-03-04", "fen", 300000, "payers", 2).offers(aHandler, "2026-03-04", "list-payers", "refund-paid").offers(aHead, "2026-03-04", "hand-refund").
		does(aHandler, "refund-paid", "2026-03-04", "fen", 300000, "payers", 2, "papers", paper).offers(aHandler, "2026-03-04").offers(aHead, "2026-03-04").
		does(aHead, "suspend", "2026-03-04", "reason", "other").offers(aHandler, "2026-03-04", "resume")
	begin(t, "2026-03-01").decided(plainFine).does(aHandler, "serve", "2026-03-18", "how", "direct").
		offers(aHandler, "2026-03-19", "pay").offers(aHead, "2026-03-19", "defer", "revoke").offers(aHandler, "2026-06-01", "pay", "urge").
		does(aHandler, "urge", "2026-06-01", "party", 1).offers(aHandler, "2026-06-01", "pay").offers(aHead, "2026-07-01", "defer", "revoke", "court")
}

// A hearing is called once a party that has the right asked for it, and held once the day has come for which it was called.
func TestAHearingIsOfferedAsItComes(t *testing.T) {
	heavy := rows{fineOf(1, 10000000)}
	s := begin(t, "2026-03-01").noticed(plainFine).offers(aHandler, "2026-03-10").offers(aLegal, "2026-03-10")
	s.does(aHandler, "notice", "2026-03-10", "number", "云教罚告字〔2026〕2号", "actOn", "2026-03-01", "measures", heavy).
		offers(aHandler, "2026-03-10", "ask-hearing").offers(aLegal, "2026-03-10").
		does(aHandler, "ask-hearing", "2026-03-11").offers(aLegal, "2026-03-11", "call-hearing").
		does(aLegal, "call-hearing", "2026-03-11", "for", "2026-03-31").offers(aLegal, "2026-03-30", "call-hearing").offers(aLegal, "2026-03-31", "call-hearing", "hear")
}

func (s *tale) may(by actor.Actor, act string) bool {
	return slices.ContainsFunc(Look(s.c, s.w, by).Acts, func(a ActView) bool { return a.Name == act })
}

// A refund is ordered until everything is paid back, and only the fire department seals a place for danger.
func TestWhatIsOverOrAnothersIsNotOffered(t *testing.T) {
	s := begin(t, "2026-03-02").filed("2026-03-02", "2026-03-03")
	if !s.may(aHandler, "order-refund") || s.may(aHandler, "seal") {
		t.Error("education may not order a refund, or may seal")
	}
	s.does(aHandler, "order-refund", "2026-03-04", "fen", 300000, "payers", 2).does(aHandler, "refund-paid", "2026-03-04", "fen", 300000, "payers", 2, "papers", paper)
	if s.may(aHandler, "order-refund") {
		t.Error("a refund is ordered of which everything is paid")
	}
	if !beginOf(t, lead.Fire, "2026-03-02").may(actor.Of("fire"), "seal") {
		t.Error("the fire department may not seal")
	}
}

// Every act that is said to need something is one of the table.
func TestWhatNeedsSomethingIsAnAct(t *testing.T) {
	for name := range something {
		if Find(name) == nil {
			t.Errorf("there is no act %s", name)
		}
	}
}
