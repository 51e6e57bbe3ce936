package outbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// Processes that share a source say every second that they live. Each takes its part of the partitions, in the order in which they joined. Who is
// not heard for three seconds has none. They may differ for a moment in who is there: then two want the same row of floor, and one of them stands
// back.
const (
	beatEvery = time.Second
	deadAfter = 3 * time.Second
)

// worker is this process among those that share a source.
type worker struct {
	log    *Log
	source string
	name   string
}

// join says that this process lives, and returns its share.
func (w worker) join(ctx context.Context) (share, error) {
	ctx, cancel := context.WithTimeout(ctx, deadAfter)
	defer cancel()
	var b pgx.Batch
	var names []string
	b.Queue("DELETE FROM worker WHERE source = $1 AND seen_at < now() - $2::interval", w.source, deadAfter)
	b.Queue("INSERT INTO worker (source, name) VALUES ($1, $2) ON CONFLICT (source, name) DO UPDATE SET seen_at = now()", w.source, w.name)
	b.Queue("SELECT name FROM worker WHERE source = $1 ORDER BY joined_at, name", w.source).Query(func(rows pgx.Rows) (err error) {
		names, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	if err := w.log.DB.SendBatch(ctx, &b).Close(); err != nil {
		return share{}, fmt.Errorf("share %s: %w", w.source, err)
	}
	return shareOf(slices.Index(names, w.name), len(names)), nil
}

// shareOf returns the share of the one at a place among so many.
func shareOf(place, of int) share {
	if place < 0 || of <= 0 {
		return share{}
	}
	return share{whole.past * place / of, whole.past * (place + 1) / of}
}

// leave lets others take over at once.
func (w worker) leave() {
	ctx, cancel := context.WithTimeout(context.Background(), beatEvery)
	defer cancel()
	_, _ = w.log.DB.Exec(ctx, "DELETE FROM worker WHERE source = $1 AND name = $2", w.source, w.name)
}

// First reports whether this process has the first partition: of those that share a source one does, but for a moment when they change.
func (r *Reader) First() bool { return !r.Shared || r.first.Load() }

// Partitions returns how many partitions of the source this process applies.
func (r *Reader) Partitions() int { return int(r.has.Load()) }

// runShared applies the events of this process's partitions until ctx ends.
func (r *Reader) runShared(ctx context.Context, handle Handler) error {
	w := worker{r.Into, r.Source, rand.Text()}
	defer w.leave()
	for delay := newDelay(); ; {
		mine, err := w.join(ctx)
		if err == nil {
			err = r.shared(ctx, w, mine, handle, delay.reset)
		}
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, errOtherShare) {
			delay.reset()
			continue
		}
		r.tell(ctx, err)
		if !delay.wait(ctx) {
			return nil
		}
	}
}

// shared applies a share's events for as long as it is this process's.
func (r *Reader) shared(ctx context.Context, w worker, mine share, handle Handler, progress func()) error {
	if mine != r.share {
		r.Log.Info("partitions are shared", "source", r.Source, "first", mine.first, "past", mine.past)
	}
	r.share = mine
	r.has.Store(int64(mine.past - mine.first))
	r.first.Store(!mine.empty() && mine.first == 0)
	ctx, cancel := context.WithCancelCause(ctx)
	var watching sync.WaitGroup
	defer watching.Wait()
	defer cancel(nil)
	watching.Go(func() { w.watch(ctx, cancel, mine, r.first.Store) })
	if mine.empty() {
		r.floor.Store(r.head.Load())
		<-ctx.Done()
		return context.Cause(ctx)
	}
	if err := r.split(ctx); err != nil {
		return err
	}
	err := r.session(ctx, handle, progress)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// watch says every second that this process lives, until its share is another, or the database has not heard it for so long that others take
// it for dead.
func (w worker) watch(ctx context.Context, cancel context.CancelCauseFunc, mine share, first func(bool)) {
	heard := time.Now()
	for pause(ctx, beatEvery) {
		now, err := w.join(ctx)
		switch {
		case err == nil && now != mine, err != nil && time.Since(heard) > deadAfter && ctx.Err() == nil:
			first(false)
			cancel(errOtherShare)
			return
		case err == nil:
			heard = time.Now()
		}
	}
}

// split makes the rows of floor end where this process's share does.
func (r *Reader) split(ctx context.Context) error {
	return pgx.BeginFunc(ctx, r.Into.DB, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, partsSQL+" FOR UPDATE", r.Source, whole.first, whole.past)
		if err != nil {
			return fmt.Errorf("split floor of %s: %w", r.Source, err)
		}
		parts, err := scanParts(rows)
		if err != nil {
			return fmt.Errorf("split floor of %s: %w", r.Source, err)
		}
		for _, at := range []int{r.share.first, r.share.past} {
			for i, p := range parts {
				if p.first >= at || at >= p.past {
					continue
				}
				var b pgx.Batch
				b.Queue("UPDATE floor SET past = $3 WHERE source = $1 AND first = $2", r.Source, p.first, at)
				b.Queue("INSERT INTO floor (source, first, past, sequence) VALUES ($1, $2, $3, $4)", r.Source, at, p.past, p.sequence)
				if err := tx.SendBatch(ctx, &b).Close(); err != nil {
					return fmt.Errorf("split floor of %s: %w", r.Source, err)
				}
				parts[i].past = at
				parts = append(parts, part{share{at, p.past}, p.sequence})
				break
			}
		}
		return nil
	})
}
