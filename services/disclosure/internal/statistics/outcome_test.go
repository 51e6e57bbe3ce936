package statistics

import (
	"testing"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// Every outcome that a case may have (docs/cases.md, close) is counted under its own name and has words in the dictionary.
func TestOutcomesOfCasesAreCounted(t *testing.T) {
	for _, outcome := range []string{"penalised", "corrected", "educated", "refunded", "no-penalty", "not-filed", "referred", "transferred", "discipline", "revoked"} {
		if within(caseOutcomes, outcome) != outcome {
			t.Errorf("%s is counted as another", outcome)
		}
		found := false
		for _, w := range rowEntries {
			found = found || w.Table == CaseOutcomesTable && w.Code == outcome
		}
		if !found {
			t.Errorf("%s has no words", outcome)
		}
	}
}

// A case is counted as filed by the act that enforcement calls file, and as closed until it is opened again.
func TestWhatCasesAreCountedBy(t *testing.T) {
	var c Case
	say := func(f lead.Fact) {
		t.Helper()
		e, err := event.New(event.Origin{Source: "urn:xiansuo:990101:enforcement", Lead: "990101-2026-000001", Time: time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)}, f)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Take(e); err != nil {
			t.Fatal(err)
		}
	}
	say(lead.CaseMoved{Step: "file", Stage: "investigating", On: "2026-07-01"})
	say(lead.CaseMoved{Step: "close", Stage: "closed", On: "2026-07-02"})
	say(lead.CaseClosed{Outcome: "penalised", On: "2026-07-02", Publish: true})
	say(lead.CaseMoved{Step: "recheck", Stage: "closed", On: "2026-07-03"})
	if c.Filed != "2026-07-01" || c.Closed != "2026-07-02" || c.Outcome != "penalised" {
		t.Fatalf("counted as %+v", c)
	}
	say(lead.CaseMoved{Step: "reopen", Stage: "served", On: "2026-07-04"})
	if c.Closed != "" || c.Outcome != "" || c.Proposed {
		t.Fatalf("opened again it is counted as %+v", c)
	}
}
