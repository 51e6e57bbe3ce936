package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/internal/outbox"
)

// caseTables are the tables of cases whose rows change.
var caseTables = []string{"cases", "case_party", "case_order", "decision", "case_matter"}

// Rules returns what acts on cases go by at a moment.
func (s *Store) Rules(at time.Time) (cases.World, error) {
	if s.World != nil {
		return s.World(at), nil
	}
	rules, err := cases.DefaultRules()
	return rules.World(at), err
}

// OpenFor opens the case of a department for what an operation or a patrol found, or for a lead, and returns its number; where there is one
// already, that one's.
func (s *Store) OpenFor(ctx context.Context, tx *outbox.Tx, o cases.Opening) (string, error) {
	if (o.Lead == "") == (o.Origin == "") {
		return "", errors.New("open a case: it needs a lead or an origin, and not both")
	}
	if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtext($1))", "case/"+o.Lead+o.Origin+string(o.Department)); err != nil {
		return "", fmt.Errorf("lock the opening of a case: %w", err)
	}
	numbers, err := s.Open(ctx, tx, []cases.Opening{o})
	if err != nil {
		return "", err
	}
	return numbers[0], nil
}

// Open opens cases and returns their numbers, in order: a department has one case for a lead, and one for what it came from otherwise. The
// caller sees to it that nobody else opens the same at the same time.
func (s *Store) Open(ctx context.Context, tx *outbox.Tx, openings []cases.Opening) ([]string, error) {
	if len(openings) == 0 {
		return nil, nil
	}
	known, err := openCases(ctx, tx, openings)
	if err != nil {
		return nil, err
	}
	if err := describe(ctx, tx, openings); err != nil {
		return nil, err
	}
	fresh := map[openingKey]bool{}
	for _, o := range openings {
		if key := keyOf(o); known[key] == "" {
			fresh[key] = true
		}
	}
	serials, err := serials(ctx, tx, len(fresh))
	if err != nil {
		return nil, err
	}
	var b pgx.Batch
	out := make([]string, len(openings))
	for i, o := range openings {
		key := keyOf(o)
		if known[key] == "" {
			known[key] = fmt.Sprintf("%s-%s-%s-%06d", s.Log.District, o.Department, o.Year(), serials[0])
			serials = serials[1:]
			if err := s.openOne(&b, tx, known[key], o); err != nil {
				return nil, err
			}
		}
		out[i] = known[key]
	}
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return nil, fmt.Errorf("open cases: %w", err)
	}
	return out, nil
}

// serials takes the next numbers of cases.
func serials(ctx context.Context, tx *outbox.Tx, n int) ([]int64, error) {
	rows, err := tx.Query(ctx, "SELECT nextval('case_number') FROM generate_series(1, $1)", n)
	if err != nil {
		return nil, fmt.Errorf("number cases: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

func keyOf(o cases.Opening) openingKey { return openingKey{o.Lead, o.Origin, string(o.Department)} }

type openingKey struct{ lead, origin, department string }

// openCases returns the numbers of the cases that are there already.
func openCases(ctx context.Context, tx *outbox.Tx, openings []cases.Opening) (map[openingKey]string, error) {
	var leads, origins []string
	for _, o := range openings {
		leads, origins = append(leads, o.Lead), append(origins, o.Origin)
	}
	rows, err := tx.Query(ctx, `SELECT lead, '', department, number FROM cases WHERE lead = ANY($1)
		UNION ALL SELECT '', origin, department, number FROM cases WHERE origin = ANY($2)`, leads, origins)
	if err != nil {
		return nil, fmt.Errorf("look for cases: %w", err)
	}
	known, key, number := map[openingKey]string{}, openingKey{}, ""
	_, err = pgx.ForEachRow(rows, []any{&key.lead, &key.origin, &key.department, &number}, func() error {
		known[key] = number
		return nil
	})
	return known, err
}

// describe adds what routing said about the leads.
func describe(ctx context.Context, tx *outbox.Tx, openings []cases.Opening) error {
	var leads []string
	for _, o := range openings {
		leads = append(leads, o.Lead)
	}
	rows, err := tx.Query(ctx, "SELECT lead, category, street, handed_from, document FROM case_matter WHERE lead = ANY($1)", leads)
	if err != nil {
		return fmt.Errorf("what leads are about: %w", err)
	}
	var m Matter
	_, err = pgx.ForEachRow(rows, []any{&m.Lead, &m.Category, &m.Street, &m.From, &m.Document}, func() error {
		for i := range openings {
			if openings[i].Lead == m.Lead {
				m.Into(&openings[i])
			}
		}
		return nil
	})
	return err
}

// Matter is what routing says a lead is about, and who handed it over.
type Matter struct {
	Lead     string
	Category lead.Category
	Street   string
	From     lead.Department
	Document lead.Movement
}

// Into adds what is known of a lead to the opening of its case.
func (m Matter) Into(o *cases.Opening) {
	if o.Category == "" {
		o.Category = m.Category
	}
	if o.Street == "" {
		o.Street = m.Street
	}
	if m.From == lead.Police && m.Document == lead.PoliceNotice {
		o.From = m.From
	}
}

// Describe keeps what leads are about; the newest of each counts.
func (s *Store) Describe(tx *outbox.Tx, all []Matter) {
	for _, m := range all {
		tx.Later(`INSERT INTO case_matter (lead, category, street, handed_from, document) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (lead)
			DO UPDATE SET category = EXCLUDED.category, street = EXCLUDED.street, handed_from = EXCLUDED.handed_from, document = EXCLUDED.document`,
			m.Lead, string(m.Category), m.Street, string(m.From), string(m.Document))
	}
}

func (s *Store) openOne(b *pgx.Batch, tx *outbox.Tx, number string, o cases.Opening) error {
	w, err := s.Rules(o.At)
	if err != nil {
		return err
	}
	c, done := cases.Open(number, o, w)
	b.Queue(`INSERT INTO cases (number, lead, origin, department, opened_at, stage, category, street, next_due, last, trace_parent, state)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::date, $10, $11, $12)`,
		number, null(c.Lead), null(c.Origin), string(c.Department), c.OpenedAt, string(c.Stage), string(c.Category), c.Street, null(c.NextDue()), c.Last, o.Trace, c)
	write(b, cases.Case{}, c, done)
	return s.tell(tx, c, done, origin{cause: o.Cause, trace: o.Trace, at: o.At})
}

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
	if len(done.Institutions) == 0 {
		return nil
	}
	return s.InstitutionsChanged(ctx, tx, o.at, o.cause, done.Institutions...)
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

// write queues the record of a change and what is read beside the case.
func write(b *pgx.Batch, was, c cases.Case, done cases.Done) {
	r := done.Record
	b.Queue("INSERT INTO case_record (case_number, no, step, at, sha256, body) VALUES ($1, $2, $3, $4, $5, $6)", c.Number, r.No, r.Step, r.At, c.SHA256, string(done.Body))
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
