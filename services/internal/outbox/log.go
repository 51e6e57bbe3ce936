// Package outbox is how an event gets from one service's transaction into another's, once in effect, in order per lead, through
// kills of either and through a broker that loses everything.
//
//	change state ─┐
//	append record ├─ one transaction ─► event_log ─ publisher ─► stream ─ reader ─► one transaction ┬─ apply events
//	append events ┘  (numbers gapless)              (a cache)      ▲                                └─ raise the floor
//	                        └──────────── fetch what is missing ───┘
//
// The log in PostgreSQL is the only record; the stream is a cache that may vanish. The publisher knows no readers: it looks where
// the stream ends and goes on from there. A reader keeps one floor per source, takes events strictly by number, asks the source
// for those that are missing, and sets aside, for a person, what cannot be applied.
package outbox

import (
	"context"
	"embed"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/crash"
	"xiansuo/services/internal/pg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Part returns the migrations of the event path; every service's schema begins with them.
func Part() pg.Part { return pg.Part{Name: "event_path", Files: pg.Sub(migrations, "migrations")} }

// Updated lists the tables of the event path whose rows change. The log's do not.
func Updated() []string { return []string{"source", "floor", "aside", "worker"} }

// Deleted lists the tables of the event path whose rows go: what a process that shares a source leaves behind.
func Deleted() []string { return []string{"floor", "worker"} }

// Log is a service's numbered log of events.
type Log struct {
	DB       *pgxpool.Pool
	Service  string
	District string
	// Behind, where set, says how long the oldest has waited of what this service passes on.
	Behind func() time.Duration
	// Replicas is how many brokers of a cluster keep each stream; 0 is one.
	Replicas int

	// Copy returns what is kept of another service's log behind a number; nil where nothing is kept.
	Copy func(ctx context.Context, source string, after uint64, limit int) ([]Row, error)

	saved    Signal
	gate     gate
	mu       sync.Mutex
	handlers map[string]Handler
}

// NewLog returns the log of a service in its schema.
func NewLog(db *pgxpool.Pool, service, district string) *Log {
	return &Log{DB: db, Service: service, District: district, handlers: map[string]Handler{}}
}

// Source is how the service names itself in events: /<district>/<service>.
func (l *Log) Source() string { return "/" + l.District + "/" + l.Service }

// Saved is raised after every commit that wrote to the log.
func (l *Log) Saved() *Signal { return &l.saved }

// Tx is a transaction whose events are numbered at its end.
type Tx struct {
	pgx.Tx
	later   pgx.Batch
	entries []entry
	shared  bool
}

type entry struct {
	event event.Event
	queue string
	body  []byte
}

// Later adds a statement that is sent, with all others, when the transaction ends: for writes whose result nobody needs.
func (t *Tx) Later(sql string, args ...any) { t.later.Queue(sql, args...) }

// Append adds an event to the log, and to the department's queue unless queue is empty.
// It leaves a span in the trace that the lead began with.
func (t *Tx) Append(e event.Event, queue lead.Department) error {
	defer StartSpan(context.Background(), e, e.Type()).End()
	if queue != "" {
		e.SetExtension(event.Queue, string(queue)) // so that a copy of the log holds all of it
	}
	body, err := e.MarshalJSON()
	if err != nil {
		return fmt.Errorf("encode %s: %w", e.Type(), err)
	}
	if len(body) > event.MaxSize {
		return fmt.Errorf("event %s of lead %s has %d bytes, more than %d", e.Type(), e.Subject(), len(body), event.MaxSize)
	}
	t.entries = append(t.entries, entry{e, string(queue), body})
	return nil
}

// Save runs change in a transaction and saves with it the events that it appends: all or nothing. After an error nothing is
// saved. While the log is closed it is a *ClosedError.
func (l *Log) Save(ctx context.Context, change func(context.Context, *Tx) error) error {
	return l.save(ctx, l.admit, change)
}

func (l *Log) save(ctx context.Context, admit func(context.Context, *pgx.Conn) error, change func(context.Context, *Tx) error) error {
	conn, err := l.DB.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer conn.Release()
	if err := admit(ctx, conn.Conn()); err != nil { // before the transaction, of whose level it is the change that decides
		return err
	}
	tx, err := conn.Begin(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	saved := false
	defer func() {
		if !saved {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			_ = tx.Rollback(ctx)
		}
	}()
	t := &Tx{Tx: tx}
	if err := t.finish(ctx, change); err != nil {
		return err
	}
	saved = true
	if len(t.entries) > 0 {
		l.saved.Raise()
	}
	return nil
}

func (t *Tx) finish(ctx context.Context, change func(context.Context, *Tx) error) error {
	if err := guarded(ctx, t, change); err != nil {
		return err
	}
	t.number()
	if t.later.Len() > 0 {
		if err := t.Tx.SendBatch(ctx, &t.later).Close(); err != nil {
			return fmt.Errorf("save: %w", err)
		}
	}
	crash.Point("save.before-commit")
	if err := t.Tx.Commit(ctx); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	crash.Point("save.after-commit")
	return nil
}

// guarded turns a panic of change into an error: a transaction left open would keep its locks.
func guarded(ctx context.Context, t *Tx, change func(context.Context, *Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return change(ctx, t)
}

// appendSQL takes the next numbers under the source's lock and writes the events with the number in front of the body, as
// event.Numbered does.
const appendSQL = `
WITH taken AS (UPDATE source SET next = next + cardinality($1::text[]) RETURNING next - cardinality($1::text[]) - 1 AS base)
INSERT INTO event_log (sequence, id, lead, type, queue, at, leaf, body)
SELECT base + n, id, lead, type, nullif(queue, ''), at, sha256(numbered), numbered
FROM taken, unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::bytea[])
     WITH ORDINALITY AS e(id, lead, type, queue, at, body, n),
     LATERAL (SELECT convert_to('{"sequence":"' || lpad((base + n)::text, 20, '0') || '",', 'UTF8') || substr(body, 2) AS numbered) AS b`

func (t *Tx) number() {
	n := len(t.entries)
	if n == 0 {
		return
	}
	ids, leads, types, queues := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	times, bodies := make([]time.Time, n), make([][]byte, n)
	for i, e := range t.entries {
		ids[i], leads[i], types[i], queues[i] = e.event.ID(), e.event.Subject(), e.event.Type(), e.queue
		times[i], bodies[i] = e.event.Time(), e.body
	}
	t.later.Queue(appendSQL, ids, leads, types, queues, times, bodies)
}
