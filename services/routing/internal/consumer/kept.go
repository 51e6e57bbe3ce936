package consumer

import (
	"cmp"
	"context"
	"slices"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// back says what came back of a word.
func (a *Again) back(s *step) postgres.Back {
	left := map[saying]int{}
	return postgres.Back{Same: a.same(s), Said: func(id string, said handoff.Said, cause string) bool {
		data, err := event.Marshal(said.Fact)
		if err != nil {
			return false // announcing it fails too, and says why
		}
		key := saying{id, said.Fact.EventType(), string(said.Queue), cause, recordOf(data).No}
		if _, begun := left[key]; !begun {
			left[key] = a.heard[key]
		}
		left[key]--
		return left[key] >= 0
	}}
}

// same reports whether the records that came out are those that came back.
func (a *Again) same(s *step) func(map[string][]lead.Record) bool {
	return func(made map[string][]lead.Record) bool {
		out := map[place]bool{}
		for id, records := range made {
			for _, r := range records {
				if back, ok := a.records[id][r.No]; ok && handoff.Digest(back) != handoff.Digest(r) {
					return false
				}
				out[place{id, r.No}] = true
			}
		}
		for _, p := range s.records {
			if !out[p] {
				return false
			}
		}
		return true
	}
}

// keepRecords keeps what came back of a lead's chain as it is.
func (a *Again) keepRecords(ctx context.Context, tx *outbox.Tx, id string) error {
	last, err := a.Store.Last(ctx, tx, []string{id})
	if err != nil {
		return err
	}
	var back []lead.Record
	for no, r := range a.records[id] {
		if no > last[id] {
			back = append(back, r)
		}
	}
	slices.SortFunc(back, func(x, y lead.Record) int { return cmp.Compare(x.No, y.No) })
	start := a.start(id)
	if len(back) == 0 {
		return nil
	}
	if last[id] == 0 && start.Matter.ReceivedAt.IsZero() {
		a.Notes.Add(unknownLead, id)
		return nil
	}
	a.Notes.Add(keptRecords, id)
	return a.Store.Restore(ctx, tx, start, back, a.Intake.Word())
}

// start is a lead that is not known any more, as far as what was said about it tells.
func (a *Again) start(id string) *handoff.Lead {
	l := &handoff.Lead{ID: id, State: handoff.AtDesk, Holder: lead.Desk}
	for _, e := range a.Words {
		if r, err := event.As[lead.LeadReceived](e); err == nil && e.Subject() == id {
			l.Sender, l.Number, l.Matter, l.TraceParent = r.Sender, r.Matter.Number, r.Matter, event.Extension(e, event.TraceParent)
			l.Decision = a.Decide(r.Matter, r.Matter.Text, r.Urgency)
		}
	}
	for _, facts := range a.said[id] {
		for _, f := range facts {
			if d, ok := f.(lead.HandoffDispatched); ok {
				l.Matter, l.Decision, l.Number = d.Matter, d.Decision, d.Matter.Number
			}
		}
	}
	l.Category, l.Urgency = l.Decision.Category, l.Decision.Urgency
	return l
}
