package consumer

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/services/internal/crash"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// Answers takes what the departments publish on their answers subjects. It is kept in ANSWERS until the answer, or its refusal,
// is saved; an answer is settled for its department when the outcome arrives in its queue.
type Answers struct {
	Log    *slog.Logger
	JS     jetstream.JetStream
	Store  *postgres.Store
	Reader answers.Reader
	Word   func() handoff.Word
}

const (
	maxAnswers = 500
	// answersWait is how long answers that a process had in hand when it died wait for the next one. One that is given again while it is
	// still in hand is known.
	answersWait = 10 * time.Second
	// answersConsumer is the durable consumer that remembers what was saved.
	answersConsumer = "routing"
)

// Run takes answers until ctx ends. Whatever fails is tried again for ever.
func (a *Answers) Run(ctx context.Context) error {
	for wait := time.Duration(0); ; wait = min(max(2*wait, 50*time.Millisecond), 5*time.Second) {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
		if err := a.session(ctx); err != nil && ctx.Err() == nil {
			a.Log.Info("taking answers starts again", "reason", err.Error())
		}
	}
}

func (a *Answers) session(ctx context.Context) error {
	district := a.Reader.District
	stream, err := a.JS.CreateOrUpdateStream(ctx, a.Store.Log.StreamConfig(bus.Answers, 30*24*time.Hour, fmt.Sprintf("answers.v1.%s.*", district)))
	if err != nil {
		return fmt.Errorf("declare stream %s: %w", bus.Answers, err)
	}
	consumer, err := stream.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{
		Durable: answersConsumer, AckPolicy: jetstream.AckExplicitPolicy, AckWait: answersWait, MaxAckPending: 2 * maxAnswers, MaxDeliver: -1,
	})
	if err != nil {
		return fmt.Errorf("consumer of %s: %w", bus.Answers, err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	arrived, failed := make(chan jetstream.Msg, maxAnswers), make(chan error, 1)
	consuming, err := consumer.Consume(func(m jetstream.Msg) {
		select {
		case arrived <- m:
		case <-ctx.Done():
		}
	}, jetstream.PullMaxMessages(maxAnswers), bus.PullExpiry, bus.PullHeartbeat, jetstream.ConsumeErrHandler(func(_ jetstream.ConsumeContext, err error) {
		select {
		case failed <- err:
		default:
		}
	}))
	if err != nil {
		return fmt.Errorf("consume %s: %w", bus.Answers, err)
	}
	defer consuming.Stop()
	return a.loop(ctx, arrived, failed)
}

func (a *Answers) loop(ctx context.Context, arrived <-chan jetstream.Msg, failed <-chan error) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-failed:
			return err
		case first := <-arrived:
			batch := []jetstream.Msg{first}
			for more := true; more && len(batch) < maxAnswers; {
				select {
				case m := <-arrived:
					batch = append(batch, m)
				default:
					more = false
				}
			}
			a.take(ctx, batch)
		}
	}
}

// take saves a batch and acknowledges it. A message that fails alone, and not for the database's sake, is set aside.
func (a *Answers) take(ctx context.Context, batch []jetstream.Msg) {
	in := make([]answers.Incoming, len(batch))
	for i, m := range batch {
		in[i] = a.read(m)
	}
	_, err := a.Store.TakeAnswers(ctx, in, a.Word)
	switch {
	case err == nil:
		crash.Point("answers.before-ack")
		for _, m := range batch {
			_ = m.Ack() // not heard is not lost: it comes again and is known
		}
		crash.Point("answers.after-ack")
	case ctx.Err() != nil, pg.Transient(err):
		a.Log.Warn("answers wait for the database", "answers", len(batch), "error", err)
		for _, m := range batch {
			_ = m.NakWithDelay(time.Second)
		}
	case len(batch) > 1:
		for i := range batch {
			a.take(ctx, batch[i:i+1])
		}
	default:
		a.setAside(ctx, batch[0], in[0], err)
	}
}

func (a *Answers) read(m jetstream.Msg) answers.Incoming {
	from, ok := bus.DepartmentOf(m.Subject())
	if !ok {
		return answers.Incoming{Refusal: &handoff.Refusal{Code: handoff.WrongSource, Detail: "no department answers here"}}
	}
	e, err := event.FromMessage(m.Headers(), m.Data())
	if err != nil {
		return answers.Broken(string(from), "the message is not a valid CloudEvent 1.0: send it as application/cloudevents+json, or with ce- headers")
	}
	return a.Reader.Read(e, string(from))
}

// setAside keeps an answer that cannot be saved where a person finds it.
func (a *Answers) setAside(ctx context.Context, m jetstream.Msg, in answers.Incoming, why error) {
	err := a.Store.Log.Save(ctx, func(_ context.Context, tx *outbox.Tx) error {
		tx.SetAside(bus.Answers, in.Lead, in.Type, why, m.Data())
		return nil
	})
	if err != nil {
		_ = m.NakWithDelay(5 * time.Second)
		return
	}
	a.Log.Error("answer set aside, somebody must look", "lead", in.Lead, "party", in.Party, "error", why)
	_ = m.TermWithReason("set aside")
}
