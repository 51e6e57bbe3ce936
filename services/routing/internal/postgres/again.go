package postgres

import (
	"context"
	"fmt"
	"slices"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/handoff"
)

// Back is what came back of a word after a loss.
type Back struct {
	// Same reports whether the records that come out, by lead and in order, are those that came back.
	Same func(map[string][]lead.Record) bool
	// Said reports of a fact about a lead whether the event that says it came back.
	Said func(id string, s handoff.Said, cause string) bool
}

// Again gives a word once more whose records came back after a loss, and saves what it changes only when the same records come out. Only
// what is lost is announced anew; nobody is called. It reports whether it was saved.
func (s *Store) Again(ctx context.Context, tx *outbox.Tx, cause Cause, decide Decide, back Back) (bool, error) {
	work, err := s.open(ctx, tx, []Cause{cause})
	if err != nil {
		return false, err
	}
	work.silent, work.made = true, map[string][]lead.Record{}
	for _, other := range cause.Others {
		if err := work.fetch(ctx, other); err != nil {
			return false, err
		}
	}
	l := work.lead(cause)
	word, change := decide(0, l, work.other)
	if err := work.took(ctx, l, word, change); err != nil {
		return false, err
	}
	if !back.Same(work.made) {
		return false, nil // nothing was written: rows are collected first
	}
	for _, u := range work.unsaid {
		lost := slices.DeleteFunc(slices.Clone(u.said), func(said handoff.Said) bool { return back.Said(u.lead.ID, said, u.word.Cause) })
		if err := work.announce(u.lead, u.word, lost); err != nil {
			return false, err
		}
	}
	if err := work.save(ctx); err != nil {
		return false, err
	}
	return true, tx.Flush(ctx)
}

// Restore takes records into a lead's chain that came back and cannot be given again as words, and announces where the lead is now.
func (s *Store) Restore(ctx context.Context, tx *outbox.Tx, start *handoff.Lead, back []lead.Record, w handoff.Word) error {
	work, err := s.open(ctx, tx, []Cause{{Lead: start.ID}})
	if err != nil {
		return err
	}
	l := work.leads[start.ID]
	if l == nil {
		l = start
		work.leads[l.ID] = l
	}
	if err := work.took(ctx, l, w, handoff.Restored(l, back, w)); err != nil {
		return err
	}
	if err := work.save(ctx); err != nil {
		return err
	}
	return tx.Flush(ctx)
}

// Last returns the number of the newest record of each lead that is known, among some.
func (s *Store) Last(ctx context.Context, tx *outbox.Tx, ids []string) (map[string]int, error) {
	rows, err := tx.Query(ctx, "SELECT id, last FROM lead WHERE id = ANY($1)", ids)
	if err != nil {
		return nil, fmt.Errorf("newest records: %w", err)
	}
	out := map[string]int{}
	for rows.Next() {
		var id string
		var last int
		if err := rows.Scan(&id, &last); err != nil {
			return nil, fmt.Errorf("newest records: %w", err)
		}
		out[id] = last
	}
	return out, rows.Err()
}

// Answered keeps what came of a word that was given again. A digest of nothing says that its content is not known: whatever comes under its
// id is taken for it.
func (s *Store) Answered(tx *outbox.Tx, a answers.Incoming, digest []byte, record lead.Record) {
	var code, detail *string
	if record.Kind == lead.KindRefused {
		code, detail = &record.Reason, &record.Note
	}
	if a.ID == "" {
		return
	}
	tx.Later("INSERT INTO answer (source, id, digest, lead, code, detail, record, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
		a.Source, a.ID, append([]byte{}, digest...), a.Lead, code, detail, &record, record.At)
}
