package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// trip is the way of one complaint: when it was due to be sent, when it was answered 202, and when the department had acknowledged it.
type trip struct {
	due, taken, got time.Time
	there           chan struct{} // closed when it arrived
}

// trips remembers every complaint of a measurement by its ticket number.
type trips struct {
	mu      sync.Mutex
	all     map[string]*trip
	open    int // that were answered 202 and have not arrived
	last    time.Time
	refused []time.Time // when each was due that was refused as busy
}

func newTrips() *trips { return &trips{all: map[string]*trip{}} }

// begin notes that a complaint is about to be sent, and was due then. The channel is closed when the department has it.
func (t *trips) begin(number string, due time.Time) <-chan struct{} {
	one := &trip{due: due, there: make(chan struct{})}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all[number] = one
	return one.there
}

// took notes that a complaint was answered 202.
func (t *trips) took(number string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	one := t.all[number]
	if one.taken = time.Now(); one.got.IsZero() {
		t.open++
	}
}

// forget leaves out a complaint that was refused.
func (t *trips) forget(number string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.all, number)
}

// arrived notes that the department fetched and acknowledged a complaint. It may do so before its sender has read the 202.
func (t *trips) arrived(number string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	one := t.all[number]
	if one == nil || !one.got.IsZero() {
		return
	}
	one.got = time.Now()
	t.last = one.got
	close(one.there)
	if !one.taken.IsZero() {
		t.open--
	}
}

// waiting returns how many were answered 202 and have not arrived.
func (t *trips) waiting() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.open
}

// settle waits until everything that was answered 202 has arrived. The error says how much never did.
func (t *trips) settle(ctx context.Context, limit time.Duration) error {
	for end := time.Now().Add(limit); t.waiting() > 0; time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) || ctx.Err() != nil {
			return fmt.Errorf("%d complaints that were answered 202 never arrived", t.waiting())
		}
	}
	return nil
}

// way is what was measured of complaints that arrived: until the 202 from when each was due, and from the 202 to the department.
type way struct{ accept, onward []time.Duration }

// ways returns the way of those that were due between two times.
func (t *trips) ways(from, to time.Time) (w way) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, one := range t.all {
		if one.taken.IsZero() || one.got.IsZero() || one.due.Before(from) || !one.due.Before(to) {
			continue
		}
		w.accept = append(w.accept, one.taken.Sub(one.due))
		w.onward = append(w.onward, max(0, one.got.Sub(one.taken)))
	}
	return w
}

// count returns how many arrived, and when the last did.
func (t *trips) count() (n int, last time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, one := range t.all {
		if !one.got.IsZero() {
			n++
		}
	}
	return n, t.last
}

// refuse leaves out a complaint that was refused as busy, but for when it was due.
func (t *trips) refuse(number string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refused = append(t.refused, t.all[number].due)
	delete(t.all, number)
}

// refusals returns how many complaints that were due between two times were refused.
func (t *trips) refusals(from, to time.Time) (n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, due := range t.refused {
		if !due.Before(from) && due.Before(to) {
			n++
		}
	}
	return n
}

// whole returns how long each complaint that was due between two times took until the department had it.
func (t *trips) whole(from, to time.Time) (all []time.Duration) {
	w := t.ways(from, to)
	for i, accept := range w.accept {
		all = append(all, accept+w.onward[i])
	}
	return all
}
