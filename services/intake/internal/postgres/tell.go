package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/ticket"
	"xiansuo/services/internal/outbox"
)

// Told is an update as it was written, with the ticket that it is about.
type Told struct {
	ticket.Update
	ticket.Ticket
	// N is its place among all.
	N int64
}

// Tell takes in what routing says, in order, saves with the transaction what senders are told of it, and returns what is new of that.
func (s *Store) Tell(ctx context.Context, tx *outbox.Tx, words []ticket.Word) ([]Told, error) {
	book, err := loadBook(ctx, tx, words)
	if err != nil {
		return nil, err
	}
	var updates []ticket.Update
	for _, w := range words {
		updates = append(updates, book.Take(w)...)
	}
	saveStandings(tx, book.Stood())
	saveFolds(tx, book.Folded())
	told, err := write(ctx, tx, book, updates)
	if err != nil {
		return nil, err
	}
	return told, s.owe(ctx, tx, told)
}

// heardSQL finds the leads that go on in those of $1, whatever number of folds lies between, each with its ticket and its fold.
const heardSQL = `WITH RECURSIVE heard AS (
		SELECT id AS lead FROM unnest($1::text[]) AS u(id)
		UNION SELECT f.lead FROM heard h, LATERAL (SELECT lead FROM fold WHERE into_lead = h.lead AND until IS NULL OFFSET 0) f)
	SELECT h.lead, l.sender, coalesce(l.number, ''), f.into_lead, f.record, f.since FROM heard h
		LEFT JOIN LATERAL (SELECT sender, number FROM lead WHERE id = h.lead OFFSET 0) l ON true
		LEFT JOIN LATERAL (SELECT into_lead, record, since FROM fold WHERE lead = h.lead AND until IS NULL OFFSET 0) f ON true`

const standingColumns = "lead, record, holder, department, offered, offered_record, assisting, since, coalesce(dues, '[]'), category, appeal"

const standingSQL = "SELECT " + standingColumns + " FROM standing WHERE lead = ANY($1)"

func loadBook(ctx context.Context, tx pgx.Tx, words []ticket.Word) (*ticket.Book, error) {
	book, subjects := ticket.NewBook(), []string{}
	for _, w := range words {
		subjects = append(subjects, w.Lead)
		if whole := lead.WholeOf(w.Lead); whole != w.Lead {
			subjects = append(subjects, whole)
		}
		if f, ok := w.Fact.(lead.LeadFolded); ok {
			subjects = append(subjects, f.Into)
		}
	}
	var b pgx.Batch
	b.Queue(standingSQL, subjects).Query(func(rows pgx.Rows) error { return scanStandings(rows, book) })
	b.Queue(heardSQL, subjects).Query(func(rows pgx.Rows) error { return scanHeard(rows, book) })
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return nil, fmt.Errorf("what is known of leads: %w", err)
	}
	return book, nil
}

func scanStandings(rows pgx.Rows, book *ticket.Book) error {
	all, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByPos[ticket.Standing])
	for _, s := range all {
		book.Standings[s.Lead] = s
	}
	return err
}

func scanHeard(rows pgx.Rows, book *ticket.Book) error {
	var id, number string
	var sender, into *string
	var record *int
	var since *time.Time
	_, err := pgx.ForEachRow(rows, []any{&id, &sender, &number, &into, &record, &since}, func() error {
		if sender != nil {
			book.Tickets[id] = ticket.Ticket{Sender: *sender, Number: number}
		}
		if into != nil {
			book.Folds[id] = &ticket.Fold{Lead: id, Into: *into, Record: *record, Since: *since}
		}
		return nil
	})
	return err
}

func saveStandings(tx *outbox.Tx, all []*ticket.Standing) {
	n := len(all)
	if n == 0 {
		return
	}
	ids, wholes, records, holders := make([]string, n), make([]string, n), make([]int, n), make([]string, n)
	departments, offered, offers, assisting := make([]string, n), make([]string, n), make([]int, n), make([]string, n)
	since, dues, categories, appeals := make([]time.Time, n), make([]string, n), make([]string, n), make([]string, n)
	for i, s := range all {
		ids[i], wholes[i], records[i], holders[i] = s.Lead, lead.WholeOf(s.Lead), s.Record, string(s.Holder)
		departments[i], offered[i], offers[i] = string(s.Department), string(s.Offered), s.OfferedRecord
		names := make([]string, len(s.Assisting))
		for k, p := range s.Assisting {
			names[k] = string(p)
		}
		assisting[i], since[i], categories[i], appeals[i] = strings.Join(names, ","), s.Since, string(s.Category), s.Appeal
		if len(s.Dues) > 0 {
			body, _ := json.Marshal(s.Dues) // of plain members only: it cannot fail
			dues[i] = string(body)
		}
	}
	tx.Later(`INSERT INTO standing (lead, whole, record, holder, department, offered, offered_record, assisting, since, dues, category, appeal)
		SELECT lead, whole, record, holder, department, offered, offered_record, string_to_array(assisting, ','), since, nullif(dues, '')::jsonb, category, appeal
		FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::int[], $8::text[], $9::timestamptz[], $10::text[], $11::text[], $12::text[])
			AS s(lead, whole, record, holder, department, offered, offered_record, assisting, since, dues, category, appeal)
		ON CONFLICT (lead) DO UPDATE SET record = excluded.record, holder = excluded.holder, department = excluded.department, offered = excluded.offered,
			offered_record = excluded.offered_record, assisting = excluded.assisting, since = excluded.since, dues = excluded.dues,
			category = excluded.category, appeal = excluded.appeal`,
		ids, wholes, records, holders, departments, offered, offers, assisting, since, dues, categories, appeals)
}

// saveFolds saves each fold by itself: there are few, and one that ends makes room for the next.
func saveFolds(tx *outbox.Tx, folds []*ticket.Fold) {
	for _, f := range folds {
		var until *time.Time
		if !f.Until.IsZero() {
			until = &f.Until
		}
		tx.Later(`INSERT INTO fold (lead, record, into_lead, since, until) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (lead, record) DO UPDATE SET until = excluded.until`, f.Lead, f.Record, f.Into, f.Since, until)
	}
}
