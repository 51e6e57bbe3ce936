package verdict_test

import (
	"strings"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/nemesis/internal/load"
	"xiansuo/services/nemesis/internal/verdict"
)

const one = "990101-2026-000001"

var complaint = load.Key{Source: "/990101/hotline-12345", ID: "c1"}

// honest is the history of one lead that was taken, routed, signed and fed back on, with nothing wrong in it.
func honest() verdict.Facts {
	told := load.NewTold()
	told.Accepted[complaint] = one
	told.Outcomes["sign-education"] = load.Outcome{Lead: one, Party: "education", Kind: lead.KindSigned, No: 3}
	told.Outcomes["late"] = load.Outcome{Lead: one, Party: "education", Code: "not-signed"}
	told.Seen[lead.Education] = map[string]int{"r2": 2, "r4": 1} // given twice: it may be
	digest := func(n byte) [32]byte { return [32]byte{n} }
	return verdict.Facts{
		Told: told, Submissions: map[load.Key]string{complaint: one}, IntakeLeads: map[string]bool{one: true},
		Leads: map[string]verdict.Lead{one: {State: "signed", Holder: "education", Last: 5, Holding: []lead.Department{lead.Education}}},
		Logs: map[string][]verdict.Event{
			"intake": {
				{Sequence: 1, ID: "i1", Type: lead.LeadReceived{}.EventType(), Lead: one, Digest: digest(1)},
				{Sequence: 2, ID: "i2", Type: lead.LeadSupplemented{}.EventType(), Lead: one, Digest: digest(2)},
			},
			"routing": {
				{Sequence: 1, ID: "r1", Type: lead.LeadRouted{}.EventType(), Lead: one, Digest: digest(3)},
				{Sequence: 2, ID: "r2", Type: lead.HandoffDispatched{}.EventType(), Lead: one, Queue: lead.Education, Digest: digest(4)},
				{Sequence: 3, ID: "r3", Type: lead.HandoffSigned{}.EventType(), Lead: one, Role: lead.RoleLead, From: lead.Education, Record: 3, Digest: digest(5)},
				{Sequence: 4, ID: "r4", Type: lead.AnswerAccepted{}.EventType(), Lead: one, Queue: lead.Education, Digest: digest(6)},
			},
		},
		Heads: map[string]uint64{"intake": 2, "routing": 4},
		Copies: map[string]map[uint64][32]byte{"intake": {1: digest(1), 2: digest(2)},
			"routing": {1: digest(3), 2: digest(4), 3: digest(5), 4: digest(6)}},
		Floors: []verdict.Floor{{Reader: "routing", Source: "intake", Sequence: 2}, {Reader: "ledger", Source: "routing", Sequence: 4}},
		Chains: map[string][]verdict.Record{one: {
			{No: 1, Kind: lead.KindRouted, Cause: "i1", Holder: "desk", Digest: "d1"},
			{No: 2, Kind: lead.KindDispatched, Cause: "i1", Holder: "desk", Prev: "d1", Digest: "d2"},
			{No: 3, Kind: lead.KindSigned, Cause: "sign-education", Holder: "education", Prev: "d2", Digest: "d3"},
			{No: 4, Kind: lead.KindSupplemented, Cause: "i2", Holder: "education", Prev: "d3", Digest: "d4"},
			{No: 5, Kind: lead.KindRefused, Cause: "late", Holder: "education", Prev: "d4", Digest: "d5"},
		}},
		Answers:    map[string]string{"sign-education": "", "late": "not-signed"},
		Cases:      map[verdict.Signature]int{{Lead: one, Department: lead.Education}: 1},
		Signatures: map[verdict.Told]int{{Lead: one, Record: 3}: 1},
		Counted:    map[string]bool{one: true},
		Streams:    []verdict.Stream{{Source: "intake", Number: 2}, {Source: "routing", Number: 4}},
		Queue:      map[string]int{"r2": 1, "r4": 1},
	}
}

// After a restore a lead may be all that is left of the event that it was made of, and numbers that the source calls lost are no gap.
func TestRestored(t *testing.T) {
	f := honest()
	f.Back = map[string]bool{one: true}
	delete(f.Submissions, complaint)
	f.Logs["routing"][3].Sequence, f.Heads["routing"], f.Streams[1].Number, f.Floors[1].Sequence = 7, 7, 7, 7
	f.Copies["routing"][7] = f.Copies["routing"][4]
	delete(f.Copies["routing"], 4)
	f.Lost = map[string][]verdict.Numbers{"routing": {{From: 4, To: 6}}}
	for _, v := range verdict.Judge(f) {
		t.Error(v)
	}
	f.Look, f.Cases, f.Answers = map[string]map[string]bool{"routing": f.Back, "enforcement": f.Back}, nil, nil // what recovery names is looked at by a person
	if found := verdict.Judge(f); len(found) > 0 {
		t.Error(found)
	}
	f.Lost = nil
	delete(f.IntakeLeads, one)
	if found := verdict.Judge(f); len(found) < 2 {
		t.Errorf("a gap and a lost lead are not found: %v", found)
	}
}

// A history with nothing wrong in it is not blamed.
func TestHonest(t *testing.T) {
	for _, v := range verdict.Judge(honest()) {
		t.Error(v)
	}
}

