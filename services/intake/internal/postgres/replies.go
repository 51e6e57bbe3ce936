package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/intake/internal/reply"
	"xiansuo/services/internal/outbox"
)

// Which says which duties are listed.
type Which string

// The lists of duties.
const (
	Owed    Which = "open"
	Overdue Which = "overdue"
	Ended   Which = "done"
	All     Which = "all"
)

// repliesSQL lists duties behind a cursor, $1, at most $2 of them. What is listed of a sender is its own, $3; of what is overdue the last
// argument is the time.
func repliesSQL(sender string, which Which) string {
	sql, next := "SELECT "+dutyColumns+" FROM reply WHERE n > $1", 3
	if sender != "" {
		sql, next = sql+" AND sender = $3", 4
	}
	switch which {
	case Owed:
		sql += " AND done_at IS NULL"
	case Ended:
		sql += " AND done_at IS NOT NULL"
	case Overdue:
		sql += fmt.Sprintf(" AND done_at IS NULL AND due <= $%d", next)
	}
	return sql + " ORDER BY n LIMIT $2"
}

// Replies returns at most limit duties behind a cursor, in order of their numbers: those of a sender, or of all when it is empty.
func (s *Store) Replies(ctx context.Context, sender string, which Which, after uint64, limit int, now time.Time) ([]reply.Duty, error) {
	args := []any{after, limit}
	if sender != "" {
		args = append(args, sender)
	}
	if which == Overdue {
		args = append(args, now)
	}
	return collect(ctx, s.Log.DB, repliesSQL(sender, which), pgx.RowToStructByPos[reply.Duty], args...)
}

// Late is how many duties of a rule are overdue.
type Late struct {
	Rule string
	To   reply.Recipient
	N    int64
}

const lateSQL = "SELECT rule, recipient, count(*) FROM reply WHERE done_at IS NULL AND due <= $1 GROUP BY rule, recipient ORDER BY rule"

// Late counts what is overdue.
func (s *Store) Late(ctx context.Context, now time.Time) ([]Late, error) {
	return collect(ctx, s.Log.DB, lateSQL, pgx.RowToStructByPos[Late], now)
}

// Telling is what a sender says of having told a reporter. UpTo is the newest update that was told; 0 is all that there are.
type Telling struct {
	Sender, Lead string
	UpTo         uint64
	How          string
	Written      bool
	On, At       time.Time
}

// ErrNothingToTell says that a ticket was told nothing that the reporter could be told.
var ErrNothingToTell = errors.New("nothing was told of the ticket yet")

// toldSQL ends what a reporter must be told and was. Duties that want writing are ended by writing alone.
const toldSQL = `UPDATE reply SET done_at = $3, how = CASE WHEN $4 THEN 'written' ELSE 'told' END
	WHERE lead = $1 AND answer <= $2 AND done_at IS NULL AND ('told' = ANY(ends) OR $4 AND 'written' = ANY(ends))`

// Tells keeps that a sender has told a reporter, and returns how many duties are ended by that.
func (s *Store) Tells(ctx context.Context, t Telling) (ended int64, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		var newest uint64
		if err := tx.QueryRow(ctx, "SELECT coalesce(max(n), 0) FROM ticket_update WHERE lead = $1", t.Lead).Scan(&newest); err != nil {
			return fmt.Errorf("told: %w", err)
		}
		if newest == 0 {
			return ErrNothingToTell
		}
		if t.UpTo == 0 || t.UpTo > newest {
			t.UpTo = newest
		}
		done, err := tx.Exec(ctx, toldSQL, t.Lead, t.UpTo, t.On, t.Written)
		if err != nil {
			return fmt.Errorf("told: %w", err)
		}
		ended = done.RowsAffected()
		tx.Later("INSERT INTO reply_told (sender, lead, answer, how, told_at, at) VALUES ($1, $2, $3, $4, $5, $6)", t.Sender, t.Lead, t.UpTo, t.How, t.On, t.At)
		return nil
	})
	return ended, err
}
