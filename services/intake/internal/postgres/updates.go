package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
)

// Update is something that happened to a sender's ticket.
type Update struct {
	Sequence    uint64          `json:"-"`
	Cursor      string          `json:"cursor"`
	Kind        string          `json:"kind"`
	Source      string          `json:"source"`
	ID          string          `json:"id"`
	Number      string          `json:"number,omitempty"`
	Lead        string          `json:"lead"`
	Department  lead.Department `json:"department,omitempty"`
	Role        lead.Role       `json:"role,omitempty"`
	Reason      string          `json:"reason,omitempty"`
	Explanation *lead.Bilingual `json:"explanation,omitempty"`
	At          time.Time       `json:"at"`
}

// News is an update as routing's event says it.
type News struct {
	Sequence    uint64
	Lead        string
	Kind        string
	Department  lead.Department
	Role        lead.Role
	Reason      string
	Explanation *lead.Bilingual
	At          time.Time
}

// Tell keeps updates for the senders of their leads.
func (s *Store) Tell(tx *outbox.Tx, news []News) error {
	n := len(news)
	sequences, times, explanations := make([]int64, n), make([]time.Time, n), make([]string, n)
	leads, kinds, departments, roles, reasons := make([]string, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, u := range news {
		sequences[i], leads[i], kinds[i], times[i] = int64(u.Sequence), u.Lead, u.Kind, u.At
		departments[i], roles[i], reasons[i] = string(u.Department), string(u.Role), u.Reason
		if u.Explanation != nil {
			body, err := json.Marshal(u.Explanation)
			if err != nil {
				return fmt.Errorf("explanation of %s: %w", u.Lead, err)
			}
			explanations[i] = string(body)
		}
	}
	tx.Later(`INSERT INTO ticket_update (sequence, sender, lead, kind, department, role, reason, explanation, at)
		SELECT u.sequence, l.sender, l.id, u.kind, nullif(u.department, ''), nullif(u.role, ''), nullif(u.reason, ''), nullif(u.explanation, '')::jsonb, u.at
		FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
			AS u(sequence, lead, kind, department, role, reason, explanation, at) JOIN lead l ON l.id = u.lead`,
		sequences, leads, kinds, departments, roles, reasons, explanations, times)
	return nil
}

const updateColumns = `u.sequence, u.kind, l.source, l.event, coalesce(l.number, ''), u.lead, coalesce(u.department, ''), coalesce(u.role, ''),
	coalesce(u.reason, ''), u.explanation, u.at`

func scanUpdate(row pgx.CollectableRow) (u Update, err error) {
	err = row.Scan(&u.Sequence, &u.Kind, &u.Source, &u.ID, &u.Number, &u.Lead, &u.Department, &u.Role, &u.Reason, &u.Explanation, &u.At)
	u.Cursor = fmt.Sprint(u.Sequence)
	return u, err
}

// Updates returns at most limit updates of a sender's tickets behind a sequence, in order.
func (s *Store) Updates(ctx context.Context, sender string, after uint64, limit int) ([]Update, error) {
	rows, err := s.Log.DB.Query(ctx, "SELECT "+updateColumns+` FROM ticket_update u JOIN lead l ON l.id = u.lead
		WHERE u.sender = $1 AND u.sequence > $2 ORDER BY u.sequence LIMIT $3`, sender, after, limit)
	if err != nil {
		return nil, fmt.Errorf("updates: %w", err)
	}
	updates, err := pgx.CollectRows(rows, scanUpdate)
	if err != nil {
		return nil, fmt.Errorf("updates: %w", err)
	}
	return updates, nil
}

// Ticket is a ticket as its sender reads it back.
type Ticket struct {
	Number     string    `json:"number"`
	Source     string    `json:"source"`
	Lead       string    `json:"lead"`
	ReceivedAt time.Time `json:"receivedAt"`
	Status     string    `json:"status"`
	Updates    []Update  `json:"updates"`
}

// Tickets returns the sender's tickets with a number: one, or one per source below the sender's that uses it.
func (s *Store) Tickets(ctx context.Context, sender, number string) ([]Ticket, error) {
	rows, err := s.Log.DB.Query(ctx, `SELECT t.number, t.source, t.lead, l.received_at FROM ticket t JOIN lead l ON l.id = t.lead
		WHERE t.number = $2 AND l.sender = $1 ORDER BY t.source LIMIT 100`, sender, number)
	if err != nil {
		return nil, fmt.Errorf("ticket: %w", err)
	}
	tickets, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Ticket, err error) {
		err = row.Scan(&t.Number, &t.Source, &t.Lead, &t.ReceivedAt)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("ticket: %w", err)
	}
	for i := range tickets {
		if err := s.history(ctx, &tickets[i]); err != nil {
			return nil, err
		}
	}
	return tickets, nil
}

func (s *Store) history(ctx context.Context, t *Ticket) error {
	rows, err := s.Log.DB.Query(ctx, "SELECT "+updateColumns+` FROM ticket_update u JOIN lead l ON l.id = u.lead
		WHERE u.lead = $1 ORDER BY u.sequence`, t.Lead)
	if err != nil {
		return fmt.Errorf("updates of %s: %w", t.Lead, err)
	}
	if t.Updates, err = pgx.CollectRows(rows, scanUpdate); err != nil {
		return fmt.Errorf("updates of %s: %w", t.Lead, err)
	}
	t.Status = "accepted"
	if n := len(t.Updates); n > 0 {
		t.Status = t.Updates[n-1].Kind
	}
	return nil
}
