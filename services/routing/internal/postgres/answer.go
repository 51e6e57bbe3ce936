package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/handoff"
)

// Outcome is what came of a word.
type Outcome struct {
	Lead    string
	Record  *lead.Record
	Refusal *handoff.Refusal
	// Repeated means that the same word was taken before; nothing was changed now.
	Repeated bool
	// Waits means that it names one before it that has not come yet.
	Waits bool
}

const (
	// maxTries is how often a batch starts over because another process took one of its keys first.
	maxTries = 5
	// waitForCause is how long a word waits for the one before it; then it is taken as it is.
	waitForCause = 10 * time.Minute
)

// TakeAnswers takes words in order, each once, in one transaction, and those that waited for them behind them. Refusals are
// outcomes too.
func (s *Store) TakeAnswers(ctx context.Context, in []answers.Incoming, word func() handoff.Word) ([]Outcome, error) {
	for try := 1; ; try++ {
		var out []Outcome
		err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) (err error) {
			out, err = s.takeAnswers(ctx, tx, in, word)
			return err
		})
		if err == nil || !pg.Conflict(err) || try == maxTries {
			return out, err
		}
	}
}

type answerKey struct{ source, id string }

// taking is a transaction that takes words.
type taking struct {
	*work
	word func() handoff.Word
	// before are words that were taken, by who gave them and their id; caused all ids that are known of a lead, as causes.
	before map[answerKey]answered
	caused map[string]bool
	// waiting are words that wait, parked the digests of those among them that come again.
	waiting []waiter
	parked  map[answerKey][]byte
}

type answered struct {
	digest  []byte
	outcome Outcome
}

// waiter is a word that waits.
type waiter struct {
	answers.Incoming
	cause string
}

func (s *Store) takeAnswers(ctx context.Context, tx *outbox.Tx, in []answers.Incoming, word func() handoff.Word) ([]Outcome, error) {
	causes := make([]Cause, len(in))
	for i, a := range in {
		causes[i] = Cause{Lead: a.Lead, Others: a.Others}
	}
	work, err := s.open(ctx, tx, causes) // the leads first: what follows is read behind their locks
	if err != nil {
		return nil, err
	}
	t := &taking{work: work, word: word, before: map[answerKey]answered{}, caused: map[string]bool{}, parked: map[answerKey][]byte{}}
	if err := t.look(ctx, in); err != nil {
		return nil, err
	}
	out := make([]Outcome, len(in))
	for i, a := range in {
		if out[i], err = t.takeOrPark(ctx, a); err != nil {
			return nil, err
		}
	}
	return out, t.save(ctx)
}

// takeOrPark takes a word, or keeps it until the one that it names has come.
func (t *taking) takeOrPark(ctx context.Context, a answers.Incoming) (Outcome, error) {
	key := answerKey{a.Source, a.ID}
	if digest, waits := t.parked[key]; waits && string(digest) != string(a.Digest[:]) && t.before[key].digest == nil {
		l, w := t.lead(Cause{Lead: a.Lead}), t.word()
		w.By, w.Cause = a.Party, a.ID
		return t.refuse(ctx, a, l, &handoff.Refusal{Code: handoff.Contradiction, Detail: "a word with this id but other content waits already"}, w)
	}
	if a.Refusal == nil && a.After != "" && !t.caused[a.After] && t.before[key].digest == nil && t.mayPark(a) {
		t.park(a)
		return Outcome{Lead: a.Lead, Waits: true}, nil
	}
	return t.take(ctx, a)
}

