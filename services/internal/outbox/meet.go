package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
)

// Several processes of a service publish its log, each what it finds. The broker lets one of them through; the other looks where the stream ends
// now and goes on from there. What a process finds without having saved anything itself another one is about to publish: it looks first.

// standBack is how long whoever came second lets the other go on.
const standBack = 10 * time.Millisecond

// meet finds where the stream ends after another process published into it. It wraps bus.ErrMoved when that is not what happened.
func (p *Publisher) meet(ctx context.Context, at position) (position, error) {
	stream, err := p.JS.Stream(ctx, p.Config.Name)
	if err != nil {
		return at, fmt.Errorf("look at stream %s: %w", p.Config.Name, err)
	}
	info := stream.CachedInfo()
	if !info.Created.Equal(at.created) || info.State.NumDeleted > 0 || info.State.LastSeq < at.last {
		return at, bus.ErrMoved
	}
	if info.State.LastSeq == at.last {
		return at, nil
	}
	message, err := stream.GetMsg(ctx, info.State.LastSeq)
	if err != nil {
		return at, fmt.Errorf("last message of %s: %w", p.Config.Name, err)
	}
	number, err := event.NumberIn(message.Data)
	if err != nil {
		return at, fmt.Errorf("last message of %s: %w", p.Config.Name, err)
	}
	if head, err := p.Head(ctx); err != nil || number <= at.number || number > head {
		return at, errors.Join(err, bus.ErrMoved)
	}
	p.number.Store(number)
	return position{last: info.State.LastSeq, number: number, created: at.created}, nil
}

// patience is how long a transaction may take: a database that is away without saying so must not hold a publisher or reader up for ever.
const patience = time.Minute

// next returns what follows a number.
func (p *Publisher) next(ctx context.Context, after uint64) ([]Row, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return p.Rows(ctx, after, bus.MaxBatch)
}

// forward publishes what follows, or goes on behind what another process published first. Found means that this process saved nothing.
func (p *Publisher) forward(ctx context.Context, at position, rows []Row, found bool) (position, error) {
	if found {
		return p.meet(ctx, at)
	}
	now, err := p.publish(ctx, at, rows)
	if !errors.Is(err, bus.ErrMoved) || !pause(ctx, standBack) {
		return now, err
	}
	met, lost := p.meet(ctx, at)
	if lost == nil && met == at {
		return at, err // nobody was there: it is something else
	}
	return met, lost
}

// keepUp makes sure that the stream is still the one that it was, and goes on behind what another process published.
func (p *Publisher) keepUp(ctx context.Context, at position) (position, error) {
	err := p.check(ctx, at)
	if errors.Is(err, bus.ErrMoved) {
		return p.meet(ctx, at)
	}
	return at, err
}
