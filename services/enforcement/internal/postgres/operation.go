package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/operations"
	"xiansuo/services/internal/outbox"
)

// operationTables are the tables of operations whose rows change.
var operationTables = []string{"operation", "lead_interest"}

// MyLeads returns those of the leads for which a department has a case.
func (s *Store) MyLeads(ctx context.Context, d lead.Department, leads []string) ([]string, error) {
	rows, err := s.Log.DB.Query(ctx, "SELECT lead FROM cases WHERE lead = ANY($1) AND department = $2", leads, string(d))
	if err != nil {
		return nil, fmt.Errorf("leads of a department: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// NewOperation keeps an operation that begins. Under a key that was used before it returns the one of then.
func (s *Store) NewOperation(ctx context.Context, o operations.Operation, r operations.Record, act operations.Act, key Key) (operations.Operation, error) {
	err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		known, err := key.taken(ctx, tx)
		if err != nil || known != "" {
			o.ID = known
			return err
		}
		if o.ID, err = s.nextID(ctx, tx, "operation", act.Now); err != nil {
			return err
		}
		key.keep(tx, o.ID, act.Now)
		return insertOperation(tx, &o, r, act)
	})
	if err != nil {
		return operations.Operation{}, err
	}
	return s.Operation(ctx, o.ID)
}

// nextIDs returns the next numbers of a kind of thing: <district>-<kind>-<year>-<number>.
func (s *Store) nextIDs(ctx context.Context, tx pgx.Tx, kind string, n int, at time.Time) ([]string, error) {
	if n == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, "SELECT nextval(($1 || '_number')::regclass) FROM generate_series(1, $2)", kind, n)
	if err != nil {
		return nil, fmt.Errorf("number of a new %s: %w", kind, err)
	}
	numbers, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("number of a new %s: %w", kind, err)
	}
	ids := make([]string, n)
	for i, number := range numbers {
		ids[i] = fmt.Sprintf("%s-%s-%s-%06d", s.Log.District, kind, onsite.Day(at)[:4], number)
	}
	return ids, nil
}

func (s *Store) nextID(ctx context.Context, tx pgx.Tx, kind string, at time.Time) (string, error) {
	ids, err := s.nextIDs(ctx, tx, kind, 1, at)
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

func insertOperation(tx *outbox.Tx, o *operations.Operation, r operations.Record, act operations.Act) error {
	o.Version = 1
	body, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("encode operation: %w", err)
	}
	tx.Later(`INSERT INTO operation (id, version, state, initiator, place_key, refused, rally_at, body, changed_at) VALUES ($1, 1, $2, $3, $4, false, $5, $6, $7)`,
		o.ID, string(o.State), o.Initiator, o.PlaceKey, rallyAt(o), body, act.Now)
	return followOperation(tx, o, r, act)
}

func rallyAt(o *operations.Operation) *time.Time {
	if o.Rally == nil {
		return nil
	}
	return &o.Rally.At
}

// followOperation writes what belongs to an act: its record, who sees the operation, and which evidence came in.
func followOperation(tx *outbox.Tx, o *operations.Operation, r operations.Record, act operations.Act) error {
	by, err := json.Marshal(act.By)
	if err != nil {
		return fmt.Errorf("encode actor: %w", err)
	}
	tx.Later("INSERT INTO operation_act (operation, no, act, note, actor, happened_on, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		o.ID, o.Version, r.Act, r.Note, by, act.On, act.Now)
	parties := []string{}
	if o.Initiator != "" {
		parties = append(parties, o.Initiator)
	}
	for _, p := range o.Participants {
		parties = append(parties, p.Party)
	}
	tx.Later("INSERT INTO operation_party (party, operation) SELECT party, $2 FROM unnest($1::text[]) AS p(party) ON CONFLICT DO NOTHING", parties, o.ID)
	var ids, from []string
	for _, g := range o.Evidence() {
		ids, from = append(ids, g.ID), append(from, g.By)
	}
	if len(ids) > 0 {
		tx.Later(`INSERT INTO operation_evidence (evidence, operation, gathered_by) SELECT id, $3, by FROM unnest($1::text[], $2::text[]) AS g(id, by) ON CONFLICT DO NOTHING`, ids, from, o.ID)
	}
	return nil
}

// OperationAct is an act on an operation that is there.
type OperationAct struct {
	ID string
	// Version is that which the actor has read; 0 where it does not matter.
	Version int
	Key     Key
	Act     operations.Act
	Do      func(*operations.Operation) (operations.Record, error)
}

// ActOnOperation locks an operation, lets the act change it, and keeps it with its record. An act whose key was used before changes nothing. An
// operation that ends opens its cases and is announced in the same transaction.
func (s *Store) ActOnOperation(ctx context.Context, a OperationAct) (operations.Operation, error) {
	var o operations.Operation
	err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) (err error) {
		if o, err = operation(ctx, tx, a.ID, " FOR UPDATE"); err != nil {
			return err
		}
		if !o.Sees(a.Act.By) {
			return errNoOperation
		}
		if known, err := a.Key.taken(ctx, tx); err != nil || known != "" {
			return err
		}
		a.Key.keep(tx, o.ID, a.Act.Now)
		return s.change(ctx, tx, &o, a)
	})
	return o, err
}

