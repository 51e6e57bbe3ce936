package handoff

import (
	"fmt"
	"slices"

	"xiansuo/pkg/lead"
)

// mayTransfer: the holder works on it, no offer is open, and nothing binds it.
func mayTransfer(c *change, party string) *Refusal {
	l := c.l
	if refusal := working(c, party); refusal != nil {
		return refusal
	}
	switch {
	case l.Designated != "":
		return &Refusal{IsDesignated, "the ruling binds: it cannot be handed on; on new facts a review may be asked once"}
	case l.referring():
		return &Refusal{NotApproved, "a referral to the police is pending"}
	case l.CaseTaken:
		return onward
	}
	return nil
}

var onward = &Refusal{NoOnward, "who took a case by transfer does not hand it on: bring it before the taskforce with dispute (市场监督管理行政处罚程序规定 art. 14)"}

// working: the holder has the lead in its hands, and nothing else is pending.
func working(c *change, party string) *Refusal {
	l := c.l
	d := l.holding()
	switch {
	case l.State == Disputed:
		return &Refusal{InDispute, "the taskforce is to rule; until then it stays where it is"}
	case l.Offer != nil:
		return &Refusal{OfferPending, fmt.Sprintf("it is offered to %s: recall that first", l.Offer.To)}
	case d.State == ReturnAsked:
		return &Refusal{ReturnPending, "a return is asked for and the desk has not decided yet"}
	case l.State != Signed:
		return &Refusal{Submitting, fmtState("the lead is %s", l.State)}
	}
	return nil
}

// transfer offers the lead to another department. A department that had it before is a cycle: then the taskforce rules.
func transfer(c *change, party string, f lead.AnswerTransferred) *Refusal {
	l := c.l
	if refusal := checkTransfer(l, party, f); refusal != nil {
		return refusal
	}
	if slices.Contains(l.Offered, f.To) {
		l.Claims = append(l.Claims, lead.Claim{Party: party, Competent: string(f.To), Basis: f.Basis, Record: l.Last + 1})
		c.toTaskforce(party, fmt.Sprintf("拟移送%s，该单位曾经办", f.To.Name().ZH))
		return nil
	}
	c.offer(Offer{To: f.To, From: lead.Holder(party), Document: f.Document}, lead.KindTransferred, nil, lead.Record{Document: f.Document,
		Note: f.Reason, Basis: f.Basis, Number: f.Filing, Papers: f.Documents, Stops: c.meet(lead.Holder(party), lead.StepTransfer, lead.StepForward)})
	return nil
}

func checkTransfer(l *Lead, party string, f lead.AnswerTransferred) *Refusal {
	letter, report := has(f.Documents, lead.Letter), has(f.Documents, lead.Report)
	switch {
	case !f.To.Valid() || string(f.To) == party:
		return &Refusal{InvalidAnswer, "to must be another of the six departments; a party outside gets a letter"}
	case f.Document != lead.LeadTransfer && f.Document != lead.CaseTransfer && (f.Document != lead.PoliceNotice || party != string(lead.Police)):
		return &Refusal{InvalidAnswer, "document must be M03 before filing or M04 after; the police may give M07"}
	case f.Reason == "" || f.Basis == "":
		return &Refusal{InvalidAnswer, "reason must say why it belongs there, and basis must name the provision"}
	case f.Document != lead.CaseTransfer && l.Filing != "":
		return &Refusal{FiledAlready, "a case was filed: transfer it as a case, M04"}
	case f.Document == lead.CaseTransfer && (f.Filing == "" || !letter || !report):
		return &Refusal{InvalidAnswer, "M04 needs the filing number in filing, and letter and report with their digests in documents"}
	}
	return nil
}

// has reports whether papers hold one of a kind, with its digest.
func has(papers []lead.Document, kind lead.DocumentKind) bool {
	return slices.ContainsFunc(papers, func(d lead.Document) bool { return d.Kind == kind && d.SHA256 != "" })
}

// reject refuses a transfer; its giver keeps the lead. "Not ours" counts as a return does. Who was offered a case asks the taskforce,
// the superior that both have in common (程序规定 art. 14).
func reject(c *change, party string, f lead.AnswerRejected) *Refusal {
	l, o := c.l, *c.l.Offer
	if refusal := checkReturn(party, f.Reason, f.Competent, f.Basis, f.Note); refusal != nil {
		return refusal
	}
	if o.Document == lead.Referral && !f.Reason.NotOurs() {
		return &Refusal{MayNotRefuse, "a suspected crime that is referred may not be refused for that: sign it, and say with incomplete what is missing (公安机关办理刑事案件程序规定 art. 180)"}
	}
	var refused []lead.Department
	stops := c.dropOffer(&refused)
	l.referralOver(o)
	claim := lead.Claim{Party: party, Reason: f.Reason, Competent: f.Competent, Basis: f.Basis, Record: l.Last + 1}
	r := c.record(lead.KindRejected, party, string(o.From), lead.Record{Document: o.Document, Reason: string(f.Reason), Basis: f.Basis,
		Competent: f.Competent, Note: f.Note, Stops: stops})
	c.note(r)
	if f.Reason.NotOurs() && l.Designated == "" && (c.counts(claim) || o.Document == lead.CaseTransfer) {
		c.toTaskforce(party, "移送未接收，对管辖有争议")
	}
	return nil
}

// recallable: the open offer is no ruling.
func recallable(c *change, _ string) *Refusal {
	if o := c.l.Offer; o != nil && (o.Document == lead.Designation || o.To == c.l.Designated) {
		return &Refusal{IsDesignated, "a ruling is not recalled"}
	}
	return nil
}

// recall takes back an offer that was not signed, or a letter that nobody confirms. A dispatch goes back to the desk; a ruling is not
// recalled.
func recall(c *change, party string, f lead.AnswerRecalled) *Refusal {
	if c.l.State == Lettered {
		return c.recallLetter(party, f)
	}
	l, o := c.l, *c.l.Offer
	var gone []lead.Department
	more := lead.Record{Document: o.Document, Note: f.Reason, Stops: c.dropOffer(&gone)}
	l.referralOver(o)
	if o.From == lead.Desk {
		l.State = AtDesk
		more.Clocks = c.starting(lead.Desk, lead.StepDecide)
	}
	c.gone(c.record(lead.KindRecalled, party, string(o.To), more), gone)
	return nil
}
