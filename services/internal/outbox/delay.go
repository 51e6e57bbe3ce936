package outbox

import (
	"context"
	"time"
)

// delay grows from 50 ms to 5 s while nothing succeeds.
type delay struct{ next time.Duration }

const (
	firstDelay = 50 * time.Millisecond
	lastDelay  = 5 * time.Second
)

func newDelay() *delay { return &delay{firstDelay} }

func (d *delay) reset() { d.next = firstDelay }

// wait sleeps, and reports whether ctx still runs.
func (d *delay) wait(ctx context.Context) bool { return pause(ctx, d.step()) }

// step returns the next delay.
func (d *delay) step() time.Duration {
	next := d.next
	d.next = min(2*d.next, lastDelay)
	return next
}
