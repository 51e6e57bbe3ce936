package outbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// ErrNoAside says that there is no such event, or that it was replayed.
var ErrNoAside = errors.New("no such event is set aside")

// Handles remembers who applies a source's events, for replays.
func (l *Log) Handles(source string, h Handler) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.handlers[source] = h
}

// SetAside keeps an event from outside, which has no number, where a person finds it.
func (t *Tx) SetAside(source, lead, typ string, why error, body []byte) {
	t.Later(asideSQL, source, nil, lead, typ, reason(why), false, body)
}

// Asides lists what is set aside and not replayed, oldest first.
func (l *Log) Asides(ctx context.Context) ([]Aside, error) {
	rows, err := l.DB.Query(ctx, `SELECT id, source, coalesce(sequence, 0), lead, type, reason, waits, at FROM aside
		WHERE replayed_at IS NULL ORDER BY id LIMIT 1000`)
	if err != nil {
		return nil, fmt.Errorf("events set aside: %w", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Aside])
	if err != nil {
		return nil, fmt.Errorf("events set aside: %w", err)
	}
	return out, nil
}

// AsideCount returns how many events are set aside and not replayed.
func (l *Log) AsideCount(ctx context.Context) (n int64, err error) {
	err = l.DB.QueryRow(ctx, "SELECT count(*) FROM aside WHERE replayed_at IS NULL").Scan(&n)
	return n, err
}

// Replay applies an event that was set aside, and those of its lead that wait behind it, in order and in one transaction. It
// returns how many were applied. ErrNoAside means that there is nothing to replay; any other error that it failed again.
func (l *Log) Replay(ctx context.Context, id int64) (int, error) {
	n := 0
	err := l.Save(ctx, func(ctx context.Context, tx *Tx) error {
		var source, lead string
		err := tx.QueryRow(ctx, "SELECT source, lead FROM aside WHERE id = $1 AND replayed_at IS NULL", id).Scan(&source, &lead)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoAside
		}
		if err != nil {
			return fmt.Errorf("read event set aside: %w", err)
		}
		handle, err := l.handlerOf(source)
		if err != nil {
			return err
		}
		// The floor's lock keeps the reader from putting another event behind this one meanwhile.
		if _, err := tx.Exec(ctx, "SELECT FROM floor WHERE source = $1 ORDER BY first FOR UPDATE", source); err != nil {
			return fmt.Errorf("lock floor of %s: %w", source, err)
		}
		ids, events, err := asideOf(ctx, tx, source, lead, id)
		if err != nil {
			return err
		}
		n = len(events)
		tx.Later("UPDATE aside SET replayed_at = now() WHERE id = ANY($1)", ids)
		return handle(ctx, tx, events)
	})
	return n, err
}

func (l *Log) handlerOf(source string) (Handler, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if h := l.handlers[source]; h != nil {
		return h, nil
	}
	return nil, fmt.Errorf("nobody here applies events of %s", source)
}

// asideOf returns the lead's open events in order; an event whose lead could not be read stands alone.
func asideOf(ctx context.Context, tx *Tx, source, lead string, id int64) (ids []int64, events []Received, err error) {
	rows, err := tx.Query(ctx, `SELECT id, coalesce(sequence, 0), body FROM aside WHERE source = $1 AND lead = $2 AND replayed_at IS NULL
		AND ($2 <> '' OR id = $3) ORDER BY id FOR UPDATE`, source, lead, id)
	if err != nil {
		return nil, nil, fmt.Errorf("read events set aside: %w", err)
	}
	var row int64
	var number uint64
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&row, &number, &body}, func() error {
		e, err := readOwn(body)
		ids, events = append(ids, row), append(events, Received{e, number, bytes.Clone(body)})
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read events set aside: %w", err)
	}
	return ids, events, nil
}
