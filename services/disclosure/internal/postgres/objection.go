package postgres

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/internal/outbox"
)

// Errors of objections.
var (
	ErrTooMany     = errors.New("too many objections for now")
	ErrNoAnswer    = errors.New("no objection has this code")
	ErrNoObjection = errors.New("no such objection")
)

// Nobody needs a session to object, so that what comes in is bounded: of all publications in an hour, of one in a day.
const (
	mostInAnHour = 60
	mostInADay   = 10
)

// Object keeps what somebody who is named says against a publication and returns the code by which the answer is given: it is shown once
// and kept as a hash only. The errors are ErrNoPublication, ErrTooMany and a publication.Refusal for what is wrong in the form.
func (s *Store) Object(ctx context.Context, o publication.Objecting, now time.Time) (code string, err error) {
	code = newCode()
	_, err = s.Change(ctx, o.Publication, now, func(ctx context.Context, tx *outbox.Tx, d *Desk) error {
		if d.Standing == "" {
			return ErrNoPublication // what is not public is not told of
		}
		claim, err := d.Claim(o, s.rules(), now)
		if err != nil {
			return err
		}
		if err := mayObject(ctx, tx, o.Publication, now); err != nil {
			return err
		}
		data, err := json.Marshal(claim)
		if err != nil {
			return fmt.Errorf("write objection: %w", err)
		}
		digest := digestOf(code)
		tx.Later(`WITH one AS (INSERT INTO objection (publication, code_sha256, opened_at, due, state, data) VALUES ($1, $2, $3, $4::text::date, $5, $6) RETURNING id)
			INSERT INTO objection_contact (objection, name, contact) SELECT id, $7, $8 FROM one`,
			o.Publication, digest[:], now, claim.Due, string(claim.State), data, o.Name, o.Contact)
		return nil
	})
	if err != nil {
		return "", err
	}
	return code, nil
}

func mayObject(ctx context.Context, tx *outbox.Tx, id string, now time.Time) error {
	var hour, day int
	err := tx.QueryRow(ctx, `SELECT (SELECT count(*) FROM objection WHERE opened_at > $2::timestamptz - interval '1 hour'),
		(SELECT count(*) FROM objection WHERE publication = $1 AND opened_at > $2::timestamptz - interval '1 day')`, id, now).Scan(&hour, &day)
	switch {
	case err != nil:
		return fmt.Errorf("count objections: %w", err)
	case hour >= mostInAnHour, day >= mostInADay:
		return ErrTooMany
	}
	return nil
}

// newCode returns a code of 100 random bits, in groups of five characters that are not confused.
func newCode() string {
	text := rand.Text()[:20] // Base32: five bits a character
	return text[:5] + "-" + text[5:10] + "-" + text[10:15] + "-" + text[15:]
}

// digestOf returns the hash of a code, however it is written.
func digestOf(code string) [sha256.Size]byte {
	plain := strings.NewReplacer("-", "", " ", "", "0", "O", "1", "I").Replace(strings.ToUpper(code)) // Base32 has neither 0 nor 1
	return sha256.Sum256([]byte(plain))
}

// ObjectionAnswer returns how far an objection is by its code, or ErrNoAnswer.
func (s *Store) ObjectionAnswer(ctx context.Context, code string) (publication.Answer, error) {
	digest := digestOf(code)
	var raw []byte
	err := s.Log.DB.QueryRow(ctx, "SELECT data FROM objection WHERE code_sha256 = $1", digest[:]).Scan(&raw)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return publication.Answer{}, ErrNoAnswer
	case err != nil:
		return publication.Answer{}, fmt.Errorf("objection: %w", err)
	}
	var c publication.Claim
	if err := json.Unmarshal(raw, &c); err != nil {
		return publication.Answer{}, fmt.Errorf("read objection: %w", err)
	}
	a := publication.Answer{Publication: c.Publication, Ground: c.Ground, OpenedAt: c.OpenedAt, Due: c.Due, Decided: c.Decided != nil}
	if c.Decided != nil {
		a.Effect, a.Text, a.On = c.Decided.Effect, c.Decided.Text, c.Decided.On
	}
	return a, nil
}

// Claims returns the objections that are not decided, by when they are due, of a department or of all; or all those against one
// publication. Nobody's name is in them.
func (s *Store) Claims(ctx context.Context, department, id string, limit int) ([]publication.Claim, error) {
	sql, args := `SELECT o.id, o.data FROM objection o JOIN publication p ON p.id = o.publication WHERE o.state <> 'decided' AND ($1 = '' OR p.department = $1)
		ORDER BY o.due, o.id LIMIT $2`, []any{department, limit}
	if id != "" {
		sql, args = "SELECT id, data FROM objection WHERE publication = $1 ORDER BY id LIMIT $2", []any{id, limit}
	}
	rows, err := s.Log.DB.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("objections: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c publication.Claim, err error) {
		var raw []byte
		if err := row.Scan(&c.ID, &raw); err != nil {
			return c, err
		}
		id := c.ID
		err = json.Unmarshal(raw, &c)
		c.ID = id
		return c, err
	})
}

// ChangeClaim gives decide an objection and its publication, both locked, and saves what it made of them.
func (s *Store) ChangeClaim(ctx context.Context, objection int64, at time.Time, decide func(*Desk, *publication.Claim) error) error {
	var id string
	err := s.Log.DB.QueryRow(ctx, "SELECT publication FROM objection WHERE id = $1", objection).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return ErrNoObjection
	}
	if err != nil {
		return fmt.Errorf("objection: %w", err)
	}
	_, err = s.Change(ctx, id, at, func(ctx context.Context, tx *outbox.Tx, d *Desk) error {
		var raw []byte
		if err := tx.QueryRow(ctx, "SELECT data FROM objection WHERE id = $1 FOR UPDATE", objection).Scan(&raw); err != nil {
			return fmt.Errorf("objection: %w", err)
		}
		var c publication.Claim
		if err := json.Unmarshal(raw, &c); err != nil {
			return fmt.Errorf("read objection: %w", err)
		}
		if err := decide(d, &c); err != nil {
			return err
		}
		if raw, err = json.Marshal(c); err != nil {
			return fmt.Errorf("write objection: %w", err)
		}
		tx.Later("UPDATE objection SET state = $2, data = $3 WHERE id = $1", objection, string(c.State), raw)
		return nil
	})
	return err
}

// Contact returns who objected and how they are reached, and records who asked for it and why; without the record there is no answer.
func (s *Store) Contact(ctx context.Context, objection int64, a publication.Act, purpose string) (name, contact string, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		err := tx.QueryRow(ctx, "SELECT name, contact FROM objection_contact WHERE objection = $1", objection).Scan(&name, &contact)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoObjection
		}
		if err != nil {
			return fmt.Errorf("contact: %w", err)
		}
		tx.Later("INSERT INTO objection_contact_read (objection, at, actor, person, purpose) VALUES ($1, $2, $3, $4, $5)", objection, a.At, a.Actor.Name, a.Actor.Person, purpose)
		return nil
	})
	if err != nil {
		return "", "", err
	}
	return name, contact, nil
}
