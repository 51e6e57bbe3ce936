package postgres

import (
	"context"
	"fmt"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/reconcile"
)

// Books are the leads that are known, as far as intake must say the same of them.
func (s *Store) Books() reconcile.Party {
	return reconcile.Leads{Name: "routing", DB: s.Log.DB, Table: "lead", Says: "'|' || sender || '|' || number"}.Party()
}

// deliveriesAtOnce is how many deliveries are read at once.
const deliveriesAtOnce = 5000

// Deliveries gives every event of a queue behind a number to take, in order.
func (s *Store) Deliveries(ctx context.Context, queue lead.Department, after uint64, take func(outbox.Row)) error {
	for {
		rows, err := s.Log.DB.Query(ctx, `SELECT sequence, id, lead, type, queue, at, body FROM event_log WHERE queue = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`,
			queue, after, deliveriesAtOnce)
		if err != nil {
			return fmt.Errorf("deliveries to %s: %w", queue, err)
		}
		n := 0
		for rows.Next() {
			var r outbox.Row
			if err := rows.Scan(&r.Sequence, &r.ID, &r.Lead, &r.Type, &r.Queue, &r.At, &r.Body); err != nil {
				return fmt.Errorf("deliveries to %s: %w", queue, err)
			}
			take(r)
			n, after = n+1, r.Sequence
		}
		if err := rows.Err(); err != nil || n < deliveriesAtOnce {
			return err
		}
	}
}

// Floor returns how far a queue was acknowledged, as it is known here.
func (s *Store) Floor(ctx context.Context, queue lead.Department) (floor uint64, err error) {
	err = s.Log.DB.QueryRow(ctx, "SELECT coalesce((SELECT sequence FROM queue_floor WHERE queue = $1), 0)", queue).Scan(&floor)
	return floor, err
}

// NewestRecord returns the number of the record that a delivery tells of, or 0.
func NewestRecord(body []byte) int {
	var e struct {
		Data struct {
			Record *struct {
				No int `json:"no"`
			} `json:"record"`
		} `json:"data"`
	}
	if event.Unmarshal(body, &e) != nil || e.Data.Record == nil {
		return 0
	}
	return e.Data.Record.No
}
