package handoff

import "xiansuo/pkg/lead"

// mayLetter: nothing else is pending with whoever writes.
func mayLetter(c *change, party string) *Refusal {
	l := c.l
	if refusal := assistDone(c, party); refusal != nil {
		return refusal
	}
	if l.Designated != "" {
		return &Refusal{IsDesignated, "the ruling binds: it cannot be handed out; on new facts a review may be asked once"}
	}
	if party == string(lead.Desk) {
		return mayAssign(c, party)
	}
	switch {
	case l.CaseTaken:
		return onward
	case l.Rest != nil:
		return &Refusal{Suspended, "it rests: resume first"}
	case l.referring() && (party != string(lead.Police) || l.Referral.Refused): // the police forward what is another police organ's (移送规定 art. 7)
		return &Refusal{NotApproved, "a referral to the police is pending"}
	}
	return working(c, party)
}

// letter hands the lead to a party outside. Whoever wrote stays answerable until the receipt is in.
func letter(c *change, party string, f lead.AnswerLettered) *Refusal {
	l := c.l
	if f.Document != lead.LeadTransfer && f.Document != lead.Abroad {
		return &Refusal{InvalidAnswer, "document must be M18 to another district, M03 to any other party"}
	}
	if d := l.returning(); d != nil && party == string(lead.Desk) {
		c.takeFrom(d, lead.KindReturned, lead.Return, f.Reason)
	}
	more := lead.Record{Document: f.Document, Number: f.Number, Note: f.Reason, Basis: f.Basis, Papers: f.Documents}
	if d := l.holding(); d != nil {
		d.State = Handed
		l.Rest = &Resting{Reason: lead.RestReview, Record: l.Last + 1, Since: c.w.At}
		more.Stops = append(c.meet(l.Holder, lead.StepTransfer, lead.StepForward), c.pause(of(l.Holder))...)
		l.unask(d.Department)
	}
	l.State, l.Written = Lettered, f.Party
	more.Clocks = c.starting(l.Holder, lead.StepReceipt)
	r := c.record(lead.KindLettered, party, f.Party, more)
	c.note(r, lead.Department(party))
	return nil
}

// recallLetter takes back a letter that the party outside does not confirm: whoever wrote goes on with what was left.
func (c *change) recallLetter(party string, f lead.AnswerRecalled) *Refusal {
	l, outside := c.l, c.l.Written
	more := lead.Record{Document: lead.LeadTransfer, Note: f.Reason, Stops: c.stop(l.Holder, lead.StepReceipt)}
	var clocks []lead.Clock
	l.State, l.Written = AtDesk, ""
	if d := l.holding(); d != nil {
		d.State, l.State, l.Rest = InHand, Signed, nil
		clocks = c.resume(of(l.Holder))
	} else {
		more.Clocks = c.starting(lead.Desk, lead.StepDecide)
	}
	c.note(c.record(lead.KindRecalled, party, outside, more))
	c.moved(c.Records[len(c.Records)-1], clocks)
	return nil
}

// wrote: a letter is out, and the party holds the lead, or is the desk.
func wrote(c *change, party string) *Refusal {
	if c.l.State != Lettered {
		return &Refusal{NotSubmitted, fmtState("the lead is %s: no letter is out", c.l.State)}
	}
	if party != string(lead.Desk) && party != string(c.l.Holder) {
		return notYours("whoever wrote, or the desk, registers the receipt")
	}
	return nil
}

// receipt ends the lead: the party outside has it.
func receipt(c *change, party string, f lead.AnswerReceipted) *Refusal {
	from := c.l.Written
	c.l.Written = ""
	r := c.record(lead.KindReceipted, from, party, lead.Record{Number: f.Receipt, Note: f.Note})
	c.say(lead.HandoffNoted{Record: r}, "")
	c.finish(lead.HandedOut, f.Note, party, lead.Record{Number: f.Receipt})
	return nil
}
