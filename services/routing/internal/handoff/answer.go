package handoff

import (
	"fmt"

	"xiansuo/pkg/lead"
)

// Refusal says why a command has no effect. It is an error to who gave the command and a record of the lead.
type Refusal struct{ Code, Detail string }

// Error makes a refusal an error.
func (r *Refusal) Error() string { return r.Code + ": " + r.Detail }

// Codes of refusals.
const (
	UnknownLead     = "unknown-lead"
	WrongSource     = "wrong-source"
	UnknownAnswer   = "unknown-answer"
	InvalidAnswer   = "invalid-answer"
	Contradiction   = "conflict"
	NotAsked        = "not-asked"
	AlreadySigned   = "already-signed"
	NotSigned       = "not-signed"
	ReturnPending   = "return-pending"
	NoReturn        = "no-return"
	AssistOpen      = "assist-open"
	NotAtDesk       = "not-at-desk"
	NotDeclined     = "not-declined"
	SameDepartment  = "same-department"
	InvalidDecision = "invalid-decision"
)

// Answer is what a department answers about a lead.
type Answer struct {
	ID, Type   string
	Department lead.Department
	Fact       lead.Fact // AnswerSigned, AnswerReturned or AnswerDone
}

// Take takes an answer: it has its effect or is refused, and both are recorded.
func Take(l *Lead, a Answer, w Word) (Change, *Refusal) {
	c := begin(l, w)
	refusal := c.take(a)
	if refusal != nil {
		return c.refuseAnswer(a, refusal), refusal
	}
	last := c.Records[len(c.Records)-1]
	c.say(lead.AnswerAccepted{Answer: a.ID, Type: a.Type, Record: last}, a.Department)
	return c.Change, nil
}

func (c *change) take(a Answer) *Refusal {
	d := c.l.duty(a.Department)
	if d == nil || !d.State.Open() {
		return &Refusal{NotAsked, "this lead is not asked of " + string(a.Department) + ", or not any more"}
	}
	switch f := a.Fact.(type) {
	case lead.AnswerSigned:
		return c.sign(d, f)
	case lead.AnswerReturned:
		return c.askReturn(d, f)
	case lead.AnswerDone:
		return c.done(d, f)
	}
	return &Refusal{UnknownAnswer, "answer with xiansuo.answer.signed.v1, .returned.v1 or .done.v1"}
}

// Refuse refuses an answer that cannot be taken whatever the lead's state: it is recorded where the lead is known, and the
// department is told in any case.
func Refuse(l *Lead, a Answer, refusal *Refusal, w Word) (Change, *lead.Record) {
	c := begin(l, w)
	if l.Last > 0 {
		change := c.refuseAnswer(a, refusal)
		return change, &change.Records[0]
	}
	c.say(lead.AnswerRefused{Answer: a.ID, Type: a.Type, Code: refusal.Code, Detail: refusal.Detail}, a.Department)
	return c.Change, nil
}

// refuseAnswer records a refused answer and tells the department.
func (c *change) refuseAnswer(a Answer, refusal *Refusal) Change {
	r := c.record(lead.KindRefused, string(a.Department), string(lead.Desk), lead.Record{Reason: refusal.Code, Note: refusal.Detail})
	c.say(lead.AnswerRefused{Answer: a.ID, Type: a.Type, Code: refusal.Code, Detail: refusal.Detail, Record: &r}, a.Department)
	return c.Change
}

func (c *change) sign(d *Duty, f lead.AnswerSigned) *Refusal {
	switch d.State {
	case InHand:
		return &Refusal{AlreadySigned, "it was signed before"}
	case ReturnAsked:
		return &Refusal{ReturnPending, "a return is asked for and the desk has not decided yet"}
	}
	c.signed(d, f.Note)
	return nil
}

