package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/webhook"
	"xiansuo/services/routing/internal/district"
	"xiansuo/services/routing/internal/handoff"
)

// Duty lists are called in the transaction of the decision that they hear of. About what is not critical the first on the list is
// called once. About what is critical the next is called every ten minutes, round the list, until somebody acknowledges it, signs,
// or owes nothing any more.

// answerIn is how long somebody on duty has to acknowledge a critical lead.
const answerIn = 10 * time.Minute

// calls collects whom a batch calls, and who answered.
type calls struct {
	made     []call
	answered []callAnswer
}

// call is a call of somebody on a holder's duty list.
type call struct {
	lead, number string
	category     lead.Category
	urgency      lead.Urgency
	holder       lead.Holder
	why          lead.Kind
	due          *time.Time
	place        int16
	at           time.Time
}

type callAnswer struct {
	lead   string
	holder lead.Holder
	by     string
	at     time.Time
}

func (c *calls) add(l *handoff.Lead, w handoff.Word, change handoff.Change) {
	for _, n := range change.Notices {
		c.made = append(c.made, call{l.ID, l.Number, l.Category, l.Urgency, n.To, n.Why, whenSet(n.Due), 0, w.At})
	}
	for _, holder := range change.Answered {
		if l.Urgency == lead.Critical {
			c.answered = append(c.answered, callAnswer{l.ID, holder, w.By, w.At})
		}
	}
}

// call calls whom a batch must, with its transaction.
func (w *work) call(ctx context.Context) error {
	for _, a := range w.calls.answered {
		if _, err := a.save(ctx, w.tx); err != nil {
			return err
		}
	}
	var out ringing
	for _, c := range w.calls.made {
		if list := w.duty(c.holder); len(list) > 0 {
			if err := w.ring(&out, c, list[0]); err != nil {
				return err
			}
		}
	}
	out.save(w.tx)
	return nil
}

func (s *Store) duty(holder lead.Holder) []district.Contact {
	if s.Duty == nil {
		return nil
	}
	return s.Duty(holder)
}

// EndpointOf is what the sender calls somebody on a holder's duty list.
func EndpointOf(holder lead.Holder, c district.Contact) string { return string(holder) + "/" + c.Name }

// ring makes a call, and one that waits for its answer when it is about what is critical.
func (s *Store) ring(out *ringing, c call, to district.Contact) error {
	n := webhook.Notice{Type: "lead." + string(c.why), At: c.at, Lead: c.lead, Number: c.number, Category: c.category, Urgency: c.urgency}
	if c.due != nil {
		n.Due = *c.due
	}
	if s.Link != "" {
		n.Link = s.Link + "/routing/leads/" + c.lead
	}
	endpoint := EndpointOf(c.holder, to)
	message, err := webhook.NewMessage(endpoint, n)
	if err != nil {
		return err
	}
	out.at, out.messages = c.at, append(out.messages, message)
	if c.urgency == lead.Critical {
		out.wait(c, endpoint, message.ID())
	}
	return nil
}

// ringing is what a batch writes of calls.
type ringing struct {
	at                                   time.Time
	messages                             []webhook.Message
	leads, holders, whys, endpoints, ids []string
	places                               []int16
	dues                                 []*time.Time
	called                               []time.Time
}

// wait has a call wait for its answer; of several to one list about one lead the last.
func (r *ringing) wait(c call, endpoint, id string) {
	for i := range r.leads {
		if r.leads[i] == c.lead && r.holders[i] == string(c.holder) {
			r.whys[i], r.dues[i], r.endpoints[i], r.ids[i], r.called[i] = string(c.why), c.due, endpoint, id, c.at
			return
		}
	}
	r.leads, r.holders, r.whys = append(r.leads, c.lead), append(r.holders, string(c.holder)), append(r.whys, string(c.why))
	r.endpoints, r.ids, r.places = append(r.endpoints, endpoint), append(r.ids, id), append(r.places, c.place)
	r.dues, r.called = append(r.dues, c.due), append(r.called, c.at)
}

func (r *ringing) save(tx *outbox.Tx) {
	if len(r.messages) > 0 {
		webhook.Queue(tx, r.at, r.messages...)
	}
	if len(r.leads) > 0 {
		tx.Later(`INSERT INTO call (lead, holder, why, due, place, endpoint, message, called_at, next_at)
			SELECT lead, holder, why, due, place, endpoint, message, at, at + $9::interval
			FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::smallint[], $6::text[], $7::text[], $8::timestamptz[])
				AS c(lead, holder, why, due, place, endpoint, message, at)
			ON CONFLICT (lead, holder) DO UPDATE SET why = excluded.why, due = excluded.due, place = excluded.place, endpoint = excluded.endpoint,
				message = excluded.message, called_at = excluded.called_at, next_at = excluded.next_at, answered_at = NULL, answered_by = NULL`,
			r.leads, r.holders, r.whys, r.dues, r.places, r.endpoints, r.ids, r.called, answerIn)
	}
}

