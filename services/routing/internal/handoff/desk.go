package handoff

import (
	"fmt"

	"xiansuo/pkg/lead"
)

// Command is what somebody at the desk decides about a lead.
type Command interface {
	do(c *change) *Refusal
}

// Decide takes a command of the desk: it has its effect or is refused, and both are recorded.
func Decide(l *Lead, cmd Command, w Word) (Change, *Refusal) {
	c := begin(l, w)
	refusal := cmd.do(c)
	if refusal == nil {
		return c.Change, nil
	}
	r := c.record(lead.KindRefused, string(lead.Desk), string(lead.Desk), lead.Record{Reason: refusal.Code, Note: refusal.Detail})
	c.say(lead.CommandRefused{Record: r, Code: refusal.Code, Detail: refusal.Detail}, "")
	return c.Change, refusal
}

// Assign gives the lead to a department: for the first time, or again after a return, which is granted by that.
type Assign struct {
	Department lead.Department
	Assist     []lead.Department
	Category   lead.Category // empty keeps what the rules said
	Urgency    lead.Urgency  // only ever raised
	Reason     string
}

func (a Assign) do(c *change) *Refusal {
	if refusal := a.check(); refusal != nil {
		return refusal
	}
	l := c.l
	leading := l.duty(l.Leading())
	switch {
	case l.State == AtDesk:
	case leading != nil && leading.State == ReturnAsked && leading.Department == a.Department:
		return &Refusal{SameDepartment, "it asks for the return; refuse the return to leave the lead where it is"}
	case leading != nil && leading.State == ReturnAsked:
		c.takeFrom(leading, lead.KindReturned, lead.Return, a.Reason)
	default:
		return &Refusal{NotAtDesk, fmt.Sprintf("the lead is %s and no return is asked for", l.State)}
	}
	if a.Category != "" {
		l.Category = a.Category
	}
	if a.Urgency.Above(l.Urgency) {
		l.Urgency = a.Urgency
	}
	c.dispatch(a.Department, a.Assist, lead.Record{Note: a.Reason})
	return nil
}

func (a Assign) check() *Refusal {
	switch {
	case !a.Department.Valid():
		return &Refusal{InvalidDecision, "department must be one of the six"}
	case a.Category != "" && (!a.Category.Valid() || a.Category.OutOfScope()):
		return &Refusal{InvalidDecision, "category must be a code of the taxonomy that a department can lead"}
	case a.Urgency != "" && !a.Urgency.Valid():
		return &Refusal{InvalidDecision, "urgency must be low, normal, urgent or critical"}
	case a.Reason == "":
		return &Refusal{InvalidDecision, "reason must say why"}
	}
	for _, d := range a.Assist {
		if !d.Valid() || d == a.Department {
			return &Refusal{InvalidDecision, "assist must list departments other than the one that leads"}
		}
	}
	return nil
}

// takeFrom ends a department's duty; the desk holds the lead again when it was the one that leads.
func (c *change) takeFrom(d *Duty, kind lead.Kind, document lead.Movement, reason string) {
	d.State = Ended
	if d.Role == lead.RoleLead {
		c.l.State, c.l.Holder = AtDesk, lead.Desk
	}
	c.stop(lead.StepSign, lead.HolderOf(d.Department))
	c.stop(lead.StepHandle, lead.HolderOf(d.Department))
	from, to := string(lead.Desk), string(d.Department)
	if kind == lead.KindReturned {
		from, to = to, from
	}
	r := c.record(kind, from, to, lead.Record{Document: document, Note: reason})
	c.say(lead.HandoffEnded{Record: r, Role: d.Role}, d.Department)
}

// RefuseReturn leaves the lead where it is.
type RefuseReturn struct {
	Department lead.Department // empty for the one that leads
	Reason     string
}

func (r RefuseReturn) do(c *change) *Refusal {
	department := r.Department
	if department == "" {
		department = c.l.Leading()
	}
	d := c.l.duty(department)
	if d == nil || d.State != ReturnAsked {
		return &Refusal{NoReturn, "no return is asked for"}
	}
	if r.Reason == "" {
		return &Refusal{InvalidDecision, "reason must say why"}
	}
	d.State = InHand
	c.stop(lead.StepDecide, lead.Desk)
	rec := c.record(lead.KindReturnRefused, string(lead.Desk), string(d.Department), lead.Record{Document: lead.Return, Note: r.Reason})
	c.say(lead.ReturnRefused{Record: rec, Role: d.Role}, d.Department)
	return nil
}

// Excuse ends the duty of a department that assists, with a reason.
type Excuse struct {
	Department lead.Department
	Reason     string
}

func (e Excuse) do(c *change) *Refusal {
	d := c.l.duty(e.Department)
	switch {
	case d == nil || !d.State.Open() || d.Role != lead.RoleAssist:
		return &Refusal{NotAsked, "this department is not asked to assist, or not any more"}
	case e.Reason == "":
		return &Refusal{InvalidDecision, "reason must say why"}
	}
	c.takeFrom(d, lead.KindExcused, "", e.Reason)
	return nil
}

// SendBack sends a lead that is not for this system back to its sender.
type SendBack struct {
	Category lead.Category
	Reason   string
}

func (s SendBack) do(c *change) *Refusal {
	switch {
	case c.l.State != AtDesk:
		return &Refusal{NotAtDesk, fmt.Sprintf("the lead is %s", c.l.State)}
	case !s.Category.Valid() || (!s.Category.OutOfScope() && s.Category != lead.Vague):
		return &Refusal{InvalidDecision, "category must be one of X01 to X10"}
	case s.Reason == "":
		return &Refusal{InvalidDecision, "reason must say why"}
	}
	if open := c.l.Assisting(); len(open) > 0 {
		return &Refusal{AssistOpen, fmt.Sprintf("a critical sign brought it to %v: excuse them first, or let one of them lead", open)}
	}
	c.decline(s.Category, lead.Record{Note: s.Reason})
	return nil
}

// TakeBack undoes that a lead was sent back: anyone at the desk may.
type TakeBack struct{ Reason string }

func (t TakeBack) do(c *change) *Refusal {
	switch {
	case c.l.State != Declined:
		return &Refusal{NotDeclined, fmt.Sprintf("the lead is %s, it was not sent back", c.l.State)}
	case t.Reason == "":
		return &Refusal{InvalidDecision, "reason must say why"}
	}
	c.takeBack(t.Reason)
	return nil
}

func (c *change) takeBack(reason string) {
	c.l.State, c.l.Holder = AtDesk, lead.Desk
	r := c.record(lead.KindTakenBack, string(lead.Desk), string(lead.Desk), lead.Record{Note: reason, Clocks: c.clocks(lead.Desk, lead.StepDecide)})
	c.say(lead.LeadTakenBack{Record: r}, "")
}
