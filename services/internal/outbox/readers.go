package outbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
)

// services are those that read one another's logs; each says on fetch.v1.<service> how far it has applied another.
var services = []string{"intake", "routing", "enforcement", "disclosure", keeper}

// keeper is the service that keeps a copy of every log.
const keeper = "ledger"

const (
	// floorWithin is how long a reader has to say how far it is.
	floorWithin = time.Second
	// keeperWithin is how long a log waits for the keeper's word when the broker has lost everything.
	keeperWithin = 30 * time.Second
)

// Floors asks everybody else how far they have applied the log of a service. Who does not answer is left out.
func Floors(ctx context.Context, nc *nats.Conn, of string) map[string]uint64 {
	var mu sync.Mutex
	var asking sync.WaitGroup
	out := map[string]uint64{}
	ctx, cancel := context.WithTimeout(ctx, floorWithin)
	defer cancel()
	for _, reader := range services {
		if reader == of {
			continue
		}
		asking.Go(func() {
			reply, err := ask(ctx, nc, reader, fetchRequest{Of: of})
			if err != nil {
				return
			}
			if floor, err := strconv.ParseUint(reply.Header.Get(headHeader), 10, 64); err == nil {
				mu.Lock()
				out[reader] = floor
				mu.Unlock()
			}
		})
	}
	asking.Wait()
	return out
}

// aheadOf returns why the log is closed when somebody has applied more than it holds.
func aheadOf(floors map[string]uint64, head uint64) error {
	var ahead []string
	for reader, floor := range floors {
		if floor > head {
			ahead = append(ahead, fmt.Sprintf("%s has applied number %d, the log ends at %d", reader, floor, head))
		}
	}
	if len(ahead) == 0 {
		return nil
	}
	slices.Sort(ahead)
	return fmt.Errorf("%w: %s", ErrAhead, strings.Join(ahead, ", "))
}

var errNoKeeper = errors.New("the broker lost everything, and the ledger has not said yet what it holds")

// compareReaders compares the log with what others have applied. When the stream had to be made anew, only the ledger can say whether the
// log is an older copy, so its word is waited for, but not for ever.
func (p *Publisher) compareReaders(ctx context.Context, head uint64, empty bool) error {
	l := p.Of
	if !l.gate.guarded {
		return nil
	}
	if p.lookedFirst.IsZero() {
		p.lookedFirst = time.Now()
	}
	floors := Floors(ctx, l.gate.nc, l.Service)
	if why := aheadOf(floors, head); why != nil {
		return errors.Join(l.compared(ctx, readersName, why), why)
	}
	if _, heard := floors[keeper]; empty && head > 0 && !heard && time.Since(p.lookedFirst) < keeperWithin {
		trusted, err := l.trusted(ctx)
		if err != nil {
			return err
		}
		if !trusted {
			return errors.Join(l.compared(ctx, readersName, errNoKeeper), errNoKeeper)
		}
	}
	return l.compared(ctx, readersName, nil)
}