func (s *Store) change(ctx context.Context, tx *outbox.Tx, o *operations.Operation, a OperationAct) error {
	if a.Version != 0 && a.Version != o.Version {
		return onsite.Stale()
	}
	before := o.State
	record, err := a.Do(o)
	if err != nil {
		return err
	}
	o.Version++
	if o.State == operations.Ended && before != operations.Ended {
		if err := s.end(ctx, tx, o, a.Act); err != nil {
			return err
		}
	}
	body, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("encode operation: %w", err)
	}
	tx.Later("UPDATE operation SET version = $2, state = $3, initiator = $4, refused = $5, rally_at = $6, body = $7, changed_at = $8 WHERE id = $1",
		o.ID, o.Version, string(o.State), o.Initiator, o.AwaitsRuling(), rallyAt(o), body, a.Act.Now)
	return followOperation(tx, o, record, a.Act)
}

// end opens a case for each line and announces the operation.
func (s *Store) end(ctx context.Context, tx *outbox.Tx, o *operations.Operation, act operations.Act) error {
	for i := range o.Lines {
		line := &o.Lines[i]
		if line.Into {
			if err := ownCase(ctx, tx, *line); err != nil {
				return err
			}
			continue
		}
		number, err := s.openLine(ctx, tx, *o, *line, act.By.Name, act.Now)
		if err != nil {
			return err
		}
		line.Case = number
	}
	e, err := event.New(event.Origin{Source: s.Log.Source(), Lead: o.ID, Time: act.Now}, o.Announced())
	if err != nil {
		return err
	}
	return tx.Append(e, "")
}

// ownCase refuses a line that goes into a case that its department does not have.
func ownCase(ctx context.Context, tx pgx.Tx, line operations.Line) error {
	var own bool
	if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM cases WHERE number = $1 AND department = $2)", line.Case, string(line.Department)).Scan(&own); err != nil {
		return fmt.Errorf("look for a case: %w", err)
	}
	if !own {
		return onsite.Refuse(onsite.Invalid, "no-such-case", "a case that a line should go into is not the department's", "name a case of the department of the line")
	}
	return nil
}

var errNoOperation = onsite.Refuse(onsite.NotThere, "not-found", "this operation is not here", "check the identifier")

// Operation returns an operation as it is now.
func (s *Store) Operation(ctx context.Context, id string) (operations.Operation, error) {
	return operation(ctx, s.Log.DB, id, "")
}

func operation(ctx context.Context, q querier, id, lock string) (o operations.Operation, err error) {
	var body []byte
	err = q.QueryRow(ctx, "SELECT body, version FROM operation WHERE id = $1"+lock, id).Scan(&body, &o.Version)
	if errors.Is(err, pgx.ErrNoRows) {
		return o, errNoOperation
	}
	if err == nil {
		err = json.Unmarshal(body, &o)
	}
	if err != nil {
		return o, fmt.Errorf("read operation: %w", err)
	}
	return o, nil
}
