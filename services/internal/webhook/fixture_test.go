package webhook

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/pgtest"
)

var (
	loopback = netip.MustParsePrefix("127.0.0.0/8")
	master   = bytes.Repeat([]byte("key!"), 8)
)

func schema() pg.Schema {
	return pg.Schema{Name: "routing", Parts: []pg.Part{outbox.Part(), Part()}, Update: append(outbox.Updated(), Updated()...)}
}

// office is a service that sends, its clock and its book.
type office struct {
	t       testing.TB
	db      *pgtest.Database
	log     *outbox.Log
	secrets Secrets
	clock   atomic.Int64
	mu      sync.Mutex
	book    map[string]Endpoint
	lines   lines
}

// lines is a log that may be read while it is written.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newOffice(t testing.TB) *office {
	t.Helper()
	db := pgtest.New(t, schema())
	secrets, err := NewSecrets(master)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, db: db, log: outbox.NewLog(db.Pool(t, "routing"), "routing", "990101"), secrets: secrets, book: map[string]Endpoint{}}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(o.lines.String())
		}
	})
	o.clock.Store(time.Now().Truncate(time.Second).UnixNano())
	return o
}

func (o *office) now() time.Time       { return time.Unix(0, o.clock.Load()) }
func (o *office) pass(d time.Duration) { o.clock.Add(int64(d)) }
func (o *office) pool() *pgxpool.Pool  { return o.log.DB }
func (o *office) register(e Endpoint)  { o.mu.Lock(); defer o.mu.Unlock(); o.book[e.Name] = e }
func (o *office) strike(name string)   { o.mu.Lock(); defer o.mu.Unlock(); delete(o.book, name) }
func (o *office) has(s string) bool    { return bytes.Contains([]byte(o.lines.String()), []byte(s)) }
func (o *office) count(s string) int   { return bytes.Count([]byte(o.lines.String()), []byte(s)) }
func (o *office) find(n string) (Endpoint, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	e, ok := o.book[n]
	return e, ok
}

// sender is one of any number; it is stepped by hand or run.
func (o *office) sender() *Sender {
	s := &Sender{DB: o.pool(), Service: "routing", Log: slog.New(slog.NewJSONHandler(&o.lines, nil)), Now: o.now, Book: o.find, Secrets: o.secrets,
		Allow: []netip.Prefix{loopback}, Saved: o.log.Saved(), Random: func() float64 { return 0.5 }, Poll: 20 * time.Millisecond}
	s.once.Do(s.prepare)
	return s
}

// step makes one pass and waits for its tries.
func (o *office) step(s *Sender) {
	o.t.Helper()
	var tries sync.WaitGroup
	err := s.pass(context.Background(), context.Background(), &tries)
	tries.Wait()
	if err != nil {
		o.t.Fatal(err)
	}
}

// settle makes passes until one sends nothing.
func (o *office) settle(s *Sender, receivers ...*receiver) {
	o.t.Helper()
	calls := func() (n int) {
		for _, r := range receivers {
			n += len(r.got())
		}
		return n
	}
	for before := -1; before != calls(); {
		before = calls()
		o.step(s)
	}
}

// run runs senders until the test ends or the returned function is called.
func (o *office) run(senders ...*Sender) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	for _, s := range senders {
		done.Go(func() { _ = s.Run(ctx) })
	}
	stop = func() {
		cancel()
		done.Wait()
	}
	o.t.Cleanup(stop)
	return stop
}

func notice(id string) Notice {
	return Notice{Type: "lead.overdue", At: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), Lead: id, Number: "12345-7", Category: "C01",
		Urgency: lead.Urgent, Due: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC), Link: "https://xiansuo.example/routing/leads/" + id}
}

func message(t testing.TB, endpoint, id string) Message {
	t.Helper()
	m, err := NewMessage(endpoint, notice(id))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// queue saves one message to an endpoint for each lead, in one transaction, and returns their ids.
func (o *office) queue(endpoint string, leads ...string) (ids []string) {
	o.t.Helper()
	var messages []Message
	for _, id := range leads {
		m := message(o.t, endpoint, id)
		messages, ids = append(messages, m), append(ids, m.ID())
	}
	o.save(messages...)
	return ids
}

func (o *office) save(messages ...Message) {
	o.t.Helper()
	err := o.log.Save(context.Background(), func(_ context.Context, tx *outbox.Tx) error {
		Queue(tx, o.now(), messages...)
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) delivery(id string) (d Delivery) {
	o.t.Helper()
	s := &Sender{DB: o.pool()}
	for after := ""; ; {
		list, next, err := s.Deliveries(context.Background(), Filter{}, after, 500)
		if err != nil {
			o.t.Fatal(err)
		}
		if i := slices.IndexFunc(list, func(d Delivery) bool { return d.ID == id }); i >= 0 {
			return list[i]
		}
		if after = next; after == "" {
			o.t.Fatalf("there is no delivery %s", id)
		}
	}
}

func (o *office) states() map[State]int {
	o.t.Helper()
	rows, err := o.pool().Query(context.Background(), "SELECT state, count(*) FROM webhook_delivery GROUP BY state")
	if err != nil {
		o.t.Fatal(err)
	}
	defer rows.Close()
	out := map[State]int{}
	for rows.Next() {
		var state State
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			o.t.Fatal(err)
		}
		out[state] = n
	}
	return out
}

// call is what a receiver got.
type call struct {
	id, lead, path string
	header         http.Header
	body           []byte
}

// receiver is an endpoint's server.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	calls  []call
	answer func(w http.ResponseWriter, c call)
}

// receive starts a receiver and puts it into the book.
func (o *office) receive(name string, answer func(w http.ResponseWriter, c call)) *receiver {
	r := &receiver{answer: answer}
	r.Server = httptest.NewServer(http.HandlerFunc(r.serve))
	o.t.Cleanup(func() {
		r.CloseClientConnections()
		r.Close()
	})
	o.register(Endpoint{Name: name, URL: r.URL + "/hook?token=in-the-query", Generation: 1})
	return r
}

func (r *receiver) serve(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	c := call{q.Header.Get("webhook-id"), leadIn(body), q.URL.Path, q.Header, body}
	r.mu.Lock()
	r.calls = append(r.calls, c)
	r.mu.Unlock()
	r.answer(w, c)
}

func (r *receiver) got() []call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.calls)
}

func (r *receiver) ids() (out []string) {
	for _, c := range r.got() {
		out = append(out, c.id)
	}
	return out
}

func status(code int) func(http.ResponseWriter, call) {
	return func(w http.ResponseWriter, _ call) { w.WriteHeader(code) }
}

func await(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited too long for %s", what)
		}
	}
}
