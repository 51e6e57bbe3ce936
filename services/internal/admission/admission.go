// Package admission lets in what can be delivered in time. Whoever takes work in looks at how long what is offered now would wait until it
// reaches its end, however many services it passes on the way, and takes a smaller share of what is offered the longer that is.
//
//	how long it would wait                0 ──── quarter ──── half ──── whole limit
//	share of batches that is taken        all ──── all ─────► none
//	share of single requests taken        all ─────────────── all ───► none
//
// A share instead of a switch: what is taken settles where it is as much as is delivered, and does not swing between all and nothing. The
// age of the oldest that waits is not enough to go by: it says how much was taken some time ago, when it is too late.
package admission

import (
	"math/rand/v2"
	"sync"
	"time"
)

// Standing is how far what was taken in has come, at one moment.
type Standing struct {
	// Taken is what Gate.Taken said before anybody looked.
	Taken uint64
	// Applied numbers the newest that the next service has applied, and Backlog is how much was taken behind it.
	Applied, Backlog uint64
	// Oldest is when the oldest of the backlog was taken; zero when there is none.
	Oldest time.Time
	// Behind is how long the oldest has waited of what the next service made of it.
	Behind time.Duration
	// Unknown says that the next service does not say how far it is.
	Unknown bool
}

// Gate decides whether more is taken.
type Gate struct {
	// Limit is how long something may wait: what would wait as long is not taken.
	Limit time.Duration
	// Most is how much may wait while the next service is away and says nothing. It bounds how long it takes to deliver once it is back.
	Most uint64
	// Published is how old the oldest is that has not left this service: all that is known while the next one says nothing.
	Published func() time.Duration
	Now       func() time.Time
	// Random returns a number from 0 up to 1; rand.Float64 when nil.
	Random func() float64

	mu    sync.Mutex
	taken uint64
	known bool // last is a standing
	last  standing
	pace  pace
}

type standing struct {
	Standing
	at time.Time
}

// Kind is what is offered. Batches stand back first: behind a single request somebody waits on the line.
type Kind int

// The kinds.
const (
	Single Kind = iota
	Batch
)

// Refusal is that nothing was taken, and when it may be worth trying again.
type Refusal struct {
	RetryAfter time.Duration
	// Full means that the next service is away and as much waits for it as may.
	Full bool
}

const (
	// longestRetry is the longest that anybody is asked to wait.
	longestRetry = time.Minute
	// few is a backlog that is always worked off in time, however slow things seem at the moment.
	few = 100
)

// Took counts what was let in.
func (g *Gate) Took(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.taken += uint64(n)
}

// Taken returns how much was let in so far.
func (g *Gate) Taken() uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.taken
}

// Tell tells the gate how it stands.
func (g *Gate) Tell(s Standing) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := standing{s, g.Now()}
	if g.known && !s.Unknown && !g.last.Unknown {
		g.pace.see(g.last, now, max(g.Limit, time.Second))
	}
	g.last, g.known = now, true
}

// Wait returns how long what is taken now would wait, as far as is known: at least as long as what has waited longest has waited already, and
// for as long as the next service takes for what is before it.
func (g *Gate) Wait() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.wait()
}

func (g *Gate) wait() time.Duration {
	age := g.Published()
	if !g.known || g.last.Unknown {
		return age
	}
	waited := time.Duration(0)
	if !g.last.Oldest.IsZero() {
		waited = max(0, g.Now().Sub(g.last.Oldest))
	}
	if before := g.last.Backlog + g.taken - g.last.Taken; before > few {
		waited = max(waited, g.pace.takes(before))
	}
	return max(age, waited+g.last.Behind)
}

// Waiting returns how much was taken and not applied, when it was looked at last.
func (g *Gate) Waiting() uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.last.Backlog
}

// Admit returns nil when one more of a kind is taken.
func (g *Gate) Admit(k Kind) *Refusal {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.last.Unknown && g.last.Backlog >= g.Most {
		return &Refusal{RetryAfter: longestRetry / 2, Full: true}
	}
	wait, none := g.wait(), g.Limit
	if k == Batch {
		none /= 2
	}
	share := share(wait, none/2, none)
	if share >= 1 || share > 0 && g.random() < share {
		return nil
	}
	return &Refusal{RetryAfter: min(max(time.Second, wait-none/2), longestRetry)}
}

func (g *Gate) random() float64 {
	if g.Random != nil {
		return g.Random()
	}
	return rand.Float64()
}

// share falls from 1 at the wait all to 0 at the wait none.
func share(wait, all, none time.Duration) float64 {
	switch {
	case wait <= all:
		return 1
	case wait >= none:
		return 0
	}
	return float64(none-wait) / float64(none-all)
}
