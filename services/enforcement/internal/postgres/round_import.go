package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/outbox"
)

// ImportVisits keeps checked rows of a ledger that was written elsewhere, all or nothing, and returns how many are new: none of a file that was taken
// before. A row whose point the round has, by name and address, is a visit of it.
func (s *Store) ImportVisits(ctx context.Context, id string, entries []rounds.Entry, act rounds.Act, key Key) (n int, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		n = 0
		r, err := readRound(ctx, tx, id, " FOR UPDATE")
		if err != nil {
			return err
		}
		if err := r.May(act.By); err != nil {
			return err
		}
		if known, err := key.taken(ctx, tx); err != nil || known != "" {
			return err
		}
		points, err := s.placePoints(ctx, tx, r, entries, act)
		if err != nil {
			return err
		}
		all := make([]placedVisit, len(entries))
		for i, e := range entries {
			all[i] = placedVisit{points[spotOf(e.Point)], e.Visit}
		}
		key.keep(tx, id, act.Now)
		n = len(all)
		_, err = s.insertVisits(ctx, tx, r, all, act)
		return err
	})
	return n, err
}

// spot is by what a point is the same.
type spot struct{ name, address string }

func spotOf(p rounds.Point) spot { return spot{p.Name, p.Address} }

// placePoints returns the points of the entries: those that the round has, and new ones for the others.
func (s *Store) placePoints(ctx context.Context, tx *outbox.Tx, r rounds.Round, entries []rounds.Entry, act rounds.Act) (map[spot]rounds.Point, error) {
	rows, err := tx.Query(ctx, "SELECT "+pointColumns+" FROM patrol_point WHERE round = $1 ORDER BY no", r.ID)
	if err != nil {
		return nil, fmt.Errorf("read points: %w", err)
	}
	out := map[spot]rounds.Point{}
	var p rounds.Point
	if _, err := pgx.ForEachRow(rows, []any{&p.No, &p.Name, &p.Address, &p.Street, &p.Community, &p.Grid, &p.Kind, &p.Institution, &p.USCC}, func() error {
		out[spotOf(p)] = p
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read points: %w", err)
	}
	var fresh []rounds.Point
	for _, e := range entries {
		if _, ok := out[spotOf(e.Point)]; !ok {
			out[spotOf(e.Point)] = e.Point
			fresh = append(fresh, e.Point)
		}
	}
	if len(fresh) == 0 {
		return out, nil
	}
	if _, err := insertPoints(ctx, tx, r.ID, fresh, act); err != nil {
		return nil, err
	}
	if err := s.matchPoints(ctx, tx, r, fresh, act); err != nil {
		return nil, err
	}
	for _, p := range fresh {
		out[spotOf(p)] = p
	}
	return out, nil
}
