package routing

import (
	"context"
	"fmt"
	"time"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/schema"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/consumer"
	"xiansuo/services/routing/internal/postgres"
	"xiansuo/services/routing/internal/rules"
)

const recoverPool = 4

// Recover brings routing's log back from other copies after its database was restored from an older one, with the leads that it speaks of,
// and opens a new epoch of it. Intake must have been recovered before: its words are given again.
func Recover(ctx context.Context, p *run.Process, r outbox.Recovery) (*outbox.Report, error) {
	base, err := run.Open(ctx, p, Schema(), recoverPool)
	if err != nil {
		return nil, fmt.Errorf("routing: %w", err)
	}
	defer base.Close()
	missing, err := base.Missing(ctx, bus.Leads)
	if err != nil {
		return nil, fmt.Errorf("routing: %w", err)
	}
	again, err := restorer(ctx, p, base, missing)
	if err != nil {
		return nil, fmt.Errorf("routing: %w", err)
	}
	r.Restore = again.Restore
	report, err := base.Log.Recover(ctx, missing, r)
	if err != nil || report.Epoch == 0 {
		return report, err
	}
	return report, consumer.ForgetAnswers(ctx, base.JS)
}

// restorer collects what words are given again of.
func restorer(ctx context.Context, p *run.Process, base *run.Base, missing *outbox.Missing) (*consumer.Again, error) {
	set, err := rules.Default()
	if err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	schemas, err := schema.Load()
	if err != nil {
		return nil, err
	}
	place, err := openPlace(ctx, base.Log, p)
	if err != nil {
		return nil, err
	}
	reader := answers.Reader{District: p.District, Schemas: schemas}
	store := &postgres.Store{Log: base.Log, Reread: reader.Reread, Units: place.units, Duty: place.duty, Link: p.Webhook.Link}
	again := &consumer.Again{Intake: &consumer.Intake{Store: store, Decide: place.decider(set), Word: place.word}, Reader: reader}
	if again.Words, err = intakesWords(ctx, base); err != nil {
		return nil, err
	}
	again.Answers, err = consumer.PublishedAnswers(ctx, base.JS, reader, missing.First().Add(-before))
	return again, err
}

// before is how long before the first record that came back an answer may have been published that made it.
const before = 24 * time.Hour

// intakesWords returns what intake announced behind what the restored database has applied.
func intakesWords(ctx context.Context, base *run.Base) (map[string]event.Event, error) {
	out := map[string]event.Event{}
	err := base.Log.Follow(ctx, base.NC, "intake", func(e event.Event) { out[e.ID()] = e })
	return out, err
}
