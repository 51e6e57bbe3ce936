package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/routing/internal/handoff"
)

// Row is a lead in a list.
type Row struct {
	ID         string          `json:"id"`
	Number     string          `json:"number,omitempty"`
	State      handoff.State   `json:"state"`
	Holder     lead.Holder     `json:"holder"`
	Category   lead.Category   `json:"category,omitempty"`
	Urgency    lead.Urgency    `json:"urgency,omitempty"`
	Department lead.Department `json:"department,omitempty"` // that was asked to lead
	Role       lead.Role       `json:"role,omitempty"`       // of the department whose queue is listed
	Duty       string          `json:"duty,omitempty"`       // and how far it is
	Why        string          `json:"why,omitempty"`
	Title      string          `json:"title"`
	ReceivedAt time.Time       `json:"receivedAt"`
	Due        *time.Time      `json:"due,omitempty"` // the earliest clock that runs
	Returning  bool            `json:"returning,omitempty"`
}

// rowSQL lists leads. The title is the ticket's, or the beginning of the masked text.
const rowSQL = `SELECT l.id, l.number, l.state, l.holder, l.category, l.urgency,
	coalesce((SELECT department FROM duty WHERE lead = l.id AND role = 'lead' AND state IN ('sent', 'signed', 'return-asked')), ''),
	%s, coalesce(l.decision->>'why', ''), coalesce(nullif(l.matter->>'title', ''), left(l.matter->>'text', 60)), l.received_at,
	(SELECT min(due) FROM clock WHERE lead = l.id AND ended_at IS NULL),
	EXISTS (SELECT FROM duty WHERE lead = l.id AND state = 'return-asked')
	FROM %s ORDER BY l.id DESC LIMIT $2`

func (s *Store) rows(ctx context.Context, sql string, args ...any) ([]Row, error) {
	rows, err := s.Log.DB.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("list leads: %w", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Row])
	if err != nil {
		return nil, fmt.Errorf("list leads: %w", err)
	}
	return out, nil
}

// HeldBy lists leads of a holder, newest first, those before a lead unless that is empty.
func (s *Store) HeldBy(ctx context.Context, holder lead.Holder, before string, limit int) ([]Row, error) {
	from := "lead l WHERE l.holder = $1 AND ($3 = '' OR l.id < $3)"
	return s.rows(ctx, fmt.Sprintf(rowSQL, "'', ''", from), holder, limit, before)
}

// DutiesOf lists leads that a department was asked to lead or to assist with and still owes something for, newest first.
func (s *Store) DutiesOf(ctx context.Context, d lead.Department, before string, limit int) ([]Row, error) {
	from := `duty q JOIN lead l ON l.id = q.lead WHERE q.department = $1 AND q.state IN ('sent', 'signed', 'return-asked') AND ($3 = '' OR q.lead < $3)`
	return s.rows(ctx, fmt.Sprintf(rowSQL, "q.role, q.state", from), d, limit, before)
}

// DeskWork lists what waits for a decision of the desk: leads at the desk, and returns that are asked for, oldest due first.
func (s *Store) DeskWork(ctx context.Context, limit int) ([]Row, error) {
	from := `lead l WHERE l.id IN (SELECT id FROM lead WHERE state = 'desk' UNION SELECT lead FROM duty WHERE state = 'return-asked') AND $1 = $1`
	rows, err := s.rows(ctx, fmt.Sprintf(rowSQL, "'', ''", from), "", limit)
	return rows, err
}

// Declined lists leads that were sent back to their senders, newest first.
func (s *Store) Declined(ctx context.Context, before string, limit int) ([]Row, error) {
	return s.rows(ctx, fmt.Sprintf(rowSQL, "'', ''", "lead l WHERE l.state = $1 AND ($3 = '' OR l.id < $3)"), handoff.Declined, limit, before)
}

// Count is how many leads stand somewhere.
type Count struct {
	Queue string `json:"queue"`
	State string `json:"state"`
	N     int64  `json:"n"`
}

