package cases

import (
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/measures"
)

// Refund is what must be paid back to families, in fen. Payers are opaque keys: nobody's name is kept.
type Refund struct {
	Ordered int64   `json:"ordered,omitempty"`
	Paid    int64   `json:"paid,omitempty"`
	Payers  int     `json:"payers,omitempty"`
	Done    int     `json:"done,omitempty"`
	List    []Payer `json:"list,omitempty"`
	Handed  string  `json:"handed,omitempty"` // the day on which it was left to a court
}

// Payer is who gets something back.
type Payer struct {
	Key  string `json:"key"`
	Fen  int64  `json:"fen"`
	Paid int64  `json:"paid,omitempty"`
}

// Open reports whether something is still to be paid back.
func (r Refund) Open() bool { return r.Paid < r.Ordered && r.Handed == "" }

func (r Refund) told() lead.Refunds {
	return lead.Refunds{Ordered: r.Ordered, Paid: r.Paid, Payers: r.Payers, Done: r.Done}
}

func (c *change) refundMoved() {
	c.say(lead.RefundMoved{Case: c.Number, Department: c.Department, Refunds: c.Refund.told(), On: c.on})
	c.out["ordered"], c.out["paid"] = c.Refund.Ordered, c.Refund.Paid
}

func orderRefund(c *change) *Refusal {
	fen, payers := c.in.num("fen"), int(c.in.num("payers"))
	switch {
	case fen == 0 || payers == 0 || int64(payers) > fen:
		return refuse(Sums, "fen and payers must say how much goes back to how many", "check them")
	case c.Refund.Ordered > 0 && c.Refund.Handed == "" && !c.Refund.Open():
		return refuse(NotAllowed, "everything that was ordered is paid back", "nothing more is to be done")
	case c.Refund.Paid >= fen || c.Refund.Done >= payers || fen-c.Refund.Paid < int64(payers-c.Refund.Done): // else it could never end
		return refuse(Sums, "more is paid back already, or nobody would get any more", "check fen and payers")
	case len(c.Refund.List) > 0 && c.Refund.Paid > 0:
		return refuse(NotAllowed, "payers of the list have been paid", "leave the rest to a court with hand-refund, or pay it")
	}
	for i := range c.Orders {
		if o := &c.Orders[i]; o.refunds() && o.Lifted == "" {
			c.lift(o) // ordered anew
		}
	}
	kind := measures.Refund
	if c.in.yes("overcharge") {
		kind = measures.Overcharge
	}
	if m, _ := c.w.Measures.Measure(kind); !m.May(c.Department) {
		return refuse(NotYours, "the department may not order that refund", "leave overcharge out, or refer it to who may")
	}
	if refusal := c.openOrder(kind, false, c.in.text("due")); refusal != nil {
		return refusal
	}
	c.Refund.Ordered, c.Refund.Payers, c.Refund.Handed, c.Refund.List = fen, payers, "", nil
	c.refundMoved()
	return nil
}

func listPayers(c *change) *Refusal {
	rows := c.in.rows("payers")
	if c.Refund.Ordered == 0 || c.Refund.Paid > 0 {
		return refuse(NotAllowed, "a list belongs to an order of which nothing is paid yet", "order the refund first")
	}
	sum, seen := int64(0), map[string]bool{}
	list := make([]Payer, len(rows))
	for i, r := range rows {
		list[i] = Payer{Key: r.text("key"), Fen: r.num("fen")}
		if list[i].Fen == 0 || seen[list[i].Key] {
			return refuse(Sums, "a payer stands twice or gets nothing", "check the list")
		}
		seen[list[i].Key] = true
		sum += list[i].Fen
	}
	if sum != c.Refund.Ordered || len(list) != c.Refund.Payers {
		return refuse(Sums, "the list does not sum to what was ordered, or has another number of payers", "check the list, or order the refund anew")
	}
	c.Refund.List = list
	c.refundMoved()
	return nil
}

func refundPaid(c *change) *Refusal {
	switch {
	case c.Refund.Ordered == 0:
		return refuse(NoSuch, "no refund was ordered", "order it first")
	case len(c.in.rows("papers")) == 0:
		return refuse(PaperMissing, "a refund is put down with its proof", "name the proof in papers")
	}
	pay := c.payPlain
	if len(c.Refund.List) > 0 {
		pay = c.payListed
	}
	if refusal := pay(); refusal != nil {
		return refusal
	}
	if c.Refund.Paid == c.Refund.Ordered {
		c.endRefundOrders()
	}
	c.refundMoved()
	return nil
}

func (c *change) payPlain() *Refusal {
	r := &c.Refund
	fen, done := c.in.num("fen"), int(c.in.num("payers"))
	paid, all := r.Paid+fen, r.Done+done
	switch {
	case c.in.has("payments"):
		return refuse(NoSuch, "there is no list of payers", "import it, or say fen and payers")
	case fen == 0 || paid > r.Ordered || all > r.Payers:
		return refuse(Sums, "more would be paid back than was ordered, or nothing", "check fen and payers")
	case (paid == r.Ordered) != (all == r.Payers):
		return refuse(Sums, "all is paid when every payer has all of theirs, and only then", "check fen and payers")
	}
	r.Paid, r.Done = paid, all
	return nil
}

func (c *change) payListed() *Refusal {
	rows := c.in.rows("payments")
	if len(rows) == 0 || c.in.has("fen") || c.in.has("payers") {
		return refuse(Sums, "there is a list of payers: say in payments who got what", "use payments")
	}
	at := map[string]*Payer{}
	for i := range c.Refund.List {
		at[c.Refund.List[i].Key] = &c.Refund.List[i]
	}
	for _, row := range rows {
		p, fen := at[row.text("key")], row.num("fen")
		if p == nil || fen == 0 || p.Paid+fen > p.Fen {
			return refuse(Sums, "a payer is not on the list, or would get more than theirs, or nothing", "check payments")
		}
		p.Paid += fen
		c.Refund.Paid += fen
		if p.Paid == p.Fen {
			c.Refund.Done++
		}
	}
	return nil
}

func (c *change) endRefundOrders() {
	for i := range c.Orders {
		if o := &c.Orders[i]; o.refunds() && o.Lifted == "" {
			c.lift(o)
		}
	}
}

// handRefund leaves what is not paid back to a court: the sums stay as they are.
func handRefund(c *change) *Refusal {
	if !c.Refund.Open() {
		return refuse(NoSuch, "nothing is to be paid back any more", "nothing is to be done")
	}
	c.Refund.Handed = c.on
	c.endRefundOrders()
	return nil
}
