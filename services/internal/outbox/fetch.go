package outbox

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
)

// A source answers for its log on fetch.v1.<service>: asked for what follows a number, it says where its head is and gives
// events, one to a line, as many as fit.
const (
	fetchLimit   = 500
	fetchBytes   = 900 << 10 // below the broker's largest message of 1 MiB
	fetchTimeout = 5 * time.Second
	headHeader   = "Xiansuo-Head"
	// partsHeader names the partition of each event, one hexadecimal digit each.
	partsHeader = "Xiansuo-Partitions"
)

func fetchSubject(service string) string { return "fetch.v1." + service }

type fetchRequest struct {
	After uint64 `json:"after"`
	Limit int    `json:"limit"`
	// Of asks for something else: how far this service has applied that source.
	Of string `json:"of,omitempty"`
}

// Serve answers readers that miss events, until ctx ends.
func (l *Log) Serve(ctx context.Context, nc *nats.Conn, log *slog.Logger) error {
	requests := make(chan *nats.Msg, 64)
	sub, err := nc.ChanQueueSubscribe(fetchSubject(l.Service), l.Service, requests)
	if err != nil {
		return fmt.Errorf("serve log of %s: %w", l.Service, err)
	}
	defer func() { _ = sub.Unsubscribe() }()
	for {
		select {
		case <-ctx.Done():
			return nil
		case m := <-requests:
			if err := l.answerFetch(ctx, m); err != nil && ctx.Err() == nil {
				log.Warn("request for missed events was not answered", "service", l.Service, "error", err)
			}
		}
	}
}

func (l *Log) answerFetch(ctx context.Context, m *nats.Msg) error {
	var ask fetchRequest
	if err := json.Unmarshal(m.Data, &ask); err != nil {
		return fmt.Errorf("request: %w", err)
	}
	if ask.Of != "" {
		return l.answerStanding(ctx, m, ask.Of)
	}
	head, err := l.Head(ctx)
	if err != nil {
		return err
	}
	reply := nats.NewMsg(m.Reply)
	reply.Header.Set(headHeader, strconv.FormatUint(head, 10))
	if ask.Limit > 0 {
		rows, err := l.After(ctx, ask.After, min(ask.Limit, fetchLimit))
		if err != nil {
			return err
		}
		parts := ""
		reply.Data, parts = lines(rows)
		reply.Header.Set(partsHeader, parts)
	}
	return m.RespondMsg(reply)
}

func lines(rows []Row) ([]byte, string) {
	var b, parts bytes.Buffer
	for _, row := range rows {
		row = travels(row)
		if b.Len() > 0 && b.Len()+len(row.Body) > fetchBytes {
			break
		}
		b.Write(row.Body)
		b.WriteByte('\n')
		fmt.Fprintf(&parts, "%x", bus.Partition(row.Lead))
	}
	return b.Bytes(), parts.String()
}

func askHead(ctx context.Context, nc *nats.Conn, service string) (uint64, error) {
	reply, err := ask(ctx, nc, service, fetchRequest{})
	if err != nil {
		return 0, err
	}
	return strconv.ParseUint(reply.Header.Get(headHeader), 10, 64)
}

func fetch(ctx context.Context, nc *nats.Conn, service string, after uint64) ([]numbered, error) {
	reply, err := ask(ctx, nc, service, fetchRequest{After: after, Limit: fetchLimit})
	if err != nil {
		return nil, err
	}
	var out []numbered
	parts := reply.Header.Get(partsHeader)
	for line := range bytes.Lines(reply.Data) {
		body := bytes.TrimSuffix(line, []byte("\n"))
		number, err := event.NumberIn(body)
		if err != nil {
			return nil, err
		}
		if len(out) >= len(parts) {
			return nil, fmt.Errorf("%s does not say the partition of %d", service, number)
		}
		partition, err := strconv.ParseUint(parts[len(out):len(out)+1], 16, 8)
		if err != nil {
			return nil, err
		}
		out = append(out, numbered{number, glance(body).Type, int(partition), body})
	}
	return out, nil
}

func ask(ctx context.Context, nc *nats.Conn, service string, request fetchRequest) (*nats.Msg, error) {
	body, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	reply, err := nc.RequestWithContext(ctx, fetchSubject(service), body)
	if err != nil {
		return nil, fmt.Errorf("ask %s for its log: %w", service, err)
	}
	return reply, nil
}
