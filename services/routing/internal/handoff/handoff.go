// Package handoff is the heart of routing: who holds a lead, who owes an answer, and what each word said about it changes.
//
//	            ┌────────────── taken back ◄──────────────┐
//	            ▼                                         │
//	received ─► desk 待研判 ─── declined 退回来源 ─────────►─┤ (ended)
//	            │  ▲                                      │
//	   dispatch │  │ return granted: dispatched again     │
//	            ▼  │                                      │
//	        dispatched 已派单·待签收                        │
//	            │ signed                                  │
//	            ▼                                         │
//	        signed 办理中 ──────── done 办结 ─────────────►──┘
//	            │    ▲
//	return asked│    │ return refused 退单驳回
//	            ▼    │
//	        return-asked 申请退单(待审)
//
// A lead has exactly one holder at every instant until it ends: the desk until a department signs, then that department, until
// the desk takes the lead back. Asking for a return is an answer and so a receipt too: a department that returns what it has not
// signed signs it by that, and stays holder until the desk decides. Assisting departments have duties of their own beside
// the lead's. Every change is one numbered record; a command that is refused changes nothing else and is a record as well.
//
// Everything here is a pure function of the lead, the word and the time.
package handoff

import (
	"time"

	"xiansuo/pkg/lead"
)

// State is where a lead is on its way.
type State string

// The states.
const (
	AtDesk     State = "desk"
	Dispatched State = "dispatched"
	Signed     State = "signed"
	Declined   State = "declined"
	Closed     State = "closed"
)

var stateNames = map[State]lead.Name{
	AtDesk: {ZH: "待研判", EN: "At the desk"}, Dispatched: {ZH: "已派单·待签收", EN: "Dispatched, not signed"},
	Signed: {ZH: "已签收·办理中", EN: "Signed, in hand"}, Declined: {ZH: "退回来源", EN: "Sent back"}, Closed: {ZH: "已办结", EN: "Closed"},
}

// Name returns what the state is called.
func (s State) Name() lead.Name { return stateNames[s] }

// Ended reports whether nobody holds a lead in this state.
func (s State) Ended() bool { return s == Declined || s == Closed }

// DutyState is how far a department is with what it was asked.
type DutyState string

// The states of a duty.
const (
	Sent        DutyState = "sent"
	InHand      DutyState = "signed"
	ReturnAsked DutyState = "return-asked"
	Done        DutyState = "done"
	Ended       DutyState = "ended" // taken back or excused
)

// Open reports whether the department still owes something.
func (s DutyState) Open() bool { return s == Sent || s == InHand || s == ReturnAsked }

// Duty is what a department was asked to do with a lead.
type Duty struct {
	Department lead.Department
	Role       lead.Role
	State      DutyState
}

// Supplement is what the sender added later.
type Supplement struct {
	Text        string            `json:"text"`
	Attachments []lead.Attachment `json:"attachments,omitempty"`
	At          time.Time         `json:"at"`
}

// Lead is a lead as routing knows it.
type Lead struct {
	ID, Sender, Number string
	State              State
	Holder             lead.Holder
	Urgency            lead.Urgency
	Category           lead.Category
	Decision           lead.Decision
	Matter             lead.Matter
	Supplements        []Supplement
	Duties             []Duty
	// Last is the number of the newest record, 0 for a lead that is not known yet.
	Last int
	// TraceParent is that of the request that the lead began with.
	TraceParent string
}

// Said is a fact to announce, in a department's queue as well unless Queue is empty.
type Said struct {
	Fact  lead.Fact
	Queue lead.Department
}

// Stop ends the clocks of a step that run against a holder.
type Stop struct {
	Step    lead.Step
	Against lead.Holder
}

// Change is what a word changed.
type Change struct {
	Records []lead.Record
	Said    []Said
	Stops   []Stop
}

// Clocks returns the clocks that start when a step begins.
type Clocks func(step lead.Step, l *Lead, against lead.Holder, from time.Time) []lead.Clock

// Word is what every change needs to know of the word that causes it.
type Word struct {
	By     string // "rules", a sender, or the holder of the token that gave the command
	Cause  string // id of the event, or empty
	At     time.Time
	Clocks Clocks
}

// change collects what a word does to a lead.
type change struct {
	Change
	l *Lead
	w Word
}

func begin(l *Lead, w Word) *change { return &change{l: l, w: w} }

// record writes the lead's next record as it stands after what was changed so far.
func (c *change) record(kind lead.Kind, from, to string, more lead.Record) lead.Record {
	c.l.Last++
	r := more
	r.No, r.Kind, r.From, r.To, r.At, r.Holder, r.Cause = c.l.Last, kind, from, to, c.w.At.UTC(), c.l.Holder, c.w.Cause
	if r.By == "" {
		r.By = c.w.By
	}
	c.Records = append(c.Records, r)
	return r
}

func (c *change) say(f lead.Fact, queue lead.Department) { c.Said = append(c.Said, Said{f, queue}) }

func (c *change) stop(step lead.Step, against lead.Holder) {
	c.Stops = append(c.Stops, Stop{step, against})
}

func (c *change) clocks(against lead.Holder, steps ...lead.Step) (out []lead.Clock) {
	for _, step := range steps {
		out = append(out, c.w.Clocks(step, c.l, against, c.w.At)...)
	}
	return out
}

// duty returns the department's newest duty, or nil.
func (l *Lead) duty(d lead.Department) *Duty {
	for i := range l.Duties {
		if l.Duties[i].Department == d {
			return &l.Duties[i]
		}
	}
	return nil
}

// open returns the duties that are open, those of a role or of any when role is empty.
func (l *Lead) open(role lead.Role) (out []*Duty) {
	for i := range l.Duties {
		if d := &l.Duties[i]; d.State.Open() && (role == "" || d.Role == role) {
			out = append(out, d)
		}
	}
	return out
}

// Leading returns the department that was asked to lead and still owes something, or "".
func (l *Lead) Leading() lead.Department {
	for _, d := range l.open(lead.RoleLead) {
		return d.Department
	}
	return ""
}

// Assisting returns the departments that were asked to assist and still owe something.
func (l *Lead) Assisting() (out []lead.Department) {
	for _, d := range l.open(lead.RoleAssist) {
		out = append(out, d.Department)
	}
	return out
}
