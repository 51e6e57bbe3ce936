package cases

import (
	"encoding/json"
	"slices"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/measures"
)

// mayFine says why a decision may not be made now: while a suspected crime is elsewhere (行政处罚法 art. 8, 27), or for what was fined before
// (art. 29).
func (c *change) mayFine(all []Measure) *Refusal {
	if c.Referral.Waits() {
		switch {
		case fines(all) || slices.ContainsFunc(all, func(m Measure) bool { return m.Code == measures.Detention }):
			return refuse(IsReferred, "a suspected crime is with the police or the courts: no fine instead of that (行政处罚法 art. 8, 27)", "wait for their answer")
		case c.in.text("exception") == "":
			return refuse(IsReferred, "a suspected crime is with the police or the courts: the decision waits", "wait, or say in exception which provision lets it be made now")
		}
	}
	if fines(all) && c.Referral != nil && c.Referral.Result == "convicted" && c.in.text("exception") == "" {
		return refuse(NotAllowed, "a court has convicted for it: what it fines is not fined once more (行政处罚法 art. 35)", "leave the fine out, or say in exception why it is another sum")
	}
	if fines(all) && slices.ContainsFunc(c.w.Others, func(o Other) bool { return o.Referral.Waits() && c.sameConduct(o) }) {
		return refuse(IsReferred, "another department has referred the same as a suspected crime: no fine instead of that (行政处罚法 art. 8, 27)", "wait for the answer of the police")
	}
	if fines(all) && !c.Second && slices.ContainsFunc(c.w.Others, func(o Other) bool { return o.Fined && c.sameConduct(o) }) {
		return refuse(FinedTwice, "another department has fined the same party for the same: one act is fined once (行政处罚法 art. 29)", "leave the fine out, or ask the taskforce: allow-second")
	}
	return nil
}

// sameConduct: of one lead, or of one category.
func (c *Case) sameConduct(o Other) bool {
	return o.Lead != "" && o.Lead == c.Lead || o.Category != "" && o.Category == c.Category
}

func decide(c *change) *Refusal {
	if refusal := c.another("decide it"); refusal != nil {
		return refusal
	}
	n := c.Notice
	switch {
	case n.Asked != "" && n.Held == "":
		return refuse(PaperMissing, "the hearing that the party asked for was not held", "hold it first")
	case n.Waived == "" && n.Held == "" && c.on <= n.Until:
		return refuse(TooEarly, "the party has until "+n.Until+" (行政处罚法 art. 64)", "wait, or put down that the party waives")
	}
	if refusal := c.reviewed(); refusal != nil {
		return refusal
	}
	all, refusal := c.checkMeasures()
	if refusal != nil {
		return refusal
	}
	if refusal := c.heavier(all, n.Measures); refusal != nil {
		return refusal
	}
	if refusal := c.mayFine(all); refusal != nil {
		return refusal
	}
	c.Stage = Decided
	c.meet(stepDecide, 0)
	c.drop(stepReview)
	c.drop(stepStatement)
	c.start(stepServe, 0, c.on)
	return c.decided(all, false)
}

// heavier refuses a penalty that the party was not told of, or more of it.
func (c *change) heavier(all, told []Measure) *Refusal {
	for _, m := range all {
		if known, _ := c.w.Measures.Measure(m.Code); known.Kind != measures.Penalty {
			continue
		}
		if !slices.ContainsFunc(told, func(o Measure) bool {
			return o.Party == m.Party && o.Code == m.Code && m.Fen <= o.Fen && m.Until <= o.Until
		}) {
			return refuse(Heavier, "it is more than the party was told of (行政处罚法 art. 44, 45)", "tell the party anew: notice")
		}
	}
	return nil
}

// decided keeps a decision, what is owed by it, and announces it.
func (c *change) decided(all []Measure, simple bool) *Refusal {
	d := Decision{Number: c.in.text("number"), Version: len(c.Decisions) + 1, On: c.on, ActOn: c.in.text("actOn"), Simple: simple, Agency: c.in.text("agency"), AgencyCode: c.in.text("agencyCode"),
		Violation: c.in.text("violation"), Facts: c.in.text("facts"), Basis: c.in.text("basis"), Hide: c.in.list("hide"), Measures: all}
	switch {
	case d.AgencyCode != "" && !creditCode(d.AgencyCode):
		return refuse(InvalidInput, "agencyCode is no unified social credit code (GB 32100)", "copy it from the certificate")
	case d.ActOn > d.On:
		return refuse(DateOrder, "the conduct lies after the decision", "check actOn")
	}
	if simple {
		d.Served = c.on
	}
	c.Decisions = append(c.Decisions, d)
	c.owe(all)
	fact := c.fact(&d)
	if body, err := json.Marshal(fact); err != nil || len(body) > maxFact {
		return refuse(TooLarge, "the decision is longer than can be told", "shorten facts, basis or hide")
	}
	c.say(fact)
	for _, p := range fact.Parties {
		c.touches(p.Institution)
	}
	return nil
}

