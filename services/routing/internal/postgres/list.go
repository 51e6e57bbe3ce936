package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
)

// Query says which leads are listed, in what part. The work of a queue and of the desk comes with the earliest deadline first,
// what has ended with the newest lead first.
type Query struct {
	Queue   lead.Department // a department's open work, or
	State   handoff.State   // AtDesk for what waits for the desk, Declined or Closed
	Stage   Stage           // only what stands there
	Urgency lead.Urgency    // only what is so urgent
	Late    bool            // only what is overdue
	Now     time.Time       // decides what is overdue
	After   string          // Part.Next of the part before, empty for the first
	Limit   int
}

// Stage is how far listed work is: the state of a department's duty, or StageNew.
type Stage string

// The stages.
const (
	StageNew    Stage = "new" // the desk has not decided yet
	StageSent   Stage = Stage(handoff.Sent)
	StageInHand Stage = Stage(handoff.InHand)
	StageReturn Stage = Stage(handoff.ReturnAsked)
)

// Part is a part of a list and where the next begins; Next is empty at the end.
type Part struct {
	Leads []Listed
	Next  string
}

// Listed is a lead in a list, with what explains why it is there.
type Listed struct {
	ID, Number, Sender string
	State              handoff.State
	Holder             lead.Holder
	Category           lead.Category
	Urgency            lead.Urgency
	Decision           lead.Decision
	Matter             lead.Matter
	Leading            lead.Department // that was asked to lead and still owes something
	Department         lead.Department // whose work is listed: the queue's, or who asks the desk for a return
	Role               lead.Role       // of that department
	Stage              Stage
	Due                *time.Time // of the clock that runs out first against whom the list is of
	Provisional        bool
	Brought            *lead.Record // the record that brought it there
}

// ErrBadCursor says that Query.After is no Part.Next.
var ErrBadCursor = errors.New("not the end of a part of this list")

// Each of these selects a list: what is listed of a lead, its place in the list, and between whom the record went that brought
// it there. Only open work is sorted; what has ended, which grows for ever, is read along an index.
const (
	queueSQL = `SELECT q.*, c.due, c.provisional, '' AS giver, q.department AS taker
		FROM (SELECT lead, department, role, state AS stage FROM duty WHERE department = @queue AND state IN ('sent', 'signed', 'return-asked')) q
		JOIN lead l ON l.id = q.lead LEFT JOIN LATERAL (SELECT due, provisional FROM clock
			WHERE lead = q.lead AND against = q.department AND ended_at IS NULL ORDER BY due LIMIT 1) c ON true WHERE ` + wantedSQL

	deskSQL = `SELECT q.*, c.due, c.provisional, q.department AS giver, 'desk' AS taker
		FROM (SELECT id AS lead, '' AS department, '' AS role, 'new' AS stage FROM lead WHERE holder = 'desk' AND state = 'desk'
			UNION ALL SELECT lead, department, role, state FROM duty WHERE state = 'return-asked') q
		JOIN lead l ON l.id = q.lead LEFT JOIN LATERAL (SELECT due, provisional FROM clock
			WHERE lead = q.lead AND step = 'decide' AND ended_at IS NULL ORDER BY due LIMIT 1) c ON true WHERE ` + wantedSQL

	wantedSQL = `(@stage = '' OR q.stage = @stage) AND (@urgency = '' OR l.urgency = @urgency) AND (NOT @late OR c.due <= @now)
		AND (coalesce(c.due, 'infinity'), q.lead, q.department) > (@due::text::timestamptz, @lead, @department)
		ORDER BY coalesce(c.due, 'infinity'), q.lead, q.department LIMIT @limit`

	endedSQL = `SELECT id AS lead, '' AS department, '' AS role, state AS stage, NULL::timestamptz AS due, false AS provisional, '' AS giver, '' AS taker
		FROM lead WHERE holder = '' AND state = @state AND (@urgency = '' OR urgency = @urgency) AND (@lead = '' OR id < @lead)
		ORDER BY id DESC LIMIT @limit`

	findSQL = `SELECT id AS lead, '' AS department, '' AS role, '' AS stage, NULL::timestamptz AS due, false AS provisional, '' AS giver, '' AS taker
		FROM (SELECT id FROM lead WHERE id = @text UNION SELECT id FROM lead WHERE number = @text AND number <> '') f ORDER BY id DESC LIMIT @limit`
)

// listedSQL adds to a list what is known of its leads.
const listedSQL = `WITH part AS MATERIALIZED (%s)
	SELECT l.id, l.number, l.sender, l.state, l.holder, l.category, l.urgency, l.decision, l.matter,
		coalesce((SELECT department FROM duty WHERE lead = l.id AND role = 'lead' AND state IN ('sent', 'signed', 'return-asked')), ''),
		p.department, p.role, p.stage, p.due, coalesce(p.provisional, false),
		(SELECT data FROM record r WHERE r.lead = p.lead AND data->>'kind' = ANY(@kinds) AND (p.taker = '' OR data->>'to' = p.taker)
			AND (p.giver = '' OR data->>'from' = p.giver) ORDER BY no DESC LIMIT 1)
	FROM part p JOIN lead l ON l.id = p.lead ORDER BY %s`

const (
	byDue  = "coalesce(p.due, 'infinity'), p.lead, p.department"
	newest = "p.lead DESC"
)

