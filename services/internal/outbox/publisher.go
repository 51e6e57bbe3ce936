package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/services/internal/crash"
)

// Publisher keeps one stream equal to what the log says belongs into it.
type Publisher struct {
	JS  jetstream.JetStream
	Log *slog.Logger
	// Of is the log that is published.
	Of     *Log
	Config jetstream.StreamConfig
	// Rows returns what belongs into the stream behind a number, in order; Start returns the number that an empty stream
	// starts behind; Head the newest number of the log; Subject says where a row goes.
	Rows    func(ctx context.Context, after uint64, limit int) ([]Row, error)
	Start   func(ctx context.Context) (uint64, error)
	Head    func(ctx context.Context) (uint64, error)
	Subject func(Row) string
	// Declared, where set, runs whenever the stream was declared, before anything is published.
	Declared func(context.Context, jetstream.Stream) error
	// Saved wakes the publisher; it also looks by itself every Poll, for what another process saved.
	Saved *Signal
	Poll  time.Duration
	Now   func() time.Time
	// Rest is the longest rest behind a batch.
	Rest time.Duration

	lookedFirst time.Time
	known       bool // number says where the stream ends, or what is taken for that
	located     atomic.Bool
	oldest      atomic.Int64 // unix nanoseconds of the oldest event that is not in the stream, or 0
	number      atomic.Uint64
	created     atomic.Int64
	published   atomic.Uint64
}

// retention is how long the stream of a log keeps events; a reader that was away longer fetches from the source.
const retention = 7 * 24 * time.Hour

// NewPublisher returns the publisher of a service's own log.
func NewPublisher(l *Log, js jetstream.JetStream, log *slog.Logger, now func() time.Time) *Publisher {
	return &Publisher{
		JS: js, Log: log, Of: l, Saved: l.Saved(), Poll: 200 * time.Millisecond, Now: now, Rest: ShortRest,
		Config:  l.StreamConfig(bus.Stream(l.Service), retention, bus.EventSubjects(l.Service)),
		Rows:    l.After,
		Start:   func(ctx context.Context) (uint64, error) { return l.since(ctx, now().Add(-retention)) },
		Head:    l.Head,
		Subject: func(r Row) string { return bus.EventSubject(l.Service, r.Lead, r.Type) },
	}
}

// StreamConfig is how every stream of xiansuo is kept.
func (l *Log) StreamConfig(name string, maxAge time.Duration, subjects ...string) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: name, Subjects: subjects, Retention: jetstream.LimitsPolicy, Storage: jetstream.FileStorage, Replicas: max(1, l.Replicas), MaxAge: maxAge,
		AllowAtomicPublish: true, AllowDirect: true, DenyDelete: true, DenyPurge: true, Duplicates: 2 * time.Minute,
	}
}

// Age returns how old the oldest event is that is not in the stream yet.
func (p *Publisher) Age() time.Duration {
	if at := p.oldest.Load(); at != 0 {
		return max(0, p.Now().Sub(time.Unix(0, at)))
	}
	return 0
}

// Ready says why nothing is published: the stream was not found yet.
func (p *Publisher) Ready() error {
	if !p.located.Load() {
		return fmt.Errorf("stream %s is not declared yet", p.Config.Name)
	}
	return nil
}

// Pending returns how many numbers of the log lie behind what is in the stream.
func (p *Publisher) Pending(ctx context.Context) (uint64, error) {
	head, err := p.Head(ctx)
	if number := p.number.Load(); err == nil && head > number && p.oldest.Load() != 0 {
		return head - number, nil
	}
	return 0, err
}

// Incarnation returns when the stream was made.
func (p *Publisher) Incarnation() time.Time { return time.Unix(0, p.created.Load()) }

// Published returns how many messages this publisher stored.
func (p *Publisher) Published() uint64 { return p.published.Load() }

