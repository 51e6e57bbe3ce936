package postgres

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/supervision"
)

// Lists of supervision are read in parts, each along an index; Next of a part begins the next, and is empty at the end.

// Watched is what lists of supervision show of a lead.
type Watched struct {
	ID, Number string
	State      handoff.State
	Holder     lead.Holder
	Category   lead.Category
	Urgency    lead.Urgency
	ReceivedAt time.Time
}

const watchedSQL = "l.id, l.number, l.state, l.holder, l.category, l.urgency, l.received_at"

// Overdue is a clock that has run out and goes on.
type Overdue struct {
	Watched
	Clock    lead.Clock
	Level    lead.Level
	Record   int // that started it
	Place    int // among those that this record started
	Extended int
	Late     time.Duration
}

// overdueSQL reads the clocks that have run out from the earliest due on, of each holder by itself: whoever has one is found in the index,
// so that nobody is left out who is on no list.
const overdueSQL = `WITH RECURSIVE h(against) AS (SELECT min(against) FROM clock WHERE ended_at IS NULL AND paused_at IS NULL
		UNION ALL SELECT (SELECT min(c.against) FROM clock c WHERE c.ended_at IS NULL AND c.paused_at IS NULL AND c.against > h.against) FROM h WHERE h.against IS NOT NULL)
	SELECT ` + watchedSQL + `, c.id, c.step, c.against, c.counted_from, c.counted, c.due, c.provisional, c.calendar, c.level, c.record, c.place, c.extended
	FROM h CROSS JOIN LATERAL (SELECT * FROM clock c WHERE c.against = h.against AND c.ended_at IS NULL AND c.paused_at IS NULL AND c.due <= @now
			AND (c.due, c.lead, c.record, c.place) > (@due, @lead, @record, @place) ORDER BY c.due, c.lead, c.record, c.place LIMIT @limit) c
		JOIN lead l ON l.id = c.lead
	WHERE @against = '' OR h.against = @against ORDER BY c.due, c.lead, c.record, c.place LIMIT @limit`

// Overdue lists the clocks that have run out at now, the longest overdue first, of everybody or of one holder.
func (s *Store) Overdue(ctx context.Context, against lead.Holder, now time.Time, after string, limit int) ([]Overdue, string, error) {
	at, err := parsePosition(after, beforeAll)
	if err != nil {
		return nil, "", err
	}
	args := at.args(pgx.NamedArgs{"now": now, "against": against, "limit": limit + 1})
	rows, err := s.Log.DB.Query(ctx, overdueSQL, args)
	if err != nil {
		return nil, "", fmt.Errorf("overdue clocks: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (o Overdue, err error) {
		w, k := &o.Watched, &o.Clock
		err = row.Scan(&w.ID, &w.Number, &w.State, &w.Holder, &w.Category, &w.Urgency, &w.ReceivedAt, &k.ID, &k.Step, &k.Against, &k.From, &k.Limit, &k.Due,
			&k.Provisional, &k.Calendar, &o.Level, &o.Record, &o.Place, &o.Extended)
		o.Late = now.Sub(k.Due)
		return o, err
	})
	if err != nil {
		return nil, "", fmt.Errorf("overdue clocks: %w", err)
	}
	list, next := part(list, limit, func(o Overdue) position {
		return position{Due: o.Clock.Due, Lead: o.ID, Record: o.Record, Place: o.Place}
	})
	return list, next, nil
}

// Bounced is a lead that was said so often not to be somebody's.
type Bounced struct {
	Watched
	NotOurs int
	Claims  []lead.Claim
}

const returnedSQL = `SELECT ` + watchedSQL + `, l.not_ours, coalesce(l.standing->'notOurs', '[]') FROM lead l
	WHERE l.not_ours > 0 AND l.not_ours >= @least AND (l.not_ours, l.id) < (@times, @lead) ORDER BY l.not_ours DESC, l.id DESC LIMIT @limit`

