// Package intake takes complaints in as CloudEvents, once each, keeps who reported to itself and tells it to nobody but who holds the
// lead, announces leads, and tells the senders what became of them.
package intake

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"xiansuo/pkg/calendar"
	"xiansuo/services/intake/internal/consumer"
	"xiansuo/services/intake/internal/httpapi"
	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/intake/internal/reply"
	"xiansuo/services/internal/coalesce"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/schema"
	"xiansuo/services/internal/web"
)

// Name is how the service calls itself in events, subjects and addresses.
const Name = "intake"

// Schema is the service's part of the database.
func Schema() pg.Schema { return postgres.Schema() }

// coalesced is how many requests share a transaction at most.
const coalesced = 256

// Serve runs intake in a process until ctx ends. It refuses a database that lacks a migration.
func Serve(ctx context.Context, cfg Config, p *run.Process) error {
	base, err := run.Open(ctx, p, Schema(), cfg.Pool)
	if err != nil {
		return fmt.Errorf("intake: %w", err)
	}
	defer base.Close()
	base.Guard(p)
	schemas, err := schema.Load()
	if err != nil {
		return fmt.Errorf("intake: %w", err)
	}
	calls, err := openCallbacks(ctx, base.Log, p)
	if err != nil {
		return fmt.Errorf("intake: %w", err)
	}
	duties, err := reply.Default(calendar.Default())
	if err != nil {
		return fmt.Errorf("intake: %w", err)
	}
	store := &postgres.Store{Log: base.Log, Duties: duties}
	publisher := outbox.NewPublisher(base.Log, base.JS, p.Log, p.Now)
	var told outbox.Signal
	routing := &outbox.Reader{Log: p.Log, Into: base.Log, Source: "routing", NC: base.NC, JS: base.JS, Wants: consumer.Wants, Applied: &told}
	words := &consumer.Routing{Store: store, Now: p.Now, Calls: calls.calls, Link: p.Webhook.Link}
	enforcement := &outbox.Reader{Log: p.Log, Into: base.Log, Source: "enforcement", NC: base.NC, JS: base.JS, Wants: consumer.WantsOfEnforcement}
	lapsed := &consumer.Enforcement{Store: store, Now: p.Now}
	sender, err := calls.sender(base, p, &told)
	if err != nil {
		return fmt.Errorf("intake: %w", err)
	}
	window, err := cfg.window()
	if err != nil {
		return fmt.Errorf("intake: %w", err)
	}
	single := coalesce.New(coalesced, pg.Transient, store.Accept)
	server := web.NewServer(p.Log, pg.Transient)
	api := &httpapi.API{District: p.District, Now: p.Now, Store: store, Schemas: schemas, Single: single, Age: publisher.Age, MaxAge: cfg.MaxAge, Told: &told,
		Settings: calls.settings, Calls: sender, Tries: newLimiter(eachToken), Window: window}
	api.Register(server, p.Tokens)
	if err := servePages(cfg, p, store, window); err != nil {
		return fmt.Errorf("intake: %w", err)
	}
	p.Handle("/intake/", server)
	p.Watch(ctx, base.Log, []*outbox.Publisher{publisher}, routing, enforcement)
	watchReplies(ctx, p, store)

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return single.Run(ctx) })
	group.Go(func() error { return publisher.Run(ctx) })
	group.Go(func() error { return base.Log.Serve(ctx, base.NC, p.Log) })
	group.Go(func() error { return routing.Run(ctx, words.Handle) })
	group.Go(func() error { return enforcement.Run(ctx, lapsed.Handle) })
	group.Go(func() error { return sender.Run(ctx) })
	group.Go(func() error { return calls.watch(ctx, p.Log) })
	return group.Wait()
}
