package reading_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiansuo/pkg/lead"
	. "xiansuo/services/intake/internal/reading"
	"xiansuo/services/intake/internal/ticket"
)

const a, b = "990101-2026-000001", "990101-2026-000002"

var named = lead.Reporter{Name: "赵钱孙", Phone: "13800138000", Reply: true}

func own(reporters ...lead.Reporter) []Ticket {
	return []Ticket{{Lead: a, Number: "T-1", Reporters: reporters}}
}

// Only the department that holds a lead, or a part of it, reads who reported it; each other is told why not.
func TestOnlyTheHolderReads(t *testing.T) {
	where := []ticket.Standing{
		{Lead: a, Holder: "education", Department: "education", Offered: "market", Assisting: []lead.Party{"fire", "street-liutang"}},
		{Lead: a + "-2", Holder: "police", Department: "police"},
		{Lead: a + "-3", Holder: lead.Nobody, Department: "culture"},
		{Lead: a + "-4", Holder: lead.Desk},
	}
	for caller, want := range map[string]Reason{
		"education": Holds, "police": Holds, "market": NotSigned, "fire": Assists, "street-liutang": Assists, "culture": Ended, "health": NotYours,
		"desk": NotYours, "taskforce": NotYours, "justice": NotYours, "auditor": NotYours, "hotline-12345": NotYours, "": NotYours,
	} {
		v := Decide(Matter{Lead: a, Where: where, Tickets: own(named)}, caller)
		if v.Reason != want || (len(v.Reporters) > 0) != (want == Holds) || (len(v.Withheld) > 0) == (want == Holds) {
			t.Errorf("%q: %+v, want %s", caller, v, want)
		}
	}
}

// A wish for secrecy stands whatever a later version says; of several versions the newest name counts, and a reporter who is anonymous now is.
func TestWhatAHolderReads(t *testing.T) {
	secret, nameless, anonymous, later := named, lead.Reporter{Reply: true}, lead.Reporter{Phone: "13800138000", Anonymous: true}, lead.Reporter{Name: "李四"}
	secret.Secret = true
	for name, test := range map[string]struct {
		tickets []Ticket
		reason  Reason
		names   []string
	}{
		"named":                 {own(named), Holds, []string{"赵钱孙"}},
		"named anew":            {own(named, later), Holds, []string{"李四"}},
		"a version names none":  {own(named, nameless), Holds, []string{"赵钱孙"}},
		"secret":                {own(secret), Secret, nil},
		"secret at first":       {own(secret, named), Secret, nil},
		"secret at last":        {own(named, secret), Secret, nil},
		"the matter is secret":  {[]Ticket{{Lead: a, Secret: true, Reporters: []lead.Reporter{named}}}, Secret, nil},
		"anonymous":             {own(anonymous), Anonymous, nil},
		"anonymous at last":     {own(named, anonymous), Anonymous, nil},
		"nobody":                {own(), Anonymous, nil},
		"one without name":      {own(nameless), Anonymous, nil},
		"one of two is secret":  {append(own(named), Ticket{Lead: b, Reporters: []lead.Reporter{secret}}), Holds, []string{"赵钱孙"}},
		"the other is told":     {append(own(secret), Ticket{Lead: b, Reporters: []lead.Reporter{later}}), Holds, []string{"李四"}},
		"all reporters of both": {append(own(named), Ticket{Lead: b, Reporters: []lead.Reporter{later}}), Holds, []string{"赵钱孙", "李四"}},
		"secret and anonymous":  {append(own(anonymous), Ticket{Lead: b, Reporters: []lead.Reporter{secret}}), Secret, nil},
	} {
		t.Run(name, func(t *testing.T) {
			v := Decide(Matter{Lead: a, Where: []ticket.Standing{{Lead: a, Holder: "education"}}, Tickets: test.tickets}, "education")
			var names []string
			for _, r := range v.Reporters {
				names = append(names, r.Name)
			}
			if diff := cmp.Diff(test.names, names); diff != "" || v.Reason != test.reason || len(v.Reporters)+len(v.Withheld) != len(test.tickets) {
				t.Errorf("%+v", v)
			}
		})
	}
}
