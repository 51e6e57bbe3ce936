package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/bustest"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/pgtest"
)

var quiet = slog.New(slog.DiscardHandler)

func schema(name string) pg.Schema {
	effects := fstest.MapFS{"00001_effect.sql": {Data: []byte(`-- +goose Up
CREATE TABLE effect (id text NOT NULL, lead text NOT NULL, n bigint GENERATED ALWAYS AS IDENTITY);`)}}
	return pg.Schema{Name: name, Parts: []pg.Part{outbox.Part(), {Name: "effect", Files: effects}}, Update: outbox.Updated()}
}

// pair is a service that speaks and one that reads it, on one broker.
type pair struct {
	t      *testing.T
	bus    *bustest.Bus
	db     *pgtest.Database
	speak  *outbox.Log
	read   *outbox.Log
	rest   time.Duration // of the reader
	cancel context.CancelFunc
	done   sync.WaitGroup
}

func newPair(t *testing.T) *pair {
	db := pgtest.New(t, schema("intake"), schema("routing"))
	return &pair{t: t, bus: bustest.New(t), db: db, cancel: func() {},
		speak: outbox.NewLog(db.Pool(t, "intake"), "intake", bustest.District),
		read:  outbox.NewLog(db.Pool(t, "routing"), "routing", bustest.District)}
}

// run starts publisher, log server and reader; stop ends them.
func (p *pair) run(handle outbox.Handler) {
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	nc, js := p.bus.Service(p.t, "intake")
	publisher := outbox.NewPublisher(p.speak, js, quiet, time.Now)
	rnc, rjs := p.bus.Service(p.t, "routing")
	reader := &outbox.Reader{Log: quiet, Into: p.read, Source: "intake", NC: rnc, JS: rjs, Rest: p.rest}
	for _, f := range []func(){
		func() { _ = publisher.Run(ctx) },
		func() { _ = p.speak.Serve(ctx, nc, quiet) },
		func() { _ = reader.Run(ctx, handle) },
	} {
		p.done.Go(f)
	}
	p.t.Cleanup(p.stop)
}

func (p *pair) stop() {
	p.cancel()
	p.done.Wait()
}

// say appends events about leads, one transaction each, and returns their ids.
func (p *pair) say(leads ...string) (ids []string) {
	p.t.Helper()
	for _, id := range leads {
		e, err := event.New(event.Origin{Source: p.speak.Source(), Lead: id, Time: time.Now()}, lead.LeadUrged{Sender: "/x"})
		if err != nil {
			p.t.Fatal(err)
		}
		err = p.speak.Save(context.Background(), func(_ context.Context, tx *outbox.Tx) error { return tx.Append(e, "") })
		if err != nil {
			p.t.Fatal(err)
		}
		ids = append(ids, e.ID())
	}
	return ids
}

func record(_ context.Context, tx *outbox.Tx, events []outbox.Received) error {
	for _, e := range events {
		tx.Later("INSERT INTO effect (id, lead) VALUES ($1, $2)", e.ID(), e.Subject())
	}
	return nil
}

// effects waits until as many effects are there and returns their ids in order.
func (p *pair) effects(n int) []string {
	p.t.Helper()
	var got []string
	await(p.t, fmt.Sprintf("%d effects", n), func() bool {
		got = column(p.t, p.read.DB, "SELECT id FROM effect ORDER BY n")
		return len(got) >= n
	})
	return got
}

// writes counts the lines of a log.
type writes struct{ n atomic.Int64 }

func (w *writes) Write(line []byte) (int, error) {
	w.n.Add(1)
	return len(line), nil
}

func column(t *testing.T, db *pgxpool.Pool, sql string) (out []string) {
	t.Helper()
	rows, err := db.Query(context.Background(), sql)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

func await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited too long for %s", what)
		}
	}
}

func many(n int) (leads []string) {
	for i := range n {
		leads = append(leads, fmt.Sprintf("990101-2026-%06d", i%7))
	}
	return leads
}

