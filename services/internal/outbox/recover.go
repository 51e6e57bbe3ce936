package outbox

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/crash"
)

// Recovery says how a log is recovered.
type Recovery struct {
	By, Reason string
	Now        func() time.Time
	// Anew opens an epoch even though no copy holds more than the log.
	Anew bool
	// Restore brings the service's own tables up to the events that came back, in the transaction that brings them back.
	Restore func(ctx context.Context, tx *Tx, back []Received, lost []lead.Numbers) (Notes, error)
}

// Notes are what a service says of its recovery, by what became of leads or cases.
type Notes map[string][]string

// Add notes something of a lead; a report says it once.
func (n Notes) Add(what, id string) { n[what] = append(n[what], id) }

func (n Notes) tidy() {
	for what, ids := range n {
		slices.Sort(ids)
		n[what] = slices.Compact(ids)
	}
}

// Report says what a recovery did.
type Report struct {
	Service   string         `json:"service"`
	Epoch     int            `json:"epoch,omitempty"`
	At        time.Time      `json:"at"`
	By        string         `json:"by"`
	Reason    string         `json:"reason,omitempty"`
	Restored  uint64         `json:"restored"`
	Known     uint64         `json:"known"`
	Recovered int            `json:"recovered"`
	Lost      []lead.Numbers `json:"lost,omitempty"`
	Event     uint64         `json:"event,omitempty"`
	// Copies says where events were found.
	Copies string `json:"copies"`
	Notes  Notes  `json:"notes,omitempty"`
}

// sequencesAhead is how far the service's own numbers, such as those of leads, are moved on: what was given out and is in no copy is not
// given out twice.
const sequencesAhead = 1000

// Recover brings back what other copies hold of the log, and opens a new epoch of it, in one transaction: a recovery that is killed has
// not begun. It does nothing when nobody holds more than the log.
func (l *Log) Recover(ctx context.Context, m *Missing, r Recovery) (*Report, error) {
	report := &Report{Service: l.Service, At: r.Now().UTC().Truncate(time.Microsecond), By: r.By, Reason: r.Reason, Restored: m.Restored, Known: m.Known,
		Recovered: len(m.Bodies), Lost: m.lost(), Copies: m.Sources(), Notes: Notes{}}
	if m.Known == m.Restored && !r.Anew {
		return report, nil
	}
	free := func(context.Context, *pgx.Conn) error { return nil }
	err := l.save(ctx, free, func(ctx context.Context, tx *Tx) error { return l.recover(ctx, tx, m, r, report) })
	if err != nil {
		return nil, fmt.Errorf("recover %s: %w", l.Service, err)
	}
	crash.Point("recover.after-commit")
	return report, nil
}

var errMoved = errors.New("the log was written to meanwhile: recover again")

func (l *Log) recover(ctx context.Context, tx *Tx, m *Missing, r Recovery, report *Report) error {
	var next uint64
	if err := tx.QueryRow(ctx, "SELECT next FROM source FOR UPDATE").Scan(&next); err != nil {
		return fmt.Errorf("lock the log: %w", err)
	}
	if next != m.Restored+1 {
		return errMoved
	}
	back, err := tx.putBack(ctx, m)
	if err != nil {
		return err
	}
	if err := tx.QueryRow(ctx, "SELECT coalesce(max(number), 0) + 1 FROM epoch").Scan(&report.Epoch); err != nil {
		return fmt.Errorf("epochs: %w", err)
	}
	e, err := event.New(event.Origin{Source: l.Source(), Lead: l.Source(), Time: report.At}, lead.SourceReopened{Epoch: report.Epoch, Restored: m.Restored,
		Known: m.Known, Recovered: len(m.Bodies), Lost: report.Lost, Reason: r.Reason})
	if err != nil {
		return err
	}
	report.Event = m.Known + 1
	if err := tx.Append(e, ""); err != nil {
		return err
	}
	if err := tx.Flush(ctx); err != nil {
		return err
	}
	if r.Restore != nil {
		if report.Notes, err = r.Restore(ctx, tx, back, report.Lost); err != nil {
			return err
		}
		report.Notes.tidy()
	}
	if err := tx.keepEpoch(ctx, l.Service, e.ID(), report); err != nil {
		return err
	}
	crash.Point("recover.before-commit")
	return nil
}

