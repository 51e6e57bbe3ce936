package services_test

import (
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"xiansuo/pkg/lead"
)

// One trace runs from the request that pushed the complaint to the department's answer, through every service.
func TestOneTraceFromRequestToAnswer(t *testing.T) {
	spans := tracetest.NewInMemoryExporter()
	otel.SetTracerProvider(trace.NewTracerProvider(trace.WithSyncer(spans)))
	otel.SetTextMapPropagator(propagation.TraceContext{})
	s := startSystem(t)
	education := s.queueOf(lead.Education)
	id := s.accepted("trace-1", homeTutor)
	education.next(lead.HandoffDispatched{}.EventType())
	education.answer(id, lead.AnswerSigned{})
	education.next(lead.AnswerAccepted{}.EventType())
	byTrace := map[string][]string{}
	await(t, "the answer in the trace", func() bool {
		clear(byTrace)
		for _, span := range spans.GetSpans() {
			key := span.SpanContext.TraceID().String()
			byTrace[key] = append(byTrace[key], span.Name)
		}
		for _, names := range byTrace {
			all := strings.Join(names, " ")
			if strings.Contains(all, "POST") || strings.Contains(all, "http") {
				complete := true
				for _, want := range []string{"xiansuo.lead.received.v1", "decide", "xiansuo.lead.routed.v1", "xiansuo.handoff.dispatched.v1", "xiansuo.handoff.signed.v1", "xiansuo.case.opened.v1"} {
					complete = complete && strings.Contains(all, want)
				}
				if complete {
					return true
				}
			}
		}
		return false
	})
}

// Metrics say how the queues, the log and the readers stand.
func TestMetrics(t *testing.T) {
	s := startSystem(t)
	s.trace(s.accepted("metrics-1", homeTutor), "routed dispatched")
	var body string
	await(t, "the metrics", func() bool {
		body = string(s.get("/metrics", "").body)
		return strings.Contains(body, "consumer_num_pending")
	})
	for _, name := range []string{"outbox_pending", "outbox_oldest_age_seconds", "outbox_published_total", "broker_incarnation_seconds", "inbox_gap", "deadletter",
		"consumer_num_pending", "consumer_ack_pending", "consumer_redelivered", "consumer_ack_floor", "handoff_unreceipted", "deadline_breach"} {
		if !strings.Contains(body, name) {
			t.Errorf("no %s", name)
		}
	}
}
