package outbox_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/pgtest"
)

// guarded is the log of intake in a database, closed until it was compared; run has it compared and published until the test ends.
func (p *pair) guarded(db *pgtest.Database, run bool) *outbox.Log {
	p.t.Helper()
	l := outbox.NewLog(db.Pool(p.t, "intake"), "intake", p.speak.District)
	nc, js := p.bus.Service(p.t, "intake")
	l.Guard(nc, quiet, bus.Stream("intake"))
	if run {
		publisher := outbox.NewPublisher(l, js, quiet, time.Now)
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() { defer close(done); _ = publisher.Run(ctx) }()
		p.t.Cleanup(func() { cancel(); <-done })
	}
	return l
}

// copied returns a copy of the speaker's database, as it is now.
func (p *pair) copied() *pgtest.Database {
	p.t.Helper()
	backup := p.db.Copy(p.t)
	p.speak.DB.Reset() // its connections were thrown out
	p.read.DB.Reset()
	return backup
}

// save tries to number an event.
func save(t *testing.T, l *outbox.Log) error {
	e, err := event.New(event.Origin{Source: l.Source(), Lead: "l", Time: time.Now()}, lead.LeadUrged{})
	if err != nil {
		t.Fatal(err)
	}
	return l.Save(t.Context(), func(_ context.Context, tx *outbox.Tx) error { return tx.Append(e, "") })
}

func closed(err error) bool {
	var why *outbox.ClosedError
	return errors.As(err, &why) && pg.Transient(err)
}

// A log is closed until its stream was compared with it, and an older copy of its database stays closed: it gives no number out, and says
// what to do. Whoever tries is told to try again.
func TestOlderCopyStaysClosed(t *testing.T) {
	p := newPair(t)
	p.say(many(5)...)
	backup := p.copied()
	p.run(record)
	p.say(many(5)...)
	p.effects(10)
	now := p.guarded(p.db, true)
	await(t, "the log to open", func() bool { return now.Open() == nil })
	if err := save(t, now); err != nil {
		t.Fatal(err)
	}
	older := p.guarded(backup, true)
	if err := save(t, older); !closed(err) {
		t.Fatalf("a log that nobody compared saves: %v", err)
	}
	await(t, "the older copy to be found out", func() bool { return errors.Is(older.Open(), outbox.ErrAhead) })
	if err := save(t, older); !closed(err) || !strings.Contains(err.Error(), "xiansuo recover intake") {
		t.Fatalf("an older copy saves, or does not say what to do: %v", err)
	}
	if head, _ := older.Head(t.Context()); head != 5 {
		t.Errorf("the older copy ends at %d", head)
	}
}

// The broker is wiped and knows nothing; a reader that has applied more closes the older copy all the same.
func TestReaderClosesAnOlderCopy(t *testing.T) {
	p := newPair(t)
	p.say(many(5)...)
	backup := p.copied()
	p.run(record)
	p.say(many(5)...)
	p.effects(10)
	p.stop()
	p.bus.Stop()
	p.bus.Wipe(t)
	p.bus.Start(t)
	rnc, _ := p.bus.Service(t, "routing")
	go func() { _ = p.read.Serve(t.Context(), rnc, quiet) }()
	older := p.guarded(backup, true)
	await(t, "the reader to be asked", func() bool { return errors.Is(older.Open(), outbox.ErrAhead) })
	if err := save(t, older); !closed(err) || !strings.Contains(err.Error(), "routing has applied number 10") {
		t.Fatalf("%v", err)
	}
}

// A service that is started again while the broker is away is open when its database has run on since the log was open last, and closed on
// a copy of it.
func TestRestartWithoutBroker(t *testing.T) {
	p := newPair(t)
	first := p.guarded(p.db, true)
	await(t, "the log to open", func() bool { return first.Open() == nil })
	again, older := p.guarded(p.db, false), p.guarded(p.copied(), false)
	p.bus.Stop()
	defer p.bus.Start(t)
	if err := save(t, again); err != nil {
		t.Errorf("the database ran on: %v", err)
	}
	if err := save(t, older); !closed(err) {
		t.Errorf("a copy of the database saves: %v", err)
	}
}

// A database that is exchanged for an older copy under a running service closes its log before anything is saved.
func TestExchangedDatabaseCloses(t *testing.T) {
	p := newPair(t)
	backup := p.copied()
	l := p.guarded(p.db, true)
	await(t, "the log to open", func() bool { return l.Open() == nil })
	if err := save(t, l); err != nil {
		t.Fatal(err)
	}
	_, js := p.bus.Service(t, "intake")
	await(t, "the event to be published", func() bool {
		stream, err := js.Stream(t.Context(), bus.Stream("intake"))
		return err == nil && stream.CachedInfo().State.LastSeq == 1
	})
	p.db.Exchange(t, backup)
	var err error
	await(t, "a connection to the copy", func() bool { err = save(t, l); return closed(err) || err == nil })
	if err == nil {
		t.Fatal("the copy gave a number out twice")
	}
	await(t, "the copy to be found out", func() bool { return errors.Is(l.Open(), outbox.ErrAhead) })
}

// A reader does not go over numbers that are missing when no event of the source names them as lost.
func TestNobodyGoesOverUnnamedGaps(t *testing.T) {
	p := newPair(t)
	p.say(many(6)...)
	if err := p.db.Exec(t, "DELETE FROM intake.event_log WHERE sequence = 4"); err != nil {
		t.Fatal(err)
	}
	p.run(record)
	p.effects(3)
	time.Sleep(200 * time.Millisecond) // nothing tells that something does not happen
	if got := p.effects(3); len(got) != 3 {
		t.Fatalf("%d events were applied over a gap", len(got))
	}
}

// A stream that holds another event than the log under a number is filled anew: the log is the record.
func TestContradictingStreamIsFilledAnew(t *testing.T) {
	p := newPair(t)
	p.run(record)
	p.say(many(5)...)
	p.effects(5)
	p.stop()
	if err := p.db.Exec(t, `UPDATE intake.event_log SET body = convert_to(replace(convert_from(body, 'UTF8'), '"data":{', '"data":{"note":"other",'), 'UTF8') WHERE sequence = 5`); err != nil {
		t.Fatal(err)
	}
	rows, err := p.speak.After(t.Context(), 4, 1)
	if err != nil || !strings.Contains(string(rows[0].Body), "other") {
		t.Fatalf("the event was not changed: %v", err)
	}
	p.run(record)
	_, js := p.bus.Service(t, "intake")
	await(t, "the stream to hold what the log says", func() bool {
		stream, err := js.Stream(t.Context(), bus.Stream("intake"))
		if err != nil {
			return false
		}
		last, err := stream.GetMsg(t.Context(), stream.CachedInfo().State.LastSeq)
		return err == nil && stream.CachedInfo().State.Msgs == 5 && string(last.Data) == string(rows[0].Body)
	})
}
