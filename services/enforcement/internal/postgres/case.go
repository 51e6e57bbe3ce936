package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

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
	var opened openedRows
	out := make([]string, len(openings))
	for i, o := range openings {
		key := keyOf(o)
		if known[key] == "" {
			known[key] = fmt.Sprintf("%s-%s-%s-%06d", s.Log.District, o.Department, o.Year(), serials[0])
			serials = serials[1:]
			if err := s.openOne(&opened, tx, known[key], o); err != nil {
				return nil, err
			}
		}
		out[i] = known[key]
	}
	opened.insert(&b)
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return nil, fmt.Errorf("open cases: %w", err)
	}
	return out, s.matchOpened(ctx, tx, openings, out)
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
	rows, err := tx.Query(ctx, matterSQL, leads)
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

const matterSQL = "SELECT lead, category, street, handed_from, document FROM case_matter WHERE lead = ANY($1)"

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
	if m.From == lead.Police && (m.Document == lead.PoliceNotice || m.Document == lead.CaseTransfer) {
		o.From = m.From
	}
}

// Describe keeps what leads are about; the newest of each counts.
func (s *Store) Describe(tx *outbox.Tx, all []Matter) {
	newest := map[string]Matter{}
	for _, m := range all {
		newest[m.Lead] = m
	}
	n := len(newest)
	if n == 0 {
		return
	}
	leads, categories, streets, froms, documents := make([]string, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, id := range slices.Sorted(maps.Keys(newest)) {
		m := newest[id]
		leads[i], categories[i], streets[i], froms[i], documents[i] = id, string(m.Category), m.Street, string(m.From), string(m.Document)
	}
	tx.Later(`INSERT INTO case_matter (lead, category, street, handed_from, document)
		SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) ON CONFLICT (lead)
		DO UPDATE SET category = EXCLUDED.category, street = EXCLUDED.street, handed_from = EXCLUDED.handed_from, document = EXCLUDED.document`,
		leads, categories, streets, froms, documents)
}

func (s *Store) openOne(rows *openedRows, tx *outbox.Tx, number string, o cases.Opening) error {
	w, err := s.Rules(o.At)
	if err != nil {
		return err
	}
	c, done := cases.Open(number, o, w)
	if err := rows.add(c, done, o.Trace); err != nil {
		return err
	}
	return s.tell(tx, c, done, origin{cause: o.Cause, trace: o.Trace, at: o.At})
}
