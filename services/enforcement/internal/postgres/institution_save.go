package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"xiansuo/pkg/event"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/text"
)

// saveInstitutions settles institutions at a moment, keeps them with their fresh records, and announces those whose public picture changed.
func (s *Store) saveInstitutions(ctx context.Context, tx *outbox.Tx, at time.Time, cause string, all []*kept) error {
	var b pgx.Batch
	for _, k := range all {
		k.Settle(at)
		if err := s.announceInstitution(tx, at, cause, k); err != nil {
			return err
		}
		if err := queueInstitution(&b, at, k); err != nil {
			return err
		}
	}
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return taken(err)
	}
	var again []string // orders of earlier cases count for them from now on
	for _, k := range all {
		if k.details() {
			certain, err := s.rematch(ctx, tx, at, k.Institution)
			if err != nil {
				return err
			}
			if certain {
				again = append(again, k.ID)
			}
		}
		k.Fresh, k.fresh = nil, false
	}
	return s.InstitutionsChanged(ctx, tx, at, cause, again...)
}

// taken turns it into a refusal that a code or a licence is another institution's.
func taken(err error) error {
	const cure = "change that one, or merge the two"
	var broken *pgconn.PgError
	if errors.As(err, &broken) {
		switch broken.ConstraintName {
		case "institution_code":
			return &institutions.Refusal{Code: institutions.CodeTaken, Detail: "another institution of the register has this code", Cure: cure}
		case "institution_key_licence":
			return &institutions.Refusal{Code: institutions.LicenceTaken, Detail: "another institution of the register has a licence of this number", Cure: cure}
		}
	}
	return fmt.Errorf("save institutions: %w", err)
}

// announceInstitution announces the public picture if it is another than before.
func (s *Store) announceInstitution(tx *outbox.Tx, at time.Time, cause string, k *kept) error {
	now := k.Public(institutions.DayOf(at))
	before, err := json.Marshal(k.picture)
	if err != nil {
		return fmt.Errorf("encode the picture of an institution: %w", err)
	}
	after, err := json.Marshal(now)
	if err != nil {
		return fmt.Errorf("encode the picture of an institution: %w", err)
	}
	if string(before) == string(after) || k.version == 0 && now.Removed {
		return nil
	}
	if now.Removed && k.picture.Removed {
		return nil
	}
	k.version++
	k.picture = now
	now.Version, now.At = k.version, at.UTC()
	e, err := event.New(event.Origin{Source: s.Log.Source(), Lead: k.ID, Time: at, Cause: cause}, now)
	if err != nil {
		return err
	}
	return tx.Append(e, "")
}

// details reports whether what an institution is found by may be another now.
func (k *kept) details() bool {
	return k.fresh || slices.ContainsFunc(k.Fresh, func(r institutions.Record) bool {
		return r.Act == institutions.Changed || r.Act == institutions.RemovedIt
	})
}

const upsertInstitution = `INSERT INTO institution (id, name, uscc, details, decision, removed, merged_into, records, papers, standing, listed, street, found, grams, version, picture, next_on)
	VALUES ($1, $2, $3, $4, $5, $6, nullif($7, '')::uuid, $8, $9, $10, $11, $12, $13, $14, $15, $16, nullif($17, '')::date)
	ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, uscc = EXCLUDED.uscc, details = EXCLUDED.details, removed = EXCLUDED.removed, merged_into = EXCLUDED.merged_into,
	records = EXCLUDED.records, papers = EXCLUDED.papers, standing = EXCLUDED.standing, listed = EXCLUDED.listed, street = EXCLUDED.street, found = EXCLUDED.found,
	grams = EXCLUDED.grams, version = EXCLUDED.version, picture = EXCLUDED.picture, next_on = EXCLUDED.next_on`

