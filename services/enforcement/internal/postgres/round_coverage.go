package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Coverage is how far points of one street, community or grid were visited, and what became of what was found there.
type Coverage struct {
	Place string `json:"place"`
	// Points: planned, visited at least once, with something found, all of that mended, all of that rechecked.
	Planned      int `json:"planned"`
	Visited      int `json:"visited"`
	WithFindings int `json:"withFindings"`
	Mended       int `json:"mended"`
	Rechecked    int `json:"rechecked"`
	// Findings: how many, mended, rechecked, closed (销号), and lapsed or handed over.
	Findings          int `json:"findings"`
	FindingsMended    int `json:"findingsMended"`
	FindingsRechecked int `json:"findingsRechecked"`
	FindingsClosed    int `json:"findingsClosed"`
	FindingsAnnounced int `json:"findingsAnnounced"`
}

// coverageSQL counts the points of rounds, %s being the column of the place and %s which rounds. Each point is counted once, with what was found there.
const coverageSQL = `
SELECT p.%s, count(*), count(*) FILTER (WHERE v.visited), count(*) FILTER (WHERE f.n > 0), count(*) FILTER (WHERE f.n > 0 AND f.mended = f.n),
	count(*) FILTER (WHERE f.n > 0 AND f.rechecked = f.n), coalesce(sum(f.n), 0), coalesce(sum(f.mended), 0), coalesce(sum(f.rechecked), 0), coalesce(sum(f.closed), 0), coalesce(sum(f.announced), 0)
FROM round r JOIN patrol_point p ON p.round = r.id
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM patrol_visit v WHERE v.round = p.round AND v.point = p.no) AS visited) AS v
CROSS JOIN LATERAL (SELECT count(*) AS n, count(*) FILTER (WHERE state IN ('mended', 'closed')) AS mended, count(*) FILTER (WHERE rechecked_on <> '') AS rechecked,
	count(*) FILTER (WHERE state = 'closed') AS closed, count(*) FILTER (WHERE announced <> '') AS announced
	FROM promise WHERE parent = p.round AND point = p.no AND state <> 'void') AS f
WHERE %s GROUP BY 1 ORDER BY 1 LIMIT 2000`

// Which rounds are counted.
const (
	oneRound  = "r.id = @round"
	roundDays = "r.to_day >= @from::text::date AND r.from_day <= @to::text::date"
)

var coverageColumns = map[string]string{"street": "street", "community": "community", "grid": "grid"}

// Covers reports whether coverage is counted by a kind of place: street, community or grid.
func Covers(by string) bool { return coverageColumns[by] != "" }

// CoverageOf counts a round by street, community or grid.
func (s *Store) CoverageOf(ctx context.Context, round, by string) ([]Coverage, error) {
	return s.coverage(ctx, fmt.Sprintf(coverageSQL, coverageColumns[by], oneRound), pgx.NamedArgs{"round": round})
}

// CoverageBetween counts all rounds that have a day between two days.
func (s *Store) CoverageBetween(ctx context.Context, from, to, by string) ([]Coverage, error) {
	return s.coverage(ctx, fmt.Sprintf(coverageSQL, coverageColumns[by], roundDays), pgx.NamedArgs{"from": from, "to": to})
}

func (s *Store) coverage(ctx context.Context, sql string, args pgx.NamedArgs) ([]Coverage, error) {
	rows, err := s.Log.DB.Query(ctx, sql, args)
	if err != nil {
		return nil, fmt.Errorf("count coverage: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Coverage])
}
