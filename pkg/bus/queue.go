package bus

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// How long a pull waits for messages, and how often the broker says meanwhile that it still waits. When it does not say so twice, the pull
// has failed: a broker that lost its disk forgot the consumer and whoever pulls.
const (
	PullExpiry    = jetstream.PullExpiry(10 * time.Second)
	PullHeartbeat = jetstream.PullHeartbeat(2 * time.Second)
)

// Queue is a department's queue of leads, and its way to answer.
type Queue struct {
	department lead.Department
	answers    string
	js         jetstream.JetStream
	consumer   jetstream.Consumer
}

// OpenQueue binds to the department's durable consumer with the department's own connection.
func OpenQueue(ctx context.Context, nc *nats.Conn, district string, d lead.Department) (*Queue, error) {
	js, err := jetstream.NewWithAPIPrefix(nc, APIPrefix)
	if err != nil {
		return nil, fmt.Errorf("open queue %s: %w", d, err)
	}
	consumer, err := js.Consumer(ctx, Leads, string(d))
	if err != nil {
		return nil, fmt.Errorf("open queue %s: %w", d, err)
	}
	return &Queue{department: d, answers: AnswerSubject(district, d), js: js, consumer: consumer}, nil
}

// retryDelays grow, so that a message that cannot be handled now does not storm; the last one repeats for ever.
var retryDelays = []time.Duration{time.Second, 5 * time.Second, 30 * time.Second, 5 * time.Minute}

// Consume gives each event of the queue to handle, in order, until ctx ends. An event is acknowledged once handle returned nil
// and given again after a growing delay otherwise. Delivery is at least once: handle must know an event id that it saw before.
func (q *Queue) Consume(ctx context.Context, handle func(context.Context, event.Event) error) error {
	messages, err := q.consumer.Messages(PullExpiry, PullHeartbeat)
	if err != nil {
		return fmt.Errorf("consume queue %s: %w", q.department, err)
	}
	defer messages.Stop()
	for {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("consume queue %s: %w", q.department, err)
		}
		if err := handleMessage(ctx, m, handle); err != nil {
			return fmt.Errorf("acknowledge in queue %s: %w", q.department, err)
		}
	}
}

func handleMessage(ctx context.Context, m jetstream.Msg, handle func(context.Context, event.Event) error) error {
	e, err := event.FromMessage(m.Headers(), m.Data())
	if err == nil {
		err = handle(ctx, e)
	}
	if err == nil {
		return m.DoubleAck(ctx)
	}
	attempt := 0
	if meta, err := m.Metadata(); err == nil {
		attempt = int(meta.NumDelivered) - 1
	}
	return m.NakWithDelay(retryDelays[min(attempt, len(retryDelays)-1)])
}

// Answer publishes an answer about a lead and waits until the broker stored it. Whether it took effect comes back in the
// queue, as xiansuo.answer.accepted.v1 or xiansuo.answer.refused.v1.
func (q *Queue) Answer(ctx context.Context, e event.Event) error {
	if err := event.Check(e); err != nil {
		return err
	}
	body, err := e.MarshalJSON()
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	if _, err := q.js.PublishMsg(ctx, event.Message(q.answers, e.ID(), body)); err != nil {
		return fmt.Errorf("publish answer to %s: %w", q.answers, err)
	}
	return nil
}
