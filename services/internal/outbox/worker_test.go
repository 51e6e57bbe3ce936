package outbox_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"xiansuo/pkg/event"
	"xiansuo/services/internal/bustest"
	"xiansuo/services/internal/outbox"
)

// Two processes publish one log: everything is in the stream once and in order, whoever saved it, and neither starts over or says a word of it.
func TestTwoPublishers(t *testing.T) {
	p := newPair(t)
	var lines writes
	log := slog.New(slog.NewTextHandler(&lines, &slog.HandlerOptions{Level: slog.LevelInfo}))
	other := &pair{t: t, bus: p.bus, speak: outbox.NewLog(p.db.Pool(t, "intake"), "intake", bustest.District)}
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	t.Cleanup(func() { cancel(); done.Wait() })
	for _, one := range []*pair{p, other} {
		_, js := p.bus.Service(t, "intake")
		publisher := outbox.NewPublisher(one.speak, js, log, time.Now)
		done.Go(func() { _ = publisher.Run(ctx) })
		await(t, "the stream", func() bool { return publisher.Ready() == nil })
	}
	before := lines.n.Load()
	var saying sync.WaitGroup
	for _, one := range []*pair{p, other} {
		saying.Go(func() {
			for range 40 {
				one.say("a", "b", "c")
				time.Sleep(5 * time.Millisecond) // so that each is idle now and then
			}
		})
	}
	saying.Wait()
	_, js := p.bus.Service(t, "intake")
	stream, err := js.Stream(t.Context(), "INTAKE")
	if err != nil {
		t.Fatal(err)
	}
	await(t, "all of them", func() bool { info, err := stream.Info(t.Context()); return err == nil && info.State.Msgs >= 240 })
	for n := uint64(1); n <= 240; n++ {
		m, err := stream.GetMsg(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		if number, err := event.NumberIn(m.Data); err != nil || number != n {
			t.Fatalf("at %d is number %d, %v", n, number, err)
		}
	}
	if info, _ := stream.Info(t.Context()); info.State.Msgs != 240 || lines.n.Load() != before {
		t.Errorf("%d are in the stream, %d lines were logged", info.State.Msgs, lines.n.Load()-before)
	}
}

// sharer is a process that shares a source, with connections of its own.
type sharer struct {
	name   string
	db     *pgxpool.Pool
	reader *outbox.Reader
	cancel context.CancelFunc
	done   sync.WaitGroup
}

func (p *pair) share(name string) *sharer {
	p.t.Helper()
	nc, js := p.bus.Service(p.t, "routing")
	db := p.db.Pool(p.t, "routing")
	s := &sharer{name: name, db: db, reader: &outbox.Reader{Log: quiet, Into: outbox.NewLog(db, "routing", bustest.District), Source: "intake", NC: nc, JS: js, Shared: true}}
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	s.done.Go(func() {
		_ = s.reader.Run(ctx, func(_ context.Context, tx *outbox.Tx, events []outbox.Received) error {
			for _, e := range events {
				tx.Later("INSERT INTO effect (id, lead, by, number) VALUES ($1, $2, $3, $4)", e.ID(), e.Subject(), name, e.Number)
			}
			return nil
		})
	})
	p.t.Cleanup(func() { cancel(); s.done.Wait() })
	return s
}

// kill ends a process as a crash does: it says nothing to nobody.
func (s *sharer) kill() {
	go s.db.Close() // what it would say when it ends does not arrive
	for s.db.Ping(context.Background()) == nil {
		time.Sleep(time.Millisecond)
	}
	s.cancel()
	s.done.Wait()
}

// Of several processes that share a source each applies the events of its own leads, all of them once and those of a lead in order; when one dies the
// others take its leads over, and when it comes back it has some again. One alone has everything in one piece.
func TestSharedSource(t *testing.T) {
	p := newPair(t)
	p.run(nil)
	said := 0
	say := func(n int) {
		var leads []string
		for i := range n {
			leads = append(leads, fmt.Sprintf("990101-2026-%06d", (said+i)%53))
		}
		said += n
		p.say(leads...)
	}
	applied := func(what string) {
		t.Helper()
		await(t, what, func() bool { return column(t, p.read.DB, "SELECT count(*)::text FROM effect")[0] == fmt.Sprint(said) })
	}
	by := func(name string, after int) string {
		return column(t, p.read.DB, fmt.Sprintf("SELECT count(*)::text FROM effect WHERE by = '%s' AND number > %d", name, after))[0]
	}
	parts := func() string {
		return column(t, p.read.DB, "SELECT string_agg(first || '-' || past || '@' || sequence, ' ' ORDER BY first) FROM floor WHERE source = 'intake'")[0]
	}
	p.share("a")
	say(50)
	applied("one process alone")
	if got := parts(); got != "0-16@50" {
		t.Errorf("one process alone has %s", got)
	}
	b := p.share("b")
	await(t, "the second to have its share", func() bool { return b.reader.Lag() == 0 && parts() != "0-16@50" })
	say(200)
	applied("two processes")
	if by("a", 50) == "0" || by("b", 50) == "0" {
		t.Errorf("a applied %s and b %s", by("a", 50), by("b", 50))
	}
	b.kill()
	dead := said
	say(100)
	applied("what the dead one had")
	if got := parts(); got != fmt.Sprintf("0-16@%d", said) {
		t.Errorf("the one that is left has %s", got)
	}
	if by("a", dead) != "100" {
		t.Errorf("of 100 the one that is left applied %s", by("a", dead))
	}
	p.share("b")
	await(t, "the second to have its share again", func() bool { return parts() != fmt.Sprintf("0-16@%d", said) })
	back := said
	say(100)
	applied("two processes again")
	if by("a", back) == "0" || by("b", back) == "0" {
		t.Errorf("a applied %s and b %s", by("a", back), by("b", back))
	}
	for what, sql := range map[string]string{
		"applied twice":  "SELECT number::text FROM effect GROUP BY number HAVING count(*) > 1",
		"never applied":  fmt.Sprintf("SELECT n::text FROM generate_series(1, %d) n WHERE NOT EXISTS (SELECT FROM effect WHERE number = n)", said),
		"out of order":   "SELECT a.number::text FROM effect a JOIN effect b ON a.lead = b.lead AND a.n < b.n AND a.number > b.number",
		"of two at once": "SELECT lead FROM effect WHERE number > " + fmt.Sprint(back+20) + " GROUP BY lead HAVING count(DISTINCT by) > 1",
	} {
		if got := column(t, p.read.DB, sql); len(got) > 0 {
			t.Errorf("%s: %v", what, got)
		}
	}
}

// What is decided again because somebody else was faster is applied at last, in smaller pieces where that helps, and never set aside.
func TestDecidedAgain(t *testing.T) {
	p := newPair(t)
	want := p.say(many(8)...)
	tries, sizes := 0, map[int]int{}
	p.run(func(ctx context.Context, tx *outbox.Tx, events []outbox.Received) error {
		tries++
		if sizes[len(events)]++; len(events) > 2 || tries%3 > 0 {
			return fmt.Errorf("batch: %w", outbox.ErrAgain)
		}
		return record(ctx, tx, events)
	})
	if got := p.effects(8); !slices.Equal(got, want) {
		t.Errorf("applied %v, want %v", got, want)
	}
	if n, err := p.read.AsideCount(t.Context()); n != 0 || err != nil {
		t.Errorf("%d are set aside, %v", n, err)
	}
	p.stop()
	t.Log(sizes)
}

// Where several processes share a source and one is further than another, what is followed begins where the slowest stands: nothing lies between
// that one of them has not applied and nobody is told of.
func TestFollowingBeginsWhereTheSlowestStands(t *testing.T) {
	p := newPair(t)
	ids := p.say("a", "b", "c", "d", "e")
	p.run(nil)
	if err := p.db.Exec(t, "INSERT INTO routing.floor (source, first, past, sequence) VALUES ('intake', 0, 10, 4), ('intake', 10, 16, 2)"); err != nil {
		t.Fatal(err)
	}
	nc, _ := p.bus.Service(t, "routing")
	var followed []string
	await(t, "the log to be open", func() bool {
		followed = nil
		return p.read.Follow(t.Context(), nc, "intake", func(e event.Event) { followed = append(followed, e.ID()) }) == nil
	})
	if !slices.Equal(followed, ids[2:]) {
		t.Errorf("followed %v, want all behind the second of %v", followed, ids)
	}
}
