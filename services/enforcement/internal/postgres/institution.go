package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/internal/outbox"
)

// institutionTables are the tables of the register whose rows change.
var institutionTables = []string{"institution", "institution_key", "white_entry", "watch_entry", "institution_match"}

// InstitutionsChanged takes up, in the transaction that changed them, that something on which the standing of institutions rests is another
// now: a safety order of a case, or a decision. It announces those that changed by it. An empty id is skipped.
func (s *Store) InstitutionsChanged(ctx context.Context, tx *outbox.Tx, at time.Time, cause string, ids ...string) error {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !canonical(id) })
	if len(ids) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, headsSQL, ids)
	if err != nil {
		return fmt.Errorf("institutions that others were merged into: %w", err)
	}
	if ids, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
		return fmt.Errorf("institutions that others were merged into: %w", err)
	}
	all, err := s.lockInstitutions(ctx, tx, ids)
	if err != nil {
		return err
	}
	return s.saveInstitutions(ctx, tx, at, cause, all)
}

// headsSQL is some institutions, and those that they were merged into.
const headsSQL = `WITH RECURSIVE up AS (SELECT id, merged_into FROM institution WHERE id = ANY ($1::uuid[])
	UNION SELECT i.id, i.merged_into FROM up JOIN institution i ON i.id = up.merged_into) SELECT id::text FROM up`

// sweepBatch is how many institutions a transaction of a sweep takes up.
const sweepBatch = 200

// SweepInstitutions lets take effect what does so on a day by itself, licences and entries that end or begin, and returns how many
// institutions it looked at. Any number of processes may; each takes what no other holds.
func (s *Store) SweepInstitutions(ctx context.Context, at time.Time) (n int, err error) {
	for {
		swept := 0
		err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
			rows, err := tx.Query(ctx, dueInstitutionsSQL, institutions.DayOf(at), sweepBatch)
			if err != nil {
				return fmt.Errorf("institutions whose day has come: %w", err)
			}
			ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil {
				return fmt.Errorf("institutions whose day has come: %w", err)
			}
			swept = len(ids)
			return s.InstitutionsChanged(ctx, tx, at, "", ids...)
		})
		if n += swept; err != nil || swept < sweepBatch {
			return n, err
		}
	}
}

const dueInstitutionsSQL = `SELECT id::text FROM institution WHERE next_on <= $1::date ORDER BY next_on, id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED`
