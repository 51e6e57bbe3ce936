package cases

import (
	"slices"

	"xiansuo/services/enforcement/internal/measures"
)

func serve(c *change) *Refusal {
	d := c.Standing()
	d.Served = c.on
	c.Stage = Served
	c.meet(stepServe, 0)
	c.payable()
	fact := c.fact(d)
	c.say(fact)
	for _, p := range fact.Parties {
		c.touches(p.Institution)
	}
	return nil
}

// payable starts the time to pay, 15 days from service (行政处罚法 art. 67); where nothing is owed the case may be closed.
func (c *change) payable() {
	for i := range c.Dues {
		if p := &c.Dues[i]; p.Paid < p.Fen {
			if k := c.start(stepPay, i+1, c.on); k != nil {
				p.Due = k.Due
			}
		}
	}
	c.performed()
}

// performed starts the time to close once nothing is owed any more.
func (c *change) performed() {
	if !c.owed() && c.running(stepClose, 0) == nil {
		c.start(stepClose, 0, c.on)
	}
}

func (c *Case) owed() bool {
	return slices.ContainsFunc(c.Dues, func(p Payable) bool { return p.Paid < p.Fen && p.Court == "" })
}

func pay(c *change) *Refusal {
	i := slices.IndexFunc(c.Dues, func(p Payable) bool { return p.Party == int(c.in.num("party")) && p.Code == c.in.text("code") })
	if i < 0 {
		return refuse(NoSuch, "the party owes nothing of that kind", "GET the case: dues")
	}
	p := &c.Dues[i]
	fen, extra := c.in.num("fen"), c.in.num("surcharge")
	most := int64(0)
	if p.Code == measures.Fine {
		most = Surcharge(p.Fen, p.Due, c.on)
	}
	switch {
	case fen == 0 && extra == 0 || p.Paid+fen > p.Fen:
		return refuse(Sums, "more is paid than is owed, or nothing", "GET the case: dues")
	case p.Surcharge+extra > most:
		return refuse(Sums, "the surcharge is 3 % of the fine for each day, and never more than the fine (行政处罚法 art. 72)", "GET the case: dues")
	}
	p.Paid, p.Surcharge = p.Paid+fen, p.Surcharge+extra
	if p.Paid == p.Fen && p.PaidOn == "" {
		p.PaidOn = c.on
		c.meet(stepPay, i+1)
		c.meet(stepUrge, i+1)
	}
	c.out["owed"] = p.Fen - p.Paid
	c.performed()
	return nil
}

func perform(c *change) *Refusal {
	d := c.Standing()
	if !slices.ContainsFunc(d.Measures, func(m Measure) bool {
		return m.Party == int(c.in.num("party")) && m.Code == c.in.text("code") && m.Fen == 0
	}) {
		return refuse(NoSuch, "the decision holds no such measure without a sum for that party", "GET the case: decisions")
	}
	return nil
}

// deferPayment gives a party in need more time (行政处罚法 art. 66).
func deferPayment(c *change) *Refusal {
	found := false
	for i := range c.Dues {
		p := &c.Dues[i]
		if p.Party != int(c.in.num("party")) || p.Paid >= p.Fen || p.Court != "" {
			continue
		}
		if c.in.text("until") <= p.Due {
			return refuse(DateOrder, "until is no later than what is owed is due", "check until")
		}
		found = true
		p.Due, p.Urged = c.in.text("until"), ""
		if k := c.running(stepPay, i+1); k != nil {
			k.Due, k.Extended = p.Due, k.Extended+1
		}
		if k := c.running(stepUrge, i+1); k != nil {
			k.Ended, k.End = c.on, withdrawn
		}
	}
	if !found {
		return refuse(NoSuch, "the party owes nothing", "GET the case: dues")
	}
	return nil
}

// urge gives a party that has not paid in time ten working days before a court is asked (行政强制法 art. 54).
func urge(c *change) *Refusal {
	found := false
	for i := range c.Dues {
		p := &c.Dues[i]
		if p.Party != int(c.in.num("party")) || p.Paid >= p.Fen || p.Urged != "" || c.on <= p.Due {
			continue
		}
		k := c.start(stepUrge, i+1, c.on)
		if k == nil {
			return refuse(NotInForce, "no limit is known for it on that day", "check the day")
		}
		found = true
		p.Urged = k.Due
		c.out["until"] = k.Due
	}
	if !found {
		return refuse(TooEarly, "the party owes nothing that is overdue and was not urged", "GET the case: dues")
	}
	return nil
}

func court(c *change) *Refusal {
	found := false
	for i := range c.Dues {
		p := &c.Dues[i]
		if p.Party != int(c.in.num("party")) || p.Paid >= p.Fen || p.Court != "" {
			continue
		}
		if p.Urged == "" || c.on <= p.Urged {
			return refuse(TooEarly, "the party must have been urged, and ten working days have passed (行政强制法 art. 54)", "urge it, and wait")
		}
		found = true
		p.Court = c.on
		for _, step := range []string{stepPay, stepUrge} {
			if k := c.running(step, i+1); k != nil {
				k.Ended, k.End = c.on, lapsed
			}
		}
	}
	if !found {
		return refuse(NoSuch, "the party owes nothing", "GET the case: dues")
	}
	c.performed()
	return nil
}

func criminal(c *change) *Refusal {
	switch {
	case c.Referral == nil || c.Referral.State != "filed":
		return refuse(NoSuch, "the police have filed no case", "the case follows what they say")
	case len(c.in.rows("papers")) == 0:
		return refuse(PaperMissing, "an outcome is put down with its paper", "name it in papers")
	}
	c.Referral.State, c.Referral.On, c.Referral.Result = "ended", c.on, c.in.text("result")
	return nil
}