// What is saved is applied once, in order.
func TestSavedIsAppliedOnceInOrder(t *testing.T) {
	p := newPair(t)
	p.run(record)
	want := p.say(many(60)...)
	if got := p.effects(60); !slices.Equal(got, want) {
		t.Fatalf("applied %d events, not the %d saved in their order", len(got), len(want))
	}
}

// A broker that loses its disk loses nothing of ours: what was not applied yet is applied, and nothing twice.
func TestWipedBrokerLosesNothing(t *testing.T) {
	p := newPair(t)
	p.run(record)
	want := p.say(many(40)...)
	p.effects(40)
	for range 2 {
		p.bus.Stop()
		p.bus.Wipe(t)
		want = append(want, p.say(many(30)...)...)
		p.bus.Start(t)
		want = append(want, p.say(many(30)...)...)
		if got := p.effects(len(want)); !slices.Equal(got, want) {
			t.Fatalf("applied %d events after a wipe, want %d in order", len(got), len(want))
		}
	}
}

// A publisher that was idle when the broker went away knows how old what waits is: intake stands back by that. What was published
// before, by this publisher or the one before it, does not wait.
func TestAgeOfWhatWaitsWithoutBroker(t *testing.T) {
	p := newPair(t)
	p.run(record)
	p.say(many(3)...)
	p.effects(3)
	p.stop()
	_, js := p.bus.Service(t, "intake")
	var warned writes
	publisher := outbox.NewPublisher(p.speak, js, slog.New(slog.NewTextHandler(&warned, nil)), time.Now)
	go func() { _ = publisher.Run(t.Context()) }()
	await(t, "the stream", func() bool { return publisher.Ready() == nil })
	p.bus.Stop()
	await(t, "the idle publisher to notice", func() bool { return warned.n.Load() > 0 })
	if age := publisher.Age(); age != 0 {
		t.Fatalf("nothing waits, for %v", age)
	}
	before := time.Now()
	p.say("990101-2026-000001")
	await(t, "what waits to be seen", func() bool { return publisher.Age() > 0 })
	if publisher.Age() > time.Since(before)+time.Second {
		t.Fatalf("something waits for %v", publisher.Age())
	}
	p.bus.Start(t)
	await(t, "what waits to be published", func() bool { return publisher.Age() == 0 })
}

// A reader that starts late, when the broker holds nothing any more of what it missed, asks the source.
func TestReaderFetchesWhatTheStreamLost(t *testing.T) {
	p := newPair(t)
	want := p.say(many(30)...)
	if _, err := p.speak.DB.Exec(context.Background(), "SELECT 1"); err != nil {
		t.Fatal(err)
	}
	nc, js := p.bus.Service(t, "intake")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	publisher := outbox.NewPublisher(p.speak, js, quiet, time.Now)
	publisher.Start = func(context.Context) (uint64, error) { return 20, nil } // as if the first twenty had aged out
	go func() { _ = publisher.Run(ctx) }()
	go func() { _ = p.speak.Serve(ctx, nc, quiet) }()
	rnc, rjs := p.bus.Service(t, "routing")
	reader := &outbox.Reader{Log: quiet, Into: p.read, Source: "intake", NC: rnc, JS: rjs}
	go func() { _ = reader.Run(ctx, record) }()
	if got := p.effects(30); !slices.Equal(got, want) {
		t.Fatalf("applied %d events, want 30 in order", len(got))
	}
}

