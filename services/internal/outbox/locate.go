package outbox

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
)

// position is where the stream ends: its last sequence, the number of the event there, and which stream it is.
type position struct {
	last    uint64
	number  uint64
	created time.Time
}

// locate declares the stream where it is missing and finds where it ends. A stream with holes is damaged: what it lost cannot
// be put back in place, so it is deleted and filled anew.
func (p *Publisher) locate(ctx context.Context) (position, error) {
	if !p.JS.Conn().IsConnected() {
		return position{}, nats.ErrDisconnected // else each question would wait its whole time
	}
	stream, err := p.JS.CreateOrUpdateStream(ctx, p.Config)
	if err != nil {
		return position{}, fmt.Errorf("declare stream %s: %w", p.Config.Name, err)
	}
	info := stream.CachedInfo()
	if info.State.NumDeleted > 0 {
		p.Log.Error("stream is damaged, filling it anew", "stream", p.Config.Name, "missing", info.State.NumDeleted)
		if err := p.JS.DeleteStream(ctx, p.Config.Name); err != nil {
			return position{}, fmt.Errorf("delete damaged stream %s: %w", p.Config.Name, err)
		}
		return p.locate(ctx)
	}
	if p.Declared != nil {
		if err := p.Declared(ctx, stream); err != nil {
			return position{}, err
		}
	}
	at := position{last: info.State.LastSeq, created: info.Created}
	if info.State.Msgs == 0 {
		at.number, err = p.Start(ctx)
		p.located.Store(err == nil)
		return at, err
	}
	message, err := stream.GetMsg(ctx, info.State.LastSeq)
	if err != nil {
		return at, fmt.Errorf("last message of %s: %w", p.Config.Name, err)
	}
	if at.number, err = event.NumberIn(message.Data); err != nil {
		return at, fmt.Errorf("last message of %s: %w", p.Config.Name, err)
	}
	head, err := p.Head(ctx)
	if err != nil {
		return at, err
	}
	p.located.Store(true)
	p.ahead.Store(at.number > head)
	if at.number > head {
		return at, fmt.Errorf("%w: %s holds number %d, the log ends at %d", ErrAhead, p.Config.Name, at.number, head)
	}
	return at, nil
}

func (p *Publisher) check(ctx context.Context, at position) error {
	if !p.JS.Conn().IsConnected() {
		return nats.ErrDisconnected
	}
	stream, err := p.JS.Stream(ctx, p.Config.Name)
	if err != nil {
		return fmt.Errorf("look at stream %s: %w", p.Config.Name, err)
	}
	info := stream.CachedInfo()
	if !info.Created.Equal(at.created) || info.State.LastSeq != at.last || info.State.NumDeleted > 0 {
		return bus.ErrMoved
	}
	return nil
}
