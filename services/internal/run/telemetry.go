package run

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"

	"xiansuo/services/internal/pg"
)

// StartTelemetry makes metrics readable at /metrics and, when OTEL_EXPORTER_OTLP_ENDPOINT or its traces variant is set, sends
// traces there. The returned function sends what is left.
func StartTelemetry(ctx context.Context) (func(context.Context) error, error) {
	exporter, err := prometheus.New(prometheus.WithoutScopeInfo())
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	meters := metric.NewMeterProvider(metric.WithReader(exporter))
	otel.SetMeterProvider(meters)
	otel.SetTextMapPropagator(propagation.TraceContext{})
	if !pg.Traced() {
		return meters.Shutdown, nil
	}
	sender, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	about, err := resource.New(ctx, resource.WithFromEnv(), resource.WithTelemetrySDK())
	if err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	tracers := trace.NewTracerProvider(trace.WithBatcher(sender), trace.WithResource(about))
	otel.SetTracerProvider(tracers)
	return func(ctx context.Context) error { return errors.Join(tracers.Shutdown(ctx), meters.Shutdown(ctx)) }, nil
}