// Counts returns how many leads each department has in each state of its duty, and how many stand at the desk or have ended.
func (s *Store) Counts(ctx context.Context) ([]Count, error) {
	rows, err := s.Log.DB.Query(ctx, `SELECT department, state, count(*) FROM duty WHERE state IN ('sent', 'signed', 'return-asked') GROUP BY 1, 2
		UNION ALL SELECT 'desk', state, count(*) FROM lead WHERE state IN ('desk', 'declined', 'closed') GROUP BY 2 ORDER BY 1, 2`)
	if err != nil {
		return nil, fmt.Errorf("count leads: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Count])
}

// View is a lead with everything that is known about it.
type View struct {
	Lead    handoff.Lead
	Records []lead.Record
	Clocks  []RunningClock
}

// RunningClock is a clock and whether it has ended.
type RunningClock struct {
	lead.Clock
	EndedAt *time.Time `json:"endedAt,omitempty"`
}

// ErrNoLead says that there is no such lead.
var ErrNoLead = errors.New("no such lead")

// Lead returns a lead whole, or ErrNoLead.
func (s *Store) Lead(ctx context.Context, id string) (View, error) {
	var v View
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, s.Log.DB, snapshot, func(tx pgx.Tx) error {
		leads, err := load(ctx, tx, []string{id}, "")
		if err != nil {
			return err
		}
		if leads[id] == nil {
			return ErrNoLead
		}
		v.Lead = *leads[id]
		return v.loadRest(ctx, tx, id)
	})
	return v, err
}

func (v *View) loadRest(ctx context.Context, tx pgx.Tx, id string) error {
	var b pgx.Batch
	b.Queue("SELECT data FROM record WHERE lead = $1 ORDER BY no", id).Query(func(rows pgx.Rows) (err error) {
		v.Records, err = pgx.CollectRows(rows, pgx.RowTo[lead.Record])
		return err
	})
	b.Queue("SELECT id, step, against, due, provisional, calendar, ended_at FROM clock WHERE lead = $1 ORDER BY due", id).Query(func(rows pgx.Rows) error {
		var c RunningClock
		_, err := pgx.ForEachRow(rows, []any{&c.ID, &c.Step, &c.Against, &c.Due, &c.Provisional, &c.Calendar, &c.EndedAt}, func() error {
			v.Clocks = append(v.Clocks, c)
			c.EndedAt = nil
			return nil
		})
		return err
	})
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("read lead %s: %w", id, err)
	}
	return nil
}

// Command applies a command of the desk to a lead. ErrNoLead means that there is no such lead.
func (s *Store) Command(ctx context.Context, id string, cmd handoff.Command, w handoff.Word) (rec lead.Record, refusal *handoff.Refusal, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		known := true
		err := s.Apply(ctx, tx, []Cause{{Lead: id}}, func(_ int, l *handoff.Lead) (handoff.Word, handoff.Change) {
			if known = l.Last > 0; !known {
				return w, handoff.Change{}
			}
			var change handoff.Change
			change, refusal = handoff.Decide(l, cmd, w)
			rec = change.Records[len(change.Records)-1]
			return w, change
		})
		if err == nil && !known {
			return ErrNoLead
		}
		return err
	})
	return rec, refusal, err
}

// Owing is how a department stands with what it was asked.
type Owing struct {
	Department lead.Department
	// Unsigned is how many leads it has not signed, Oldest since when the oldest of them waits.
	Unsigned int64
	Oldest   *time.Time
	// Overdue is how many clocks against it have run out.
	Overdue int64
}

// Owed returns how each department, and the desk, stands.
func (s *Store) Owed(ctx context.Context, now time.Time) ([]Owing, error) {
	rows, err := s.Log.DB.Query(ctx, `SELECT h.holder, coalesce(u.n, 0), u.oldest, coalesce(o.n, 0) FROM unnest($1::text[]) AS h(holder)
		LEFT JOIN LATERAL (SELECT count(*) AS n, min(l.received_at) AS oldest FROM duty d JOIN lead l ON l.id = d.lead
			WHERE d.department = h.holder AND d.state IN ('sent', 'signed', 'return-asked') AND d.state = 'sent') u ON true
		LEFT JOIN LATERAL (SELECT count(*) AS n FROM clock WHERE due < $2 AND ended_at IS NULL AND against = h.holder) o ON true`,
		append([]string{string(lead.Desk)}, departmentNames()...), now)
	if err != nil {
		return nil, fmt.Errorf("owed: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Owing])
}

func departmentNames() (names []string) {
	for _, d := range lead.Departments() {
		names = append(names, string(d))
	}
	return names
}
