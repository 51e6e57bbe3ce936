package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/outbox"
)

var errNoPromise = onsite.Refuse(onsite.NotThere, "not-found", "this item is not here", "check the identifier")

// promiseObject is a row of promise, named f, as JSON with the members of rounds.Promise.
const promiseObject = `jsonb_strip_nulls(jsonb_build_object('id', f.id, 'channel', f.channel, 'parent', f.parent, 'visit', f.visit, 'item', f.item, 'category', f.category, 'text', f.text,
	'target', f.target, 'place', f.place, 'institution', f.institution, 'measure', f.measure, 'responsible', f.responsible, 'due', f.due, 'recheck', f.recheck, 'state', f.state,
	'mendedOn', f.mended_on, 'recheckedOn', f.rechecked_on, 'passed', f.passed, 'closedOn', f.closed_on, 'announced', f.announced, 'announcedAt', f.announced_at,
	'lead', f.lead, 'version', f.version))`

// insertPromise keeps a new promise.
func insertPromise(tx *outbox.Tx, p rounds.Promise, point int, act rounds.Act) error {
	target, err := json.Marshal(p.Target)
	if err != nil {
		return err
	}
	place, err := json.Marshal(p.Place)
	if err != nil {
		return err
	}
	tx.Later(`INSERT INTO promise (id, channel, parent, visit, point, item, category, text, target, place, institution, measure, responsible, due, recheck, state, mended_on,
			rechecked_on, passed, closed_on, announced, lead, version, lapses_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, '', '', 1, $21)`,
		p.ID, string(p.Channel), p.Parent, p.Visit, point, p.Item, string(p.Category), p.Text, target, place, p.Institution, p.Measure, p.Responsible, p.Due, p.Recheck,
		string(p.State), p.MendedOn, p.RecheckedOn, p.Passed, p.ClosedOn, p.LapsesAt())
	return recordPromise(tx, p, "made", "", "", act)
}

func recordPromise(tx *outbox.Tx, p rounds.Promise, what, note, evidence string, act rounds.Act) error {
	by, err := json.Marshal(act.By)
	if err != nil {
		return fmt.Errorf("encode actor: %w", err)
	}
	tx.Later("INSERT INTO promise_act (promise, no, act, note, evidence, actor, happened_on, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		p.ID, p.Version, what, note, evidence, by, act.On, act.Now)
	return nil
}

func updatePromise(tx *outbox.Tx, p rounds.Promise) {
	tx.Later(`UPDATE promise SET due = $2, state = $3, mended_on = $4, rechecked_on = $5, passed = $6, closed_on = $7, announced = $8, announced_at = $9, version = $10, lapses_at = $11
		WHERE id = $1`, p.ID, p.Due, string(p.State), p.MendedOn, p.RecheckedOn, p.Passed, p.ClosedOn, p.Announced, p.AnnouncedAt, p.Version, p.LapsesAt())
}

// Promise returns a promise.
func (s *Store) Promise(ctx context.Context, id string) (rounds.Promise, error) {
	return readPromise(ctx, s.Log.DB, id, "")
}

func readPromise(ctx context.Context, q querier, id, lock string) (p rounds.Promise, err error) {
	var body []byte
	err = q.QueryRow(ctx, "SELECT "+promiseObject+" FROM promise f WHERE id = $1"+lock, id).Scan(&body)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, errNoPromise
	}
	if err == nil {
		err = json.Unmarshal(body, &p)
	}
	if err != nil {
		return p, fmt.Errorf("read promise: %w", err)
	}
	return p, nil
}

// PromiseAct is an act on a promise.
type PromiseAct struct {
	ID      string
	Version int
	Act     rounds.Act
	// Note and Evidence are kept with the record.
	Note, Evidence string
	// Do changes the promise and says what was done, and what is announced, if anything is.
	Do func(*rounds.Promise) (what string, announce *lead.PromiseLapsed, err error)
}

// ActOnPromise locks a promise, lets the act change it, and keeps it with its record and what is announced.
func (s *Store) ActOnPromise(ctx context.Context, a PromiseAct) (p rounds.Promise, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		if p, err = readPromise(ctx, tx, a.ID, " FOR UPDATE"); err != nil {
			return err
		}
		if a.Version != p.Version {
			return onsite.Stale()
		}
		what, fact, err := a.Do(&p)
		if err != nil {
			return err
		}
		p.Version++
		updatePromise(tx, p)
		if err := recordPromise(tx, p, what, onsite.Clean(a.Note), a.Evidence, a.Act); err != nil {
			return err
		}
		if fact == nil {
			return nil
		}
		return s.announcePromise(tx, *fact, a.Act.Now)
	})
	return p, err
}

