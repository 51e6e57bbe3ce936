package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/institutions"
)

// ErrNoInstitution says that there is no institution with an id.
var ErrNoInstitution = errors.New("no such institution")

// canonical reports whether an id is written as those of the register are: other forms of a UUID name nothing.
func canonical(id string) bool {
	parsed, err := uuid.Parse(id)
	return err == nil && parsed.String() == id
}

// batcher is a pool or a transaction.
type batcher interface {
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// kept is an institution as the database has it, with what was announced of it.
type kept struct {
	*institutions.State
	version int
	picture lead.InstitutionChanged
	fresh   bool // not in the database yet
}

const institutionSQL = `SELECT id::text, details, decision, removed, coalesce(merged_into::text, ''), records, version, picture
	FROM institution WHERE id = ANY ($1::uuid[]) ORDER BY id`

// mergedSQL is each of some institutions with itself and with those that were merged into it: what names one of them is about it.
const mergedSQL = `WITH RECURSIVE of AS (SELECT id, id AS head FROM institution WHERE id = ANY ($1::uuid[])
	UNION SELECT i.id, o.head FROM of o JOIN institution i ON i.merged_into = o.id) `

// ordersSQL finds the orders of institutions: those that name one, and those that name none in a case that a match gives to one, as
// ConfirmedInstitution says.
const ordersSQL = mergedSQL + `SELECT of.head::text, o.case_number, o.no, o.safety, o.opened_on::text, coalesce(o.lifted_on::text, '')
	FROM of JOIN case_order o ON o.institution = of.id::text
	UNION ALL
	SELECT of.head::text, o.case_number, o.no, o.safety, o.opened_on::text, coalesce(o.lifted_on::text, '')
	FROM of JOIN institution_match m ON m.institution = of.id JOIN case_order o ON o.case_number = m.subject AND o.institution IS NULL
	WHERE m.kind = 'case' AND m.state IN ('certain', 'confirmed')
	UNION ALL
	SELECT of.head::text, o.case_number, o.no, o.safety, o.opened_on::text, coalesce(o.lifted_on::text, '')
	FROM of JOIN institution_match m ON m.institution = of.id JOIN cases c ON c.lead = m.subject JOIN case_order o ON o.case_number = c.number AND o.institution IS NULL
	WHERE m.kind = 'lead' AND m.state IN ('certain', 'confirmed')
	AND NOT EXISTS (SELECT FROM institution_match n WHERE n.kind = 'case' AND n.subject = c.number AND n.state IN ('certain', 'confirmed'))`

const decisionsSQL = mergedSQL + `SELECT of.head::text, d.number, bool_or(d.in_force) FROM of JOIN decision_party p ON p.institution = of.id::text
	JOIN decision d USING (case_number, version) GROUP BY of.head, d.number ORDER BY d.number`

const whiteSQL = `SELECT institution::text, id::text, licence, department, from_on::text, by, coalesce(ended_on::text, ''), ended_why
	FROM white_entry WHERE institution = ANY ($1::uuid[]) ORDER BY id`

const watchSQL = `SELECT institution::text, id::text, reason, basis, decision, from_on::text, coalesce(until_on::text, ''), by, coalesce(ended_on::text, ''), ended_why
	FROM watch_entry WHERE institution = ANY ($1::uuid[]) ORDER BY id`

// lockInstitutions loads institutions with all that they rest on, locked in order of their ids. The lock lets matches refer
// to them meanwhile.
func (s *Store) lockInstitutions(ctx context.Context, tx batcher, ids []string) ([]*kept, error) {
	return loadInstitutions(ctx, tx, ids, institutionSQL+" FOR NO KEY UPDATE")
}

func loadInstitutions(ctx context.Context, db batcher, ids []string, first string) ([]*kept, error) {
	var all []*kept
	byID := map[string]*kept{}
	var b pgx.Batch
	b.Queue(first, ids).Query(each(func(row pgx.Rows) error {
		k := &kept{State: &institutions.State{}}
		i := &k.Institution
		if err := row.Scan(&i.ID, &i.Details, &i.Decision, &i.Removed, &i.Into, &i.Records, &k.version, &k.picture); err != nil {
			return err
		}
		all, byID[i.ID] = append(all, k), k
		return nil
	}))
	queueRest(&b, ids, byID)
	if err := db.SendBatch(ctx, &b).Close(); err != nil {
		return nil, fmt.Errorf("load institutions: %w", err)
	}
	return all, nil
}

// queueRest queues the statements that load what institutions rest on.
func queueRest(b *pgx.Batch, ids []string, byID map[string]*kept) {
	b.Queue(ordersSQL, ids).Query(each(func(row pgx.Rows) error {
		var id string
		var o institutions.Order
		if err := row.Scan(&id, &o.Case, &o.No, &o.Safety, &o.OpenedOn, &o.LiftedOn); err != nil {
			return err
		}
		byID[id].Orders = append(byID[id].Orders, o)
		return nil
	}))
	b.Queue(decisionsSQL, ids).Query(each(func(row pgx.Rows) error {
		var id string
		var d institutions.Decision
		if err := row.Scan(&id, &d.Number, &d.InForce); err != nil {
			return err
		}
		byID[id].Decisions = append(byID[id].Decisions, d)
		return nil
	}))
	b.Queue(whiteSQL, ids).Query(each(func(row pgx.Rows) error {
		var id string
		var e institutions.WhiteEntry
		if err := row.Scan(&id, &e.ID, &e.Licence, &e.Department, &e.From, &e.By, &e.EndedOn, &e.EndedWhy); err != nil {
			return err
		}
		byID[id].White = append(byID[id].White, e)
		return nil
	}))
	b.Queue(watchSQL, ids).Query(each(func(row pgx.Rows) error {
		var id string
		var e institutions.WatchEntry
		if err := row.Scan(&id, &e.ID, &e.Reason, &e.Basis, &e.Decision, &e.From, &e.Until, &e.By, &e.EndedOn, &e.EndedWhy); err != nil {
			return err
		}
		byID[id].Watch = append(byID[id].Watch, e)
		return nil
	}))
}

// each calls do for every row.
func each(do func(pgx.Rows) error) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		for rows.Next() {
			if err := do(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	}
}

// Institution returns an institution with all that it rests on.
func (s *Store) Institution(ctx context.Context, id string) (*institutions.State, error) {
	if !canonical(id) {
		return nil, ErrNoInstitution
	}
	all, err := loadInstitutions(ctx, s.Log.DB, []string{id}, institutionSQL)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, ErrNoInstitution
	}
	return all[0].State, nil
}
