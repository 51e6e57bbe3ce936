package operations

import (
	"slices"
	"strings"
	"unicode"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/text"
)

// Interest is a department's open lead at a place.
type Interest struct {
	Department lead.Department
	Lead       string
}

// Least length of a place's key, in characters: shorter addresses name no single place.
const leastKey = 6

// PlaceKey returns the key under which two addresses are one place, or "" where an address names no single one: without a number a street is
// no place. Spelling, blanks and punctuation do not matter.
func PlaceKey(p *lead.Place) string {
	if p == nil {
		return ""
	}
	var key strings.Builder
	digits := false
	for _, r := range withoutStreet(text.Fold(p.Address).Plain) {
		switch {
		case unicode.IsDigit(r):
			digits = true
		case !unicode.IsLetter(r):
			continue
		}
		key.WriteRune(r)
	}
	if s := key.String(); digits && len([]rune(s)) >= leastKey {
		return s
	}
	return ""
}

// withoutStreet drops what stands before the name of a compound or road: some write the district and the street, others do not.
func withoutStreet(address string) string {
	const mark, far = "街道", 60 // bytes
	if i := strings.Index(address, mark); i >= 0 && i < far {
		return address[i+len(mark):]
	}
	return address
}

// Propose proposes an operation where two departments have open leads on one place (综合查一次), and whether there is one to propose. A person
// confirms it or dismisses it.
func Propose(key, street string, open []Interest) (Operation, bool) {
	o := Operation{State: Proposed, Trigger: ByRule, PlaceKey: key, Street: street, Title: "两个以上部门对同一地点有在办线索",
		Reason: "同一地点有两个以上部门在办，建议综合查一次"}
	for _, i := range open {
		if o.participant(string(i.Department)) == nil {
			o.Participants = append(o.Participants, Participant{Party: string(i.Department), Reply: Asked})
		}
		if !slices.Contains(o.Leads, i.Lead) && len(o.Leads) < maxLeads {
			o.Leads = append(o.Leads, i.Lead)
		}
	}
	return o, len(o.Participants) >= 2 && key != ""
}
