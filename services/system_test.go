package services_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure"
	"xiansuo/services/enforcement"
	"xiansuo/services/intake"
	"xiansuo/services/internal/bustest"
	"xiansuo/services/internal/local"
	"xiansuo/services/internal/pgtest"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/web"
	"xiansuo/services/ledger"
	"xiansuo/services/routing"
)

// system is all services on one database and one broker, inside the test.
type system struct {
	t   *testing.T
	url string
	bus *bustest.Bus
	db  *pgtest.Database
	// own are the databases of services that have one of their own; to is where a service finds its database, when it is not where it is.
	own  map[string]*pgtest.Database
	to   map[string]string
	log  *safeBuffer
	now  func() time.Time // the services' clock; time.Now unless a test sets it before start
	age  time.Duration    // how long a complaint may wait; 10 s unless a test sets it before start
	stop func()
}

// safeBuffer is a log that a test can read while it is written.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// telemetry makes metrics readable, once: they belong to the process.
var telemetry = sync.OnceValue(func() error {
	_, err := run.StartTelemetry(context.Background())
	return err
})

func startSystem(t *testing.T) *system {
	t.Helper()
	s := newSystem(t)
	s.start()
	return s
}

// newSystem is a system that has not been started.
func newSystem(t *testing.T) *system {
	t.Helper()
	s := bareSystem(t)
	s.db = pgtest.New(t, intake.Schema(), routing.Schema(), enforcement.Schema(), disclosure.Schema(), ledger.Schema())
	return s
}

// bareSystem is a system without a database.
func bareSystem(t *testing.T) *system {
	t.Helper()
	if err := telemetry(); err != nil {
		t.Fatal(err)
	}
	s := &system{t: t, now: time.Now, log: &safeBuffer{}, bus: bustest.New(t), stop: func() {}}
	t.Cleanup(func() { s.stop() })
	return s
}

// webhookKey is the master secret of everybody who is called.
var webhookKey = run.Key(bytes.Repeat([]byte("key!"), 8))

// start runs every service; it may be called again after stop, on the same database and broker.
func (s *system) start() {
	s.t.Helper()
	s.begin()
	await(s.t, "everything to be ready", func() bool { return s.ready() == "" })
}

// ready returns what is missing, as /readyz says it, or "".
func (s *system) ready() string {
	resp, err := http.Get(s.url + "/readyz")
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode == http.StatusOK {
		return ""
	}
	return string(body) + " "
}

// process is what the services of the system share.
func (s *system) process() *run.Process {
	tokens := map[string]string{}
	for _, name := range append(local.Principals(), "street-liutang") {
		tokens[name] = "token-of-" + name
	}
	return &run.Process{
		Log: slog.New(slog.NewJSONHandler(s.log, nil)), Now: s.now, District: bustest.District, Services: 5, Tokens: web.NewTokens(tokens),
		Webhook: run.Webhook{Key: webhookKey, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}},
		Postgres: func(service string) (string, error) {
			if own := s.own[service]; own != nil {
				return own.URL(service), nil
			}
			return cmp.Or(s.to[service], s.db.URL(service)), nil
		},
		Connect: func(service string) (*nats.Conn, error) {
			nc, _ := s.bus.Service(s.t, service)
			return nc, nil
		},
	}
}

// begin runs every service and does not wait for them.
func (s *system) begin() {
	s.t.Helper()
	p := s.process()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.url = "http://" + listener.Addr().String()
	p.Webhook.Link = s.url
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for name, serve := range map[string]func() error{
		"intake": func() error {
			return intake.Serve(ctx, intake.Config{MaxAge: cmp.Or(s.age, 10*time.Second), Pool: 8}, p)
		},
		"routing":     func() error { return routing.Serve(ctx, routing.Config{Pool: 8}, p) },
		"enforcement": func() error { return enforcement.Serve(ctx, enforcement.Config{Pool: 4}, p) },
		"disclosure":  func() error { return disclosure.Serve(ctx, disclosure.Config{Pool: 4}, p) },
		"ledger":      func() error { return ledger.Serve(ctx, ledger.Config{Pool: 4}, p) },
		"http":        func() error { return p.Listen(ctx, listener) },
	} {
		running.Go(func() {
			if err := serve(); err != nil && ctx.Err() == nil {
				s.t.Errorf("%s ended: %v", name, err)
			}
		})
	}
	s.stop = sync.OnceFunc(func() { cancel(); running.Wait() })
}

