package webhook

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Delivery is a message and how far it is. It shows nothing of what the receiver answered but the status.
type Delivery struct {
	ID             string     `json:"id"`
	Endpoint       string     `json:"endpoint"`
	Lead           string     `json:"lead"`
	Type           string     `json:"type"`
	State          State      `json:"state"`
	QueuedAt       time.Time  `json:"queuedAt"`
	Since          time.Time  `json:"since"`          // since when it should be with the receiver
	Next           *time.Time `json:"next,omitempty"` // try, if the endpoint is not gone, does not rest, and no earlier message of the lead waits
	Attempts       int        `json:"attempts"`
	LastAt         *time.Time `json:"lastAt,omitempty"`
	Status         int        `json:"status,omitempty"` // of HTTP, of the last try that got one
	Error          string     `json:"error,omitempty"`  // class of the last failure
	Detail         string     `json:"detail,omitempty"` // what it means
	DoneAt         *time.Time `json:"doneAt,omitempty"`
	AcknowledgedAt *time.Time `json:"acknowledgedAt,omitempty"`
}

// Filter says which deliveries are listed; an empty member means all.
type Filter struct {
	State    State
	Endpoint string
	Lead     string
}

// What a reader of the list may be told.
var (
	ErrBadCursor  = errors.New("not the end of a part of this list")
	ErrNoDelivery = errors.New("there is no such delivery")
	ErrDelivered  = errors.New("the receiver has it")
)

const deliverySQL = `d.id, d.endpoint, d.lead, d.type, d.state, d.queued_at, d.since, CASE WHEN d.done_at IS NULL THEN d.due_at END, d.attempts, d.last_at,
	coalesce(d.last_status, 0), coalesce(d.last_error, ''), coalesce(d.last_detail, ''), d.done_at, d.acknowledged_at, d.n`

// Each of these reads along one index, state by state. They compare rows so that the planner has no other index for their order.
const (
	byStateSQL = `SELECT ` + deliverySQL + ` FROM unnest(@states::text[]) AS s(state), LATERAL (SELECT * FROM webhook_delivery
		WHERE (state, n) > (s.state, @after::bigint) AND state <= s.state ORDER BY state, n LIMIT @limit) d ORDER BY d.n LIMIT @limit`
	byEndpointSQL = `SELECT ` + deliverySQL + ` FROM unnest(@states::text[]) AS s(state), LATERAL (SELECT * FROM webhook_delivery
		WHERE (endpoint, state, n) > (@endpoint, s.state, @after::bigint) AND (endpoint, state) <= (@endpoint, s.state)
		ORDER BY endpoint, state, n LIMIT @limit) d ORDER BY d.n LIMIT @limit`
	byLeadSQL = `SELECT ` + deliverySQL + ` FROM (SELECT * FROM webhook_delivery WHERE lead = @lead AND n > @after OFFSET 0) d
		WHERE (@endpoint = '' OR endpoint = @endpoint) AND state = ANY(@states) ORDER BY d.n LIMIT @limit`
)

// Deliveries returns a part of the deliveries that a filter wants, the oldest first, and where the next part begins, which is empty
// at the end. After is where this part begins, empty for the first; one that was never returned is ErrBadCursor.
func (s *Sender) Deliveries(ctx context.Context, f Filter, after string, limit int) ([]Delivery, string, error) {
	from := int64(0)
	if after != "" {
		n, err := strconv.ParseInt(after, 10, 64)
		if err != nil || n < 1 {
			return nil, "", ErrBadCursor
		}
		from = n
	}
	states := States()
	if f.State != "" {
		states = []State{f.State}
	}
	sql := byStateSQL
	switch {
	case f.Lead != "":
		sql = byLeadSQL
	case f.Endpoint != "":
		sql = byEndpointSQL
	}
	return s.list(ctx, sql, pgx.NamedArgs{"states": states, "endpoint": f.Endpoint, "lead": f.Lead, "after": from, "limit": limit + 1}, limit)
}

func (s *Sender) list(ctx context.Context, sql string, args pgx.NamedArgs, limit int) ([]Delivery, string, error) {
	rows, err := s.DB.Query(ctx, sql, args)
	if err != nil {
		return nil, "", fmt.Errorf("list deliveries: %w", err)
	}
	type placed struct {
		Delivery
		N int64
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p placed, err error) {
		d := &p.Delivery
		return p, row.Scan(&d.ID, &d.Endpoint, &d.Lead, &d.Type, &d.State, &d.QueuedAt, &d.Since, &d.Next, &d.Attempts, &d.LastAt, &d.Status, &d.Error,
			&d.Detail, &d.DoneAt, &d.AcknowledgedAt, &p.N)
	})
	if err != nil {
		return nil, "", fmt.Errorf("list deliveries: %w", err)
	}
	next := ""
	if len(all) > limit {
		all = all[:limit]
		next = strconv.FormatInt(all[limit-1].N, 10)
	}
	out := make([]Delivery, len(all))
	for i, p := range all {
		out[i] = p.Delivery
	}
	return out, next, nil
}

