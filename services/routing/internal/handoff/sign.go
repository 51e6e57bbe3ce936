package handoff

import (
	"reflect"

	"xiansuo/pkg/lead"
)

// byOf returns who in the organisation gave a word, as its data says.
func byOf(f lead.Fact) *lead.By {
	switch by := reflect.ValueOf(f).FieldByName("By"); by.Kind() {
	case reflect.Pointer:
		return by.Interface().(*lead.By)
	case reflect.Struct:
		who := by.Interface().(lead.By)
		return &who
	}
	return nil
}

func unsigned(c *change, party string) *Refusal {
	switch c.l.Duty(lead.Department(party)).State {
	case InHand:
		return &Refusal{AlreadySigned, "it was signed before"}
	case ReturnAsked:
		return &Refusal{ReturnPending, "a return is asked for and the desk has not decided yet"}
	case Handed:
		return &Refusal{AlreadySigned, "it was signed before, and submitted as done"}
	}
	return nil
}

// signedBefore: what the party was asked is in its hands.
func signedBefore(c *change, party string) *Refusal {
	switch c.l.Duty(lead.Department(party)).State {
	case Sent:
		return &Refusal{NotSigned, "sign it first"}
	case ReturnAsked:
		return &Refusal{ReturnPending, "a return is asked for and the desk has not decided yet"}
	case Handed:
		return &Refusal{Submitting, "it was submitted as done and is being reviewed"}
	}
	return nil
}

func sign(c *change, party string, f lead.AnswerSigned) *Refusal {
	c.signed(c.l.Duty(lead.Department(party)), f.Note)
	return nil
}

// signed makes who was offered the lead its holder, from this record on; who assists signs its own part.
func (c *change) signed(d *Duty, note string) {
	against := lead.HolderOf(d.Department)
	c.Answered = append(c.Answered, against)
	more := lead.Record{Note: note, Stops: c.meet(against, lead.StepSign)}
	if d.Role == lead.RoleAssist {
		d.State = InHand
		r := c.record(lead.KindAssistSigned, string(d.Department), c.l.answerable(), more)
		c.say(lead.HandoffSigned{Record: r, Role: d.Role}, "")
		return
	}
	l, o := c.l, c.l.Offer
	before := l.holding()
	var gone *Duty
	if before != nil {
		more.Stops = append(more.Stops, c.stop(lead.HolderOf(before.Department))...)
		before.State = Ended
		if o.transfer() {
			before.State = Following
		} else {
			c.free(before.Department)
		}
		gone = before
		l.unask(before.Department)
	}
	d.State = InHand
	if o.Assisted != nil {
		l.Owed = append(l.Owed, *o.Assisted)
	}
	l.Holder, l.Offer, l.Filing, l.Rest, l.Giver = against, nil, "", nil, ""
	if gone != nil && gone.State == Following {
		l.Giver = gone.Department
	}
	l.CaseTaken = o.Document == lead.CaseTransfer
	if o.Document != lead.Dispatch || d.Department != l.Designated { // else the ruling gave it there before
		l.Moves++
	}
	if !o.Provisional {
		l.State, l.Provisional = Signed, ""
	}
	if o.Document == lead.Referral {
		more.Clocks = c.starting(against, lead.StepFile, lead.StepIncomplete)
		more.Document = lead.Referral
	} else if x := l.Referral; x != nil && d.Department == lead.Police && x.Approved && !x.Filed && !x.Refused { // a ruling gives it to the police
		more.Clocks = c.starting(against, lead.StepFile, lead.StepIncomplete)
		more.Document = lead.Referral
	} else if x != nil && !x.Filed && !x.Objected { // what its giver was about to refer is another's now
		l.Referral = nil
	}
	r := c.record(lead.KindSigned, string(d.Department), string(o.From), more)
	c.say(lead.HandoffSigned{Record: r, Role: d.Role}, "")
	if gone != nil {
		if gone.State == Following {
			c.say(lead.HandoffNoted{Record: r, Role: lead.RoleLead}, gone.Department)
		} else {
			c.say(lead.HandoffEnded{Record: r, Role: lead.RoleLead}, gone.Department)
		}
	}
	if o.Assists != "" {
		c.assist(o.Assists, d.Department, append(l.Assisting(), o.Assists), false, lead.Record{From: string(o.From)})
	}
}

