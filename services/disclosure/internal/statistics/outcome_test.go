package statistics

import "testing"

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
