package routing

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"xiansuo/services/internal/pg"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
	"xiansuo/services/routing/internal/queues"
)

// watch looks after what happens by itself: clocks that become pressing, words that waited too long, due dates under a new calendar,
// and duties that passed to others. Any number of processes may.
type watch struct {
	log    *slog.Logger
	store  *postgres.Store
	place  *place
	queues *queues.Queues
}

const (
	tickEvery   = time.Second
	rehomeEvery = time.Minute
	sweepBatch  = 500 // leads of one transaction
)

// Run looks every second until ctx ends. What fails is tried again at the next look.
func (w *watch) Run(ctx context.Context) error {
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	var rehomed time.Time
	failed := ""
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		err := w.look(ctx)
		if now := w.place.now(); now.Sub(rehomed) >= rehomeEvery {
			moved := w.rehome(ctx)
			if err = errors.Join(err, moved); moved == nil {
				rehomed = now
			}
		}
		failed = w.tell(ctx, err, failed)
	}
}

// tell logs what failed, once for as long as it fails alike.
func (w *watch) tell(ctx context.Context, err error, before string) string {
	switch {
	case err == nil || ctx.Err() != nil:
		return ""
	case err.Error() == before:
	case pg.Transient(err):
		w.log.Warn("clocks wait for the database", "error", err)
	default:
		w.log.Error("clocks do not speak, somebody must look", "error", err)
	}
	return err.Error()
}

// look lets everything that is due happen. What fails keeps nothing else from it.
func (w *watch) look(ctx context.Context) (all error) {
	for _, sweep := range []func() (int, error){
		func() (int, error) { return w.store.Tick(ctx, sweepBatch, w.word(handoff.ByClock)) },
		func() (int, error) { return w.store.Ring(ctx, sweepBatch, w.place.now()) },
		func() (int, error) { return w.store.TakeExpired(ctx, w.place.now(), sweepBatch, w.place.word) },
		func() (int, error) {
			return w.store.Recount(ctx, w.place.current.Load().Calendar, sweepBatch, w.word(handoff.ByClock))
		},
	} {
		for {
			n, err := sweep()
			if err != nil {
				all = errors.Join(all, err)
			}
			if err != nil || n == 0 || ctx.Err() != nil {
				break
			}
		}
	}
	return all
}

func (w *watch) word(by string) handoff.Word {
	word := w.place.word()
	word.By = by
	return word
}

// rehome passes on what is open of those whose duties passed to others.
func (w *watch) rehome(ctx context.Context) error {
	for _, s := range w.place.current.Load().InForce(w.place.now()) {
		for after := ""; ; {
			last, err := w.store.Rehome(ctx, s, after, sweepBatch, w.word(handoff.ByRules))
			if err != nil {
				return err
			}
			if after = last; last == "" {
				break
			}
		}
	}
	return nil
}
