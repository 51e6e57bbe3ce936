package operations

import (
	"slices"
	"strings"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
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
	Title        string        `json:"title"`
	Reason       string        `json:"reason"`
	Leads        []string      `json:"leads"`
	Street       string        `json:"street"`
	Plan         string        `json:"plan"`
	Rally        Rally         `json:"rally"`
	Participants []Participant `json:"participants"`
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

func checkParticipants(f *onsite.Form, all []Participant) {
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
	return Record{Act: "reply-" + string(p.Reply), Note: p.Party + "：" + p.Reason}, nil
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
func (o *Operation) Invite(p Participant, act Act) (Record, error) {
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
