package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/local"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/run"
)

// The bare reference is the same way with nothing on it: as many events of the same sizes over the same hops, inserted, published, read by
// as many readers, and fetched, with the same drivers, the same durability and the same batches or larger ones. Beside the events it inserts
// as many bytes as xiansuo's rows have, as bytes without a meaning, in as few statements and rows as it can: a row for each lead at intake and
// at routing, a row for all that a reader keeps of a batch. It has one index for each log, and none for anything else.
//
// It does no schema, mask, rule, comparison, duty, clock, ticket, reporter, record, digest or trace, and decodes of an event only its ticket number.
const bareSchema = `
CREATE TABLE accepted (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea NOT NULL, rows bytea NOT NULL) WITH (toast_tuple_target = 8160);
CREATE TABLE routed (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, queue bool NOT NULL, body bytea NOT NULL) WITH (toast_tuple_target = 8160);
CREATE TABLE kept (reader text NOT NULL, rows bytea NOT NULL) WITH (toast_tuple_target = 8160);
CREATE TABLE copied (source text, n bigint, rows bytea NOT NULL, body bytea NOT NULL, PRIMARY KEY (source, n)) WITH (toast_tuple_target = 8160);
CREATE TABLE floor (source text PRIMARY KEY, n bigint NOT NULL);
ALTER TABLE accepted ALTER rows SET STORAGE EXTERNAL, ALTER body SET STORAGE EXTERNAL;
ALTER TABLE routed ALTER body SET STORAGE EXTERNAL;
ALTER TABLE kept ALTER rows SET STORAGE EXTERNAL;
ALTER TABLE copied ALTER rows SET STORAGE EXTERNAL, ALTER body SET STORAGE EXTERNAL;`

// What a complaint becomes in xiansuo with the texts of this benchmark, as "bench -only bytes" prints it: a received event; a routed one; and
// a dispatched one for the department that leads and for every third one that assists.
const (
	receivedBytes   = 1000
	routedBytes     = 1450
	dispatchedBytes = 2760
	assistEvery     = 3
)

// Bytes of rows beside the events, as they are printed there.
const (
	intakeRows  = 2050 // of a lead: what came, the lead, submission, reporter, receipt and ticket, and what the log keeps of an event
	routingRows = 5330 // of a lead: the lead, records, clocks, print, likeness, duties, and what the log keeps of its events
	ledgerRows  = 120  // of an event, beside its body
)

// Readers beside routing and the ledger, and how many bytes of rows each writes for an event.
var (
	readersOfIntake  = map[string]int{"enforcement": 350, "disclosure": 86}
	readersOfRouting = map[string]int{"intake": 307, "enforcement": 30, "disclosure": 37}
)

type bare struct {
	db                *pgxpool.Pool
	district, address string
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
	b := bare{district: "990101", address: server.URL}
	if b.db, err = pg.Open(ctx, server.URL, "public", 8); err != nil {
		return err
	}
	defer b.db.Close()
	if _, err := b.db.Exec(ctx, bareSchema); err != nil {
		return err
	}
	connect := func(service string) (jetstream.JetStream, error) {
		nc, err := run.Connect("", service, log, nats.InProcessServer(broker), nats.UserCredentials(folder.ServiceCreds(service)))
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
	err = folder.WriteAddresses(local.Addresses{HTTP: "http://" + listener.Addr().String(), NATS: broker.URL(), Postgres: b.address, District: b.district, APIPrefix: bus.APIPrefix})
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
	for reader, bytes := range readersOfIntake {
		group.Go(func() error { return b.read(ctx, routing, "INTAKE", b.pass(reader+" of intake", bytes)) })
	}
	for reader, bytes := range readersOfRouting {
		group.Go(func() error { return b.read(ctx, routing, "ROUTING", b.pass(reader+" of routing", bytes)) })
	}
	group.Go(func() error {
		<-ctx.Done()
		return listener.Close()
	})
	mux := http.NewServeMux()
	mux.Handle("/intake/api/v1/events", handler(accepted))
	mux.HandleFunc("/readyz", func(http.ResponseWriter, *http.Request) {})
	group.Go(func() error { _ = http.Serve(listener, mux); return ctx.Err() })
	fmt.Println("bare reference ready")
	return group.Wait()
}
