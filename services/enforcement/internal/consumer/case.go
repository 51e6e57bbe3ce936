package consumer

import (
	"cmp"
	"context"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/outbox"
)

// caseTypes are the facts that open or move cases.
var caseTypes = []string{lead.HandoffDispatched{}.EventType(), lead.HandoffSigned{}.EventType(), lead.HandoffNoted{}.EventType(), lead.HandoffEnded{}.EventType()}

// followed are the records about a referral to the police that cases follow.
var followed = map[lead.Kind]bool{
	lead.KindProposed: true, lead.KindApproved: true, lead.KindDisapproved: true, lead.KindReferred: true, lead.KindSigned: true, lead.KindIncomplete: true,
	lead.KindFiled: true, lead.KindNotFiled: true, lead.KindObjected: true, lead.KindRejected: true, lead.KindRecalled: true,
}

// heard is what a batch of routing's events says about cases.
type heard struct {
	openings []cases.Opening
	matters  []postgres.Matter
	words    []postgres.Word
}

// cases opens cases, and moves those that a referral moves: all openings of a batch first, since no record about a case comes before its own.
func (c *Consumer) cases(ctx context.Context, tx *outbox.Tx, events []outbox.Received) error {
	var h heard
	for _, e := range events {
		if err := h.take(e); err != nil {
			return err
		}
	}
	c.Store.Describe(tx, h.matters)
	if _, err := c.Store.Open(ctx, tx, h.described()); err != nil {
		return err
	}
	if len(h.words) == 0 {
		return nil
	}
	return c.Store.Follow(ctx, tx, h.words)
}

// described are the openings with what the same batch says of their leads.
func (h *heard) described() []cases.Opening {
	of := map[string]postgres.Matter{}
	for _, m := range h.matters {
		of[m.Lead] = m
	}
	for i := range h.openings {
		if m, ok := of[h.openings[i].Lead]; ok {
			m.Into(&h.openings[i])
		}
	}
	return h.openings
}

// dispatched is what is read of a dispatch, of which there is one for every lead: no text of a complaint is decoded.
type dispatched struct {
	Role     lead.Role     `json:"role"`
	Record   lead.Record   `json:"record"`
	Category lead.Category `json:"category"` // as the desk says, where it says otherwise than the decision
	Decision struct {
		Category lead.Category `json:"category"`
	} `json:"decision"`
	Matter struct {
		Place *struct {
			Street string `json:"street"`
		} `json:"place"`
	} `json:"matter"`
}

func (h *heard) take(e outbox.Received) error {
	id := e.Subject()
	switch e.Type() {
	case lead.HandoffDispatched{}.EventType():
		var d dispatched
		if err := event.Decode(e.Event, &d); err != nil {
			return err
		}
		m := postgres.Matter{Lead: id, Category: cmp.Or(d.Category, d.Decision.Category), Document: d.Record.Document, From: lead.Department(d.Record.From)}
		if d.Matter.Place != nil {
			m.Street = d.Matter.Place.Street
		}
		if d.Role == lead.RoleLead {
			h.matters = append(h.matters, m)
		}
		h.word(e, d.Record)
	case lead.HandoffSigned{}.EventType():
		signed, err := event.As[lead.HandoffSigned](e.Event)
		if err != nil {
			return err
		}
		if o, ok := cases.OpeningOf(id, signed); ok {
			o.Cause, o.Trace = e.ID(), event.Extension(e.Event, event.TraceParent)
			h.openings = append(h.openings, o)
		}
		h.word(e, signed.Record)
	case lead.HandoffNoted{}.EventType():
		n, err := event.As[lead.HandoffNoted](e.Event)
		if err != nil {
			return err
		}
		h.word(e, n.Record)
	case lead.HandoffEnded{}.EventType():
		n, err := event.As[lead.HandoffEnded](e.Event)
		if err != nil {
			return err
		}
		h.word(e, n.Record)
	}
	return nil
}

func (h *heard) word(e outbox.Received, r lead.Record) {
	if followed[r.Kind] {
		h.words = append(h.words, postgres.Word{Lead: e.Subject(), Record: r, Cause: e.ID()})
	}
}
