package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"xiansuo/services/internal/outbox"
)

func leadIn(body []byte) string {
	var e envelope
	_ = json.Unmarshal(body, &e)
	return e.Data.Lead
}

// What is saved arrives, as the Standard Webhooks specification says, and its library accepts the signature.
func TestSavedArrivesSigned(t *testing.T) {
	o := newOffice(t)
	r := o.receive("duty", status(http.StatusNoContent))
	ids := o.queue("duty", "990101-2026-000001")
	o.run(o.sender())
	await(t, "the delivery", func() bool { return o.states()[Sent] == 1 })
	c := r.got()[0]
	secret, err := o.secrets.Show("duty", 1)
	if err != nil || !strings.HasPrefix(secret, "whsec_") {
		t.Fatalf("secret %q: %v", secret, err)
	}
	hook, err := standard.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := hook.Verify(c.body, c.header); err != nil {
		t.Error(err)
	}
	if c.id != ids[0] || c.path != "/hook" || c.header.Get("Content-Type") != "application/json" {
		t.Errorf("call %+v", c)
	}
	want := `{"type":"lead.overdue","timestamp":"2026-11-22T08:00:00Z","data":{"lead":"990101-2026-000001","number":"12345-7","category":"C01",` +
		`"urgency":"urgent","due":"2026-11-23T08:00:00Z","link":"https://xiansuo.example/routing/leads/990101-2026-000001"}}`
	if diff := cmp.Diff(want, string(c.body)); diff != "" {
		t.Error(diff)
	}
	d := o.delivery(ids[0])
	if d.State != Sent || d.Attempts != 1 || d.Status != http.StatusNoContent || d.DoneAt == nil || d.Next != nil || d.Error != "" {
		t.Errorf("delivery %+v", d)
	}
}

// While a secret is rotated, whoever has the new or the old one accepts the signature; a third does not, and one generation is one
// signature.
func TestRotatedSecretsOverlap(t *testing.T) {
	o := newOffice(t)
	r := o.receive("duty", status(http.StatusOK))
	e, _ := o.find("duty")
	e.Generation = 3
	o.register(e)
	o.queue("duty", "a")
	o.step(o.sender())
	c := r.got()[0]
	for generation, ok := range map[int]bool{1: false, 2: true, 3: true, 4: false} {
		secret, err := o.secrets.Show("duty", generation)
		if err != nil {
			t.Fatal(err)
		}
		hook, err := standard.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := hook.Verify(c.body, c.header); (err == nil) != ok {
			t.Errorf("generation %d: %v", generation, err)
		}
	}
	if n := len(strings.Fields(c.header.Get("webhook-signature"))); n != 2 {
		t.Errorf("%d signatures", n)
	}
	h := http.Header{}
	if err := o.secrets.sign(h, Endpoint{Name: "duty"}, "id", o.now(), nil); err != nil || len(strings.Fields(h.Get("webhook-signature"))) != 1 {
		t.Errorf("one generation: %v, %v", h, err)
	}
}

// Secrets differ by endpoint and generation, are not printed, and need a master secret that is long enough.
func TestSecrets(t *testing.T) {
	if _, err := NewSecrets(master[:31]); err == nil {
		t.Error("31 bytes are enough")
	}
	if _, err := (Secrets{}).Show("a", 1); err == nil {
		t.Error("nothing is enough")
	}
	s, _ := NewSecrets(master)
	seen := map[string]bool{}
	for _, name := range []string{"a", "a/1", "b"} {
		for generation := 1; generation < 4; generation++ {
			secret, err := s.Show(name, generation)
			if err != nil || seen[secret] {
				t.Errorf("%s %d: %q, %v", name, generation, secret, err)
			}
			seen[secret] = true
		}
	}
	if text := fmt.Sprintf("%v %+v %#v %s", s, s, s, s); strings.Contains(text, "key!") || strings.Contains(text, "107") {
		t.Errorf("printed as %s", text)
	}
}

