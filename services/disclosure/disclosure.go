// Package disclosure counts what happens to leads, by month and department.
package disclosure

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"xiansuo/services/disclosure/internal/consumer"
	"xiansuo/services/disclosure/internal/httpapi"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/web"
)

// Name is how the service calls itself in addresses.
const Name = "disclosure"

// Schema is the service's part of the database.
func Schema() pg.Schema { return postgres.Schema() }

// Serve runs disclosure in a process until ctx ends. It refuses a database that lacks a migration.
func Serve(ctx context.Context, cfg Config, p *run.Process) error {
	base, err := run.Open(ctx, p, Schema(), cfg.Pool)
	if err != nil {
		return fmt.Errorf("disclosure: %w", err)
	}
	defer base.Close()
	store := &postgres.Store{Log: base.Log}
	routing := &outbox.Reader{Log: p.Log, Into: base.Log, Source: "routing", NC: base.NC, JS: base.JS, Wants: consumer.Wants}
	server := web.NewServer(p.Log, pg.Transient)
	api := &httpapi.API{Store: store}
	api.Register(server, p.Tokens)
	p.Handle("/disclosure/", server)
	p.Watch(ctx, base.Log, nil, routing)

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return routing.Run(ctx, consumer.Handle(store)) })
	return group.Wait()
}
