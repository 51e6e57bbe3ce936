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

	"xiansuo/pkg/event"
)

// A source answers for its log on fetch.v1.<service>: asked for what follows a number, it says where its head is and gives
// events, one to a line, as many as fit.
const (
	fetchLimit   = 500
	fetchBytes   = 900 << 10 // below the broker's largest message of 1 MiB
	fetchTimeout = 5 * time.Second
	headHeader   = "Xiansuo-Head"
)

func fetchSubject(service string) string { return "fetch.v1." + service }

type fetchRequest struct {
	After uint64 `json:"after"`
	Limit int    `json:"limit"`
	// Of asks who is asked for its copy of another service's log, and how far it has applied that.
	Of string `json:"of,omitempty"`
	// Reopenings asks for the events alone that open epochs.
	Reopenings bool `json:"reopenings,omitempty"`
	// Reader and Floor say who asks, and how far it has applied the log.
	Reader string `json:"reader,omitempty"`
	Floor  uint64 `json:"floor,omitempty"`
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
	head, err := l.headOf(ctx, ask.Of)
	if err != nil {
		return err
	}
	if ask.Reader != "" && ask.Floor > head {
		if err := l.compared(ctx, readersName, aheadOf(map[string]uint64{ask.Reader: ask.Floor}, head)); err != nil {
			return err
		}
	}
	reply := nats.NewMsg(m.Reply)
	reply.Header.Set(headHeader, strconv.FormatUint(head, 10))
	if ask.Limit > 0 {
		rows, err := l.asked(ctx, ask)
		if err != nil {
			return err
		}
		reply.Data = lines(rows)
	}
	return m.RespondMsg(reply)
}

// headOf returns the newest number of the log, or of another service's log how far it was applied here.
func (l *Log) headOf(ctx context.Context, of string) (uint64, error) {
	if of == "" || of == l.Service {
		return l.Head(ctx)
	}
	var floor uint64
	err := l.DB.QueryRow(ctx, "SELECT coalesce((SELECT sequence FROM floor WHERE source = $1), 0)", of).Scan(&floor)
	if err != nil {
		return 0, fmt.Errorf("floor of %s: %w", of, err)
	}
	return floor, nil
}

func (l *Log) asked(ctx context.Context, ask fetchRequest) ([]Row, error) {
	limit := min(ask.Limit, fetchLimit)
	switch {
	case ask.Reopenings:
		return l.rows(ctx, "SELECT "+rowColumns+" FROM event_log JOIN (SELECT DISTINCT event FROM epoch) e ON sequence = event WHERE sequence > $1 ORDER BY sequence LIMIT $2",
			ask.After, limit)
	case ask.Of == "" || ask.Of == l.Service:
		return l.After(ctx, ask.After, limit)
	case l.Copy != nil:
		return l.Copy(ctx, ask.Of, ask.After, limit)
	}
	return nil, nil
}

func lines(rows []Row) []byte {
	var b bytes.Buffer
	for _, row := range rows {
		if b.Len() > 0 && b.Len()+len(row.Body) > fetchBytes {
			break
		}
		b.Write(row.Body)
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func askHead(ctx context.Context, nc *nats.Conn, service, reader string, floor uint64) (uint64, error) {
	reply, err := ask(ctx, nc, service, fetchRequest{Reader: reader, Floor: floor})
	if err != nil {
		return 0, err
	}
	return strconv.ParseUint(reply.Header.Get(headHeader), 10, 64)
}

func fetch(ctx context.Context, nc *nats.Conn, service string, request fetchRequest) ([]numbered, error) {
	request.Limit = fetchLimit
	reply, err := ask(ctx, nc, service, request)
	if err != nil {
		return nil, err
	}
	var out []numbered
	for line := range bytes.Lines(reply.Data) {
		body := bytes.TrimSuffix(line, []byte("\n"))
		number, err := event.NumberIn(body)
		if err != nil {
			return nil, err
		}
		var envelope struct {
			Type string `json:"type"`
		}
		_ = json.Unmarshal(body, &envelope) // what cannot be read is found when it is applied
		out = append(out, numbered{number, envelope.Type, body})
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
