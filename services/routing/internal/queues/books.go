package queues

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// Held is what the broker holds for a department that it has not acknowledged: the bodies by their numbers in our log, and the number up to
// which it has acknowledged everything.
type Held struct {
	Bodies map[uint64][]byte
	Floor  uint64
}

// Held reads it. A queue without a consumer holds nothing.
func (q *Queues) Held(ctx context.Context, d lead.Department) (Held, error) {
	out := Held{Bodies: map[uint64][]byte{}}
	stream, err := q.JS.Stream(ctx, bus.Leads)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return out, nil
	}
	if err != nil {
		return out, fmt.Errorf("queue of %s: %w", d, err)
	}
	consumer, err := stream.Consumer(ctx, string(d))
	if errors.Is(err, jetstream.ErrConsumerNotFound) {
		return out, nil
	}
	if err != nil {
		return out, fmt.Errorf("queue of %s: %w", d, err)
	}
	info, state := consumer.CachedInfo(), stream.CachedInfo().State
	if floor := info.AckFloor.Stream; floor > 0 {
		message, err := stream.GetMsg(ctx, floor)
		if err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
			return out, fmt.Errorf("queue of %s: %w", d, err)
		}
		if err == nil {
			if out.Floor, err = event.NumberIn(message.Data); err != nil {
				return out, err
			}
		}
	}
	return out, q.read(ctx, d, max(info.AckFloor.Stream+1, state.FirstSeq), state.LastSeq, out.Bodies)
}

// read reads a department's messages in a range of the stream.
func (q *Queues) read(ctx context.Context, d lead.Department, first, last uint64, into map[uint64][]byte) error {
	if first > last {
		return nil
	}
	reader, err := q.JS.OrderedConsumer(ctx, bus.Leads, jetstream.OrderedConsumerConfig{FilterSubjects: []string{bus.LeadSubjects(q.District, d)},
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: first})
	if err != nil {
		return fmt.Errorf("queue of %s: %w", d, err)
	}
	for {
		batch, err := reader.Fetch(500, jetstream.FetchMaxWait(time.Second))
		if err != nil {
			return fmt.Errorf("queue of %s: %w", d, err)
		}
		n, pending := 0, uint64(0)
		for m := range batch.Messages() {
			meta, err := m.Metadata()
			if err != nil {
				return fmt.Errorf("queue of %s: %w", d, err)
			}
			number, err := event.NumberIn(m.Data())
			if err != nil {
				return fmt.Errorf("queue of %s: %w", d, err)
			}
			n, pending, into[number] = n+1, meta.NumPending, m.Data()
			if pending == 0 {
				return nil
			}
		}
		if n == 0 {
			return ctx.Err()
		}
	}
}