// Run publishes until ctx ends. Whatever fails is tried again for ever.
func (p *Publisher) Run(ctx context.Context) error {
	delay := newDelay()
	for {
		err := p.follow(ctx, delay.reset)
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, ErrAhead) {
			p.Log.Debug("publishing waits for a recovery", "stream", p.Config.Name, "error", err)
		} else if errors.Is(err, bus.ErrMoved) {
			p.Log.Info("stream ends elsewhere, looking again", "stream", p.Config.Name)
		} else {
			p.Log.Warn("publishing stopped, trying again", "stream", p.Config.Name, "error", err)
		}
		pause := delay.step()
		if errors.Is(err, ErrAhead) {
			pause = min(pause, lookAgain)
		}
		if !p.wait(ctx, pause) {
			return nil
		}
	}
}

// lookAgain is how soon a publisher looks again whether its log was recovered.
const lookAgain = time.Second

// wait sleeps while nothing can be published, and looks meanwhile how old is what waits: admission goes by that.
func (p *Publisher) wait(ctx context.Context, d time.Duration) bool {
	for end := time.Now().Add(d); ; {
		p.look(ctx)
		left := time.Until(end)
		if left <= 0 {
			return ctx.Err() == nil
		}
		if !pause(ctx, min(left, p.Poll)) {
			return false
		}
	}
}

// look notes the oldest event that waits. Until the stream was found, what the log held at the first look counts as published.
func (p *Publisher) look(ctx context.Context) {
	if !p.known {
		if head, err := p.Head(ctx); err == nil {
			p.number.Store(head)
			p.known = true
		}
		return
	}
	if rows, err := p.Rows(ctx, p.number.Load(), 1); err == nil && len(rows) > 0 {
		p.oldest.Store(rows[0].At.UnixNano())
	}
}

func (p *Publisher) follow(ctx context.Context, progress func()) error {
	at, err := p.locate(ctx)
	if err != nil {
		return err
	}
	p.created.Store(at.created.UnixNano())
	p.number.Store(at.number)
	p.known = true
	checked, found := p.Now(), false
	for {
		saved := p.Saved.Next()
		if err := p.Of.Open(); err != nil {
			if p.mustCompare() {
				return err
			}
			if !pause(ctx, p.Poll) { // another publisher compares
				return ctx.Err()
			}
			continue
		}
		rows, err := p.next(ctx, at.number)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			began := p.Now()
			if at, err = p.forward(ctx, at, rows, found); err != nil {
				return err
			}
			found = false
			progress()
			p.number.Store(at.number)
			if !pause(ctx, restAfter(len(rows), bus.MaxBatch, p.Rest)-p.Now().Sub(began)) {
				return ctx.Err()
			}
			continue
		}
		p.oldest.Store(0)
		if p.Now().Sub(checked) > checkEvery {
			if at, err = p.keepUp(ctx, at); err != nil {
				return err
			}
			checked = p.Now()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-saved:
			found = false
		case <-time.After(p.Poll):
			found = true
		}
	}
}

// checkEvery is how often an idle publisher or reader makes sure that the stream is still the one it knows.
const checkEvery = 2 * time.Second

// pause waits for a time, if it is one, and reports whether ctx still runs.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

func (p *Publisher) publish(ctx context.Context, at position, rows []Row) (position, error) {
	p.oldest.Store(rows[0].At.UnixNano())
	messages, size := make([]*nats.Msg, 0, len(rows)), 0
	for _, row := range rows {
		row = travels(row)
		if size += len(row.Body); size > bus.MaxBatchBytes && len(messages) > 0 {
			break
		}
		messages = append(messages, event.Message(p.Subject(row), row.ID, row.Body))
	}
	crash.Point(p.point() + ".before")
	last, err := bus.Publish(ctx, p.JS, messages, at.last)
	if err != nil {
		return at, err
	}
	crash.Point(p.point() + ".after")
	p.published.Add(uint64(len(messages)))
	return position{last: last, number: rows[len(messages)-1].Sequence, created: at.created}, nil
}

// point is what a crash while publishing is called.
func (p *Publisher) point() string {
	if p.first() {
		return "publish"
	}
	return "publish-leads"
}
