package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/site"
	"xiansuo/services/internal/outbox"
)

// siteTables are the tables of the site whose rows change.
var siteTables = []string{"site_institution"}

// KeepInstitution keeps an institution, unless a newer version is kept already.
func (s *Store) KeepInstitution(tx *outbox.Tx, i lead.InstitutionChanged) error {
	e := site.NewEntry(i)
	doc, err := json.Marshal(e.Institution)
	if err != nil {
		return fmt.Errorf("encode institution %s: %w", i.Institution, err)
	}
	kept := e.Institution
	tx.Later(`INSERT INTO site_institution AS known (id, version, removed, name, street, standing, white_until, watch_until, scopes, keys, grams, doc, at)
		VALUES ($1, $2, $3, $4, $5, $6, nullif($7, '')::date, nullif($8, '')::date, $9, $10, $11, $12, $13)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, removed = excluded.removed, name = excluded.name, street = excluded.street,
			standing = excluded.standing, white_until = excluded.white_until, watch_until = excluded.watch_until, scopes = excluded.scopes,
			keys = excluded.keys, grams = excluded.grams, doc = excluded.doc, at = excluded.at
		WHERE known.version < excluded.version`,
		kept.Institution, kept.Version, kept.Removed, sorted(kept.Name), sorted(kept.Street), string(kept.Standing), e.WhiteUntil, e.WatchUntil,
		full(e.Scopes), full(e.Keys), full(e.Grams), doc, kept.At)
	return nil
}

// sorted is what a list is ordered by: an index holds no longer text.
func sorted(text string) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), longestSorted)])
}

const longestSorted = 200

// full is a list that is not NULL.
func full(list []string) []string { return append([]string{}, list...) }

// ErrNoInstitution says that the site knows no such institution.
var ErrNoInstitution = errors.New("no such institution")

// Institution returns an institution as the site knows it.
func (s *Store) Institution(ctx context.Context, id string) (lead.InstitutionChanged, error) {
	rows, err := s.Log.DB.Query(ctx, `SELECT doc FROM site_institution WHERE id = $1 AND NOT removed`, id)
	if err != nil {
		return lead.InstitutionChanged{}, fmt.Errorf("read institution: %w", err)
	}
	i, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[lead.InstitutionChanged])
	if errors.Is(err, pgx.ErrNoRows) {
		return i, ErrNoInstitution
	}
	return i, err
}

const (
	// keysSQL finds by whole names and codes.
	keysSQL = `SELECT doc FROM site_institution WHERE keys @> ARRAY[$1::text] ORDER BY street, name, id LIMIT $2`
	// gramsSQL finds by parts: whoever shares the rarest with what is looked for comes first. However common a part is, only so many
	// institutions are looked at for it.
	gramsSQL = `WITH hit AS (
			SELECT g.gram, i.id, count(*) OVER (PARTITION BY g.gram) AS among
			FROM unnest($1::text[]) AS g (gram), LATERAL (SELECT id FROM site_institution WHERE grams @> ARRAY[g.gram] LIMIT 500) AS i),
		best AS (SELECT id, sum(1.0 / among) AS weight FROM hit GROUP BY id ORDER BY weight DESC, id LIMIT $2)
		SELECT i.doc FROM best JOIN site_institution i USING (id) ORDER BY best.weight DESC, i.id`
	// mostCandidates is how many institutions are compared with what is looked for.
	mostCandidates = 60
)

// FindInstitutions returns the institutions that may be meant, unranked.
func (s *Store) FindInstitutions(ctx context.Context, q site.Query) ([]lead.InstitutionChanged, error) {
	if q.Plain == "" {
		return nil, nil
	}
	found, err := s.institutions(ctx, keysSQL, q.Plain, mostCandidates)
	if err != nil || len(q.Grams) == 0 {
		return found, err
	}
	likely, err := s.institutions(ctx, gramsSQL, q.Grams, mostCandidates)
	for _, i := range likely {
		if !slices.ContainsFunc(found, func(f lead.InstitutionChanged) bool { return f.Institution == i.Institution }) {
			found = append(found, i)
		}
	}
	return found, err
}

func (s *Store) institutions(ctx context.Context, sql string, args ...any) ([]lead.InstitutionChanged, error) {
	rows, err := s.Log.DB.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("find institutions: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[lead.InstitutionChanged])
}
