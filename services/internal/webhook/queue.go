package webhook

import (
	"context"
	"fmt"
	"time"

	"xiansuo/services/internal/outbox"
)

const queueSQL = `INSERT INTO webhook_delivery (id, endpoint, lead, type, body, queued_at, not_before, since, due_at)
	SELECT id, endpoint, lead, type, body, $1, not_before, coalesce(not_before, $1), coalesce(not_before, $1)
	FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::timestamptz[])
		WITH ORDINALITY AS m(id, endpoint, lead, type, body, not_before, place) ORDER BY place`

// Queue saves messages with the transaction, in one statement at its end. Messages of one lead keep their order as long as
// transactions that speak of it lock it.
func Queue(tx *outbox.Tx, now time.Time, messages ...Message) {
	n := len(messages)
	if n == 0 {
		return
	}
	ids, endpoints, leads, types := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	bodies, times := make([][]byte, n), make([]*time.Time, n)
	for i, m := range messages {
		ids[i], endpoints[i], leads[i], types[i], bodies[i] = m.id, m.endpoint, m.lead, m.typ, m.body
		if m.notBefore.After(now) {
			times[i] = &m.notBefore
		}
	}
	tx.Later(queueSQL, now, ids, endpoints, leads, types, bodies, times)
}

const acknowledgeSQL = `UPDATE webhook_delivery SET state = 'acknowledged', acknowledged_at = coalesce(acknowledged_at, $3),
		done_at = coalesce(done_at, $3), leased_until = NULL
	WHERE id = $2 AND endpoint = $1`

// mendedSQL notes that an endpoint is not gone.
const mendedSQL = "UPDATE webhook_incident SET gone_at = NULL, gone_version = NULL WHERE endpoint = $1 AND closed_at IS NULL AND gone_at IS NOT NULL"

// Acknowledge saves with the transaction that the receiver behind an endpoint confirms a message, whatever had become of it: its
// word counts more than a lost answer. It reports whether the endpoint has such a message. To confirm twice changes nothing.
func Acknowledge(ctx context.Context, tx *outbox.Tx, now time.Time, endpoint, id string) (bool, error) {
	done, err := tx.Exec(ctx, acknowledgeSQL, endpoint, id, now)
	if err != nil {
		return false, fmt.Errorf("acknowledge a message to %s: %w", endpoint, err)
	}
	tx.Later(mendedSQL, endpoint)
	return done.RowsAffected() > 0, nil
}
