package handoff

import (
	"fmt"
	"slices"

	"xiansuo/pkg/lead"
)

// maySubmit: who assists may at any time; the lead when nothing else is pending.
func maySubmit(c *change, party string) *Refusal {
	l := c.l
	d := l.Duty(lead.Department(party))
	if d.Role == lead.RoleAssist {
		return nil
	}
	if refusal := working(c, party); refusal != nil {
		return refusal
	}
	switch {
	case l.Rest != nil:
		return &Refusal{Suspended, "it rests: resume first"}
	case l.Review > 0:
		return &Refusal{InDispute, "a review of the ruling is pending"}
	case l.referring():
		return &Refusal{NotApproved, "a referral to the police is pending: hand it over, or have the head decide that it is not; the police decide on filing first"}
	}
	return assistDone(c, party)
}

// assistDone: nobody who assists still owes something.
func assistDone(c *change, _ string) *Refusal {
	if open := c.l.Assisting(); len(open) > 0 {
		return &Refusal{AssistOpen, fmt.Sprintf("these still owe their part: %v; the desk can excuse them, or let one of them lead", open)}
	}
	return nil
}

// submit says that what was asked is done. Who assists is done by that; what the lead submits, the desk reviews.
func submit(c *change, party string, f lead.AnswerDone) *Refusal {
	l := c.l
	d := l.Duty(lead.Department(party))
	switch {
	case !f.Outcome.ValidAnswer():
		return &Refusal{InvalidAnswer, "outcome must be substantiated, unsubstantiated, settled or withdrawn"}
	case f.Note == "":
		return &Refusal{InvalidAnswer, "note must say what was found and done"}
	case d.Role == lead.RoleLead && f.Reply == "" && l.wantsReply():
		return &Refusal{NoReply, "the reporter wants an answer: reply must say what the reporter is told"}
	}
	against := lead.HolderOf(d.Department)
	more := lead.Record{Document: lead.Feedback, Reason: string(f.Outcome), Note: f.Note, Papers: f.Documents}
	if d.Role == lead.RoleAssist {
		d.State = Done
		l.unask(d.Department)
		more.Stops = append(c.meet(against, lead.StepHandle), c.stop(against)...)
		r := c.record(lead.KindAssistDone, party, l.answerable(), more)
		c.say(lead.AssistDone{Record: r}, "")
		if h, ok := l.Holder.Department(); ok {
			c.say(lead.AssistDone{Record: r}, h)
		}
		return nil
	}
	d.State, l.State = Handed, Submitted
	l.Result = &Result{Outcome: f.Outcome, Note: f.Note, Reply: f.Reply, Record: l.Last + 1}
	l.Rest = &Resting{Reason: lead.RestReview, Record: l.Last + 1, Since: c.w.At}
	more.Stops = append(c.pause(handling(against)), c.over(lead.Lapsed, of(against, lead.StepContact))...)
	more.Stops = append(more.Stops, c.over(lead.Overcome, func(k Clock) bool { return k.Against == against && k.Step != lead.StepHandle })...)
	more.Clocks = c.starting(lead.Desk, lead.StepReview)
	l.unask(d.Department)
	r := c.record(lead.KindSubmitted, party, string(lead.Desk), more)
	c.say(lead.HandoffNoted{Record: r}, "")
	return nil
}

// wantsReply reports whether the reporter must be told the result.
func (l *Lead) wantsReply() bool {
	return l.Matter.Reply && !l.Matter.Anonymous || len(l.Answers) > 0 || l.RedoAsked
}

func submitted(c *change, _ string) *Refusal {
	if c.l.State != Submitted {
		return &Refusal{NotSubmitted, fmtState("the lead is %s: nothing was submitted", c.l.State)}
	}
	return nil
}

// mayClose: something was submitted, or nobody works on it, or whoever leads asks to give it back.
func mayClose(c *change, _ string) *Refusal {
	l := c.l
	if l.State != Submitted && l.State != AtDesk && (l.State != Signed || l.returning() == nil) {
		return &Refusal{NotSubmitted, fmtState("the lead is %s: nothing was submitted", l.State)}
	}
	return nil
}

