package routing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/setting"
	"xiansuo/services/internal/webhook"
	"xiansuo/services/routing/internal/district"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// place is the district as this process knows it now: it changes when a document is loaded.
type place struct {
	now      func() time.Time
	calls    run.Webhook
	settings *setting.Store
	current  atomic.Pointer[district.District]
}

// settingsEvery is how often a process looks for documents that another one loaded.
const settingsEvery = 2 * time.Second

func openPlace(ctx context.Context, log *outbox.Log, p *run.Process) (*place, error) {
	out := &place{now: p.Now, calls: p.Webhook}
	out.settings = &setting.Store{Log: log, Now: p.Now, Check: func(all []setting.Document) error {
		_, err := districtOf(all, out.mayCall)
		return err
	}}
	all, err := out.settings.All(ctx)
	if err != nil {
		return nil, err
	}
	return out, out.take(all)
}

// mayCall says why an address may not be called, or nil. It does not repeat the address: that may hold a secret.
func (p *place) mayCall(url string) error {
	if len(p.calls.Key) == 0 {
		return errors.New("routing has no key to sign with: set XIANSUO_WEBHOOK_KEY_FILE")
	}
	return webhook.CheckURL(url, p.calls.Allow)
}

func districtOf(all []setting.Document, mayCall func(string) error) (*district.District, error) {
	documents := make([]district.Document, len(all))
	for i, d := range all {
		documents[i] = district.Document{Kind: d.Kind, Content: d.Content, Version: d.Version}
	}
	return district.New(documents, mayCall)
}

// take takes documents up. An address that was checked when it was loaded is checked again when it is called, and then told of as
// an incident: what a process may call does not keep it from starting.
func (p *place) take(all []setting.Document) error {
	d, err := districtOf(all, func(string) error { return nil })
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	p.current.Store(d)
	return nil
}

// watch takes up what any process loads, until ctx ends. Units that were added get their queues.
func (p *place) watch(ctx context.Context, log *slog.Logger, declare func(context.Context) error) error {
	return p.settings.Watch(ctx, log, settingsEvery, func(all []setting.Document) error {
		if err := p.take(all); err != nil {
			return err
		}
		if err := declare(ctx); err != nil && ctx.Err() == nil {
			log.Info("queues of units are declared with the stream", "reason", err.Error())
		}
		return nil
	})
}

func (p *place) units() []lead.Department { return p.current.Load().Queues() }

// duty is the duty list of a holder.
func (p *place) duty(h lead.Holder) []district.Contact { return p.current.Load().Duty[h] }

// book returns where somebody on duty is called.
func (p *place) book(name string) (webhook.Endpoint, bool) {
	holder, _, _ := strings.Cut(name, "/")
	d := p.current.Load()
	for _, c := range d.Duty[lead.Holder(holder)] {
		if postgres.EndpointOf(lead.Holder(holder), c) == name {
			return webhook.Endpoint{Name: name, URL: c.URL, Version: d.Version, Generation: c.Generation}, true
		}
	}
	return webhook.Endpoint{}, false
}

// sender calls duty lists.
func (p *place) sender(base *run.Base, process *run.Process) (*webhook.Sender, error) {
	s := &webhook.Sender{DB: base.Log.DB, Service: Name, Log: process.Log, Now: process.Now, Book: p.book, Allow: p.calls.Allow}
	if len(p.calls.Key) == 0 {
		return s, nil // no list can be loaded
	}
	secrets, err := webhook.NewSecrets(p.calls.Key)
	s.Secrets = secrets
	return s, err
}

func (p *place) unit(d lead.Department) bool { return p.current.Load().Unit(d) }

// word returns what a change must know, of this moment.
func (p *place) word() handoff.Word {
	d := p.current.Load()
	return handoff.Word{At: p.now(), Clocks: d.Clocks, Unit: d.Unit}
}

// inherited puts whoever has a duty today in the place of whoever had it once.
func (p *place) inherited(d lead.Decision) lead.Decision {
	at, now := p.current.Load(), p.now()
	if len(at.Successions) == 0 {
		return d
	}
	heir := func(code lead.Department, c lead.Category) lead.Department { return at.Heir(code, c, now) }
	if lead.Department(d.Lead).Valid() {
		d.Lead = string(heir(lead.Department(d.Lead), d.Category))
	}
	for _, list := range []*[]lead.Department{&d.Assist, &d.Alerts} {
		var out []lead.Department
		for _, one := range *list {
			if h := heir(one, d.Category); string(h) != d.Lead && !slices.Contains(out, h) {
				out = append(out, h)
			}
		}
		*list = out
	}
	return d
}
