package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/local"
	"xiansuo/services/internal/run"
)

// The bare reference is the same way with nothing on it: as many events of the same size over the same hops, inserted, published, read by
// as many readers, and fetched, with the same drivers, the same durability and the same batches; no schema, mask, rule, record, duty,
// clock, ticket, reporter or trace, and no event is decoded but for its ticket number.
const bareSchema = `
CREATE TABLE accepted (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea NOT NULL) WITH (toast_tuple_target = 8160);
CREATE TABLE routed (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, queue bool NOT NULL, body bytea NOT NULL) WITH (toast_tuple_target = 8160);
CREATE TABLE copied (source text, n bigint, body bytea NOT NULL, PRIMARY KEY (source, n)) WITH (toast_tuple_target = 8160);
CREATE TABLE floor (source text PRIMARY KEY, n bigint NOT NULL);`

// What a complaint becomes in xiansuo with the texts of this benchmark: a routed event, and a dispatched one for the department that
// leads and for every third one that assists, of these sizes.
const (
	routedBytes     = 1200
	dispatchedBytes = 2600
	assistEvery     = 3
)

type bare struct {
	db       *pgxpool.Pool
	district string
}

// serveBare runs the bare reference until ctx ends; it writes addresses.json and credentials like xiansuo itself.
func serveBare(ctx context.Context, data string) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	folder, err := local.OpenFolder(data, "990101", []string{"intake", "routing"})
	if err != nil {
		return err
	}
	place, err := folder.PostgresPlace()
	if err != nil {
		return err
	}
	server, err := local.StartPostgres(ctx, local.PostgresOptions{Dir: place})
	if err != nil {
		return err
	}
	defer func() { _ = server.Stop() }()
	trust, err := folder.Keys.Trust()
	if err != nil {
		return err
	}
	broker, err := local.StartBroker(log, folder.Broker(), "127.0.0.1:0", trust)
	if err != nil {
		return err
	}
	defer broker.Stop()
	b := bare{district: "990101"}
	if b.db, err = pgxpool.New(ctx, server.URL); err != nil {
		return err
	}
	defer b.db.Close()
	if _, err := b.db.Exec(ctx, bareSchema); err != nil {
		return err
	}
	connect := func(service string) (jetstream.JetStream, error) {
		nc, err := run.Connect("", service, log, nats.InProcessServer(broker.Server()), nats.UserCredentials(folder.ServiceCreds(service)))
		if err != nil {
			return nil, err
		}
		return jetstream.New(nc)
	}
	intake, err := connect("intake")
	if err != nil {
		return err
	}
	routing, err := connect("routing")
	if err != nil {
		return err
	}
	return b.run(ctx, folder, broker, intake, routing)
}

func (b *bare) run(ctx context.Context, folder *local.Folder, broker *local.Broker, intake, routing jetstream.JetStream) error {
	config := func(name, subjects string) jetstream.StreamConfig {
		return jetstream.StreamConfig{Name: name, Subjects: []string{subjects}, AllowAtomicPublish: true}
	}
	if _, err := intake.CreateStream(ctx, config("INTAKE", "events.v1.intake.>")); err != nil {
		return err
	}
	if _, err := routing.CreateStream(ctx, config("ROUTING", "events.v1.routing.>")); err != nil {
		return err
	}
	leads, err := routing.CreateStream(ctx, config(bus.Leads, "leads.v1.990101.>"))
	if err != nil {
		return err
	}
	_, err = leads.CreateConsumer(ctx, jetstream.ConsumerConfig{Durable: string(lead.Education), AckPolicy: jetstream.AckExplicitPolicy, MaxAckPending: 1000})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	err = folder.WriteAddresses(local.Addresses{HTTP: "http://" + listener.Addr().String(), NATS: broker.URL(), District: b.district, APIPrefix: bus.APIPrefix})
	if err != nil {
		return err
	}
	accepted, saved := make(chan waiting, 256), make(chan struct{}, 1)
	routed, queued := make(chan struct{}, 1), make(chan struct{}, 1)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return b.accept(ctx, accepted, saved) })
	group.Go(func() error {
		return b.publish(ctx, intake, "accepted", "true", "events.v1.intake.00.lead.received", saved)
	})
	group.Go(func() error { return b.read(ctx, routing, "INTAKE", b.route, routed, queued) })
	group.Go(func() error {
		return b.publish(ctx, routing, "routed", "true", "events.v1.routing.00.handoff.dispatched", routed)
	})
	group.Go(func() error {
		return b.publish(ctx, routing, "routed", "queue", bus.LeadSubject(b.district, lead.Education, "xiansuo.handoff.dispatched.v1"), queued)
	})
	group.Go(func() error { return b.read(ctx, routing, "INTAKE", b.copyTo("ledger of intake")) })
	group.Go(func() error { return b.read(ctx, routing, "ROUTING", b.copyTo("ledger of routing")) })
	for _, reader := range []string{"intake", "enforcement", "disclosure"} {
		group.Go(func() error { return b.read(ctx, routing, "ROUTING", b.pass(reader)) })
	}
	group.Go(func() error {
		<-ctx.Done()
		return listener.Close()
	})
	group.Go(func() error { _ = http.Serve(listener, handler(accepted)); return ctx.Err() })
	fmt.Println("bare reference ready")
	return group.Wait()
}

// waiting is a request that waits for its commit.
type waiting struct {
	body []byte
	done chan error
}

