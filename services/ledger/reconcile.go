package ledger

import (
	"context"
	"fmt"

	"xiansuo/services/internal/run"
	"xiansuo/services/ledger/internal/postgres"
)

// CopyBooks are what the ledger keeps of a source's log, to be compared with that.
func CopyBooks(ctx context.Context, p *run.Process, source string) (run.Books, error) {
	base, err := run.Open(ctx, p, Schema(), 2)
	if err != nil {
		return run.Books{}, fmt.Errorf("ledger: %w", err)
	}
	return run.Books{Party: (&postgres.Store{Log: base.Log}).Books(source), Close: base.Close}, nil
}
