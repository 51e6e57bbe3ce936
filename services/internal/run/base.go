package run

import (
	"context"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

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

// Close closes both connections.
func (b *Base) Close() {
	b.NC.Close()
	b.Log.DB.Close()
}
