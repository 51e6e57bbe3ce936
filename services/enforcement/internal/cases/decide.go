package cases

import (
	"encoding/json"
	"slices"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/measures"
)

// checkMeasures reads the measures of a notice or a decision and says what is wrong with them.
func (c *change) checkMeasures() ([]Measure, *Refusal) {
	if refusal := c.expired(); refusal != nil {
		return nil, refusal
	}
	var all []Measure
	for _, r := range c.in.rows("measures") {
		m := Measure{Party: int(r.num("party")), Code: r.text("code"), Fen: r.num("fen"), Text: r.text("text"), Until: r.text("until"), Basis: r.text("basis"),
			Of: r.text("of"), Percent: r.num("percent"), Grade: r.text("grade")}
		if slices.ContainsFunc(all, func(o Measure) bool { return o.Party == m.Party && o.Code == m.Code }) {
			return nil, refuse(InvalidInput, "measures holds one twice for a party", "put the sums together")
		}
		if refusal := c.checkMeasure(&m); refusal != nil {
			return nil, refusal
		}
		all = append(all, m)
	}
	confiscated := int64(0)
	for _, m := range all {
		if m.Code == measures.Gains {
			confiscated += m.Fen
		}
	}
	if confiscated > c.Money.Gains {
		return nil, refuse(Sums, "more would be confiscated than the illegal gains are", "work out the sums first: money")
	}
	return all, nil
}

// expired: after two years from the conduct until it was found there is no penalty any more, after five where life, health or money are concerned and
// harm came of it; what goes on counts from its end (行政处罚法 art. 36).
func (c *change) expired() *Refusal {
	years := 2
	switch c.in.text("longer") {
	case "continuing":
		return nil
	case "harm":
		years = 5
	}
	if Day(dayOf(c.in.text("actOn")).AddDate(years, 0, 0)) < c.Clue {
		return refuse(TooLate, "the conduct was found too long after it (行政处罚法 art. 36)", "settle it with no-penalty, or say in longer why it may be penalised")
	}
	return nil
}

func (c *change) checkMeasure(m *Measure) *Refusal {
	known, ok := c.w.Measures.Measure(m.Code)
	p := c.party(m.Party)
	switch {
	case p == nil:
		return refuse(NoSuch, "measures names a party that is not there", "put down the party first")
	case !ok || known.Kind != measures.Penalty && known.Kind != measures.Order:
		return refuse(NoSuch, "measures names a code that is no penalty and no order", "GET measures")
	case !known.May(c.Department):
		return refuse(NotYours, "the department may not take "+known.Code, "refer it to who may")
	case known.Sum != (m.Fen > 0):
		return refuse(Sums, known.Code+" must have a sum, if and only if it is one", "mend fen")
	case known.Lasts && m.Until <= c.on:
		return refuse(InvalidInput, known.Code+" must say in until when it ends", "add it")
	case !known.Lasts && m.Until != "":
		return refuse(InvalidInput, known.Code+" does not end on a day", "leave until out")
	}
	b, refusal := c.basis(known, m)
	if refusal != nil {
		return refusal
	}
	return c.reached(m, b, p.Kind)
}

// basis is the provision of the day of the act; the newer one only where it is lighter (行政处罚法 art. 37).
func (c *change) basis(known measures.Measure, m *Measure) (measures.Basis, *Refusal) {
	if m.Basis == "" {
		if m.Code == measures.Fine {
			return measures.Basis{}, refuse(PaperMissing, "a fine must name its provision in basis", "GET measures: basis")
		}
		return measures.Basis{}, nil
	}
	b, ok := known.On(m.Basis, c.in.text("actOn"))
	if !ok && c.in.yes("lighter") {
		b, ok = known.On(m.Basis, c.on)
	}
	switch {
	case !ok:
		return b, refuse(NotInForce, "the provision is none of the measure's, or did not hold on the day of the conduct", "choose the one of that day, or say lighter where the newer law is")
	case len(b.Who) > 0 && !slices.Contains(b.Who, c.Department):
		return b, refuse(NotYours, "the provision is another department's", "choose one of your own")
	}
	return b, nil
}

// reached checks how a fine was reached: a multiple of a base that the case holds, or a sum.
func (c *change) reached(m *Measure, b measures.Basis, kind lead.PartyKind) *Refusal {
	m.Base = map[string]int64{"gains": c.Money.Gains, "ad-cost": c.Money.AdCost, "goods": c.Money.Goods}[m.Of]
	switch {
	case m.Code != measures.Fine && (m.Of != "" || m.Percent != 0 || m.Grade != ""):
		return refuse(InvalidInput, "only a fine is reached from a base", "leave of, percent and grade out")
	case (m.Of == "") != (m.Percent == 0):
		return refuse(Sums, "of and percent belong together", "say both or neither")
	case m.Of != "" && (m.Base == 0 || m.Base*m.Percent/100 != m.Fen):
		return refuse(Sums, "the fine is not that multiple of the base that the case holds", "work out the sums first: money")
	case m.Code == measures.Fine && !b.Within(measures.Fined{Fen: m.Fen, Of: m.Of, Base: m.Base, Percent: m.Percent, Grade: m.Grade, Kind: kind}):
		return refuse(OutOfRange, "the provision does not allow that fine", "GET measures: grades says what it allows")
	}
	return nil
}

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
	if c.Stage != Closed {
		c.Stage = Settled
		c.start(stepClose, 0, c.on)
	}
	return nil
}
