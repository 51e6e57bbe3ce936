package run

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
)

// Base is what every service stands on: its database, its log and its connection to the broker.
type Base struct {
	Log *outbox.Log
	NC  *nats.Conn
	JS  jetstream.JetStream
}

// Open opens a service's database and broker connection, and refuses a schema that lacks a migration.
func Open(ctx context.Context, p *Process, s pg.Schema, connections int32) (*Base, error) {
	url, err := p.Postgres(s.Name)
	if err != nil {
		return nil, err
	}
	db, err := pg.Open(ctx, url, s.Name, connections)
	if err != nil {
		return nil, err
	}
	if err := pg.CheckVersion(ctx, db, s); err != nil {
		db.Close()
		return nil, err
	}
	nc, err := p.Connect(s.Name)
	if err != nil {
		db.Close()
		return nil, err
	}
	js, err := jetstream.New(nc)
	if err != nil {
		nc.Close()
		db.Close()
		return nil, fmt.Errorf("jetstream of %s: %w", s.Name, err)
	}
	p.Check(s.Name+" database", db.Ping)
	p.Check(s.Name+" broker", func(context.Context) error {
		if !nc.IsConnected() {
			return fmt.Errorf("not connected")
		}
		return nil
	})
	log := outbox.NewLog(db, s.Name, p.District)
	log.Replicas = p.Replicas
	return &Base{Log: log, NC: nc, JS: js}, nil
}

// Guard closes the service's log until its streams, and what others have applied of it, were compared with it: a database that was
// restored from an older copy must not give numbers out twice. It is a condition of readiness.
func (b *Base) Guard(p *Process, streams ...string) {
	b.Log.Guard(b.NC, p.Log.With("service", b.Log.Service), append(streams, bus.Stream(b.Log.Service))...)
	p.Check(b.Log.Service+" log", func(context.Context) error { return b.Log.Open() })
}

// connectWithin is how long a recovery waits for the broker.
const connectWithin = 10 * time.Second

// Recover brings the service's log back from its streams, which are given beside its own, and the ledger's copy.
func (b *Base) Recover(ctx context.Context, r outbox.Recovery, streams ...string) (*outbox.Report, error) {
	missing, err := b.Missing(ctx, streams...)
	if err != nil {
		return nil, err
	}
	return b.Log.Recover(ctx, missing, r)
}

// RecoverListed recovers the log of a service that makes nothing again from what came back: each event is listed, for a person to look at.
func RecoverListed(ctx context.Context, p *Process, s pg.Schema, r outbox.Recovery) (*outbox.Report, error) {
	base, err := Open(ctx, p, s, 4)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	defer base.Close()
	r.Restore = func(_ context.Context, _ *outbox.Tx, back []outbox.Received, _ []lead.Numbers) (outbox.Notes, error) {
		notes := outbox.Notes{}
		for _, e := range back {
			notes.Add("to be looked at: "+e.Type(), e.Subject())
		}
		return notes, nil
	}
	return base.Recover(ctx, r)
}

// Missing looks for what other copies hold of the service's log behind its end.
func (b *Base) Missing(ctx context.Context, streams ...string) (*outbox.Missing, error) {
	for began := time.Now(); !b.NC.IsConnected(); time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > connectWithin || ctx.Err() != nil {
			return nil, fmt.Errorf("the broker does not answer: what its streams hold cannot be known")
		}
	}
	return b.Log.Missing(ctx, b.NC, b.JS, append([]string{bus.Stream(b.Log.Service)}, streams...)...)
}

// Close closes both connections.
func (b *Base) Close() {
	b.NC.Close()
	b.Log.DB.Close()
}
