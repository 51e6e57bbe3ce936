package handoff

import (
	"fmt"
	"slices"

	"xiansuo/pkg/lead"
)

func fmtState(format string, s State) string { return fmt.Sprintf(format, s) }

// mayReturn: the party may ask the desk to take back what it was asked.
func mayReturn(c *change, party string) *Refusal {
	l := c.l
	d := l.Duty(lead.Department(party))
	switch {
	case d.State == ReturnAsked:
		return &Refusal{ReturnPending, "a return is asked for and the desk has not decided yet"}
	case d.State == Handed:
		return &Refusal{Submitting, "it was submitted as done and is being reviewed"}
	case d.Role == lead.RoleLead && l.Designated == d.Department:
		return &Refusal{IsDesignated, "the ruling binds: it cannot be returned; on new facts a review may be asked once"}
	case d.Role == lead.RoleLead && l.CaseTaken && d.State == InHand:
		return onward
	case d.Role == lead.RoleLead && l.referring() && l.Offer == nil:
		return &Refusal{NotApproved, "a referral to the police is pending"}
	case d.Role == lead.RoleLead && l.State == Disputed:
		return &Refusal{InDispute, "the taskforce is to rule; until then it stays where it is"}
	case d.Role == lead.RoleLead && d.State == Sent && l.Offer.transfer():
		return &Refusal{OfferPending, "it is a transfer: refuse it with reject, and its giver keeps it"}
	case d.Role == lead.RoleLead && l.Offer != nil && d.State == InHand:
		return &Refusal{OfferPending, fmt.Sprintf("it is offered to %s: recall that first", l.Offer.To)}
	case d.Role == lead.RoleAssist && slices.Contains(l.Refused, d.Department):
		return &Refusal{TooLate, "its return was refused before: a return is asked once"}
	case !d.ReturnBy.IsZero() && !c.w.At.Before(d.ReturnBy):
		return &Refusal{TooLate, "the time for returning is over: transfer it, or bring a dispute before the taskforce"}
	}
	return nil
}

// askReturn asks the desk to take the lead back. Only "not ours" counts: the second, or one that names a department that had it
// before, brings it before the taskforce.
func askReturn(c *change, party string, f lead.AnswerReturned) *Refusal {
	l, d := c.l, c.l.Duty(lead.Department(party))
	if refusal := checkReturn(party, f.Reason, f.Competent, f.Basis, f.Note); refusal != nil {
		return refusal
	}
	if slices.Contains(l.Refused, d.Department) && !f.Reason.NotOurs() {
		return &Refusal{TooLate, "its return was refused before: a return is asked once; transfer it, or bring a dispute before the taskforce"}
	}
	if d.State == Sent {
		c.signed(d, "")
	}
	claim := lead.Claim{Party: party, Reason: f.Reason, Competent: f.Competent, Basis: f.Basis, Record: l.Last + 1}
	more := lead.Record{Document: lead.Return, Reason: string(f.Reason), Basis: f.Basis, Competent: f.Competent, Note: f.Note}
	dispute := d.Role == lead.RoleLead && f.Reason.NotOurs() && l.Designated == "" && c.counts(claim)
	if !dispute {
		d.State = ReturnAsked
		more.Clocks = c.starting(lead.Desk, lead.StepDecide)
	}
	r := c.record(lead.KindReturnAsked, party, string(lead.Desk), more)
	c.say(lead.ReturnAsked{Record: r, Role: d.Role}, "")
	if dispute {
		c.toTaskforce(party, "二次以上“不属本单位职责”，或所指单位已经退回")
	}
	return nil
}

// counts keeps a "not ours" and reports whether it is one too many: the second, or a cycle.
func (c *change) counts(claim lead.Claim) bool {
	l := c.l
	cycle := slices.Contains(l.Offered, lead.Department(claim.Competent))
	l.NotOurs = append(l.NotOurs, claim)
	l.Claims = append(l.Claims, claim)
	return cycle || len(l.NotOurs) >= MaxNotOurs
}

// checkReturn says what a return, or the refusal of a transfer, lacks: a reason from the list, and what that reason must name.
func checkReturn(from string, reason lead.Reason, competent, basis, note string) *Refusal {
	switch {
	case !reason.Valid():
		return &Refusal{InvalidAnswer, "reason must be one of R01 to R13"}
	case competent != "" && !lead.ValidCompetent(competent):
		return &Refusal{InvalidAnswer, "competent must be one of the six departments, or ext: and a name"}
	case competent == from:
		return &Refusal{InvalidAnswer, "competent must be somebody else"}
	case reason.NotOurs() && (competent == "" || basis == ""):
		return &Refusal{InvalidAnswer, fmt.Sprintf("reason %s must name who is competent, in competent, and the provision that says so, in basis", reason)}
	case reason == lead.Incomplete && note == "":
		return &Refusal{InvalidAnswer, "reason R03 must list what is missing, in note"}
	case reason == lead.Repeated && note == "":
		return &Refusal{InvalidAnswer, "reason R04 must give the lead that it repeats, in note"}
	}
	return nil
}

// returnAsked: somebody asks for a return.
func returnAsked(c *change, _ string) *Refusal {
	for _, d := range c.l.open("") {
		if d.State == ReturnAsked {
			return nil
		}
	}
	return &Refusal{NoReturn, "no return is asked for"}
}

func refuseReturn(c *change, _ string, f lead.DecisionReturnrefused) *Refusal {
	department := lead.Department(f.Department)
	if department == "" {
		department = c.l.Leading()
	}
	d := c.l.Duty(department)
	if d == nil || d.State != ReturnAsked {
		return &Refusal{NoReturn, "no return is asked for"}
	}
	d.State = InHand
	c.l.Refused = append(c.l.Refused, d.Department)
	r := c.record(lead.KindReturnRefused, string(lead.Desk), string(d.Department), lead.Record{Document: lead.Return, Note: f.Reason})
	c.say(lead.ReturnRefused{Record: r, Role: d.Role}, d.Department)
	return nil
}

// takeFrom ends somebody's duty; the desk holds the lead again when it was the one that leads.
func (c *change) takeFrom(d *Duty, kind lead.Kind, document lead.Movement, reason string) {
	d.State = Ended
	stops := c.stop(lead.HolderOf(d.Department))
	if d.Role == lead.RoleLead {
		c.l.State, c.l.Holder = AtDesk, lead.Desk
		c.l.Rest = nil
		c.free(d.Department)
	}
	c.l.unask(d.Department)
	from, to := string(lead.Desk), string(d.Department)
	if kind == lead.KindReturned {
		from, to = to, from
	}
	r := c.record(kind, from, to, lead.Record{Document: document, Note: reason, Stops: stops})
	c.say(lead.HandoffEnded{Record: r, Role: d.Role}, d.Department)
}
