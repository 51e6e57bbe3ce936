package operations

import (
	"slices"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/internal/actor"
)

// Reply takes a participant's answer. A refusal needs a reason and goes to the taskforce.
func (o *Operation) Reply(accept bool, reason string, act Act) (Record, error) {
	if err := o.in(Planned); err != nil {
		return Record{}, err
	}
	p := o.participant(onsite.Party(act.By))
	if p == nil {
		return Record{}, onsite.Refuse(onsite.NotYours, "not-a-participant", "only who was asked answers", "")
	}
	if p.Reply == Bound || p.Reply == Released {
		return Record{}, onsite.Refuse(onsite.NotNow, "ruled", "the taskforce has decided about this participant", "speak to the taskforce")
	}
	var f onsite.Form
	f.May("reason", reason, onsite.MaxText)
	f.That(accept || strings.TrimSpace(reason) != "", "reason", "must say why it is refused")
	if err := f.Err(); err != nil {
		return Record{}, err
	}
	p.Reply, p.Reason = Accepted, onsite.Clean(reason)
	if !accept {
		p.Reply = Refused
	}
	return Record{Act: "reply-" + string(p.Reply), Note: p.Reason}, nil
}

// Rule is what the taskforce decides about a refusal: the participant comes all the same, or is released.
func (o *Operation) Rule(party string, release bool, reason string, act Act) (Record, error) {
	if act.By.Role != actor.Taskforce {
		return Record{}, onsite.Refuse(onsite.NotYours, "not-the-taskforce", "refusals go to the taskforce", "ask it")
	}
	if err := o.in(Planned); err != nil {
		return Record{}, err
	}
	p := o.participant(party)
	if p == nil || p.Reply != Refused {
		return Record{}, onsite.Refuse(onsite.NotNow, "no-refusal", "this participant has not refused", "read the operation again")
	}
	var f onsite.Form
	f.Need("reason", reason, onsite.MaxText)
	if err := f.Err(); err != nil {
		return Record{}, err
	}
	p.Reply, p.Ruling = Bound, onsite.Clean(reason)
	if release {
		p.Reply = Released
	}
	return Record{Act: "ruled-" + string(p.Reply), Note: p.Party + "：" + p.Ruling}, nil
}

// Invite asks somebody else to take part, also on the day itself.
func (o *Operation) Invite(p Division, act Act) (Record, error) {
	if err := o.in(Planned, Underway); err != nil {
		return Record{}, err
	}
	if err := o.mayLead(act.By); err != nil {
		return Record{}, err
	}
	var f onsite.Form
	f.That(onsite.Known(p.Party), "party", "must be a department or a unit such as a street")
	f.Need("task", p.Task, onsite.MaxText)
	f.That(len(o.Participants) < maxParticipants, "participants", "are too many")
	if err := f.Err(); err != nil {
		return Record{}, err
	}
	if o.participant(p.Party) != nil {
		return Record{}, onsite.Refuse(onsite.NotNow, "asked-before", "it has been asked", "read the operation again")
	}
	one := Participant{Party: p.Party, Task: onsite.Clean(p.Task), Reply: Asked}
	if o.State == Underway {
		one.Reply = Accepted // it was called to the spot and came
	}
	o.Participants = append(o.Participants, one)
	return Record{Act: "invited", Note: p.Party}, nil
}

// Start begins the visits, once two parties come and no refusal waits. It happens on the day of the rally or later.
func (o *Operation) Start(act Act) (Record, error) {
	if err := o.in(Planned); err != nil {
		return Record{}, err
	}
	if err := o.mayLead(act.By); err != nil {
		return Record{}, err
	}
	var f onsite.Form
	f.Past("on", act.On, act.Now)
	f.That(act.On >= onsite.Day(o.Rally.At), "on", "must not lie before the day of the rally")
	if err := f.Err(); err != nil {
		return Record{}, err
	}
	if slices.ContainsFunc(o.Participants, func(p Participant) bool { return p.Reply == Refused }) {
		return Record{}, onsite.Refuse(onsite.NotNow, "refusal-open", "a refusal waits for the taskforce", "let the taskforce decide first")
	}
	if n := len(o.coming()); n < 2 {
		return Record{}, onsite.Refuse(onsite.NotNow, "too-few", "fewer than two participants come", "wait for answers, or postpone")
	}
	o.State, o.On = Underway, act.On
	return Record{Act: "started"}, nil
}

func (o *Operation) coming() (parties []string) {
	for _, p := range o.Participants {
		if p.Comes() {
			parties = append(parties, p.Party)
		}
	}
	return parties
}

// departments lists the departments that came.
func (o *Operation) departments() (out []lead.Department) {
	for _, party := range o.coming() {
		if d := lead.Department(party); d.Valid() {
			out = append(out, d)
		}
	}
	return out
}
