package webhook

import (
	"context"
	"crypto/x509"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"xiansuo/services/internal/crash"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
)

// Sender sends what a service's schema holds. Any number of processes may run one.
type Sender struct {
	DB      *pgxpool.Pool
	Service string // as metrics call it
	Log     *slog.Logger
	Now     func() time.Time
	// Book returns the endpoint of a name, if it still is one.
	Book    func(name string) (Endpoint, bool)
	Secrets Secrets
	// Allow lists the inward networks that are called on purpose, such as a government intranet. Only there plain http is spoken.
	Allow []netip.Prefix
	// RootCAs are who may vouch for endpoints; nil means the system's.
	RootCAs *x509.CertPool
	// Saved, where set, wakes the sender; it also looks by itself every Poll, for what another process saved.
	Saved *outbox.Signal

	// What follows has defaults.
	Resolve     func(ctx context.Context, host string) ([]netip.Addr, error)
	Random      func() float64 // from 0 up to 1, for jitter
	Poll        time.Duration  // a second
	Timeout     time.Duration  // 10 s for one try, at most 30
	Concurrency int            // 4 tries at once to one endpoint

	once    sync.Once
	client  *client
	wake    outbox.Signal
	mu      sync.Mutex
	flying  map[int64]string // tries that run: the endpoint of each delivery
	swept   time.Time
	metrics metrics
}

const (
	defaultConcurrency = 4
	sweepEvery         = 10 * time.Second
	grace              = 3 * time.Second // for tries that run when the process ends
)

func (s *Sender) prepare() {
	if s.Resolve == nil {
		s.Resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	if s.Random == nil {
		s.Random = rand.Float64
	}
	if s.Poll <= 0 {
		s.Poll = time.Second
	}
	if s.Timeout <= 0 {
		s.Timeout = requestTimeout
	}
	s.Timeout = min(s.Timeout, lease/2) // what is tried must not be claimed again
	if s.Concurrency <= 0 {
		s.Concurrency = defaultConcurrency
	}
	s.client, s.flying = s.newClient(), map[int64]string{}
}

// Run sends until ctx ends, then gives tries that run a few seconds. Whatever fails is tried again for ever.
func (s *Sender) Run(ctx context.Context) error {
	s.once.Do(s.prepare)
	s.observe(ctx)
	sending, stop := outlive(ctx, grace)
	defer stop()
	var tries sync.WaitGroup
	defer s.client.close()
	defer tries.Wait()
	failing := false
	for ctx.Err() == nil {
		saved, wake := s.saved(), s.wake.Next()
		err := s.pass(ctx, sending, &tries)
		if err != nil && ctx.Err() == nil && !failing {
			s.complain(err)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
		case <-saved:
		case <-wake:
		case <-time.After(s.Poll):
		}
	}
	return nil
}

// complain says once that nothing is sent.
func (s *Sender) complain(err error) {
	if pg.Transient(err) {
		s.Log.Warn("webhooks wait for the database", "service", s.Service, "error", err)
		return
	}
	s.Log.Error("webhooks are not sent, somebody must look", "service", s.Service, "error", err)
}

// saved returns what wakes the sender when messages were saved here, or nil, which never does.
func (s *Sender) saved() <-chan struct{} {
	if s.Saved == nil {
		return nil
	}
	return s.Saved.Next()
}

// outlive returns a context that ends a while after ctx does.
func outlive(ctx context.Context, while time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	forget := context.AfterFunc(ctx, func() { time.AfterFunc(while, cancel) })
	return longer, func() {
		forget()
		cancel()
	}
}

// pass looks after what became late and begins as many tries as may run.
func (s *Sender) pass(ctx, sending context.Context, tries *sync.WaitGroup) error {
	now := s.Now()
	if since := now.Sub(s.swept); since < 0 || since >= sweepEvery {
		if err := s.sweep(ctx, now); err != nil {
			return err
		}
		s.swept = now
	}
	standings, err := s.standings(ctx)
	if err != nil {
		return err
	}
	rooms, flying := s.rooms(standings, now)
	all, err := s.claim(ctx, now, rooms, flying)
	for _, d := range all {
		s.begin(d)
		tries.Go(func() {
			defer s.end(d)
			s.try(sending, d)
		})
	}
	return err
}

func (s *Sender) begin(d claimed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flying[d.n] = d.to.Name
}

func (s *Sender) end(d claimed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.flying, d.n)
	s.wake.Raise()
}

// rooms returns for each endpoint that may be called how many more tries may begin, and what flies. An endpoint that fails, or that was
// gone, is tried with one message at a time.
func (s *Sender) rooms(standings []standing, now time.Time) (map[string]room, []int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	busy, flying := map[string]int{}, make([]int64, 0, len(s.flying))
	for n, endpoint := range s.flying {
		busy[endpoint]++
		flying = append(flying, n)
	}
	out := map[string]room{}
	for _, st := range standings {
		to, ok := s.Book(st.name)
		most := s.Concurrency
		if st.failures >= failuresToRest || st.gone {
			most = 1
		}
		to.Name = st.name // it is what the secret is of
		rests := st.restsUntil != nil && st.restsUntil.After(now)
		if free := most - busy[st.name]; ok && free > 0 && !rests && !to.stopped(st.goneOf) {
			out[st.name] = room{to, free}
		}
	}
	return out, flying
}

// room is an endpoint and how many tries may begin.
type room struct {
	to   Endpoint
	free int
}

// try sends a delivery once and saves what became of it; while the database is away, it tries to save until the process ends.
// Then, or when it is killed, the lease runs out.
func (s *Sender) try(sending context.Context, d claimed) {
	crash.Point("webhook.before-send")
	o := s.client.post(sending, d)
	crash.Point("webhook.after-send")
	saving, stop := outlive(sending, grace)
	defer stop()
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		err := s.mark(saving, d, o)
		if err == nil {
			s.metrics.count(s.Service, d.to.Name, o)
			return
		}
		level := slog.LevelWarn
		if !pg.Transient(err) && saving.Err() == nil {
			level = slog.LevelError
		}
		if level == slog.LevelError || saving.Err() != nil {
			s.Log.Log(sending, level, "what became of a webhook was not saved, it is sent again", "service", s.Service, "delivery", d.id,
				"endpoint", d.to.Name, "error", err)
			return
		}
		select {
		case <-saving.Done():
		case <-time.After(wait):
		}
	}
}
