package run

import (
	"context"

	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/reconcile"
)

// Books are what a service has, to be compared with what another has, until it is closed.
type Books struct {
	reconcile.Party
	Close func()
}

// LogBooks opens what a service's log holds.
func LogBooks(ctx context.Context, p *Process, schema pg.Schema) (Books, error) {
	base, err := Open(ctx, p, schema, 2)
	if err != nil {
		return Books{}, err
	}
	return Books{base.Log.Books(), base.Close}, nil
}
