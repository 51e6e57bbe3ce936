package lead_test

import (
	"testing"

	"xiansuo/pkg/lead"
)

// No role of the district is a unit: the legal reviewer is not asked to take part in what it reviews.
func TestRolesAreNoUnits(t *testing.T) {
	for _, name := range []string{"legal", "disclosure-editor", "disclosure-approver", "education-head", "fire-head", "disclosure", "ledger", "auditor"} {
		if lead.ValidUnit(name) {
			t.Errorf("%s is a unit", name)
		}
	}
	for _, name := range []string{"street-liutang", "sports", "street-head"} {
		if !lead.ValidUnit(name) {
			t.Errorf("%s is no unit", name)
		}
	}
}
