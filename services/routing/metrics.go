package routing

import (
	"context"
	"sync"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/run"
	"xiansuo/services/routing/internal/queues"
)

// watchQueues shows how the departments' consumers stand as metrics.
func watchQueues(p *run.Process) func(lead.Department, queues.State) {
	var mu sync.Mutex
	states := map[lead.Department]queues.State{}
	meter := otel.Meter("xiansuo")
	pending, _ := meter.Int64ObservableGauge("consumer.num_pending", metric.WithDescription("Messages that a department has not been given yet"))
	unacknowledged, _ := meter.Int64ObservableGauge("consumer.ack_pending", metric.WithDescription("Messages given and not acknowledged"))
	redelivered, _ := meter.Int64ObservableGauge("consumer.redelivered", metric.WithDescription("Messages given again and not acknowledged"))
	_, err := meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		mu.Lock()
		defer mu.Unlock()
		for d, s := range states {
			department := metric.WithAttributes(attribute.String("department", string(d)))
			o.ObserveInt64(pending, int64(s.Pending), department)
			o.ObserveInt64(unacknowledged, int64(s.Unacknowledged), department)
			o.ObserveInt64(redelivered, int64(s.Redelivered), department)
		}
		return nil
	}, pending, unacknowledged, redelivered)
	if err != nil {
		p.Log.Warn("metrics are incomplete", "service", Name, "error", err)
	}
	return func(d lead.Department, s queues.State) {
		mu.Lock()
		defer mu.Unlock()
		states[d] = s
	}
}
