package consumer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/services/routing/internal/answers"
)

// PublishedAnswers reads what the departments published since a moment, by id. Without a stream there is nothing.
func PublishedAnswers(ctx context.Context, js jetstream.JetStream, reader answers.Reader, since time.Time) (map[string]answers.Incoming, error) {
	out := map[string]answers.Incoming{}
	stream, err := js.Stream(ctx, bus.Answers)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return out, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look at stream %s: %w", bus.Answers, err)
	}
	consumer, err := js.OrderedConsumer(ctx, bus.Answers, jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverByStartTimePolicy, OptStartTime: &since})
	if err != nil {
		return nil, fmt.Errorf("read stream %s: %w", bus.Answers, err)
	}
	take := &Answers{Reader: reader}
	for last, at := stream.CachedInfo().State.LastSeq, uint64(0); at < last; {
		batch, err := consumer.Fetch(maxAnswers, jetstream.FetchMaxWait(time.Second))
		if err != nil {
			return nil, fmt.Errorf("read stream %s: %w", bus.Answers, err)
		}
		before := at
		for m := range batch.Messages() {
			meta, err := m.Metadata()
			if err != nil {
				return nil, fmt.Errorf("read stream %s: %w", bus.Answers, err)
			}
			at = meta.Sequence.Stream
			in := take.read(m)
			out[in.ID] = in
		}
		if at == before { // all of them are older
			return out, ctx.Err()
		}
	}
	return out, nil
}

// ForgetAnswers makes the consumer of answers be made anew, so that each is looked at again: one whose effect was lost is taken, and the
// others are known.
func ForgetAnswers(ctx context.Context, js jetstream.JetStream) error {
	err := js.DeleteConsumer(ctx, bus.Answers, answersConsumer)
	if errors.Is(err, jetstream.ErrStreamNotFound) || errors.Is(err, jetstream.ErrConsumerNotFound) {
		return nil
	}
	return err
}
