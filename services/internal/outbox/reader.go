package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
)

// Handler applies a batch of one source's events, in order, in the transaction that raises the floor. An error means that
// nothing of the batch may be saved.
type Handler func(ctx context.Context, tx *Tx, events []Received) error

// Received is an event of another service as it came.
type Received struct {
	event.Event
	Number uint64
	Body   []byte
}

// Reader applies the events of another service to this one.
type Reader struct {
	Log    *slog.Logger
	Into   *Log   // the reading service's log: its database keeps the floor and what was set aside
	Source string // the service that is read
	NC     *nats.Conn
	JS     jetstream.JetStream
	// Wants says which types the handler wants to see; others only raise the floor. Nil wants all.
	Wants func(typ string) bool
	// Applied, where set, is raised after every batch.
	Applied *Signal
	// Rest is how long it rests at most after a batch; behind a full one it does not, so it never falls behind for it.
	Rest time.Duration

	// Shared says that processes share the source, each with partitions of its own. Otherwise they take turns.
	Shared bool

	floor atomic.Uint64
	head  atomic.Uint64
	first atomic.Bool  // this process has the first partition
	has   atomic.Int64 // how many partitions it has
	share share        // what this process applies, and the rows of floor that say how far
	parts []part

	waited time.Time // when an event that failed alone was last given time
}

// numbered is an event of the source as it arrived.
type numbered struct {
	number    uint64
	typ       string
	partition int
	body      []byte
}

const (
	maxApply   = 500  // events of one transaction
	maxWaiting = 2000 // events that arrived and wait for theirs
	// maxWaitingBytes is how many bytes of them the broker sends ahead.
	maxWaitingBytes = 16 << 20
)

// errOtherStream says that the stream is not the one that the session began with.
var errOtherStream = errors.New("stream was made anew")

// Run applies events until ctx ends. Whatever fails is tried again for ever.
func (r *Reader) Run(ctx context.Context, handle Handler) error {
	r.Into.Handles(r.Source, handle)
	if r.Shared {
		return r.runShared(ctx, handle)
	}
	r.share = whole
	delay := newDelay()
	for {
		err := r.session(ctx, handle, delay.reset)
		if ctx.Err() != nil {
			return nil
		}
		r.tell(ctx, err)
		if !delay.wait(ctx) {
			return nil
		}
	}
}

func (r *Reader) tell(ctx context.Context, err error) {
	level := slog.LevelInfo
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		level = slog.LevelDebug // the publisher is about to make it
	}
	r.Log.Log(ctx, level, "reading starts again", "source", r.Source, "reason", err.Error())
}

// Lag returns how many events of the source are known and not applied yet.
func (r *Reader) Lag() uint64 {
	if head, floor := r.head.Load(), r.floor.Load(); head > floor {
		return head - floor
	}
	return 0
}

// session reads one incarnation of the stream, from the floor on.
func (r *Reader) session(ctx context.Context, handle Handler, progress func()) error {
	floor, err := r.loadFloor(ctx)
	if err != nil {
		return err
	}
	stream, err := r.JS.Stream(ctx, bus.Stream(r.Source))
	if err != nil {
		return fmt.Errorf("look at stream of %s: %w", r.Source, err)
	}
	start, err := startAt(ctx, stream, floor)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	arrived, failed, err := r.subscribe(ctx, stream, start)
	if err != nil {
		return err
	}
	tick := time.NewTicker(checkEvery)
	defer tick.Stop()
	applied := floor
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-failed:
			return err
		case first := <-arrived:
			batch := drain(first, arrived)
			if err := r.take(ctx, handle, batch); err != nil {
				return err
			}
			progress()
			if !pause(ctx, restAfter(len(batch), maxApply, r.Rest)) {
				return ctx.Err()
			}
		case <-tick.C:
			if err := r.check(ctx, handle, stream.CachedInfo().Created, applied); err != nil {
				return err
			}
			applied = r.floor.Load()
		}
	}
}

// take applies what arrived: what is below the floor was applied before, what is missing is fetched first.
func (r *Reader) take(ctx context.Context, handle Handler, batch []numbered) error {
	for len(batch) > 0 && batch[0].number <= r.floor.Load() {
		batch = batch[1:]
	}
	if len(batch) == 0 {
		return nil
	}
	if first := batch[0].number; first > r.floor.Load()+1 {
		if err := r.fetchUpTo(ctx, handle, first-1); err != nil {
			return err
		}
	}
	for i := 1; i < len(batch); i++ {
		if batch[i].number != batch[i-1].number+1 { // numbers that are lost, or the stream lacks them
			if err := r.apply(ctx, handle, batch[:i]); err != nil {
				return err
			}
			return r.take(ctx, handle, batch[i:])
		}
	}
	return r.apply(ctx, handle, batch)
}

// check compares the floor with the source's head and fetches what the stream did not bring since the last look.
func (r *Reader) check(ctx context.Context, handle Handler, created time.Time, appliedBefore uint64) error {
	head, err := askHead(ctx, r.NC, r.Source, r.Into.Service, r.floor.Load())
	if err == nil {
		r.head.Store(head)
		if floor := r.floor.Load(); head > floor && floor == appliedBefore {
			if err := r.fetchUpTo(ctx, handle, head); err != nil {
				return err
			}
		}
	}
	stream, err := r.JS.Stream(ctx, bus.Stream(r.Source))
	if err != nil {
		return fmt.Errorf("look at stream of %s: %w", r.Source, err)
	}
	if !stream.CachedInfo().Created.Equal(created) {
		return errOtherStream
	}
	return nil
}

func (r *Reader) fetchUpTo(ctx context.Context, handle Handler, last uint64) error {
	for r.floor.Load() < last {
		batch, err := fetch(ctx, r.NC, r.Source, fetchRequest{After: r.floor.Load()})
		if err != nil {
			return err
		}
		if len(batch) == 0 || batch[0].number <= r.floor.Load() {
			return fmt.Errorf("%s cannot give what follows %d", r.Source, r.floor.Load())
		}
		if batch[0].number != r.floor.Load()+1 {
			if err := r.jump(ctx, batch[0].number-1); err != nil {
				return err
			}
		}
		if err := r.apply(ctx, handle, unbroken(batch)); err != nil {
			return err
		}
	}
	return nil
}
