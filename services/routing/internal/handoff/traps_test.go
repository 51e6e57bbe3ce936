package handoff_test

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiansuo/pkg/lead"
	. "xiansuo/services/routing/internal/handoff"
)

// Traps that other systems fell into, by the numbers that this project gave them.

// T5: a rejected or recalled offer leaves its rows and both sides' reasons: the chain never gets shorter, and duties end, not vanish.
func TestT5RejectAndRecallKeepTheEvidence(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, transferTo(lead.Market))
	s.says("market", lead.AnswerRejected{Reason: lead.Incomplete, Note: "缺证据"}).says("education", transferTo(lead.Police), lead.AnswerRecalled{Reason: "先补证据"})
	reasons := map[lead.Kind]string{}
	for _, r := range s.records[first] {
		reasons[r.Kind] += r.Note
	}
	if reasons[lead.KindTransferred] != "属其职责属其职责" || reasons[lead.KindRejected] != "缺证据" || reasons[lead.KindRecalled] != "先补证据" {
		t.Fatalf("%v", reasons)
	}
	for _, d := range []lead.Department{lead.Market, lead.Police} {
		if s.l().Duty(d) == nil || s.l().Duty(d).State != Ended {
			t.Errorf("the duty of %s: %+v", d, s.l().Duty(d))
		}
	}
}

// T6: every word has its guards, the recall too, and whoever is refused gets an error with a code, and a record of it.
func TestT6EveryWordIsGuarded(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, done).says("desk", lead.DecisionClosed{})
	stranger := 0
	for _, one := range append(words("education"), words("desk")...) {
		s := s.twin()
		before := clone(s.l())
		if refusal := s.say("culture", one.fact); refusal == nil {
			t.Errorf("culture, which was never asked, said %s of a closed lead", one.fact.EventType())
		} else if unchanged(t, one.String(), refusal, before, s.l()); s.last.Records[0].Reason != refusal.Code {
			t.Errorf("%s: the record says %+v", one, s.last.Records[0])
		}
		stranger++
	}
	if stranger < len(Types()) {
		t.Fatalf("%d of %d words were tried", stranger, len(Types()))
	}
}

// T7: a lead is its department's, whoever has it inside: when that person is gone, the department gives it to another, and the
// clock never stopped.
func TestT7PersonsLeaveAndDepartmentsStay(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, lead.AnswerClaimed{By: lead.By{Unit: "监管科", Person: "甲"}})
	due := s.running(lead.StepHandle, "education")[0].Due
	s.refuses("education", lead.AnswerClaimed{By: lead.By{Person: "乙"}}, ClaimedBefore)
	s.says("education", lead.AnswerReleased{Note: "甲调离"}, lead.AnswerClaimed{By: lead.By{Person: "乙"}}).is(Signed, "education")
	s.after(100 * 24 * time.Hour).tick()
	if k := s.running(lead.StepHandle, "education"); len(k) != 1 || !k[0].Due.Equal(due) || len(queued[lead.ClockWarned](s, lead.Education)) == 0 {
		t.Fatalf("the department is warned, whoever has it inside: %+v", k)
	}
}

// T10: what one of two has answered says nothing of the other: each has its own state, and the lead does not end before both have.
func TestT10OneAnswerIsNotBoth(t *testing.T) {
	s := beginScene(t, sure(lead.Education, lead.Fire)).says("education", signed).refuses("education", done, AssistOpen)
	if e, f := s.l().Duty(lead.Education), s.l().Duty(lead.Fire); e.State != InHand || f.State != Sent {
		t.Fatalf("education %s, fire %s", e.State, f.State)
	}
	if len(s.running(lead.StepSign, "fire")) != 1 || len(s.running(lead.StepSign, "education")) != 0 {
		t.Fatal("only fire has not signed")
	}
	s.says("fire", signed, done).says("education", done)
}

