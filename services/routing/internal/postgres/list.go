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

// Query says which leads are listed, in what part: the open work of a queue or of an office, what has ended in a state, or what was
// returned so often. Work comes with the earliest deadline first, what has ended with the newest lead first.
type Query struct {
	Queue   lead.Department // a department's or unit's open work, or
	Office  lead.Holder     // what waits for the desk, the taskforce or 司法局, or
	State   handoff.State   // Declined, Closed (with Archived) or Merged, or
	Bounced int             // what was said so often not to be somebody's, at most MaxBounced
	Stage   Stage           // only what stands there
	Urgency lead.Urgency    // only what is so urgent
	Late    bool            // only what is overdue
	Unit    string          // only what a unit inside the department has
	Person  string          // only what a person inside the department has
	Now     time.Time       // decides what is overdue
	After   string          // Part.Next of the part before, empty for the first
	Limit   int
}

// MaxBounced is the most that a list may be narrowed to; no lead comes near it.
const MaxBounced = 100

// Stage is how far listed work is: the state of a duty, or what an office must do.
type Stage string

// The stages of a queue, and those of an office.
const (
	StageSent       Stage = Stage(handoff.Sent)
	StageInHand     Stage = Stage(handoff.InHand)
	StageReturn     Stage = Stage(handoff.ReturnAsked) // of an office too: somebody asks for a return
	StageSubmitted  Stage = Stage(handoff.Handed)
	StageNew        Stage = "new"       // nobody has decided yet
	StageExtension  Stage = "extension" // somebody asks for more time
	StageReview     Stage = "review"    // something was submitted as done
	StageRevisit    Stage = "revisit"   // the reporter must be asked again
	StageReceipt    Stage = "receipt"   // a letter is out
	StageAnswer     Stage = "answer"    // the reporter was asked
	StageDisputed   Stage = "disputed"  // a ruling is due
	StageEscalated  Stage = "escalated" // silence was escalated
	StageReReviewed Stage = "reviewing" // a review of a ruling is asked
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
	NotOurs            int
	Whole              string
	Leading            lead.Department // that holds it, or was offered it
	Department         lead.Department // whose work is listed: the queue's, or who asks an office for something
	Role               lead.Role       // of that department
	Stage              Stage
	Unit, Person       string     // who has it inside
	Due                *time.Time // of the clock that runs out first against whom the list is of
	Provisional        bool
	Level              lead.Level
	Brought            *lead.Record // the record that brought it there
}

// ErrBadCursor says that Query.After is no Part.Next.
var ErrBadCursor = errors.New("not the end of a part of this list")

// Each of these selects a list: what is listed of a lead, its place in the list, and the record that brought it there. Only open work is
// sorted; what has ended, which grows for ever, is read along an index.
const (
	queueSQL = `SELECT q.lead, q.department, q.role, q.stage, q.unit, q.person, c.due, c.provisional, c.level, 0 AS brought
		FROM (SELECT lead, department, role, state AS stage, unit, person FROM duty
			WHERE department = @queue AND state IN ('sent', 'signed', 'return-asked', 'submitted') AND (@unit = '' OR unit = @unit) AND (@person = '' OR person = @person)) q
		JOIN lead l ON l.id = q.lead LEFT JOIN LATERAL (SELECT due, provisional, level FROM clock
			WHERE lead = q.lead AND against = q.department AND ended_at IS NULL AND paused_at IS NULL ORDER BY due LIMIT 1) c ON true WHERE ` + wantedSQL

	officeSQL = `SELECT c.lead, r.data->>'from' AS department, '' AS role, ` + officeStageSQL + ` AS stage, '' AS unit, '' AS person, c.due, c.provisional, c.level, c.record AS brought
		FROM clock c JOIN lead l ON l.id = c.lead JOIN record r ON r.lead = c.lead AND r.no = c.record
		WHERE c.against = @office AND c.ended_at IS NULL AND c.paused_at IS NULL AND (@stage = '' OR ` + officeStageSQL + ` = @stage)
			AND (@urgency = '' OR l.urgency = @urgency) AND (NOT @late OR c.due <= @now)
			AND (c.due, c.lead, r.data->>'from') > (@due::text::timestamptz, @lead, @department)
		ORDER BY c.due, c.lead, r.data->>'from' LIMIT @limit`

	officeStageSQL = `CASE r.kind WHEN 'return-asked' THEN 'return-asked' WHEN 'extend-asked' THEN 'extension' WHEN 'submitted' THEN 'review'
		WHEN 'done' THEN 'revisit' WHEN 'lettered' THEN 'receipt' WHEN 'question' THEN 'answer' WHEN 'disputed' THEN 'disputed'
		WHEN 'review-asked' THEN 'reviewing' WHEN 'escalated' THEN 'escalated' ELSE 'new' END`

	wantedSQL = `(@stage = '' OR q.stage = @stage) AND (@urgency = '' OR l.urgency = @urgency) AND (NOT @late OR c.due <= @now)
		AND (coalesce(c.due, 'infinity'), q.lead, q.department) > (@due::text::timestamptz, @lead, @department)
		ORDER BY coalesce(c.due, 'infinity'), q.lead, q.department LIMIT @limit`

	nothingSQL = `'' AS unit, '' AS person, NULL::timestamptz AS due, false AS provisional, '' AS level, 0 AS brought`

	endedSQL = `SELECT id AS lead, '' AS department, '' AS role, state AS stage, ` + nothingSQL + `
		FROM lead WHERE holder = '' AND state = ANY(@states) AND (@urgency = '' OR urgency = @urgency) AND (@lead = '' OR id < @lead)
		ORDER BY id DESC LIMIT @limit`

	bouncedSQL = `SELECT id AS lead, '' AS department, '' AS role, state AS stage, ` + nothingSQL + `
		FROM lead WHERE not_ours >= @bounced AND not_ours > 0 AND (@urgency = '' OR urgency = @urgency) AND (@lead = '' OR id < @lead)
		ORDER BY id DESC LIMIT @limit`
)

