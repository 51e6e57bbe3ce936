package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
)

// Precedent is a ruling that the rules may learn from.
type Precedent struct {
	Lead       string          `json:"lead"`
	Record     int             `json:"record"`
	At         time.Time       `json:"at"`
	By         string          `json:"by"`
	Department lead.Department `json:"department"`
	Category   lead.Category   `json:"category"`
	Reason     string          `json:"reason"`
	Basis      string          `json:"basis"`
	Claims     []lead.Claim    `json:"claims"`
	// Decision is what the rules had said.
	Decision lead.Decision `json:"decision"`
}

// Precedents returns at most limit rulings, the newest first.
func (s *Store) Precedents(ctx context.Context, limit int) ([]Precedent, error) {
	rows, err := s.Log.DB.Query(ctx, `SELECT lead, record, at, by, department, category, reason, basis, claims, decision FROM precedent
		ORDER BY at DESC, lead, record LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("precedents: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Precedent])
}