func (s *Store) announcePromise(tx *outbox.Tx, fact lead.PromiseLapsed, at time.Time) error {
	e, err := event.New(event.Origin{Source: s.Log.Source(), Lead: fact.Promise, Time: at}, fact)
	if err != nil {
		return err
	}
	return tx.Append(e, "")
}

// pressingSQL finds promises whose day is over, the earliest first. One that is in somebody's hands is left for the next look.
const pressingSQL = `SELECT ` + promiseObject + ` FROM promise f WHERE state = 'open' AND announced = '' AND lapses_at <= $1 ORDER BY lapses_at LIMIT $2 FOR UPDATE SKIP LOCKED`

// LapsePromises announces at most limit promises whose day is over, each once, and returns how many. Any number of processes may.
func (s *Store) LapsePromises(ctx context.Context, now time.Time, limit int) (n int, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		n = 0
		rows, err := tx.Query(ctx, pressingSQL, now, limit)
		if err != nil {
			return fmt.Errorf("look for promises: %w", err)
		}
		bodies, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
		if err != nil {
			return fmt.Errorf("look for promises: %w", err)
		}
		act := rounds.Act{By: actor.Actor{Name: "clock", Role: actor.Clock}, On: onsite.Day(now), Now: now}
		for _, body := range bodies {
			var p rounds.Promise
			if err := json.Unmarshal(body, &p); err != nil {
				return fmt.Errorf("read promise: %w", err)
			}
			fact, ok := p.Lapse(now)
			if !ok {
				continue
			}
			n++
			updatePromise(tx, p)
			if err := errors.Join(recordPromise(tx, p, rounds.Lapsed, "", "", act), s.announcePromise(tx, fact, now)); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

// PromisesBecame keeps which leads intake made of promises.
func (s *Store) PromisesBecame(ctx context.Context, tx *outbox.Tx, promises, leads []string) error {
	if _, err := tx.Exec(ctx, `UPDATE promise SET lead = n.lead FROM unnest($1::text[], $2::text[]) AS n(id, lead) WHERE promise.id = n.id AND promise.lead = ''`, promises, leads); err != nil {
		return fmt.Errorf("leads of promises: %w", err)
	}
	return nil
}

// promisesSQL lists what a round found or a statement promised.
const promisesSQL = `SELECT ` + promiseObject + ` FROM promise f WHERE parent = $1 AND id > $2 ORDER BY id LIMIT $3`

// Promises lists the promises of a round or a statement behind an id.
func (s *Store) Promises(ctx context.Context, parent, after string, limit int) ([]rounds.Promise, error) {
	return s.promises(ctx, promisesSQL, parent, after, limit)
}

// pressingListSQL lists open promises whose day comes soon.
const pressingListSQL = `SELECT ` + promiseObject + ` FROM promise f WHERE state = 'open' AND announced = '' AND lapses_at <= $1 ORDER BY lapses_at, id LIMIT $2`

// PressingPromises lists the open promises that are due by a day, the earliest first.
func (s *Store) PressingPromises(ctx context.Context, day string, limit int) ([]rounds.Promise, error) {
	until, err := onsite.After(day)
	if err != nil {
		return nil, err
	}
	return s.promises(ctx, pressingListSQL, until, limit)
}

func (s *Store) promises(ctx context.Context, sql string, args ...any) ([]rounds.Promise, error) {
	rows, err := s.Log.DB.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("list promises: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (p rounds.Promise, err error) {
		var body []byte
		if err = row.Scan(&body); err == nil {
			err = json.Unmarshal(body, &p)
		}
		return p, err
	})
}

// PromiseActed is an act on a promise as it was recorded.
type PromiseActed struct {
	No       int         `json:"no"`
	Act      string      `json:"act"`
	Note     string      `json:"note,omitempty"`
	Evidence string      `json:"evidence,omitempty"`
	By       actor.Actor `json:"by"`
	On       string      `json:"on"`
	At       time.Time   `json:"at"`
}

// PromiseActs returns the record of a promise.
func (s *Store) PromiseActs(ctx context.Context, id string) ([]PromiseActed, error) {
	rows, err := s.Log.DB.Query(ctx, "SELECT no, act, note, evidence, actor, happened_on, at FROM promise_act WHERE promise = $1 ORDER BY no", id)
	if err != nil {
		return nil, fmt.Errorf("record of a promise: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[PromiseActed])
}
