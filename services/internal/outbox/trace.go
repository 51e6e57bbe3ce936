package outbox

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"xiansuo/pkg/event"
)

// StartSpan continues the trace of the request that the event began with. Without one there is nothing to continue.
func StartSpan(ctx context.Context, e event.Event, name string) trace.Span {
	origin := event.Extension(e, event.TraceParent)
	if origin == "" {
		return noop.Span{}
	}
	parent := propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": origin})
	_, span := otel.Tracer("xiansuo").Start(parent, name, trace.WithAttributes(
		attribute.String("lead", e.Subject()), attribute.String("cloudevents.event_type", e.Type()), attribute.String("cloudevents.event_source", e.Source())))
	return span
}
