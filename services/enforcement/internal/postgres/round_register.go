package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/outbox"
)

// registerSQL lists the places of institutions that are in the register and have not stopped teaching, in an area, but for those that are points of
// the round already.
const registerSQL = `SELECT i.id::text, i.name, i.uscc, p.address, coalesce(nullif(p.street, ''), i.street) AS street, coalesce(p.community, ''), coalesce(p.grid, '')
	FROM institution i CROSS JOIN LATERAL jsonb_to_recordset(coalesce(i.details->'places', '[]')) AS p(address text, street text, community text, grid text)
	WHERE i.removed = '' AND i.standing <> 'closed' AND p.address <> ''
		AND (cardinality($2::text[]) = 0 OR coalesce(nullif(p.street, ''), i.street) = ANY($2)) AND (cardinality($3::text[]) = 0 OR p.community = ANY($3))
		AND (cardinality($4::text[]) = 0 OR p.grid = ANY($4))
		AND NOT EXISTS (SELECT FROM patrol_point x WHERE x.round = $1 AND x.institution = i.id::text AND x.institution <> '' AND x.address = p.address)
	ORDER BY i.name, i.id LIMIT 5000`

// FillFromRegister adds those points to a round and returns how many. Once more it adds only what is new.
func (s *Store) FillFromRegister(ctx context.Context, id string, act rounds.Act) (n int, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		r, err := readRound(ctx, tx, id, " FOR UPDATE")
		if err != nil {
			return err
		}
		if err := r.May(act.By); err != nil {
			return err
		}
		if !r.Area.HoldsInstitutions() {
			return onsite.Refuse(onsite.NotNow, "not-in-the-area", "the round does not go to institutions", "add points by hand, or order another round")
		}
		rows, err := tx.Query(ctx, registerSQL, id, append([]string{}, r.Area.Streets...), append([]string{}, r.Area.Communities...), append([]string{}, r.Area.Grids...))
		if err != nil {
			return fmt.Errorf("read the register: %w", err)
		}
		points, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (rounds.Point, error) {
			p := rounds.Point{Kind: rounds.InstitutionKind}
			err := row.Scan(&p.Institution, &p.Name, &p.USCC, &p.Address, &p.Street, &p.Community, &p.Grid)
			return p, err
		})
		if err != nil {
			return fmt.Errorf("read the register: %w", err)
		}
		if n = len(points); n == 0 {
			return nil
		}
		_, err = insertPoints(ctx, tx, id, points, act)
		return err
	})
	return n, err
}
