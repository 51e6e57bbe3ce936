package cases

import (
	"slices"

	"xiansuo/services/enforcement/internal/measures"
)

// something are the acts that need something to act on, or are one department's, with whether the case has it. It only shortens what is offered: an act that is done all
// the same is refused by its own rule, with a record. Days are no matter here, but for those that have not come: papers are entered later.
var something = map[string]func(*Case, World) bool{
	"extend-check":     func(c *Case, w World) bool { return c.extends(w, stepVerify, 0) },
	"approve-coercion": func(c *Case, _ World) bool { return c.runs(stepApprove) },
	"extend-hold": func(c *Case, w World) bool {
		return slices.ContainsFunc(c.Holds, func(h Hold) bool { return h.Released == "" && c.extends(w, h.step(), h.No) })
	},
	"release": func(c *Case, _ World) bool {
		return slices.ContainsFunc(c.Holds, func(h Hold) bool { return h.Released == "" })
	},
	"seal": func(c *Case, w World) bool {
		m, _ := w.Measures.Measure(measures.Seal)
		return m.May(c.Department)
	},
	"recheck": func(c *Case, _ World) bool {
		return slices.ContainsFunc(c.Orders, func(o Order) bool { return o.watched() && (c.Stage != Closed || o.Handed != "" || o.Safety) })
	},
	"hand-order":   func(c *Case, _ World) bool { return slices.ContainsFunc(c.Orders, Order.watched) },
	"order-refund": func(c *Case, _ World) bool { return c.Refund.Ordered == 0 || c.Refund.Handed != "" || c.Refund.Open() },
	"list-payers":  func(c *Case, _ World) bool { return c.Refund.Ordered > 0 && c.Refund.Paid == 0 },
	"refund-paid":  func(c *Case, _ World) bool { return c.Refund.Paid < c.Refund.Ordered },
	"hand-refund":  func(c *Case, _ World) bool { return c.Refund.Open() },
	"resume":       func(c *Case, _ World) bool { return c.Rest != nil },
	"ask-hearing":  func(c *Case, _ World) bool { return c.Notice.Hearing && c.Notice.Waived == "" },
	"call-hearing": func(c *Case, _ World) bool { return c.Notice.Asked != "" },
	"hear":         func(c *Case, w World) bool { return c.Notice.Called != "" && c.Notice.Called <= Day(w.At) },
	"revoke":       func(c *Case, _ World) bool { return c.Standing() != nil },
	"pay": func(c *Case, w World) bool {
		return slices.ContainsFunc(c.Dues, func(p Payable) bool {
			return p.Paid < p.Fen || p.Code == measures.Fine && p.Surcharge < Surcharge(p.Fen, p.Due, Day(w.At))
		})
	},
	"perform": func(c *Case, _ World) bool {
		d := c.Standing()
		return d != nil && slices.ContainsFunc(d.Measures, func(m Measure) bool { return m.Fen == 0 })
	},
	"defer": func(c *Case, _ World) bool { return slices.ContainsFunc(c.Dues, Payable.open) },
	"urge": func(c *Case, w World) bool {
		return slices.ContainsFunc(c.Dues, func(p Payable) bool { return p.Paid < p.Fen && p.Urged == "" && p.Due < Day(w.At) })
	},
	"court": func(c *Case, w World) bool {
		return slices.ContainsFunc(c.Dues, func(p Payable) bool { return p.open() && p.Urged != "" && p.Urged < Day(w.At) })
	},
	"criminal-outcome": func(c *Case, _ World) bool { return c.Referral != nil && c.Referral.State == "filed" },
}

// has reports whether the case has something for the act to act on.
func (a *Act) has(c *Case, w World) bool {
	need := something[a.Name]
	return need == nil || need(c, w)
}

// watched reports whether the order waits for a recheck.
func (o Order) watched() bool { return o.Lifted == "" && !o.refunds() }

// open reports whether the sum is owed, and no court was asked for it.
func (p Payable) open() bool { return p.Paid < p.Fen && p.Court == "" }

// runs reports whether a clock of a step runs.
func (c *Case) runs(step string) bool {
	return slices.ContainsFunc(c.Clocks, func(k Clock) bool { return k.Step == step && k.Runs() })
}

// extends reports whether the clock of a step runs and its rule allows more time.
func (c *Case) extends(w World, step string, ref int) bool {
	k := c.running(step, ref)
	if k == nil {
		return false
	}
	row, ok := w.Limits.of(step, c.Department, c.Category, Day(k.From))
	return ok && row.Extend != nil && k.Extended < row.Times
}
