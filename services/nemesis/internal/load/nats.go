package load

import (
	"context"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
)

// OverNATS runs the department on its queue and answers subject, with its own credentials, until ctx ends.
func (d *Department) OverNATS(ctx context.Context, url, credentials string) error {
	nc, err := nats.Connect(url, nats.UserCredentials(credentials), nats.Name("department-"+string(d.Code)), nats.MaxReconnects(-1),
		nats.ReconnectWait(200*time.Millisecond), nats.RetryOnFailedConnect(true), nats.PingInterval(5*time.Second), nats.MaxPingsOutstanding(1),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {})) // what a broken broker does to a client comes again by itself
	if err != nil {
		return err
	}
	defer nc.Close()
	var queue current
	d.give = func(ctx context.Context, e event.Event) error {
		q, err := queue.open(ctx, nc, d)
		if err != nil {
			return err
		}
		return q.Answer(ctx, e)
	}
	var group sync.WaitGroup
	group.Go(func() { d.speak(ctx) })
	for ctx.Err() == nil {
		if Pace(d.pace.Load()) == Stuck {
			d.sit(ctx, nc)
			continue
		}
		d.consume(ctx, nc, &queue)
		wait(ctx, 200*time.Millisecond)
	}
	group.Wait()
	return nil
}

// current is the queue as it was opened last.
type current struct {
	mu    sync.Mutex
	queue *bus.Queue
}

func (c *current) open(ctx context.Context, nc *nats.Conn, d *Department) (*bus.Queue, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.queue != nil {
		return c.queue, nil
	}
	q, err := bus.OpenQueue(ctx, nc, d.District, d.Code)
	c.queue = q
	return q, err
}

func (c *current) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue = nil
}

// consume takes the queue until it fails, or the department gets stuck.
func (d *Department) consume(ctx context.Context, nc *nats.Conn, queue *current) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer queue.forget()
	opening, done := context.WithTimeout(ctx, 5*time.Second)
	q, err := queue.open(opening, nc, d)
	done()
	if err != nil {
		return
	}
	_ = q.Consume(ctx, func(ctx context.Context, e event.Event) error {
		if Pace(d.pace.Load()) == Stuck {
			defer cancel()
		}
		return d.handle(ctx, e)
	})
}

// sit is what a stuck department does: it takes some messages and acknowledges none, or takes none.
func (d *Department) sit(ctx context.Context, nc *nats.Conn) {
	if js, err := jetstream.NewWithAPIPrefix(nc, bus.APIPrefix); err == nil {
		asking, cancel := context.WithTimeout(ctx, 2*time.Second)
		if consumer, err := js.Consumer(asking, bus.Leads, string(d.Code)); err == nil {
			if batch, err := consumer.FetchNoWait(20); err == nil {
				for range batch.Messages() { // taken, and left lying
				}
			}
		}
		cancel()
	}
	for range 50 {
		if Pace(d.pace.Load()) != Stuck || ctx.Err() != nil {
			return
		}
		wait(ctx, 100*time.Millisecond)
	}
}
