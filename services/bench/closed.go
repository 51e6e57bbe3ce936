package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// result is what a load brought.
type result struct {
	way
	arrived, refused int
	took             time.Duration
	cost             cost // of the system, for all that arrived
}

// rate is complaints a second that the department acknowledged.
func (r result) rate() float64 {
	if r.took <= 0 {
		return 0
	}
	return float64(r.arrived) / r.took.Seconds()
}

// settleWithin is how long what was answered 202 may take to arrive once nothing more is sent.
const settleWithin = 2 * time.Minute

// measure runs a load, waits for all of it to arrive, and counts.
func (s *system) measure(ctx context.Context, load func(t *trips) (refused int, err error)) (result, error) {
	trips, began, before := s.measured(), time.Now(), s.cost()
	refused, err := load(trips)
	if err != nil {
		return result{}, err
	}
	if err := trips.settle(ctx, settleWithin); err != nil {
		return result{}, err
	}
	r := result{refused: refused, cost: s.cost().less(before), way: trips.ways(began, time.Now())}
	arrived, last := trips.count()
	r.arrived, r.took = arrived, last.Sub(began)
	return r, nil
}

// single posts complaints one by one from so many clients for a while.
func (s *system) single(ctx context.Context, clients int, d time.Duration, prefix string) (result, error) {
	prefix = unique(prefix)
	return s.measure(ctx, func(trips *trips) (int, error) {
		var refused atomic.Int64
		err := each(clients, d, func(client, n int) error {
			id := fmt.Sprintf("%s-%d-%d", prefix, client, n)
			trips.begin(ticket(id), time.Now())
			r, err := s.one(ctx, complaint(id, n+client))
			if err == nil && r.status == http.StatusAccepted {
				trips.took(ticket(id))
				return nil
			}
			trips.forget(ticket(id))
			refused.Add(1)
			if r.busy() {
				pause(ctx, r.after)
				return nil
			}
			return failure(r, err)
		})
		return int(refused.Load()), err
	})
}

// openAtMost is how many complaints may be on their way before clients of batches wait: else what is accepted faster than it is
// passed on would be measured for minutes after the sending.
const openAtMost = 20000

// batches posts batches of complaints; each client sends what was refused as busy again, after the time that it is asked to wait.
func (s *system) batches(ctx context.Context, clients, size int, d time.Duration, prefix string) (result, error) {
	prefix = unique(prefix)
	return s.measure(ctx, func(trips *trips) (int, error) {
		var refused atomic.Int64
		err := each(clients, d, func(client, n int) error {
			for trips.waiting() > openAtMost && ctx.Err() == nil {
				pause(ctx, 5*time.Millisecond)
			}
			numbers, body := batchOf(fmt.Sprintf("%s-%d-%d", prefix, client, n), size)
			for _, number := range numbers {
				trips.begin(number, time.Now())
			}
			for {
				r, err := s.send(ctx, batchType, body)
				switch {
				case err == nil && r.status == http.StatusAccepted:
					for _, number := range numbers {
						trips.took(number)
					}
					return nil
				case err != nil || !r.busy():
					return failure(r, err)
				}
				refused.Add(1)
				pause(ctx, max(r.after, 10*time.Millisecond))
			}
		})
		return int(refused.Load()), err
	})
}

// unique makes a prefix that no run before has used.
func unique(prefix string) string {
	return prefix + "-" + strconv.FormatInt(time.Now().UnixMilli()%1e10, 36)
}

func batchOf(prefix string, size int) (numbers []string, body []byte) {
	var b bytes.Buffer
	b.WriteByte('[')
	for i := range size {
		id := fmt.Sprintf("%s-%d", prefix, i)
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(complaint(id, i))
		numbers = append(numbers, ticket(id))
	}
	b.WriteByte(']')
	return numbers, b.Bytes()
}

// errDone ends all clients: there is nothing more to do.
var errDone = errors.New("done")

// each runs so many clients for a while, each doing one thing after the other, and returns the first failure.
func each(clients int, d time.Duration, do func(client, n int) error) error {
	var wg sync.WaitGroup
	var first atomic.Pointer[error]
	for end, client := time.Now().Add(d), 0; client < clients; client++ {
		wg.Go(func() {
			for n := 0; time.Now().Before(end) && first.Load() == nil; n++ {
				if err := do(client, n); err != nil {
					first.CompareAndSwap(nil, &err)
					return
				}
			}
		})
	}
	wg.Wait()
	if err := first.Load(); err != nil && *err != errDone {
		return *err
	}
	return nil
}

// failure is a request that came to something else than it should.
func failure(r reply, err error) error {
	if err != nil {
		return err
	}
	var problem struct{ Code, Detail string }
	_ = json.Unmarshal(r.body, &problem)
	return fmt.Errorf("answered %d %s %s", r.status, problem.Code, problem.Detail)
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
