package services_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
)

// tutor is a complaint about a place of its own.
func tutor(id string) map[string]any {
	return map[string]any{"channel": "hotline", "number": "N-" + id, "place": map[string]any{"address": placeOf(id)},
		"text": placeOf(id) + "楼上住户每周一三五下午有五六个初中生去补习数学，一节课收两百。" + id}
}

// watch notes when each lead was first put into a department's queue.
type queueWatch struct {
	mu sync.Mutex
	at map[string]time.Time
}

func (s *system) watchQueues() *queueWatch {
	s.t.Helper()
	_, js := s.bus.Service(s.t, "routing")
	stream, err := js.Stream(s.t.Context(), bus.Leads)
	if err != nil {
		s.t.Fatal(err)
	}
	consumer, err := stream.OrderedConsumer(s.t.Context(), jetstream.OrderedConsumerConfig{})
	if err != nil {
		s.t.Fatal(err)
	}
	w := &queueWatch{at: map[string]time.Time{}}
	consuming, err := consumer.Consume(func(m jetstream.Msg) {
		e, err := event.FromMessage(m.Headers(), m.Data())
		w.mu.Lock()
		defer w.mu.Unlock()
		if _, known := w.at[e.Subject()]; err == nil && !known {
			w.at[e.Subject()] = time.Now()
		}
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(consuming.Stop)
	return w
}

func (w *queueWatch) has(lead string) (time.Time, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	at, ok := w.at[lead]
	return at, ok
}

// tally is what senders of a flood were told.
type tally struct {
	mu      sync.Mutex
	leads   map[string]time.Time // when each was taken
	refused map[int]int          // by status
}

// flood sends single complaints from so many senders, and batches of 50 from one, until ctx ends. Any other answer than taken, or refused with the time
// after which to try again, is an error.
func (s *system) flood(ctx context.Context, senders int) *tally {
	out := &tally{leads: map[string]time.Time{}, refused: map[int]int{}}
	var sending sync.WaitGroup
	for w := range senders {
		sending.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				out.note(s, s.complain(fmt.Sprintf("s%d-%d", w, n), tutor(fmt.Sprintf("s%d-%d", w, n))))
			}
		})
	}
	sending.Go(func() {
		for n := 0; ctx.Err() == nil; n++ {
			var batch []json.RawMessage
			for i := range 50 {
				id := fmt.Sprintf("b%d-%d", n, i)
				batch = append(batch, cloudEvent(hotline, id, submitted, "", tutor(id)))
			}
			body, _ := json.Marshal(batch)
			out.note(s, s.call("POST", "/intake/api/v1/events", "hotline-12345", "application/cloudevents-batch+json", body))
		}
	})
	sending.Wait()
	return out
}

func (o *tally) note(s *system, a answer) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch a.status {
	case http.StatusAccepted:
		var many []struct{ Lead string }
		if json.Unmarshal(a.body, &many) != nil {
			many = make([]struct{ Lead string }, 1)
			_ = json.Unmarshal(a.body, &many[0])
		}
		for _, one := range many {
			o.leads[one.Lead] = time.Now()
		}
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		if o.refused[a.status]++; a.header.Get("Retry-After") == "" || a.header.Get("Content-Type") != "application/problem+json" {
			s.t.Errorf("refused without the time after which to try again: %v %s", a.header, a.body)
		}
		time.Sleep(10 * time.Millisecond) // a sender without patience
	default:
		s.t.Errorf("%d %s", a.status, a.body)
	}
}

// slowRouting lets routing take a while for each lead.
func (s *system) slowRouting(perLead time.Duration) {
	s.t.Helper()
	for _, sql := range []string{
		fmt.Sprintf(`CREATE FUNCTION routing.slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(%f); RETURN NEW; END $$`, perLead.Seconds()),
		`CREATE TRIGGER slow BEFORE INSERT ON routing.lead FOR EACH ROW EXECUTE FUNCTION routing.slow()`,
		`GRANT EXECUTE ON FUNCTION routing.slow() TO PUBLIC`,
	} {
		if err := s.db.Exec(s.t, sql); err != nil {
			s.t.Fatal(err)
		}
	}
}

