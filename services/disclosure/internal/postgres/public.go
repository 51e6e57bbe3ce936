package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/disclosure/internal/publication"
)

// ErrNoPublication says that nothing public has this id.
var ErrNoPublication = errors.New("no such publication")

// PublicList returns what the public sees, newest first: at most limit of them, and the cursor of what follows ("" where nothing does).
// Tombstones are among them unless the filter names a state or a query. A cursor that is none begins anew.
func (s *Store) PublicList(ctx context.Context, f publication.Filter, cursor string, limit int) ([]publication.Public, string, error) {
	where, args := conditions(f)
	if at, id, ok := readCursor(cursor); ok {
		args = append(args, at, id)
		where = append(where, fmt.Sprintf("(shown_at, id) < ($%d, $%d)", len(args)-1, len(args)))
	}
	args = append(args, limit+1)
	rows, err := s.Log.DB.Query(ctx, fmt.Sprintf("SELECT public, shown_at FROM publication WHERE %s ORDER BY shown_at DESC, id DESC LIMIT $%d",
		strings.Join(where, " AND "), len(args)), args...)
	if err != nil {
		return nil, "", fmt.Errorf("list publications: %w", err)
	}
	var ends []time.Time
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (publication.Public, error) {
		var raw []byte
		var at time.Time
		if err := row.Scan(&raw, &at); err != nil {
			return publication.Public{}, err
		}
		ends = append(ends, at)
		return publicOf(raw)
	})
	if err != nil {
		return nil, "", fmt.Errorf("list publications: %w", err)
	}
	if len(list) <= limit {
		return list, "", nil
	}
	return list[:limit], writeCursor(ends[limit-1], list[limit-1].ID), nil
}

// conditions returns the conditions of a filter and what stands in them.
func conditions(f publication.Filter) (where []string, args []any) {
	where = []string{"shown_at IS NOT NULL"}
	for column, value := range map[string]string{"product": string(f.Product), "department": f.Department, "category": f.Category, "street": f.Street,
		"month": f.Month, "standing": string(f.State)} {
		if value != "" {
			args = append(args, value)
			where = append(where, fmt.Sprintf("%s = $%d", column, len(args)))
		}
	}
	if f.Institution != "" {
		args = append(args, []string{f.Institution})
		where = append(where, "institutions <> '{}'", fmt.Sprintf("institutions @> $%d", len(args)))
	}
	found, terms := publication.Query(f.Query)
	switch {
	case f.Query == "":
	case len(found) == 0: // signs only: they stand in nothing
		where = append(where, "false")
	default:
		args = append(args, terms)
		where = append(where, "standing = 'published'", fmt.Sprintf("terms @> $%d", len(args)))
		for _, word := range found {
			args = append(args, word)
			where = append(where, fmt.Sprintf("position($%d in search) > 0", len(args)))
		}
	}
	return where, args
}

// PublicGet returns one publication as the public sees it, a tombstone too, or ErrNoPublication.
func (s *Store) PublicGet(ctx context.Context, id string) (publication.Public, error) {
	var raw []byte
	err := s.Log.DB.QueryRow(ctx, "SELECT public FROM publication WHERE id = $1 AND shown_at IS NOT NULL", id).Scan(&raw)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return publication.Public{}, ErrNoPublication
	case err != nil:
		return publication.Public{}, fmt.Errorf("publication: %w", err)
	}
	return publicOf(raw)
}

// mostOfOne is how many publications of one institution are shown at most.
const mostOfOne = 100

// PublicOf returns the decisions that are public about an institution, newest first.
func (s *Store) PublicOf(ctx context.Context, institution string) ([]publication.Public, error) {
	if institution == "" {
		return nil, nil
	}
	list, _, err := s.PublicList(ctx, publication.Filter{Institution: institution, State: publication.Published}, "", mostOfOne)
	return list, err
}

func publicOf(raw []byte) (publication.Public, error) {
	var p publication.Public
	if err := json.Unmarshal(raw, &p); err != nil {
		return p, fmt.Errorf("read publication: %w", err)
	}
	return p, nil
}

func writeCursor(at time.Time, id string) string { return at.UTC().Format(time.RFC3339Nano) + "~" + id }

func readCursor(cursor string) (at time.Time, id string, ok bool) {
	text, id, ok := strings.Cut(cursor, "~")
	if !ok {
		return at, "", false
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	return at, id, err == nil
}
