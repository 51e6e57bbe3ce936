package disclosure

import (
	"context"
	"fmt"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/run"
)

// Recover brings disclosure's log back from other copies after its database was restored from an older one, and opens a new epoch of it. What
// the events speak of is not made again from them: it is listed, for a person to look at.
func Recover(ctx context.Context, p *run.Process, r outbox.Recovery) (*outbox.Report, error) {
	base, err := run.Open(ctx, p, Schema(), recoverPool)
	if err != nil {
		return nil, fmt.Errorf("disclosure: %w", err)
	}
	defer base.Close()
	r.Restore = func(_ context.Context, _ *outbox.Tx, back []outbox.Received, _ []lead.Numbers) (outbox.Notes, error) {
		notes := outbox.Notes{}
		for _, e := range back {
			notes.Add("to be looked at: "+e.Type(), e.Subject())
		}
		return notes, nil
	}
	return base.Recover(ctx, r)
}

const recoverPool = 4