// signed makes the department that leads the holder, from this record on.
func (c *change) signed(d *Duty, note string) {
	d.State = InHand
	kind := lead.KindAssistSigned
	if d.Role == lead.RoleLead {
		kind = lead.KindSigned
		c.l.State, c.l.Holder = Signed, lead.HolderOf(d.Department)
	}
	c.stop(lead.StepSign, lead.HolderOf(d.Department))
	r := c.record(kind, string(d.Department), string(lead.Desk), lead.Record{Note: note})
	c.say(lead.HandoffSigned{Record: r, Role: d.Role}, "")
}

func (c *change) askReturn(d *Duty, f lead.AnswerReturned) *Refusal {
	if d.State == ReturnAsked {
		return &Refusal{ReturnPending, "a return is asked for and the desk has not decided yet"}
	}
	if refusal := checkReturn(d.Department, f); refusal != nil {
		return refusal
	}
	if d.State == Sent {
		c.signed(d, "")
	}
	d.State = ReturnAsked
	r := c.record(lead.KindReturnAsked, string(d.Department), string(lead.Desk), lead.Record{Document: lead.Return, Reason: string(f.Reason),
		Basis: f.Basis, Competent: f.Competent, Note: f.Note, Clocks: c.clocks(lead.Desk, lead.StepDecide)})
	c.say(lead.ReturnAsked{Record: r, Role: d.Role}, "")
	return nil
}

// checkReturn says what a return lacks: a reason from the list, and what that reason must name.
func checkReturn(from lead.Department, f lead.AnswerReturned) *Refusal {
	switch {
	case !f.Reason.Valid():
		return &Refusal{InvalidAnswer, "reason must be one of R01 to R13"}
	case f.Competent != "" && !lead.ValidCompetent(f.Competent):
		return &Refusal{InvalidAnswer, "competent must be one of the six departments, or ext: and a name"}
	case f.Competent == string(from):
		return &Refusal{InvalidAnswer, "competent must be somebody else"}
	case f.Reason.NotOurs() && (f.Competent == "" || f.Basis == ""):
		return &Refusal{InvalidAnswer, fmt.Sprintf("reason %s must name who is competent, in competent, and the provision that says so, in basis", f.Reason)}
	case f.Reason == lead.Incomplete && f.Note == "":
		return &Refusal{InvalidAnswer, "reason R03 must list what is missing, in note"}
	case f.Reason == lead.Repeated && f.Note == "":
		return &Refusal{InvalidAnswer, "reason R04 must give the lead that it repeats, in note"}
	}
	return nil
}

func (c *change) done(d *Duty, f lead.AnswerDone) *Refusal {
	switch {
	case d.State == Sent:
		return &Refusal{NotSigned, "sign it first"}
	case d.State == ReturnAsked:
		return &Refusal{ReturnPending, "a return is asked for and the desk has not decided yet"}
	case !f.Outcome.ValidAnswer():
		return &Refusal{InvalidAnswer, "outcome must be substantiated, unsubstantiated, settled or withdrawn"}
	case f.Note == "":
		return &Refusal{InvalidAnswer, "note must say what was found and done"}
	}
	if d.Role == lead.RoleLead {
		if open := c.l.Assisting(); len(open) > 0 {
			return &Refusal{AssistOpen, fmt.Sprintf("these departments still owe their part: %v; the desk can excuse them", open)}
		}
	}
	c.finish(d, f)
	return nil
}

func (c *change) finish(d *Duty, f lead.AnswerDone) {
	d.State = Done
	c.stop(lead.StepHandle, lead.HolderOf(d.Department))
	more := lead.Record{Document: lead.Feedback, Reason: string(f.Outcome), Note: f.Note}
	if d.Role == lead.RoleAssist {
		r := c.record(lead.KindAssistDone, string(d.Department), string(lead.Desk), more)
		c.say(lead.AssistDone{Record: r}, "")
		return
	}
	c.l.State, c.l.Holder = Closed, lead.Nobody
	r := c.record(lead.KindDone, string(d.Department), string(lead.Desk), more)
	c.say(lead.LeadClosed{Record: r, Outcome: f.Outcome}, "")
}
