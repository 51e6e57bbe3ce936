// Package setting keeps what a district decides for itself as documents in a service's database: they are loaded without a release,
// checked before they are kept, and every version stays, with who loaded it. Every process of the service takes up a new version
// within a few seconds.
package setting

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Part returns the migrations of settings.
func Part() pg.Part { return pg.Part{Name: "setting", Files: pg.Sub(migrations, "migrations")} }

// Document is one version of a setting.
type Document struct {
	Kind    string    `json:"kind"`
	Version int64     `json:"version"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Content string    `json:"content"`
}

// Store keeps settings.
type Store struct {
	Log *outbox.Log
	// Check says what is wrong with all documents together, the newest of each kind: a new one must fit the others. An unknown kind
	// is wrong too.
	Check func([]Document) error
	Now   func() time.Time
}

// ErrInvalid wraps what Check says.
var ErrInvalid = errors.New("the document is not valid")

// All returns the newest version of every kind.
func (s *Store) All(ctx context.Context) ([]Document, error) { return newest(ctx, s.Log.DB) }

type querier interface {
	Query(context.Context, string, ...any) (pgx.Rows, error)
}

func newest(ctx context.Context, q querier) ([]Document, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT ON (kind) kind, version, loaded_by, at, content FROM setting ORDER BY kind, version DESC`)
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Document])
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	return out, nil
}

// Put keeps a new version. What Check says of it is wrapped in ErrInvalid, and then nothing is kept.
func (s *Store) Put(ctx context.Context, kind, by, content string) (Document, error) {
	if !utf8.ValidString(content) || strings.ContainsRune(content, 0) {
		return Document{}, fmt.Errorf("%w: it must be UTF-8 without U+0000", ErrInvalid)
	}
	d := Document{Kind: kind, By: by, At: s.Now().UTC(), Content: content}
	err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtext('setting'))"); err != nil {
			return fmt.Errorf("lock settings: %w", err)
		}
		all, err := newest(ctx, tx)
		if err != nil {
			return err
		}
		byKind := map[string]Document{}
		for _, one := range all {
			byKind[one.Kind] = one
		}
		d.Version = byKind[kind].Version + 1
		byKind[kind] = d
		if err := s.Check(slices.Collect(maps.Values(byKind))); err != nil {
			return fmt.Errorf("%w: %w", ErrInvalid, err)
		}
		tx.Later("INSERT INTO setting (kind, version, loaded_by, at, content) VALUES ($1, $2, $3, $4, $5)", d.Kind, d.Version, d.By, d.At, d.Content)
		return nil
	})
	return d, err
}

// Watch gives take the documents whenever one changed, and at once when there are any, until ctx ends.
func (s *Store) Watch(ctx context.Context, log *slog.Logger, every time.Duration, take func([]Document) error) error {
	known := map[string]int64{}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		all, err := s.All(ctx)
		if err != nil {
			continue // the database is away; the next look will do
		}
		versions := map[string]int64{}
		for _, d := range all {
			versions[d.Kind] = d.Version
		}
		if maps.Equal(versions, known) {
			continue
		}
		if err := take(all); err != nil {
			log.Error("settings were not taken up, somebody must look", "service", s.Log.Service, "error", err)
		} else {
			log.Info("settings taken up", "service", s.Log.Service, "documents", len(all))
		}
		known = versions
	}
}