// Offered much more than can be delivered, intake takes what is delivered: every answer is taken or refused with the time after which to try again, what
// was taken arrives, none of it later than the limit and a batch's time after it was taken; and after the flood everything is as before at once.
func TestIntakeTakesWhatIsDelivered(t *testing.T) {
	s := newSystem(t)
	s.age = time.Second
	s.start()
	queued := s.watchQueues()
	const perLead = 4 * time.Millisecond
	s.slowRouting(perLead)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	out := s.flood(ctx, 12)
	if len(out.leads) < 100 || // which are always taken
		out.refused[http.StatusTooManyRequests] == 0 {
		t.Errorf("%d were taken, %v refused", len(out.leads), out.refused)
	}
	oldest := time.Duration(0)
	await(t, "all that was taken to be in the queues", func() bool {
		for id, taken := range out.leads {
			at, ok := queued.has(id)
			if !ok {
				return false
			}
			oldest = max(oldest, at.Sub(taken))
		}
		return true
	})
	if most := s.age + 500*perLead + s.promptly(); oldest > most {
		t.Errorf("something taken was delivered after %v, more than %v", oldest, most)
	}
	began := time.Now()
	var id string
	await(t, "intake to take again", func() bool {
		a := s.complain("after", tutor("after"))
		var taken struct{ Lead string }
		_ = json.Unmarshal(a.body, &taken)
		id = taken.Lead
		return a.status == http.StatusAccepted
	})
	await(t, "what came after the flood", func() bool { _, ok := queued.has(id); return ok })
	if took := time.Since(began); took > s.promptly() {
		t.Errorf("after the flood it took %v", took)
	}
	t.Logf("%d taken, %v refused, the oldest delivered after %v, then %v", len(out.leads), out.refused, oldest, time.Since(began))
}

// While routing stands still, a lock held on its table, intake takes no more than can be delivered in time once it goes on, and loses nothing of it.
func TestStuckRouting(t *testing.T) {
	s := newSystem(t)
	s.age = 500 * time.Millisecond
	s.start()
	queued := s.watchQueues()
	before := s.accepted("before", tutor("before"))
	await(t, "the first", func() bool { _, ok := queued.has(before); return ok })
	locked, unlock := make(chan struct{}), make(chan struct{})
	var locking sync.WaitGroup
	locking.Go(func() { s.hold("LOCK TABLE routing.lead IN EXCLUSIVE MODE", locked, unlock) })
	<-locked
	began := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	out := s.flood(ctx, 8)
	late := 0
	for _, at := range out.leads {
		if at.Sub(began) > 2*time.Second {
			late++
		}
	}
	close(unlock)
	locking.Wait()
	if late > 0 || len(out.leads) == 0 {
		t.Errorf("of %d taken %d were taken when routing had stood still for two seconds", len(out.leads), late)
	}
	await(t, "all that was taken to be in the queues", func() bool {
		for id := range out.leads {
			if _, ok := queued.has(id); !ok {
				return false
			}
		}
		return true
	})
	await(t, "intake to take again", func() bool { return s.complain("again", tutor("again")).status == http.StatusAccepted })
	t.Logf("%d taken, %v refused", len(out.leads), out.refused)
}

// admin is a connection as the administrator.
func (s *system) admin() *pgxpool.Pool {
	s.t.Helper()
	pool, err := pgxpool.New(context.Background(), s.db.Admin)
	if err != nil {
		s.t.Fatal(err)
	}
	return pool
}

// hold runs a statement in a transaction that is left open until told.
func (s *system) hold(sql string, held chan<- struct{}, release <-chan struct{}) {
	pool := s.admin()
	defer pool.Close()
	tx, err := pool.Begin(context.Background())
	if err == nil {
		_, err = tx.Exec(context.Background(), sql)
	}
	if err != nil {
		s.t.Error(err)
	}
	close(held)
	<-release
	if err == nil {
		_ = tx.Rollback(context.Background())
	}
}

// While the database is away and does not say so, whoever comes is soon told to come again, without waiting; what was handed in before is taken when it is back,
// and everything after it.
func TestDatabaseThatSaysNothing(t *testing.T) {
	s := newSystem(t)
	wire, address := s.over("intake")
	s.to = map[string]string{"intake": address}
	s.start()
	s.accepted("before", tutor("before"))
	wire.gate.Lock()
	first := make(chan answer, 1)
	go func() { first <- s.complain("first", tutor("first")) }()
	n := 0
	await(t, "somebody to be told to come again at once", func() bool {
		n++
		began := time.Now()
		answers := make(chan answer, 1)
		go func() { answers <- s.complain(fmt.Sprint("during-", n), tutor(fmt.Sprint("during-", n))) }()
		select {
		case a := <-answers:
			if a.status != http.StatusServiceUnavailable && a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" {
				t.Errorf("%d %v %s", a.status, a.header, a.body)
			}
			return time.Since(began) < s.promptly()
		case <-time.After(500 * time.Millisecond):
			return false
		}
	})
	wire.gate.Unlock()
	if a := <-first; a.status != http.StatusAccepted && (a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "") {
		t.Errorf("the first got %d %s", a.status, a.body)
	}
	await(t, "intake to take again", func() bool { return s.complain("again", tutor("again")).status/100 == 2 })
	await(t, "the first, sent again, to be taken once", func() bool { return s.complain("first", tutor("first")).status/100 == 2 })
	if got := s.texts("SELECT count(*) || '' FROM intake.submission WHERE id = 'first'"); got[0] != "1" {
		t.Errorf("the first was taken %s times", got[0])
	}
}
