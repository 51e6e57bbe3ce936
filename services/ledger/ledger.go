// Package ledger is the auditors' own copy of every source's log: it mirrors each event and traces leads from them.
package ledger

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/web"
	"xiansuo/services/ledger/internal/consumer"
	"xiansuo/services/ledger/internal/httpapi"
	"xiansuo/services/ledger/internal/postgres"
)

// Name is how the service calls itself in addresses.
const Name = "ledger"

// Schema is the service's part of the database.
func Schema() pg.Schema { return postgres.Schema() }

// sources are the services whose logs are mirrored.
var sources = []string{"intake", "routing", "enforcement", "disclosure"}

// Serve runs the ledger in a process until ctx ends. It refuses a database that lacks a migration.
func Serve(ctx context.Context, cfg Config, p *run.Process) error {
	base, err := run.Open(ctx, p, Schema(), cfg.Pool)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	defer base.Close()
	store := &postgres.Store{Log: base.Log}
	base.Log.Copy = store.Copy
	server := web.NewServer(p.Log, pg.Transient)
	api := &httpapi.API{Store: store, Now: p.Now}
	api.Register(server, p.Tokens)
	p.Handle("/ledger/", server)

	group, ctx := errgroup.WithContext(ctx)
	var readers []*outbox.Reader
	for _, source := range sources {
		r := &outbox.Reader{Log: p.Log, Into: base.Log, Source: source, NC: base.NC, JS: base.JS, Rest: outbox.LongRest}
		readers = append(readers, r)
		group.Go(func() error { return r.Run(ctx, consumer.Handle(store, source)) })
	}
	group.Go(func() error { return base.Log.Serve(ctx, base.NC, p.Log) })
	p.Watch(ctx, base.Log, nil, readers...)
	return group.Wait()
}
