package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/internal/outbox"
)

// caseTables are the tables of cases whose rows change.
var caseTables []string

// Open numbers cases and keeps those that are new: a department has one case for a lead.
func (s *Store) Open(ctx context.Context, tx *outbox.Tx, opened []cases.Case) ([]cases.Case, error) {
	var fresh []cases.Case
	var b pgx.Batch
	for _, c := range opened {
		b.Queue(`INSERT INTO cases (number, lead, department, opened_at)
			SELECT $1 || '-' || $2 || '-' || $3 || '-' || lpad(nextval('case_number')::text, 6, '0'), $4, $2, $5
			WHERE NOT EXISTS (SELECT FROM cases WHERE lead = $4 AND department = $2) ON CONFLICT DO NOTHING RETURNING number`,
			s.Log.District, string(c.Department), cases.Year(c), c.Lead, c.OpenedAt).QueryRow(func(row pgx.Row) error {
			switch err := row.Scan(&c.Number); {
			case errors.Is(err, pgx.ErrNoRows):
				return nil
			case err != nil:
				return err
			}
			fresh = append(fresh, c)
			return nil
		})
	}
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return nil, fmt.Errorf("open cases: %w", err)
	}
	return fresh, nil
}

// List returns cases, newest first: of a department, of a lead, or of both; an empty condition fits all.
func (s *Store) List(ctx context.Context, department, lead string, limit int) ([]cases.Case, error) {
	rows, err := s.Log.DB.Query(ctx, `SELECT number, lead, department, opened_at FROM cases
		WHERE ($1 = '' OR department = $1) AND ($2 = '' OR lead = $2) ORDER BY opened_at DESC LIMIT $3`, department, lead, limit)
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[cases.Case])
}
