package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/disclosure/internal/tally"
	"xiansuo/services/internal/outbox"
)

// statisticsTables are the tables of statistics whose rows change.
var statisticsTables = []string{"tally"}

// Add adds to counts.
func (s *Store) Add(tx *outbox.Tx, counts map[tally.Key]int64) {
	var months []time.Time
	var departments, kinds []string
	var numbers []int64
	for key, n := range counts {
		months, departments = append(months, key.Month), append(departments, string(key.Department))
		kinds, numbers = append(kinds, string(key.Kind)), append(numbers, n)
	}
	tx.Later(`INSERT INTO tally (month, department, kind, n) SELECT * FROM unnest($1::date[], $2::text[], $3::text[], $4::bigint[])
		ON CONFLICT (month, department, kind) DO UPDATE SET n = tally.n + excluded.n`, months, departments, kinds, numbers)
}

// Row is one count as it is told.
type Row struct {
	Month      string `json:"month"`
	Department string `json:"department,omitempty"`
	Kind       string `json:"kind"`
	N          int64  `json:"n"`
}

// Counts returns the counts, newest month first; of one month ("2026-07") unless that is empty.
func (s *Store) Counts(ctx context.Context, month string) ([]Row, error) {
	rows, err := s.Log.DB.Query(ctx, `SELECT to_char(month, 'YYYY-MM'), department, kind, n FROM tally
		WHERE $1 = '' OR to_char(month, 'YYYY-MM') = $1 ORDER BY 1 DESC, 2, 3`, month)
	if err != nil {
		return nil, fmt.Errorf("read counts: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Row])
}
