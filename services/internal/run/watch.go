package run

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"xiansuo/services/internal/outbox"
)

// Watch makes a service's publishers and readers, and what it set aside, part of readiness and, until ctx ends, of the metrics.
func (p *Process) Watch(ctx context.Context, log *outbox.Log, publishers []*outbox.Publisher, readers ...*outbox.Reader) {
	for _, publisher := range publishers {
		p.Check("stream "+publisher.Config.Name, func(context.Context) error { return publisher.Ready() })
	}
	w := watch{log, publishers, readers}
	if err := w.register(ctx, otel.Meter("xiansuo")); err != nil {
		p.Log.Warn("metrics are incomplete", "service", log.Service, "error", err)
	}
}

type watch struct {
	log        *outbox.Log
	publishers []*outbox.Publisher
	readers    []*outbox.Reader
}

func (w watch) register(ctx context.Context, meter metric.Meter) error {
	pending, e1 := meter.Int64ObservableGauge("outbox.pending", metric.WithDescription("Events of the log that are not in the stream yet"))
	age, e2 := meter.Float64ObservableGauge("outbox.oldest.age", metric.WithUnit("s"), metric.WithDescription("Age of the oldest of them"))
	published, e3 := meter.Int64ObservableCounter("outbox.published", metric.WithDescription("Messages stored in the stream"))
	incarnation, e4 := meter.Int64ObservableGauge("broker.incarnation", metric.WithUnit("s"), metric.WithDescription("When the stream was made, Unix time: it changes when the broker lost it"))
	gap, e5 := meter.Int64ObservableGauge("inbox.gap", metric.WithDescription("Events of a source that are known and not applied yet"))
	share, e8 := meter.Int64ObservableGauge("inbox.share", metric.WithDescription("Partitions of a source that this process applies, of 16"))
	aside, e6 := meter.Int64ObservableGauge("deadletter", metric.WithDescription("Events that are set aside for a person"))
	callback, e7 := meter.RegisterCallback(func(ctx context.Context, o metric.Observer) error {
		for _, p := range w.publishers {
			stream := metric.WithAttributes(attribute.String("stream", p.Config.Name))
			if n, err := p.Pending(ctx); err == nil {
				o.ObserveInt64(pending, int64(n), stream)
			}
			o.ObserveFloat64(age, p.Age().Seconds(), stream)
			o.ObserveInt64(published, int64(p.Published()), stream)
			o.ObserveInt64(incarnation, p.Incarnation().Unix(), stream)
		}
		service := attribute.String("service", w.log.Service)
		for _, r := range w.readers {
			of := metric.WithAttributes(service, attribute.String("source", r.Source))
			o.ObserveInt64(gap, int64(r.Lag()), of)
			if r.Shared {
				o.ObserveInt64(share, int64(r.Partitions()), of)
			}
		}
		if n, err := w.log.AsideCount(ctx); err == nil {
			o.ObserveInt64(aside, n, metric.WithAttributes(service))
		}
		return nil
	}, pending, age, published, incarnation, gap, share, aside)
	return errors.Join(e1, e2, e3, e4, e5, e6, e7, e8, Until(ctx, callback))
}

// Until takes a callback out of the metrics when ctx ends: what it asks is closed then.
func Until(ctx context.Context, callback metric.Registration) error {
	if callback != nil {
		context.AfterFunc(ctx, func() { _ = callback.Unregister() })
	}
	return nil
}
