package postgres

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/institutions"
)

// FoundInstitution is an institution as a list shows it.
type FoundInstitution struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	USCC     string        `json:"uscc,omitempty"`
	Street   string        `json:"street,omitempty"`
	Papers   lead.Papers   `json:"papers"`
	Standing lead.Standing `json:"standing"`
	Listed   bool          `json:"listed"`
}

// Cursor is where a list goes on: behind a name and an id; the zero value is its beginning.
type Cursor struct{ Name, ID string }

const foundColumns = `id::text, name, uscc, street, papers, standing, listed`

// searchSQL looks for a text in names, addresses, codes and licence numbers: by its characters in pairs along an index, then as a whole.
const searchSQL = `WITH hit AS MATERIALIZED (SELECT * FROM institution WHERE grams @> $1 AND position($2 IN found) > 0 AND removed = '')
	SELECT ` + foundColumns + ` FROM hit WHERE (name, id) > ($3, $4::uuid) ORDER BY name, id LIMIT $5`

const listSQL = `SELECT ` + foundColumns + ` FROM institution WHERE removed = '' AND (name, id) > ($1, $2::uuid) ORDER BY name, id LIMIT $3`

// Search returns the institutions in which a text is found, all for an empty one, by name, behind a cursor.
func (s *Store) Search(ctx context.Context, q string, behind Cursor, limit int) ([]FoundInstitution, error) {
	if !canonical(behind.ID) {
		behind.ID = uuid.Nil.String()
	}
	var rows pgx.Rows
	var err error
	if q = sought(q); q == "" {
		rows, err = s.Log.DB.Query(ctx, listSQL, behind.Name, behind.ID, limit)
	} else {
		rows, err = s.Log.DB.Query(ctx, searchSQL, gramsOf(q), q, behind.Name, behind.ID, limit)
	}
	if err != nil {
		return nil, fmt.Errorf("search institutions: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[FoundInstitution])
}

// ListEntry is an entry of a list with the institution that it is about.
type ListEntry[E any] struct {
	Institution string `json:"institution"`
	Name        string `json:"name"`
	USCC        string `json:"uscc,omitempty"`
	Entry       E      `json:"entry"`
}

const whiteListSQL = `SELECT i.id::text, i.name, i.uscc, e.id::text, e.licence, e.department, e.from_on::text, e.by
	FROM white_entry e JOIN institution i ON i.id = e.institution WHERE e.ended_on IS NULL AND e.id > $1::uuid ORDER BY e.id LIMIT $2`

// WhiteList returns the entries of the white list that have not ended, in order of entering, behind one.
func (s *Store) WhiteList(ctx context.Context, behind string, limit int) (out []ListEntry[institutions.WhiteEntry], err error) {
	rows, err := s.Log.DB.Query(ctx, whiteListSQL, idOrNil(behind), limit)
	if err != nil {
		return nil, fmt.Errorf("white list: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (l ListEntry[institutions.WhiteEntry], err error) {
		e := &l.Entry
		return l, row.Scan(&l.Institution, &l.Name, &l.USCC, &e.ID, &e.Licence, &e.Department, &e.From, &e.By)
	})
}

// watchListSQL asks for the decision of each entry by itself: EXISTS would be hashed over all decisions.
const watchListSQL = `SELECT i.id::text, i.name, i.uscc, e.id::text, e.reason, e.basis, e.decision, e.from_on::text, coalesce(e.until_on::text, ''), e.by,
	e.basis <> '' AND e.from_on <= $3::date AND e.until_on >= $3::date AND (SELECT coalesce(bool_or(d.in_force), false)
	FROM decision_party p JOIN decision d USING (case_number, version) WHERE p.institution = e.institution::text AND d.number = e.decision)
	FROM watch_entry e JOIN institution i ON i.id = e.institution WHERE e.ended_on IS NULL AND e.id > $1::uuid ORDER BY e.id LIMIT $2`

// WatchList returns the entries of the watch list that have not ended, in order of entering, behind one; each says whether it is public on a day.
func (s *Store) WatchList(ctx context.Context, behind, day string, limit int) (out []ListEntry[institutions.WatchEntry], err error) {
	rows, err := s.Log.DB.Query(ctx, watchListSQL, idOrNil(behind), limit, day)
	if err != nil {
		return nil, fmt.Errorf("watch list: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (l ListEntry[institutions.WatchEntry], err error) {
		e := &l.Entry
		var public *bool // null where there is no end
		err = row.Scan(&l.Institution, &l.Name, &l.USCC, &e.ID, &e.Reason, &e.Basis, &e.Decision, &e.From, &e.Until, &e.By, &public)
		e.Public = public != nil && *public
		return l, err
	})
}

func idOrNil(id string) string {
	if !canonical(id) {
		return uuid.Nil.String()
	}
	return id
}