func queueInstitution(b *pgx.Batch, at time.Time, k *kept) error {
	day, i := institutions.DayOf(at), k.Institution
	found := searched(i.Details)
	street := ""
	if len(i.Places) > 0 {
		street = i.Places[0].Street
	}
	b.Queue(upsertInstitution, i.ID, i.Name, i.Registration.USCC, i.Details, i.Decision, i.Removed, i.Into, i.Records, string(i.Papers(day)), string(k.Standing(day)),
		k.Listed(day), street, found, gramsOf(found), k.version, k.picture, k.Next(day))
	if k.details() {
		queueKeys(b, i)
	}
	for _, r := range k.Fresh {
		if err := queueRecord(b, "institution_record", i.ID, r); err != nil {
			return err
		}
	}
	for _, e := range k.White {
		if e.Fresh {
			b.Queue(`INSERT INTO white_entry (id, institution, licence, department, from_on, by, ended_on, ended_why) VALUES ($1, $2, $3, $4, $5, $6, nullif($7, '')::date, $8)
				ON CONFLICT (id) DO UPDATE SET ended_on = EXCLUDED.ended_on, ended_why = EXCLUDED.ended_why`,
				e.ID, i.ID, e.Licence, string(e.Department), e.From, e.By, e.EndedOn, e.EndedWhy)
		}
	}
	for _, e := range k.Watch {
		if e.Fresh {
			b.Queue(`INSERT INTO watch_entry (id, institution, reason, basis, decision, from_on, until_on, by, ended_on, ended_why)
				VALUES ($1, $2, $3, $4, $5, $6, nullif($7, '')::date, $8, nullif($9, '')::date, $10)
				ON CONFLICT (id) DO UPDATE SET ended_on = EXCLUDED.ended_on, ended_why = EXCLUDED.ended_why`,
				e.ID, i.ID, e.Reason, e.Basis, e.Decision, e.From, e.Until, e.By, e.EndedOn, e.EndedWhy)
		}
	}
	return nil
}

func queueRecord(b *pgx.Batch, table, id string, r institutions.Record) error {
	before, err := json.Marshal(r.Before)
	if err != nil {
		return fmt.Errorf("encode a record: %w", err)
	}
	after, err := json.Marshal(r.After)
	if err != nil {
		return fmt.Errorf("encode a record: %w", err)
	}
	of := map[string]string{"institution_record": "institution", "institution_match_record": "match"}[table]
	b.Queue(`INSERT INTO `+table+` (`+of+`, no, at, on_day, act, by, reason, before, after) VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8::jsonb, 'null'), nullif($9::jsonb, 'null'))`,
		id, r.No, r.At, r.On, r.Act, r.By, r.Reason, before, after)
	return nil
}

// queueKeys keeps by what an institution is found from now on.
func queueKeys(b *pgx.Batch, i institutions.Institution) {
	kinds, keys := split(i.Keys())
	b.Queue(`UPDATE institution_key SET current = false WHERE institution = $1 AND current`, i.ID)
	b.Queue(`INSERT INTO institution_key (kind, key, institution, current) SELECT kind, key, $1, true FROM unnest($2::text[], $3::text[]) AS k(kind, key)
		ON CONFLICT (kind, key, institution) DO UPDATE SET current = true`, i.ID, kinds, keys)
}

func split(all []institutions.Key) (kinds, keys []string) {
	for _, k := range all {
		kinds, keys = append(kinds, k.Kind), append(keys, k.Key)
	}
	return kinds, keys
}

// searched is what a search looks through.
func searched(d institutions.Details) string {
	parts := slices.Concat([]string{d.Name, d.Registration.USCC}, d.Aliases, d.Former)
	for _, l := range d.Licences {
		parts = append(parts, l.Number)
	}
	for _, p := range d.Places {
		parts = append(parts, p.Address)
	}
	for i := range parts {
		parts[i] = sought(parts[i])
	}
	return strings.Join(parts, "\n")
}

// sought is a text as it is searched for: folded, without blanks.
func sought(s string) string { return strings.ReplaceAll(text.Fold(s).Plain, " ", "") }

// gramsOf returns every one and two characters of a text, once each.
func gramsOf(s string) (out []string) {
	out = []string{}
	for line := range strings.SplitSeq(s, "\n") {
		r := []rune(line)
		for i := range r {
			out = append(out, string(r[i]))
			if i+1 < len(r) {
				out = append(out, string(r[i:i+2]))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
