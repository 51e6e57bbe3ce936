package outbox

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/bus"
)

// share is a range of partitions, the last not included.
type share struct{ first, past int }

var whole = share{0, bus.Partitions}

func (s share) empty() bool { return s.first >= s.past }

// part is a range of partitions that was applied equally far: a row of floor.
type part struct {
	share
	sequence uint64
}

// ErrAgain says that somebody else was faster and that the same, decided again, will know of it. Nothing may be saved.
var ErrAgain = errors.New("decide again")

// errOtherShare says that this process has other partitions now.
var errOtherShare = errors.New("partitions are shared anew")

// partsSQL finds the rows within a range. One that reaches beyond it is not found.
const partsSQL = "SELECT first, past, sequence FROM floor WHERE source = $1 AND first >= $2 AND past <= $3 ORDER BY first"

func scanParts(rows pgx.Rows) (out []part, err error) {
	var p part
	_, err = pgx.ForEachRow(rows, []any{&p.first, &p.past, &p.sequence}, func() error { out = append(out, p); return nil })
	return out, err
}

func least(parts []part) uint64 {
	n := parts[0].sequence
	for _, p := range parts[1:] {
		n = min(n, p.sequence)
	}
	return n
}

// loadFloor reads how far the source was applied.
func (r *Reader) loadFloor(ctx context.Context) (uint64, error) {
	_, err := r.Into.DB.Exec(ctx, "INSERT INTO floor (source, sequence) VALUES ($1, 0) ON CONFLICT DO NOTHING", r.Source)
	if err != nil {
		return 0, fmt.Errorf("floor of %s: %w", r.Source, err)
	}
	rows, err := r.Into.DB.Query(ctx, partsSQL, r.Source, r.share.first, r.share.past)
	if err != nil {
		return 0, fmt.Errorf("floor of %s: %w", r.Source, err)
	}
	parts, err := scanParts(rows)
	if err != nil {
		return 0, fmt.Errorf("floor of %s: %w", r.Source, err)
	}
	at := r.share.first
	for _, p := range parts {
		if p.first != at {
			break
		}
		at = p.past
	}
	if at != r.share.past {
		return 0, fmt.Errorf("%w: floor of %s is split otherwise", errFloorMoved, r.Source)
	}
	r.parts = parts
	floor := least(parts)
	r.floor.Store(floor)
	return floor, nil
}

// raise raises the floor to a number within the transaction that applies what lies below. When that brings all parts to one height they
// become one.
func (r *Reader) raise(tx *Tx, number uint64) {
	if len(r.parts) == 1 {
		tx.Later("UPDATE floor SET sequence = $2 WHERE source = $1 AND first = $3", r.Source, number, r.share.first)
		return
	}
	tx.Later("UPDATE floor SET sequence = greatest(sequence, $2) WHERE source = $1 AND first >= $3 AND past <= $4", r.Source, number, r.share.first, r.share.past)
	if r.level(number) {
		tx.Later("DELETE FROM floor WHERE source = $1 AND first > $2 AND past <= $3", r.Source, r.share.first, r.share.past)
		tx.Later("UPDATE floor SET past = $3 WHERE source = $1 AND first = $2", r.Source, r.share.first, r.share.past)
	}
}

// level reports whether no part is above a number.
func (r *Reader) level(number uint64) bool {
	for _, p := range r.parts {
		if p.sequence > number {
			return false
		}
	}
	return true
}

// raised notes what raise did, once it is saved.
func (r *Reader) raised(number uint64) {
	if r.level(number) {
		r.parts = []part{{r.share, number}}
		return
	}
	for i := range r.parts {
		r.parts[i].sequence = max(r.parts[i].sequence, number)
	}
}

// mine reports whether an event is for this process to apply, and was not applied by whoever had its partition before.
func (r *Reader) mine(n numbered) bool {
	if len(r.parts) == 1 && r.share == whole {
		return true
	}
	for _, p := range r.parts {
		if p.first <= n.partition && n.partition < p.past {
			return n.number > p.sequence
		}
	}
	return false
}

// partitionOf returns the partition of a subject events.v1.<service>.<p>.<noun>.<verb>.
func partitionOf(subject string) int {
	parts := strings.SplitN(subject, ".", 5)
	if len(parts) != 5 {
		return 0
	}
	n, err := strconv.Atoi(parts[3])
	if err != nil || n < 0 || n >= bus.Partitions {
		return 0
	}
	return n
}

// Shared reports whether other processes apply events of the same source at the same time.
func (t *Tx) Shared() bool { return t.shared }

// Settle sends what was kept for the end of the transaction, and then lets no other transaction write to the log until this one ends: what it
// reads from now on, nobody who writes to the log changes.
func (t *Tx) Settle(ctx context.Context) error {
	later := t.later
	t.later = pgx.Batch{}
	later.Queue("SELECT FROM source FOR UPDATE")
	if err := t.SendBatch(ctx, &later).Close(); err != nil {
		return fmt.Errorf("save: %w", err)
	}
	return nil
}
