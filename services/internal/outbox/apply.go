package outbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/internal/pg"
)

// errFloorMoved says that another process applied these events first.
var errFloorMoved = errors.New("another reader was first")

// aloneTries is how often an event may fail alone before it is set aside; of many bad ones most are given a try less.
const aloneTries = 3

// maxAgain is how often a batch is decided again at once because others were faster.
const maxAgain = 10

// patient reports whether an event that failed alone twice may be tried again after a moment, for what passes by itself and does not say so. Others
// wait behind it, so once a second at most.
func (r *Reader) patient() bool {
	now := time.Now()
	if now.Sub(r.waited) < time.Second {
		return false
	}
	r.waited = now
	return true
}

// apply applies a batch that follows the floor without a gap. What fails for the database's sake is tried again for ever; what
// fails otherwise is found by splitting the batch and, when it fails again alone, set aside.
func (r *Reader) apply(ctx context.Context, handle Handler, batch []numbered) error {
	wait, alone, again := newDelay(), 0, 0
	for {
		err := r.try(ctx, handle, batch)
		switch {
		case err == nil:
			r.advance(batch[len(batch)-1].number)
			return nil
		case ctx.Err() != nil, errors.Is(err, errFloorMoved):
			return err
		case errors.Is(err, ErrAgain):
			if again++; again < maxAgain {
				continue
			}
			if again = 0; len(batch) > 1 { // fewer meet fewer
				return r.applyParts(ctx, handle, batch, err)
			}
		case pg.Transient(err):
			r.Log.Warn("events wait for the database", "source", r.Source, "events", len(batch), "error", err)
		case len(batch) > 1:
			return r.applyParts(ctx, handle, batch, err)
		default:
			if alone++; alone >= aloneTries || alone > 1 && !r.patient() {
				return r.setAside(ctx, batch[0], err)
			}
			if alone == 1 {
				continue
			}
		}
		if !wait.wait(ctx) {
			return ctx.Err()
		}
	}
}

// applyParts applies a batch that failed part by part: what is to blame alone, or else one half after the other.
func (r *Reader) applyParts(ctx context.Context, handle Handler, batch []numbered, err error) error {
	cuts := []int{len(batch) / 2}
	var bad Blamed
	if errors.As(err, &bad) {
		if i := slices.IndexFunc(batch, func(n numbered) bool { return n.number == bad.Number }); i >= 0 {
			cuts = []int{i, i + 1}
		}
	}
	from := 0
	for _, to := range append(cuts, len(batch)) {
		if to > from {
			if err := r.apply(ctx, handle, batch[from:to]); err != nil {
				return err
			}
		}
		from = to
	}
	return nil
}

func (r *Reader) advance(number uint64) {
	r.raised(number)
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
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return r.Into.Save(ctx, func(ctx context.Context, tx *Tx) error {
		tx.shared = r.share != whole
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
		r.raise(tx, batch[len(batch)-1].number)
		return nil
	})
}

// lockFloor locks the floor, which must stand at want, and returns the leads whose events wait behind one that was set aside.
func (r *Reader) lockFloor(ctx context.Context, tx *Tx, want uint64) (map[string]bool, error) {
	var b pgx.Batch
	var parts []part
	held := map[string]bool{}
	b.Queue(partsSQL+" FOR UPDATE", r.Source, r.share.first, r.share.past).Query(func(rows pgx.Rows) (err error) {
		parts, err = scanParts(rows)
		return err
	})
	b.Queue("SELECT DISTINCT lead FROM aside WHERE source = $1 AND replayed_at IS NULL", r.Source).Query(func(rows pgx.Rows) error {
		var lead string
		_, err := pgx.ForEachRow(rows, []any{&lead}, func() error { held[lead] = true; return nil })
		return err
	})
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return nil, fmt.Errorf("lock floor of %s: %w", r.Source, err)
	}
	if !slices.Equal(parts, r.parts) || least(parts) != want {
		return nil, fmt.Errorf("%w: floor of %s is at %v, not %v", errFloorMoved, r.Source, parts, r.parts)
	}
	return held, nil
}

// wanted decodes what the handler wants to see and puts behind the lead's set-aside event what must wait for it.
func (r *Reader) wanted(tx *Tx, batch []numbered, held map[string]bool) ([]Received, error) {
	events := make([]Received, 0, len(batch))
	for _, n := range batch {
		if r.Wants != nil && !r.Wants(n.typ) || !r.mine(n) {
			continue
		}
		e, err := readOwn(n.body)
		if err != nil { // the same bytes are read no better another time
			r.Log.Error("event set aside, somebody must look", "source", r.Source, "sequence", n.number, "error", err)
			id := glance(n.body).Subject
			tx.Later(asideSQL, r.Source, n.number, id, n.typ, reason(err), id != "" && held[id], n.body)
			held[id] = id != ""
			continue
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
	lead, typ := glance(n.body).Subject, n.typ
	for wait := newDelay(); ; {
		err := r.Into.Save(ctx, func(ctx context.Context, tx *Tx) error {
			if _, err := r.lockFloor(ctx, tx, n.number-1); err != nil {
				return err
			}
			tx.Later(asideSQL, r.Source, n.number, lead, typ, reason(why), false, n.body)
			r.raise(tx, n.number)
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
