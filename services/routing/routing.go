// Package routing decides where every lead must go and says why, puts it into that department's queue, takes the answers, and
// keeps who holds it, with a numbered record of every movement.
package routing

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"xiansuo/pkg/bus"
	"xiansuo/services/internal/coalesce"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/schema"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/consumer"
	"xiansuo/services/routing/internal/httpapi"
	"xiansuo/services/routing/internal/pages"
	"xiansuo/services/routing/internal/postgres"
	"xiansuo/services/routing/internal/queues"
	"xiansuo/services/routing/internal/rules"
)

// Name is how the service calls itself in events, subjects and addresses.
const Name = "routing"

// Schema is the service's part of the database.
func Schema() pg.Schema { return postgres.Schema() }

// coalesced is how many answers share a transaction at most.
const coalesced = 256

// Serve runs routing in a process until ctx ends. It refuses a database that lacks a migration.
func Serve(ctx context.Context, cfg Config, p *run.Process) error {
	set, err := rules.Default()
	if err != nil {
		return fmt.Errorf("routing: rules: %w", err)
	}
	schemas, err := schema.Load()
	if err != nil {
		return fmt.Errorf("routing: %w", err)
	}
	base, err := run.Open(ctx, p, Schema(), cfg.Pool)
	if err != nil {
		return fmt.Errorf("routing: %w", err)
	}
	defer base.Close()
	base.Guard(p, bus.Leads)
	place, err := openPlace(ctx, base.Log, p)
	if err != nil {
		return fmt.Errorf("routing: %w", err)
	}

	reader := answers.Reader{District: p.District, Schemas: schemas}
	store := &postgres.Store{Log: base.Log, Reread: reader.Reread, Units: place.units, Duty: place.duty, Link: p.Webhook.Link}
	take := func(ctx context.Context, in []answers.Incoming) ([]postgres.Outcome, error) {
		return store.TakeAnswers(ctx, in, place.word)
	}
	coalescer := coalesce.New(coalesced, pg.Transient, take)
	queue := &queues.Queues{JS: base.JS, Store: store, District: p.District, Log: p.Log, Units: place.units}
	events := outbox.NewPublisher(base.Log, base.JS, p.Log, p.Now)
	events.Rest = outbox.LongRest
	leads := queue.Publisher(p.Now)
	base.Log.Behind = leads.Age
	intake := &outbox.Reader{Log: p.Log, Into: base.Log, Source: "intake", NC: base.NC, JS: base.JS, Shared: true, Wants: consumer.WantsOfIntake}
	words := &consumer.Intake{Store: store, Decide: place.decider(set), Word: place.word}
	answered := &consumer.Answers{Log: p.Log, JS: base.JS, Store: store, Reader: reader, Word: place.word, Turn: intake.First}
	sender, err := place.sender(base, p)
	if err != nil {
		return fmt.Errorf("routing: %w", err)
	}
	watch := &watch{log: p.Log, store: store, place: place, queues: queue}

	server := web.NewServer(p.Log, pg.Transient)
	api := &httpapi.API{Store: store, Queues: queue, Reader: reader, Word: place.word, Now: p.Now, Answers: coalescer, Unit: place.unit, District: place.current.Load, Settings: place.settings, Calls: sender}
	api.Register(server, p.Tokens)
	view := &pages.Pages{Store: store, Now: p.Now, District: p.District, Log: p.Log, Says: set.Says, Party: place.name, Units: place.units, Word: place.word,
		Schemas: schemas, Take: giver(reader, coalescer)}
	if err := view.Register(server, p.Sessions); err != nil {
		return fmt.Errorf("routing: %w", err)
	}
	p.Handle("/routing/", server)
	p.Watch(ctx, base.Log, []*outbox.Publisher{events, leads}, intake)
	departments := watchDepartments(ctx, p, store)

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return coalescer.Run(ctx) })
	group.Go(func() error { return events.Run(ctx) })
	group.Go(func() error { return leads.Run(ctx) })
	group.Go(func() error { return base.Log.Serve(ctx, base.NC, p.Log) })
	group.Go(func() error { return intake.Run(ctx, words.Handle) })
	group.Go(func() error { return answered.Run(ctx) })
	group.Go(func() error { return queue.Follow(ctx, departments.watch) })
	group.Go(func() error { return watch.Run(ctx) })
	group.Go(func() error { return sender.Run(ctx) })
	group.Go(func() error { return place.watch(ctx, p.Log, queue.Declare) })
	return group.Wait()
}
