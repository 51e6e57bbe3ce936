package cases

import (
	"xiansuo/services/enforcement/internal/measures"
	"xiansuo/services/internal/actor"
)

func investigate(c *change) *Refusal { c.Inquiries++; return nil }

func preserve(c *change) *Refusal { return c.hold(stepPreserve, stepPreserve) }

func seize(c *change) *Refusal {
	if refusal := c.coerces(); refusal != nil {
		return refusal
	}
	if refusal := c.hold(stepSeize, stepSeize); refusal != nil {
		return refusal
	}
	c.approvedLater(len(c.Holds))
	return nil
}

// coerces: a coercive measure is the head's to order; at once, where it is urgent, with approval afterwards (行政强制法 art. 18, 19).
func (c *change) coerces() *Refusal {
	if c.by.Role == actor.Handler && !c.in.yes("urgent") {
		return refuse(WrongRole, "the head orders it, or it was urgent and is approved within 24 hours (行政强制法 art. 18, 19)", "let the head order it, or say urgent")
	}
	return nil
}

func (c *change) approvedLater(ref int) {
	if c.by.Role == actor.Handler {
		c.start(stepApprove, ref, c.on)
	}
}

func (c *change) hold(kind, step string) *Refusal {
	if len(c.Holds) == 200 {
		return refuse(TooLarge, "a case has 200 holds at most", "open another case")
	}
	h := Hold{No: len(c.Holds) + 1, Kind: kind, What: c.in.text("what"), From: c.on}
	k := c.start(step, h.No, c.on)
	if k == nil {
		return refuse(NotInForce, "no limit is known for it on that day", "check the day")
	}
	h.Due = k.Due
	c.Holds = append(c.Holds, h)
	c.out["hold"], c.out["due"] = h.No, h.Due
	return nil
}

// sealed orders carry their approval under numbers above those of holds.
const sealRef = 1000

func sealPlace(c *change) *Refusal {
	m, _ := c.w.Measures.Measure(measures.Seal)
	if !m.May(c.Department) {
		return refuse(NotYours, "only the fire department may seal a place for danger (消防法 art. 54)", "ask it to")
	}
	if refusal := c.coerces(); refusal != nil {
		return refusal
	}
	if refusal := c.openOrder(measures.Seal, true, c.in.text("due")); refusal != nil {
		return refusal
	}
	c.approvedLater(sealRef + len(c.Orders))
	return nil
}

func approveCoercion(c *change) *Refusal {
	ref := int(c.in.num("hold"))
	if o := int(c.in.num("order")); o != 0 {
		ref = sealRef + o
	}
	if c.running(stepApprove, ref) == nil {
		return refuse(NoSuch, "no approval waits for that", "name the hold or the seal")
	}
	c.meet(stepApprove, ref)
	return nil
}

func (c *change) held() (*Hold, *Refusal) {
	no := int(c.in.num("hold"))
	if no < 1 || no > len(c.Holds) || c.Holds[no-1].Released != "" {
		return nil, refuse(NoSuch, "there is no such hold, or it is released", "GET the case: holds")
	}
	return &c.Holds[no-1], nil
}

func extendHold(c *change) *Refusal {
	h, refusal := c.held()
	if refusal != nil {
		return refusal
	}
	k, refusal := c.extend(h.step(), h.No)
	if refusal != nil {
		return refusal
	}
	h.Due, h.Extended = k.Due, true
	return nil
}

func release(c *change) *Refusal {
	h, refusal := c.held()
	if refusal != nil {
		return refusal
	}
	h.Released = c.on
	c.meet(h.step(), h.No)
	return nil
}

func stop(c *change) *Refusal { return c.openOrder(measures.Stop, c.in.yes("safety"), "") }

func rectify(c *change) *Refusal {
	return c.openOrder(measures.Rectify, c.in.yes("safety"), c.in.text("due"))
}

// openOrder opens an order. One about safety on a confirmed institution keeps it from teaching until a recheck is passed.
func (c *change) openOrder(kind string, safety bool, due string) *Refusal {
	party := int(c.in.num("party"))
	p := c.party(party)
	switch {
	case party != 0 && p == nil:
		return refuse(NoSuch, "there is no such party", "put it down first, or leave party out")
	case due != "" && due < c.on:
		return refuse(DateOrder, "due lies before the order", "check due")
	case len(c.Orders) == 200:
		return refuse(TooLarge, "a case has 200 orders at most", "open another case")
	}
	o := Order{No: len(c.Orders) + 1, Kind: kind, Safety: safety, Party: party, Opened: c.on, Due: due}
	if p != nil {
		o.Institution = p.Institution
	}
	c.Orders = append(c.Orders, o)
	c.out["order"] = o.No
	if safety {
		c.touches(o.Institution)
	}
	if kind == measures.Rectify || kind == measures.Seal && due != "" {
		c.start(stepRecheck, o.No, due)
	}
	return nil
}

// recheck lifts an order that is kept, whatever became of the case; one that is not kept stays, with a new date or without.
func recheck(c *change) *Refusal {
	o := c.order(int(c.in.num("order")))
	switch {
	case o == nil || o.Lifted != "" || o.refunds():
		return refuse(NoSuch, "there is no such order, or it is lifted; refunds are put down as they are paid", "GET the case: orders")
	case c.Stage == Closed && o.Handed == "" && !o.Safety:
		return refuse(WrongStage, "the case is closed", "open another case")
	case c.on < o.Opened:
		return refuse(DateOrder, "the recheck lies before the order", "check the day")
	}
	c.meet(stepRecheck, o.No)
	if c.in.text("result") == "passed" {
		c.lift(o)
		return nil
	}
	o.Failed++
	if due := c.in.text("due"); due != "" {
		if due < c.on {
			return refuse(DateOrder, "due lies before the recheck", "check due")
		}
		o.Due = due
		c.start(stepRecheck, o.No, due)
	}
	return nil
}

func (c *change) lift(o *Order) {
	o.Lifted = c.on
	for i := range c.Clocks {
		if k := &c.Clocks[i]; k.Step == stepRecheck && k.Ref == o.No && k.Runs() {
			k.Ended, k.End = c.on, withdrawn
		}
	}
	if o.Safety {
		c.touches(o.Institution)
	}
}

// handOrder leaves what is still to be watched to somebody else, such as the street. An order about safety stays open: only a recheck lifts it.
func handOrder(c *change) *Refusal {
	o := c.order(int(c.in.num("order")))
	if o == nil || o.Lifted != "" || o.refunds() {
		return refuse(NoSuch, "there is no such order, or it is lifted", "GET the case: orders")
	}
	o.Handed = c.in.text("to")
	for i := range c.Clocks {
		if k := &c.Clocks[i]; k.Step == stepRecheck && k.Ref == o.No && k.Runs() {
			k.Ended, k.End = c.on, withdrawn
		}
	}
	return nil
}
