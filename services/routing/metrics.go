package routing

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/run"
	"xiansuo/services/routing/internal/postgres"
	"xiansuo/services/routing/internal/queues"
)

// gauges show how the departments stand, with their queues and with what they owe.
type gauges struct {
	store *postgres.Store
	now   func() time.Time

	mu     sync.Mutex
	states map[lead.Department]queues.State
}

func watchDepartments(ctx context.Context, p *run.Process, store *postgres.Store) *gauges {
	g := &gauges{store: store, now: p.Now, states: map[lead.Department]queues.State{}}
	meter := otel.Meter("xiansuo")
	if err := errors.Join(g.registerQueues(ctx, meter), g.registerDuties(ctx, meter)); err != nil {
		p.Log.Warn("metrics are incomplete", "service", Name, "error", err)
	}
	return g
}

// watch keeps how a department's consumer stands.
func (g *gauges) watch(d lead.Department, s queues.State) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.states[d] = s
}

func of(department lead.Department) metric.MeasurementOption {
	return metric.WithAttributes(attribute.String("department", string(department)))
}

func (g *gauges) registerQueues(ctx context.Context, meter metric.Meter) error {
	pending, e1 := meter.Int64ObservableGauge("consumer.num_pending", metric.WithDescription("Messages that a department has not been given yet"))
	unacknowledged, e2 := meter.Int64ObservableGauge("consumer.ack_pending", metric.WithDescription("Messages given and not acknowledged"))
	redelivered, e3 := meter.Int64ObservableGauge("consumer.redelivered", metric.WithDescription("Messages given again and not acknowledged"))
	floor, e4 := meter.Int64ObservableGauge("consumer.ack_floor", metric.WithDescription("Stream sequence up to which everything is acknowledged"))
	callback, e5 := meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		g.mu.Lock()
		defer g.mu.Unlock()
		for d, s := range g.states {
			o.ObserveInt64(pending, int64(s.Pending), of(d))
			o.ObserveInt64(unacknowledged, int64(s.Unacknowledged), of(d))
			o.ObserveInt64(redelivered, int64(s.Redelivered), of(d))
			o.ObserveInt64(floor, int64(s.Floor), of(d))
		}
		return nil
	}, pending, unacknowledged, redelivered, floor)
	return errors.Join(e1, e2, e3, e4, e5, run.Until(ctx, callback))
}

func (g *gauges) registerDuties(ctx context.Context, meter metric.Meter) error {
	unsigned, e1 := meter.Int64ObservableGauge("handoff.unreceipted", metric.WithDescription("Leads that a department has not signed"))
	oldest, e2 := meter.Float64ObservableGauge("handoff.unreceipted.oldest.age", metric.WithUnit("s"), metric.WithDescription("Age of the oldest of them"))
	overdue, e3 := meter.Int64ObservableGauge("deadline.breach", metric.WithDescription("Clocks that have run out and not ended"))
	callback, e4 := meter.RegisterCallback(func(ctx context.Context, o metric.Observer) error {
		now := g.now()
		owed, err := g.store.Owed(ctx, now)
		if err != nil {
			return err
		}
		for _, s := range owed {
			o.ObserveInt64(unsigned, s.Unsigned, of(s.Department))
			o.ObserveInt64(overdue, s.Overdue, of(s.Department))
			age := 0.0
			if s.Oldest != nil {
				age = now.Sub(*s.Oldest).Seconds()
			}
			o.ObserveFloat64(oldest, age, of(s.Department))
		}
		return nil
	}, unsigned, oldest, overdue)
	return errors.Join(e1, e2, e3, e4, run.Until(ctx, callback))
}