// closeLead ends a lead: what was submitted is accepted, a return is granted by that, or nobody works on it. One that had ended and
// came back ends as it had when nothing else is said.
func closeLead(c *change, party string, f lead.DecisionClosed) *Refusal {
	l := c.l
	reply := f.Reply
	if l.State == Submitted {
		outcome := f.Outcome
		if outcome == "" {
			outcome = l.Result.Outcome
		}
		if reply == "" {
			reply = l.Result.Reply
		}
		if reply == "" && l.wantsReply() {
			return &Refusal{NoReply, "the reporter wants an answer: reply must say what the reporter is told"}
		}
		c.finish(outcome, reply, party, lead.Record{Note: f.Reason})
		return nil
	}
	outcome := f.Outcome
	again := outcome == "" && l.State == AtDesk && l.Reopened && l.Result != nil
	if again {
		outcome = l.Result.Outcome
	}
	switch {
	case !again && !outcome.ValidAnswer() && outcome != lead.NotAcceptedOut:
		return &Refusal{InvalidDecision, "outcome must be substantiated, unsubstantiated, settled, withdrawn or not-accepted"}
	case f.Reason == "":
		return &Refusal{InvalidDecision, "reason must say why"}
	case f.Code != "" && (!f.Code.Valid() || f.Code.NotOurs()):
		return &Refusal{InvalidDecision, "code must be one of R03 to R13: what is somebody else's is assigned to them"}
	case reply == "" && l.wantsReply():
		return &Refusal{NoReply, "the reporter wants an answer: reply must say what the reporter is told"}
	}
	why := f.Reason
	if f.Code != "" {
		why = string(f.Code) + " " + f.Code.Name().ZH + "：" + why
	}
	if d := l.returning(); d != nil {
		c.takeFrom(d, lead.KindReturned, lead.Return, why)
	}
	c.finish(outcome, reply, party, lead.Record{Note: why})
	return nil
}

// finish ends a lead with an outcome. Whoever gave it away is told the result, and the whole that it is a part of counts it.
func (c *change) finish(outcome lead.Outcome, reply, by string, more lead.Record) {
	l := c.l
	told := slices.Clone(l.Told)
	if !l.RedoAsked || l.State != AtDesk { // else who had ended it may be told to do it again, still
		l.EndedBy = ""
	}
	if d := l.holding(); d != nil {
		l.EndedBy = d.Department
	}
	for i := range l.Duties {
		d := &l.Duties[i]
		if d.State == Following { // after a redo too
			l.Told = append(l.Told, d.Department)
		}
		if d.Role == lead.RoleLead && d.State.Open() || d.State == Following {
			d.State = Done
			told = append(told, d.Department)
		}
	}
	for _, k := range l.Clocks {
		if k.Step == lead.StepHandle && k.Against == l.Holder && k.ID != TicketClock {
			handled := k.Clock
			l.Handling = &handled
		}
	}
	if l.State == Submitted || l.State == Lettered {
		more.Stops = append(more.Stops, c.meet(l.Holder, lead.StepHandle, lead.StepReceipt)...)
	}
	l.State, l.Holder, l.Rest, l.Extension, l.Escalated, l.Review = Closed, lead.Nobody, nil, nil, 0, 0
	if l.Result == nil || l.Result.Outcome != outcome {
		l.Result = &Result{Outcome: outcome, Reply: reply}
	}
	l.Result.Record = l.Last + 1
	asked := l.wantsReply()
	l.Heard, l.RedoAsked = nil, false
	more.Stops = append(more.Stops, c.over(lead.Overcome, all)...)
	more.Document, more.Reason = lead.Feedback, string(outcome)
	if outcome == lead.NotAcceptedOut {
		more.Document = lead.NonAcceptance
	}
	if asked {
		more.Clocks = c.starting(lead.Desk, lead.StepRevisit)
	}
	r := c.record(lead.KindDone, by, l.Sender, more)
	c.say(lead.LeadClosed{Record: r, Outcome: outcome, Reply: reply, Left: l.openParts()}, "")
	for _, d := range told {
		c.say(lead.HandoffNoted{Record: r, Role: lead.RoleLead}, d)
	}
	c.partEnded()
}