// look reads which of the words were taken before, which causes are known, and what waits.
func (t *taking) look(ctx context.Context, in []answers.Incoming) error {
	sources, ids, leads, causes := make([]string, len(in)), make([]string, len(in)), make([]string, len(in)), make([]string, len(in))
	for i, a := range in {
		sources[i], ids[i], leads[i], causes[i] = a.Source, a.ID, a.Lead, a.After
	}
	var b pgx.Batch
	b.Queue(`SELECT a.source, a.id, a.digest, a.lead, coalesce(a.code, ''), coalesce(a.detail, ''), a.record
		FROM unnest($1::text[], $2::text[]) AS k(source, id) JOIN answer a USING (source, id)`, sources, ids).Query(t.scanBefore)
	b.Queue(`SELECT c.id FROM unnest($1::text[], $2::text[]) AS c(lead, id) WHERE c.id <> '' AND (EXISTS (SELECT FROM answer a WHERE a.lead = c.lead AND a.id = c.id)
		OR EXISTS (SELECT FROM event_log e WHERE e.id = c.id))`, leads, causes).Query(func(rows pgx.Rows) error {
		var id string
		_, err := pgx.ForEachRow(rows, []any{&id}, func() error { t.caused[id] = true; return nil })
		return err
	})
	b.Queue(`SELECT w.lead, w.cause, w.party, w.body FROM waiting w WHERE w.lead = ANY($1) ORDER BY w.until, w.source, w.id`, leads).Query(func(rows pgx.Rows) error {
		var w waiter
		_, err := pgx.ForEachRow(rows, []any{&w.Lead, &w.cause, &w.Party, &w.Body}, func() error {
			w.Body = append([]byte{}, w.Body...)
			t.waiting = append(t.waiting, w)
			return nil
		})
		return err
	})
	b.Queue(`SELECT w.party, w.body FROM unnest($1::text[], $2::text[]) AS k(source, id) JOIN waiting w USING (source, id)`, sources, ids).Query(func(rows pgx.Rows) error {
		var party string
		var body []byte
		_, err := pgx.ForEachRow(rows, []any{&party, &body}, func() error {
			a, err := t.Reread(party, append([]byte{}, body...))
			t.parked[answerKey{a.Source, a.ID}] = a.Digest[:]
			return err
		})
		return err
	})
	if err := t.tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("words before: %w", err)
	}
	return nil
}

func (t *taking) scanBefore(rows pgx.Rows) error {
	var key answerKey
	var refusal handoff.Refusal
	var a answered
	_, err := pgx.ForEachRow(rows, []any{&key.source, &key.id, &a.digest, &a.outcome.Lead, &refusal.Code, &refusal.Detail, &a.outcome.Record}, func() error {
		kept := answered{digest: append([]byte{}, a.digest...), outcome: a.outcome}
		if refusal.Code != "" {
			r := refusal
			kept.outcome.Refusal = &r
		}
		t.before[key] = kept
		a.outcome.Record = nil
		return nil
	})
	return err
}

// take takes one word, and then what waited for it.
func (t *taking) take(ctx context.Context, a answers.Incoming) (Outcome, error) {
	l, w := t.lead(Cause{Lead: a.Lead}), t.word()
	w.By, w.Cause, w.Other = a.Party, a.ID, t.other
	key := answerKey{a.Source, a.ID}
	if old, ok := t.before[key]; ok && a.ID != "" {
		if len(old.digest) == 0 || string(old.digest) == string(a.Digest[:]) { // none: it came back after a loss, without what it said
			old.outcome.Repeated = true
			return old.outcome, nil
		}
		a.Refusal = &handoff.Refusal{Code: handoff.Contradiction, Detail: "a word with this id but other content was taken before"}
	}
	if l.Last == 0 || !l.Concerns(a.Party) { // whoever was never asked does not learn that it is there, and writes nothing into its chain
		l = &handoff.Lead{ID: a.Lead}
		if a.Refusal == nil {
			a.Refusal = &handoff.Refusal{Code: handoff.UnknownLead, Detail: "there is no such lead, or it was never yours"}
		}
	}
	out := Outcome{Lead: a.Lead}
	if a.Refusal != nil {
		var err error
		if out, err = t.refuse(ctx, a, l, a.Refusal, w); err != nil {
			return out, err
		}
	} else {
		var change handoff.Change
		change, out.Refusal = handoff.Take(l, a.Command, w)
		last := change.Records[len(change.Records)-1]
		out.Record = &last
		if err := t.took(ctx, l, w, change); err != nil {
			return out, err
		}
	}
	if _, known := t.before[key]; known || a.ID == "" {
		return out, nil
	}
	t.keep(a, out, w)
	t.before[key], t.caused[a.ID] = answered{digest: a.Digest[:], outcome: out}, true
	return out, t.release(ctx, a)
}

// refuse refuses a word that cannot be taken whatever the lead's state.
func (t *taking) refuse(ctx context.Context, a answers.Incoming, l *handoff.Lead, why *handoff.Refusal, w handoff.Word) (Outcome, error) {
	change, record := handoff.Refuse(l, a.Command, why, w)
	return Outcome{Lead: a.Lead, Refusal: why, Record: record}, t.took(ctx, l, w, change)
}

func (t *taking) keep(a answers.Incoming, o Outcome, w handoff.Word) {
	var code, detail *string
	if o.Refusal != nil {
		code, detail = &o.Refusal.Code, &o.Refusal.Detail
	}
	t.tx.Later("INSERT INTO answer (source, id, digest, lead, code, detail, record, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		a.Source, a.ID, a.Digest[:], a.Lead, code, detail, o.Record, w.At)
}
