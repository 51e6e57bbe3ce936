package handoff_test

import (
	"testing"

	"xiansuo/pkg/lead"
)

// Where the desk says that a lead is about something else than the rules found, the dispatch says so; else it is silent.
func TestADispatchSaysWhatTheDeskSays(t *testing.T) {
	d := sure(lead.Education)
	d.Decided = false
	assigned := assignTo(lead.Market)
	s := beginScene(t, d).says("desk", assigned)
	if sent := queued[lead.HandoffDispatched](s, lead.Market); len(sent) != 1 || sent[0].Category != lead.Uncategorised {
		t.Errorf("of what the rules found the dispatch says %+v", sent)
	}
	assigned.Category = "D04"
	s = beginScene(t, d).says("desk", assigned)
	if sent := queued[lead.HandoffDispatched](s, lead.Market); len(sent) != 1 || sent[0].Category != "D04" {
		t.Errorf("of what the desk says the dispatch says %+v", sent)
	}
}
