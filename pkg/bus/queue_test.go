package bus

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/event"
)

// message is one that was delivered for the nth time; it remembers what became of it.
type message struct {
	jetstream.Msg
	data      string
	delivered uint64
	delay     time.Duration
	acked     bool
}

func (m *message) Headers() nats.Header { return nats.Header{"Content-Type": {event.ContentType}} }
func (m *message) Data() []byte         { return []byte(m.data) }
func (m *message) Metadata() (*jetstream.MsgMetadata, error) {
	return &jetstream.MsgMetadata{NumDelivered: m.delivered}, nil
}
func (m *message) DoubleAck(context.Context) error        { m.acked = true; return nil }
func (m *message) NakWithDelay(delay time.Duration) error { m.delay = delay; return nil }

const valid = `{"specversion":"1.0","id":"1","source":"/990101/routing","type":"xiansuo.handoff.urged.v1","data":{}}`

// An event is acknowledged once it was handled.
func TestHandled(t *testing.T) {
	m, seen := &message{data: valid, delivered: 1}, ""
	err := handleMessage(t.Context(), m, func(_ context.Context, e event.Event) error { seen = e.ID(); return nil })
	if err != nil || !m.acked || m.delay != 0 || seen != "1" {
		t.Errorf("%v, acknowledged %t, delay %v, seen %q", err, m.acked, m.delay, seen)
	}
}

// An event that cannot be handled comes again after a growing delay, never at once and never for the last time.
func TestNotHandled(t *testing.T) {
	var last time.Duration
	for n := range uint64(20) {
		m := &message{data: valid, delivered: n + 1}
		if err := handleMessage(t.Context(), m, func(context.Context, event.Event) error { return errors.New("not now") }); err != nil {
			t.Fatal(err)
		}
		if m.acked || m.delay < max(last, time.Second) || m.delay > 5*time.Minute {
			t.Errorf("delivery %d: acknowledged %t, delay %v after %v", n+1, m.acked, m.delay, last)
		}
		last = m.delay
	}
}

// What is no event is not given to handle and not acknowledged.
func TestNoEvent(t *testing.T) {
	m := &message{data: "hello", delivered: 1}
	err := handleMessage(t.Context(), m, func(context.Context, event.Event) error { t.Error("handled"); return nil })
	if err != nil || m.acked || m.delay == 0 {
		t.Errorf("%v, acknowledged %t, delay %v", err, m.acked, m.delay)
	}
}

// An answer that is no valid event is refused before it is sent.
func TestAnswerIsChecked(t *testing.T) {
	if err := new(Queue).Answer(t.Context(), event.Event{}); !errors.Is(err, event.ErrInvalid) {
		t.Error(err)
	}
}

// Nothing to publish moves nothing, and asks no broker.
func TestPublishNothing(t *testing.T) {
	if last, err := Publish(t.Context(), nil, nil, 7); last != 7 || err != nil {
		t.Errorf("%d, %v", last, err)
	}
}

// Only what says that the stream ends elsewhere is ErrMoved; everything else is tried again as it is.
func TestMoved(t *testing.T) {
	for name, tc := range map[string]struct {
		err  error
		want bool
	}{
		"wrong last sequence":  {&jetstream.APIError{ErrorCode: 10071}, true},
		"known id in a batch":  {&jetstream.APIError{ErrorCode: 10201}, true},
		"another broker error": {&jetstream.APIError{ErrorCode: 10077}, false},
		"no broker":            {nats.ErrNoResponders, false},
	} {
		if err := moved(tc.err); errors.Is(err, ErrMoved) != tc.want || !errors.Is(err, tc.err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