func handler(accepted chan<- waiting) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || !json.Valid(body) {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		one := waiting{body, make(chan error, 1)}
		accepted <- one
		if <-one.done != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusAccepted)
		_, _ = w.Write([]byte(`{"status":"accepted"}`))
	})
}

// accept inserts what arrives together in one transaction.
func (b *bare) accept(ctx context.Context, requests <-chan waiting, saved chan<- struct{}) error {
	for {
		var batch []waiting
		select {
		case <-ctx.Done():
			return ctx.Err()
		case first := <-requests:
			batch = drainUp(first, requests, 256)
		}
		bodies := make([][]byte, len(batch))
		for i, w := range batch {
			bodies[i] = w.body
		}
		_, err := b.db.Exec(ctx, "INSERT INTO accepted (body) SELECT * FROM unnest($1::bytea[])", bodies)
		for _, w := range batch {
			w.done <- err
		}
		wake(saved)
	}
}

func drainUp[T any](first T, from <-chan T, limit int) []T {
	batch := []T{first}
	for len(batch) < limit {
		select {
		case next := <-from:
			batch = append(batch, next)
		default:
			return batch
		}
	}
	return batch
}

func wake(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// publish sends what a table holds behind a cursor as atomic batches.
func (b *bare) publish(ctx context.Context, js jetstream.JetStream, table, which, subject string, saved <-chan struct{}) error {
	var cursor int64
	var last uint64
	for {
		rows, err := b.db.Query(ctx, "SELECT n, body FROM "+table+" WHERE n > $1 AND "+which+" ORDER BY n LIMIT 1000", cursor)
		if err != nil {
			return err
		}
		var messages []*nats.Msg
		for rows.Next() {
			m := nats.NewMsg(subject)
			if err := rows.Scan(&cursor, &m.Data); err != nil {
				return err
			}
			m.Header.Set(nats.MsgIdHdr, fmt.Sprintf("%s-%d", table, cursor))
			messages = append(messages, m)
		}
		if len(messages) == 0 {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-saved:
			}
			continue
		}
		if last, err = bus.Publish(ctx, js, messages, last); err != nil {
			return err
		}
		time.Sleep(min(time.Duration(len(messages)-1)*2*time.Millisecond, 80*time.Millisecond)) // as xiansuo's publishers rest
	}
}

// read applies what a stream brings, in one transaction for what arrived together.
func (b *bare) read(ctx context.Context, js jetstream.JetStream, stream string, apply func(context.Context, [][]byte, []int64) error, applied ...chan<- struct{}) error {
	consumer, err := js.CreateConsumer(ctx, stream, jetstream.ConsumerConfig{AckPolicy: jetstream.AckNonePolicy, MemoryStorage: true})
	if err != nil {
		return err
	}
	arrived := make(chan jetstream.Msg, 2000)
	consuming, err := consumer.Consume(func(m jetstream.Msg) { arrived <- m }, jetstream.PullMaxMessages(2000))
	if err != nil {
		return err
	}
	defer consuming.Stop()
	number := int64(0)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case first := <-arrived:
			batch := drainUp(first, arrived, 500)
			bodies, numbers := make([][]byte, len(batch)), make([]int64, len(batch))
			for i, m := range batch {
				number++
				bodies[i], numbers[i] = m.Data(), number
			}
			if err := apply(ctx, bodies, numbers); err != nil {
				return err
			}
			for _, c := range applied {
				wake(c)
			}
		}
	}
}

// route turns each complaint into as many events as xiansuo does, of the same size, with the ticket number in those for queues.
func (b *bare) route(ctx context.Context, bodies [][]byte, numbers []int64) error {
	var out [][]byte
	var queue []bool
	for i, body := range bodies {
		var e struct {
			Data struct{ Number string }
		}
		if err := json.Unmarshal(body, &e); err != nil {
			return err
		}
		out, queue = append(out, sized(e.Data.Number, routedBytes), sized(e.Data.Number, dispatchedBytes)), append(queue, false, true)
		if numbers[i]%assistEvery == 0 {
			out, queue = append(out, sized("", dispatchedBytes)), append(queue, true)
		}
	}
	_, err := b.db.Exec(ctx, `WITH f AS (INSERT INTO floor VALUES ('routing', $3) ON CONFLICT (source) DO UPDATE SET n = excluded.n)
		INSERT INTO routed (body, queue) SELECT * FROM unnest($1::bytea[], $2::bool[])`, out, queue, numbers[len(numbers)-1])
	return err
}

// sized returns an event of a size that the load generator knows by its ticket number.
func sized(number string, size int) []byte {
	head := fmt.Appendf(nil, `{"data":{"matter":{"number":%q}},"padding":"`, number)
	return append(append(head, bytes.Repeat([]byte("x"), max(0, size-len(head)-2))...), `"}`...)
}

// pass only notes how far a reader is.
func (b *bare) pass(reader string) func(context.Context, [][]byte, []int64) error {
	return func(ctx context.Context, _ [][]byte, numbers []int64) error {
		_, err := b.db.Exec(ctx, "INSERT INTO floor VALUES ($1, $2) ON CONFLICT (source) DO UPDATE SET n = excluded.n", reader, numbers[len(numbers)-1])
		return err
	}
}

func (b *bare) copyTo(source string) func(context.Context, [][]byte, []int64) error {
	return func(ctx context.Context, bodies [][]byte, numbers []int64) error {
		_, err := b.db.Exec(ctx, "INSERT INTO copied SELECT $1, * FROM unnest($2::bigint[], $3::bytea[])", source, numbers, bodies)
		return err
	}
}
