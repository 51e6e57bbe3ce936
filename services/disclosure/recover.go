package disclosure

import (
	"context"

	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/run"
)

// Recover brings disclosure's log back from other copies after its database was restored from an older one, and opens a new epoch of it. What
// the events speak of is not made again from them: it is listed, for a person to look at.
func Recover(ctx context.Context, p *run.Process, r outbox.Recovery) (*outbox.Report, error) {
	return run.RecoverListed(ctx, p, Schema(), r)
}
