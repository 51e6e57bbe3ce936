package services_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"xiansuo/services/internal/bustest"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing"
)

// wire carries connections to PostgreSQL until it is cut; while its gate is locked nothing comes through, and nobody is told.
type wire struct {
	listener net.Listener
	gate     sync.RWMutex
	mu       sync.Mutex
	open     []net.Conn
}

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: l}
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", to)
			if err != nil {
				near.Close()
				continue
			}
			w.mu.Lock()
			w.open = append(w.open, near, far)
			w.mu.Unlock()
			go w.carry(near, far)
			go w.carry(far, near)
		}
	}()
	t.Cleanup(w.cut)
	return w
}

func (w *wire) carry(to io.WriteCloser, from io.Reader) {
	defer to.Close()
	for buffer := make([]byte, 32<<10); ; {
		n, err := from.Read(buffer)
		w.gate.RLock()
		_, lost := to.Write(buffer[:n])
		w.gate.RUnlock()
		if err != nil || lost != nil {
			return
		}
	}
}

func (w *wire) cut() {
	w.listener.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.open {
		c.Close()
	}
}

// over returns a wire to a service's database, and its URL over that.
func (s *system) over(service string) (*wire, string) {
	s.t.Helper()
	address, err := url.Parse(s.db.URL(service))
	if err != nil {
		s.t.Fatal(err)
	}
	w := newWire(s.t, address.Host)
	address.Host = w.listener.Addr().String()
	return w, address.String()
}

// another runs one more process of routing, and returns what ends it as a crash does: nothing that it would still say is heard.
func (s *system) another() (kill func()) {
	s.t.Helper()
	wire, address := s.over("routing")
	var nc *nats.Conn
	p := &run.Process{
		Log: slog.New(slog.NewJSONHandler(s.log, nil)), Now: s.now, District: bustest.District, Services: 1, Tokens: web.NewTokens(nil), Webhook: run.Webhook{Key: webhookKey},
		Postgres: func(string) (string, error) { return address, nil },
		Connect: func(service string) (*nats.Conn, error) {
			nc, _ = s.bus.Service(s.t, service)
			return nc, nil
		},
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := routing.Serve(ctx, routing.Config{Pool: 8}, p); err != nil && ctx.Err() == nil {
			s.t.Errorf("the other routing ended: %v", err)
		}
	})
	kill = sync.OnceFunc(func() {
		wire.cut()
		nc.Close()
		cancel()
		running.Wait()
	})
	s.t.Cleanup(kill)
	await(s.t, "the other routing to be ready", func() bool { return len(p.Ready(s.t.Context())) == 0 })
	return kill
}

// texts returns the rows of a query as text.
func (s *system) texts(sql string) (out []string) {
	s.t.Helper()
	pool := s.admin()
	defer pool.Close()
	rows, err := pool.Query(s.t.Context(), sql)
	if err != nil {
		s.t.Fatal(err)
	}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			s.t.Fatal(err)
		}
		out = append(out, text)
	}
	return out
}

const floors = "SELECT first || '-' || past || '@' || sequence FROM routing.floor WHERE source = 'intake' ORDER BY first"

// patiently sends the same again for as long as it is told to come later, a minute at most.
func patiently(send func() answer) answer {
	for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		a := send()
		if a.status != http.StatusTooManyRequests && a.status != http.StatusServiceUnavailable || time.Now().After(end) {
			return a
		}
	}
}

// Two processes of routing share what comes, by lead: every lead is routed once, each lead's words are in order, of two that repeat one another one is
// folded into the other though each process takes one in, and numbers have no gap. One that is killed in the middle leaves nothing behind that the other
// does not take over, and has its part again when it is back.
func TestTwoRoutings(t *testing.T) {
	s := startSystem(t)
	var mu sync.Mutex
	leads := map[string]bool{}
	round := 0
	send := func(pairs int) {
		round++
		var sending sync.WaitGroup
		for n := range pairs {
			id := fmt.Sprintf("%d-%d", round, n)
			for _, twin := range []string{"x", "y"} {
				sending.Go(func() {
					words := tutor(id)
					words["number"] = "N-" + id + twin
					received := patiently(func() answer { return s.complain(id+twin, words) })
					if received.status != http.StatusAccepted {
						t.Errorf("complaint %s: %d %s", id+twin, received.status, received.body)
						return
					}
					var taken struct{ Lead string }
					received.into(t, &taken)
					mu.Lock()
					leads[taken.Lead] = true
					mu.Unlock()
					urged := patiently(func() answer {
						return s.call("POST", "/intake/api/v1/events", "hotline-12345", "application/cloudevents+json",
							cloudEvent(hotline, id+twin+"u", "xiansuo.complaint.urged.v1", "", map[string]any{"number": "N-" + id + twin}))
					})
					if urged.status != http.StatusAccepted && urged.status != http.StatusOK {
						t.Errorf("urged: %d %s", urged.status, urged.body)
					}
				})
			}
		}
		sending.Wait()
	}
	level := func() bool {
		head := s.texts("SELECT next - 1 || '' FROM intake.source")[0]
		for _, floor := range s.texts(floors) {
			if !strings.HasSuffix(floor, "@"+head) {
				return false
			}
		}
		return true
	}
	send(10)
	await(t, "one process alone", level)
	if got := s.texts(floors); len(got) != 1 {
		t.Errorf("one process alone has %v", got)
	}
	kill := s.another()
	await(t, "both to have their share", func() bool { return len(s.texts(floors)) == 2 })
	send(40)
	await(t, "two processes", level)
	if got := s.texts(floors); len(got) != 2 {
		t.Errorf("two processes have %v", got)
	}
	var killing sync.WaitGroup
	killing.Go(func() { time.Sleep(100 * time.Millisecond); kill() })
	send(40)
	killing.Wait()
	await(t, "the one that is left", func() bool { return level() && len(s.texts(floors)) == 1 })
	s.another()
	await(t, "both to have their share again", func() bool { return len(s.texts(floors)) == 2 })
	send(20)
	await(t, "two processes again", level)
	for what, sql := range map[string]string{
		"not routed, or not once":   "SELECT id FROM intake.lead EXCEPT SELECT id FROM routing.lead",
		"routed and never taken":    "SELECT id FROM routing.lead EXCEPT SELECT id FROM intake.lead",
		"chain with a gap":          "SELECT lead FROM routing.record GROUP BY lead HAVING max(no) <> count(*)",
		"numbers with a gap":        "SELECT max(sequence) || ' of ' || count(*) FROM routing.event_log HAVING max(sequence) <> count(*)",
		"received twice":            "SELECT lead FROM routing.record WHERE kind = 'received' GROUP BY lead HAVING count(*) > 1",
		"urged before it was there": "SELECT lead FROM routing.record WHERE kind = 'urged' AND no = 1",
		"set aside":                 "SELECT reason FROM routing.aside",
		"twins not folded":          "SELECT matter->'place'->>'address' FROM routing.lead GROUP BY 1 HAVING count(*) FILTER (WHERE state = 'merged') <> 1",
	} {
		if got := s.texts(sql); len(got) > 0 {
			t.Errorf("%s: %d, such as %v", what, len(got), got[0])
		}
	}
	if n := len(leads); n != 220 || s.texts("SELECT count(*) || '' FROM routing.lead")[0] != "220" {
		t.Errorf("%d leads were taken, %v routed", n, s.texts("SELECT count(*) || '' FROM routing.lead"))
	}
}
