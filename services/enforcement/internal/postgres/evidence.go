package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/evidence"
	"xiansuo/services/internal/outbox"
)

// evidenceTables are the tables of evidence whose rows change: none does.
var evidenceTables []string

// What is wrong with evidence that is to be kept.
var (
	ErrNoEvidence = errors.New("there is no such evidence")
	ErrFileGone   = errors.New("the file of the evidence is not there")
)

// Scope is who has to do with what evidence belongs to.
type Scope struct {
	Owners   []lead.Department // whose it is: they register evidence
	TakePart []lead.Department // who may read besides
}

// comes is what a participant of an operation said, or was told, that takes part.
const comes = `p->>'reply' IN ('accepted', 'bound')`

// scopeSQL asks for the departments and units of a case, operation or round: those that work on it.
var scopeSQL = map[evidence.Kind]string{
	evidence.Case: `SELECT department FROM cases WHERE number = $1`,
	evidence.Operation: `SELECT initiator FROM operation WHERE id = $1 AND initiator <> ''
		UNION SELECT p->>'party' FROM operation, jsonb_array_elements(body->'participants') p WHERE id = $1 AND ` + comes,
	evidence.Round: `SELECT party FROM round_party WHERE round = $1`,
}

const usableSQL = `SELECT EXISTS (SELECT FROM operation_evidence e JOIN operation o ON o.id = e.operation, jsonb_array_elements(o.body->'participants') p
	WHERE e.evidence = $1 AND e.gathered_by = $2 AND p->>'party' = $3 AND ` + comes + `)`

// Usable reports whether a party takes part in an operation in which whose evidence it is put it down: then it may use it.
func (s *Store) Usable(ctx context.Context, id string, whose lead.Department, party string) (usable bool, err error) {
	if err := s.Log.DB.QueryRow(ctx, usableSQL, id, string(whose), party).Scan(&usable); err != nil {
		return false, fmt.Errorf("may use evidence: %w", err)
	}
	return usable, nil
}

// ScopeOf returns who has to do with a case, operation or round; nobody where there is none.
func (s *Store) ScopeOf(ctx context.Context, about evidence.About) (Scope, error) {
	return scopeOf(ctx, s.Log.DB, about)
}

func scopeOf(ctx context.Context, q querier, about evidence.About) (Scope, error) {
	sql, ok := scopeSQL[about.Kind]
	if !ok {
		return Scope{}, nil
	}
	rows, err := q.Query(ctx, sql, about.ID)
	if err != nil {
		return Scope{}, fmt.Errorf("whose evidence: %w", err)
	}
	departments, err := pgx.CollectRows(rows, pgx.RowTo[lead.Department])
	if err != nil {
		return Scope{}, fmt.Errorf("whose evidence: %w", err)
	}
	return Scope{Owners: departments, TakePart: departments}, nil
}

// Register keeps an item with its first record. has says whether its file is there: it is asked under a lock that keeps the sweep away, so
// that no row names a file that is missing. A key that the actor used before returns the item that it was used for.
func (s *Store) Register(ctx context.Context, i evidence.Item, first evidence.Record, key string, has func(digest string) bool) (kept evidence.Item, again bool, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		var digest *string
		if i.File != nil {
			digest = &i.File.SHA256
			if err := lockFile(ctx, tx, "pg_advisory_xact_lock_shared", *digest); err != nil {
				return err
			}
			if !has(*digest) {
				return ErrFileGone
			}
		}
		tag, err := tx.Exec(ctx, `INSERT INTO evidence (id, about_kind, about, department, type, sha256, actor, key, item, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8, ''), $9, $10) ON CONFLICT (actor, key) WHERE key IS NOT NULL DO NOTHING`,
			i.ID, i.About.Kind, i.About.ID, i.Department, i.Type, digest, i.By.Name, key, i, i.At)
		if err != nil {
			return err
		}
		kept, again = i, tag.RowsAffected() == 0
		if again {
			return tx.QueryRow(ctx, `SELECT item FROM evidence WHERE actor = $1 AND key = $2`, i.By.Name, key).Scan(&kept)
		}
		return insertRecord(ctx, tx, i.ID, first)
	})
	if err != nil {
		return evidence.Item{}, false, fmt.Errorf("register evidence: %w", err)
	}
	return kept, again, nil
}

// lockFile keeps those who register a file and those who sweep it apart until the transaction ends.
func lockFile(ctx context.Context, tx *outbox.Tx, lock, digest string) error {
	_, err := tx.Exec(ctx, `SELECT `+lock+`(hashtextextended('file ' || $1, 0))`, digest)
	return err
}

