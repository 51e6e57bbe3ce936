package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/bus"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/handoff"
)

// Words that name one before them wait until that has come, or for ten minutes.

// maxParked is how many words of one party about one lead wait at most; what comes behind them is taken as it is.
const maxParked = 20

func (t *taking) mayPark(a answers.Incoming) bool {
	n := 0
	for _, w := range t.waiting {
		if w.Lead == a.Lead && w.Party == a.Party {
			n++
		}
	}
	return n < maxParked
}

// park keeps a word until the one that it names is taken, or until it has waited long enough.
func (t *taking) park(a answers.Incoming) {
	t.tx.Later(`INSERT INTO waiting (source, id, lead, cause, party, body, until) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		a.Source, a.ID, a.Lead, a.After, a.Party, a.Body, t.word().At.Add(waitForCause))
	t.waiting = append(t.waiting, waiter{a, a.After})
	t.parked[answerKey{a.Source, a.ID}] = a.Digest[:]
}

// release takes what waited for a word, in the order in which it came.
func (t *taking) release(ctx context.Context, a answers.Incoming) error {
	for i := 0; i < len(t.waiting); i++ {
		w := t.waiting[i]
		if w.cause != a.ID || w.Lead != a.Lead {
			continue
		}
		t.waiting = append(t.waiting[:i:i], t.waiting[i+1:]...)
		i = -1 // taking one may have released others, so look from the start
		waited, err := t.Reread(w.Party, w.Body)
		if err != nil {
			return err
		}
		t.tx.Later("DELETE FROM waiting WHERE source = $1 AND id = $2", waited.Source, waited.ID)
		if _, err := t.take(ctx, waited); err != nil {
			return err
		}
	}
	return nil
}

// TakeExpired takes at most limit words that waited too long for the one before them, and returns how many there were. When two
// processes find the same one, the second finds it taken.
//
// One that cannot be saved is set aside, so that the others go on.
func (s *Store) TakeExpired(ctx context.Context, now time.Time, limit int, word func() handoff.Word) (int, error) {
	n, err := s.takeExpired(ctx, now, limit, word)
	switch {
	case err == nil || ctx.Err() != nil || pg.Transient(err):
		return n, err
	case limit > 1: // it is one of them
		return s.TakeExpired(ctx, now, 1, word)
	}
	return 1, s.setAsideExpired(ctx, now, err)
}

// setAsideExpired keeps the word that has waited longest where a person finds it.
func (s *Store) setAsideExpired(ctx context.Context, now time.Time, why error) error {
	return s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		var id string
		var body []byte
		err := tx.QueryRow(ctx, `DELETE FROM waiting WHERE (source, id) = (SELECT source, id FROM waiting WHERE until <= $1 ORDER BY until LIMIT 1) RETURNING lead, body`, now).Scan(&id, &body)
		if err == nil {
			tx.SetAside(bus.Answers, id, "", why, body)
		}
		return err
	})
}

func (s *Store) takeExpired(ctx context.Context, now time.Time, limit int, word func() handoff.Word) (int, error) {
	n := 0
	err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		rows, err := tx.Query(ctx, `SELECT party, body FROM waiting WHERE until <= $1 ORDER BY until LIMIT $2`, now, limit)
		if err != nil {
			return fmt.Errorf("words that waited: %w", err)
		}
		var in []answers.Incoming
		var party string
		var body []byte
		_, err = pgx.ForEachRow(rows, []any{&party, &body}, func() error {
			a, err := s.Reread(party, append([]byte{}, body...))
			a.After = ""
			in = append(in, a)
			return err
		})
		if err != nil || len(in) == 0 {
			return err
		}
		n = len(in)
		for _, a := range in {
			tx.Later("DELETE FROM waiting WHERE source = $1 AND id = $2", a.Source, a.ID)
		}
		_, err = s.takeAnswers(ctx, tx, in, word)
		return err
	})
	return n, err
}