// await waits for a condition, and never for luck.
func await(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited too long for %s", what)
		}
	}
}

// answer is an HTTP answer.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
}

// call sends a request with somebody's token; "" sends none.
func (s *system) call(method, path, who, contentType string, body []byte) answer {
	s.t.Helper()
	r, err := http.NewRequest(method, s.url+path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if who != "" {
		r.Header.Set("Authorization", "Bearer token-of-"+who)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, content}
}

func (s *system) get(path, who string) answer { return s.call("GET", path, who, "", nil) }

func (s *system) post(path, who string, body any) answer {
	s.t.Helper()
	content, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.call("POST", path, who, "application/json", content)
}

// cloudEvent is an event as a sender writes it.
func cloudEvent(source, id, typ, subject string, data any) []byte {
	e := map[string]any{"specversion": "1.0", "id": id, "source": source, "type": typ, "data": data}
	if subject != "" {
		e["subject"] = subject
	}
	body, _ := json.Marshal(e)
	return body
}

const hotline = "/990101/hotline-12345"

// complain sends a complaint of the hotline and returns the answer.
func (s *system) complain(id string, data any) answer {
	s.t.Helper()
	return s.call("POST", "/intake/api/v1/events", "hotline-12345", event.ContentType,
		cloudEvent(hotline, id, lead.ComplaintSubmitted{}.EventType(), "", data))
}

// accepted sends a complaint that must be taken and returns its lead.
func (s *system) accepted(id string, data any) string {
	s.t.Helper()
	a := s.complain(id, data)
	if a.status != http.StatusAccepted {
		s.t.Fatalf("complaint %s: %d %s", id, a.status, a.body)
	}
	var taken struct{ Lead string }
	a.into(s.t, &taken)
	return taken.Lead
}

// traced is what a trace says.
type traced struct {
	Lead    string
	Holder  lead.Holder
	Records []struct {
		lead.Record
		HeldSeconds float64
		Event       string
	}
	Events []struct {
		Source, ID, Type string
		Sequence         uint64
	}
	Missing []int
}

func (t traced) kinds() string {
	var kinds []string
	for _, r := range t.Records {
		kinds = append(kinds, string(r.Kind))
	}
	return strings.Join(kinds, " ")
}

// trace waits until the trace of a lead shows the wanted kinds of records in order.
func (s *system) trace(id, kinds string) (t traced) {
	s.t.Helper()
	var last answer
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if last = s.get("/ledger/api/v1/leads/"+id+"/trace", "auditor"); last.status == http.StatusOK {
			t = traced{}
			last.into(s.t, &t)
			if t.kinds() == kinds {
				return t
			}
		}
	}
	s.t.Fatalf("trace of %s shows %q, want %q (%d)", id, t.kinds(), kinds, last.status)
	return t
}

// queueOf opens a department's queue over NATS.
func (s *system) queueOf(d lead.Department) *queue {
	s.t.Helper()
	nc := s.bus.Department(s.t, d)
	q, err := bus.OpenQueue(s.t.Context(), nc, bustest.District, d)
	if err != nil {
		s.t.Fatal(err)
	}
	out := &queue{t: s.t, Queue: q, department: d, arrived: make(chan event.Event, 1000)}
	go func() {
		_ = q.Consume(s.t.Context(), func(_ context.Context, e event.Event) error { out.arrived <- e; return nil })
	}()
	return out
}

type queue struct {
	*bus.Queue
	t          *testing.T
	department lead.Department
	arrived    chan event.Event
}

// next returns the next event of a type.
func (q *queue) next(typ string) event.Event {
	q.t.Helper()
	for deadline := time.After(20 * time.Second); ; {
		select {
		case e := <-q.arrived:
			if e.Type() == typ {
				return e
			}
		case <-deadline:
			q.t.Fatalf("no %s came to %s", typ, q.department)
		}
	}
}

// answerOver sends an answer over NATS and returns its id.
func (q *queue) answer(id string, f lead.Fact) string {
	q.t.Helper()
	e, err := event.New(event.Origin{Source: fmt.Sprintf("/%s/%s", bustest.District, q.department), Lead: id, Time: time.Now()}, f)
	if err != nil {
		q.t.Fatal(err)
	}
	if err := q.Answer(q.t.Context(), e); err != nil {
		q.t.Fatal(err)
	}
	return e.ID()
}