// rework gives what was submitted back. Its clock runs again; the time of the review does not count.
func rework(c *change, party string, f lead.DecisionReworked) *Refusal {
	l := c.l
	d := l.holding()
	d.State, l.State, l.Rest, l.Result = InHand, Signed, nil, nil
	stops := c.stop(lead.Desk, lead.StepReview)
	clocks := c.resume(handling(l.Holder))
	r := c.record(lead.KindReworked, party, string(d.Department), lead.Record{Note: f.Reason, Stops: stops})
	c.note(r)
	c.moved(r, clocks)
	return nil
}

func closed(c *change, _ string) *Refusal {
	if c.l.State != Closed {
		return &Refusal{NotClosed, fmtState("the lead is %s", c.l.State)}
	}
	return nil
}

// revisit says what the reporter said. Who is satisfied, or will not be asked again, lets the lead go to the archive.
func revisit(c *change, party string, f lead.DecisionRevisited) *Refusal {
	l := c.l
	if !f.Reached && (f.Responded != "" || f.Solved != "" || f.Satisfied != "") {
		return &Refusal{InvalidDecision, "who was not reached said nothing: leave responded, solved and satisfied out"}
	}
	more := lead.Record{Note: f.Note, Verdicts: &lead.Verdicts{Reached: f.Reached, Responded: f.Responded, Solved: f.Solved, Satisfied: f.Satisfied}}
	if f.Reached || f.Archive {
		more.Stops = c.stop(lead.Desk, lead.StepRevisit)
	}
	if f.Archive || f.Satisfied == lead.Yes {
		l.State = Archived
	}
	r := c.record(lead.KindRevisited, party, l.Sender, more)
	c.say(lead.HandoffNoted{Record: r}, "")
	return nil
}

// mayRedo: a department ended the lead.
func mayRedo(c *change, _ string) *Refusal {
	l := c.l
	if l.State != Closed && l.State != Archived && (l.State != AtDesk || !l.Reopened) {
		return &Refusal{NotClosed, fmtState("the lead is %s", l.State)}
	}
	if l.ended() == nil {
		return &Refusal{NotClosed, "no department ended it: take it back"}
	}
	return nil
}

// ended returns the duty of the department that ended the lead, or nil.
func (l *Lead) ended() (last *Duty) {
	for i := range l.Duties {
		if d := &l.Duties[i]; d.Role == lead.RoleLead && d.State == Done && l.EndedBy == d.Department {
			last = d
		}
	}
	return last
}

// redo has the lead done again by the department that ended it. It holds it from now on: the duty is the one that it had.
func redo(c *change, party string, f lead.DecisionRedone) *Refusal {
	l := c.l
	d := l.ended()
	stops := append(c.stop(lead.Desk, lead.StepDecide, lead.StepRevisit), c.unanswered()...)
	d.State, d.ReturnBy = InHand, c.w.At
	l.State, l.Holder, l.Reopened, l.Result = Signed, lead.HolderOf(d.Department), false, nil
	l.Heard, l.RedoAsked = nil, false
	l.Redone++
	more := lead.Record{Document: lead.Redo, Note: f.Reason, Stops: stops}
	if l.Handling != nil {
		more.Clocks = []lead.Clock{c.w.Clocks.Redo(*l.Handling, c.w.At)}
		more.Clocks[0].Against = l.Holder
	} else {
		more.Clocks = c.starting(l.Holder, lead.StepHandle)
	}
	r := c.record(lead.KindRedone, party, string(d.Department), more)
	c.say(lead.HandoffNoted{Record: r}, "")
	c.send(d.Department, lead.RoleLead, r, d.Department, nil, false)
	c.partReopened()
	return nil
}
