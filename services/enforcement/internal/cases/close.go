package cases

import (
	"slices"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/measures"
)

// closeCase ends a case: with an outcome that it bears out, refunds settled or left to a court, orders lifted or handed over, and a word on
// whether the decision is to be published.
func closeCase(c *change) *Refusal {
	outcome := c.in.text("outcome")
	if refusal := c.bears(outcome); refusal != nil {
		return refusal
	}
	if refusal := c.settled(outcome); refusal != nil {
		return refusal
	}
	publish := c.in.yes("publish")
	switch {
	case publish && (c.Sealed || outcome != "penalised"):
		return refuse(NotAllowed, "only a decision that stands is published, and nothing of a case that is sealed", "say publish false and why")
	case !publish && c.in.text("reason") == "":
		return refuse(PaperMissing, "reason must say why nothing is published", "add it")
	}
	c.Outcome, c.ClosedOn, c.Stage = outcome, c.on, Closed
	c.meet(stepClose, 0)
	c.drop("")
	c.sayClosed(publish)
	return nil
}

// sayClosed tells how the case ended; told again, the newest counts.
func (c *change) sayClosed(publish bool) {
	c.say(lead.CaseClosed{Case: c.Number, Department: c.Department, Outcome: c.Outcome, On: c.ClosedOn, Category: c.Category, Street: c.Street, Measures: c.codes(), Refunds: c.Refund.told(), Sums: c.sums(),
		Publish: publish, PublishNote: c.in.text("reason"), Sealed: c.Sealed})
}

// reopen opens a closed case again, for what came later: it stands where its papers put it.
func reopen(c *change) *Refusal {
	switch {
	case c.Standing() != nil && c.Standing().Served != "":
		c.Stage = Served
	case len(c.Decisions) > 0:
		c.Stage = Settled
	case c.Filing != "":
		c.Stage = Investigating
		c.start(stepDecide, 0, c.on)
	default:
		c.Stage, c.Found = Checking, ""
		c.start(stepVerify, 0, c.on)
	}
	c.Outcome, c.ClosedOn = "", ""
	return nil
}

// bears says why the case does not bear an outcome out, or nil.
func (c *change) bears(outcome string) *Refusal {
	took := func(code string) bool {
		return slices.ContainsFunc(c.Taken, func(t Taken) bool { return t.Code == code })
	}
	soft := c.Stage == Checking || c.Stage == Settled
	papers := len(c.in.rows("papers")) > 0
	lifted := slices.ContainsFunc(c.Orders, func(o Order) bool { return o.Lifted != "" && !o.refunds() })
	ok := map[string]bool{
		"penalised":   c.Stage == Served && c.Standing() != nil,
		"corrected":   soft && lifted,
		"educated":    soft && took(measures.Education),
		"refunded":    soft && c.Refund.Paid > 0,
		"no-penalty":  c.Stage == Settled && took(measures.NoPenalty),
		"not-filed":   c.Stage == NotFiled,
		"referred":    c.Referral != nil && (c.Referral.State == "filed" || c.Referral.State == "ended"),
		"transferred": papers,
		"discipline":  papers && took("refer-discipline"),
		"revoked":     c.Stage == Settled && len(c.Decisions) > 0 && c.Standing() == nil,
	}
	switch {
	case !ok[outcome]:
		return refuse(PaperMissing, "the case does not bear that outcome out: a step, a measure or a paper of it is missing", "choose the outcome that fits, or do what is missing")
	case c.Stage == Checking && outcome != "transferred" && c.Filing == "" && c.Found == "substantiated" && c.in.text("note") == "":
		return refuse(PaperMissing, "it is substantiated and was not filed: note must say why", "add it")
	case (outcome == "transferred" || outcome == "referred" || outcome == "discipline") && c.Standing() != nil:
		return refuse(StillOpen, "a decision stands", "close it as penalised, or revoke the decision")
	}
	return nil
}

// settled says what keeps the case open, or nil.
func (c *change) settled(outcome string) *Refusal {
	elsewhere := outcome == "transferred" || outcome == "referred"
	switch {
	case c.Refund.Open():
		return refuse(StillOpen, "refunds are not paid, nor left to a court", "put them down as they are paid, or hand-refund with a reason")
	case slices.ContainsFunc(c.Orders, func(o Order) bool { return o.Lifted == "" && o.Handed == "" }):
		return refuse(StillOpen, "an order is neither lifted nor handed over", "recheck it, or hand-order")
	case slices.ContainsFunc(c.Holds, func(h Hold) bool { return h.Released == "" }):
		return refuse(StillOpen, "something is still held", "release it")
	case c.Referral.Waits() && !elsewhere:
		return refuse(IsReferred, "a suspected crime is with the police or the courts", "wait for their answer")
	case c.owed():
		return refuse(StillOpen, "a sum is neither paid nor before a court", "put it down, or urge and ask the court")
	}
	for _, p := range c.Dues {
		paid := p.PaidOn
		if p.Code == measures.Fine && p.Court == "" && Surcharge(p.Fen, p.Due, paid) > p.Surcharge && c.in.text("surcharge") == "" {
			return refuse(StillOpen, "a surcharge was not paid", "say in surcharge what became of it")
		}
	}
	return nil
}

// codes are the measures of the case, each once.
func (c *Case) codes() (out []string) {
	add := func(code string) {
		if !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	for _, o := range c.Orders {
		add(o.Kind)
	}
	for _, h := range c.Holds {
		add(h.Kind)
	}
	for _, t := range c.Taken {
		add(t.Code)
	}
	if d := c.Standing(); d != nil {
		for _, m := range d.Measures {
			add(m.Code)
		}
	}
	return out
}
