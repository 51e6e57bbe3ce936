package admission

import "time"

// pace is how much the next service applies in a second when it has all that it can do.
type pace struct {
	seen []stretch
	rate float64 // in a second
}

// stretch is the time between two looks.
type stretch struct {
	ended   time.Time
	took    time.Duration
	applied uint64
	busy    bool // the service had something to do all the while
}

const (
	// assumed is the pace of a service that has not been seen at work, least that of one that has not moved.
	assumed, least = 500, 20
	// enough is how long it must have been seen: it works in batches.
	enough = 500 * time.Millisecond
)

// see learns from two looks. Where some of what waited at the first still waits at the second the service had no rest between them, and what it
// applied is what it can. What it applies while little is offered says only that it can do as much.
func (p *pace) see(before, now standing, within time.Duration) {
	took := now.at.Sub(before.at)
	if now.Applied < before.Applied || took <= 0 || took > within {
		p.seen = nil
		return
	}
	applied := now.Applied - before.Applied
	p.seen = append(p.seen, stretch{now.at, took, applied, applied < before.Backlog})
	for len(p.seen) > 0 && now.at.Sub(p.seen[0].ended) >= within {
		p.seen = p.seen[1:]
	}
	if busy, ok := p.mean(true); ok {
		p.rate = max(busy, least)
	} else if all, ok := p.mean(false); ok {
		p.rate = max(p.now(), all)
	}
}

// mean returns how much was applied in a second, while the service was busy or all the while, if that was seen for long enough.
func (p *pace) mean(busy bool) (float64, bool) {
	var took time.Duration
	var n uint64
	for _, s := range p.seen {
		if s.busy || !busy {
			took, n = took+s.took, n+s.applied
		}
	}
	return float64(n) / took.Seconds(), took >= enough
}

// takes returns how long the service takes for so much.
func (p *pace) takes(n uint64) time.Duration {
	return time.Duration(min(float64(n)/p.now(), time.Hour.Seconds()) * float64(time.Second))
}

func (p *pace) now() float64 {
	if p.rate == 0 {
		return assumed
	}
	return p.rate
}
