package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/event"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/internal/outbox"
)

// origin is what brought a change.
type origin struct {
	cause, trace string
	at           time.Time
}

// save keeps what became of a case that was there: its record, what is read beside it, its events, and what the register makes of it.
func (s *Store) save(ctx context.Context, tx *outbox.Tx, was, c cases.Case, done cases.Done, o origin) error {
	var b pgx.Batch
	b.Queue(`UPDATE cases SET stage = $2, category = $3, street = $4, next_due = $5::text::date, last = $6, state = $7 WHERE number = $1`,
		c.Number, string(c.Stage), string(c.Category), c.Street, null(c.NextDue()), c.Last, c)
	write(&b, was, c, done)
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("save case: %w", err)
	}
	if err := s.tell(tx, c, done, o); err != nil {
		return err
	}
	return s.register(ctx, tx, was, c, done, o)
}

// tell appends the events of a change.
func (s *Store) tell(tx *outbox.Tx, c cases.Case, done cases.Done, o origin) error {
	for _, f := range done.Facts {
		e, err := event.New(event.Origin{Source: s.Log.Source(), Lead: c.Subject(), Time: o.at, Cause: o.cause, TraceParent: o.trace}, f)
		if err != nil {
			return fmt.Errorf("tell %s: %w", f.EventType(), err)
		}
		if err := tx.Append(e, ""); err != nil {
			return err
		}
	}
	return nil
}

// write queues the record of a change, and what is read beside the case.
func write(b *pgx.Batch, was, c cases.Case, done cases.Done) {
	r := done.Record
	b.Queue("INSERT INTO case_record (case_number, no, step, at, sha256, body) VALUES ($1, $2, $3, $4, $5, $6)", c.Number, r.No, r.Step, r.At, c.SHA256, string(done.Body))
	writeBeside(b, was, c)
}

// writeBeside queues what is read beside a case.
func writeBeside(b *pgx.Batch, was, c cases.Case) {
	for _, p := range c.Parties {
		if !slices.Contains(was.Parties, p) {
			b.Queue(`INSERT INTO case_party (case_number, no, name, kind, uscc, masked_id, institution) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (case_number, no)
				DO UPDATE SET name = EXCLUDED.name, kind = EXCLUDED.kind, uscc = EXCLUDED.uscc, masked_id = EXCLUDED.masked_id, institution = EXCLUDED.institution`,
				c.Number, p.No, p.Name, string(p.Kind), null(p.USCC), null(p.MaskedID), null(p.Institution))
		}
	}
	for _, one := range c.Orders {
		if !slices.Contains(was.Orders, one) {
			b.Queue(`INSERT INTO case_order (case_number, no, kind, safety, institution, opened_on, due_on, lifted_on)
				VALUES ($1, $2, $3, $4, $5, $6::text::date, $7::text::date, $8::text::date) ON CONFLICT (case_number, no)
				DO UPDATE SET institution = EXCLUDED.institution, due_on = EXCLUDED.due_on, lifted_on = EXCLUDED.lifted_on`,
				c.Number, one.No, one.Kind, one.Safety, null(one.Institution), one.Opened, null(one.Due), null(one.Lifted))
		}
	}
	writeDecisions(b, was, c)
}

// writeDecisions queues decisions that are new, were served, or do not stand any more.
func writeDecisions(b *pgx.Batch, was, c cases.Case) {
	for i, d := range c.Decisions {
		if i < len(was.Decisions) {
			if w := was.Decisions[i]; w.Served != d.Served || w.Ended != d.Ended {
				b.Queue("UPDATE decision SET served_on = $3::text::date, in_force = $4, ended = $5 WHERE case_number = $1 AND version = $2", c.Number, d.Version, null(d.Served), d.InForce(), null(d.Ended))
			}
			continue
		}
		b.Queue(`INSERT INTO decision (case_number, version, number, department, decided_on, served_on, simple, fined, in_force, ended)
			VALUES ($1, $2, $3, $4, $5::text::date, $6::text::date, $7, $8, $9, $10)`,
			c.Number, d.Version, d.Number, string(c.Department), d.On, null(d.Served), d.Simple, d.Fines(), d.InForce(), null(d.Ended))
		for _, p := range c.Parties {
			if taken := c.TakenOf(d, p.No); len(taken) > 0 {
				b.Queue("INSERT INTO decision_party (case_number, version, party, name, kind, uscc, institution, measures) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
					c.Number, d.Version, p.No, p.Name, string(p.Kind), null(p.USCC), null(p.Institution), taken)
			}
		}
	}
}

// null is nil for an empty text.
func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}
