package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/routing/internal/handoff"
)

// Leads returns those of the leads that exist, as they stand now.
func (s *Store) Leads(ctx context.Context, ids []string) (leads map[string]*handoff.Lead, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, s.Log.DB, snapshot, func(tx pgx.Tx) (err error) {
		leads, err = load(ctx, tx, ids, lockNone)
		return err
	})
	return leads, err
}

// Numbers returns what each party calls a lead.
func (s *Store) Numbers(ctx context.Context, id string) ([]handoff.Number, error) {
	rows, err := s.Log.DB.Query(ctx, "SELECT party, number FROM party_number WHERE lead = $1 ORDER BY party, number", id)
	if err != nil {
		return nil, fmt.Errorf("numbers of %s: %w", id, err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[handoff.Number])
	if err != nil {
		return nil, fmt.Errorf("numbers of %s: %w", id, err)
	}
	return out, nil
}
