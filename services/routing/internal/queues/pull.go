package queues

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/lead"
)

// Message is an event pulled over HTTP, with what acknowledges it.
type Message struct {
	Ack   string          `json:"ack"`
	Event json.RawMessage `json:"event"`
}

// Pull takes at most limit messages from the department's own consumer: what is there at once, or else the first that comes
// within wait.
func (q *Queues) Pull(ctx context.Context, d lead.Department, limit int, wait time.Duration) ([]Message, error) {
	consumer, err := q.JS.Consumer(ctx, bus.Leads, string(d))
	if err != nil {
		return nil, fmt.Errorf("queue %s: %w", d, err)
	}
	messages, err := collect(consumer.FetchNoWait(limit))
	if err != nil || len(messages) > 0 || wait == 0 {
		return messages, err
	}
	waiting, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	messages, err = collect(consumer.Fetch(1, jetstream.FetchContext(waiting)))
	if err != nil || len(messages) == 0 || limit == 1 {
		return messages, err
	}
	more, err := collect(consumer.FetchNoWait(limit - 1))
	return append(messages, more...), err
}

func collect(batch jetstream.MessageBatch, err error) (out []Message, _ error) {
	if err != nil {
		return nil, fmt.Errorf("pull: %w", err)
	}
	for m := range batch.Messages() {
		out = append(out, Message{Ack: m.Reply(), Event: m.Data()})
	}
	if err := batch.Error(); err != nil && !errors.Is(err, nats.ErrTimeout) && !errors.Is(err, context.DeadlineExceeded) &&
		!errors.Is(err, context.Canceled) && !errors.Is(err, jetstream.ErrNoMessages) {
		return nil, fmt.Errorf("pull: %w", err)
	}
	return out, nil
}

// ErrBadAck says that a text is nothing that Pull gave this department.
var ErrBadAck = errors.New("not an acknowledgement of this queue")

// Ack acknowledges messages of the department's queue and waits until the broker knows. Nothing is acknowledged when one of
// the texts is not this queue's.
func (q *Queues) Ack(ctx context.Context, d lead.Department, acks []string) error {
	for _, ack := range acks {
		if !validAck(ack, d) {
			return ErrBadAck
		}
	}
	ctx, cancel := context.WithTimeout(ctx, ackWithin)
	defer cancel()
	for _, ack := range acks {
		if _, err := q.JS.Conn().RequestWithContext(ctx, ack, []byte("+ACK")); err != nil {
			return fmt.Errorf("acknowledge: %w", err)
		}
	}
	return nil
}

const ackWithin = 10 * time.Second

// validAck lets only acknowledgements of the department's own consumer through: a text with a wildcard or another subject
// would be published with our rights.
func validAck(ack string, d lead.Department) bool {
	if strings.ContainsAny(ack, "*> \t\r\n") || len(ack) > 300 {
		return false
	}
	own := bus.Leads + "." + string(d) + "."
	rest, ok := strings.CutPrefix(ack, "$JS.ACK.")
	if !ok {
		return false
	}
	parts := strings.SplitN(rest, ".", 3)
	newForm := len(parts) == 3 && parts[0] != bus.Leads && strings.HasPrefix(parts[2], own) // domain and account hash in front
	return strings.HasPrefix(rest, own) || newForm
}