func insertRecord(ctx context.Context, tx *outbox.Tx, id string, r evidence.Record) error {
	_, err := tx.Exec(ctx, `INSERT INTO evidence_record (evidence, no, act, department, record) VALUES ($1, $2, $3, nullif($4, ''), $5)`,
		id, r.No, r.Act, string(r.Department), r)
	return err
}

// ActOnEvidence does something with an item: do gets its chain, which nobody else continues meanwhile, and returns the next record.
func (s *Store) ActOnEvidence(ctx context.Context, id string, do func(evidence.Chain, Scope) (evidence.Record, error)) (c evidence.Chain, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('evidence ' || $1, 0))`, id); err != nil {
			return err
		}
		var err error
		if c, err = loadChain(ctx, tx, id); err != nil {
			return err
		}
		scope, err := scopeOf(ctx, tx, c.Item.About)
		if err != nil {
			return err
		}
		r, err := do(c, scope)
		if err != nil {
			return err
		}
		c.Records = append(c.Records, r)
		return insertRecord(ctx, tx, id, r)
	})
	if err != nil {
		return evidence.Chain{}, fmt.Errorf("act on evidence: %w", err)
	}
	return c, nil
}

// Chain returns an item with its records.
func (s *Store) Chain(ctx context.Context, id string) (evidence.Chain, error) {
	return loadChain(ctx, s.Log.DB, id)
}

const chainSQL = `SELECT e.item, r.record FROM evidence e JOIN evidence_record r ON r.evidence = e.id WHERE e.id = $1 ORDER BY r.no`

func loadChain(ctx context.Context, q querier, id string) (evidence.Chain, error) {
	chains, err := collectChains(ctx, q, chainSQL, id)
	if err == nil && len(chains) == 0 {
		return evidence.Chain{}, ErrNoEvidence
	}
	if err != nil {
		return evidence.Chain{}, err
	}
	return chains[0], nil
}

const evidenceOfSQL = `SELECT e.item, r.record FROM (SELECT * FROM evidence WHERE about_kind = $1 AND about = $2 AND id > $3 ORDER BY id LIMIT $4) e
	JOIN evidence_record r ON r.evidence = e.id ORDER BY e.id, r.no`

// EvidenceOf returns what is known of the evidence of a case, operation or round, oldest first, after an id, at most limit items: never its
// content. Of a guarded item only what Item.Listed shows belongs into a list.
func (s *Store) EvidenceOf(ctx context.Context, about evidence.About, after string, limit int) ([]evidence.Chain, error) {
	return collectChains(ctx, s.Log.DB, evidenceOfSQL, about.Kind, about.ID, after, limit)
}

// collectChains reads rows of items and records that come in order.
func collectChains(ctx context.Context, q querier, sql string, args ...any) (out []evidence.Chain, err error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var i evidence.Item
		var r evidence.Record
		if err := rows.Scan(&i, &r); err != nil {
			return nil, fmt.Errorf("read evidence: %w", err)
		}
		if n := len(out); n == 0 || out[n-1].Item.ID != i.ID {
			out = append(out, evidence.Chain{Item: i})
		}
		out[len(out)-1].Records = append(out[len(out)-1].Records, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	return out, nil
}

// Reading is one reading of a guarded item.
type Reading struct {
	At    time.Time `json:"at"`
	Actor string    `json:"actor"`
	Role  string    `json:"role"`
	What  string    `json:"what"` // entry or content
}

// SaveReading records that somebody reads a guarded item; without it nothing is to be shown.
func (s *Store) SaveReading(ctx context.Context, id string, r Reading) error {
	_, err := s.Log.DB.Exec(ctx, `INSERT INTO evidence_reading (evidence, at, actor, role, what) VALUES ($1, $2, $3, $4, $5)`, id, r.At, r.Actor, r.Role, r.What)
	if err != nil {
		return fmt.Errorf("record a reading: %w", err)
	}
	return nil
}

const readingsSQL = `SELECT at, actor, role, what FROM evidence_reading WHERE evidence = $1 ORDER BY id DESC LIMIT $2`

// Readings returns who read an item, newest first.
func (s *Store) Readings(ctx context.Context, id string, limit int) ([]Reading, error) {
	rows, err := s.Log.DB.Query(ctx, readingsSQL, id, limit)
	if err != nil {
		return nil, fmt.Errorf("readings: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Reading])
}
