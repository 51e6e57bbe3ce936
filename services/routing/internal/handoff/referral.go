package handoff

import (
	"slices"
	"strings"

	"xiansuo/pkg/lead"
)

// A suspected crime goes to the police in steps (行政执法机关移送涉嫌犯罪案件的规定 art. 5 to 9): two officers propose, the head decides within
// three days, the police have it within 24 hours of that, sign, and say within three days whether they file. What they do not file
// comes back to the giver, who may ask them once to decide again.

func mayPropose(c *change, party string) *Refusal {
	if refusal := working(c, party); refusal != nil {
		return refusal
	}
	switch {
	case party == string(lead.Police):
		return notYours("the police do not refer to themselves")
	case c.l.Referral != nil:
		return &Refusal{NoReferral, "it was proposed before"}
	case slices.Contains(c.l.Offered, lead.Police):
		return &Refusal{OfferedBefore, "the police had it before: bring it before the taskforce with dispute"}
	}
	return nil
}

func propose(c *change, party string, f lead.AnswerProposed) *Refusal {
	officers := make([]string, len(f.Officers))
	for i, o := range f.Officers {
		officers[i] = strings.TrimSpace(o)
	}
	officers = distinct(officers)
	if len(officers) < 2 {
		return &Refusal{InvalidAnswer, "officers must name two officers or more (the same art. 5)"}
	}
	c.l.Referral = &Crime{By: lead.Department(party), Officers: officers, Record: c.l.Last + 1}
	r := c.record(lead.KindProposed, party, party, lead.Record{Document: lead.Referral, Basis: f.Basis, Reason: f.Crime, Note: f.Note,
		Officers: officers, Clocks: c.starting(lead.Holder(party), lead.StepApprove)})
	c.note(r, lead.Department(party))
	return nil
}