// feedBack tells how far somebody is. Some stages end a clock, and one that found the lead to belong elsewhere starts one.
func feedBack(c *change, party string, f lead.AnswerFedback) *Refusal {
	l, against := c.l, lead.Holder(party)
	d := l.Duty(lead.Department(party))
	if f.Stage == lead.Filed && (f.By == nil || f.By.Number == "") {
		return &Refusal{InvalidAnswer, "by.number must be the number of the filing"}
	}
	more := lead.Record{Document: lead.Feedback, Reason: string(f.Stage), Note: f.Note, Papers: f.Documents}
	switch f.Stage {
	case lead.Contacted:
		more.Stops = c.meet(against, lead.StepContact)
	case lead.Accepted, lead.NotAccepted:
		more.Stops = c.meet(against, lead.StepAccept)
	case lead.Elsewhere:
		if d.Role == lead.RoleLead && l.Designated == "" && l.State != Disputed && !l.CaseTaken { // else nobody hands it on
			step := lead.StepTransfer
			if against == lead.HolderOf(lead.Police) {
				step = lead.StepForward
			}
			document := lead.Movement("")
			if l.Referral != nil {
				document = lead.Referral
			}
			more.Clocks = c.w.Clocks.Start(c.ask(step, against, document))
		}
	}
	r := c.record(lead.KindFedback, party, string(lead.Desk), more)
	c.note(r, d.Department)
	if f.Stage == lead.Filed {
		c.filed(d, f.By.Number)
	}
	return nil
}

// filed keeps that a department filed a case, and warns when another filed on the same lead: one act is fined once (行政处罚法 art. 29).
func (c *change) filed(d *Duty, number string) {
	l := c.l
	if d.Role == lead.RoleLead && d.State.Holds() {
		l.Filing = number
	}
	for _, f := range l.Filings {
		if f.Department == d.Department {
			return
		}
	}
	l.Filings = append(l.Filings, Filing{d.Department, number, l.ID})
	if len(l.Filings) < 2 {
		return
	}
	r := c.record(lead.KindDoubleFiling, string(lead.Desk), string(d.Department), lead.Record{By: ByRules, Number: number,
		Basis: "《行政处罚法》第二十九条", Note: "对当事人的同一个违法行为，不得给予两次以上罚款"})
	c.say(lead.HandoffNoted{Record: r}, "")
	for _, f := range l.Filings {
		c.tell(r, f.Department)
	}
}

// supplement adds to the lead for everybody who owes something. Whoever was asked at some time may, and it moves nothing.
func supplement(c *change, party string, f lead.AnswerSupplemented) *Refusal {
	l := c.l
	if l.State.Ended() {
		return &Refusal{HasEnded, fmtState("the lead is %s: ask the desk to have it done again", l.State)}
	}
	l.Supplements = append(l.Supplements, Supplement{Text: f.Text, At: c.w.At})
	r := c.record(lead.KindSupplemented, party, l.answerable(), lead.Record{Papers: f.Documents,
		Stops: c.meet(lead.Holder(party), lead.StepComplete)})
	c.say(lead.HandoffNoted{Record: r}, "")
	for _, d := range l.open("") {
		if string(d.Department) != party {
			c.say(lead.HandoffSupplemented{Record: r, Text: f.Text, At: c.w.At}, d.Department)
		}
	}
	return nil
}

func notMerged(c *change, _ string) *Refusal {
	if c.l.State == Merged {
		return &Refusal{HasEnded, "it goes on in " + c.l.Fold.Into}
	}
	return nil
}
