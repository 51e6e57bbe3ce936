package cases

import (
	"slices"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/measures"
)

// workOut computes the illegal gains: the terms are given, the result never is; where it is given, it is compared.
func workOut(c *change) *Refusal {
	m := Money{Collected: c.in.num("collected"), RefundedBefore: c.in.num("refundedBefore"), Lawful: c.in.num("lawful"), AdCost: c.in.num("adCost"), Goods: c.in.num("goods"), Set: true}
	if rows := c.in.rows("fees"); len(rows) > 0 {
		sum := int64(0)
		for _, r := range rows {
			each, times := r.num("each"), r.num("pupils")*r.num("lessons")
			if times != 0 && each > maxFen/times || sum > maxFen {
				return refuse(Sums, "the fees are beyond all measure", "check fees")
			}
			sum += each * times
		}
		if c.in.has("collected") && sum != m.Collected {
			return refuse(Sums, "collected is not the sum of fees", "check fees: each x pupils x lessons")
		}
		m.Collected = sum
	}
	m.Gains = m.Collected - m.RefundedBefore - m.Lawful
	switch {
	case m.Gains < 0:
		return refuse(Sums, "more was paid back or lawful than was collected", "check the terms")
	case c.in.has("gains") && c.in.num("gains") != m.Gains:
		return refuse(Sums, "gains are not collected less refundedBefore less lawful", "check the terms")
	}
	c.Money = m
	c.out["gains"], c.out["collected"] = m.Gains, m.Collected
	return nil
}

// Surcharge returns the most that may be added to a fine that is paid after its last day: 3 % a day, never more than the fine (行政处罚法
// art. 72). All sums are in fen.
func Surcharge(fine int64, due, on string) int64 {
	if on <= due || due == "" {
		return 0
	}
	days := int64(dayOf(on).Sub(dayOf(due)).Hours() / 24)
	return min(fine, fine/100*3*days+fine%100*3*days/100)
}

// sums are the sums of the case as they are told.
func (c *Case) sums() lead.Sums {
	s := lead.Sums{Collected: c.Money.Collected, RefundedBefore: c.Money.RefundedBefore, Gains: c.Money.Gains}
	if d := c.Standing(); d != nil {
		for _, m := range d.Measures {
			switch m.Code {
			case measures.Fine:
				s.Fines += m.Fen
			case measures.Gains, measures.Goods:
				s.Confiscated += m.Fen
			}
		}
	}
	return s
}

func fines(all []Measure) bool {
	return slices.ContainsFunc(all, func(m Measure) bool { return m.Code == measures.Fine })
}