// distinct returns values once each, in the order of their first; empty ones are none.
func distinct[S ~string](all []S) (out []S) {
	for _, one := range all {
		if one != "" && !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	return out
}

// proposed: a referral waits for the head, or was approved and is not handed over yet, so that the head may think better of it.
func proposed(c *change, party string) *Refusal {
	if r := c.l.Referral; r == nil || string(r.By) != party || r.Filed || r.Refused || c.l.Offer != nil {
		return &Refusal{NoReferral, "no referral waits for the head: propose it first"}
	}
	return nil
}

func approve(c *change, party string, f lead.AnswerApproved) *Refusal {
	l := c.l
	switch {
	case slices.Contains(l.Referral.Officers, f.Head):
		return &Refusal{InvalidAnswer, "head must be none of the officers who proposed it"}
	case f.Approved && l.Referral.Approved:
		return &Refusal{NoReferral, "it is approved: hand it over with refer"}
	case !f.Approved && f.Note == "":
		return &Refusal{InvalidAnswer, "note must say why it is not approved"}
	}
	more := lead.Record{Document: lead.Referral, Note: f.Note, Person: f.Head, Stops: c.meet(lead.Holder(party), lead.StepApprove)}
	kind := lead.KindDisapproved
	if f.Approved {
		kind, l.Referral.Approved = lead.KindApproved, true
		more.Clocks = c.starting(lead.Holder(party), lead.StepHandOver)
	} else {
		l.Referral = nil
		more.Stops = append(more.Stops, c.stop(lead.Holder(party), lead.StepHandOver)...)
	}
	r := c.record(kind, party, party, more)
	c.note(r, lead.Department(party))
	return nil
}

func approved(c *change, party string) *Refusal {
	if refusal := working(c, party); refusal != nil {
		return refusal
	}
	switch r := c.l.Referral; {
	case r == nil || string(r.By) != party || !r.Approved:
		return &Refusal{NotApproved, "the head has not approved it"}
	case slices.Contains(c.l.Offered, lead.Police):
		return &Refusal{OfferedBefore, "the police had it before: bring it before the taskforce with dispute"}
	}
	return nil
}

// refer offers a suspected crime to the police, with a copy to the procuratorate.
func refer(c *change, party string, f lead.AnswerReferred) *Refusal {
	for _, kind := range []lead.DocumentKind{lead.Letter, lead.Report, lead.Items} {
		if !has(f.Documents, kind) {
			return &Refusal{InvalidAnswer, "documents must hold letter, report and items, each with its sha256 (the same art. 6)"}
		}
	}
	if !has(f.Documents, lead.Appraisal) && f.NoAppraisal == "" {
		return &Refusal{InvalidAnswer, "documents must hold an appraisal with its sha256, or noAppraisal must say why there is none"}
	}
	note := f.Note
	if f.NoAppraisal != "" {
		note = strings.TrimSpace(note + " 无检验报告或鉴定意见：" + f.NoAppraisal)
	}
	c.offer(Offer{To: lead.Police, From: lead.Holder(party), Document: lead.Referral}, lead.KindReferred, nil, lead.Record{Document: lead.Referral,
		Note: note, Papers: f.Documents, Officers: c.l.Referral.Officers, Stops: c.meet(lead.Holder(party), lead.StepHandOver)})
	c.copied(party, Procuratorate, "涉嫌犯罪案件移送抄送")
	return nil
}

// Procuratorate gets a copy of every referral.
const Procuratorate = lead.External + "检察院"

// takesTransfer: the party was offered a transfer, or took one by signing.
func takesTransfer(c *change, party string) *Refusal {
	if offeredTo(c, party) == nil {
		return nil
	}
	if d := c.l.holding(); d != nil && string(d.Department) == party && c.giver() != nil {
		return nil
	}
	return &Refusal{NoOffer, "no transfer came to " + party}
}

// giver returns the duty of whoever gave the lead away last and is told the result, or nil.
func (c *change) giver() *Duty {
	if d := c.l.Duty(c.l.Giver); d != nil && (d.State == Following || slices.Contains(c.l.Told, d.Department)) {
		return d
	}
	return nil
}

// incomplete says what is missing of a transfer. It refuses nothing: the giver completes it.
func incomplete(c *change, party string, f lead.AnswerIncomplete) *Refusal {
	giver := lead.Department("")
	if o := c.l.Offer; o.transfer() {
		giver = lead.Department(o.From)
	} else {
		giver = c.giver().Department
	}
	note := "缺：" + join(f.Missing)
	if f.Note != "" {
		note += "。" + f.Note
	}
	r := c.record(lead.KindIncomplete, party, string(giver), lead.Record{Document: lead.SupplementAsk, Note: note,
		Clocks: c.starting(lead.HolderOf(giver), lead.StepComplete), Stops: c.meet(lead.Holder(party), lead.StepIncomplete)})
	c.say(lead.HandoffNoted{Record: r}, "")
	c.tell(r, giver)
	return nil
}

func join(parts []string) (out string) {
	for i, p := range parts {
		if i > 0 {
			out += "、"
		}
		out += p
	}
	return out
}

func mayFile(c *change, party string) *Refusal {
	r, d := c.l.Referral, c.l.holding()
	police := d != nil && string(d.Department) == party
	switch {
	case c.l.State.Ended():
		return &Refusal{HasEnded, fmtState("the lead is %s", c.l.State)}
	case c.l.State == Submitted, c.l.State == Lettered:
		return &Refusal{Submitting, fmtState("the lead is %s", c.l.State)}
	case r.Filed:
		return &Refusal{NoReferral, "a case was filed before"}
	case c.l.Offer.transfer() && c.l.Offer.To == lead.Police:
		return &Refusal{NotSigned, "sign it first"}
	case police && !r.Refused, r.Refused && r.Objected:
		return nil
	}
	return &Refusal{NoReferral, "no decision on filing is open"}
}

// referring reports whether a referral waits for the head, for the police to have it, or for them to decide again.
func (l *Lead) referring() bool {
	r := l.Referral
	return r != nil && !r.Filed && (!r.Refused || r.Objected)
}

// referralOver ends a referral whose offer came to nothing.
func (l *Lead) referralOver(o Offer) {
	if o.Document == lead.Referral {
		l.Referral = nil
	}
}

// policeLead reports whether the police hold the lead, or were offered it and have not answered.
func (l *Lead) policeLead() bool {
	d := l.Duty(lead.Police)
	return d != nil && d.Role == lead.RoleLead && d.State.Open()
}

// file is the police's decision on filing. What they do not file is the giver's again; what they file when asked again is theirs.
func file(c *change, party string, f lead.AnswerFiled) *Refusal {
	l, x := c.l, c.l.Referral
	switch {
	case f.Filed && (f.By == nil || f.By.Number == ""):
		return &Refusal{InvalidAnswer, "by.number must be the number of the filing"}
	case !f.Filed && f.Reason == "":
		return &Refusal{InvalidAnswer, "reason must say why no case is filed"}
	}
	theirs := l.Duty(lead.Police)
	giver := l.Duty(x.By)
	more := lead.Record{Document: lead.Referral, Note: f.Reason, Papers: f.Documents,
		Stops: append(c.meet(lead.Holder(party), lead.StepFile, lead.StepReconsider), c.stop(lead.Holder(party), lead.StepIncomplete)...)}
	if f.Filed {
		x.Filed = true
		if x.Refused && l.Holder == lead.HolderOf(x.By) { // decided again: the lead comes back to the police
			more.Stops = append(more.Stops, c.stop(lead.HolderOf(giver.Department))...)
			giver.State = Following
			*theirs = Duty{Department: lead.Police, Role: lead.RoleLead, State: InHand}
			l.Holder, l.Rest, l.Giver = lead.HolderOf(lead.Police), nil, giver.Department
			l.unask(giver.Department)
			l.Moves++
			more.Clocks = c.starting(l.Holder, lead.StepHandle)
		}
		x.Refused, theirs.ReturnBy = false, c.w.At // what was filed is theirs
		r := c.record(lead.KindFiled, party, string(giver.Department), more)
		c.note(r, lead.Police)
		c.tell(r, giver.Department)
		c.filed(theirs, f.By.Number)
		return nil
	}
	if x.Refused { // decided again, and as before
		x.Objected, x.Filed = false, false
		l.Referral = nil
	} else {
		x.Refused = true
		more.Stops = append(more.Stops, c.stop(lead.HolderOf(lead.Police))...)
		more.Stops = append(more.Stops, c.stop(lead.HolderOf(giver.Department))...)
		theirs.State = Done
		giver.Role, giver.State = lead.RoleLead, InHand
		l.Holder, l.Rest, l.Giver, l.Filing = lead.HolderOf(giver.Department), nil, "", filingOf(l, giver.Department)
		l.unask(lead.Police)
		l.Moves++
		more.Document = lead.GivenBack
		more.Clocks = c.starting(l.Holder, lead.StepHandle, lead.StepObject)
	}
	if d, ok := l.Holder.Department(); ok && l.State == Disputed {
		l.Provisional = d
	}
	r := c.record(lead.KindNotFiled, party, string(giver.Department), more)
	c.say(lead.HandoffNoted{Record: r}, "")
	c.tell(r, giver.Department)
	return nil
}

// filingOf returns a department's own filing number, or "".
func filingOf(l *Lead, d lead.Department) string {
	for _, f := range l.Filings {
		if f.Department == d {
			return f.Number
		}
	}
	return ""
}

// mayObject: the police gave it back not filed, and the giver has not asked yet; it has three days (the same art. 9).
func mayObject(c *change, party string) *Refusal {
	x := c.l.Referral
	switch {
	case x == nil || !x.Refused:
		return &Refusal{NoReferral, "nothing was given back not filed"}
	case string(x.By) != party:
		return notYours("%s referred it", x.By)
	case x.Objected:
		return &Refusal{NoReferral, "it was asked before; the procuratorate may be asked next"}
	case !c.runs(lead.Holder(party), lead.StepObject):
		return &Refusal{TooLate, "the time for asking again is over"}
	}
	return working(c, party)
}

// runs reports whether a clock of a step runs against somebody and has time left.
func (c *change) runs(against lead.Holder, step lead.Step) bool {
	return slices.ContainsFunc(c.l.Clocks, func(k Clock) bool { return k.runs() && k.Step == step && k.Against == against && c.w.At.Before(k.Due) })
}

func object(c *change, party string, f lead.AnswerObjected) *Refusal {
	c.l.Referral.Objected = true
	r := c.record(lead.KindObjected, party, string(lead.Police), lead.Record{Document: lead.Referral, Note: f.Reason,
		Stops: c.meet(lead.Holder(party), lead.StepObject), Clocks: c.starting(lead.HolderOf(lead.Police), lead.StepReconsider)})
	c.say(lead.HandoffNoted{Record: r}, "")
	c.tell(r, lead.Police)
	return nil
}