// retrySQL has a delivery tried before all others of its endpoint. One that was gone begins anew; the others are late since they are.
const retrySQL = `UPDATE webhook_delivery d SET done_at = NULL, since = CASE state WHEN 'gone' THEN $2 ELSE since END,
		state = CASE state WHEN 'gone' THEN 'waiting' ELSE state END,
		due_at = least($2::timestamptz, (SELECT min(due_at) - interval '1 microsecond' FROM webhook_delivery WHERE endpoint = d.endpoint AND done_at IS NULL))
	WHERE id = $1`

// callableSQL has an endpoint that was gone called again; the incident stays until a success.
const callableSQL = "UPDATE webhook_incident SET gone_version = NULL WHERE closed_at IS NULL AND endpoint = (SELECT endpoint FROM webhook_delivery WHERE id = $1)"

// Retry has a delivery tried now, also one that is gone, and its endpoint called though it rests or was gone. ErrNoDelivery means that there is none, and
// ErrDelivered that the receiver has it: nothing was changed then.
func (s *Sender) Retry(ctx context.Context, id string) error {
	if uuid.Validate(id) != nil {
		return ErrNoDelivery
	}
	now := s.Now()
	err := pgx.BeginFunc(ctx, s.DB, func(tx pgx.Tx) error {
		// The endpoint first, as a sender does, so that nobody waits for the other.
		if _, err := tx.Exec(ctx, `UPDATE webhook_endpoint SET rests_until = NULL
			WHERE name = (SELECT endpoint FROM webhook_delivery WHERE id = $1 AND state NOT IN ('sent', 'acknowledged'))`, id); err != nil {
			return err
		}
		var state State
		err := tx.QueryRow(ctx, "SELECT state FROM webhook_delivery WHERE id = $1 FOR UPDATE", id).Scan(&state)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return ErrNoDelivery
		case err != nil:
			return err
		case state == Sent || state == Acknowledged:
			return ErrDelivered
		}
		if _, err := tx.Exec(ctx, retrySQL, id, now); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, callableSQL, id)
		return err
	})
	if errors.Is(err, ErrNoDelivery) || errors.Is(err, ErrDelivered) {
		return err
	}
	if err != nil {
		return fmt.Errorf("retry delivery: %w", err)
	}
	s.wake.Raise()
	return nil
}

// Incident is why a person must look at an endpoint.
type Incident struct {
	Endpoint string     `json:"endpoint"`
	OpenedAt time.Time  `json:"openedAt"`
	GoneAt   *time.Time `json:"goneAt,omitempty"` // the newest 410 since the last success
	Stopped  bool       `json:"stopped"`          // nobody is called there until a person has one tried or loads a newer setting
	Waiting  int64      `json:"waiting"`          // deliveries
	Stuck    int64      `json:"stuck"`            // deliveries
	Unknown  int64      `json:"unknown"`          // deliveries that the book has no endpoint for
}

const incidentsSQL = `SELECT i.endpoint, i.opened_at, i.gone_at, i.gone_version,
		(SELECT count(*) FROM webhook_delivery d WHERE d.endpoint = i.endpoint AND d.state = 'waiting'),
		(SELECT count(*) FROM webhook_delivery d WHERE d.endpoint = i.endpoint AND d.state = 'stuck'),
		(SELECT count(*) FROM webhook_delivery d WHERE d.endpoint = i.endpoint AND d.state = 'unknown-endpoint')
	FROM webhook_incident i WHERE i.closed_at IS NULL ORDER BY i.opened_at, i.endpoint`

// Incidents returns those that are open, the oldest first.
func (s *Sender) Incidents(ctx context.Context) ([]Incident, error) {
	rows, err := s.DB.Query(ctx, incidentsSQL)
	if err != nil {
		return nil, fmt.Errorf("incidents of endpoints: %w", err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (i Incident, err error) {
		var goneOf *int64
		err = row.Scan(&i.Endpoint, &i.OpenedAt, &i.GoneAt, &goneOf, &i.Waiting, &i.Stuck, &i.Unknown)
		to, _ := s.Book(i.Endpoint)
		i.Stopped = to.stopped(goneOf)
		return i, err
	})
	if err != nil {
		return nil, fmt.Errorf("incidents of endpoints: %w", err)
	}
	return out, nil
}
