package bus

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"
)

// Limits of an atomic batch (NATS ADR-50), and the size below which single messages are faster than the fixed cost of one.
const (
	MaxBatch      = 1000
	MaxBatchBytes = 8 << 20
	minBatch      = 16
)

// ErrMoved says that the stream does not end where the publisher thought: another publisher was there, or the stream was
// wiped or restored. Nothing was stored; look where it ends and go on from there.
var ErrMoved = errors.New("stream ends elsewhere")

const (
	codeWrongLastSequence = 10071
	codeDuplicateInBatch  = 10201
)

// Publish stores the messages in order behind the stream sequence last and returns where the stream ends then. A batch is
// stored whole or not at all; fewer than 16 messages are stored one by one. It wraps ErrMoved when the stream ends elsewhere.
func Publish(ctx context.Context, js jetstream.JetStream, messages []*nats.Msg, last uint64) (uint64, error) {
	if len(messages) == 0 {
		return last, nil
	}
	if len(messages) >= minBatch {
		return publishBatch(ctx, js, messages, last)
	}
	for _, m := range messages {
		ack, err := js.PublishMsg(ctx, m, jetstream.WithExpectLastSequence(last))
		if err != nil {
			return last, moved(err)
		}
		if ack.Duplicate {
			return last, fmt.Errorf("%w: message %s is in the stream already", ErrMoved, m.Header.Get(nats.MsgIdHdr))
		}
		last = ack.Sequence
	}
	return last, nil
}

func publishBatch(ctx context.Context, js jetstream.JetStream, messages []*nats.Msg, last uint64) (uint64, error) {
	messages[0].Header.Set(jetstream.ExpectedLastSeqHeader, strconv.FormatUint(last, 10))
	ack, err := jetstreamext.PublishMsgBatch(ctx, js, messages)
	if err != nil {
		return last, moved(err)
	}
	return ack.Sequence, nil
}

func moved(err error) error {
	var api *jetstream.APIError
	if errors.As(err, &api) && (api.ErrorCode == codeWrongLastSequence || api.ErrorCode == codeDuplicateInBatch) {
		return fmt.Errorf("%w: %w", ErrMoved, err)
	}
	return fmt.Errorf("publish: %w", err)
}
