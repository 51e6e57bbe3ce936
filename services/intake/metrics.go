package intake

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/internal/admission"
	"xiansuo/services/internal/run"
)

// watchReplies shows how many must be told something and were not in time.
func watchReplies(ctx context.Context, p *run.Process, store *postgres.Store) {
	if err := registerReplies(ctx, p, store, otel.Meter("xiansuo")); err != nil {
		p.Log.Warn("metrics are incomplete", "service", Name, "error", err)
	}
}

func registerReplies(ctx context.Context, p *run.Process, store *postgres.Store, meter metric.Meter) error {
	overdue, e1 := meter.Int64ObservableGauge("reply.overdue", metric.WithDescription("Senders and reporters who should have been told something and were not"))
	callback, e2 := meter.RegisterCallback(func(ctx context.Context, o metric.Observer) error {
		if err := store.HaveBeenCalled(ctx); err != nil {
			return err
		}
		late, err := store.Late(ctx, p.Now())
		if err != nil {
			return err
		}
		for _, l := range late {
			o.ObserveInt64(overdue, l.N, metric.WithAttributes(attribute.String("rule", l.Rule), attribute.String("to", string(l.To))))
		}
		return nil
	}, overdue)
	return errors.Join(e1, e2, run.Until(ctx, callback))
}

// watchGate shows how long what is taken would wait until it is in a department's queue: more is refused the longer that is.
func watchGate(ctx context.Context, p *run.Process, gate *admission.Gate) {
	meter := otel.Meter("xiansuo")
	wait, e1 := meter.Float64ObservableGauge("admission.wait", metric.WithUnit("s"), metric.WithDescription("How long what is taken now would wait until it is in a department's queue"))
	backlog, e2 := meter.Int64ObservableGauge("admission.backlog", metric.WithDescription("Events that routing has not applied"))
	callback, e3 := meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		o.ObserveFloat64(wait, gate.Wait().Seconds())
		o.ObserveInt64(backlog, int64(gate.Waiting()))
		return nil
	}, wait, backlog)
	if err := errors.Join(e1, e2, e3, run.Until(ctx, callback)); err != nil {
		p.Log.Warn("metrics are incomplete", "service", Name, "error", err)
	}
}
