// Package consumer takes in what intake announces and what the departments answer.
package consumer

import (
	"context"
	"fmt"
	"strings"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// Decider decides by the rules where a lead must go. The text is all that is known; matter says the rest.
type Decider func(matter lead.Matter, text string, urgency lead.Urgency) lead.Decision

// Intake applies what intake announces.
type Intake struct {
	Store  *postgres.Store
	Decide Decider
	// Word returns what a change must know, of this moment.
	Word func() handoff.Word
}

// word is one of intake's events, decoded.
type word struct {
	event event.Event
	fact  lead.Fact
	// decision is that of a new lead, which needs nothing but the event.
	decision lead.Decision
}

// WantsOfIntake says which of intake's events matter here: all that speak of leads.
func WantsOfIntake(typ string) bool { return typ != lead.SourceReopened{}.EventType() }

// Handle applies a batch.
func (in *Intake) Handle(ctx context.Context, tx *outbox.Tx, events []outbox.Received) error {
	words, causes := make([]word, len(events)), make([]postgres.Cause, len(events))
	for i, e := range events {
		w, err := in.read(ctx, e.Event)
		if err != nil {
			return err
		}
		words[i], causes[i] = w, postgres.Cause{Lead: e.Subject(), Trace: event.Extension(e.Event, event.TraceParent)}
	}
	repeats, err := in.repeats(ctx, tx, words)
	if err != nil {
		return err
	}
	for i, r := range repeats {
		if r.best != nil {
			causes[i].Others = []string{r.best.Lead}
		}
	}
	var unknown error
	leads := make([]*handoff.Lead, len(words))
	err = in.Store.Apply(ctx, tx, causes, func(i int, l *handoff.Lead, other func(string) *handoff.Lead) (handoff.Word, handoff.Change) {
		if l.Last == 0 {
			leads[i] = l
		}
		w := in.Word()
		w.Cause, w.Other = words[i].event.ID(), other
		change, err := in.apply(l, words[i], repeats[i], &w)
		if err != nil && unknown == nil {
			unknown = err
		}
		return w, change
	})
	in.keep(tx, leads, repeats)
	if unknown != nil {
		return unknown
	}
	return err
}

func (in *Intake) read(ctx context.Context, e event.Event) (word, error) {
	w := word{event: e}
	var err error
	switch e.Type() {
	case lead.LeadReceived{}.EventType():
		var r lead.LeadReceived
		if r, err = event.As[lead.LeadReceived](e); err == nil {
			span := outbox.StartSpan(ctx, e, "decide")
			w.decision = in.Decide(r.Matter, r.Matter.Text, r.Urgency)
			span.End()
		}
		w.fact = r
	case lead.LeadSupplemented{}.EventType():
		w.fact, err = event.As[lead.LeadSupplemented](e)
	case lead.LeadWithdrawn{}.EventType():
		w.fact, err = event.As[lead.LeadWithdrawn](e)
	case lead.LeadUrged{}.EventType():
		w.fact, err = event.As[lead.LeadUrged](e)
	case lead.LeadRated{}.EventType():
		w.fact, err = event.As[lead.LeadRated](e)
	case lead.ReporterRead{}.EventType():
		w.fact, err = event.As[lead.ReporterRead](e)
	}
	return w, err
}

func (in *Intake) apply(l *handoff.Lead, w word, like repeat, hw *handoff.Word) (handoff.Change, error) {
	if r, ok := w.fact.(lead.LeadReceived); ok {
		if l.Last > 0 {
			return handoff.Change{}, nil // known already: a replay
		}
		hw.By = r.Sender
		return in.received(l, r, w.decision, like, *hw), nil
	}
	if l.Last == 0 {
		return handoff.Change{}, fmt.Errorf("lead %s is not known", l.ID)
	}
	switch f := w.fact.(type) {
	case lead.LeadSupplemented:
		hw.By = f.Sender
		return handoff.Supplemented(l, f, in.Decide(l.Matter, wholeText(l, f.Text), l.Urgency), *hw), nil
	case lead.LeadWithdrawn:
		hw.By = f.Sender
		return handoff.Withdrawn(l, f, *hw), nil
	case lead.LeadUrged:
		hw.By = f.Sender
		return handoff.Urged(l, f, *hw), nil
	case lead.LeadRated:
		hw.By = f.Sender
		return handoff.Rated(l, f, *hw), nil
	case lead.ReporterRead:
		hw.By = string(f.Department)
		return handoff.Read(l, f, *hw), nil
	}
	return handoff.Change{}, nil
}

// wholeText is everything that was said about a lead.
func wholeText(l *handoff.Lead, more string) string {
	parts := []string{l.Matter.Text}
	for _, s := range l.Supplements {
		parts = append(parts, s.Text)
	}
	return strings.Join(append(parts, more), "\n")
}
