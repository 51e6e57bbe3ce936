package coalesce_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"xiansuo/services/internal/coalesce"
)

func passes(error) bool { return true }

// A request that would wait for longer than anybody has patience for is refused at once, says when to come again, and is not done later; when the
// work that was stuck ends, the next is done.
func TestWhoWouldWaitTooLongIsRefusedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var stuck atomic.Bool
		stuck.Store(true)
		done := 0
		q := coalesce.New(10, passes, func(ctx context.Context, in []int) ([]int, error) {
			if stuck.Load() {
				<-ctx.Done() // a database that is away without saying so
				return nil, ctx.Err()
			}
			done += len(in)
			return in, nil
		})
		var running sync.WaitGroup
		running.Go(func() { _ = q.Run(ctx) })
		running.Go(func() {
			if _, err := q.Do(ctx, 0); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("stuck work ended with %v", err)
			}
		})
		time.Sleep(5 * time.Second)
		before := time.Now()
		_, err := q.Do(ctx, 1)
		var busy coalesce.Busy
		if !errors.As(err, &busy) || busy.Again() < 3*time.Second || time.Since(before) > 0 {
			t.Errorf("%v after %v", err, time.Since(before))
		}
		stuck.Store(false)
		time.Sleep(15 * time.Second)
		if _, err := q.Do(ctx, 2); err != nil || done != 1 {
			t.Errorf("%v, %d done", err, done)
		}
		cancel()
		running.Wait()
	})
}

// What waits is bounded by time: of very many requests at once those are taken that are done in time.
func TestCrowdIsCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		q := coalesce.New(10, passes, func(_ context.Context, in []int) ([]int, error) {
			time.Sleep(500 * time.Millisecond)
			return in, nil
		})
		var running, asking sync.WaitGroup
		running.Go(func() { _ = q.Run(ctx) })
		for range 20 { // it learns how long work lasts
			_, _ = q.Do(ctx, 0)
		}
		var mu sync.Mutex
		taken, refused, longest := 0, 0, time.Duration(0)
		for range 1000 {
			asking.Go(func() {
				began := time.Now()
				_, err := q.Do(ctx, 1)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					taken++
					longest = max(longest, time.Since(began))
				} else {
					refused++
				}
			})
		}
		asking.Wait()
		if taken < 50 || taken > 100 || taken+refused != 1000 || longest > 5*time.Second {
			t.Errorf("%d taken, the last after %v, %d refused", taken, longest, refused)
		}
		cancel()
		running.Wait()
	})
}
