// Package throttle says how often somebody may try something, in bounded memory: each has a bucket that fills again at a steady rate, and
// all together have one.
//
// Keys are digests under a secret of this process, so that not even a dump of memory lists who came. Who is forgotten starts with a full
// bucket; when there are more than the memory holds, the others share one, so that many addresses buy no tries.
package throttle

import (
	"crypto/sha256"
	"sync"
	"time"
)

// Rate is how many tries there are at once, and how long one takes to come back.
type Rate struct {
	Burst int
	Every time.Duration
}

// full is how long a bucket takes to fill.
func (r Rate) full() time.Duration { return time.Duration(r.Burst) * r.Every }

// Limiter limits tries. It is safe for concurrent use.
type Limiter struct {
	Each, All Rate
	// Most is how many keys are remembered.
	Most int
	// Secret makes the digests of keys those of this process.
	Secret [sha256.Size]byte

	mu     sync.Mutex
	empty  map[[16]byte]time.Time // when a bucket would have been empty: the later, the fewer tries are left
	all    time.Time
	shared time.Time
	swept  time.Time
}

// Take takes a try of a key at now. It returns 0, or how long to wait, and then nothing was taken.
func (l *Limiter) Take(key string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.empty == nil {
		l.empty = map[[16]byte]time.Time{}
	}
	digest := l.digest(key)
	mark, known := l.empty[digest]
	if !known && len(l.empty) >= l.Most {
		l.sweep(now)
	}
	own, crowded := mark, !known && len(l.empty) >= l.Most
	if crowded {
		own = l.shared
	}
	own, wait := l.Each.take(own, now)
	if wait > 0 {
		return wait
	}
	all, wait := l.All.take(l.all, now)
	if wait > 0 {
		return wait
	}
	l.all = all
	if crowded {
		l.shared = own
	} else {
		l.empty[digest] = own
	}
	return 0
}

// take moves a bucket's mark by one try, or says how long that takes.
func (r Rate) take(mark, now time.Time) (time.Time, time.Duration) {
	if oldest := now.Add(-r.full()); mark.Before(oldest) {
		mark = oldest
	}
	mark = mark.Add(r.Every)
	if mark.After(now) {
		return mark, mark.Sub(now)
	}
	return mark, 0
}

// sweep forgets whose bucket is full again, at most once in the time that one try takes to come back.
func (l *Limiter) sweep(now time.Time) {
	if now.Sub(l.swept) < l.Each.Every {
		return
	}
	l.swept = now
	for key, mark := range l.empty {
		if !mark.After(now.Add(-l.Each.full())) {
			delete(l.empty, key)
		}
	}
}

func (l *Limiter) digest(key string) [16]byte {
	h := sha256.New()
	h.Write(l.Secret[:])
	h.Write([]byte(key))
	return [16]byte(h.Sum(nil))
}
