package outbox_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"xiansuo/services/internal/outbox"
)

// A reader that may rest does so behind each batch for as long as that was large, and applies everything once and in order all the same.
func TestReaderRests(t *testing.T) {
	p := newPair(t)
	p.rest = outbox.LongRest
	var mu sync.Mutex
	var sizes []int
	var starts, ends []time.Time
	want := p.say(many(60)...)
	p.run(func(ctx context.Context, tx *outbox.Tx, events []outbox.Received) error {
		mu.Lock()
		defer mu.Unlock()
		starts, sizes = append(starts, time.Now()), append(sizes, len(events))
		defer func() { ends = append(ends, time.Now()) }()
		return record(ctx, tx, events)
	})
	p.effects(30)
	want = append(want, p.say(many(20)...)...)
	if got := p.effects(80); !slices.Equal(got, want) {
		t.Fatalf("applied %d, want 80 in order", len(got))
	}
	mu.Lock()
	defer mu.Unlock()
	for i := range sizes[:len(sizes)-1] {
		if rested, least := starts[i+1].Sub(ends[i]), time.Duration(sizes[i]-1)*2*time.Millisecond; rested < least {
			t.Errorf("after %d events it rested %s, not %s", sizes[i], rested, least)
		}
	}
}

// Every stream is kept by as many brokers as the log says, and by one where it says nothing.
func TestReplicas(t *testing.T) {
	for given, want := range map[int]int{0: 1, 1: 1, 3: 3} {
		if got := (&outbox.Log{Replicas: given}).StreamConfig("INTAKE", time.Hour, "events.v1.intake.>").Replicas; got != want {
			t.Errorf("%d: %d", given, got)
		}
	}
}
