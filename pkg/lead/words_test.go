package lead_test

import (
	"slices"
	"testing"

	"xiansuo/pkg/lead"
)

// Everything of the closed sets is valid and has a name in both languages; nothing else is valid.
func TestWordsHaveNames(t *testing.T) {
	check := func(word string, valid bool, name lead.Name) {
		if !valid || name.ZH == "" || name.EN == "" || name.In("en") != name.EN || name.In("zh") != name.ZH {
			t.Errorf("%s: valid %t, name %v", word, valid, name)
		}
	}
	for _, d := range lead.Departments() {
		check(string(d), d.Valid() && lead.HolderOf(d).Name() == d.Name(), d.Name())
	}
	for _, c := range lead.Channels() {
		check(string(c), c.Valid(), c.Name())
	}
	for _, r := range lead.Reasons() {
		check(string(r), r.Valid(), r.Name())
	}
	for _, u := range []lead.Urgency{lead.Low, lead.Normal, lead.Urgent, lead.Critical} {
		check(string(u), u.Valid(), u.Name())
	}
	for _, h := range []lead.Holder{lead.Desk, lead.Taskforce, lead.Nobody} {
		check(string(h), true, h.Name())
	}
	if lead.Department("desk").Valid() || lead.Channel("fax").Valid() || lead.Reason("R14").Valid() || lead.Urgency("high").Valid() || lead.Category("Z01").Valid() {
		t.Error("a word of no set is valid")
	}
}

// Desk, taskforce and nobody hold leads and are no departments.
func TestHolders(t *testing.T) {
	for _, d := range lead.Departments() {
		if got, ok := lead.HolderOf(d).Department(); !ok || got != d {
			t.Errorf("%s holds as %s", d, got)
		}
	}
	for _, h := range []lead.Holder{lead.Desk, lead.Taskforce, lead.Nobody} {
		if _, ok := h.Department(); ok {
			t.Errorf("%s is a department", h)
		}
	}
}

// An urgency is raised by one step at a time and never beyond critical.
func TestUrgencyRises(t *testing.T) {
	order := []lead.Urgency{"", lead.Low, lead.Normal, lead.Urgent, lead.Critical}
	for i, u := range order {
		for j, v := range order {
			if u.Above(v) != (i > j) {
				t.Errorf("%q above %q: %t", u, v, u.Above(v))
			}
		}
		if got, want := u.Raise(), order[min(i+1, len(order)-1)]; got != want {
			t.Errorf("%q is raised to %q, not %q", u, got, want)
		}
	}
}

// A return may name one of the six departments or an external party with a name, and nobody else.
func TestCompetent(t *testing.T) {
	for s, want := range map[string]bool{"market": true, "ext:人社": true, "ext:": false, "": false, "desk": false, "人社": false} {
		if lead.ValidCompetent(s) != want {
			t.Errorf("%q: %t", s, !want)
		}
	}
}

// What X says is out of scope, but for X05, which is vague and waits at the desk.
func TestOutOfScope(t *testing.T) {
	for c, want := range map[lead.Category]bool{"X01": true, "X10": true, lead.Vague: false, "F02": false, lead.Uncategorised: false} {
		if c.OutOfScope() != want {
			t.Errorf("%q: %t", c, !want)
		}
		if c != lead.Uncategorised && (!c.Valid() || c.Name().ZH == "") {
			t.Errorf("%q is not of the taxonomy", c)
		}
	}
}

// Only R01 and R02 say that somebody else must have the lead.
func TestNotOurs(t *testing.T) {
	for _, r := range lead.Reasons() {
		if r.NotOurs() != slices.Contains([]lead.Reason{"R01", "R02"}, r) {
			t.Error(r)
		}
	}
}

// A department ends a lead with an outcome of its own; "declined" is the desk's.
func TestOutcomes(t *testing.T) {
	for _, o := range []lead.Outcome{lead.Substantiated, lead.Unsubstantiated, lead.Settled, lead.ClosedWithdrawn} {
		if !o.ValidAnswer() || o.Name().ZH == "" {
			t.Error(o)
		}
	}
	if lead.Declined.ValidAnswer() || lead.Outcome("").ValidAnswer() {
		t.Error("a department may not decline")
	}
}
