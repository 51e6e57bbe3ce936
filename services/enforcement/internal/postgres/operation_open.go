package postgres

import (
	"context"
	"fmt"
	"time"

	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/enforcement/internal/operations"
	"xiansuo/services/internal/outbox"
)

// openLine opens the case of a line, once: a line is known by the operation, its site and its department.
func (s *Store) openLine(ctx context.Context, tx *outbox.Tx, o operations.Operation, line operations.Line, by string, at time.Time) (string, error) {
	opening := cases.Opening{Origin: fmt.Sprintf("%s/%d", o.ID, line.Site), Department: line.Department, Category: line.Category, Street: line.Street, By: by, At: at}
	if line.Party.Name != "" && line.Party.Kind != "" {
		party, err := partyOf(ctx, tx, line.Party)
		if err != nil {
			return "", err
		}
		opening.Party = &party
	}
	return s.OpenFor(ctx, tx, opening)
}

// partyOf is the party of a site as the party of a case. What was written down on the spot and is no code, or no entry of the register, is left
// out: it would keep the party from being matched.
func partyOf(ctx context.Context, q querier, p operations.Party) (cases.Party, error) {
	out := cases.Party{Name: p.Name, Kind: p.Kind, As: "subject"}
	if code := institutions.CleanCode(p.USCC); institutions.CheckCode(code) == nil {
		out.USCC = code
	}
	entry, err := entryOf(ctx, q, p.Institution)
	if entry != nil {
		out.Institution = p.Institution
	}
	return out, err
}
