package outbox

import (
	"context"
	"fmt"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// whole cuts a batch where its numbers have a hole.
func whole(batch []numbered) []numbered {
	for i := 1; i < len(batch); i++ {
		if batch[i].number != batch[i-1].number+1 {
			return batch[:i]
		}
	}
	return batch
}

// jump raises the floor over numbers that are lost, up to the last of them, when an event of the source names them: a source that was
// restored says once what nobody could give back. The reader remembers it as the source does.
func (r *Reader) jump(ctx context.Context, last uint64) error {
	floor := r.floor.Load()
	opened, err := fetch(ctx, r.NC, r.Source, fetchRequest{After: floor, Reopenings: true})
	if err != nil {
		return err
	}
	for _, n := range opened {
		e, err := event.Own(n.body)
		if err != nil {
			return fmt.Errorf("number %d of %s: %w", n.number, r.Source, err)
		}
		f, err := event.As[lead.SourceReopened](e)
		if err != nil {
			return fmt.Errorf("number %d of %s: %w", n.number, r.Source, err)
		}
		for _, lost := range f.Lost {
			if lost.From <= floor+1 && last <= lost.To {
				return r.raise(ctx, floor, last, f.Epoch, e.ID())
			}
		}
	}
	return fmt.Errorf("%s cannot give what follows %d, and no event of it says that it is lost", r.Source, floor)
}

func (r *Reader) raise(ctx context.Context, floor, last uint64, epoch int, id string) error {
	err := r.Into.Save(ctx, func(ctx context.Context, tx *Tx) error {
		if _, err := r.lockFloor(ctx, tx, floor); err != nil {
			return err
		}
		tx.Later("INSERT INTO gap (source, first, last, epoch, event) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING", r.Source, floor+1, last, epoch, id)
		tx.Later("UPDATE floor SET sequence = $2 WHERE source = $1", r.Source, last)
		return nil
	})
	if err != nil {
		return fmt.Errorf("go over lost numbers of %s: %w", r.Source, err)
	}
	r.Log.Error("events of a source are lost and will never be applied", "source", r.Source, "first", floor+1, "last", last, "epoch", epoch)
	r.advance(last)
	return nil
}

// unapplied leaves out events whose effects came back with our own log when it was recovered.
func (r *Reader) unapplied(ctx context.Context, tx *Tx, events []Received) ([]Received, error) {
	if len(events) == 0 || !r.Into.wasReopened() {
		return events, nil
	}
	ids := make([]string, len(events))
	for i, e := range events {
		ids[i] = e.ID()
	}
	rows, err := tx.Query(ctx, "SELECT cause FROM applied WHERE cause = ANY($1)", ids)
	if err != nil {
		return nil, fmt.Errorf("what was applied before of %s: %w", r.Source, err)
	}
	before := map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("what was applied before of %s: %w", r.Source, err)
		}
		before[id] = true
	}
	var out []Received
	for _, e := range events {
		if !before[e.ID()] {
			out = append(out, e)
		}
	}
	return out, rows.Err()
}
