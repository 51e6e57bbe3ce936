package outbox

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
)

// startAt returns the stream sequence of the event behind the floor. Stream and log are both gapless, so their numbers differ
// by a constant for as long as the stream lives.
func startAt(ctx context.Context, stream jetstream.Stream, floor uint64) (uint64, error) {
	state := stream.CachedInfo().State
	if state.Msgs == 0 {
		return state.LastSeq + 1, nil
	}
	last, err := stream.GetMsg(ctx, state.LastSeq)
	if err != nil {
		return 0, fmt.Errorf("last message: %w", err)
	}
	number, err := event.NumberIn(last.Data)
	if err != nil {
		return 0, err
	}
	if number <= floor {
		return state.LastSeq + 1, nil
	}
	if behind := number - floor; behind <= state.LastSeq {
		return max(state.FirstSeq, state.LastSeq-behind+1), nil
	}
	return max(1, state.FirstSeq), nil
}

// subscribe delivers what the stream holds from start on. The floor is in our database, so the broker keeps nothing for us: the
// consumer lives in its memory, without acknowledgements.
func (r *Reader) subscribe(ctx context.Context, stream jetstream.Stream, start uint64) (<-chan numbered, <-chan error, error) {
	consumer, err := stream.CreateConsumer(ctx, jetstream.ConsumerConfig{
		AckPolicy: jetstream.AckNonePolicy, DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: start,
		MemoryStorage: true, InactiveThreshold: time.Minute, Replicas: 1,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("consumer on stream of %s: %w", r.Source, err)
	}
	arrived, failed := make(chan numbered, maxWaiting), make(chan error, 1)
	fail := func(err error) {
		select {
		case failed <- err:
		default:
		}
	}
	consuming, err := consumer.Consume(func(m jetstream.Msg) {
		n, err := event.NumberIn(m.Data())
		if err != nil {
			fail(fmt.Errorf("stream of %s: %w", r.Source, err))
			return
		}
		select {
		case arrived <- numbered{n, typeOf(m.Subject()), partitionOf(m.Subject()), m.Data()}:
		case <-ctx.Done():
		}
	}, jetstream.PullMaxMessagesWithBytesLimit(maxWaiting, maxWaitingBytes), bus.PullExpiry, bus.PullHeartbeat, jetstream.ConsumeErrHandler(func(_ jetstream.ConsumeContext, err error) { fail(err) }))
	if err != nil {
		return nil, nil, fmt.Errorf("consume stream of %s: %w", r.Source, err)
	}
	go func() {
		<-ctx.Done()
		consuming.Stop()
	}()
	return arrived, failed, nil
}

// typeOf returns the type that a subject events.v1.<service>.<p>.<noun>.<verb> stands for, as far as a version can be left out.
func typeOf(subject string) string {
	parts := strings.Split(subject, ".")
	if len(parts) != 6 {
		return ""
	}
	return "xiansuo." + parts[4] + "." + parts[5] + ".v1"
}

func drain(first numbered, arrived <-chan numbered) []numbered {
	batch := []numbered{first}
	for len(batch) < maxApply {
		select {
		case next := <-arrived:
			batch = append(batch, next)
		default:
			return batch
		}
	}
	return batch
}
