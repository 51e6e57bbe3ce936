package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/event"
	"xiansuo/services/internal/pg"
)

// errFloorMoved says that another process applied these events first.
var errFloorMoved = errors.New("another reader was first")

// aloneTries is how often an event may fail alone before it is set aside.
const aloneTries = 3

// loadFloor reads how far the source was applied.
func (r *Reader) loadFloor(ctx context.Context) (uint64, error) {
	_, err := r.Into.DB.Exec(ctx, "INSERT INTO floor (source, sequence) VALUES ($1, 0) ON CONFLICT DO NOTHING", r.Source)
	if err != nil {
		return 0, fmt.Errorf("floor of %s: %w", r.Source, err)
	}
	var floor uint64
	if err := r.Into.DB.QueryRow(ctx, "SELECT sequence FROM floor WHERE source = $1", r.Source).Scan(&floor); err != nil {
		return 0, fmt.Errorf("floor of %s: %w", r.Source, err)
	}
	r.floor.Store(floor)
	return floor, nil
}

// apply applies a batch that follows the floor without a gap. What fails for the database's sake is tried again for ever; what
// fails otherwise is found by splitting the batch and, when it fails again alone, set aside.
func (r *Reader) apply(ctx context.Context, handle Handler, batch []numbered) error {
	wait, alone := newDelay(), 0
	for {
		err := r.try(ctx, handle, batch)
		switch {
		case err == nil:
			r.advance(batch[len(batch)-1].number)
			return nil
		case ctx.Err() != nil, errors.Is(err, errFloorMoved):
			return err
		case pg.Transient(err):
			r.Log.Warn("events wait for the database", "source", r.Source, "events", len(batch), "error", err)
		case len(batch) > 1:
			half := len(batch) / 2
			if err := r.apply(ctx, handle, batch[:half]); err != nil {
				return err
			}
			return r.apply(ctx, handle, batch[half:])
		default:
			if alone++; alone >= aloneTries {
				return r.setAside(ctx, batch[0], err)
			}
		}
		if !wait.wait(ctx) {
			return ctx.Err()
		}
	}
}

func (r *Reader) advance(number uint64) {
	r.floor.Store(number)
	if r.head.Load() < number {
		r.head.Store(number)
	}
	if r.Applied != nil {
		r.Applied.Raise()
	}
}

// try applies the batch in one transaction: the floor is locked first, so that of two processes one applies and one stands back.
func (r *Reader) try(ctx context.Context, handle Handler, batch []numbered) error {
	return r.Into.Save(ctx, func(ctx context.Context, tx *Tx) error {
		held, err := r.lockFloor(ctx, tx, batch[0].number-1)
		if err != nil {
			return err
		}
		events, err := r.wanted(tx, batch, held)
		if err != nil {
			return err
		}
		if events, err = r.unapplied(ctx, tx, events); err != nil {
			return err
		}
		if len(events) > 0 {
			if err := handle(ctx, tx, events); err != nil {
				return err
			}
		}
		tx.Later("UPDATE floor SET sequence = $2 WHERE source = $1", r.Source, batch[len(batch)-1].number)
		return nil
	})
}

// lockFloor locks the floor, which must stand at want, and returns the leads whose events wait behind one that was set aside.
func (r *Reader) lockFloor(ctx context.Context, tx *Tx, want uint64) (map[string]bool, error) {
	var b pgx.Batch
	var floor uint64
	held := map[string]bool{}
	b.Queue("SELECT sequence FROM floor WHERE source = $1 FOR UPDATE", r.Source).QueryRow(func(row pgx.Row) error { return row.Scan(&floor) })
	b.Queue("SELECT DISTINCT lead FROM aside WHERE source = $1 AND replayed_at IS NULL", r.Source).Query(func(rows pgx.Rows) error {
		var lead string
		_, err := pgx.ForEachRow(rows, []any{&lead}, func() error { held[lead] = true; return nil })
		return err
	})
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return nil, fmt.Errorf("lock floor of %s: %w", r.Source, err)
	}
	if floor != want {
		return nil, fmt.Errorf("%w: floor of %s is %d, not %d", errFloorMoved, r.Source, floor, want)
	}
	return held, nil
}

// wanted decodes what the handler wants to see and puts behind the lead's set-aside event what must wait for it.
func (r *Reader) wanted(tx *Tx, batch []numbered, held map[string]bool) ([]Received, error) {
	events := make([]Received, 0, len(batch))
	for _, n := range batch {
		if r.Wants != nil && !r.Wants(n.typ) {
			continue
		}
		e, err := event.Own(n.body)
		if err != nil {
			return nil, fmt.Errorf("number %d of %s: %w", n.number, r.Source, err)
		}
		if held[e.Subject()] {
			tx.Later(asideSQL, r.Source, n.number, e.Subject(), e.Type(), "waits behind an earlier event of this lead", true, n.body)
			continue
		}
		events = append(events, Received{e, n.number, n.body})
	}
	return events, nil
}

const asideSQL = "INSERT INTO aside (source, sequence, lead, type, reason, waits, body) VALUES ($1, $2, $3, $4, $5, $6, $7)"

// setAside keeps an event that cannot be applied where a person finds it, and goes on behind it.
func (r *Reader) setAside(ctx context.Context, n numbered, why error) error {
	lead, typ := "", n.typ
	if e, err := event.Own(n.body); err == nil {
		lead, typ = e.Subject(), e.Type()
	}
	for wait := newDelay(); ; {
		err := r.Into.Save(ctx, func(ctx context.Context, tx *Tx) error {
			if _, err := r.lockFloor(ctx, tx, n.number-1); err != nil {
				return err
			}
			tx.Later(asideSQL, r.Source, n.number, lead, typ, reason(why), false, n.body)
			tx.Later("UPDATE floor SET sequence = $2 WHERE source = $1", r.Source, n.number)
			return nil
		})
		if err == nil {
			r.Log.Error("event set aside, somebody must look", "source", r.Source, "sequence", n.number, "lead", lead, "error", why)
			r.advance(n.number)
			return nil
		}
		if ctx.Err() != nil || errors.Is(err, errFloorMoved) {
			return err
		}
		if !wait.wait(ctx) {
			return ctx.Err()
		}
	}
}

// reason cuts an error to what a table of a page can show.
func reason(err error) string {
	const longest = 500
	text := []rune(err.Error())
	return string(text[:min(len(text), longest)])
}

// Aside is an event that was set aside.
type Aside struct {
	ID       int64     `json:"id"`
	Source   string    `json:"source"`
	Sequence int64     `json:"sequence"`
	Lead     string    `json:"lead"`
	Type     string    `json:"type"`
	Reason   string    `json:"reason"`
	Waits    bool      `json:"waits"`
	At       time.Time `json:"at"`
}
