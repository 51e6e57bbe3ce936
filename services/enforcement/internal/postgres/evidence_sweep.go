package postgres

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/internal/files"
	"xiansuo/services/internal/outbox"
)

const (
	sweepEvery = 24 * time.Hour
	// sweepAge is how old what no row names must be: an upload that goes on has not written its row yet.
	sweepAge = 24 * time.Hour
)

// Swept is what a sweep found.
type Swept struct {
	Orphans int      // files that no row named, which are set aside
	Missing []string // ids of evidence whose file is not there
}

// page is how many files are asked for at once.
const page = 1000

// Sweep sets files aside that no evidence names and that are older than before, and finds evidence whose file is missing.
func (s *Store) Sweep(ctx context.Context, folder *files.Folder, before time.Time) (swept Swept, err error) {
	if err := folder.Clear(before); err != nil {
		return swept, err
	}
	if swept.Orphans, err = s.orphans(ctx, folder, before); err != nil {
		return swept, fmt.Errorf("sweep: %w", err)
	}
	swept.Missing, err = s.missing(ctx, folder)
	return swept, err
}

// orphans sets aside what no row names, and counts it.
func (s *Store) orphans(ctx context.Context, folder *files.Folder, before time.Time) (n int, err error) {
	var old []string
	flush := func() error {
		aside, err := s.setAside(ctx, folder, old, before)
		n, old = n+aside, old[:0]
		return err
	}
	err = folder.Old(ctx, before, func(digest string) error {
		if old = append(old, digest); len(old) < page {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	return n, err
}

const unnamedSQL = `SELECT digest FROM unnest($1::text[]) AS digest WHERE NOT EXISTS (SELECT FROM evidence WHERE sha256 = digest)`

// setAside sets those files aside that no row names, each under the lock that an upload takes before it writes its row.
func (s *Store) setAside(ctx context.Context, folder *files.Folder, digests []string, before time.Time) (n int, err error) {
	orphans, err := unnamed(ctx, s.Log.DB, digests)
	if err != nil {
		return 0, err
	}
	for _, digest := range orphans {
		err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
			if err := lockFile(ctx, tx, "pg_advisory_xact_lock", digest); err != nil {
				return err
			}
			still, err := unnamed(ctx, tx, []string{digest})
			if err != nil || len(still) == 0 {
				return err
			}
			aside, err := folder.SetAside(digest, before)
			if aside {
				n++
			}
			return err
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func unnamed(ctx context.Context, q querier, digests []string) ([]string, error) {
	rows, err := q.Query(ctx, unnamedSQL, digests)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

const filesSQL = `SELECT id, sha256 FROM evidence WHERE id > $1 AND sha256 IS NOT NULL ORDER BY id LIMIT $2`

func (s *Store) missing(ctx context.Context, folder *files.Folder) (ids []string, err error) {
	for last := ""; ; {
		rows, err := s.Log.DB.Query(ctx, filesSQL, last, page)
		if err != nil {
			return nil, fmt.Errorf("files of evidence: %w", err)
		}
		n := 0
		for ; rows.Next(); n++ {
			var digest string
			if err := rows.Scan(&last, &digest); err != nil {
				return nil, fmt.Errorf("files of evidence: %w", err)
			}
			if !folder.Has(digest) {
				ids = append(ids, last)
			}
		}
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("files of evidence: %w", err)
		}
		if n < page {
			return ids, nil
		}
	}
}

// RunSweeps sweeps once a day until ctx ends.
func (s *Store) RunSweeps(ctx context.Context, folder *files.Folder, log *slog.Logger, now func() time.Time) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		swept, err := s.Sweep(ctx, folder, now().Add(-sweepAge))
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			log.Error("the files of evidence were not swept", "error", err)
		case len(swept.Missing) > 0:
			log.Error("evidence has lost its file: put the folder back from a backup", "evidence", swept.Missing[:min(len(swept.Missing), 20)], "count", len(swept.Missing))
		case swept.Orphans > 0:
			log.Info("files that no evidence names were set aside", "files", swept.Orphans)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