// Numbers are gapless and follow the commits, whatever rolls back in between.
func TestNumbersAreGapless(t *testing.T) {
	p := newPair(t)
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 20 {
				_ = p.speak.Save(context.Background(), func(_ context.Context, tx *outbox.Tx) error {
					e, _ := event.New(event.Origin{Source: "/x", Lead: "l", Time: time.Now()}, lead.LeadUrged{})
					if err := tx.Append(e, ""); err != nil {
						return err
					}
					if (i+w)%3 == 0 {
						return errors.New("changed my mind")
					}
					return nil
				})
			}
		})
	}
	wg.Wait()
	rows, err := p.speak.After(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if n, err := event.NumberIn(row.Body); err != nil || n != uint64(i+1) || row.Sequence != n {
			t.Fatalf("row %d has number %d (%v)", i+1, n, err)
		}
	}
	if head, _ := p.speak.Head(t.Context()); head != uint64(len(rows)) || len(rows) < 100 {
		t.Fatalf("head %d of %d rows", head, len(rows))
	}
}

// A bad event is set aside alone, later events of its lead wait behind it, other leads go on, and a replay applies them in order.
func TestBadEventIsSetAsideAndReplayed(t *testing.T) {
	p := newPair(t)
	var cured sync.Map
	p.run(func(ctx context.Context, tx *outbox.Tx, events []outbox.Received) error {
		for _, e := range events {
			if _, ok := cured.Load("bad"); e.Subject() == "bad" && !ok {
				panic("cannot digest this")
			}
		}
		return record(ctx, tx, events)
	})
	good := p.say("a", "b")
	bad := p.say("bad")
	good = append(good, p.say("c")...)
	bad = append(bad, p.say("bad", "bad")...)
	good = append(good, p.say("d")...)
	if got := p.effects(4); !slices.Equal(got, good) {
		t.Fatalf("applied %v, want the good ones %v", got, good)
	}
	await(t, "three events set aside", func() bool { a, _ := p.read.Asides(t.Context()); return len(a) == 3 })
	asides, _ := p.read.Asides(t.Context())
	if asides[0].Waits || !asides[1].Waits || !asides[2].Waits {
		t.Fatalf("the first is bad and the others wait: %+v", asides)
	}
	if _, err := p.read.Replay(t.Context(), asides[0].ID); err == nil {
		t.Fatal("a replay that fails again must say so")
	}
	cured.Store("bad", true)
	if n, err := p.read.Replay(t.Context(), asides[0].ID); err != nil || n != 3 {
		t.Fatalf("replayed %d: %v", n, err)
	}
	if got := p.effects(7); !slices.Equal(got[4:], bad) {
		t.Fatalf("replayed %v, want %v", got[4:], bad)
	}
	if _, err := p.read.Replay(t.Context(), asides[0].ID); !errors.Is(err, outbox.ErrNoAside) {
		t.Fatalf("a second replay: %v", err)
	}
	after := p.say("bad")
	if got := p.effects(8); got[7] != after[0] {
		t.Fatal("the lead flows again")
	}
}

// Two processes of one service apply every event once between them.
func TestTwoReadersApplyOnce(t *testing.T) {
	p := newPair(t)
	p.run(record)
	rnc, rjs := p.bus.Service(t, "routing")
	second := &outbox.Reader{Log: quiet, Into: p.read, Source: "intake", NC: rnc, JS: rjs}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var wg sync.WaitGroup
	wg.Go(func() { _ = second.Run(ctx, record) })
	want := p.say(many(80)...)
	got := p.effects(80)
	cancel()
	wg.Wait()
	if !slices.Equal(got, want) {
		t.Fatalf("applied %d, want %d in order", len(got), len(want))
	}
}

// A login role cannot change or delete what the log says.
func TestLogIsInsertOnly(t *testing.T) {
	p := newPair(t)
	p.say("a")
	for _, sql := range []string{"UPDATE event_log SET type = 'x'", "DELETE FROM event_log", "TRUNCATE event_log", "DROP TABLE event_log",
		"CREATE TABLE x ()", "DELETE FROM aside", "UPDATE event_path_version SET version_id = 9"} {
		if _, err := p.speak.DB.Exec(t.Context(), sql); err == nil {
			t.Errorf("allowed: %s", sql)
		}
	}
}
