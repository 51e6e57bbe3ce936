package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/handoff"
)

// Outcome is what came of an answer.
type Outcome struct {
	Lead    string
	Record  *lead.Record
	Refusal *handoff.Refusal
	// Repeated means that the same answer was taken before; nothing was changed now.
	Repeated bool
}

// maxTries is how often a batch starts over because another process took one of its keys first.
const maxTries = 5

// TakeAnswers takes answers in order, each once, in one transaction. Refusals are outcomes too.
func (s *Store) TakeAnswers(ctx context.Context, in []answers.Incoming, word func() handoff.Word) ([]Outcome, error) {
	for try := 1; ; try++ {
		out, err := s.takeAnswers(ctx, in, word)
		if err == nil || !pg.Conflict(err) || try == maxTries {
			return out, err
		}
	}
}

type answerKey struct{ source, id string }

func (s *Store) takeAnswers(ctx context.Context, in []answers.Incoming, word func() handoff.Word) ([]Outcome, error) {
	out := make([]Outcome, len(in))
	err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		before, err := answeredBefore(ctx, tx, in)
		if err != nil {
			return err
		}
		causes := make([]Cause, len(in))
		for i, a := range in {
			causes[i] = Cause{Lead: a.Lead}
		}
		return s.Apply(ctx, tx, causes, func(i int, l *handoff.Lead) (handoff.Word, handoff.Change) {
			w := word()
			w.By, w.Cause = string(in[i].Department), in[i].ID
			var change handoff.Change
			out[i], change = take(l, in[i], before, w)
			if !out[i].Repeated && in[i].ID != "" {
				key := answerKey{in[i].Source, in[i].ID}
				if _, known := before[key]; !known {
					keepAnswer(tx, in[i], out[i], w)
					before[key] = answered{digest: in[i].Digest[:], outcome: out[i]}
				}
			}
			return w, change
		})
	})
	return out, err
}

// take decides one answer.
func take(l *handoff.Lead, a answers.Incoming, before map[answerKey]answered, w handoff.Word) (Outcome, handoff.Change) {
	if old, ok := before[answerKey{a.Source, a.ID}]; ok && a.ID != "" {
		if string(old.digest) == string(a.Digest[:]) {
			old.outcome.Repeated = true
			return old.outcome, handoff.Change{}
		}
		a.Refusal = &handoff.Refusal{Code: handoff.Contradiction, Detail: "an answer with this id but other content was taken before"}
	}
	if a.Refusal == nil && l.Last == 0 {
		a.Refusal = &handoff.Refusal{Code: handoff.UnknownLead, Detail: "there is no such lead"}
	}
	if a.Refusal != nil {
		change, record := handoff.Refuse(l, a.Answer, a.Refusal, w)
		return Outcome{Lead: a.Lead, Record: record, Refusal: a.Refusal}, change
	}
	change, refusal := handoff.Take(l, a.Answer, w)
	last := change.Records[len(change.Records)-1]
	return Outcome{Lead: a.Lead, Record: &last, Refusal: refusal}, change
}

type answered struct {
	digest  []byte
	outcome Outcome
}

func answeredBefore(ctx context.Context, tx pgx.Tx, in []answers.Incoming) (map[answerKey]answered, error) {
	sources, ids := make([]string, len(in)), make([]string, len(in))
	for i, a := range in {
		sources[i], ids[i] = a.Source, a.ID
	}
	rows, err := tx.Query(ctx, `SELECT a.source, a.id, a.digest, a.lead, coalesce(a.code, ''), coalesce(a.detail, ''), a.record
		FROM unnest($1::text[], $2::text[]) AS k(source, id) JOIN answer a USING (source, id)`, sources, ids)
	if err != nil {
		return nil, fmt.Errorf("answers before: %w", err)
	}
	out := map[answerKey]answered{}
	var key answerKey
	var refusal handoff.Refusal
	var a answered
	_, err = pgx.ForEachRow(rows, []any{&key.source, &key.id, &a.digest, &a.outcome.Lead, &refusal.Code, &refusal.Detail, &a.outcome.Record}, func() error {
		kept := answered{digest: append([]byte{}, a.digest...), outcome: a.outcome}
		if refusal.Code != "" {
			r := refusal
			kept.outcome.Refusal = &r
		}
		out[key] = kept
		a.outcome.Record = nil
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("answers before: %w", err)
	}
	return out, nil
}

func keepAnswer(tx *outbox.Tx, a answers.Incoming, o Outcome, w handoff.Word) {
	var code, detail *string
	if o.Refusal != nil {
		code, detail = &o.Refusal.Code, &o.Refusal.Detail
	}
	tx.Later("INSERT INTO answer (source, id, digest, lead, code, detail, record, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		a.Source, a.ID, a.Digest[:], a.Lead, code, detail, o.Record, w.At)
}