// maxFact leaves room for the envelope of an event of 64 KiB.
const maxFact = 60 << 10

// owe says what must be paid by a decision; what was paid by the version before counts.
func (c *change) owe(all []Measure) {
	was := c.Dues
	c.Dues = nil
	for _, m := range all {
		if m.Code != measures.Fine && m.Code != measures.Gains && m.Code != measures.Goods {
			continue
		}
		p := Payable{Party: m.Party, Code: m.Code, Fen: m.Fen}
		for _, o := range was {
			if o.Party == p.Party && o.Code == p.Code {
				p.Paid, p.PaidOn, p.Surcharge = o.Paid, o.PaidOn, o.Surcharge
			}
		}
		c.Dues = append(c.Dues, p)
	}
}

func (c *Case) fact(d *Decision) lead.CaseDecided {
	out := lead.CaseDecided{Case: c.Number, Department: c.Department, Number: d.Number, Version: d.Version, On: d.On, Served: d.Served, Simple: d.Simple, Agency: d.Agency, AgencyCode: d.AgencyCode,
		Violation: d.Violation, Category: c.Category, Facts: d.Facts, Basis: d.Basis, Street: c.Street, Sums: c.sums(), Hide: d.Hide, Sealed: c.Sealed}
	for _, p := range c.Parties {
		party := lead.PartyDecided{Name: p.Name, Kind: p.Kind, USCC: p.USCC, Representative: p.Representative, MaskedID: p.MaskedID, Institution: p.Institution}
		party.Measures = c.TakenOf(*d, p.No)
		if len(party.Measures) > 0 {
			out.Parties = append(out.Parties, party)
		}
	}
	return out
}

// TakenOf are the measures of a decision on a party.
func (c *Case) TakenOf(d Decision, party int) (out []lead.MeasureTaken) {
	for _, m := range d.Measures {
		if m.Party == party {
			out = append(out, lead.MeasureTaken{Code: m.Code, Fen: m.Fen, Text: m.Text, Until: m.Until})
		}
	}
	return out
}

// spot decides on the spot (简易程序, 行政处罚法 art. 51): facts that are clear, a warning or a small fine, two officers.
func spot(c *change) *Refusal {
	if !c.in.yes("heard") {
		return refuse(PaperMissing, "the party must be told and heard first (行政处罚法 art. 44, 45)", "tell and hear the party on the spot")
	}
	all, refusal := c.checkMeasures()
	if refusal != nil {
		return refusal
	}
	for _, m := range all {
		known, _ := c.w.Measures.Measure(m.Code)
		small := m.Code == measures.Fine && m.Fen <= c.w.Measures.Spot(c.party(m.Party).Kind)
		if known.Kind == measures.Penalty && m.Code != measures.Warning && !small {
			return refuse(NotAllowed, "on the spot only a warning, or a fine of 200 yuan on a person and 3,000 on an organisation at most (行政处罚法 art. 51)", "file the case")
		}
	}
	if refusal := c.mayFine(all); refusal != nil {
		return refusal
	}
	c.Stage, c.Found = Served, "substantiated"
	c.meet(stepVerify, 0)
	if refusal := c.decided(all, true); refusal != nil {
		return refusal
	}
	c.payable()
	return nil
}

func changeDecision(c *change) *Refusal {
	if refusal := c.another("change it"); refusal != nil {
		return refusal
	}
	all, refusal := c.checkMeasures()
	if refusal != nil {
		return refusal
	}
	was := c.Standing()
	if refusal := c.heavier(all, was.Measures); refusal != nil {
		return refusal
	}
	if refusal := c.mayFine(all); refusal != nil {
		return refusal
	}
	c.end(was, "changed")
	c.Stage = Decided
	c.start(stepServe, 0, c.on)
	return c.decided(all, false)
}

// end ends a decision: whatever was told of it must be withdrawn (行政处罚法 art. 48).
func (c *change) end(d *Decision, why string) {
	d.Ended, d.EndedOn = why, c.on
	for _, step := range []string{stepServe, stepPay, stepUrge, stepClose} {
		c.drop(step)
	}
	for _, m := range d.Measures {
		c.touches(c.party(m.Party).Institution)
	}
	c.say(lead.CaseRevoked{Case: c.Number, Department: c.Department, Number: d.Number, Version: d.Version, Reason: why, On: c.on})
}

func revoke(c *change) *Refusal {
	d := c.Standing()
	if d == nil {
		return refuse(NoSuch, "no decision stands", "nothing is to be done")
	}
	c.end(d, c.in.text("why"))
	c.Dues = nil
	if c.Stage == Closed { // it is no case any more that ended with a penalty
		c.Outcome = "revoked"
		c.sayClosed(false)
		return nil
	}
	c.Stage = Settled
	c.start(stepClose, 0, c.on)
	return nil
}
