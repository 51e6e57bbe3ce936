package webhook

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"xiansuo/services/internal/run"
)

// metrics are what the sender counts itself; the rest is asked of the database when it is read.
type metrics struct {
	sent, failed metric.Int64Counter
}

func (m metrics) count(service, endpoint string, o outcome) {
	where := []attribute.KeyValue{attribute.String("service", service), attribute.String("endpoint", endpoint)}
	switch {
	case m.sent == nil || o.interrupted:
	case o.state == Sent:
		m.sent.Add(context.Background(), 1, metric.WithAttributes(where...))
	default:
		m.failed.Add(context.Background(), 1, metric.WithAttributes(append(where, attribute.String("class", o.class))...))
	}
}

// observe makes the deliveries part of the metrics until ctx ends.
func (s *Sender) observe(ctx context.Context) {
	meter := otel.Meter("xiansuo")
	pending, e1 := meter.Int64ObservableGauge("webhook.pending", metric.WithDescription("Messages that an endpoint does not have yet"))
	age, e2 := meter.Float64ObservableGauge("webhook.oldest.age", metric.WithUnit("s"), metric.WithDescription("For how long the oldest of them should have been delivered"))
	stuck, e3 := meter.Int64ObservableGauge("webhook.stuck", metric.WithDescription("Those that wait for 24 hours, or for an endpoint that is not in the book"))
	sent, e4 := meter.Int64Counter("webhook.sent", metric.WithDescription("Messages that an endpoint took"))
	failed, e5 := meter.Int64Counter("webhook.failed", metric.WithDescription("Tries that failed, by class"))
	callback, e6 := meter.RegisterCallback(func(ctx context.Context, o metric.Observer) error {
		backlogs, err := s.Backlogs(ctx)
		if err != nil {
			return err
		}
		for _, b := range backlogs {
			where := metric.WithAttributes(attribute.String("service", s.Service), attribute.String("endpoint", b.Endpoint))
			o.ObserveInt64(pending, b.Pending, where)
			o.ObserveInt64(stuck, b.Stuck, where)
			o.ObserveFloat64(age, b.Age.Seconds(), where)
		}
		return nil
	}, pending, age, stuck)
	if err := errors.Join(e1, e2, e3, e4, e5, e6, run.Until(ctx, callback)); err != nil {
		s.Log.Warn("metrics are incomplete", "service", s.Service, "error", err)
		return
	}
	s.metrics = metrics{sent, failed}
}

// Backlog is what an endpoint does not have yet.
type Backlog struct {
	Endpoint       string
	Pending, Stuck int64         // Stuck of Pending need a person
	Age            time.Duration // for how long the oldest should have been delivered
}

const backlogsSQL = `SELECT endpoint, count(*), count(*) FILTER (WHERE state <> 'waiting'), min(since)
	FROM webhook_delivery WHERE done_at IS NULL GROUP BY endpoint ORDER BY endpoint`

// Backlogs returns what each endpoint does not have yet; an endpoint that has everything is not among them.
func (s *Sender) Backlogs(ctx context.Context) ([]Backlog, error) {
	now := s.Now()
	rows, err := s.DB.Query(ctx, backlogsSQL)
	if err != nil {
		return nil, fmt.Errorf("backlogs of endpoints: %w", err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (b Backlog, err error) {
		var since time.Time
		err = row.Scan(&b.Endpoint, &b.Pending, &b.Stuck, &since)
		b.Age = max(0, now.Sub(since))
		return b, err
	})
	if err != nil {
		return nil, fmt.Errorf("backlogs of endpoints: %w", err)
	}
	return out, nil
}
