package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/ticket"
)

// Update is something that happened to a sender's ticket, as the sender reads it.
type Update struct {
	Cursor string      `json:"cursor"`
	Kind   ticket.Kind `json:"kind"`
	Source string      `json:"source"`
	ID     string      `json:"id"`
	Number string      `json:"number,omitempty"`
	Lead   string      `json:"lead"`
	// About is the lead that the ticket goes on in, where it was folded; Part is the part that it is about.
	About       string          `json:"about,omitempty"`
	Part        string          `json:"part,omitempty"`
	Department  lead.Department `json:"department,omitempty"`
	Role        lead.Role       `json:"role,omitempty"`
	Reason      string          `json:"reason,omitempty"`
	Text        string          `json:"text,omitempty"`
	Into        string          `json:"into,omitempty"`
	Due         *time.Time      `json:"due,omitempty"`
	Left        int             `json:"left,omitempty"`
	Parts       []lead.Part     `json:"parts,omitempty"`
	Verdicts    *lead.Verdicts  `json:"verdicts,omitempty"`
	Explanation *lead.Bilingual `json:"explanation,omitempty"`
	At          time.Time       `json:"at"`

	n int64
}

// told is the update as far as it says how far a ticket is.
func (u Update) told() ticket.Update {
	out := ticket.Update{Lead: u.Lead, About: u.Lead, Part: u.Part, Kind: u.Kind, Role: u.Role, At: u.At}
	if u.About != "" {
		out.About = u.About
	}
	return out
}

const updateColumns = `u.n, u.kind, l.source, l.event, coalesce(l.number, ''), u.lead, CASE WHEN u.about <> u.lead THEN u.about ELSE '' END, u.part,
	u.department, u.role, u.reason, u.said, u.into_lead, u.due, u.left_open, u.parts, u.verdicts, u.explanation, u.at`

func scanUpdate(row pgx.CollectableRow) (u Update, err error) {
	err = row.Scan(&u.n, &u.Kind, &u.Source, &u.ID, &u.Number, &u.Lead, &u.About, &u.Part, &u.Department, &u.Role, &u.Reason, &u.Text, &u.Into, &u.Due,
		&u.Left, &u.Parts, &u.Verdicts, &u.Explanation, &u.At)
	u.Cursor = fmt.Sprint(u.n)
	return u, err
}

// updatesSQL reads along the index: it compares rows so that the planner has no other order.
const updatesSQL = "SELECT " + updateColumns + ` FROM (SELECT * FROM ticket_update WHERE (sender, n) > ($1, $2::bigint) AND sender <= $1
	ORDER BY sender, n LIMIT $3) u JOIN lead l ON l.id = u.lead ORDER BY u.sender, u.n`

// Updates returns at most limit updates of a sender's tickets behind a cursor, in order.
func (s *Store) Updates(ctx context.Context, sender string, after uint64, limit int) ([]Update, error) {
	rows, err := s.Log.DB.Query(ctx, updatesSQL, sender, after, limit)
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
	Number     string      `json:"number"`
	Source     string      `json:"source"`
	Lead       string      `json:"lead"`
	ReceivedAt time.Time   `json:"receivedAt"`
	Status     ticket.Kind `json:"status"`
	Updates    []Update    `json:"updates"`
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

// answers are the types of events by which a sender answers a question.
var answers = []string{lead.ComplaintSupplemented{}.EventType(), lead.ComplaintSubmitted{}.EventType()}

const answeredSQL = "SELECT coalesce(max(at), 'epoch') FROM submission WHERE lead = $1 AND type = ANY($2)"

// history reads what the sender was told of a ticket, and how far it is by that.
func (s *Store) history(ctx context.Context, t *Ticket) error {
	var answered time.Time
	var b pgx.Batch
	b.Queue("SELECT "+updateColumns+" FROM ticket_update u JOIN lead l ON l.id = u.lead WHERE u.lead = $1 ORDER BY u.n", t.Lead).
		Query(func(rows pgx.Rows) (err error) {
			t.Updates, err = pgx.CollectRows(rows, scanUpdate)
			return err
		})
	b.Queue(answeredSQL, t.Lead, answers).QueryRow(func(row pgx.Row) error { return row.Scan(&answered) })
	if err := s.Log.DB.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("updates of %s: %w", t.Lead, err)
	}
	told := make([]ticket.Update, len(t.Updates))
	for i, u := range t.Updates {
		told[i] = u.told()
	}
	t.Status = ticket.Status(told, answered)
	return nil
}
