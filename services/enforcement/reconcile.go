package enforcement

import (
	"context"

	"xiansuo/services/internal/run"
)

// LogBooks are what the service's log holds, to be compared with a copy of it.
func LogBooks(ctx context.Context, p *run.Process) (run.Books, error) {
	return run.LogBooks(ctx, p, Schema())
}
