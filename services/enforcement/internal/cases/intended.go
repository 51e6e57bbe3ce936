package cases

import (
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
