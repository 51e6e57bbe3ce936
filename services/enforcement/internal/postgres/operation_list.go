package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/enforcement/internal/operations"
	"xiansuo/services/internal/actor"
)

// OperationQuery asks for operations, newest first.
type OperationQuery struct {
	// Party sees only its own; empty sees all.
	Party string
	State operations.State
	// Refused asks for those in which a refusal waits for the taskforce.
	Refused bool
	// Before is the id behind which the list goes on.
	Before string
	Limit  int
}

// The ways to list operations, each along an index. What was planned and found in words is left out: an operation may hold much of it.
const (
	operationsOfParty = `SELECT o.body - '{plan,sites}'::text[] FROM operation_party p JOIN operation o ON o.id = p.operation
		WHERE p.party = @party AND (@before = '' OR p.operation < @before) AND (@state = '' OR o.state = @state) AND (NOT @refused OR o.refused) ORDER BY p.operation DESC LIMIT @limit`
	operationsRefused = `SELECT body - '{plan,sites}'::text[] FROM operation WHERE refused AND (@before = '' OR id < @before) AND (@state = '' OR state = @state) ORDER BY id DESC LIMIT @limit`
	operationsInState = `SELECT body - '{plan,sites}'::text[] FROM operation WHERE state = @state AND (@before = '' OR id < @before) ORDER BY id DESC LIMIT @limit`
	operationsAll     = `SELECT body - '{plan,sites}'::text[] FROM operation WHERE @before = '' OR id < @before ORDER BY id DESC LIMIT @limit`
)

// Operations lists operations.
func (s *Store) Operations(ctx context.Context, q OperationQuery) ([]operations.Operation, error) {
	sql := operationsAll
	switch {
	case q.Party != "":
		sql = operationsOfParty
	case q.Refused:
		sql = operationsRefused
	case q.State != "":
		sql = operationsInState
	}
	args := pgx.NamedArgs{"party": q.Party, "state": string(q.State), "refused": q.Refused, "before": q.Before, "limit": q.Limit}
	rows, err := s.Log.DB.Query(ctx, sql, args)
	if err != nil {
		return nil, fmt.Errorf("list operations: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (o operations.Operation, err error) {
		var body []byte
		if err = row.Scan(&body); err == nil {
			err = json.Unmarshal(body, &o)
		}
		return o, err
	})
}

// OperationActed is an act as it was recorded.
type OperationActed struct {
	No   int         `json:"no"`
	Act  string      `json:"act"`
	Note string      `json:"note,omitempty"`
	By   actor.Actor `json:"by"`
	On   string      `json:"on"`
	At   time.Time   `json:"at"`
}

// OperationActs returns the record of an operation.
func (s *Store) OperationActs(ctx context.Context, id string) ([]OperationActed, error) {
	rows, err := s.Log.DB.Query(ctx, "SELECT no, act, note, actor, happened_on, at FROM operation_act WHERE operation = $1 ORDER BY no", id)
	if err != nil {
		return nil, fmt.Errorf("record of an operation: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[OperationActed])
}

// EvidenceShared reports whether a party took part in an operation in which the evidence was gathered: it may use it (程序规定 art. 23).
func (s *Store) EvidenceShared(ctx context.Context, evidence, party string) (bool, error) {
	rows, err := s.Log.DB.Query(ctx, `SELECT o.body FROM operation_evidence e JOIN operation_party p ON p.operation = e.operation AND p.party = $2
		JOIN operation o ON o.id = e.operation WHERE e.evidence = $1`, evidence, party)
	if err != nil {
		return false, fmt.Errorf("who shares evidence: %w", err)
	}
	shared := false
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&body}, func() error {
		var o operations.Operation
		if err := json.Unmarshal(body, &o); err != nil {
			return err
		}
		shared = shared || o.Shares(party)
		return nil
	})
	return shared, err
}
