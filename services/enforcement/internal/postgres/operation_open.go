package postgres

import (
	"context"
	"fmt"
	"time"

	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/enforcement/internal/operations"
	"xiansuo/services/internal/outbox"
)

// openLine opens the case of a line, once: a line is known by the operation, its site and its department.
func (s *Store) openLine(ctx context.Context, tx *outbox.Tx, o operations.Operation, line operations.Line, at time.Time) (string, error) {
	opening := cases.Opening{Origin: fmt.Sprintf("%s/%d", o.ID, line.Site), Department: line.Department, Category: line.Category, Street: line.Street, At: at}
	if line.Party.Name != "" && line.Party.Kind != "" {
		opening.Party = &cases.Party{Name: line.Party.Name, Kind: line.Party.Kind, As: "subject", USCC: line.Party.USCC, Institution: line.Party.Institution}
	}
	return s.OpenFor(ctx, tx, opening)
}
