package postgres

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/outbox"
)

// ErrNoCase says that there is no such case, or none that the actor may see.
var ErrNoCase = errors.New("no such case")

// Given is an act as it was given.
type Given struct {
	Case, Act string
	By        actor.Actor
	Input     map[string]any
	Raw       []byte // the input as it came, by which a repeated one is known
	Key       string // Idempotency-Key; empty for none
	Seen      int    // number of the record that it was decided on; 0 for none
	At        time.Time
}

// Acted is what came of an act.
type Acted struct {
	Case    cases.Case
	Record  json.RawMessage
	Refusal *cases.Refusal
	World   cases.World
}

// Act does an act: the case, its record and its events are saved together. A refusal is saved as a record too.
func (s *Store) Act(ctx context.Context, g Given) (out Acted, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		out = Acted{}
		was, trace, err := lock(ctx, tx, g.Case)
		if err != nil {
			return err
		}
		if !g.By.Works(was.Department) && !g.By.Oversees() {
			return ErrNoCase
		}
		out.Case = was
		if done, err := replay(ctx, tx, g, &out); done || err != nil {
			return err
		}
		if g.Seen != 0 && g.Seen != was.Last {
			out.Refusal = &cases.Refusal{Code: cases.MovedOn, Detail: "the case has newer records", Cure: "read it again, and decide on what it says now"}
			return nil
		}
		return s.act(ctx, tx, g, was, trace, &out)
	})
	return out, err
}

func (s *Store) act(ctx context.Context, tx *outbox.Tx, g Given, was cases.Case, trace string, out *Acted) error {
	w, err := s.Rules(g.At)
	if err != nil {
		return err
	}
	if cases.Decides(g.Act) {
		if err := lockParties(ctx, tx, was); err != nil {
			return err
		}
	}
	if w.Others, err = others(ctx, tx, was); err != nil {
		return err
	}
	if w.Entry, err = entryOf(ctx, tx, g.Input["institution"]); err != nil {
		return err
	}
	w.Looked = true
	if w.Strange, w.Excluded, err = papersOf(ctx, tx, was, g.Input["papers"]); err != nil {
		return err
	}
	c, done, refusal := cases.Do(was, w, g.By, g.Act, g.Input)
	out.Case, out.Record, out.Refusal, out.World = c, done.Body, refusal, w
	if done.Body == nil {
		return nil // nothing that could be read as an act
	}
	if g.Key != "" {
		digest := sha256.Sum256(g.Raw)
		tx.Later("INSERT INTO case_key (case_number, actor, key, digest, no) VALUES ($1, $2, $3, $4, $5)", g.Case, g.By.Name, g.Key, digest[:], c.Last)
	}
	return s.save(ctx, tx, was, c, done, origin{trace: trace, at: g.At})
}

// lock returns a case, locked.
func lock(ctx context.Context, tx *outbox.Tx, number string) (c cases.Case, trace string, err error) {
	err = tx.QueryRow(ctx, "SELECT state, trace_parent FROM cases WHERE number = $1 FOR UPDATE", number).Scan(&c, &trace)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, "", ErrNoCase
	}
	if err != nil {
		return c, "", fmt.Errorf("lock case: %w", err)
	}
	return c, trace, nil
}

// replay tells what came of an act that was given before under its key.
func replay(ctx context.Context, tx *outbox.Tx, g Given, out *Acted) (bool, error) {
	if g.Key == "" {
		return false, nil
	}
	var digest []byte
	var body string
	err := tx.QueryRow(ctx, `SELECT digest, body FROM case_key k JOIN case_record r ON r.case_number = k.case_number AND r.no = k.no
		WHERE k.case_number = $1 AND k.actor = $2 AND k.key = $3`, g.Case, g.By.Name, g.Key).Scan(&digest, &body)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for the key: %w", err)
	}
	sum := sha256.Sum256(g.Raw)
	if !bytes.Equal(sum[:], digest) {
		out.Refusal = &cases.Refusal{Code: cases.Conflict, Detail: "this Idempotency-Key was used for another act", Cure: "use a new key"}
		return true, nil
	}
	var r cases.Record
	if err := json.Unmarshal([]byte(body), &r); err != nil {
		return false, fmt.Errorf("read record: %w", err)
	}
	out.Record, out.Refusal = json.RawMessage(body), r.Refused
	return true, nil
}

