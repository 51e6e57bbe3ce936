// Package postgres is all SQL of intake.
package postgres

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/event"
	"xiansuo/services/intake/internal/receipt"
	"xiansuo/services/intake/internal/reply"
	"xiansuo/services/intake/internal/submission"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/setting"
	"xiansuo/services/internal/webhook"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is intake's part of the database.
func Schema() pg.Schema {
	return pg.Schema{
		Name:   "intake",
		Parts:  []pg.Part{outbox.Part(), setting.Part(), webhook.Part(), {Name: "intake", Files: pg.Sub(migrations, "migrations")}},
		Update: slices.Concat(outbox.Updated(), webhook.Updated(), []string{"lead", "standing", "fold", "reply"}),
	}
}

// Store keeps what senders gave.
type Store struct {
	Log *outbox.Log
	// Duties says who must be told what by when; nil says nothing.
	Duties *reply.Catalogue
}

// maxTries is how often a batch starts over because another process took one of its keys first.
const maxTries = 5

// Accept decides the submissions in order and keeps them with what is announced about them, in one transaction: all or nothing.
func (s *Store) Accept(ctx context.Context, batch []submission.Submission) ([]submission.Result, error) {
	for try := 1; ; try++ {
		results, err := s.accept(ctx, batch)
		if err == nil || !pg.Conflict(err) || try == maxTries {
			return results, err
		}
	}
}

func (s *Store) accept(ctx context.Context, batch []submission.Submission) ([]submission.Result, error) {
	var results []submission.Result
	err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) (err error) {
		results, err = s.Take(ctx, tx, batch)
		return err
	})
	return results, err
}

// Take decides the submissions in order and keeps them within a transaction.
func (s *Store) Take(ctx context.Context, tx *outbox.Tx, batch []submission.Submission) ([]submission.Result, error) {
	results := make([]submission.Result, len(batch))
	standing, err := loadStanding(ctx, tx, batch)
	if err != nil {
		return results, err
	}
	numbers, err := leadNumbers(ctx, tx, fresh(standing, batch))
	if err != nil {
		return results, err
	}
	rows := &rows{}
	for i, sub := range batch {
		results[i] = submission.Decide(standing, sub, func() string { return s.leadID(&numbers, sub.At) })
		if results[i].Status == submission.Accepted {
			if results[i].Receipt, err = receipt.New(rand.Reader); err != nil {
				return results, err
			}
		}
		rows.add(sub, results[i])
		if err := s.announce(tx, sub, results[i]); err != nil {
			return results, err
		}
	}
	rows.insert(tx)
	return results, nil
}

// fresh returns how many new leads the batch can make at most.
func fresh(st *submission.Standing, batch []submission.Submission) (n int) {
	for _, sub := range batch {
		_, seen := st.Seen[submission.Key{Source: sub.Source, Name: sub.ID}]
		if ticket := st.Tickets[submission.Key{Source: sub.Source, Name: sub.Number}]; !seen && sub.Word == nil && (sub.Number == "" || ticket == nil) {
			n++
		}
	}
	return n
}

func leadNumbers(ctx context.Context, tx pgx.Tx, n int) (numbers []int64, err error) {
	if n == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, "SELECT nextval('lead_number') FROM generate_series(1, $1)", n)
	if err != nil {
		return nil, fmt.Errorf("lead numbers: %w", err)
	}
	if numbers, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil {
		return nil, fmt.Errorf("lead numbers: %w", err)
	}
	return numbers, nil
}

func (s *Store) leadID(numbers *[]int64, at time.Time) string {
	n := (*numbers)[0]
	*numbers = (*numbers)[1:]
	return fmt.Sprintf("%s-%d-%06d", s.Log.District, at.In(calendar.China).Year(), n)
}

func (s *Store) announce(tx *outbox.Tx, sub submission.Submission, r submission.Result) error {
	origin := event.Origin{Source: s.Log.Source(), Lead: r.Lead, Time: sub.At, TraceParent: sub.TraceParent, Cause: submission.Key{Source: sub.Source, Name: sub.ID}.Mark()}
	for _, fact := range r.Facts {
		e, err := event.New(origin, fact)
		if err != nil {
			return err
		}
		if err := tx.Append(e, ""); err != nil {
			return err
		}
	}
	return nil
}

// loadStanding reads what is known about the batch's events and tickets.
func loadStanding(ctx context.Context, tx pgx.Tx, batch []submission.Submission) (*submission.Standing, error) {
	st := &submission.Standing{Seen: map[submission.Key]submission.Seen{}, Tickets: map[submission.Key]*submission.Ticket{}}
	sources, ids, numbers, marks := make([]string, len(batch)), make([]string, len(batch)), make([]string, len(batch)), make([]string, len(batch))
	for i, sub := range batch {
		sources[i], ids[i], numbers[i], marks[i] = sub.Source, sub.ID, sub.Number, submission.Key{Source: sub.Source, Name: sub.ID}.Mark()
	}
	var b pgx.Batch
	b.Queue(`SELECT s.source, s.id, s.lead, s.digest FROM unnest($1::text[], $2::text[]) AS k(source, id)
		JOIN submission s USING (source, id)`, sources, ids).Query(func(rows pgx.Rows) error { return scanSeen(rows, st) })
	b.Queue(`SELECT k.source, k.id, c.lead FROM unnest($1::text[], $2::text[], $3::text[]) AS k(source, id, mark) JOIN came_back c USING (mark)`,
		sources, ids, marks).Query(func(rows pgx.Rows) error { return scanBack(rows, st) })
	b.Queue(`SELECT DISTINCT ON (t.source, t.number) t.source, t.number, t.lead, l.matter,
			(SELECT coalesce(array_agg(digest), '{}') FROM submission WHERE lead = t.lead),
			(SELECT coalesce(jsonb_agg(jsonb_build_object('name', name, 'phone', phone)), '[]') FROM reporter WHERE lead = t.lead)
		FROM unnest($1::text[], $2::text[]) AS k(source, number) JOIN ticket t USING (source, number) JOIN lead l ON l.id = t.lead
		WHERE k.number <> ''`, sources, numbers).Query(func(rows pgx.Rows) error { return scanTickets(rows, st) })
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return nil, fmt.Errorf("what is known: %w", err)
	}
	return st, nil
}

func scanSeen(rows pgx.Rows, st *submission.Standing) error {
	var key submission.Key
	var id string
	var digest []byte
	_, err := pgx.ForEachRow(rows, []any{&key.Source, &key.Name, &id, &digest}, func() error {
		st.Seen[key] = submission.Seen{Lead: id, Digest: [sha256.Size]byte(digest)}
		return nil
	})
	return err
}

func scanTickets(rows pgx.Rows, st *submission.Standing) error {
	var key submission.Key
	var id string
	var matter, reporters []byte
	var digests [][]byte
	_, err := pgx.ForEachRow(rows, []any{&key.Source, &key.Name, &id, &matter, &digests, &reporters}, func() error {
		t := &submission.Ticket{Lead: id, Digests: map[[sha256.Size]byte]bool{}}
		for _, d := range digests {
			t.Digests[[sha256.Size]byte(d)] = true
		}
		st.Tickets[key] = t
		return errors.Join(json.Unmarshal(reporters, &t.Reporters), json.Unmarshal(matter, &t.Matter))
	})
	return err
}
