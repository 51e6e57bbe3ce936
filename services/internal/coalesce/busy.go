package coalesce

import (
	"fmt"
	"time"
)

// Busy says that a request was not taken because it would have waited longer than anybody has patience for.
type Busy struct{ wait time.Duration }

// Error says so.
func (b Busy) Error() string {
	return fmt.Sprintf("busy: it would wait for %s", b.wait.Round(time.Millisecond))
}

// Again returns after how long it may be worth trying again.
func (b Busy) Again() time.Duration { return min(b.wait, longestAgain) }

const (
	// patience is how long a request may wait at most, before its own piece of work begins.
	patience = 3 * time.Second
	// within is how long a piece of work may take: a database that is away without saying so must not hold everybody up for ever.
	within = 15 * time.Second
	// longestAgain is the longest that anybody is asked to wait.
	longestAgain = 10 * time.Second
)

// expect returns how long a request that comes now would wait: for the piece of work that is under way, and for those of all that came before it.
func (q *Queue[In, Out]) expect(now time.Time) time.Duration {
	q.mu.Lock()
	defer q.mu.Unlock()
	before := time.Duration(q.asked / q.limit)
	wait := before * q.lasts
	if !q.began.IsZero() {
		under := now.Sub(q.began)
		wait += max(q.lasts-under, under) // what has taken long already will take as long again
	}
	return wait
}

// enter counts a request in, or refuses it: nobody waits behind more than is done in time.
func (q *Queue[In, Out]) enter() error {
	wait := q.expect(time.Now())
	q.mu.Lock()
	defer q.mu.Unlock()
	if wait > patience {
		return Busy{wait}
	}
	q.asked++
	return nil
}

func (q *Queue[In, Out]) leave() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.asked--
}

// start notes that a piece of work is under way, and returns what notes its end.
func (q *Queue[In, Out]) start() func() {
	began := time.Now()
	q.mu.Lock()
	q.began = began
	q.mu.Unlock()
	return func() {
		took := min(time.Since(began), patience)
		q.mu.Lock()
		defer q.mu.Unlock()
		q.began = time.Time{}
		q.lasts = (3*q.lasts + took) / 4
	}
}
