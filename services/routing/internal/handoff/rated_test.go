package handoff_test

import (
	"slices"
	"testing"

	"xiansuo/pkg/lead"
	. "xiansuo/services/routing/internal/handoff"
)

const second = "990101-2026-000002"

var (
	satisfied   = lead.LeadRated{Responded: lead.Yes, Solved: lead.Yes, Satisfied: lead.Yes}
	unsatisfied = lead.LeadRated{Responded: lead.Yes, Solved: lead.No, Satisfied: lead.No, Note: "仍在上课"}
	again       = lead.LeadRated{Responded: lead.Yes, Solved: lead.No, Satisfied: lead.No, Redo: true, Note: "仍在上课"}
)

// rates says what a reporter says of a lead.
func (s *scene) rates(id string, f lead.LeadRated) *scene {
	s.t.Helper()
	f.Sender = hotlineSource
	w := s.word(hotlineSource)
	s.keep(id, w, Rated(s.lead(id), f, w))
	return s
}

func ended(t *testing.T) *scene {
	return beginWith(t, sure(lead.Education), lead.Matter{Text: "…", Reply: true}).says("education", signed, done).says("desk", lead.DecisionClosed{})
}

// What a reporter answers is a record of the chain, in the reporter's own name, ends the desk's clock for asking, and lets who is
// satisfied go to the archive.
func TestAReporterAnswers(t *testing.T) {
	s := ended(t).rates(first, satisfied).is(Archived, lead.Nobody)
	r := s.last.Records[0]
	if r.Kind != lead.KindRevisited || r.From != hotlineSource || r.By != hotlineSource || r.Verdicts.Satisfied != lead.Yes || len(r.Stops) != 1 {
		t.Fatalf("recorded %+v", r)
	}
	s = ended(t).rates(first, unsatisfied).is(Closed, lead.Nobody)
	if len(s.running(lead.StepRevisit, lead.Desk)) != 0 {
		t.Fatal("who has answered is not asked")
	}
}

// Who asks for it to be done again brings it to the desk, which decides within its time: redo, told to the department and the sender,
// or an end with a reply that says why not.
func TestTheDeskDecidesOnARedo(t *testing.T) {
	for name, s := range map[string]*scene{"closed": ended(t), "archived": ended(t).rates(first, satisfied).is(Archived, lead.Nobody)} {
		t.Run(name, func(t *testing.T) {
			s.rates(first, again).is(AtDesk, lead.Desk)
			if kinds := kindsOf(s.last); !slices.Equal(kinds, []lead.Kind{lead.KindRevisited, lead.KindTakenBack}) || s.last.Records[0].Reason != RedoAsked {
				t.Fatalf("recorded %v", kinds)
			}
			if len(s.running(lead.StepDecide, lead.Desk)) != 1 {
				t.Fatal("the desk has no clock to decide by")
			}
			s.says("desk", lead.DecisionRedone{Reason: "仍在上课"}).is(Signed, "education")
			if len(queued[lead.HandoffDispatched](s, lead.Education)) != 1 || s.l().RedoAsked {
				t.Fatal("education is told to do it again")
			}
			s.says("education", done).says("desk", lead.DecisionClosed{}).rates(first, satisfied).is(Archived, lead.Nobody)
		})
	}
}

// The desk does not refuse a redo without saying why to the reporter, also to one who had asked for no answer; the lead ends as it had, and
// the department that ended it can be told to do it again later.
func TestARefusedRedoIsAnswered(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, done).says("desk", lead.DecisionClosed{}).rates(first, again)
	s.refuses("desk", lead.DecisionClosed{Reason: "现场核查已停止"}, NoReply)
	s.says("desk", lead.DecisionClosed{Reason: "现场核查已停止", Reply: "7月3日复查，未见上课。"}).is(Closed, lead.Nobody)
	closed := queued[lead.LeadClosed](s, "")
	if len(closed) != 1 || closed[0].Outcome != lead.Substantiated || closed[0].Reply == "" {
		t.Fatalf("told %+v", closed)
	}
	s.says("desk", lead.DecisionRedone{Reason: "又有举报"}).is(Signed, "education")
}

// What is said of a lead that goes on is kept and moves nothing.
func TestAnAnswerBeforeTheEndMovesNothing(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed).rates(first, again).is(Signed, "education")
	if kinds := kindsOf(s.last); !slices.Equal(kinds, []lead.Kind{lead.KindRevisited}) {
		t.Fatalf("recorded %v", kinds)
	}
}

// Several reporters of one lead each answer for themselves: what a folded report says counts once, in the lead that it goes on in, under
// its own number; the lead is archived when all who want an answer are satisfied, and one of them is enough to bring it back.
func TestEachReporterAnswersForItself(t *testing.T) {
	both := func() *scene {
		s := beginWith(t, sure(lead.Education), lead.Matter{Text: "…", Reply: true})
		s.receive(second, sure(lead.Education), lead.Matter{Text: "…", Reply: true})
		if refusal := s.sayOf(second, "desk", lead.DecisionMerged{Into: first, Reason: "同一事项"}); refusal != nil {
			t.Fatal(refusal)
		}
		return s.says("education", signed, done).says("desk", lead.DecisionClosed{}).is(Closed, lead.Nobody)
	}
	s := both().rates(second, satisfied).is(Closed, lead.Nobody)
	if len(s.running(lead.StepRevisit, lead.Desk)) != 1 {
		t.Fatal("the other reporter is to be asked still")
	}
	s.rates(first, satisfied).is(Archived, lead.Nobody)
	var of []string
	for _, r := range s.records[first] {
		if r.Kind == lead.KindRevisited && r.Verdicts != nil {
			of = append(of, r.Other)
		}
	}
	if !slices.Equal(of, []string{second, ""}) {
		t.Fatalf("the lead that goes on has answers of %q", of)
	}
	if last := s.records[second][len(s.records[second])-1]; last.Kind != lead.KindRevisited || last.Verdicts != nil {
		t.Fatalf("the folded one has %+v, and would count twice", last)
	}
	both().rates(first, satisfied).rates(second, again).is(AtDesk, lead.Desk)
}
