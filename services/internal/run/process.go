// Package run is the process around the services: its HTTP listener with health and metrics, its log, its telemetry and the
// settings that every service shares.
package run

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"golang.org/x/net/netutil"

	"xiansuo/services/internal/web"
)

// Process is what a service gets from the process that it runs in.
type Process struct {
	Log      *slog.Logger
	Now      func() time.Time
	District string
	// Files is the folder for what is kept outside the database, such as evidence; empty where none is given.
	Files string
	// Services is how many services this process runs; it is not ready before all serve.
	Services int
	// Replicas is how many brokers of a cluster keep each stream; 0 is one.
	Replicas int
	Tokens   web.Tokens
	Webhook  Webhook
	// Postgres returns the URL of a service's login role; Connect a service's connection to the broker.
	Postgres func(service string) (string, error)
	Connect  func(service string) (*nats.Conn, error)
	// Sessions are those of people on pages; nil where pages are not entered.
	Sessions *web.Sessions

	mux     http.ServeMux
	serving atomic.Int32
	mu      sync.Mutex
	checks  map[string]func(context.Context) error
}

// Handle serves a service's part of the address space, such as "/intake/".
func (p *Process) Handle(prefix string, h http.Handler) {
	p.mux.Handle(prefix, h)
	p.serving.Add(1)
}

// Mount serves one more part of the address space of a service that has its own already.
func (p *Process) Mount(prefix string, h http.Handler) { p.mux.Handle(prefix, h) }

// Check adds a condition of readiness.
func (p *Process) Check(name string, ready func(context.Context) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.checks == nil {
		p.checks = map[string]func(context.Context) error{}
	}
	p.checks[name] = ready
}

// Listen serves HTTP on the listener until ctx ends, then lets requests finish for a few seconds.
func (p *Process) Listen(ctx context.Context, l net.Listener) error {
	p.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	p.mux.HandleFunc("GET /readyz", p.readyz)
	p.mux.Handle("GET /metrics", promhttp.Handler())
	p.mux.Handle("/", web.Elsewhere(p.Log, func() bool { return int(p.serving.Load()) >= p.Services }))
	server := &http.Server{
		Handler:           p.bounded(otelhttp.NewHandler(&p.mux, "http", otelhttp.WithFilter(traced), otelhttp.WithFilter(unwatched))),
		ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ReadTimeout: slowest, WriteTimeout: slowest, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(p.Log.Handler(), slog.LevelDebug),
		// Long polls end when the process does.
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	go func() { _ = p.Tokens.Follow(ctx, p.Log) }()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(netutil.LimitListener(l, maxConnections)) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve http: %w", err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(stop); err != nil {
		return errors.Join(err, server.Close())
	}
	return nil
}

// slowest is how long a body may take to arrive or to be taken, and maxConnections how many clients are connected at once.
const (
	slowest        = 10 * time.Minute
	maxConnections = 8192
)

// bounded does no more at once than the process has room for; how it is is always told.
func (p *Process) bounded(all http.Handler) http.Handler {
	bound := web.Bound(web.DefaultLimits, all)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/healthz", "/readyz", "/metrics":
			all.ServeHTTP(w, r)
		default:
			bound.ServeHTTP(w, r)
		}
	})
}

// traced leaves out what is asked all the time, and who follows a report: a span would say from where.
func traced(r *http.Request) bool {
	return r.URL.Path != "/follow" && !strings.HasPrefix(r.URL.Path, "/follow/") &&
		r.URL.Path != "/healthz" && r.URL.Path != "/readyz" && r.URL.Path != "/metrics"
}

// Ready returns what is not ready, by name.
func (p *Process) Ready(ctx context.Context) map[string]string {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := map[string]string{}
	if serving := int(p.serving.Load()); serving < p.Services {
		out["services"] = fmt.Sprintf("%d of %d serve", serving, p.Services)
	}
	for name, ready := range p.checks {
		if err := ready(ctx); err != nil {
			out[name] = err.Error()
		}
	}
	return out
}

func (p *Process) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	missing := p.Ready(ctx)
	w.Header().Set("Content-Type", "application/json")
	if len(missing) > 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"ready": len(missing) == 0, "missing": missing})
}

// unwatched leaves out who reads the public site: a span would say from where, and what.
func unwatched(r *http.Request) bool { return !strings.HasPrefix(r.URL.Path, "/public/") }
