package handoff_test

import (
	"os"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
	. "xiansuo/services/routing/internal/handoff"
)

// The bound of a lead's way is what the product promises: two "not ours", one ruling, one review of it.
func TestTheBound(t *testing.T) {
	if MaxNotOurs != 2 || MaxDesignations != 1 || MaxReviews != 1 || MaxMoves != 11 {
		t.Fatal("the bound was changed: README, docs/handoff.md and the taskforce's workload change with it")
	}
}

// Answers that try to move one lead 46 times, as the worst real one was: the second "not ours" brings it before the taskforce, its
// ruling binds, and every later try is refused and recorded. One chain, one set of clocks.
func TestFortySixTriesToMoveALead(t *testing.T) {
	s := beginScene(t, sure(lead.Education))
	s.says("education", notTheirs("market")).says("desk", assignTo(lead.Market)).says("market", notTheirs("police")).is(Disputed, lead.Taskforce)
	s.says("taskforce", designateTo(lead.Market)).says("market", signed)
	refused := 0
	for try := 2; try < 46; try++ {
		party, to := "market", lead.Departments()[try%6]
		if try%3 == 0 {
			party = string(lead.Departments()[try%5])
		}
		if to == lead.Market {
			to = lead.Police
		}
		for _, f := range []lead.Fact{notTheirs(string(to)), transferTo(to), lead.AnswerDisputed{Reason: "不属", Competent: string(to), Basis: "…"}}[try%3 : try%3+1] {
			if refusal := s.say(party, f); refusal == nil {
				t.Fatalf("try %d, %s of %s, moved it", try, f.EventType(), party)
			}
			refused++
		}
	}
	kinds := map[lead.Kind]int{}
	for _, k := range s.kinds() {
		kinds[k]++
	}
	if s.is(Signed, "market"); kinds[lead.KindRefused] != refused || kinds[lead.KindDesignated] != 1 || kinds[lead.KindDisputed] != 1 || s.l().Moves > MaxMoves {
		t.Fatalf("%v, %d moves", kinds, s.l().Moves)
	}
	if n := len(s.running(lead.StepHandle, "market")); n != 1 {
		t.Fatalf("%d handling clocks run", n)
	}
}

// The specification names every state, with what people call it, and the constants of the bound.
func TestSpecificationNamesTheStates(t *testing.T) {
	content, err := os.ReadFile("../../../../docs/handoff.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(content)
	for _, s := range []State{AtDesk, Dispatched, Signed, Disputed, Submitted, Lettered, Declined, Closed, Archived, Merged} {
		if !strings.Contains(page, string(s)+" "+s.Name().ZH) {
			t.Errorf("it does not name %s %s", s, s.Name().ZH)
		}
	}
	for _, d := range []DutyState{Sent, InHand, ReturnAsked, Handed, Following, Done, Ended} {
		if !strings.Contains(page, "`"+string(d)+"`") {
			t.Errorf("it does not name what is %s", d)
		}
	}
}
