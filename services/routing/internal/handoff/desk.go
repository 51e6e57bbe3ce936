package handoff

import (
	"fmt"
	"slices"

	"xiansuo/pkg/lead"
)

func unended(c *change, _ string) *Refusal {
	if c.l.State.Ended() {
		return &Refusal{HasEnded, fmtState("the lead is %s", c.l.State)}
	}
	return nil
}

// mayAssign: the lead is at the desk, or whoever leads asks to give it back.
func mayAssign(c *change, _ string) *Refusal {
	if c.l.State == AtDesk || c.l.State == Signed && c.l.returning() != nil {
		return nil
	}
	return &Refusal{NotAtDesk, fmtState("the lead is %s and no return is asked for", c.l.State)}
}

// assign gives the lead to a department: for the first time, or again after a return, which is granted by that.
func assign(c *change, _ string, f lead.DecisionAssigned) *Refusal {
	l := c.l
	leading, assist := l.returning(), lead.PartyDepartments(f.Assist)
	switch {
	case !f.Department.Valid():
		return &Refusal{InvalidDecision, "department must be one of the six"}
	case f.Category != "" && (!f.Category.Valid() || f.Category.OutOfScope()):
		return &Refusal{InvalidDecision, "category must be a code of the taxonomy that a department can lead"}
	case leading != nil && leading.Department == f.Department:
		return &Refusal{SameDepartment, "it asks for the return; refuse the return to leave the lead where it is"}
	case l.Designated != "" && l.Designated != f.Department:
		return &Refusal{IsDesignated, fmt.Sprintf("the ruling says %s: assign it there; on new facts a review may be asked once", l.Designated)}
	case slices.Contains(l.Offered, f.Department) && (l.Designated == "" || l.ended() != nil):
		return &Refusal{OfferedBefore, fmt.Sprintf("%s had it before: only a ruling gives it there again; bring it before the taskforce with dispute, or have it done again with redo", f.Department)}
	}
	if refusal := c.checkAssist(assist, f.Department); refusal != nil {
		return refusal
	}
	if leading != nil {
		c.takeFrom(leading, lead.KindReturned, lead.Return, f.Reason)
	}
	if f.Category != "" {
		l.Category = f.Category
	}
	if f.Urgency.Above(l.Urgency) {
		l.Urgency = f.Urgency
	}
	c.dispatch(f.Department, assist, lead.Record{Note: f.Reason})
	return nil
}

// checkAssist says what is wrong with a list of who must assist.
func (c *change) checkAssist(assist []lead.Department, leading lead.Department) *Refusal {
	for _, d := range assist {
		if d == leading {
			return &Refusal{InvalidDecision, "assist must list others than the one that leads"}
		}
		if !c.hasQueue(string(d)) {
			return &Refusal{InvalidDecision, "assist must name the six, or units of this district that have a queue"}
		}
	}
	return nil
}

// sendBack sends a lead that is not for this system back to its sender.
func sendBack(c *change, _ string, f lead.DecisionDeclined) *Refusal {
	if !f.Category.Valid() || !f.Category.OutOfScope() && f.Category != lead.Vague {
		return &Refusal{InvalidDecision, "category must be one of X01 to X10"}
	}
	if d := c.l.returning(); d != nil {
		c.takeFrom(d, lead.KindReturned, lead.Return, f.Reason)
	}
	c.decline(f.Category, lead.Record{Note: f.Reason})
	return nil
}

func declined(c *change, _ string) *Refusal {
	l := c.l
	if byDesk := (l.State == Closed || l.State == Archived) && l.ended() == nil; l.State != Declined && !byDesk {
		return &Refusal{NotDeclined, fmtState("the lead is %s: it was not sent back, nor ended by the desk", l.State)}
	}
	return nil
}

// takeBack undoes that the desk sent a lead back, or ended it: anyone at the desk may.
func takeBack(c *change, _ string, f lead.DecisionTakenback) *Refusal {
	c.takeBack(f.Reason)
	return nil
}

// takeBack brings an ended lead back to the desk.
func (c *change) takeBack(reason string) {
	l := c.l
	stops := c.over(lead.Overcome, all)
	l.Reopened = l.State == Closed || l.State == Archived
	l.State, l.Holder = AtDesk, lead.Desk
	r := c.record(lead.KindTakenBack, string(lead.Desk), string(lead.Desk), lead.Record{Note: reason, Stops: stops, Clocks: c.starting(lead.Desk, lead.StepDecide)})
	c.say(lead.LeadTakenBack{Record: r}, "")
	c.partReopened()
}

func someAssist(c *change, _ string) *Refusal {
	if len(c.l.Assisting()) == 0 {
		return &Refusal{NotAsked, "nobody assists who still owes something"}
	}
	return nil
}

// excuse ends the duty of who assists, with a reason.
func excuse(c *change, _ string, f lead.DecisionExcused) *Refusal {
	d := c.l.Duty(lead.Department(f.Department))
	if d == nil || !d.State.Open() || d.Role != lead.RoleAssist {
		return &Refusal{NotAsked, fmt.Sprintf("%s is not asked to assist, or not any more", f.Department)}
	}
	c.takeFrom(d, lead.KindExcused, "", f.Reason)
	return nil
}

// askAssist asks others to assist, for the holder or the desk.
func askAssist(c *change, party string, f lead.AnswerAssistasked) *Refusal {
	l, wanted := c.l, lead.PartyDepartments(f.Assist)
	if refusal := c.checkAssist(wanted, l.Leading()); refusal != nil {
		return refusal
	}
	var fresh []lead.Department
	for _, a := range wanted {
		if d := l.Duty(a); d == nil || !d.State.Open() {
			fresh = append(fresh, a)
		}
	}
	if len(fresh) == 0 {
		return &Refusal{InvalidDecision, "all of them are asked already"}
	}
	if f.Due != nil && !f.Due.After(c.w.At) {
		return &Refusal{InvalidDecision, "due must lie ahead"}
	}
	asked := append(l.Assisting(), fresh...)
	for _, a := range fresh {
		if d := l.Duty(a); d != nil {
			d.Task = f.Task
		}
		more := lead.Record{Note: f.Task, From: party}
		if f.Due != nil {
			more.Clocks = append(more.Clocks, c.w.Clocks.Set(TaskClock, lead.StepHandle, lead.HolderOf(a), c.w.At, *f.Due))
		}
		c.assist(a, l.Leading(), asked, false, more)
		l.Duty(a).Task = f.Task
	}
	return nil
}

// TaskClock is what the limit is called that somebody set for an assistance.
const TaskClock = "TASK"

// copyTo sends copies, with no duty to answer.
func copyTo(c *change, party string, f lead.AnswerCopied) *Refusal {
	for i, to := range f.To {
		if !c.hasQueue(to) && !lead.ValidCompetent(to) {
			return &Refusal{InvalidAnswer, fmt.Sprintf("to[%d] must be one of the six, a unit of this district, or ext: and a name", i)}
		}
	}
	for _, to := range f.To {
		c.copied(party, to, f.Note)
	}
	return nil
}

func (c *change) copied(from, to, note string) {
	l, d := c.l, lead.Department(to)
	r := c.record(lead.KindCopied, from, to, lead.Record{Document: lead.Copy, Note: note})
	c.say(lead.HandoffNoted{Record: r}, "")
	if !c.hasQueue(to) {
		return
	}
	if !slices.Contains(l.Observers, d) {
		l.Observers = append(l.Observers, d)
	}
	c.say(lead.HandoffNoted{Record: r}, d)
}
