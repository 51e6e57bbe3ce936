package intake

import (
	"context"
	"fmt"

	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/internal/run"
)

// LogBooks are what intake's log holds, to be compared with a copy of it.
func LogBooks(ctx context.Context, p *run.Process) (run.Books, error) {
	return run.LogBooks(ctx, p, Schema())
}

// LeadBooks are the leads that intake gave out, to be compared with those that routing knows.
func LeadBooks(ctx context.Context, p *run.Process) (run.Books, error) {
	base, err := run.Open(ctx, p, Schema(), 2)
	if err != nil {
		return run.Books{}, fmt.Errorf("intake: %w", err)
	}
	return run.Books{Party: (&postgres.Store{Log: base.Log}).Books(), Close: base.Close}, nil
}
