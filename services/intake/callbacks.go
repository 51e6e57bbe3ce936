package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"go.yaml.in/yaml/v3"

	"xiansuo/services/intake/internal/ticket"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/setting"
	"xiansuo/services/internal/webhook"
)

// callback is a sender that prefers to be called.
type callback struct {
	Sender     string        `yaml:"sender"` // name of its token
	URL        string        `yaml:"url"`
	Generation int           `yaml:"generation"` // of its secret; 1 unless that was renewed
	Kinds      []ticket.Kind `yaml:"kinds"`      // of updates; all when empty
	version    int64         // of the document
}

// kindCallbacks is the kind of the document that lists callbacks.
const kindCallbacks = "callbacks"

// settingsEvery is how often a process looks for documents that another one loaded.
const settingsEvery = 2 * time.Second

// callbacks are who wants to be called, as this process knows it now: it changes when a document is loaded.
type callbacks struct {
	settings *setting.Store
	current  atomic.Pointer[map[string]callback]
}

func openCallbacks(ctx context.Context, base *outbox.Log, p *run.Process) (*callbacks, error) {
	out := &callbacks{}
	out.settings = &setting.Store{Log: base, Now: p.Now, Check: func(all []setting.Document) error {
		read, err := readCallbacks(all)
		if err != nil {
			return err
		}
		return checkCallbacks(read, p.Webhook.Key, p.Webhook.Allow)
	}}
	all, err := out.settings.All(ctx)
	if err != nil {
		return nil, err
	}
	out.current.Store(&map[string]callback{})
	if err := out.take(all); err != nil { // complaints are taken in whatever it says
		p.Log.Error("callbacks were not taken up, somebody must look", "service", Name, "error", err)
	}
	return out, nil
}

// take takes documents up.
func (c *callbacks) take(all []setting.Document) error {
	read, err := readCallbacks(all)
	if err == nil {
		c.current.Store(&read)
	}
	return err
}

// watch takes up what any process loads, until ctx ends.
func (c *callbacks) watch(ctx context.Context, log *slog.Logger) error {
	return c.settings.Watch(ctx, log, settingsEvery, c.take)
}

// book returns where a sender is called.
func (c *callbacks) book(sender string) (webhook.Endpoint, bool) {
	one, ok := (*c.current.Load())[sender]
	return webhook.Endpoint{Name: sender, URL: one.URL, Version: one.version, Generation: one.Generation}, ok
}

// calls reports whether a sender wants to be called about a kind of update.
func (c *callbacks) calls(sender string, kind ticket.Kind) bool {
	one, ok := (*c.current.Load())[sender]
	return ok && (len(one.Kinds) == 0 || slices.Contains(one.Kinds, kind))
}

var senderName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// readCallbacks reads documents: a list of callbacks, one for each sender.
func readCallbacks(all []setting.Document) (map[string]callback, error) {
	out := map[string]callback{}
	for _, d := range all {
		if d.Kind != kindCallbacks {
			return nil, fmt.Errorf("there is no setting %q; there is callbacks", d.Kind)
		}
		var list []callback
		decoder := yaml.NewDecoder(strings.NewReader(d.Content))
		decoder.KnownFields(true)
		if err := decoder.Decode(&list); err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("callbacks: %w", err)
		}
		for _, c := range list {
			if _, twice := out[c.Sender]; twice || !senderName.MatchString(c.Sender) {
				return nil, fmt.Errorf("callbacks: sender %q must be the name of a token, once", c.Sender)
			}
			c.version = d.Version
			out[c.Sender] = c
		}
	}
	return out, nil
}

// checkCallbacks says everything that is wrong with callbacks. It does not repeat URLs: they may hold a secret.
func checkCallbacks(all map[string]callback, key run.Key, allow []netip.Prefix) error {
	var problems []error
	if len(all) > 0 && len(key) == 0 {
		problems = append(problems, errors.New("callbacks: intake has no key to sign with: set XIANSUO_WEBHOOK_KEY_FILE"))
	}
	for name, c := range all {
		if err := webhook.CheckURL(c.URL, allow); err != nil {
			problems = append(problems, fmt.Errorf("callbacks: the url of %s may not be called: %w", name, err))
		}
		if c.Generation < 0 {
			problems = append(problems, fmt.Errorf("callbacks: the generation of %s must be 1 or more", name))
		}
		for _, k := range c.Kinds {
			if !k.Valid() {
				problems = append(problems, fmt.Errorf("callbacks: %s names kind %q; there are %v", name, k, ticket.Kinds()))
			}
		}
	}
	return errors.Join(problems...)
}

// sender calls who wants to be called.
func (c *callbacks) sender(base *run.Base, p *run.Process, saved *outbox.Signal) (*webhook.Sender, error) {
	s := &webhook.Sender{DB: base.Log.DB, Service: Name, Log: p.Log, Now: p.Now, Book: c.book, Allow: p.Webhook.Allow, Saved: saved}
	if len(p.Webhook.Key) == 0 {
		return s, nil // nobody can ask to be called
	}
	secrets, err := webhook.NewSecrets(p.Webhook.Key)
	s.Secrets = secrets
	return s, err
}
