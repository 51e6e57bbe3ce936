package outbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
)

// Missing is what other copies hold of a log behind its end.
type Missing struct {
	// Restored is where the log ends, Known the highest number that any copy or reader knows of.
	Restored, Known uint64
	// Bodies are the events that some copy holds, by number, as they were published.
	Bodies map[uint64][]byte
	// From says how many events each copy held, and how far each reader is.
	From map[string]uint64
}

// errDisagree says that two copies hold different events under one number: a number was used twice, and a person must look.
var errDisagree = errors.New("copies disagree")

// Missing looks for what other copies hold of the log behind its end: its streams, the ledger's copy, and how far others have applied it.
// Anything that cannot be asked is left out, and is not in From.
func (l *Log) Missing(ctx context.Context, nc *nats.Conn, js jetstream.JetStream, streams ...string) (*Missing, error) {
	head, err := l.Head(ctx)
	if err != nil {
		return nil, err
	}
	m := &Missing{Restored: head, Known: head, Bodies: map[uint64][]byte{}, From: map[string]uint64{}}
	for _, name := range streams {
		if err := m.fromStream(ctx, js, name); err != nil {
			return nil, err
		}
	}
	if err := m.fromKeeper(ctx, nc, l.Service); err != nil {
		return nil, err
	}
	for reader, floor := range Floors(ctx, nc, l.Service) {
		if floor > head {
			m.From[reader+" has applied up to"] = floor
		}
		m.Known = max(m.Known, floor)
	}
	for number, body := range m.Bodies {
		if err := l.isOwn(number, body); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (l *Log) isOwn(number uint64, body []byte) error {
	e, err := event.Own(body)
	if err != nil {
		return fmt.Errorf("copy of number %d: %w", number, err)
	}
	if e.Source() != l.Source() {
		return fmt.Errorf("copy of number %d is an event of %s, not of %s", number, e.Source(), l.Source())
	}
	return nil
}

// add keeps an event of a copy.
func (m *Missing) add(number uint64, body []byte) error {
	if number <= m.Restored {
		return nil
	}
	if before, ok := m.Bodies[number]; ok && !bytes.Equal(before, body) {
		return fmt.Errorf("%w: number %d", errDisagree, number)
	}
	m.Bodies[number], m.Known = bytes.Clone(body), max(m.Known, number)
	return nil
}

// fromStream reads the end of a stream. A stream that is not there holds nothing.
func (m *Missing) fromStream(ctx context.Context, js jetstream.JetStream, name string) error {
	stream, err := js.Stream(ctx, name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look at stream %s: %w", name, err)
	}
	start, err := startAt(ctx, stream, m.Restored)
	if err != nil {
		return fmt.Errorf("stream %s: %w", name, err)
	}
	last := stream.CachedInfo().State.LastSeq
	if name == bus.Leads { // it holds some numbers only, so that their distance says nothing
		start = max(1, stream.CachedInfo().State.FirstSeq)
	}
	if stream.CachedInfo().State.Msgs == 0 || start > last {
		m.From["stream "+name] = 0
		return nil
	}
	consumer, err := js.OrderedConsumer(ctx, name, jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: start})
	if err != nil {
		return fmt.Errorf("read stream %s: %w", name, err)
	}
	for at := start; at < last; {
		batch, err := consumer.Fetch(500, jetstream.FetchMaxWait(fetchTimeout))
		if err != nil {
			return fmt.Errorf("read stream %s: %w", name, err)
		}
		before := at
		for message := range batch.Messages() {
			meta, err := message.Metadata()
			if err != nil {
				return fmt.Errorf("read stream %s: %w", name, err)
			}
			at = meta.Sequence.Stream
			number, err := event.NumberIn(message.Data())
			if err == nil {
				err = m.add(number, message.Data())
			}
			if err != nil {
				return fmt.Errorf("message %d of stream %s: %w", at, name, err)
			}
			if number > m.Restored {
				m.From["stream "+name]++
			}
			if at >= last {
				break
			}
		}
		if err := batch.Error(); err != nil && at == before {
			return fmt.Errorf("read stream %s: %w", name, err)
		}
		if at == before && start != last || ctx.Err() != nil {
			return errors.Join(fmt.Errorf("stream %s stopped at message %d of %d", name, at, last), ctx.Err())
		}
	}
	return nil
}

// fromKeeper reads the ledger's copy. A ledger that does not answer is left out.
func (m *Missing) fromKeeper(ctx context.Context, nc *nats.Conn, service string) error {
	for after, held := m.Restored, uint64(0); ; {
		rows, err := fetch(ctx, nc, keeper, fetchRequest{After: after, Of: service})
		if errors.Is(err, nats.ErrNoResponders) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, nats.ErrTimeout) {
			return nil
		}
		if err != nil {
			return err
		}
		m.From["ledger's copy"] = held + uint64(len(rows))
		if len(rows) == 0 {
			return nil
		}
		for _, n := range rows {
			if err := m.add(n.number, n.body); err != nil {
				return fmt.Errorf("the ledger's copy: %w", err)
			}
			after = n.number
		}
		held += uint64(len(rows))
	}
}

// attributes are those of an event that its row in the log has as columns.
type attributes struct {
	ID      string    `json:"id"`
	Subject string    `json:"subject"`
	Type    string    `json:"type"`
	Time    time.Time `json:"time"`
	Cause   string    `json:"causationid"`
	Queue   string    `json:"queue"`
}

func attributesOf(body []byte) (a attributes, err error) {
	if err := json.Unmarshal(body, &a); err != nil {
		return a, fmt.Errorf("read a copy: %w", err)
	}
	return a, nil
}

// sortedNumbers returns the numbers of the events that came back, in order.
func (m *Missing) sortedNumbers() []uint64 {
	out := make([]uint64, 0, len(m.Bodies))
	for n := range m.Bodies {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// Sources says where events were found, for a report.
func (m *Missing) Sources() string {
	var out []string
	for name, n := range m.From {
		out = append(out, fmt.Sprintf("%s: %d", name, n))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// First returns when the first event behind the log's end came to be that some copy holds, or this moment.
func (m *Missing) First() time.Time {
	first := time.Now()
	for _, body := range m.Bodies {
		if a, err := attributesOf(body); err == nil && a.Time.Before(first) {
			first = a.Time
		}
	}
	return first
}

// Follow gives every event of a source to take that the source's log has behind what all processes have applied here.
func (l *Log) Follow(ctx context.Context, nc *nats.Conn, source string, take func(event.Event)) error {
	after, err := l.Applied(ctx, source)
	if err != nil {
		return err
	}
	for {
		rows, err := fetch(ctx, nc, source, fetchRequest{After: after})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return nil
		}
		for _, n := range rows {
			e, err := event.Own(n.body)
			if err != nil {
				return fmt.Errorf("number %d of %s: %w", n.number, source, err)
			}
			take(e)
			after = n.number
		}
	}
}
