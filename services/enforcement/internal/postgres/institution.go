package postgres

import (
	"context"
	"time"

	"xiansuo/services/internal/outbox"
)

// institutionTables are the tables of the register whose rows change.
var institutionTables []string

// InstitutionsChanged takes up, in the transaction that changed them, that something on which the standing of institutions rests is another
// now: a safety order of a case, or a decision. It announces those that changed by it. An empty id is skipped.
func (s *Store) InstitutionsChanged(ctx context.Context, tx *outbox.Tx, at time.Time, cause string, ids ...string) error {
	return nil
}
