package main

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// sending is an open load: complaints are due at a steady rate, whether the system answers or not.
type sending struct {
	rate    float64 // complaints a second
	workers int     // how many requests may be under way at a time
	prefix  string
	// late sends what is due late when all workers are busy; without it, it is left out and the offer is smaller than the rate.
	late bool
}

// sent is what became of an open load.
type sent struct{ offered, taken, refused, failed int64 }

// offer posts what is due for a while. Times are counted from when each complaint was due, so that a system that stands still is not
// measured as if nobody had waited.
func (s *system) offer(ctx context.Context, trips *trips, load sending, d time.Duration) (sent, error) {
	var next, offered, taken, refused, failed atomic.Int64
	began, interval := time.Now(), time.Duration(float64(time.Second)/load.rate)
	total := int64(d / interval)
	err := each(load.workers, d+settleWithin, func(int, int) error {
		n := next.Add(1) - 1
		if !load.late {
			if now := int64(time.Since(began) / interval); n < now-1 {
				next.CompareAndSwap(n+1, now)
			}
		}
		if n >= total || ctx.Err() != nil {
			return errDone
		}
		due := began.Add(time.Duration(n) * interval)
		pause(ctx, time.Until(due))
		offered.Add(1)
		id := fmt.Sprintf("%s-%d", load.prefix, n)
		trips.begin(ticket(id), due)
		r, err := s.one(ctx, complaint(id, int(n)))
		switch {
		case err == nil && r.status == http.StatusAccepted:
			taken.Add(1)
			trips.took(ticket(id))
		case err == nil && r.busy():
			refused.Add(1)
			trips.refuse(ticket(id))
		default:
			failed.Add(1)
			trips.forget(ticket(id))
			if load.late {
				return failure(r, err)
			}
		}
		return nil
	})
	return sent{offered.Load(), taken.Load(), refused.Load(), failed.Load()}, err
}

// paced sends at a rate and measures the way of each complaint.
func (s *system) paced(ctx context.Context, rate float64, d time.Duration, prefix string) (result, error) {
	prefix = unique(prefix)
	return s.measure(ctx, func(trips *trips) (int, error) {
		out, err := s.offer(ctx, trips, sending{rate: rate, workers: 256, prefix: prefix, late: true}, d)
		return int(out.refused), err
	})
}
