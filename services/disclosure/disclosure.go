// Package disclosure tells the public what became of leads: results, lists and statistics, on a site that everybody can read.
package disclosure

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"xiansuo/services/disclosure/internal/consumer"
	"xiansuo/services/disclosure/internal/httpapi"
	"xiansuo/services/disclosure/internal/pages"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/web"
)

// Name is how the service calls itself in events, subjects and addresses.
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
	base.Guard(p)
	district := newDistrict(base.Log, p.Now)
	if err := district.open(ctx); err != nil {
		return fmt.Errorf("disclosure: %w", err)
	}
	store := &postgres.Store{Log: base.Log, Rules: district.rules}
	publisher := outbox.NewPublisher(base.Log, base.JS, p.Log, p.Now)
	publisher.Rest = outbox.LongRest
	events := &consumer.Consumer{Store: store, Now: p.Now}
	var readers []*outbox.Reader
	for _, source := range []string{"intake", "routing", "enforcement", Name} {
		readers = append(readers, &outbox.Reader{Log: p.Log, Into: base.Log, Source: source, NC: base.NC, JS: base.JS, Wants: consumer.Wants,
			Rest: outbox.LongRest})
	}
	server := web.NewServer(p.Log, pg.Transient)
	figures := httpapi.Statistics{Smallest: max(cfg.Smallest, least), Days: cfg.Days}
	api := &httpapi.API{Store: store, Now: p.Now, Statistics: figures, Settings: district.settings}
	api.Register(server, p.Tokens)
	desk := &pages.Desk{Store: store, Now: p.Now, District: p.District, Log: p.Log}
	if err := desk.Register(server, p.Sessions); err != nil {
		return fmt.Errorf("disclosure: %w", err)
	}
	p.Handle("/disclosure/", server)
	public := web.NewServer(p.Log, pg.Transient)
	site := &pages.Public{Store: store, Now: p.Now, District: p.District, Log: p.Log, Link: p.Webhook.Link}
	if err := site.Register(public); err != nil {
		return fmt.Errorf("disclosure: %w", err)
	}
	p.Mount("/public/", public)
	p.Mount("/robots.txt", http.HandlerFunc(site.Robots))
	p.Watch(ctx, base.Log, []*outbox.Publisher{publisher}, readers...)

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return publisher.Run(ctx) })
	group.Go(func() error { return base.Log.Serve(ctx, base.NC, p.Log) })
	group.Go(func() error { return prepareMonths(ctx, store, figures, p) })
	group.Go(func() error { return district.settings.Watch(ctx, p.Log, settingsEvery, district.take) })
	group.Go(func() error { return sweep(ctx, store, p) })
	for _, r := range readers {
		group.Go(func() error { return r.Run(ctx, events.Take) })
	}
	return group.Wait()
}

// prepareEvery is how often it is looked whether a month's statistics are due.
const prepareEvery = 10 * time.Minute

// prepareMonths prepares the statistics of each month once they are due, for the taskforce to approve, until ctx ends.
func prepareMonths(ctx context.Context, store *postgres.Store, s httpapi.Statistics, p *run.Process) error {
	tick := time.NewTicker(prepareEvery)
	defer tick.Stop()
	for {
		done, err := store.PrepareDue(ctx, postgres.Preparation{Smallest: s.Smallest, Days: s.Days, Now: p.Now()})
		switch {
		case err != nil && ctx.Err() == nil:
			p.Log.Warn("statistics were not prepared", "error", err)
		case done:
			p.Log.Info("statistics of last month wait for approval")
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