// T11: every round keeps its own reasons: done again, nothing of the first round is overwritten.
func TestT11EveryRoundIsKept(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", notOurs).says("desk", lead.DecisionReturnrefused{Reason: "属你单位职责"})
	s.says("education", lead.AnswerDone{Outcome: lead.Unsubstantiated, Note: "首轮：未发现", Reply: "未发现"}).says("desk", lead.DecisionClosed{}, lead.DecisionRedone{Reason: "诉求人不满意"})
	s.says("education", lead.AnswerDone{Outcome: lead.Substantiated, Note: "二轮：已查处", Reply: "已查处"}).says("desk", lead.DecisionClosed{})
	var told []string
	for _, r := range s.records[first] {
		if r.Kind == lead.KindReturnAsked || r.Kind == lead.KindReturnRefused || r.Kind == lead.KindSubmitted || r.Kind == lead.KindDone {
			told = append(told, string(r.Kind)+" "+r.Reason+r.Note)
		}
	}
	want := []string{"return-asked R01", "return-refused 属你单位职责", "submitted unsubstantiated首轮：未发现", "done unsubstantiated", "submitted substantiated二轮：已查处", "done substantiated"}
	if !reflect.DeepEqual(told, want) {
		t.Fatalf("%q", told)
	}
}

// T16: whatever the rules say of a lead, it is in a department's queue, or at the desk with a clock, or back with its sender, who is
// told why.
func TestT16NothingFallsBetween(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := &history{family: newFamily(), now: noon}
		w := h.word(hotlineSource)
		c := Receive(h.lead(first), lead.LeadReceived{Sender: hotlineSource, Matter: lead.Matter{Text: "…"}}, decisions(rt), w)
		h.took(rt, first, w, c)
		l := h.leads[first]
		switch l.State {
		case Dispatched:
			found := false
			for _, s := range c.Said {
				_, is := s.Fact.(lead.HandoffDispatched)
				found = found || is && s.Queue == l.Leading()
			}
			if !found {
				rt.Fatalf("dispatched to %s, and not in its queue", l.Leading())
			}
		case AtDesk:
			if l.Holder != lead.Desk || len(l.Clocks) == 0 {
				rt.Fatalf("at the desk without a clock: %+v", l)
			}
		case Declined:
			if Explain(l.Category).ZH == "" {
				rt.Fatal("sent back without a word")
			}
		default:
			rt.Fatalf("it begins as %s", l.State)
		}
	})
}

// T20: nobody writes what is another's: a word of one department never changes how far another is, but for the receiver of an offer,
// who takes it from its giver by signing.
func TestT20OneWriter(t *testing.T) {
	for _, r := range races {
		s := r.begin(t)
		s.receive(otherLead, sure(lead.Education), lead.Matter{Text: "…"})
		for _, party := range lead.Departments() {
			for _, one := range words(string(party)) {
				next := s.twin()
				if !next.hears(one) {
					continue
				}
				for _, before := range s.l().Duties {
					after := next.l().Duty(before.Department)
					offered := s.l().Offer != nil && s.l().Offer.To == party && before.Department == lead.Department(s.l().Holder) // it takes it, or says it is not its own
					given := s.l().Offer != nil && s.l().Offer.To == before.Department && string(s.l().Offer.From) == string(party)
					registered := one.fact.EventType() == lead.AnswerRegistered{}.EventType()
					disputed := next.l().State == Disputed
					back := next.last.Records[0].Kind == lead.KindNotFiled || next.last.Records[0].Kind == lead.KindFiled
					if before.Department != party && after.State != before.State && !offered && !given && !registered && !disputed && !back {
						t.Errorf("%s: %s changed what %s owes from %s to %s", r.name, one, before.Department, before.State, after.State)
					}
				}
			}
		}
	}
}

// T21: not to sign gains no time. The handling clock runs from the dispatch, whenever it is signed, and a return that is refused
// gives nothing back.
func TestT21NotSigningIsNotFree(t *testing.T) {
	at := noon
	late := beginScene(t, sure(lead.Education)).after(20*time.Hour).says("education", signed)
	soon := beginScene(t, sure(lead.Education)).says("education", signed)
	back := beginScene(t, sure(lead.Education)).says("education", notOurs).after(20*time.Hour).says("desk", lead.DecisionReturnrefused{Reason: "属你单位"})
	for _, s := range []*scene{late, soon, back} {
		if k := s.running(lead.StepHandle, "education"); len(k) != 1 || !k[0].From.Equal(at) || !k[0].Due.Equal(soon.running(lead.StepHandle, "education")[0].Due) {
			t.Errorf("the clock runs from the dispatch: %+v", k)
		}
	}
	unsigned := beginScene(t, sure(lead.Education)).after(20 * 24 * time.Hour).tick()
	if len(queued[lead.ClockWarned](unsigned, lead.Education)) < 2 || unsigned.l().Holder != lead.Desk {
		t.Error("what is not signed warns, and is the desk's meanwhile")
	}
}
