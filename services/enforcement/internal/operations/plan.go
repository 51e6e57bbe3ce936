package operations

import (
	"slices"
	"strings"

	"xiansuo/pkg/calendar"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/internal/actor"
)

// Limits of an operation.
const (
	maxParticipants = 30
	maxLeads        = 20
)

// Draft is what a person plans.
type Draft struct {
	Title        string     `json:"title"`
	Reason       string     `json:"reason"`
	Leads        []string   `json:"leads"`
	Street       string     `json:"street"`
	Plan         string     `json:"plan"`
	Rally        Rally      `json:"rally"`
	Participants []Division `json:"participants"`
}

// Division is who should take part, with which task (分工).
type Division struct {
	Party string `json:"party"`
	Task  string `json:"task"`
}

// Plan plans an operation: the taskforce may, and a department that leads a lead of it. mine tells for which of the draft's leads the
// actor's department has a case.
func Plan(d Draft, act Act, mine []string) (Operation, Record, error) {
	o := Operation{State: Planned, Initiator: string(actor.Taskforce), Trigger: ByTaskforce}
	switch {
	case act.By.Role == actor.Taskforce:
	case act.By.Department == "":
		return o, Record{}, onsite.Refuse(onsite.NotYours, "not-an-initiator", "only the taskforce and departments begin joint operations", "ask the taskforce")
	case len(mine) == 0:
		return o, Record{}, onsite.Refuse(onsite.NotYours, "leads-no-lead", "the department leads none of the leads that are named", "name a lead that the department signed, or ask the taskforce")
	default:
		o.Initiator, o.Trigger = string(act.By.Department), ByHand
	}
	if err := o.fill(d, act); err != nil {
		return o, Record{}, err
	}
	return o, Record{Act: "planned", Note: o.Reason}, nil
}

// Confirm makes a plan of what the rule proposed. A department may when it is one of those that the rule found.
func (o *Operation) Confirm(d Draft, act Act) (Record, error) {
	if err := o.in(Proposed); err != nil {
		return Record{}, err
	}
	switch {
	case act.By.Role == actor.Taskforce:
		o.Initiator = string(actor.Taskforce)
	case act.By.Department != "" && o.participant(string(act.By.Department)) != nil:
		o.Initiator = string(act.By.Department)
	default:
		return Record{}, onsite.Refuse(onsite.NotYours, "not-an-initiator", "only the taskforce and the departments concerned confirm a proposal", "ask them")
	}
	if len(d.Leads) == 0 {
		d.Leads = o.Leads
	}
	if err := o.fill(d, act); err != nil {
		return Record{}, err
	}
	o.State = Planned
	return Record{Act: "confirmed", Note: o.Reason}, nil
}

// fill takes a draft over into the operation. Everybody is asked; who answers for it comes.
func (o *Operation) fill(d Draft, act Act) error {
	var f onsite.Form
	f.Need("title", d.Title, onsite.MaxName)
	f.Need("reason", d.Reason, onsite.MaxText)
	f.Need("plan", d.Plan, onsite.MaxText)
	f.May("street", d.Street, 100)
	f.Names("leads", d.Leads, 64)
	f.That(len(d.Leads) <= maxLeads, "leads", "are too many")
	checkRally(&f, d.Rally, act)
	checkParticipants(&f, d.Participants)
	comes := slices.ContainsFunc(d.Participants, func(p Division) bool { return p.Party == o.Initiator })
	f.That(comes || o.Initiator == string(actor.Taskforce), "participants", "must hold the department that answers for the operation")
	if err := f.Err(); err != nil {
		return err
	}
	o.Title, o.Reason, o.Plan = onsite.Clean(d.Title), onsite.Clean(d.Reason), onsite.Clean(d.Plan)
	o.Leads, o.Street = d.Leads, strings.TrimSpace(d.Street)
	o.Rally, o.Participants = rally(d.Rally), nil
	for _, p := range d.Participants {
		one := Participant{Party: p.Party, Task: onsite.Clean(p.Task), Reply: Asked}
		if p.Party == o.Initiator {
			one.Reply = Accepted
		}
		o.Participants = append(o.Participants, one)
	}
	return nil
}

func rally(r Rally) *Rally { return &Rally{At: r.At.UTC(), Place: onsite.Clean(r.Place)} }

func checkRally(f *onsite.Form, r Rally, act Act) {
	f.Need("rally.place", r.Place, 500)
	f.That(!r.At.IsZero() && onsite.Day(r.At) >= onsite.Day(act.Now), "rally.at", "must be a moment from today on")
	f.That(r.At.Before(act.Now.AddDate(1, 0, 0)), "rally.at", "must lie within a year")
}

func checkParticipants(f *onsite.Form, all []Division) {
	f.That(len(all) >= 2 && len(all) <= maxParticipants, "participants", "must be two to thirty")
	seen := map[string]bool{}
	for _, p := range all {
		f.That(onsite.Known(p.Party), "participants", "must be departments or units such as a street")
		f.That(!seen[p.Party], "participants", "must not name anybody twice")
		f.Need("participants.task", p.Task, onsite.MaxText)
		seen[p.Party] = true
	}
}

// Dismiss ends a proposal of the rule.
func (o *Operation) Dismiss(reason string, act Act) (Record, error) {
	if err := o.in(Proposed); err != nil {
		return Record{}, err
	}
	if act.By.Role != actor.Taskforce && (act.By.Department == "" || o.participant(string(act.By.Department)) == nil) {
		return Record{}, onsite.Refuse(onsite.NotYours, "not-an-initiator", "only the taskforce and the departments concerned dismiss a proposal", "ask them")
	}
	return o.stop(Dismissed, "dismissed", reason)
}

// Cancel ends an operation that has not begun.
func (o *Operation) Cancel(reason string, act Act) (Record, error) {
	if err := o.in(Planned); err != nil {
		return Record{}, err
	}
	if err := o.mayLead(act.By); err != nil {
		return Record{}, err
	}
	return o.stop(Cancelled, "cancelled", reason)
}

func (o *Operation) stop(state State, what, reason string) (Record, error) {
	var f onsite.Form
	f.Need("reason", reason, onsite.MaxText)
	if err := f.Err(); err != nil {
		return Record{}, err
	}
	o.State, o.EndNote = state, onsite.Clean(reason)
	return Record{Act: what, Note: o.EndNote}, nil
}

// Postpone moves the rally. Everybody is asked again but who was released.
func (o *Operation) Postpone(to Rally, reason string, act Act) (Record, error) {
	if err := o.in(Planned); err != nil {
		return Record{}, err
	}
	if err := o.mayLead(act.By); err != nil {
		return Record{}, err
	}
	var f onsite.Form
	f.Need("reason", reason, onsite.MaxText)
	checkRally(&f, to, act)
	if err := f.Err(); err != nil {
		return Record{}, err
	}
	o.Rally = rally(to)
	for i := range o.Participants {
		if p := &o.Participants[i]; p.Reply != Released && p.Party != o.Initiator {
			p.Reply, p.Reason, p.Ruling = Asked, "", ""
		}
	}
	return Record{Act: "postponed", Note: onsite.Clean(reason) + "（改为" + o.Rally.At.In(calendar.China).Format("2006-01-02 15:04") + "）"}, nil
}
