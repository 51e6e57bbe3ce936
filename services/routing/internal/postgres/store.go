// Package postgres is all SQL of routing.
package postgres

import (
	"context"
	"embed"
	"fmt"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/setting"
	"xiansuo/services/internal/webhook"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/district"
	"xiansuo/services/routing/internal/handoff"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is routing's part of the database.
func Schema() pg.Schema {
	return pg.Schema{
		Name:   "routing",
		Parts:  []pg.Part{outbox.Part(), setting.Part(), webhook.Part(), {Name: "routing", Files: pg.Sub(migrations, "migrations")}},
		Update: append(append(outbox.Updated(), webhook.Updated()...), "lead", "duty", "clock", "call", "queue_floor"),
		Delete: []string{"waiting", "likeness"},
	}
}

// Store keeps leads.
type Store struct {
	Log *outbox.Log
	// Reread reads a word that was kept while it waited.
	Reread func(party string, body []byte) (answers.Incoming, error)
	// Units are those of the district that have a queue beside the departments.
	Units func() []lead.Department
	// Duty returns the duty list of a holder, in order; nil calls nobody.
	Duty func(lead.Holder) []district.Contact
	// Link is where others reach this service, without a slash at the end; empty gives calls no link.
	Link string

	prints prints
}

// Cause is a word about a lead.
type Cause struct {
	Lead string
	// Others are leads that the word names besides.
	Others []string
	// Trace is that of the request that a new lead began with.
	Trace string
}

// Decide decides one of several causes. Other returns another lead that the cause names, or nil.
type Decide func(i int, l *handoff.Lead, other func(id string) *handoff.Lead) (handoff.Word, handoff.Change)

// Apply gives decide each cause's lead, locked and in order of cause, and saves the leads, their records and what is said about
// them with the transaction. What a change does to other leads is done in the same transaction. A lead that is not known has no
// records; when decide leaves it so, it is not saved, but what is said is.
func (s *Store) Apply(ctx context.Context, tx *outbox.Tx, causes []Cause, decide Decide) error {
	work, err := s.open(ctx, tx, causes)
	if err != nil {
		return err
	}
	for i, cause := range causes {
		l := work.lead(cause)
		for _, other := range cause.Others { // such as one that it may repeat
			if err := work.fetch(ctx, other); err != nil {
				return err
			}
		}
		word, change := decide(i, l, work.other)
		if err := work.took(ctx, l, word, change); err != nil {
			return err
		}
	}
	return work.save(ctx)
}

// work is what a transaction does to leads.
type work struct {
	*Store
	tx    *outbox.Tx
	leads map[string]*handoff.Lead
	rows  *rows
	calls calls
	// known says of a lead that it was in the database before.
	known map[string]bool
	// silent says that nothing is announced and nobody is called; then made has the records by lead, and unsaid what would be announced.
	silent bool
	made   map[string][]lead.Record
	unsaid []unsaid
}

type unsaid struct {
	lead *handoff.Lead
	word handoff.Word
	said []handoff.Said
}

// open locks the leads that the causes speak of.
func (s *Store) open(ctx context.Context, tx *outbox.Tx, causes []Cause) (*work, error) {
	var ids []string
	for _, c := range causes {
		ids = append(append(ids, c.Lead), c.Others...)
	}
	leads, err := load(ctx, tx, ids, lockAll)
	if err != nil {
		return nil, err
	}
	return s.begin(tx, leads), nil
}

func (s *Store) begin(tx *outbox.Tx, leads map[string]*handoff.Lead) *work {
	w := &work{Store: s, tx: tx, leads: leads, rows: newRows(), known: map[string]bool{}}
	for id := range leads {
		w.known[id] = true
	}
	return w
}

// lead returns the lead of a cause: one with no records when it is not known.
func (w *work) lead(c Cause) *handoff.Lead {
	if w.leads[c.Lead] == nil {
		w.leads[c.Lead] = &handoff.Lead{ID: c.Lead, TraceParent: c.Trace}
	}
	return w.leads[c.Lead]
}

// other returns a lead that a word names, or nil.
func (w *work) other(id string) *handoff.Lead { return w.leads[id] }

// took keeps a change of a lead, and what that does to others.
func (w *work) took(ctx context.Context, l *handoff.Lead, word handoff.Word, c handoff.Change) error {
	if w.silent {
		w.made[l.ID], w.unsaid = append(w.made[l.ID], c.Records...), append(w.unsaid, unsaid{l, word, c.Said})
	} else {
		if err := w.announce(l, word, c.Said); err != nil {
			return err
		}
		w.calls.add(l, word, c)
	}
	if err := w.rows.add(l, word, c); err != nil {
		return err
	}
	for _, then := range c.Then {
		if err := w.fetch(ctx, then.Lead); err != nil {
			return err
		}
		other := w.lead(Cause{Lead: then.Lead, Trace: l.TraceParent})
		if err := w.took(ctx, other, word, then.Do(other, word)); err != nil {
			return err
		}
	}
	return nil
}

// fetch locks a lead that no cause named.
func (w *work) fetch(ctx context.Context, id string) error {
	if w.leads[id] != nil {
		return nil
	}
	more, err := load(ctx, w.tx, []string{id}, lockAll)
	if err != nil {
		return err
	}
	if l := more[id]; l != nil {
		w.leads[id], w.known[id] = l, true
	}
	return nil
}

// announce writes what is said to the log.
func (w *work) announce(l *handoff.Lead, word handoff.Word, said []handoff.Said) error {
	origin := event.Origin{Source: w.Log.Source(), Lead: l.ID, Time: word.At, Cause: word.Cause, TraceParent: l.TraceParent}
	for _, one := range said {
		e, err := event.New(origin, one.Fact)
		if err != nil {
			return err
		}
		if err := w.tx.Append(e, one.Queue); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) save(ctx context.Context) error {
	if err := w.call(ctx); err != nil {
		return err
	}
	if err := w.rows.save(w.tx, w.known); err != nil {
		return fmt.Errorf("save leads: %w", err)
	}
	return nil
}
