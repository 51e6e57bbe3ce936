package handoff

import (
	"fmt"

	"xiansuo/pkg/lead"
)

// Who may give a word. Each says to others why they may not.

func notYours(format string, args ...any) *Refusal {
	return &Refusal{NotYours, fmt.Sprintf(format, args...)}
}

// asked: something is asked of the party, and it has not answered for good.
func asked(c *change, party string) *Refusal {
	if d := c.l.Duty(lead.Department(party)); d == nil || !d.State.Open() {
		return &Refusal{NotAsked, "this lead is not asked of " + party + ", or not any more"}
	}
	return nil
}

// holds: the party is a department and answerable for the lead.
func holds(c *change, party string) *Refusal {
	if d := c.l.holding(); d == nil || string(d.Department) != party {
		if o := c.l.offered(); o != nil && string(o.Department) == party {
			return &Refusal{NotSigned, "sign it first"}
		}
		return notYours("%s does not hold the lead; it is with %q", party, c.l.Holder)
	}
	return nil
}

// offeredTo: the party was offered a transfer and has not answered.
func offeredTo(c *change, party string) *Refusal {
	switch {
	case !c.l.Offer.transfer():
		return &Refusal{NoOffer, "no transfer is offered; what the desk sent is signed, or returned"}
	case string(c.l.Offer.To) != party:
		return notYours("the transfer is offered to %s", c.l.Offer.To)
	case c.l.Offer.To == c.l.Designated:
		return &Refusal{IsDesignated, "the ruling binds: sign it; on new facts a review may be asked once"}
	}
	return nil
}

// gave: the party made the offer that is open, or wrote the letter that is out.
func gave(c *change, party string) *Refusal {
	switch {
	case c.l.State == Lettered:
		return wrote(c, party)
	case c.l.Offer == nil:
		return &Refusal{NoOffer, "no offer is open: it was signed, refused or recalled"}
	case string(c.l.Offer.From) != party:
		return notYours("%s made the offer", c.l.Offer.From)
	}
	return nil
}

// police: the party is the police, and holds the lead or was offered it by a referral.
func police(c *change, party string) *Refusal {
	switch {
	case party != string(lead.Police):
		return notYours("only the police answer a referral")
	case c.l.Referral == nil:
		return &Refusal{NoReferral, "nothing was referred to the police"}
	}
	return nil
}

// involved: the party was asked at some time, or gets copies.
func involved(c *change, party string) *Refusal {
	if c.l.Duty(lead.Department(party)) == nil {
		return notYours("%s was never asked", party)
	}
	return nil
}

func desk(_ *change, party string) *Refusal {
	if party != string(lead.Desk) {
		return notYours("only the desk decides this")
	}
	return nil
}

// ruler: the party may rule: the taskforce, or 司法局 (行政执法监督条例 art. 7(2), 13).
func ruler(_ *change, party string) *Refusal {
	if party != string(lead.Taskforce) && party != string(lead.Justice) {
		return notYours("only the taskforce or the justice bureau rules")
	}
	return nil
}

func deskOrTaskforce(_ *change, party string) *Refusal {
	if party != string(lead.Desk) && party != string(lead.Taskforce) {
		return notYours("only the desk or the taskforce decides this")
	}
	return nil
}

// office: the party may remind and supervise.
func office(c *change, party string) *Refusal {
	if ruler(c, party) != nil && desk(c, party) != nil {
		return notYours("only the desk, the taskforce or the justice bureau does this")
	}
	return nil
}

func holdsOrDesk(c *change, party string) *Refusal {
	if party == string(lead.Desk) {
		return nil
	}
	return holds(c, party)
}

func involvedOrDesk(c *change, party string) *Refusal {
	if party == string(lead.Desk) {
		return nil
	}
	return involved(c, party)
}

// disputes: the party is a department that was asked at some time, or the desk.
func disputes(c *change, party string) *Refusal {
	if party == string(lead.Desk) {
		return nil
	}
	if !lead.Department(party).Valid() {
		return notYours("only the six departments and the desk dispute who leads")
	}
	return involved(c, party)
}
