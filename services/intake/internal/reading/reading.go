// Package reading says who may read who reported a lead: the department that holds it, or a part of it, or the lead that it goes on in,
// and nobody else. Where secrecy was asked nobody may; a question by the sender reaches such a reporter.
package reading

import (
	"slices"

	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/ticket"
)

// Matter is a lead, or a part of one, that somebody asks for, with all that is one matter with it.
type Matter struct {
	// Lead is what was asked for.
	Lead string
	// Where are the standings whose holders may read: those of the lead and its parts, and of the lead that it goes on in.
	Where []ticket.Standing
	// Tickets are the lead's own, that of its whole where it is a part, and those of all leads that go on in it.
	Tickets []Ticket
}

// Ticket is a lead with who reported it.
type Ticket struct {
	Lead, Number string
	// Secret says that what travels of it asks for secrecy.
	Secret bool
	// Reporters are who its versions name, the oldest first.
	Reporters []lead.Reporter
}

// Reason is why something is given or not.
type Reason string

// The reasons. The first alone gives.
const (
	Holds     Reason = "holder"
	Assists   Reason = "assists"    // 协办: whoever leads speaks to the reporter
	NotSigned Reason = "not-signed" // it was asked to lead, and may read once it has signed
	Ended     Reason = "ended"      // it held the lead until that ended
	NotYours  Reason = "not-yours"
	Secret    Reason = "secret"
	Anonymous Reason = "anonymous"
)

// Reporter is who reported a lead, as its holder reads it.
type Reporter struct {
	Lead   string `json:"lead"`
	Number string `json:"number,omitempty"`
	Name   string `json:"name,omitempty"`
	Phone  string `json:"phone,omitempty"`
	Reply  bool   `json:"reply"`
}

// Withheld is a ticket whose reporter is not told.
type Withheld struct {
	Lead   string `json:"lead"`
	Number string `json:"number,omitempty"`
	Reason Reason `json:"reason"`
}

// Verdict is what somebody may read. Reason is Holds when that is something.
type Verdict struct {
	Reason    Reason
	Reporters []Reporter
	Withheld  []Withheld
}

// Decide says what a caller may read of a matter.
func Decide(m Matter, caller string) Verdict {
	v := Verdict{Reason: standing(m.Where, caller)}
	if v.Reason != Holds {
		v.Withheld = []Withheld{{Lead: lead.WholeOf(m.Lead), Reason: v.Reason}}
		return v
	}
	for _, t := range m.Tickets {
		if why := t.hides(); why != "" {
			v.Withheld = append(v.Withheld, Withheld{t.Lead, t.Number, why})
			continue
		}
		r := t.named()
		v.Reporters = append(v.Reporters, Reporter{t.Lead, t.Number, r.Name, r.Phone, r.Reply})
	}
	switch {
	case len(v.Reporters) > 0:
	case slices.ContainsFunc(v.Withheld, func(w Withheld) bool { return w.Reason == Secret }):
		v.Reason = Secret
	default:
		v.Reason = Anonymous
	}
	return v
}

// standing returns what a caller is to a lead: Holds, or why that is not enough.
func standing(where []ticket.Standing, caller string) Reason {
	best, d := NotYours, lead.Department(caller)
	for _, s := range where {
		switch {
		case d.Valid() && s.Holder == lead.HolderOf(d):
			return Holds
		case d.Valid() && s.Offered == d:
			best = NotSigned
		case slices.Contains(s.Assisting, lead.Party(caller)) && best != NotSigned:
			best = Assists
		case d.Valid() && s.Holder == lead.Nobody && s.Department == d && best == NotYours:
			best = Ended
		}
	}
	return best
}

// hides returns why a ticket's reporter is told to nobody, or "". A wish for secrecy stands whatever a later version says.
func (t Ticket) hides() Reason {
	switch {
	case t.Secret, slices.ContainsFunc(t.Reporters, func(r lead.Reporter) bool { return r.Secret }):
		return Secret
	case len(t.Reporters) == 0, t.Reporters[len(t.Reporters)-1].Anonymous, t.named() == lead.Reporter{}:
		return Anonymous
	}
	return ""
}

// named returns the newest reporter that has a name or a number.
func (t Ticket) named() lead.Reporter {
	for _, r := range slices.Backward(t.Reporters) {
		if !r.Anonymous && (r.Name != "" || r.Phone != "") {
			return r
		}
	}
	return lead.Reporter{}
}