// save saves that somebody answered the call of a list, and reports whether there was one.
func (a callAnswer) save(ctx context.Context, tx *outbox.Tx) (bool, error) {
	var endpoint, message string
	err := tx.QueryRow(ctx, `UPDATE call SET next_at = NULL, answered_at = $3, answered_by = $4 WHERE lead = $1 AND holder = $2 AND next_at IS NOT NULL
		RETURNING endpoint, message`, a.lead, a.holder, a.at, a.by).Scan(&endpoint, &message)
	if err == pgx.ErrNoRows {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("answer a call: %w", err)
	}
	_, err = webhook.Acknowledge(ctx, tx, a.at, endpoint, message)
	return true, err
}

// Acknowledge saves that a duty list has heard of a critical lead, and reports whether it was being called.
func (s *Store) Acknowledge(ctx context.Context, id string, holder lead.Holder, by string, now time.Time) (was bool, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		was, err = callAnswer{id, holder, by, now}.save(ctx, tx)
		return err
	})
	return was, err
}

// ringSQL finds whom to call next. Whoever has answered the lead itself by now owes nothing, and is not called any more; an office owes
// something while a clock runs against it, and must hear of what is supervised or contested in any case.
const ringSQL = `SELECT c.lead, c.holder, c.why, c.due, c.place, l.number, l.category, l.urgency, l.holder <> '' AND (c.holder IN ('desk', 'taskforce', 'justice')
		AND (c.why IN ('supervised', 'contested') OR EXISTS (SELECT FROM clock k WHERE k.lead = c.lead AND k.against = c.holder AND k.ended_at IS NULL AND k.paused_at IS NULL))
		OR EXISTS (SELECT FROM duty d WHERE d.lead = c.lead AND d.department = c.holder AND d.state IN ('sent', 'signed', 'return-asked', 'submitted')))
	FROM call c JOIN lead l ON l.id = c.lead WHERE c.next_at <= $1 ORDER BY c.next_at LIMIT $2 FOR UPDATE OF c SKIP LOCKED`

// Ring calls the next on at most limit lists that have not answered in time, and returns how many were looked at.
func (s *Store) Ring(ctx context.Context, limit int, now time.Time) (n int, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		n = 0
		rows, err := tx.Query(ctx, ringSQL, now, limit)
		if err != nil {
			return fmt.Errorf("look for calls: %w", err)
		}
		c, owes := call{at: now}, false
		var out ringing
		var over struct{ leads, holders []string }
		_, err = pgx.ForEachRow(rows, []any{&c.lead, &c.holder, &c.why, &c.due, &c.place, &c.number, &c.category, &c.urgency, &owes}, func() error {
			n++
			list := s.duty(c.holder)
			if !owes || len(list) == 0 {
				over.leads, over.holders = append(over.leads, c.lead), append(over.holders, string(c.holder))
				return nil
			}
			next := c
			next.place = (c.place + 1) % int16(len(list))
			return s.ring(&out, next, list[next.place])
		})
		if err != nil || n == 0 {
			return err
		}
		out.save(tx)
		tx.Later(`UPDATE call c SET next_at = NULL FROM unnest($1::text[], $2::text[]) AS o(lead, holder) WHERE c.lead = o.lead AND c.holder = o.holder`, over.leads, over.holders)
		return nil
	})
	return n, err
}

// Call is a call that nobody has answered.
type Call struct {
	Lead     string      `json:"lead"`
	Holder   lead.Holder `json:"holder"`
	Why      lead.Kind   `json:"why"`
	Endpoint string      `json:"endpoint"`
	CalledAt time.Time   `json:"calledAt"`
	NextAt   time.Time   `json:"nextAt"`
}

// Calls returns at most limit calls that nobody has answered, those that wait longest first.
func (s *Store) Calls(ctx context.Context, limit int) ([]Call, error) {
	rows, err := s.Log.DB.Query(ctx, "SELECT lead, holder, why, endpoint, called_at, next_at FROM call WHERE next_at IS NOT NULL ORDER BY next_at LIMIT $1", limit)
	if err != nil {
		return nil, fmt.Errorf("calls: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Call])
}
