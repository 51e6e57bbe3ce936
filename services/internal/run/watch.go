package run

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"xiansuo/services/internal/outbox"
)

// Watch makes a service's publisher, where it has one, and its readers part of readiness and of the metrics.
func (p *Process) Watch(service string, publisher *outbox.Publisher, readers ...*outbox.Reader) {
	if publisher != nil {
		p.Check(service+" publishing", func(context.Context) error { return publisher.Ready() })
	}
	meter := otel.Meter("xiansuo")
	age, _ := meter.Float64ObservableGauge("outbox.oldest.age", metric.WithUnit("s"), metric.WithDescription("Age of the oldest event that is not published"))
	published, _ := meter.Int64ObservableCounter("outbox.published", metric.WithDescription("Messages stored in the stream"))
	lag, _ := meter.Int64ObservableGauge("inbox.lag", metric.WithDescription("Events of a source that are known and not applied"))
	name := metric.WithAttributes(attribute.String("service", service))
	_, err := meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		if publisher != nil {
			o.ObserveFloat64(age, publisher.Age().Seconds(), name)
			o.ObserveInt64(published, int64(publisher.Published()), name)
		}
		for _, r := range readers {
			o.ObserveInt64(lag, int64(r.Lag()), metric.WithAttributes(attribute.String("service", service), attribute.String("source", r.Source)))
		}
		return nil
	}, age, published, lag)
	if err != nil {
		p.Log.Warn("metrics are incomplete", "service", service, "error", err)
	}
}
