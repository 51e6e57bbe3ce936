// Package enforcement carries what a department signed from the check on the spot to the decision and its performance, keeps the register
// of institutions, and joint operations, patrols and self-checks.
package enforcement

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"xiansuo/services/enforcement/internal/archive"
	"xiansuo/services/enforcement/internal/consumer"
	"xiansuo/services/enforcement/internal/httpapi"
	"xiansuo/services/enforcement/internal/pages"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/files"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/web"
)

// Name is how the service calls itself in events, subjects and addresses.
const Name = "enforcement"

// Schema is the service's part of the database.
func Schema() pg.Schema { return postgres.Schema() }

// Serve runs enforcement in a process until ctx ends. It refuses a database that lacks a migration.
func Serve(ctx context.Context, cfg Config, p *run.Process) error {
	base, err := run.Open(ctx, p, Schema(), cfg.Pool)
	if err != nil {
		return fmt.Errorf("enforcement: %w", err)
	}
	defer base.Close()
	base.Guard(p)
	rules, err := openRules(ctx, base.Log, p)
	if err != nil {
		return fmt.Errorf("enforcement: %w", err)
	}
	store := &postgres.Store{Log: base.Log, World: rules.world}
	publisher := outbox.NewPublisher(base.Log, base.JS, p.Log, p.Now)
	publisher.Rest = outbox.LongRest
	events := &consumer.Consumer{Store: store, Now: p.Now}
	routing := &outbox.Reader{Log: p.Log, Into: base.Log, Source: "routing", NC: base.NC, JS: base.JS, Wants: consumer.WantsOfRouting, Rest: outbox.LongRest}
	intake := &outbox.Reader{Log: p.Log, Into: base.Log, Source: "intake", NC: base.NC, JS: base.JS, Wants: consumer.WantsOfIntake, Rest: outbox.LongRest}
	server := web.NewServer(p.Log, pg.Transient)
	folder, err := openFiles(p)
	if err != nil {
		return err
	}
	kept := archive.New(store, folder, p.Log, p.Now)
	api := &httpapi.API{Store: store, Now: p.Now, Archive: kept, Settings: rules.settings}
	api.Register(server, p.Tokens)
	view := &pages.Pages{Store: store, Archive: kept, Now: p.Now, District: p.District, Log: p.Log}
	if err := view.Register(server, p.Sessions); err != nil {
		return fmt.Errorf("enforcement: %w", err)
	}
	p.Handle("/enforcement/", server)
	p.Watch(ctx, base.Log, []*outbox.Publisher{publisher}, routing, intake)

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return publisher.Run(ctx) })
	group.Go(func() error { return base.Log.Serve(ctx, base.NC, p.Log) })
	group.Go(func() error { return routing.Run(ctx, events.Routing) })
	group.Go(func() error { return intake.Run(ctx, events.Intake) })
	if folder != nil {
		group.Go(func() error { return store.RunSweeps(ctx, folder, p.Log, p.Now) })
	}
	group.Go(func() error { return sweep(ctx, p.Log, store, p.Now) })
	group.Go(func() error { return lapse(ctx, p.Log, store, p.Now) })
	group.Go(func() error { return rules.watch(ctx, p.Log) })
	return group.Wait()
}

// openFiles opens the folder for evidence, where one is given.
func openFiles(p *run.Process) (*files.Folder, error) {
	if p.Files == "" {
		return nil, nil
	}
	folder, err := files.Open(p.Files)
	if err != nil {
		return nil, fmt.Errorf("enforcement: %w", err)
	}
	return folder, nil
}
