package enforcement

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/setting"
)

// rules are the measures and limits as the district has them now.
type rules struct {
	settings *setting.Store
	current  atomic.Pointer[cases.Rules]
}

// settingsEvery is how often a process looks for documents that another one loaded.
const settingsEvery = 2 * time.Second

func openRules(ctx context.Context, log *outbox.Log, p *run.Process) (*rules, error) {
	out := &rules{}
	out.settings = &setting.Store{Log: log, Now: p.Now, Check: func(all []setting.Document) error {
		_, err := rulesOf(all)
		return err
	}}
	all, err := out.settings.All(ctx)
	if err != nil {
		return nil, err
	}
	return out, out.take(all)
}

func rulesOf(all []setting.Document) (cases.Rules, error) {
	shipped, err := cases.DefaultRules()
	if err != nil {
		return shipped, err
	}
	documents := map[string]string{}
	for _, d := range all {
		documents[d.Kind] = d.Content
	}
	return shipped.With(documents)
}

func (r *rules) take(all []setting.Document) error {
	taken, err := rulesOf(all)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	r.current.Store(&taken)
	return nil
}

// watch takes up what any process loads, until ctx ends.
func (r *rules) watch(ctx context.Context, log *slog.Logger) error {
	return r.settings.Watch(ctx, log, settingsEvery, r.take)
}

func (r *rules) world(at time.Time) cases.World { return r.current.Load().World(at) }