// Each wrong in a history is found and named, with the lead or the number that it is about.
func TestWrongs(t *testing.T) {
	record := func(f verdict.Facts, no int) *verdict.Record { return &f.Chains[one][no-1] }
	change := func(f verdict.Facts, to func(*verdict.Lead)) {
		l := f.Leads[one]
		to(&l)
		f.Leads[one] = l
	}
	for want, wrong := range map[string]func(*verdict.Facts){
		"answered 202 and lost: event c1 of lead " + one: func(f *verdict.Facts) { delete(f.Submissions, complaint) },
		"answered 202 with another lead: event c1":       func(f *verdict.Facts) { f.Submissions[complaint] = "990101-2026-000002" },
		"answered 202 and intake has no lead: event c1":  func(f *verdict.Facts) { delete(f.IntakeLeads, one) },
		"one event was told two leads: event c1":         func(f *verdict.Facts) { f.Told.Moved[complaint] = [2]string{one, "x"} },
		"a lead never reached routing: " + one:           func(f *verdict.Facts) { delete(f.Leads, one) },
		"a log has a gap: routing: number 3 stands where 2": func(f *verdict.Facts) {
			f.Logs["routing"] = append(f.Logs["routing"][:1:1], f.Logs["routing"][2:]...)
		},
		"an event is in a log twice: routing: r1":              func(f *verdict.Facts) { f.Logs["routing"][3].ID = "r1" },
		"a log has another end than its source: intake":        func(f *verdict.Facts) { f.Heads["intake"] = 9 },
		"something waits in the outbox: the stream of routing": func(f *verdict.Facts) { f.Streams[1].Number = 3 },
		"a stream has holes: intake: 1":                        func(f *verdict.Facts) { f.Streams[0].Holes = 1 },
		"a reader has not applied everything: routing is at 1": func(f *verdict.Facts) { f.Floors[0].Sequence = 1 },
		"the ledger has no copy: number 2 of routing":          func(f *verdict.Facts) { delete(f.Copies["routing"], 2) },
		"the ledger's copy differs: number 1 of intake":        func(f *verdict.Facts) { f.Copies["intake"][1] = [32]byte{99} },
		"the ledger has more than the log: 1 events of intake": func(f *verdict.Facts) { f.Copies["intake"][3] = [32]byte{} },
		"something good was set aside: ledger: number 2": func(f *verdict.Facts) {
			f.Asides = []verdict.Aside{{Reader: "ledger", Source: "intake", Sequence: 2}}
		},
		"a lead does not begin with its complaint: " + one:  func(f *verdict.Facts) { record(*f, 1).Cause = "other" },
		"statistics do not know a lead: " + one:             func(f *verdict.Facts) { delete(f.Counted, one) },
		"an event was not applied once: number 2 of intake": func(f *verdict.Facts) { record(*f, 4).Cause = "other" },
		"of lead " + one + ": 2 times by routing":           func(f *verdict.Facts) { *record(*f, 5) = *record(*f, 4); record(*f, 5).No = 5 },
		"number 3 of routing, education signed lead " + one: func(f *verdict.Facts) { f.Cases = nil },
		"told 0 times to its sender":                        func(f *verdict.Facts) { f.Signatures = nil },
		"a lead has no chain: " + one:                       func(f *verdict.Facts) { delete(f.Chains, one) },
		"a chain has no lead: " + one:                       func(f *verdict.Facts) { delete(f.Leads, one) },
		"a chain is not dense: lead " + one + ": record 4":  func(f *verdict.Facts) { f.Chains[one] = append(f.Chains[one][:2:2], f.Chains[one][3:]...) },
		"a chain is not linked: lead " + one + ": record 3": func(f *verdict.Facts) { record(*f, 3).Prev = "d0" },
		"a lead and its chain differ: lead " + one:          func(f *verdict.Facts) { change(*f, func(l *verdict.Lead) { l.Last = 4 }) },
		"a lead has another holder than its chain says":     func(f *verdict.Facts) { record(*f, 5).Holder = "market" },
		"a lead has another holder than its duties say":     func(f *verdict.Facts) { change(*f, func(l *verdict.Lead) { l.Holding[0] = lead.Market }) },
		"a lead has more than one holder: lead " + one:      func(f *verdict.Facts) { change(*f, func(l *verdict.Lead) { l.Holding = lead.Departments() }) },
		"an answer that was refused took effect: late":      func(f *verdict.Facts) { record(*f, 5).Kind = lead.KindFedback },
		"not in the chain once: sign-education: 0":          func(f *verdict.Facts) { record(*f, 3).Cause = "other" },
		"not in the chain once: sign-education: 2":          func(f *verdict.Facts) { record(*f, 5).Kind, record(*f, 5).Cause = lead.KindSigned, "sign-education" },
		"an answer took effect elsewhere than it was told": func(f *verdict.Facts) {
			f.Told.Outcomes["sign-education"] = load.Outcome{Lead: one, Kind: lead.KindSigned, No: 4}
		},
		"not known as such: sign-education":                   func(f *verdict.Facts) { delete(f.Answers, "sign-education") },
		"one answer was told two outcomes: late":              func(f *verdict.Facts) { f.Told.Changed["late"] = [2]load.Outcome{} },
		"a message never reached its department: number 2 of": func(f *verdict.Facts) { delete(f.Told.Seen[lead.Education], "r2"); delete(f.Queue, "r2") },
		"a message is in a queue more than once: number 4 of": func(f *verdict.Facts) { f.Queue["r4"] = 2 },
		"a department was given what nobody said: education":  func(f *verdict.Facts) { f.Told.Seen[lead.Education]["r9"] = 1 },
	} {
		f := honest()
		wrong(&f)
		found := false
		for _, v := range verdict.Judge(f) {
			found = found || strings.Contains(v.String(), want)
		}
		if !found {
			t.Errorf("nobody says %q: %v", want, verdict.Judge(f))
		}
	}
}
