package webhook

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// mark saves what became of a try.
func (s *Sender) mark(ctx context.Context, d claimed, o outcome) error {
	now := s.Now()
	var err error
	switch {
	case o.state == Sent:
		err = s.markSent(ctx, d, o, now)
	case o.state == Gone:
		err = s.markGone(ctx, d, o, now)
	case o.interrupted:
		_, err = s.DB.Exec(ctx, "UPDATE webhook_delivery SET leased_until = NULL WHERE n = $1 AND attempts = $2 AND done_at IS NULL", d.n, d.attempts)
	default:
		err = s.markFailed(ctx, d, o, now)
	}
	if err != nil {
		return fmt.Errorf("mark delivery %s: %w", d.id, err)
	}
	return nil
}

// markSent asks for no fence: that the receiver has it is true whoever sent it.
func (s *Sender) markSent(ctx context.Context, d claimed, o outcome, now time.Time) error {
	var b pgx.Batch
	b.Queue(`UPDATE webhook_delivery SET state = 'sent', done_at = $2, leased_until = NULL, last_status = $3, last_error = NULL, last_detail = NULL
		WHERE n = $1 AND done_at IS NULL`, d.n, now, o.status)
	b.Queue(mendedSQL, d.to.Name)
	failing := false
	b.Queue("SELECT FROM webhook_endpoint WHERE name = $1 AND failures > 0", d.to.Name).Query(func(rows pgx.Rows) error {
		failing = rows.Next()
		return nil
	})
	if err := s.DB.SendBatch(ctx, &b).Close(); err != nil {
		return err
	}
	if !failing {
		return nil
	}
	return pgx.BeginFunc(ctx, s.DB, func(tx pgx.Tx) error { return revive(ctx, tx, d, now) })
}

// reviveSQL makes what failed since a time due in the order in which it should have been delivered: an earlier message of a lead is
// then found before those that wait for it.
const reviveSQL = `UPDATE webhook_delivery SET due_at = since WHERE n IN (SELECT n FROM webhook_delivery
	WHERE endpoint = $1 AND done_at IS NULL AND due_at > $2 AND last_at >= $3 AND leased_until IS NULL ORDER BY n FOR UPDATE)`

// revive ends an endpoint's failures, unless one was of a try that began later, and wakes what failed since they began.
func revive(ctx context.Context, tx pgx.Tx, d claimed, now time.Time) error {
	var failures int
	var since time.Time
	err := tx.QueryRow(ctx, `SELECT failures, failing_since FROM webhook_endpoint WHERE name = $1 AND failures > 0 AND failed_at <= $2 FOR UPDATE`,
		d.to.Name, d.begun).Scan(&failures, &since)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "UPDATE webhook_endpoint SET failures = 0, failing_since = NULL, rests_until = NULL WHERE name = $1", d.to.Name); err != nil {
		return err
	}
	if failures < failuresToRest {
		return nil
	}
	_, err = tx.Exec(ctx, reviveSQL, d.to.Name, now, since)
	return err
}

// markGone ends the delivery, and stops calls to the endpoint.
func (s *Sender) markGone(ctx context.Context, d claimed, o outcome, now time.Time) error {
	opened := false
	err := pgx.BeginFunc(ctx, s.DB, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, `UPDATE webhook_delivery SET state = 'gone', done_at = $3, leased_until = NULL, last_status = $4, last_error = $5,
			last_detail = $6 WHERE n = $1 AND attempts = $2 AND done_at IS NULL`, d.n, d.attempts, now, o.status, o.class, o.detail)
		if err != nil || done.RowsAffected() == 0 {
			return err
		}
		// xmax tells a row that was inserted, whose is 0, from one that was there.
		return tx.QueryRow(ctx, `INSERT INTO webhook_incident (endpoint, opened_at, gone_at, gone_version) VALUES ($1, $2, $2, $3)
			ON CONFLICT (endpoint) WHERE closed_at IS NULL DO UPDATE SET gone_at = excluded.gone_at, gone_version = excluded.gone_version
			RETURNING xmax = 0`, d.to.Name, now, d.to.Version).Scan(&opened)
	})
	if err == nil && opened {
		s.logIncident(d.to.Name, "the endpoint says that it is gone")
	}
	return err
}

// failSQL counts a failure of an endpoint. Tries that ran side by side are one: only what began after the last counted one counts.
const failSQL = `INSERT INTO webhook_endpoint AS e (name, failures, failing_since, failed_at, rests_until)
	VALUES (@name, 1, @begun, @now, @now::timestamptz + greatest((@rests::interval[])[1], @asked::interval))
	ON CONFLICT (name) DO UPDATE SET
		failures = CASE WHEN e.failed_at <= @begun OR e.failures = 0 THEN e.failures + 1 ELSE e.failures END,
		failing_since = least(e.failing_since, @begun),
		failed_at = CASE WHEN e.failed_at <= @begun OR e.failures = 0 THEN @now ELSE e.failed_at END,
		rests_until = greatest(e.rests_until, @now::timestamptz + greatest(@asked::interval,
			CASE WHEN e.failed_at <= @begun OR e.failures = 0 THEN (@rests::interval[])[least(e.failures + 1, cardinality(@rests::interval[]))] END))`

// knownSQL is for an endpoint that was called, so that the book has it.
const knownSQL = `UPDATE webhook_delivery SET state = 'waiting', last_error = NULL, last_detail = NULL
	WHERE endpoint = $1 AND state = 'unknown-endpoint'`

func (s *Sender) markFailed(ctx context.Context, d claimed, o outcome, now time.Time) error {
	random := s.Random()
	pauses := make([]time.Duration, len(rests))
	for i, rest := range rests {
		pauses[i] = jitter(rest, random)
	}
	return pgx.BeginFunc(ctx, s.DB, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, failSQL, pgx.NamedArgs{"name": d.to.Name, "now": now, "begun": d.begun, "rests": pauses, "asked": o.retryAfter})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, knownSQL, d.to.Name); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE webhook_delivery SET due_at = $3, leased_until = NULL, last_status = $4, last_error = $5, last_detail = $6
			WHERE n = $1 AND attempts = $2 AND done_at IS NULL`,
			d.n, d.attempts, now.Add(nextTry(d.attempts, o.retryAfter, random)), nullable(o.status), o.class, o.detail)
		return err
	})
}

// nullable is null for a try that got no status.
func nullable(status int) *int {
	if status == 0 {
		return nil
	}
	return &status
}
