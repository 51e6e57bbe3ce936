package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/disclosure/internal/statistics"
)

// statisticsTables are the tables of statistics whose rows change.
var statisticsTables = []string{"lead_fact", "case_fact"}

// ErrNoRelease says that nothing was released of a month.
var ErrNoRelease = errors.New("nothing was released of that month")

// releasesMax is how many releases are listed: ten years, corrected twice.
const releasesMax = 360

// Releases lists what was released, of the newest month first and its newest version first.
func (s *Store) Releases(ctx context.Context) ([]statistics.Summary, error) {
	rows, err := s.Log.DB.Query(ctx, `SELECT to_char(month, 'YYYY-MM'), version, released_at, sha256 FROM release
		ORDER BY month DESC, version DESC LIMIT $1`, releasesMax)
	if err != nil {
		return nil, fmt.Errorf("list releases: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[statistics.Summary])
}

// ReleaseOf returns the newest release of a month ("2026-07"), or ErrNoRelease.
func (s *Store) ReleaseOf(ctx context.Context, month string) (statistics.Release, error) {
	var r statistics.Release
	if !statistics.ValidMonth(month) {
		return r, ErrNoRelease
	}
	var body []byte
	err := s.Log.DB.QueryRow(ctx, `SELECT body FROM release WHERE month = ($1 || '-01')::date ORDER BY version DESC LIMIT 1`, month).Scan(&body)
	if errors.Is(err, pgx.ErrNoRows) {
		return r, ErrNoRelease
	}
	if err != nil {
		return r, fmt.Errorf("release of %s: %w", month, err)
	}
	if err := json.Unmarshal(body, &r); err != nil {
		return r, fmt.Errorf("release of %s: %w", month, err)
	}
	return r, nil
}
