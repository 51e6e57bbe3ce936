package postgres

import (
	"context"
	"path"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/submission"
	"xiansuo/services/internal/outbox"
)

// What a recovery says of intake.
const (
	backLeads = "leads that came back without who reported them, their receipt and the bytes as they came"
	backWords = "leads about which words came back"
)

// Restore makes leads and tickets of the events that came back with the log, and remembers whose submissions they were, so that a sender
// that sends one again makes no second lead. Who reported, receipts and the bytes as they came are in no event: they are lost.
func (s *Store) Restore(_ context.Context, tx *outbox.Tx, back []outbox.Received, _ []lead.Numbers) (outbox.Notes, error) {
	notes := outbox.Notes{}
	for _, e := range back {
		if mark := event.Extension(e.Event, event.CausationID); mark != "" {
			tx.Later("INSERT INTO came_back (mark, lead) VALUES ($1, $2) ON CONFLICT DO NOTHING", mark, e.Subject())
		}
		if e.Type() != (lead.LeadReceived{}).EventType() {
			notes.Add(backWords, e.Subject())
			continue
		}
		f, err := event.As[lead.LeadReceived](e.Event)
		if err != nil {
			return nil, err
		}
		if err := restoreLead(tx, e.Subject(), f); err != nil {
			return nil, err
		}
		notes.Add(backLeads, e.Subject())
	}
	return notes, nil
}

func restoreLead(tx *outbox.Tx, id string, f lead.LeadReceived) error {
	matter, err := event.Marshal(f.Matter)
	if err != nil {
		return err
	}
	tx.Later(`INSERT INTO lead (id, sender, source, event, number, matter, received_at) VALUES ($1, $2, $3, '', nullif($4, ''), $5::text::json, $6)
		ON CONFLICT DO NOTHING`, id, path.Base(f.Sender), f.Sender, f.Matter.Number, string(matter), f.Matter.ReceivedAt)
	if f.Matter.Number != "" {
		tx.Later("INSERT INTO ticket (source, number, lead) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", f.Sender, f.Matter.Number, id)
	}
	return nil
}

// scanBack takes in submissions that are known from the recovered log alone.
func scanBack(rows pgx.Rows, st *submission.Standing) error {
	var key submission.Key
	var id string
	_, err := pgx.ForEachRow(rows, []any{&key.Source, &key.Name, &id}, func() error {
		if _, kept := st.Seen[key]; !kept {
			st.Seen[key] = submission.Seen{Lead: id, Back: true}
		}
		return nil
	})
	return err
}