// Returned lists leads that were said at least so often not to be somebody's, the most often first and then the newest.
func (s *Store) Returned(ctx context.Context, least int, after string, limit int) ([]Bounced, string, error) {
	at, err := parsePosition(after, behindAll)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.Log.DB.Query(ctx, returnedSQL, at.args(pgx.NamedArgs{"least": least, "limit": limit + 1}))
	if err != nil {
		return nil, "", fmt.Errorf("returned leads: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Bounced])
	if err != nil {
		return nil, "", fmt.Errorf("returned leads: %w", err)
	}
	list, next := part(list, limit, func(b Bounced) position { return position{Times: b.NotOurs, Lead: b.ID} })
	return list, next, nil
}

// Moved is a lead that came to so many holding departments.
type Moved struct {
	Watched
	Moves int
}

const movedSQL = `WITH r AS MATERIALIZED (SELECT DISTINCT lead FROM record WHERE kind IN ('returned', 'rejected', 'transferred', 'referred', 'disputed', 'designated',
			'provisional', 'reviewed', 'not-filed') AND at >= @from AND at < @to)
	SELECT ` + watchedSQL + `, m.moves FROM r JOIN lead l ON l.id = r.lead CROSS JOIN LATERAL (SELECT coalesce((l.standing->>'moves')::int, 0) AS moves OFFSET 0) m
	WHERE m.moves > 1 AND (m.moves, l.id) < (@times, @lead) ORDER BY m.moves DESC, l.id DESC LIMIT @limit`

// Moved lists the leads that came to most departments, of those that were moved in a period.
func (s *Store) Moved(ctx context.Context, from, to time.Time, after string, limit int) ([]Moved, string, error) {
	at, err := parsePosition(after, behindAll)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.Log.DB.Query(ctx, movedSQL, at.args(pgx.NamedArgs{"from": from, "to": to, "limit": limit + 1}))
	if err != nil {
		return nil, "", fmt.Errorf("moved leads: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Moved])
	if err != nil {
		return nil, "", fmt.Errorf("moved leads: %w", err)
	}
	list, next := part(list, limit, func(m Moved) position { return position{Times: m.Moves, Lead: m.ID} })
	return list, next, nil
}

// Pressed is a lead that the taskforce must look at, or that is under listed supervision, since when and for what.
type Pressed struct {
	Watched
	Since time.Time
	Note  string
}

const (
	escalatedSQL = `SELECT ` + watchedSQL + `, r.at, coalesce(r.data->>'note', '') FROM lead l CROSS JOIN LATERAL (SELECT at, data FROM record r
			WHERE r.lead = l.id AND r.kind IN ('escalated', 'disputed') ORDER BY r.no DESC LIMIT 1) r
		WHERE (l.escalated OR l.state = 'disputed') AND (@lead = '' OR l.id < @lead) ORDER BY l.id DESC LIMIT @limit`
	supervisedSQL = `WITH s AS MATERIALIZED (SELECT lead, max(no) AS no FROM record WHERE kind = 'supervised' AND at >= @from AND at < @to
			AND data->>'reason' = 'listed' GROUP BY lead)
		SELECT ` + watchedSQL + `, r.at, coalesce(r.data->>'note', '') FROM s JOIN record r ON r.lead = s.lead AND r.no = s.no JOIN lead l ON l.id = s.lead WHERE @lead = '' OR l.id < @lead ORDER BY l.id DESC LIMIT @limit`
)

// Escalated lists what is before the taskforce: silence that was escalated, and disputes; the newest lead first.
func (s *Store) Escalated(ctx context.Context, after string, limit int) ([]Pressed, string, error) {
	return s.pressed(ctx, escalatedSQL, pgx.NamedArgs{}, after, limit)
}

// Listed lists the leads that were put under listed supervision (挂牌督办) in a period, the newest lead first.
func (s *Store) Listed(ctx context.Context, from, to time.Time, after string, limit int) ([]Pressed, string, error) {
	return s.pressed(ctx, supervisedSQL, pgx.NamedArgs{"from": from, "to": to}, after, limit)
}

func (s *Store) pressed(ctx context.Context, sql string, args pgx.NamedArgs, after string, limit int) ([]Pressed, string, error) {
	at, err := parsePosition(after, behindAll)
	if err != nil {
		return nil, "", err
	}
	args["limit"] = limit + 1
	rows, err := s.Log.DB.Query(ctx, sql, at.args(args))
	if err != nil {
		return nil, "", fmt.Errorf("supervised leads: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Pressed])
	if err != nil {
		return nil, "", fmt.Errorf("supervised leads: %w", err)
	}
	list, next := part(list, limit, func(p Pressed) position { return position{Lead: p.ID} })
	return list, next, nil
}

// Looping is a lead that a department had, lost and got again.
type Looping struct {
	Watched
	Loops []supervision.Loop
}

// regainedSQL selects leads that came to somebody by a ruling or from the police: no other word can bring one back.
const regainedSQL = `WITH r AS MATERIALIZED (SELECT DISTINCT lead FROM record WHERE kind IN ('designated', 'provisional', 'reviewed', 'filed', 'not-filed')
		AND at >= @from AND at < @to)
	SELECT lead FROM r WHERE @lead = '' OR lead < @lead ORDER BY lead DESC LIMIT @limit`

// Looping lists the leads that went in a circle, of those that a ruling or the police brought to somebody in a period; the newest lead
// first.
func (s *Store) Looping(ctx context.Context, from, to time.Time, after string, limit int) (list []Looping, next string, err error) {
	at, err := parsePosition(after, behindAll)
	if err != nil {
		return nil, "", err
	}
	const batch = 500
	for {
		args := at.args(pgx.NamedArgs{"from": from, "to": to, "limit": batch})
		found, last, n := []Looping(nil), "", 0
		err := s.chains(ctx, regainedSQL, args, func(id string, records []lead.Record) bool {
			n++
			if last == "" || id < last {
				last = id
			}
			loops := slices.DeleteFunc(supervision.Loops(records), func(l supervision.Loop) bool { return l.At.Before(from) })
			if len(loops) > 0 {
				found = append(found, Looping{Watched: Watched{ID: id}, Loops: loops})
			}
			return true
		})
		if err != nil {
			return nil, "", err
		}
		slices.SortFunc(found, func(a, b Looping) int { return cmp.Compare(b.ID, a.ID) })
		list = append(list, found...)
		if len(list) > limit || n < batch {
			break
		}
		at.Lead = last
	}
	list, next = part(list, limit, func(l Looping) position { return position{Lead: l.ID} })
	return list, next, s.watch(ctx, list)
}

// watch reads what is shown of leads that were found by their chains.
func (s *Store) watch(ctx context.Context, list []Looping) error {
	places, ids := map[string]int{}, make([]string, len(list))
	for i, l := range list {
		places[l.ID], ids[i] = i, l.ID
	}
	rows, err := s.Log.DB.Query(ctx, "SELECT "+watchedSQL+" FROM lead l WHERE l.id = ANY($1)", ids)
	if err != nil {
		return fmt.Errorf("leads: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Watched])
	for _, w := range all {
		list[places[w.ID]].Watched = w
	}
	return err
}

// part cuts a list that was read one longer than a part.
func part[T any](list []T, limit int, end func(T) position) ([]T, string) {
	if len(list) <= limit {
		return list, ""
	}
	return list[:limit], end(list[limit-1]).String()
}

// position is where a part of a list begins: behind values, in the order of the list.
type position struct {
	Due    time.Time
	Times  int
	Lead   string
	Record int
	Place  int
}

// The starts of lists: those that rise begin before everything, those that fall behind it.
var (
	beforeAll = position{}
	behindAll = position{Times: math.MaxInt16}
)

func (p position) String() string {
	body, _ := json.Marshal(p) // of plain members only: it cannot fail
	return base64.RawURLEncoding.EncodeToString(body)
}

// parsePosition reads what String returned, or start when it is empty.
func parsePosition(text string, start position) (p position, err error) {
	if text == "" {
		return start, nil
	}
	body, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(text) > maxCursor || json.Unmarshal(body, &p) != nil || !p.valid() {
		return p, ErrBadCursor
	}
	return p, nil
}

const maxCursor = 1000

// valid reports whether a list may have ended there: its columns hold no more.
func (p position) valid() bool {
	within := func(n, most int) bool { return n >= 0 && n <= most }
	return p.Lead != "" && !strings.ContainsRune(p.Lead, 0) && within(p.Times, math.MaxInt16) && within(p.Record, math.MaxInt32) && within(p.Place, math.MaxInt16)
}

func (p position) args(more pgx.NamedArgs) pgx.NamedArgs {
	more["due"], more["times"], more["lead"], more["record"], more["place"] = p.Due, p.Times, p.Lead, p.Record, p.Place
	return more
}