// broughtBy are the kinds of records that bring a lead into a list.
var (
	toQueue = []lead.Kind{lead.KindDispatched, lead.KindAssistAsked}
	toDesk  = []lead.Kind{lead.KindUnrouted, lead.KindTakenBack, lead.KindReturnAsked}
	toEnd   = []lead.Kind{lead.KindDeclined, lead.KindDone}
)

// List returns a part of a list. A bad Query.After is ErrBadCursor.
func (s *Store) List(ctx context.Context, q Query) (Part, error) {
	c, err := parseCursor(q.After)
	if err != nil {
		return Part{}, err
	}
	args := pgx.NamedArgs{"queue": q.Queue, "state": q.State, "stage": q.Stage, "urgency": q.Urgency, "late": q.Late, "now": q.Now,
		"due": c.due, "lead": c.lead, "department": c.department, "limit": q.Limit + 1, "kinds": toQueue}
	sql, order := queueSQL, byDue
	switch {
	case q.Queue == "" && q.State == handoff.AtDesk:
		sql, args["kinds"] = deskSQL, toDesk
	case q.Queue == "":
		sql, order, args["kinds"] = endedSQL, newest, toEnd
	}
	leads, err := s.listed(ctx, fmt.Sprintf(listedSQL, sql, order), args)
	if err != nil || len(leads) <= q.Limit {
		return Part{Leads: leads}, err
	}
	leads = leads[:q.Limit]
	return Part{Leads: leads, Next: cursorOf(leads[q.Limit-1]).String()}, nil
}

// Find returns the lead with an identifier, and those whose senders gave them that number, newest first.
func (s *Store) Find(ctx context.Context, text string, limit int) ([]Listed, error) {
	args := pgx.NamedArgs{"text": text, "limit": limit, "kinds": []lead.Kind{}}
	return s.listed(ctx, fmt.Sprintf(listedSQL, findSQL, newest), args)
}

func (s *Store) listed(ctx context.Context, sql string, args pgx.NamedArgs) ([]Listed, error) {
	rows, err := s.Log.DB.Query(ctx, sql, args)
	if err != nil {
		return nil, fmt.Errorf("list leads: %w", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Listed])
	if err != nil {
		return nil, fmt.Errorf("list leads: %w", err)
	}
	return out, nil
}

// cursor is where a part ends. Of what has ended only the lead counts.
type cursor struct{ due, lead, department string }

// start is before everything; 'infinity' as due stands for work without a clock.
var start = cursor{due: "-infinity"}

func cursorOf(l Listed) cursor {
	c := cursor{due: "infinity", lead: l.ID, department: string(l.Department)}
	if l.Due != nil {
		c.due = l.Due.UTC().Format(time.RFC3339Nano)
	}
	return c
}

// String returns the cursor as text that may stand in an address.
func (c cursor) String() string { return c.due + "~" + c.lead + "~" + c.department }

func parseCursor(text string) (cursor, error) {
	if text == "" {
		return start, nil
	}
	parts := strings.Split(text, "~")
	if len(parts) != 3 || parts[1] == "" || strings.ContainsRune(text, 0) || !utf8.ValidString(text) {
		return cursor{}, ErrBadCursor
	}
	if _, err := time.Parse(time.RFC3339Nano, parts[0]); err != nil && parts[0] != "infinity" {
		return cursor{}, ErrBadCursor
	}
	return cursor{parts[0], parts[1], parts[2]}, nil
}

// CountedEnded is how many of the newest leads that have ended are counted at most: counting all would slow down with the years.
const CountedEnded = 10_000

// Standing is how much work stands at a stage of a queue, of the desk, or has ended.
type Standing struct {
	Queue               string // a department, "desk", or empty for what has ended
	Stage               Stage  // of what has ended, its state
	All, Critical, Late int64
}

// Standings returns how much work stands where, and how much of it is overdue at now.
func (s *Store) Standings(ctx context.Context, now time.Time) ([]Standing, error) {
	rows, err := s.Log.DB.Query(ctx, `WITH late AS (SELECT DISTINCT lead, against, step FROM clock WHERE ended_at IS NULL AND due <= $1),
		work AS (SELECT lead, department AS queue, state AS stage FROM duty WHERE state IN ('sent', 'signed', 'return-asked')
			UNION ALL SELECT lead, 'desk', state FROM duty WHERE state = 'return-asked'
			UNION ALL SELECT id, 'desk', 'new' FROM lead WHERE holder = 'desk' AND state = 'desk')
		SELECT w.queue, w.stage, count(*), count(*) FILTER (WHERE l.urgency = 'critical'), count(*) FILTER (WHERE EXISTS (
				SELECT FROM late t WHERE t.lead = w.lead AND t.against = w.queue AND (w.queue <> 'desk' OR t.step = 'decide')))
			FROM work w JOIN lead l ON l.id = w.lead GROUP BY 1, 2
		UNION ALL SELECT '', state, count(*), count(*) FILTER (WHERE urgency = 'critical'), 0
			FROM (SELECT state, urgency FROM lead WHERE holder = '' ORDER BY id DESC LIMIT $2) e GROUP BY 2`, now, CountedEnded)
	if err != nil {
		return nil, fmt.Errorf("count leads: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Standing])
}
