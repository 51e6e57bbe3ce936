// Package consumer takes in what the other services say, for publications, for the site and for statistics.
package consumer

import (
	"context"
	"slices"
	"time"

	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/internal/outbox"
)

// Consumer takes events in.
type Consumer struct {
	Store *postgres.Store
	Now   func() time.Time
}

// taker takes in the facts of some types. It is given only those, in order.
type taker struct {
	types []string
	take  func(*Consumer, context.Context, *outbox.Tx, []outbox.Received) error
}

// takers are all of them: each service's events are given to each in turn, in one transaction.
var takers = []taker{countTaker, publicationTaker, institutionTaker}

// Wants reports whether a type of event matters here.
func Wants(typ string) bool {
	return slices.ContainsFunc(takers, func(t taker) bool { return slices.Contains(t.types, typ) })
}

// Take takes a batch in.
func (c *Consumer) Take(ctx context.Context, tx *outbox.Tx, events []outbox.Received) error {
	for _, t := range takers {
		var mine []outbox.Received
		for _, e := range events {
			if slices.Contains(t.types, e.Type()) {
				mine = append(mine, e)
			}
		}
		if len(mine) == 0 {
			continue
		}
		if err := t.take(c, ctx, tx, mine); err != nil {
			return err
		}
	}
	return nil
}
