package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/intake/internal/reply"
	"xiansuo/services/internal/outbox"
)

// owe saves with the transaction who must be told what by when of what tickets were told, and which duties are answered by that.
func (s *Store) owe(ctx context.Context, tx *outbox.Tx, told []Told) error {
	if s.Duties == nil {
		return nil
	}
	var things []reply.Thing
	var ids []string
	for _, t := range told {
		if s.Duties.Concerns(t.Update) {
			things, ids = append(things, reply.Thing{N: t.N, Update: t.Update}), append(ids, t.Update.Lead)
		}
	}
	if len(things) == 0 {
		return nil
	}
	tickets, open, err := loadOwed(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, t := range things {
		id := t.Update.Lead
		open[id] = append(open[id], s.Duties.Take(open[id], t, tickets[id])...)
	}
	saveDuties(tx, open)
	return nil
}

const (
	owedTicketSQL = `SELECT id, sender, coalesce(number, ''), coalesce(matter->>'appeal', ''), coalesce((matter->>'anonymous')::boolean, false),
		coalesce((matter->>'reply')::boolean, false) FROM lead WHERE id = ANY($1)`
	dutyColumns = `n, rule, lead, sender, number, about, part, record, kind, department, recipient, awaits, coalesce(answer, 0), ends, since, due, provisional,
		done_at, coalesce(how, '')`
	awaitedSQL = "SELECT " + dutyColumns + " FROM reply WHERE lead = ANY($1) AND done_at IS NULL AND answer IS NULL ORDER BY n"
)

func loadOwed(ctx context.Context, tx pgx.Tx, ids []string) (map[string]reply.Ticket, map[string][]*reply.Duty, error) {
	tickets, open := map[string]reply.Ticket{}, map[string][]*reply.Duty{}
	var b pgx.Batch
	b.Queue(owedTicketSQL, ids).Query(func(rows pgx.Rows) error {
		all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[reply.Ticket])
		for _, t := range all {
			tickets[t.Lead] = t
		}
		return err
	})
	b.Queue(awaitedSQL, ids).Query(func(rows pgx.Rows) error {
		all, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByPos[reply.Duty])
		for _, d := range all {
			open[d.Lead] = append(open[d.Lead], d)
		}
		return err
	})
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return nil, nil, fmt.Errorf("who must be told: %w", err)
	}
	return tickets, open, nil
}

// saveDuties saves duties that arose, in one statement, and what changed of those that waited: of those there are few in one transaction.
func saveDuties(tx *outbox.Tx, open map[string][]*reply.Duty) {
	var arose []*reply.Duty
	for _, id := range slices.Sorted(maps.Keys(open)) { // in one order, so that two transactions do not wait for each other
		for _, d := range open[id] {
			switch {
			case d.N == 0:
				arose = append(arose, d)
			case d.Answer != 0 || d.DoneAt != nil:
				tx.Later("UPDATE reply SET answer = nullif($2::bigint, 0), done_at = $3, how = nullif($4, '') WHERE n = $1 AND done_at IS NULL", d.N, d.Answer, d.DoneAt, string(d.How))
			}
		}
	}
	arise(tx, arose)
}

const ariseSQL = `INSERT INTO reply (rule, lead, sender, number, about, part, record, kind, department, recipient, awaits, answer, ends, since, due, provisional, done_at, how)
	SELECT rule, lead, sender, number, about, part, record, kind, department, recipient, string_to_array(awaits, ','), nullif(answer, 0), string_to_array(ends, ','),
		since, due, provisional, done_at, nullif(how, '')
	FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::text[], $9::text[], $10::text[], $11::text[], $12::bigint[],
			$13::text[], $14::timestamptz[], $15::timestamptz[], $16::boolean[], $17::timestamptz[], $18::text[])
		WITH ORDINALITY AS d(rule, lead, sender, number, about, part, record, kind, department, recipient, awaits, answer, ends, since, due, provisional, done_at, how, place)
	ORDER BY place
	ON CONFLICT (lead, about, part, record, kind, rule) DO NOTHING`

func arise(tx *outbox.Tx, duties []*reply.Duty) {
	n := len(duties)
	if n == 0 {
		return
	}
	texts, records, answers := make([][]string, 12), make([]int, n), make([]int64, n)
	since, due, done, provisional := make([]time.Time, n), make([]time.Time, n), make([]*time.Time, n), make([]bool, n)
	for i, d := range duties {
		for column, text := range []string{d.Rule, d.Lead, d.Sender, d.Number, d.About, d.Part, string(d.Kind), string(d.Department), string(d.To), joined(d.Awaits),
			joined(d.Ends), string(d.How)} {
			texts[column] = append(texts[column], text)
		}
		records[i], answers[i], since[i], due[i], done[i], provisional[i] = d.Record, d.Answer, d.Since, d.Due, d.DoneAt, d.Provisional
	}
	tx.Later(ariseSQL, texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], records, texts[6], texts[7], texts[8], texts[9], answers, texts[10], since, due,
		provisional, done, texts[11])
}

// joined are codes with commas between: no code has one.
func joined[T ~string](codes []T) string {
	texts := make([]string, len(codes))
	for i, c := range codes {
		texts[i] = string(c)
	}
	return strings.Join(texts, ",")
}

// readSQL ends what a sender must be told and has read: it asks for what comes behind.
const readSQL = `UPDATE reply SET done_at = $3, how = 'read' WHERE sender = $1 AND answer <= $2 AND done_at IS NULL AND 'read' = ANY(ends)`

// HasRead notes that a sender has dealt with the updates up to a cursor.
func (s *Store) HasRead(ctx context.Context, sender string, upTo uint64, at time.Time) error {
	if upTo == 0 {
		return nil
	}
	if _, err := s.Log.DB.Exec(ctx, readSQL, sender, upTo, at); err != nil {
		return fmt.Errorf("note what was read: %w", err)
	}
	return nil
}

// followedSQL ends what a reporter must be told and has seen, by the code.
const followedSQL = `UPDATE reply SET done_at = $3, how = 'followed' WHERE lead = $1 AND answer <= $2 AND done_at IS NULL AND 'followed' = ANY(ends)`

// HasFollowed notes that a reporter has seen the updates of a report up to one.
func (s *Store) HasFollowed(ctx context.Context, id string, upTo int64, at time.Time) error {
	if _, err := s.Log.DB.Exec(ctx, followedSQL, id, upTo, at); err != nil {
		return fmt.Errorf("note what was seen: %w", err)
	}
	return nil
}

// Calling notes with the transaction which call is about an update.
func Calling(tx *outbox.Tx, n int64, call string) {
	tx.Later("UPDATE reply SET call = $2 WHERE answer = $1 AND done_at IS NULL AND 'called' = ANY(ends)", n, call)
}

// calledSQL ends what a sender must be told and was called about, at a time when its call was answered.
const calledSQL = `UPDATE reply r SET done_at = d.done_at, how = 'called' FROM webhook_delivery d
	WHERE r.done_at IS NULL AND r.call IS NOT NULL AND d.id = r.call AND d.state IN ('sent', 'acknowledged')`

// HaveBeenCalled notes which calls were answered since it was asked last.
func (s *Store) HaveBeenCalled(ctx context.Context) error {
	if _, err := s.Log.DB.Exec(ctx, calledSQL); err != nil {
		return fmt.Errorf("note who was called: %w", err)
	}
	return nil
}
