// Package coalesce puts requests that arrive together into one piece of work, and answers each when it is done.
package coalesce

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Queue collects requests for a function that does many at once.
type Queue[In, Out any] struct {
	waiting chan request[In, Out]
	limit   int
	do      func(context.Context, []In) ([]Out, error)
	passing func(error) bool

	mu    sync.Mutex
	asked int           // requests that were handed in and are not answered
	began time.Time     // of the piece of work that is under way
	lasts time.Duration // how long a piece lasts, of late
}

type request[In, Out any] struct {
	in   In
	done chan answer[Out]
}

type answer[Out any] struct {
	out Out
	err error
}

// ErrStopped says that nobody does the work any more.
var ErrStopped = errors.New("stopped")

// New returns a queue that gives do at most limit requests at once. Do returns one result per request, or an error, and then
// it has done none of them. An error that passing does not know as one that passes by itself is somebody's own: each request is
// tried alone, so that it fails for nobody else.
func New[In, Out any](limit int, passing func(error) bool, do func(context.Context, []In) ([]Out, error)) *Queue[In, Out] {
	return &Queue[In, Out]{waiting: make(chan request[In, Out], limit), limit: limit, do: do, passing: passing}
}

// Do hands in a request and waits for its result. When ctx ends first the request may still be done. One that would wait for longer than
// anybody has patience for is refused at once, as Busy.
func (q *Queue[In, Out]) Do(ctx context.Context, in In) (Out, error) {
	r := request[In, Out]{in, make(chan answer[Out], 1)}
	var none Out
	if err := q.enter(); err != nil {
		return none, err
	}
	defer q.leave()
	select {
	case q.waiting <- r:
	case <-ctx.Done():
		return none, ctx.Err()
	}
	select {
	case a := <-r.done:
		return a.out, a.err
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

// Waiting returns how many requests wait.
func (q *Queue[In, Out]) Waiting() int { return len(q.waiting) }

// Run does the work until ctx ends: each time all that has arrived. It waits for no timer, so a lone request is done at once
// and many are done together, while the one before them is saved.
func (q *Queue[In, Out]) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			q.refuseWaiting()
			return nil
		case first := <-q.waiting:
			q.workWithin(ctx, q.collect(first))
		}
	}
}

func (q *Queue[In, Out]) collect(first request[In, Out]) []request[In, Out] {
	batch := []request[In, Out]{first}
	for len(batch) < q.limit {
		select {
		case next := <-q.waiting:
			batch = append(batch, next)
		default:
			return batch
		}
	}
	return batch
}

// workWithin does a piece of work, each part of it within a time that is bounded.
func (q *Queue[In, Out]) workWithin(ctx context.Context, batch []request[In, Out]) {
	defer q.start()()
	q.work(ctx, batch)
}

func (q *Queue[In, Out]) work(ctx context.Context, batch []request[In, Out]) {
	in := make([]In, len(batch))
	for i, r := range batch {
		in[i] = r.in
	}
	bounded, cancel := context.WithTimeout(ctx, within)
	out, err := q.do(bounded, in)
	cancel()
	if err != nil && len(batch) > 1 && !q.passing(err) {
		for i := range batch {
			q.work(ctx, batch[i:i+1])
		}
		return
	}
	for i, r := range batch {
		a := answer[Out]{err: err}
		if err == nil {
			a.out = out[i]
		}
		r.done <- a
	}
}

func (q *Queue[In, Out]) refuseWaiting() {
	for {
		select {
		case r := <-q.waiting:
			r.done <- answer[Out]{err: ErrStopped}
		default:
			return
		}
	}
}
