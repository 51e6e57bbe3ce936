package outbox

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Row is an event of the log as it is published.
type Row struct {
	Sequence uint64
	ID       string
	Lead     string
	Type     string
	Queue    string
	At       time.Time
	Body     []byte
}

const rowColumns = "sequence, id, lead, type, coalesce(queue, ''), at, body"

// After returns at most limit events behind a number, in order.
func (l *Log) After(ctx context.Context, after uint64, limit int) ([]Row, error) {
	return l.rows(ctx, "SELECT "+rowColumns+" FROM event_log WHERE sequence > $1 ORDER BY sequence LIMIT $2", after, limit)
}

func (l *Log) rows(ctx context.Context, sql string, args ...any) ([]Row, error) {
	rows, err := l.DB.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read log of %s: %w", l.Service, err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Row])
	if err != nil {
		return nil, fmt.Errorf("read log of %s: %w", l.Service, err)
	}
	return out, nil
}

// Head returns the number of the newest event, or 0.
func (l *Log) Head(ctx context.Context) (uint64, error) {
	var next uint64
	if err := l.DB.QueryRow(ctx, "SELECT next FROM source").Scan(&next); err != nil {
		return 0, fmt.Errorf("head of %s: %w", l.Service, err)
	}
	return next - 1, nil
}

// sinceSQL looks through the index of times: the log from its beginning, in order of numbers, would be all that was ever said.
const sinceSQL = `SELECT coalesce((SELECT min(sequence) FROM (SELECT sequence FROM event_log WHERE at >= $1 OFFSET 0) e), (SELECT next FROM source))`

// since returns the number before the first event that came to be at or after t: what a stream holds that keeps events from
// then on starts behind it.
func (l *Log) since(ctx context.Context, t time.Time) (uint64, error) {
	var first uint64
	err := l.DB.QueryRow(ctx, sinceSQL, t).Scan(&first)
	if err != nil {
		return 0, fmt.Errorf("log of %s since %s: %w", l.Service, t.Format(time.RFC3339), err)
	}
	return first - 1, nil
}

// contradicts reports whether the log does not have this event under its number.
func (l *Log) contradicts(ctx context.Context, number uint64, body []byte) (bool, error) {
	rows, err := l.After(ctx, number-1, 1)
	if err != nil {
		return false, err
	}
	return len(rows) == 0 || rows[0].Sequence != number || !bytes.Equal(rows[0].Body, body), nil
}
