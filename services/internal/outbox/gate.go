package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats.go"

	"xiansuo/pkg/bus"
)

// A database that was restored from an older copy must not give out a number twice, so a log is closed until what others hold of it was
// compared with it: its streams, and how far others have applied it. Closed, it saves nothing: neither words nor what its readers bring.

// ErrAhead says that somebody holds more of the log than the log: the database was restored from an older copy. Going on would give
// numbers out twice, so nothing is saved or published until xiansuo recover was run.
var ErrAhead = errors.New("others hold more than the log")

// errNotCompared says that nobody looked yet.
var errNotCompared = errors.New("not compared with the log yet")

// ClosedError says why nothing may be saved now. It passes by itself, or when xiansuo recover was run.
type ClosedError struct {
	Service string
	Why     error
}

// Error says what keeps the log closed.
func (e *ClosedError) Error() string { return fmt.Sprintf("log of %s is closed: %v", e.Service, e.Why) }

// Unwrap returns what keeps the log closed.
func (e *ClosedError) Unwrap() error { return e.Why }

// Transient says that trying again later is right: nothing was saved.
func (e *ClosedError) Transient() bool { return true }

// gate knows what keeps a log closed. The zero value is open for ever.
type gate struct {
	mu      sync.Mutex
	guarded bool
	nc      *nats.Conn
	log     *slog.Logger
	// all names what must be compared; reasons says of each why it keeps the log closed, or nothing.
	all     []string
	reasons map[string]error
	// mark is that of the database which was compared.
	mark string
	// reopened says that the log was recovered at some time: what its readers bring may have been applied before.
	reopened bool
	said     string
}

// readersName stands for what others have applied, among what must be compared.
const readersName = "readers"

// Guard closes the log until its streams, and what others have applied of it, were compared with it.
func (l *Log) Guard(nc *nats.Conn, log *slog.Logger, streams ...string) {
	g := &l.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	g.guarded, g.nc, g.log = true, nc, log
	g.all = append(g.all, streams...)
	if !slices.Contains(g.all, readersName) {
		g.all = append(g.all, readersName)
	}
	g.close()
}

func (g *gate) close() {
	g.reasons = map[string]error{}
	for _, name := range g.all {
		g.reasons[name] = errNotCompared
	}
}

// Open returns nil when the log may be written to, and else a *ClosedError.
func (l *Log) Open() error {
	g := &l.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	return l.why()
}

func (l *Log) why() error {
	g := &l.gate
	if !g.guarded || len(g.reasons) == 0 {
		return nil
	}
	var ahead, other []string
	var cause error = errNotCompared
	for _, name := range slices.Sorted(slices.Values(g.all)) {
		switch why := g.reasons[name]; {
		case errors.Is(why, ErrAhead):
			ahead, cause = append(ahead, strings.TrimPrefix(why.Error(), ErrAhead.Error()+": ")), ErrAhead
		case why != nil:
			other = append(other, name+": "+why.Error())
		}
	}
	if len(ahead) > 0 {
		return &ClosedError{l.Service, fmt.Errorf("%w (%s): the database is older than what was published; nothing is accepted until `xiansuo recover %s` was run",
			cause, strings.Join(ahead, "; "), l.Service)}
	}
	return &ClosedError{l.Service, fmt.Errorf("%w (%s)", cause, strings.Join(other, "; "))}
}

// markSQL names the database as it is: started when, which one, and which table. A copy that somebody put in its place has another.
const markSQL = `pg_postmaster_start_time()::text || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())::text || '/' ||
	pg_relation_filenode('event_log')::text`

// markKey is where a connection keeps the mark of its database.
const markKey = "xiansuo-mark"

// admit says whether a transaction of a connection may save. A connection to another database than the one that was compared closes the log, unless
// that database has run since the log was open last: then nobody can have put an older copy in its place.
func (l *Log) admit(ctx context.Context, conn *pgx.Conn) error {
	if !l.gate.guarded {
		return nil
	}
	data := conn.PgConn().CustomData()
	mark, ok := data[markKey].(string)
	if !ok {
		var opened string
		var reopened bool
		err := conn.QueryRow(ctx, "SELECT "+markSQL+", opened, EXISTS (SELECT FROM applied) FROM source").Scan(&mark, &opened, &reopened)
		if err != nil {
			return fmt.Errorf("look at the database of %s: %w", l.Service, err)
		}
		data[markKey] = mark
		l.gate.meet(mark, opened == mark, reopened)
	}
	l.gate.mu.Lock()
	defer l.gate.mu.Unlock()
	return l.why()
}

// meet takes the mark of a database in.
func (g *gate) meet(mark string, trusted, reopened bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.mark == mark {
		return
	}
	g.mark = mark
	g.close()
	g.reopened = g.reopened || reopened
	if trusted {
		g.reasons = map[string]error{}
	}
}

// trusted reports whether the database has run since the log was open last.
func (l *Log) trusted(ctx context.Context) (bool, error) {
	var same bool
	err := l.DB.QueryRow(ctx, "SELECT opened = "+markSQL+" FROM source").Scan(&same)
	return same, err
}

// compared says what came of comparing something with the log: nil, or why the log must be closed.
func (l *Log) compared(ctx context.Context, name string, why error) error {
	g := &l.gate
	if !g.guarded {
		return nil
	}
	var mark, opened string
	var reopened bool
	if err := l.DB.QueryRow(ctx, "SELECT "+markSQL+", opened, EXISTS (SELECT FROM applied) FROM source").Scan(&mark, &opened, &reopened); err != nil {
		return fmt.Errorf("look at the database of %s: %w", l.Service, err)
	}
	g.meet(mark, opened == mark, reopened)
	g.mu.Lock()
	g.reopened = g.reopened || reopened
	if why == nil {
		delete(g.reasons, name)
	} else {
		g.reasons[name] = why
	}
	closed := l.why()
	g.say(closed)
	g.mu.Unlock()
	if closed == nil && opened != mark {
		if _, err := l.DB.Exec(ctx, "UPDATE source SET opened = "+markSQL); err != nil {
			return fmt.Errorf("open log of %s: %w", l.Service, err)
		}
	}
	return nil
}

// mustCompare reports whether what this publisher compares keeps the log closed.
func (p *Publisher) mustCompare() bool {
	g := &p.Of.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.reasons[p.Config.Name] != nil || p.first() && g.reasons[readersName] != nil
}

// first reports whether this is the publisher of the log's own stream.
func (p *Publisher) first() bool { return p.Config.Name == bus.Stream(p.Of.Service) }

// say tells once what keeps the log closed, where a person must do something.
func (g *gate) say(closed error) {
	text := ""
	if errors.Is(closed, ErrAhead) {
		text = closed.Error()
	}
	if text != g.said && g.log != nil {
		if text != "" {
			g.log.Error("nothing is accepted, numbered, read or published", "reason", text)
		} else {
			g.log.Info("the log is open")
		}
	}
	g.said = text
}

func (l *Log) wasReopened() bool {
	if !l.gate.guarded {
		return false
	}
	l.gate.mu.Lock()
	defer l.gate.mu.Unlock()
	return l.gate.reopened
}
