package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/enforcement/internal/rounds"
)

// coverageSQL counts the points of rounds, %s being the column of the place and %s which rounds. Each point is counted once, with what was found
// there. A finding is due for a recheck when it is said to be mended, or its day has come.
const coverageSQL = `
SELECT p.street, p.%s, count(*), count(*) FILTER (WHERE v.visited), count(*) FILTER (WHERE f.n > 0), count(*) FILTER (WHERE f.n > 0 AND f.mended = f.n),
	count(*) FILTER (WHERE f.n > 0 AND f.rechecked = f.n), coalesce(sum(f.n), 0), coalesce(sum(f.mended), 0), coalesce(sum(f.rechecked), 0), coalesce(sum(f.closed), 0), coalesce(sum(f.announced), 0),
	coalesce(sum(f.due), 0)
FROM round r JOIN patrol_point p ON p.round = r.id
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM patrol_visit v WHERE v.round = p.round AND v.point = p.no) AS visited) AS v
CROSS JOIN LATERAL (SELECT count(*) AS n, count(*) FILTER (WHERE state IN ('mended', 'closed')) AS mended, count(*) FILTER (WHERE rechecked_on <> '') AS rechecked,
	count(*) FILTER (WHERE state = 'closed') AS closed, count(*) FILTER (WHERE announced <> '') AS announced,
	count(*) FILTER (WHERE rechecked_on <> '' OR state = 'mended' OR recheck <> '' AND recheck <= @today) AS due
	FROM promise WHERE parent = p.round AND point = p.no AND state <> 'void') AS f
WHERE %s GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 5000`

// Which rounds are counted.
const (
	oneRound  = "r.id = @round"
	roundDays = "r.to_day >= @from::text::date AND r.from_day <= @to::text::date"
)

var coverageColumns = map[string]string{"street": "street", "community": "community", "grid": "grid"}

// Covers reports whether coverage is counted by a kind of place: street, community or grid.
func Covers(by string) bool { return coverageColumns[by] != "" }

// CoverageOf counts a round by street, community or grid.
func (s *Store) CoverageOf(ctx context.Context, round, by, today string) ([]rounds.Coverage, error) {
	return s.coverage(ctx, fmt.Sprintf(coverageSQL, coverageColumns[by], oneRound), pgx.NamedArgs{"round": round, "today": today})
}

// CoverageBetween counts all rounds that have a day between two days.
func (s *Store) CoverageBetween(ctx context.Context, from, to, by, today string) ([]rounds.Coverage, error) {
	return s.coverage(ctx, fmt.Sprintf(coverageSQL, coverageColumns[by], roundDays), pgx.NamedArgs{"from": from, "to": to, "today": today})
}

func (s *Store) coverage(ctx context.Context, sql string, args pgx.NamedArgs) ([]rounds.Coverage, error) {
	rows, err := s.Log.DB.Query(ctx, sql, args)
	if err != nil {
		return nil, fmt.Errorf("count coverage: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[rounds.Coverage])
}

// SelfCheckedBetween counts who was asked and who handed in, in all campaigns that have a day between two days.
func (s *Store) SelfCheckedBetween(ctx context.Context, from, to string) (asked, handedIn int, err error) {
	err = s.Log.DB.QueryRow(ctx, selfCheckedBetweenSQL, from, to).Scan(&asked, &handedIn)
	if err != nil {
		err = fmt.Errorf("count self-checks: %w", err)
	}
	return asked, handedIn, err
}

const selfCheckedBetweenSQL = `SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT FROM statement s WHERE s.campaign = c.campaign AND s.key = c.key))
	FROM campaign k JOIN campaign_called c ON c.campaign = k.id WHERE k.to_day >= $1::text::date AND k.from_day <= $2::text::date`