// Two senders deliver each message once between them.
func TestTwoSendersDeliverOnce(t *testing.T) {
	o := newOffice(t)
	receivers, want := []*receiver{}, map[string]int{}
	for i := range 3 {
		name := fmt.Sprintf("duty-%d", i)
		receivers = append(receivers, o.receive(name, status(http.StatusOK)))
		var leads []string
		for j := range 60 {
			leads = append(leads, fmt.Sprintf("lead-%d", j%20))
		}
		for _, id := range o.queue(name, leads...) {
			want[id] = 1
		}
	}
	o.run(o.sender(), o.sender())
	await(t, "all deliveries", func() bool { return o.states()[Sent] == len(want) })
	got := map[string]int{}
	for _, r := range receivers {
		for _, id := range r.ids() {
			got[id]++
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A sender that is killed between sending and saving leaves a lease; when it has run out, another sends the same id again.
func TestKilledSenderIsFollowed(t *testing.T) {
	o := newOffice(t)
	r := o.receive("duty", status(http.StatusOK))
	id := o.queue("duty", "a")[0]
	killed, next := o.sender(), o.sender()
	all, err := killed.claim(t.Context(), o.now(), map[string]room{"duty": {o.book["duty"], 4}}, []int64{})
	if err != nil || len(all) != 1 || killed.client.post(t.Context(), all[0]).state != Sent {
		t.Fatalf("%v, %v", all, err)
	}
	o.step(next)
	if n := len(r.got()); n != 1 {
		t.Fatalf("sent %d times while it is leased", n)
	}
	o.pass(lease)
	o.step(next)
	if ids := r.ids(); !slices.Equal(ids, []string{id, id}) {
		t.Fatalf("got %v", ids)
	}
	if d := o.delivery(id); d.State != Sent || d.Attempts != 2 {
		t.Errorf("delivery %+v", d)
	}
}

// A sender that comes back after its lease ran out does not undo what the next one does: its failure counts for nothing, its success
// only if nobody was first.
func TestLateSenderIsFenced(t *testing.T) {
	o := newOffice(t)
	o.receive("duty", status(http.StatusOK))
	id := o.queue("duty", "a")[0]
	s, rooms := o.sender(), map[string]room{"duty": {o.book["duty"], 1}}
	var tries []claimed
	for range 2 {
		all, err := s.claim(t.Context(), o.now(), rooms, []int64{})
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		tries = append(tries, all...)
		o.pass(lease)
	}
	o.pass(-lease) // the second still has it
	for _, late := range []outcome{failed(classTimeout), {interrupted: true}, {state: Gone, status: http.StatusGone, class: classStatus}} {
		if err := s.mark(t.Context(), tries[0], late); err != nil {
			t.Fatal(err)
		}
		if d := o.delivery(id); d.State != Waiting || d.Error != "" {
			t.Fatalf("after %+v: %+v", late, d)
		}
		if all, err := s.claim(t.Context(), o.now(), rooms, []int64{}); err != nil || len(all) != 0 {
			t.Fatalf("after %+v: claimed %v, %v", late, all, err)
		}
	}
	for i, d := range []claimed{tries[1], tries[0]} {
		if err := s.mark(t.Context(), d, outcome{state: Sent, status: 200 + i}); err != nil {
			t.Fatal(err)
		}
		o.pass(time.Second)
	}
	if d := o.delivery(id); d.State != Sent || d.Status != 200 {
		t.Errorf("delivery %+v", d)
	}
}

// A sender sends nothing twice at once, also when the clock jumps behind the lease while it sends.
func TestClockJumpsWhileSending(t *testing.T) {
	o := newOffice(t)
	s := o.sender()
	var again atomic.Int64
	r := o.receive("duty", func(http.ResponseWriter, call) {
		o.pass(24 * time.Hour)
		standings, err := s.standings(t.Context())
		if err != nil {
			t.Error(err)
		}
		rooms, flying := s.rooms(standings, o.now())
		all, err := s.claim(t.Context(), o.now(), rooms, flying)
		if again.Add(int64(len(all))); err != nil {
			t.Error(err)
		}
	})
	o.queue("duty", "a")
	o.step(s)
	if len(r.got()) != 1 || again.Load() != 0 || o.states()[Sent] != 1 {
		t.Errorf("%d calls, %d claimed again", len(r.got()), again.Load())
	}
}

// A sender that ends while it sends waits a little, then lets go of the delivery, and another sends it.
func TestEndingSenderLetsGo(t *testing.T) {
	o := newOffice(t)
	arrived, hold := make(chan bool, 9), make(chan bool)
	r := o.receive("duty", func(http.ResponseWriter, call) {
		arrived <- true
		<-hold
	})
	id := o.queue("duty", "a")[0]
	stop := o.run(o.sender())
	await(t, "the call", func() bool { return len(arrived) > 0 })
	stop()
	close(hold)
	if d := o.delivery(id); d.State != Waiting || d.Error != "" {
		t.Fatalf("delivery %+v", d)
	}
	o.step(o.sender())
	if ids := r.ids(); !slices.Equal(ids, []string{id, id}) || o.delivery(id).State != Sent {
		t.Fatalf("got %v", ids)
	}
}

// When the database goes away while a message is sent, what became of it is saved when it is back, and it is not sent again.
func TestDatabaseGoesAwayMeanwhile(t *testing.T) {
	o := newOffice(t)
	var cut atomic.Bool
	r := o.receive("duty", func(http.ResponseWriter, call) {
		if !cut.Swap(true) {
			if err := o.db.Exec(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'xiansuo-routing'"); err != nil {
				t.Error(err)
			}
		}
	})
	o.queue("duty", "a")
	o.run(o.sender())
	var sent string
	await(t, "the delivery", func() bool {
		_ = o.pool().QueryRow(t.Context(), "SELECT count(*)::text FROM webhook_delivery WHERE state = 'sent'").Scan(&sent)
		return sent == "1"
	})
	o.pass(time.Hour)
	o.step(o.sender())
	if n := len(r.got()); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

// Messages of one lead arrive in order, a later one waits while an earlier fails, and other leads flow.
func TestOrderIsKeptPerLead(t *testing.T) {
	o := newOffice(t)
	var mended atomic.Bool
	r := o.receive("duty", func(w http.ResponseWriter, c call) {
		if c.lead == "bad" && !mended.Load() {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	other := o.receive("other", status(http.StatusOK))
	bad := o.queue("duty", "bad", "bad", "bad")
	good := o.queue("duty", "x", "y", "x")
	o.queue("other", "bad")
	s := o.sender()
	for range 5 {
		o.settle(s, r, other)
		o.pass(10 * time.Minute)
	}
	for _, id := range r.ids() {
		if id == bad[1] || id == bad[2] {
			t.Fatal("a later message of the lead was sent before the earlier one arrived")
		}
	}
	if len(other.got()) != 1 {
		t.Error("another endpoint waits for this one")
	}
	for _, id := range good {
		if o.delivery(id).State != Sent {
			t.Errorf("another lead waits: %+v", o.delivery(id))
		}
	}
	if ids := r.ids(); slices.Index(ids, good[0]) > slices.Index(ids, good[2]) {
		t.Error("a good lead is out of order")
	}
	mended.Store(true)
	o.pass(6 * time.Hour)
	o.settle(s, r)
	ids := r.ids()
	if tail := ids[len(ids)-3:]; !slices.Equal(tail, bad) {
		t.Errorf("got %v at last, want %v", tail, bad)
	}
}

// A message is not sent before its time, and until then holds up no later one of its lead.
func TestNotBefore(t *testing.T) {
	o := newOffice(t)
	r := o.receive("duty", status(http.StatusOK))
	reminder, news := message(t, "duty", "a").Later(o.now().Add(time.Hour)), message(t, "duty", "a")
	past := message(t, "duty", "a").Later(o.now().Add(-time.Hour))
	o.save(reminder, news, past)
	s := o.sender()
	o.settle(s, r)
	o.pass(59 * time.Minute)
	o.settle(s, r)
	if ids := r.ids(); !slices.Equal(ids, []string{news.ID(), past.ID()}) {
		t.Fatalf("got %v", ids)
	}
	o.pass(time.Minute)
	o.settle(s, r)
	if ids := r.ids(); !slices.Equal(ids[2:], []string{reminder.ID()}) {
		t.Fatalf("got %v", ids)
	}
}

// A dead endpoint, which takes connections and says nothing, does not delay another.
func TestDeadEndpointDelaysNobody(t *testing.T) {
	o := newOffice(t)
	ended := make(chan bool)
	o.receive("dead", func(http.ResponseWriter, call) { <-ended })
	alive := o.receive("alive", status(http.StatusOK))
	var leads []string
	for i := range 100 {
		leads = append(leads, fmt.Sprint("l", i))
	}
	o.queue("dead", leads...)
	start := time.Now()
	o.run(o.sender())
	t.Cleanup(func() { close(ended) })
	o.queue("alive", leads...)
	await(t, "what is for the other", func() bool { return o.states()[Sent] == len(leads) })
	if took := time.Since(start); took >= requestTimeout {
		t.Errorf("it took %v", took)
	}
	if n := len(alive.got()); n != len(leads) {
		t.Errorf("%d calls", n)
	}
}

// An endpoint that does not answer in time has failed.
func TestTimeout(t *testing.T) {
	o := newOffice(t)
	ended := make(chan bool)
	o.receive("slow", func(http.ResponseWriter, call) { <-ended })
	id := o.queue("slow", "a")[0]
	s := o.sender()
	s.client.timeout = 50 * time.Millisecond
	o.step(s)
	close(ended)
	if d := o.delivery(id); d.State != Waiting || d.Error != classTimeout {
		t.Errorf("delivery %+v", d)
	}
}

// A receiver confirms what it has, also when its answer was lost; only what is its own; twice is once.
func TestAcknowledge(t *testing.T) {
	o := newOffice(t)
	o.receive("duty", status(http.StatusInternalServerError))
	id := o.queue("duty", "a")[0]
	s := o.sender()
	o.step(s)
	acknowledge := func(endpoint, id string) (known bool) {
		err := o.log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) (err error) {
			known, err = Acknowledge(ctx, tx, o.now(), endpoint, id)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return known
	}
	if acknowledge("other", id) || acknowledge("duty", "00000000-0000-7000-8000-000000000000") {
		t.Error("it confirmed what it never got")
	}
	if !acknowledge("duty", id) {
		t.Fatal("it cannot confirm")
	}
	at := *o.delivery(id).AcknowledgedAt
	o.pass(time.Hour)
	if !acknowledge("duty", id) || !o.delivery(id).AcknowledgedAt.Equal(at) {
		t.Error("the second time changed it")
	}
	o.step(s)
	if d := o.delivery(id); d.State != Acknowledged || d.Attempts != 1 || d.DoneAt == nil {
		t.Errorf("delivery %+v", d)
	}
}

// What a transaction did not save is not sent.
func TestRolledBackIsNotSent(t *testing.T) {
	o := newOffice(t)
	r := o.receive("duty", status(http.StatusOK))
	err := o.log.Save(t.Context(), func(_ context.Context, tx *outbox.Tx) error {
		Queue(tx, o.now(), message(t, "duty", "a"))
		return errors.New("changed my mind")
	})
	o.step(o.sender())
	if err == nil || len(r.got()) > 0 {
		t.Errorf("%v, %d calls", err, len(r.got()))
	}
}

// A certificate must be vouched for.
func TestCertificates(t *testing.T) {
	o := newOffice(t)
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	o.register(Endpoint{Name: "tls", URL: server.URL})
	id := o.queue("tls", "a")[0]
	o.step(o.sender())
	if d := o.delivery(id); d.Error != classCertificate {
		t.Fatalf("an unknown certificate: %+v", d)
	}
	trusting := o.sender()
	trusting.RootCAs = server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	trusting.prepare()
	o.pass(time.Minute)
	o.step(trusting)
	if d := o.delivery(id); d.State != Sent {
		t.Errorf("a known certificate: %+v", d)
	}
	plain := o.receive("plain", status(http.StatusOK))
	o.register(Endpoint{Name: "plain", URL: strings.Replace(plain.URL, "http:", "https:", 1)})
	id = o.queue("plain", "a")[0]
	o.step(trusting)
	if d := o.delivery(id); d.Error != classTLS {
		t.Errorf("no TLS: %+v", d)
	}
}
