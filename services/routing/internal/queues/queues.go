// Package queues keeps the departments' queues on the broker: the stream LEADS, one durable consumer per department, what they
// acknowledged, and pulling over HTTP from the same consumer.
package queues

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/crash"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/routing/internal/postgres"
)

// Queues are those of one district.
type Queues struct {
	JS       jetstream.JetStream
	Store    *postgres.Store
	District string
	Log      *slog.Logger
	// Units are those of the district that have a queue beside the departments.
	Units func() []lead.Department
}

// Acknowledging says "received": a department has AckWait for it before it is given the message again.
const (
	ackWait       = 30 * time.Second
	maxAckPending = 1000
	// retention is how long LEADS keeps what was received; what was not is sent again from the log after a loss.
	retention = 400 * 24 * time.Hour
)

// Publisher keeps LEADS equal to what the log says belongs into the queues.
func (q *Queues) Publisher(now func() time.Time) *outbox.Publisher {
	return &outbox.Publisher{
		JS: q.JS, Log: q.Log, Of: q.Store.Log, Saved: q.Store.Log.Saved(), Poll: 200 * time.Millisecond, Now: now, Rest: outbox.ShortRest,
		Config: q.Store.Log.StreamConfig(bus.Leads, retention, "leads.v1."+q.District+".>"),
		Rows:   q.Store.QueueRows, Start: q.Store.QueueStart, Head: q.Store.Log.Head, Declared: q.declareConsumers,
		Subject: func(r outbox.Row) string { return bus.LeadSubject(q.District, lead.Department(r.Queue), r.Type) },
	}
}

// all returns everybody who has a queue.
func (q *Queues) all() []lead.Department { return append(lead.Departments(), q.Units()...) }

// declareConsumers makes the consumers that are missing. Nobody else may make one.
func (q *Queues) declareConsumers(ctx context.Context, stream jetstream.Stream) error {
	for _, d := range q.all() {
		_, err := stream.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{
			Durable: string(d), FilterSubject: bus.LeadSubjects(q.District, d), AckPolicy: jetstream.AckExplicitPolicy,
			DeliverPolicy: jetstream.DeliverAllPolicy, AckWait: ackWait, MaxAckPending: maxAckPending, MaxDeliver: -1,
		})
		if err != nil {
			return fmt.Errorf("consumer of %s: %w", d, err)
		}
	}
	return nil
}

// Declare makes the consumers of units that were added.
func (q *Queues) Declare(ctx context.Context) error {
	stream, err := q.JS.Stream(ctx, bus.Leads)
	if err != nil {
		return fmt.Errorf("stream %s: %w", bus.Leads, err)
	}
	return q.declareConsumers(ctx, stream)
}

// State is how a department's consumer stands.
type State struct {
	Pending, Unacknowledged, Redelivered, Floor uint64
}

// Follow notes what the departments acknowledge, once a second until ctx ends, and tells watch how their consumers stand.
func (q *Queues) Follow(ctx context.Context, watch func(lead.Department, State)) error {
	seen := map[lead.Department]uint64{}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		for _, d := range q.all() {
			if err := q.note(ctx, d, seen, watch); err != nil && ctx.Err() == nil {
				q.Log.Debug("acknowledgements are not known now", "department", d, "error", err)
			}
		}
	}
}

// note keeps a department's floor: everything up to the acknowledged stream sequence was received. The message there says
// which number of our log that is, and that stays true when the stream is made anew.
func (q *Queues) note(ctx context.Context, d lead.Department, seen map[lead.Department]uint64, watch func(lead.Department, State)) error {
	consumer, err := q.JS.Consumer(ctx, bus.Leads, string(d))
	if err != nil {
		return err
	}
	info := consumer.CachedInfo()
	watch(d, State{info.NumPending, uint64(info.NumAckPending), uint64(info.NumRedelivered), info.AckFloor.Stream})
	floor := info.AckFloor.Stream
	if floor == 0 || floor == seen[d] {
		return nil
	}
	stream, err := q.JS.Stream(ctx, bus.Leads)
	if err != nil {
		return err
	}
	message, err := stream.GetMsg(ctx, floor)
	if err != nil {
		return err
	}
	number, err := event.NumberIn(message.Data)
	if err != nil {
		return err
	}
	crash.Point("floor.before-note")
	if err := q.Store.Acknowledged(ctx, d, number); err != nil {
		return err
	}
	crash.Point("floor.after-note")
	seen[d] = floor
	return nil
}
