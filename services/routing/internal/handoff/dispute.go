package handoff

import (
	"fmt"
	"slices"

	"xiansuo/pkg/lead"
)

func mayDispute(c *change, party string) *Refusal {
	l := c.l
	switch {
	case l.State.Ended():
		return &Refusal{HasEnded, fmtState("the lead is %s", l.State)}
	case l.State == Disputed:
		return &Refusal{InDispute, "the taskforce is to rule already"}
	case l.Designated != "":
		return &Refusal{IsDesignated, "the ruling binds; on new facts a review may be asked once"}
	case l.State == Submitted, l.State == Lettered:
		return &Refusal{Submitting, fmtState("the lead is %s", l.State)}
	case l.referring() && (party != string(lead.Police) || !l.policeLead()):
		return &Refusal{NotApproved, "a referral to the police is pending: its terms run; the head may still decide that it is not handed over"}
	}
	return nil
}

// dispute brings a question of competence before the taskforce.
func dispute(c *change, party string, f lead.AnswerDisputed) *Refusal {
	if !lead.ValidCompetent(f.Competent) {
		return &Refusal{InvalidAnswer, "competent must be one of the six departments, or ext: and a name"}
	}
	c.l.Claims = append(c.l.Claims, lead.Claim{Party: party, Competent: f.Competent, Basis: f.Basis, Record: c.l.Last + 1})
	c.toTaskforce(party, f.Reason)
	return nil
}

// toTaskforce brings the lead before the taskforce. Where it presses, whoever holds it works on as provisional lead (紧急情况可指定牵头),
// or the department that the rules think of is asked to; else the taskforce holds it until it rules.
func (c *change) toTaskforce(from, reason string) {
	l := c.l
	var gone []lead.Department
	stops := c.dropOffer(&gone)
	holder := l.holding()
	switch {
	case holder != nil && l.presses():
		holder.State, l.Provisional = InHand, holder.Department
		stops = append(stops, c.stop(l.Holder, lead.StepTransfer, lead.StepForward)...)
	case holder != nil:
		holder.State, gone = Ended, append(gone, holder.Department)
		stops = append(stops, c.stop(lead.HolderOf(holder.Department))...)
		l.Holder, l.Rest = lead.Taskforce, nil
		l.unask(holder.Department)
		c.free(holder.Department)
	default:
		stops = append(stops, c.unanswered()...)
		l.Holder = lead.Taskforce
	}
	l.State = Disputed
	r := c.record(lead.KindDisputed, from, string(lead.Taskforce), lead.Record{Document: lead.Escalation, Note: reason, Stops: stops,
		Clocks: c.starting(lead.Taskforce, lead.StepRule)})
	c.gone(r, gone)
	if holder == nil && l.presses() {
		c.provide(c.presumed(), lead.Record{By: ByRules, Note: "争议期间临时主办"})
	}
	c.say(lead.LeadDisputed{Record: r, Claims: l.Claims, Provisional: l.Provisional}, "")
	for _, d := range l.open("") {
		c.say(lead.LeadDisputed{Record: r, Claims: l.Claims, Provisional: l.Provisional}, d.Department)
	}
	c.notice(lead.Taskforce, lead.KindDisputed, due(r.Clocks, lead.StepRule))
}

// presumed is who works on what nobody holds while its dispute runs: whom the rules think of, else who was asked first, else who
// assists, else education, which organises and supervises.
func (c *change) presumed() lead.Department {
	l := c.l
	if d := lead.Department(l.Decision.Lead); d.Valid() {
		return d
	}
	if len(l.Offered) > 0 {
		return l.Offered[0]
	}
	for _, d := range l.Assisting() {
		if d.Valid() {
			return d
		}
	}
	return lead.Education
}

// provide asks a department to work on the lead until the ruling.
func (c *change) provide(to lead.Department, more lead.Record) {
	c.l.Provisional = to
	more.Document = lead.Designation
	c.offer(Offer{To: to, From: lead.Taskforce, Document: lead.Designation, Provisional: true}, lead.KindProvisional, nil, more)
}

func mayNameProvisional(c *change, _ string) *Refusal {
	switch {
	case c.l.State != Disputed:
		return &Refusal{NotDisputed, fmtState("the lead is %s", c.l.State)}
	case c.l.Offer != nil:
		return &Refusal{OfferPending, fmt.Sprintf("%s was asked and has not signed yet", c.l.Offer.To)}
	case c.l.Named:
		return &Refusal{OfferedBefore, "a provisional lead was named before: rule"}
	}
	return nil
}

func nameProvisional(c *change, _ string, f lead.DecisionProvisional) *Refusal {
	l := c.l
	switch {
	case !f.Department.Valid():
		return &Refusal{InvalidDecision, "department must be one of the six"}
	case l.Holder == lead.HolderOf(f.Department):
		return &Refusal{SameDepartment, "it works on it already"}
	}
	l.Named = true
	c.provide(f.Department, lead.Record{Note: f.Reason})
	return nil
}

