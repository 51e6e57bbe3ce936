package disclosure

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/setting"
)

// publicationKind is the document by which a district says how long what is published, and by when.
const publicationKind = "publication"

const (
	settingsEvery = 2 * time.Second
	sweepEvery    = time.Minute
)

// district is what the district decides for itself, as it is in force.
type district struct {
	settings *setting.Store
	current  atomic.Pointer[publication.Rules]
}

func newDistrict(log *outbox.Log, now func() time.Time) *district {
	d := &district{settings: &setting.Store{Log: log, Now: now}}
	d.settings.Check = func(all []setting.Document) error {
		_, err := read(all)
		return err
	}
	return d
}

// read returns the rules that documents make.
func read(all []setting.Document) (publication.Rules, error) {
	rules := publication.Default()
	for _, one := range all {
		if one.Kind != publicationKind {
			return rules, fmt.Errorf("there is no kind %q: %s", one.Kind, publicationKind)
		}
		var err error
		if rules, err = rules.With(one.Content); err != nil {
			return rules, err
		}
	}
	return rules, nil
}

func (d *district) open(ctx context.Context) error {
	all, err := d.settings.All(ctx)
	if err != nil {
		return err
	}
	return d.take(all)
}

func (d *district) take(all []setting.Document) error {
	rules, err := read(all)
	if err != nil {
		return err
	}
	d.current.Store(&rules)
	return nil
}

func (d *district) rules() publication.Rules { return *d.current.Load() }

// sweep takes off, every minute, what was public for as long as it may be.
func sweep(ctx context.Context, store *postgres.Store, p *run.Process) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		taken, err := store.Sweep(ctx, p.Now())
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			p.Log.Warn("what has ended is still public", "error", err)
		case taken > 0:
			p.Log.Info("publicity ended", "publications", taken)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
