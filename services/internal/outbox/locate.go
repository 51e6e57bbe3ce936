package outbox

import (
	"context"
	"errors"
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
	p.located.Store(true)
	head, err := p.Head(ctx)
	if err != nil {
		return at, err
	}
	if info.State.Msgs == 0 {
		if at.number, err = p.Start(ctx); err != nil {
			return at, err
		}
		return at, p.compare(ctx, 0, head)
	}
	message, err := stream.GetMsg(ctx, info.State.LastSeq)
	if err != nil {
		return at, fmt.Errorf("last message of %s: %w", p.Config.Name, err)
	}
	if at.number, err = event.NumberIn(message.Data); err != nil {
		return at, fmt.Errorf("last message of %s: %w", p.Config.Name, err)
	}
	if err := p.compare(ctx, at.number, head); err != nil {
		return at, err
	}
	if contradicts, err := p.Of.contradicts(ctx, at.number, message.Data); err != nil || !contradicts {
		return at, err
	}
	p.Log.Error("stream contradicts the log, filling it anew", "stream", p.Config.Name, "sequence", at.number)
	if err := p.JS.DeleteStream(ctx, p.Config.Name); err != nil {
		return at, fmt.Errorf("delete stream %s: %w", p.Config.Name, err)
	}
	return p.locate(ctx)
}

// compare compares what the stream holds, up to a number or 0 for nothing, with the log, and the first of a log's streams what others
// have applied of it. The log opens when nobody holds more.
func (p *Publisher) compare(ctx context.Context, number, head uint64) error {
	var ahead error
	if number > head {
		ahead = fmt.Errorf("%w: stream %s holds number %d, the log ends at %d", ErrAhead, p.Config.Name, number, head)
	}
	if err := p.Of.compared(ctx, p.Config.Name, ahead); err != nil || ahead != nil {
		return errors.Join(err, ahead)
	}
	if !p.first() {
		return nil
	}
	return p.compareReaders(ctx, head, number == 0)
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
