package coalesce_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"xiansuo/services/internal/coalesce"
)

var (
	errOwn     = errors.New("this one is bad")
	errPassing = errors.New("try again")
)

func never(error) bool { return false }

// Requests that arrive while one is done are done together, and each gets its own answer.
func TestRequestsThatArriveTogetherAreDoneTogether(t *testing.T) {
	var calls atomic.Int32
	first, release := make(chan struct{}), make(chan struct{})
	q := coalesce.New(100, never, func(_ context.Context, in []int) ([]int, error) {
		if calls.Add(1) == 1 {
			close(first)
			<-release
		}
		out := make([]int, len(in))
		for i, n := range in {
			out[i] = 2 * n
		}
		return out, nil
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = q.Run(ctx) }()
	var wg sync.WaitGroup
	ask := func(n int) {
		wg.Go(func() {
			if got, err := q.Do(ctx, n); err != nil || got != 2*n {
				t.Errorf("%d gives %d, %v", n, got, err)
			}
		})
	}
	ask(0)
	<-first
	for n := 1; n <= 50; n++ {
		ask(n)
	}
	for q.Waiting() < 50 {
	}
	close(release)
	wg.Wait()
	if n := calls.Load(); n != 2 {
		t.Errorf("done in %d pieces, want 2", n)
	}
}

// A bad request fails for nobody else; a failure that passes fails for all and is tried by nobody.
func TestABadRequestFailsAlone(t *testing.T) {
	var calls atomic.Int32
	blocked := make(chan struct{})
	q := coalesce.New(100, func(err error) bool { return errors.Is(err, errPassing) }, func(_ context.Context, in []string) ([]string, error) {
		if calls.Add(1) == 1 {
			<-blocked
		}
		for _, s := range in {
			if s == "bad" {
				return nil, errOwn
			}
			if s == "down" {
				return nil, errPassing
			}
		}
		return in, nil
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = q.Run(ctx) }()
	results := sync.Map{}
	var wg sync.WaitGroup
	for _, s := range []string{"first", "a", "bad", "b"} {
		wg.Go(func() {
			_, err := q.Do(ctx, s)
			results.Store(s, err)
		})
		for calls.Load() == 0 {
		}
	}
	for q.Waiting() < 3 {
	}
	close(blocked)
	wg.Wait()
	for s, want := range map[string]error{"first": nil, "a": nil, "b": nil, "bad": errOwn} {
		if got, _ := results.Load(s); (got == nil) != (want == nil) || got != nil && !errors.Is(got.(error), want) {
			t.Errorf("%s: %v, want %v", s, got, want)
		}
	}
	before := calls.Load()
	if _, err := q.Do(ctx, "down"); !errors.Is(err, errPassing) || calls.Load() != before+1 {
		t.Errorf("%v after %d calls", err, calls.Load()-before)
	}
}

// Nobody waits for ever for work that is not done any more.
func TestStoppedQueueAnswers(t *testing.T) {
	q := coalesce.New(1, never, func(_ context.Context, in []int) ([]int, error) { return in, nil })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := q.Do(ctx, 1); err == nil {
		t.Error("done by nobody")
	}
}