// putBack writes the events that came back under their numbers, and moves the log's next number, and every other number that the service
// gives out, above whatever anybody has seen.
func (t *Tx) putBack(ctx context.Context, m *Missing) ([]Received, error) {
	var back []Received
	var rows [][]any
	var causes []string
	for _, number := range m.sortedNumbers() {
		body := m.Bodies[number]
		e, err := event.Own(body)
		if err != nil {
			return nil, fmt.Errorf("number %d: %w", number, err)
		}
		a, err := attributesOf(body)
		if err != nil {
			return nil, fmt.Errorf("number %d: %w", number, err)
		}
		leaf := sha256.Sum256(body)
		var queue *string
		if a.Queue != "" {
			queue = &a.Queue
		}
		rows = append(rows, []any{int64(number), a.ID, a.Subject, a.Type, queue, a.Time, leaf[:], body})
		causes = append(causes, a.Cause)
		back = append(back, Received{e, number, body})
	}
	columns := []string{"sequence", "id", "lead", "type", "queue", "at", "leaf", "body"}
	if _, err := t.CopyFrom(ctx, pgx.Identifier{"event_log"}, columns, pgx.CopyFromRows(rows)); err != nil {
		return nil, fmt.Errorf("put events back: %w", err)
	}
	t.Later("INSERT INTO applied (cause) SELECT DISTINCT cause FROM unnest($1::text[]) AS c(cause) WHERE cause <> '' ON CONFLICT DO NOTHING", causes)
	t.Later("UPDATE source SET next = $1", m.Known+1)
	return back, t.moveOn(ctx, sequencesAhead+len(m.Bodies)+int(m.Known-m.Restored))
}

// moveOn moves every sequence of the service on, but for those of identity columns, which nobody outside has seen.
func (t *Tx) moveOn(ctx context.Context, by int) error {
	rows, err := t.Query(ctx, `SELECT s.sequencename FROM pg_sequences s WHERE s.schemaname = current_schema()
		AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = (quote_ident(s.schemaname) || '.' || quote_ident(s.sequencename))::regclass AND d.deptype IN ('i', 'a'))`)
	if err != nil {
		return fmt.Errorf("numbers given out: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("numbers given out: %w", err)
	}
	for _, name := range names {
		t.Later("SELECT nextval($1::text::regclass) FROM generate_series(1, $2::int)", name, by)
	}
	return t.Flush(ctx)
}

// Flush sends what was left for later now, so that what follows reads it.
func (t *Tx) Flush(ctx context.Context) error {
	if t.later.Len() == 0 {
		return nil
	}
	err := t.Tx.SendBatch(ctx, &t.later).Close()
	t.later = pgx.Batch{}
	if err != nil {
		return fmt.Errorf("save: %w", err)
	}
	return nil
}

func (t *Tx) keepEpoch(ctx context.Context, service, id string, r *Report) error {
	for _, lost := range r.Lost {
		t.Later("INSERT INTO gap (source, first, last, epoch, event) VALUES ($1, $2, $3, $4, $5)", service, lost.From, lost.To, r.Epoch, id)
	}
	t.Later(`INSERT INTO epoch (number, opened_at, by, reason, restored, known, recovered, event, report) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		r.Epoch, r.At, r.By, r.Reason, r.Restored, r.Known, r.Recovered, r.Event, r)
	return t.Flush(ctx)
}

// lost returns the numbers that no copy holds.
func (m *Missing) lost() (out []lead.Numbers) {
	next := m.Restored + 1
	for _, n := range append(m.sortedNumbers(), m.Known+1) {
		if n > next {
			out = append(out, lead.Numbers{From: next, To: n - 1})
		}
		next = n + 1
	}
	return out
}
