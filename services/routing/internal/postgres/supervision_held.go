package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/supervision"
)

// chainsSQL reads the chains of leads as far as holding is concerned, one lead after the other.
const chainsSQL = `SELECT r.lead, r.no, r.kind, r.at, r.data->>'holder', CASE r.kind WHEN 'supplemented' THEN r.data->>'from' ELSE '' END,
		CASE r.kind WHEN 'suspended' THEN r.data->>'reason' ELSE '' END
	FROM (%s) t JOIN record r ON r.lead = t.lead WHERE r.at < @to ORDER BY r.lead, r.no`

// heldSQL selects the leads that somebody may have held in a period: those of which something was recorded since it began, and those
// that are open and of which nothing was.
const heldSQL = `SELECT lead FROM record WHERE at >= @from UNION SELECT id FROM lead WHERE holder > '' AND received_at < @to`

// Held returns for how long each holder had leads in a period. Every instant of every lead that had not ended is in exactly one share.
func (s *Store) Held(ctx context.Context, from, to, now time.Time) ([]supervision.Time, error) {
	if now.Before(to) {
		to = now
	}
	var balance supervision.Balance
	err := s.chains(ctx, heldSQL, pgx.NamedArgs{"from": from, "to": to}, func(_ string, records []lead.Record) bool {
		balance.Add(supervision.Held(records, from, to))
		return true
	})
	return balance.Times(), err
}

// Holdings returns who held a lead, in order, until now, or ErrNoLead.
func (s *Store) Holdings(ctx context.Context, id string, now time.Time) ([]supervision.Holding, error) {
	v, err := s.Lead(ctx, id)
	if err != nil {
		return nil, err
	}
	return supervision.Held(v.Records, v.Records[0].At, now), nil
}

// chains calls each with the chain of every lead that a statement selects, until it returns false. What the records do not need for
// holding is left out of them.
func (s *Store) chains(ctx context.Context, leads string, args pgx.NamedArgs, each func(id string, records []lead.Record) bool) error {
	rows, err := s.Log.DB.Query(ctx, fmt.Sprintf(chainsSQL, leads), args)
	if err != nil {
		return fmt.Errorf("chains: %w", err)
	}
	defer rows.Close()
	var id, last string
	var r lead.Record
	var chain []lead.Record
	for rows.Next() {
		if err := rows.Scan(&id, &r.No, &r.Kind, &r.At, &r.Holder, &r.From, &r.Reason); err != nil {
			return fmt.Errorf("chains: %w", err)
		}
		if id != last && len(chain) > 0 {
			if !each(last, chain) {
				return nil
			}
			chain = chain[:0]
		}
		last, chain = id, append(chain, r)
	}
	if len(chain) > 0 && rows.Err() == nil {
		each(last, chain)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("chains: %w", err)
	}
	return nil
}