// lockParties keeps other departments from deciding about the same parties, or on the same lead, meanwhile.
func lockParties(ctx context.Context, tx *outbox.Tx, c cases.Case) error {
	keys := []string{"party/" + c.Subject()}
	for _, p := range c.Parties {
		for _, k := range []string{p.USCC, p.Institution, p.Name} {
			if k != "" {
				keys = append(keys, "party/"+k)
			}
		}
	}
	slices.Sort(keys)
	_, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(h) FROM (SELECT DISTINCT hashtext(k) AS h FROM unnest($1::text[]) AS k ORDER BY h) AS sorted", keys)
	if err != nil {
		return fmt.Errorf("lock parties: %w", err)
	}
	return nil
}

// othersSQL finds the cases of other departments on one lead, or about one party: by its code, by its entry in the register, or a person by name
// and masked number.
const othersSQL = `
SELECT c.number, c.department, c.stage, c.category, coalesce(c.lead, ''), EXISTS (SELECT FROM decision d WHERE d.case_number = c.number AND d.fined AND d.in_force) AS fined,
	c.state->'referral'
FROM cases c WHERE c.department <> $1 AND c.number IN (
	SELECT number FROM cases WHERE lead = $2
	UNION SELECT case_number FROM case_party WHERE uscc = ANY($3)
	UNION SELECT case_number FROM case_party WHERE institution = ANY($4)
	UNION SELECT p.case_number FROM case_party p JOIN unnest($5::text[], $6::text[]) AS n(name, id) ON p.name = n.name AND p.masked_id = n.id)
ORDER BY fined DESC, c.number LIMIT 50`

func others(ctx context.Context, q querier, c cases.Case) ([]cases.Other, error) {
	codes, entries, names, ids := []string{}, []string{}, []string{}, []string{}
	for _, p := range c.Parties {
		if p.USCC != "" {
			codes = append(codes, p.USCC)
		}
		if p.Institution != "" {
			entries = append(entries, p.Institution)
		}
		if p.Kind == lead.Person && p.MaskedID != "" {
			names, ids = append(names, p.Name), append(ids, p.MaskedID)
		}
	}
	rows, err := q.Query(ctx, othersSQL, string(c.Department), null(c.Lead), codes, entries, names, ids)
	if err != nil {
		return nil, fmt.Errorf("other cases: %w", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[cases.Other])
	if err != nil {
		return nil, fmt.Errorf("other cases: %w", err)
	}
	return out, nil
}

// Follow takes up what routing recorded about leads: the cases that a referral moves are saved with their records.
func (s *Store) Follow(ctx context.Context, tx *outbox.Tx, words []Word) error {
	var leads, referring []string
	for _, w := range words {
		leads = append(leads, w.Lead)
		if w.Record.Kind != lead.KindSigned { // a signature moves only what is referred already
			referring = append(referring, w.Lead)
		}
	}
	rows, err := tx.Query(ctx, followedSQL, leads, referring)
	if err != nil {
		return fmt.Errorf("cases of leads: %w", err)
	}
	type kept struct {
		State cases.Case
		Trace string
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[kept])
	if err != nil {
		return fmt.Errorf("cases of leads: %w", err)
	}
	for _, k := range all {
		c := k.State
		for _, word := range words {
			if word.Lead != c.Lead {
				continue
			}
			w, err := s.Rules(word.Record.At)
			if err != nil {
				return err
			}
			next, done, moved := cases.Follow(c, w, word.Record, word.Cause)
			if !moved {
				continue
			}
			if err := s.save(ctx, tx, c, next, done, origin{cause: word.Cause, trace: k.Trace, at: word.Record.At}); err != nil {
				return err
			}
			c = next
		}
	}
	return nil
}

// followedSQL locks the cases that words about leads may move.
const followedSQL = "SELECT state, trace_parent FROM cases WHERE lead = ANY($1) AND (lead = ANY($2) OR state ? 'referral') ORDER BY number FOR UPDATE"

// Word is a record of routing about a lead, and the event that told it.
type Word struct {
	Lead   string
	Record lead.Record
	Cause  string
}
