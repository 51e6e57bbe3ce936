package witness

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/nemesis/internal/load"
	"xiansuo/services/nemesis/internal/verdict"
)

// Witness sees the databases as their administrator and the broker as routing does.
type Witness struct {
	db *pgxpool.Pool
	nc *nats.Conn
	js jetstream.JetStream
}

// Open opens a witness. The addresses are the servers' own, over no way that is cut.
func Open(ctx context.Context, postgres, broker, credentials string) (*Witness, error) {
	db, err := pgxpool.New(ctx, postgres)
	if err != nil {
		return nil, fmt.Errorf("witness: database: %w", err)
	}
	nc, err := nats.Connect(broker, nats.UserCredentials(credentials), nats.MaxReconnects(-1), nats.ReconnectWait(200*time.Millisecond), nats.RetryOnFailedConnect(true))
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("witness: broker: %w", err)
	}
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, fmt.Errorf("witness: broker: %w", err)
	}
	return &Witness{db, nc, js}, nil
}

// Close closes the witness.
func (w *Witness) Close() {
	w.nc.Close()
	w.db.Close()
}

// Busy says what is not done yet, or nothing when everything is quiet.
func (w *Witness) Busy(ctx context.Context, told *load.Told) (string, error) {
	heads := map[string]uint64{}
	for _, source := range Sources() {
		var head uint64
		if err := w.db.QueryRow(ctx, "SELECT next - 1 FROM "+source+".source").Scan(&head); err != nil {
			return "", err
		}
		heads[source] = head
	}
	for _, reader := range Readers() {
		rows, err := w.db.Query(ctx, "SELECT source, sequence FROM "+reader+".floor")
		if err != nil {
			return "", err
		}
		for rows.Next() {
			var source string
			var floor uint64
			if err := rows.Scan(&source, &floor); err == nil && floor < heads[source] {
				rows.Close()
				return fmt.Sprintf("%s is at %d of %d of %s", reader, floor, heads[source], source), nil
			}
		}
		if err := rows.Err(); err != nil {
			return "", err
		}
	}
	streams, err := w.ends(ctx)
	if err != nil {
		return "", err
	}
	for _, s := range streams {
		if s.Number < heads[s.Source] {
			return fmt.Sprintf("the stream of %s is at %d of %d", s.Source, s.Number, heads[s.Source]), nil
		}
	}
	return w.queuesBusy(ctx, told)
}

func (w *Witness) queuesBusy(ctx context.Context, told *load.Told) (string, error) {
	for _, d := range lead.Departments() {
		var queued int
		if err := w.db.QueryRow(ctx, "SELECT count(*) FROM routing.event_log WHERE queue = $1", d).Scan(&queued); err != nil {
			return "", err
		}
		if seen := told.SeenBy(d); seen < queued {
			return fmt.Sprintf("%s has seen %d of %d messages", d, seen, queued), nil
		}
	}
	var waiting int // for answers of leads that are here; what a recovered answer waited for has come
	if err := w.db.QueryRow(ctx, "SELECT count(*) FROM routing.waiting w WHERE NOT EXISTS (SELECT FROM routing.record r WHERE r.lead = w.lead AND r.data->>'cause' = w.cause)").Scan(&waiting); err != nil {
		return "", err
	}
	if waiting > 0 {
		return fmt.Sprintf("%d answers wait for others", waiting), nil
	}
	consumer, err := w.js.Consumer(ctx, bus.Answers, "routing")
	if err != nil {
		return "", err
	}
	if info := consumer.CachedInfo(); info.NumPending > 0 || info.NumAckPending > 0 {
		return fmt.Sprintf("%d answers are not taken", info.NumPending+uint64(info.NumAckPending)), nil
	}
	return "", nil
}

// ends returns where the sources' streams end.
func (w *Witness) ends(ctx context.Context) (ends []verdict.Stream, err error) {
	for _, source := range Sources() {
		stream, err := w.js.Stream(ctx, bus.Stream(source))
		if err != nil {
			return nil, fmt.Errorf("stream of %s: %w", source, err)
		}
		state := stream.CachedInfo().State
		end := verdict.Stream{Source: source, Holes: state.NumDeleted}
		if state.Msgs > 0 {
			last, err := stream.GetMsg(ctx, state.LastSeq)
			if err != nil {
				return nil, fmt.Errorf("last message of %s: %w", source, err)
			}
			if end.Number, err = event.NumberIn(last.Data); err != nil {
				return nil, err
			}
		}
		ends = append(ends, end)
	}
	return ends, nil
}

// Facts returns everything that the verdict needs.
func (w *Witness) Facts(ctx context.Context, told *load.Told) (verdict.Facts, error) {
	f, err := look(ctx, w.db, told)
	if err != nil {
		return f, err
	}
	if f.Streams, err = w.ends(ctx); err != nil {
		return f, err
	}
	return f, w.queue(ctx, f.Queue)
}

// queue counts the messages of the stream of queues by their ids.
func (w *Witness) queue(ctx context.Context, count map[string]int) error {
	stream, err := w.js.Stream(ctx, bus.Leads)
	if err != nil {
		return fmt.Errorf("stream of queues: %w", err)
	}
	left := stream.CachedInfo().State.Msgs
	if left == 0 {
		return nil
	}
	consumer, err := stream.CreateConsumer(ctx, jetstream.ConsumerConfig{AckPolicy: jetstream.AckNonePolicy, DeliverPolicy: jetstream.DeliverAllPolicy,
		MemoryStorage: true, InactiveThreshold: time.Minute})
	if err != nil {
		return fmt.Errorf("consumer on queues: %w", err)
	}
	for left > 0 {
		batch, err := consumer.Fetch(int(min(left, 1000)), jetstream.FetchMaxWait(5*time.Second))
		if err != nil {
			return fmt.Errorf("read queues: %w", err)
		}
		got := uint64(0)
		for m := range batch.Messages() {
			got++
			e, err := event.Own(m.Data())
			if err != nil {
				return fmt.Errorf("read queues: %w", err)
			}
			count[e.ID()]++
		}
		if err := batch.Error(); err != nil && !errors.Is(err, nats.ErrTimeout) {
			return fmt.Errorf("read queues: %w", err)
		}
		if got == 0 {
			return fmt.Errorf("read queues: %d messages do not come", left)
		}
		left -= min(got, left)
	}
	return nil
}