// mayDesignate: there is a dispute, or silence was escalated, and nobody has ruled yet.
func mayDesignate(c *change, _ string) *Refusal {
	l := c.l
	switch {
	case l.State.Ended():
		return &Refusal{HasEnded, fmtState("the lead is %s", l.State)}
	case l.Designated != "":
		return &Refusal{IsDesignated, "it was ruled before; decide-review answers a request for review"}
	case l.State != Disputed && l.Escalated == 0:
		return &Refusal{NotDisputed, "there is no dispute, and nothing was escalated"}
	case l.State == Submitted, l.State == Lettered:
		return &Refusal{Submitting, fmtState("the lead is %s", l.State)}
	}
	return nil
}

func designate(c *change, party string, f lead.DecisionDesignated) *Refusal {
	assist := lead.PartyDepartments(f.Assist)
	if refusal := c.checkRuling(f.Department, assist); refusal != nil {
		return refusal
	}
	c.rule(party, lead.KindDesignated, f.Department, assist, lead.Record{Note: f.Reason, Basis: f.Basis})
	return nil
}

func (c *change) checkRuling(to lead.Department, assist []lead.Department) *Refusal {
	if !to.Valid() {
		return &Refusal{InvalidDecision, "department must be one of the six"}
	}
	return c.checkAssist(assist, to)
}

// rule carries a ruling out: it binds whoever holds the lead or was offered it, or offers it to another. Kept as a precedent.
func (c *change) rule(by string, kind lead.Kind, to lead.Department, assist []lead.Department, more lead.Record) {
	l := c.l
	l.Designated, l.Escalated = to, 0
	more.Document = lead.Designation
	more.Stops = c.stop(lead.Taskforce, lead.StepRule)
	c.Rulings = append(c.Rulings, Ruling{Record: l.Last + 1, Department: to})
	var gone []lead.Department
	assists := lead.Department("")
	if o := l.Offer; o != nil && o.To != to {
		assists = o.Assists
		more.Stops = append(more.Stops, c.dropOffer(&gone)...)
	}
	if x := l.Referral; x != nil && !x.Filed && !x.Refused && to != lead.Police && slices.Contains(l.Offered, lead.Police) {
		l.Referral = nil
	}
	if d := l.holding(); d != nil {
		if d.State == ReturnAsked {
			d.State = InHand
		}
		more.Stops = append(more.Stops, c.stop(l.Holder, lead.StepTransfer, lead.StepForward)...)
	}
	switch {
	case l.Holder == lead.HolderOf(to): // its duty and its clock stay
		l.holding().ReturnBy = c.w.At
		l.State, l.Provisional = Signed, ""
		c.note(c.record(kind, by, string(to), more))
	case l.Offer != nil:
		l.offered().ReturnBy = c.w.At
		if l.Offer.Provisional = false; l.Offer.Document != lead.Referral { // a referral stays one, with its steps
			l.Offer.Document, l.Offer.From = lead.Designation, lead.Holder(by)
		}
		l.State = Dispatched
		c.note(c.record(kind, by, string(to), more))
	default:
		l.State = Dispatched
		more.Stops = append(more.Stops, c.unanswered()...)
		c.offer(Offer{To: to, From: lead.Holder(by), Document: lead.Designation, Assists: assists}, kind, nil, more)
	}
	c.gone(c.Records[len(c.Records)-1], gone)
	asked := append(l.Assisting(), assist...)
	for _, a := range assist {
		if l.Holder == lead.HolderOf(a) { // once the other has signed
			l.Offer.Assists = a
			continue
		}
		c.assist(a, to, asked, false, lead.Record{Note: more.Note, From: by})
	}
}

// Ruling is a ruling that the rules may learn from.
type Ruling struct {
	Record     int
	Department lead.Department
}

// mayAskReview: there is a ruling, and no review was asked.
func mayAskReview(c *change, _ string) *Refusal {
	l := c.l
	switch {
	case l.State.Ended():
		return &Refusal{HasEnded, fmtState("the lead is %s", l.State)}
	case l.Designated == "":
		return &Refusal{NotDisputed, "there is no ruling to review"}
	case l.Review > 0 || l.Reviewed:
		return &Refusal{ReviewedBefore, "a review was asked before: there is one"}
	case l.State == Submitted, l.State == Lettered:
		return &Refusal{Submitting, fmtState("the lead is %s", l.State)}
	}
	return nil
}

// askReview asks for a review on new facts. Duty and clock stay where they are.
func askReview(c *change, party string, f lead.AnswerReviewasked) *Refusal {
	c.l.Review = c.l.Last + 1
	r := c.record(lead.KindReviewAsked, party, string(lead.Taskforce), lead.Record{Document: lead.Escalation, Note: f.Facts, Papers: f.Documents,
		Clocks: c.starting(lead.Taskforce, lead.StepRule)})
	c.note(r, lead.Department(party))
	c.notice(lead.Taskforce, lead.KindReviewAsked, due(r.Clocks, lead.StepRule))
	return nil
}

func reviewAsked(c *change, _ string) *Refusal {
	if c.l.Review == 0 {
		return &Refusal{NotDisputed, "no review is asked"}
	}
	return nil
}

func decideReview(c *change, party string, f lead.DecisionReviewed) *Refusal {
	l := c.l
	to := f.Department
	if to == "" {
		to = l.Designated
	}
	if refusal := c.checkRuling(to, nil); refusal != nil {
		return refusal
	}
	l.Review, l.Reviewed = 0, true
	c.rule(party, lead.KindReviewed, to, nil, lead.Record{Note: f.Reason, Basis: f.Basis})
	return nil
}
