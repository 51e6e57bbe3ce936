package handoff_test

import (
	"slices"
	"testing"
	"time"

	"xiansuo/pkg/lead"
	. "xiansuo/services/routing/internal/handoff"
)

// Records that came back after a loss stay what they are and where they are, and the desk has the lead with nothing owed by anybody else,
// unless the last of them says that it had ended. All that holds of every lead holds of it, and the desk may send it where it was.
func TestRestored(t *testing.T) {
	toEducation := sure(lead.Education)
	for name, c := range map[string]struct {
		forward func(*scene)
		state   State
		told    []lead.Department
	}{
		"signed":            {func(s *scene) { s.says("education", lead.AnswerSigned{}) }, AtDesk, []lead.Department{lead.Education}},
		"closed":            {func(s *scene) { submitted(s); s.says("desk", lead.DecisionClosed{}) }, Closed, []lead.Department{lead.Education}},
		"assistance":        {func(s *scene) { s.says("desk", lead.AnswerAssistasked{Assist: []lead.Party{"market"}, Task: "…"}) }, AtDesk, []lead.Department{lead.Education, lead.Market}},
		"a return is asked": {func(s *scene) { s.says("education", lead.AnswerReturned{Reason: "R03", Note: "…"}) }, AtDesk, []lead.Department{lead.Education}},
	} {
		t.Run(name, func(t *testing.T) {
			live, old := beginScene(t, toEducation), beginScene(t, toEducation)
			c.forward(live)
			back := live.records[first][len(old.records[first]):]
			old.now, old.heard = live.now.Add(time.Minute), live.heard
			w := old.word(ByRecovery)
			old.keep(first, w, Restored(old.l(), back, w))
			all := old.records[first]
			for _, r := range back {
				if Digest(all[r.No-1]) != Digest(r) {
					t.Errorf("record %d is another now", r.No)
				}
			}
			if last := all[len(all)-1]; last.Kind != lead.KindRestored || old.l().State != c.state {
				t.Errorf("the last record is %s, and the lead %s", last.Kind, old.l().State)
			}
			var told []lead.Department
			for _, s := range old.last.Said {
				if _, ended := s.Fact.(lead.HandoffEnded); ended {
					told = append(told, s.Queue)
				}
			}
			if !slices.Equal(told, c.told) {
				t.Errorf("%v are told that nothing is asked of them any more", told)
			}
			if c.state != AtDesk {
				return
			}
			again := lead.DecisionAssigned{Department: lead.Education, Reason: "核对后再派"}
			if _, refusal := Take(old.l(), Command{ID: "a", Type: again.EventType(), Party: "desk", Fact: again}, old.word("desk")); refusal != nil {
				t.Errorf("the desk may not send it where it was: %v", refusal)
			}
		})
	}
}

// A record that nobody could give back is filled by one that says so, so that the chain stays dense; the record behind it still names the
// digest of the one that is lost.
func TestLostRecordIsFilled(t *testing.T) {
	live, old := beginScene(t, sure(lead.Education)), beginScene(t, sure(lead.Education))
	live.says("education", lead.AnswerSigned{}, lead.AnswerFedback{Stage: lead.Progress, Note: "…"})
	back := live.records[first][3:]
	old.now = live.now.Add(time.Minute)
	c := Restored(old.l(), back, old.word(ByRecovery))
	var kinds []lead.Kind
	for i, r := range c.Records {
		kinds = append(kinds, r.Kind)
		if r.No != 3+i {
			t.Errorf("record %d stands where %d should", r.No, 3+i)
		}
	}
	if !slices.Equal(kinds, []lead.Kind{lead.KindRestored, lead.KindFedback, lead.KindRestored}) || c.Records[1].Prev != Digest(live.records[first][2]) {
		t.Errorf("%v", kinds)
	}
}

func submitted(s *scene) {
	s.says("education", lead.AnswerSigned{}, lead.AnswerDone{Outcome: lead.Substantiated, Note: "…"})
}
