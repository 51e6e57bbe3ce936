package webhook

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	incidentLine = "webhooks of an endpoint are not delivered, somebody must look"
	overLine     = "webhooks of an endpoint are delivered again"
)

// A message that fails alone is tried after 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, 3 h, and then every 6 h, for ever.
func TestRetriesGrow(t *testing.T) {
	o := newOffice(t)
	r := o.receive("duty", func(w http.ResponseWriter, c call) {
		if c.lead == "bad" {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	id := o.queue("duty", "bad")[0]
	s := o.sender()
	o.settle(s, r)
	for i, wait := range append(slices.Clone(retries), 6*time.Hour, 6*time.Hour) {
		o.queue("duty", fmt.Sprint("good", i)) // the endpoint works
		o.settle(s, r)
		o.pass(wait - time.Second)
		o.settle(s, r)
		if d := o.delivery(id); d.Attempts != i+1 {
			t.Fatalf("%d tries a second before the one after %v", d.Attempts, wait)
		}
		o.pass(time.Second)
		o.settle(s, r)
		if d := o.delivery(id); d.Attempts != i+2 || d.Error != classStatus || d.Status != http.StatusInternalServerError || d.DoneAt != nil {
			t.Fatalf("after %v: %+v", wait, d)
		}
	}
}

// Jitter is a fifth at most.
func TestJitter(t *testing.T) {
	for random, want := range map[float64]time.Duration{0: 4 * time.Second, 0.5: 5 * time.Second, 1: 6 * time.Second} {
		if got := nextTry(1, 0, random); got != want {
			t.Errorf("%v gives %v", random, got)
		}
	}
	if got := nextTry(1000, 0, 0.5); got != 6*time.Hour {
		t.Errorf("the thousandth waits %v", got)
	}
}

// A receiver that asks for time gets it, up to an hour, for all that is for it; a shorter time than ours changes nothing.
func TestRetryAfter(t *testing.T) {
	base := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		code   int
		header string
		want   time.Duration
	}{
		"seconds":        {429, "120", 2 * time.Minute},
		"date":           {503, base.Add(10 * time.Minute).Format(http.TimeFormat), 10 * time.Minute},
		"shorter":        {503, "1", 5 * time.Second},
		"longer":         {503, "999999", time.Hour},
		"past":           {429, base.Add(-time.Hour).Format(http.TimeFormat), 5 * time.Second},
		"nonsense":       {429, "soon", 5 * time.Second},
		"negative":       {429, "-5", 5 * time.Second},
		"none":           {429, "", 5 * time.Second},
		"another status": {500, "120", 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.clock.Store(base.UnixNano())
			r := o.receive("duty", func(w http.ResponseWriter, _ call) {
				w.Header().Set("Retry-After", tc.header)
				w.WriteHeader(tc.code)
			})
			o.queue("duty", "a")
			s := o.sender()
			o.settle(s, r)
			if tc.want > time.Minute {
				o.queue("duty", "another")
			}
			o.pass(tc.want - time.Second)
			o.settle(s, r)
			if n := len(r.got()); n != 1 {
				t.Fatalf("%d calls a second before %v", n, tc.want)
			}
			o.pass(time.Second)
			o.settle(s, r)
			if n := len(r.got()); n < 2 {
				t.Fatalf("%d calls after %v", n, tc.want)
			}
		})
	}
}

// Redirects are not followed.
func TestRedirectIsRefused(t *testing.T) {
	o := newOffice(t)
	target := o.receive("target", status(http.StatusOK))
	for _, code := range []int{301, 302, 303, 307, 308} {
		name := fmt.Sprint("moved-", code)
		o.receive(name, func(w http.ResponseWriter, _ call) {
			w.Header().Set("Location", target.URL)
			w.WriteHeader(code)
		})
		id := o.queue(name, "a")[0]
		o.step(o.sender())
		if d := o.delivery(id); d.Error != classRedirect || d.Status != code || d.State != Waiting {
			t.Errorf("%d: %+v", code, d)
		}
	}
	if len(target.got()) > 0 {
		t.Error("it was followed")
	}
}

// 410 ends a delivery; one incident says so however many follow, a person may have one tried again, and success closes it.
func TestGone(t *testing.T) {
	o := newOffice(t)
	var back atomic.Bool
	r := o.receive("duty", func(w http.ResponseWriter, _ call) {
		if !back.Load() {
			w.WriteHeader(http.StatusGone)
		}
	})
	ids := o.queue("duty", "a", "b", "c")
	s := o.sender()
	o.settle(s, r)
	o.pass(48 * time.Hour)
	o.settle(s, r)
	if n := len(r.got()); n != 3 || o.states()[Gone] != 3 || o.count(incidentLine) != 1 {
		t.Fatalf("%d calls, %v, %d lines", n, o.states(), o.count(incidentLine))
	}
	if d := o.delivery(ids[0]); d.Status != http.StatusGone || d.DoneAt == nil || d.Next != nil {
		t.Errorf("delivery %+v", d)
	}
	if in, err := s.Incidents(t.Context()); err != nil || len(in) != 1 || in[0].GoneAt == nil {
		t.Errorf("incidents %+v, %v", in, err)
	}
	back.Store(true)
	if err := s.Retry(t.Context(), ids[1]); err != nil {
		t.Fatal(err)
	}
	o.settle(s, r)
	o.pass(sweepEvery)
	o.settle(s, r)
	if diff := cmp.Diff(map[State]int{Gone: 2, Sent: 1}, o.states()); diff != "" || o.count(overLine) != 1 {
		t.Errorf("%s, %d lines", diff, o.count(overLine))
	}
}

// After 24 hours without success deliveries are stuck and still tried; that is one incident and one line, whatever the number of
// tries, messages and senders, and it closes when the endpoint is back.
func TestStuckIsOneIncident(t *testing.T) {
	o := newOffice(t)
	var back atomic.Bool
	r := o.receive("duty", func(w http.ResponseWriter, _ call) {
		if !back.Load() {
			w.WriteHeader(http.StatusBadGateway)
		}
	})
	o.queue("duty", "a", "b", "b", "c")
	senders := []*Sender{o.sender(), o.sender()}
	hours := func(n int) {
		for range 4 * n {
			o.pass(15 * time.Minute)
			o.settle(senders[0], r)
			o.settle(senders[1], r)
		}
	}
	hours(23)
	if o.has(incidentLine) || o.states()[Waiting] != 4 {
		t.Fatalf("before 24 hours: %v", o.states())
	}
	o.queue("duty", "d")
	hours(2)
	if diff := cmp.Diff(map[State]int{Stuck: 4, Waiting: 1}, o.states()); diff != "" || o.count(incidentLine) != 1 {
		t.Fatalf("after 25 hours: %s, %d lines", diff, o.count(incidentLine))
	}
	before := len(r.got())
	hours(48)
	if len(r.got()) == before {
		t.Error("what is stuck is not tried any more")
	}
	if in, err := senders[0].Incidents(t.Context()); err != nil || len(in) != 1 || in[0].Stuck != 5 || o.count(incidentLine) != 1 {
		t.Errorf("incidents %+v, %v, %d lines", in, err, o.count(incidentLine))
	}
	back.Store(true)
	hours(1)
	if in, err := senders[0].Incidents(t.Context()); err != nil || len(in) != 0 || o.states()[Sent] != 5 || o.count(overLine) != 1 {
		t.Errorf("afterwards: %+v, %v, %v, %d lines", in, err, o.states(), o.count(overLine))
	}
	// The next time is another incident.
	back.Store(false)
	o.queue("duty", "e")
	hours(25)
	if o.count(incidentLine) != 2 {
		t.Errorf("%d lines of two incidents", o.count(incidentLine))
	}
}

// A dead endpoint is called a few times an hour, however much is for it, and has everything soon after it is back.
func TestDeadEndpointIsNotStormed(t *testing.T) {
	o := newOffice(t)
	var back atomic.Bool
	r := o.receive("duty", func(w http.ResponseWriter, _ call) {
		if !back.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	var leads []string
	for i := range 300 {
		leads = append(leads, fmt.Sprint("l", i%200))
	}
	ids := o.queue("duty", leads...)
	s := o.sender()
	for range 24 * 60 {
		o.step(s)
		o.pass(time.Minute)
	}
	if n := len(r.got()); n > 24*6+20 || n < 24*5 {
		t.Errorf("%d calls in 24 hours", n)
	}
	back.Store(true)
	before := len(r.got())
	o.pass(11 * time.Minute)
	o.settle(s, r)
	if n := o.states()[Sent]; n != len(ids) {
		t.Fatalf("%d of %d are sent", n, len(ids))
	}
	place := map[string]int{}
	for i, c := range r.got()[before:] {
		place[c.id] = i
	}
	for i := range 100 {
		if place[ids[i]] > place[ids[i+200]] {
			t.Fatalf("lead %d is out of order", i)
		}
	}
}

// Tries that ran side by side and failed are one failure of the endpoint, and an old success does not end newer failures.
func TestFailuresSideBySide(t *testing.T) {
	o := newOffice(t)
	together := make(chan bool)
	var here atomic.Int64
	o.receive("duty", func(w http.ResponseWriter, _ call) {
		if here.Add(1) == defaultConcurrency {
			close(together)
		}
		<-together
		o.pass(time.Second)
		w.WriteHeader(http.StatusBadGateway)
	})
	o.queue("duty", "a", "b", "c", "d")
	s := o.sender()
	o.step(s)
	failures := func() int {
		standings, err := s.standings(t.Context())
		if err != nil || len(standings) != 1 {
			t.Fatal(standings, err)
		}
		return standings[0].failures
	}
	if n := failures(); n != 1 {
		t.Fatalf("%d failures", n)
	}
	e, _ := o.find("duty")
	old := claimed{n: 1, to: e, begun: o.now().Add(-time.Hour)}
	if err := s.markSent(t.Context(), old, outcome{state: Sent, status: 200}, o.now()); err != nil || failures() != 1 {
		t.Errorf("an old success: %d failures, %v", failures(), err)
	}
	old.begun = o.now()
	if err := s.markSent(t.Context(), old, outcome{state: Sent, status: 200}, o.now()); err != nil || failures() != 0 {
		t.Errorf("a new one: %d failures, %v", failures(), err)
	}
}

// One message that never succeeds does not make its endpoint rest for the others.
func TestOneBadMessageHoldsUpNobody(t *testing.T) {
	o := newOffice(t)
	r := o.receive("duty", func(w http.ResponseWriter, c call) {
		if c.lead == "bad" {
			w.WriteHeader(http.StatusUnprocessableEntity)
		}
	})
	o.queue("duty", "bad")
	s := o.sender()
	for range 48 {
		o.pass(time.Hour)
		o.settle(s, r)
	}
	bad := len(r.got())
	if bad > 20 {
		t.Errorf("%d tries in two days", bad)
	}
	id := o.queue("duty", "good")[0]
	o.pass(11 * time.Minute)
	o.settle(s, r)
	if d := o.delivery(id); d.State != Sent {
		t.Errorf("11 minutes later: %+v", d)
	}
	for i := range 100 {
		o.queue("duty", fmt.Sprint("l", i))
		o.pass(time.Minute)
		o.settle(s, r)
	}
	if n := len(r.got()) - bad - 101; n > 3 || o.states()[Sent] != 101 {
		t.Errorf("the bad one was tried %d times in 100 minutes of success; %v", n, o.states())
	}
}

// What is for an endpoint that is not in the book waits, is listed as such after a minute, is one incident, and goes when the
// endpoint is there.
func TestUnknownEndpoint(t *testing.T) {
	o := newOffice(t)
	r := o.receive("duty", status(http.StatusOK))
	e, _ := o.find("duty")
	o.strike("duty")
	ids := o.queue("duty", "a", "b")
	s := o.sender()
	o.step(s)
	if o.states()[Waiting] != 2 || o.has(incidentLine) {
		t.Fatalf("at once: %v", o.states())
	}
	for range 30 {
		o.pass(time.Hour)
		o.step(s)
	}
	if d := o.delivery(ids[0]); d.State != UnknownEndpoint || d.Attempts != 0 || d.Error != classUnknown || o.count(incidentLine) != 1 {
		t.Fatalf("after 30 hours: %+v, %d lines", d, o.count(incidentLine))
	}
	o.register(e)
	r.answer = status(http.StatusInternalServerError)
	o.step(s)
	o.pass(sweepEvery)
	o.step(s)
	if o.states()[Stuck] != 2 || o.count(incidentLine) != 1 || o.has(overLine) {
		t.Fatalf("it is there and fails: %v", o.states())
	}
	r.answer = status(http.StatusOK)
	o.pass(time.Hour)
	o.settle(s, r)
	o.pass(sweepEvery)
	o.step(s)
	if o.states()[Sent] != 2 || o.count(overLine) != 1 {
		t.Errorf("it is there: %v", o.states())
	}
}

// Nothing but identifiers is logged, whatever goes wrong: no body, no query of a URL, no secret, no answer.
func TestLogsHoldIdentifiersOnly(t *testing.T) {
	o := newOffice(t)
	r := o.receive("duty", func(w http.ResponseWriter, c call) {
		w.Header().Set("Retry-After", "told")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write([]byte("told by the receiver"))
	})
	e, _ := o.find("duty")
	o.register(Endpoint{Name: "nobody", URL: "http://127.0.0.1:1/hook?token=in-the-query"})
	o.register(Endpoint{Name: "inward", URL: "https://10.0.0.1/hook?token=in-the-query"})
	o.register(Endpoint{Name: "none", URL: "http://%zz/hook?token=in-the-query"})
	o.register(Endpoint{Name: "noname", URL: "https://hook.invalid/hook?token=in-the-query"})
	ids := []string{}
	for _, name := range []string{"duty", "nobody", "inward", "none", "noname"} {
		ids = append(ids, o.queue(name, "a")...)
	}
	s := o.sender()
	s.Resolve = func(_ context.Context, host string) ([]netip.Addr, error) {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	s.prepare()
	for range 30 {
		o.pass(time.Hour)
		o.settle(s, r)
	}
	secret, _ := o.secrets.Show("duty", 1)
	all := o.lines.String()
	for _, id := range ids {
		all += fmt.Sprintf("%+v", o.delivery(id))
	}
	for what, text := range map[string]string{"query": "in-the-query", "path": "/hook", "secret": secret[6:], "master": "key!", "number": "12345-7", "answer": "told", "url": e.URL} {
		if strings.Contains(all, text) {
			t.Errorf("the %s is told: %s", what, all)
		}
	}
	if o.count(incidentLine) != 5 {
		t.Errorf("%d incidents: %s", o.count(incidentLine), o.lines.String())
	}
	classes := map[string]string{}
	for i, name := range []string{"duty", "nobody", "inward", "none", "noname"} {
		classes[name] = o.delivery(ids[i]).Error
	}
	want := map[string]string{"duty": classStatus, "nobody": classConnect, "inward": classInward, "none": classURL, "noname": classResolve}
	if diff := cmp.Diff(want, classes); diff != "" {
		t.Error(diff)
	}
}

// A connection that ends instead of answering has failed, and an endless answer is not read.
func TestBrokenAndEndlessAnswers(t *testing.T) {
	o := newOffice(t)
	o.receive("broken", func(w http.ResponseWriter, _ call) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_ = conn.Close()
		}
	})
	o.receive("endless", func(w http.ResponseWriter, _ call) {
		block := make([]byte, maxAnswer)
		for {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	})
	broken, endless := o.queue("broken", "a")[0], o.queue("endless", "a")[0]
	start := time.Now()
	o.step(o.sender())
	if d := o.delivery(broken); d.Error != classBroken || d.State != Waiting {
		t.Errorf("broken: %+v", d)
	}
	if d := o.delivery(endless); d.State != Sent || time.Since(start) > requestTimeout {
		t.Errorf("endless: %+v after %v", d, time.Since(start))
	}
}

// The environment's proxy is not asked.
func TestNoProxy(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the proxy was asked") }))
	t.Cleanup(proxy.Close)
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("HTTPS_PROXY", proxy.URL)
	o := newOffice(t)
	o.register(Endpoint{Name: "duty", URL: "http://hook.example/"})
	r := o.receive("real", status(http.StatusOK))
	s := o.sender()
	s.Resolve = resolveTo("127.0.0.1")
	s.prepare()
	for _, one := range s.client.byScheme {
		if one.Transport.(*http.Transport).Proxy != nil {
			t.Error("there is a proxy")
		}
	}
	o.register(Endpoint{Name: "duty", URL: "http://hook.example:" + portOf(r.URL)})
	o.queue("duty", "a")
	o.step(s)
	if len(r.got()) != 1 {
		t.Error("it was not sent")
	}
}

// An unsent delivery counts and ages by endpoint.
func TestBacklogs(t *testing.T) {
	o := newOffice(t)
	o.receive("duty", status(http.StatusInternalServerError))
	o.queue("duty", "a", "b")
	s := o.sender()
	o.pass(25 * time.Hour)
	o.queue("duty", "c")
	o.step(s)
	got, err := s.Backlogs(context.Background())
	if diff := cmp.Diff([]Backlog{{"duty", 3, 2, 25 * time.Hour}}, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
}
