package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/intake/internal/ticket"
	"xiansuo/services/internal/outbox"
)

// writeSQL writes updates in order. What was told before, of the same record, is not told again.
const writeSQL = `INSERT INTO ticket_update (sequence, record, sender, lead, about, part, kind, department, role, reason, said, into_lead, due, left_open,
		parts, verdicts, explanation, at)
	SELECT sequence, record, sender, lead, about, part, kind, department, role, reason, said, into_lead, due, left_open,
		nullif(parts, '')::jsonb, nullif(verdicts, '')::jsonb, nullif(explanation, '')::jsonb, at
	FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
			$12::text[], $13::timestamptz[], $14::int[], $15::text[], $16::text[], $17::text[], $18::timestamptz[])
		WITH ORDINALITY AS u(sequence, record, sender, lead, about, part, kind, department, role, reason, said, into_lead, due, left_open, parts, verdicts,
			explanation, at, place) ORDER BY place
	ON CONFLICT (lead, about, part, record, kind) DO NOTHING RETURNING lead, about, part, record, kind, n`

// updateKey is what makes an update one of its own.
type updateKey struct {
	Lead, About, Part string
	Record            int
	Kind              ticket.Kind
}

func keyOf(u ticket.Update) updateKey { return updateKey{u.Lead, u.About, u.Part, u.Record, u.Kind} }

func write(ctx context.Context, tx *outbox.Tx, book *ticket.Book, updates []ticket.Update) ([]Told, error) {
	if len(updates) == 0 {
		return nil, nil
	}
	c, err := columnsOf(book, updates)
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, writeSQL, c.sequence, c.record, c.sender, c.lead, c.about, c.part, c.kind, c.department, c.role, c.reason, c.said, c.into,
		c.due, c.left, c.parts, c.verdicts, c.explanation, c.at)
	if err != nil {
		return nil, fmt.Errorf("updates: %w", err)
	}
	fresh := map[updateKey]int64{}
	var k updateKey
	var n int64
	if _, err := pgx.ForEachRow(rows, []any{&k.Lead, &k.About, &k.Part, &k.Record, &k.Kind, &n}, func() error { fresh[k] = n; return nil }); err != nil {
		return nil, fmt.Errorf("updates: %w", err)
	}
	var told []Told
	for _, u := range updates {
		k := keyOf(u)
		if n, ok := fresh[k]; ok {
			delete(fresh, k)
			told = append(told, Told{u, book.Tickets[u.Lead], n})
		}
	}
	return told, nil
}

// columns are updates, column by column.
type columns struct {
	sequence                                                              []int64
	record, left                                                          []int
	sender, lead, about, part, kind, department, role, reason, said, into []string
	parts, verdicts, explanation                                          []string
	due                                                                   []*time.Time
	at                                                                    []time.Time
}

func columnsOf(book *ticket.Book, updates []ticket.Update) (c columns, err error) {
	for _, u := range updates {
		c.sequence, c.record, c.left = append(c.sequence, int64(u.Sequence)), append(c.record, u.Record), append(c.left, u.Left)
		c.sender, c.lead = append(c.sender, book.Tickets[u.Lead].Sender), append(c.lead, u.Lead)
		c.about, c.part, c.kind = append(c.about, u.About), append(c.part, u.Part), append(c.kind, string(u.Kind))
		c.department, c.role, c.reason = append(c.department, string(u.Department)), append(c.role, string(u.Role)), append(c.reason, u.Reason)
		c.said, c.into, c.due, c.at = append(c.said, u.Text), append(c.into, u.Into), append(c.due, u.Due), append(c.at, u.At)
		for list, value := range map[*[]string]any{&c.parts: u.Parts, &c.verdicts: u.Verdicts, &c.explanation: u.Explanation} {
			body, err := json.Marshal(value)
			if err != nil {
				return c, fmt.Errorf("update of %s: %w", u.Lead, err)
			}
			if string(body) == "null" {
				body = nil
			}
			*list = append(*list, string(body))
		}
	}
	return c, nil
}