// listedSQL adds to a list what is known of its leads.
const listedSQL = `WITH part AS MATERIALIZED (%s)
	SELECT l.id, l.number, l.sender, l.state, l.holder, l.category, l.urgency, l.decision, l.matter, l.not_ours, coalesce(l.whole, ''),
		` + leadingSQL + `,
		p.department, p.role, p.stage, p.unit, p.person, p.due, coalesce(p.provisional, false), coalesce(p.level, ''),
		(SELECT data FROM record r WHERE r.lead = p.lead AND (r.no = p.brought OR p.brought = 0 AND r.kind = ANY(@kinds)
			AND (@queue = '' OR data->>'to' = @queue)) ORDER BY no DESC LIMIT 1)
	FROM part p JOIN lead l ON l.id = p.lead ORDER BY %s`

// leadingSQL is who leads a lead l. Its duties are looked up by the lead whatever the planner takes the table for: by department it would read all
// that is open.
const leadingSQL = `coalesce((SELECT department FROM (SELECT department, role, state FROM duty WHERE lead = l.id OFFSET 0) d
		WHERE role = 'lead' AND state IN ('sent', 'signed', 'return-asked', 'submitted') ORDER BY state = 'sent' LIMIT 1), '')`

const (
	byDue  = "coalesce(p.due, 'infinity'), p.lead, p.department"
	newest = "p.lead DESC"
)

// The kinds of records that bring a lead into a queue, or to an end.
var (
	toQueue = []lead.Kind{lead.KindDispatched, lead.KindAssistAsked, lead.KindTransferred, lead.KindReferred, lead.KindDesignated, lead.KindProvisional,
		lead.KindReviewed, lead.KindRedone, lead.KindRehomed}
	toEnd = []lead.Kind{lead.KindDeclined, lead.KindDone, lead.KindMerged, lead.KindUnsplit}
)

// List returns a part of a list. A bad Query.After is ErrBadCursor.
func (s *Store) List(ctx context.Context, q Query) (Part, error) {
	c, err := parseCursor(q.After)
	if err != nil {
		return Part{}, err
	}
	args := pgx.NamedArgs{"queue": q.Queue, "office": q.Office, "states": q.states(), "bounced": q.Bounced, "stage": q.Stage, "urgency": q.Urgency,
		"late": q.Late, "now": q.Now, "unit": q.Unit, "person": q.Person, "due": c.due, "lead": c.lead, "department": c.department,
		"limit": q.Limit + 1, "kinds": toQueue}
	sql, order := queueSQL, byDue
	switch {
	case q.Office != "":
		sql = officeSQL
	case q.Queue == "" && q.Bounced > 0:
		sql, order = bouncedSQL, newest
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

// states are those that a list of what has ended shows.
func (q Query) states() []string {
	if q.State == handoff.Closed {
		return []string{string(handoff.Closed), string(handoff.Archived)}
	}
	return []string{string(q.State)}
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
	if parts[0] == "infinity" {
		return cursor{parts[0], parts[1], parts[2]}, nil
	}
	due, err := time.Parse(time.RFC3339Nano, parts[0])
	if err != nil || due.UTC().Year() < 1 || due.UTC().Year() > 9999 { // PostgreSQL reads no year 0, nor all offsets that Go does
		return cursor{}, ErrBadCursor
	}
	return cursor{due.UTC().Format(time.RFC3339Nano), parts[1], parts[2]}, nil
}

// CountedEnded is how many of the newest leads that have ended are counted at most: counting all would slow down with the years.
const CountedEnded = 10_000

// Standing is how much work stands at a stage of a queue or of an office, or has ended.
type Standing struct {
	Queue               string // a department or unit, "desk", "taskforce", or empty for what has ended
	Stage               Stage  // of what has ended, its state
	All, Critical, Late int64
}

// Standings returns how much work stands where, and how much of it is overdue at now.
func (s *Store) Standings(ctx context.Context, now time.Time) ([]Standing, error) {
	queues := append(s.queues(), offices...)
	rows, err := s.Log.DB.Query(ctx, `WITH late AS (SELECT DISTINCT lead, against FROM clock WHERE ended_at IS NULL AND paused_at IS NULL AND due <= $1
			AND against = ANY($3)),
		work AS (SELECT lead, department AS queue, state AS stage FROM duty WHERE state IN ('sent', 'signed', 'return-asked', 'submitted')
			UNION ALL SELECT c.lead, c.against, `+officeStageSQL+` FROM clock c JOIN record r ON r.lead = c.lead AND r.no = c.record
				WHERE c.against = ANY($4) AND c.ended_at IS NULL AND c.paused_at IS NULL)
		SELECT w.queue, w.stage, count(*), count(*) FILTER (WHERE l.urgency = 'critical'),
			count(*) FILTER (WHERE EXISTS (SELECT FROM late t WHERE t.lead = w.lead AND t.against = w.queue))
			FROM work w JOIN lead l ON l.id = w.lead GROUP BY 1, 2
		UNION ALL SELECT '', state, count(*), count(*) FILTER (WHERE urgency = 'critical'), 0
			FROM (SELECT state, urgency FROM lead WHERE holder = '' ORDER BY id DESC LIMIT $2) e GROUP BY 2`,
		now, CountedEnded, queues, offices)
	if err != nil {
		return nil, fmt.Errorf("count leads: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Standing])
}

// offices are who decides without leading.
var offices = []string{string(lead.Desk), string(lead.Taskforce)}
