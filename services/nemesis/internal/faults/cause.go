package faults

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/services/nemesis/internal/rig"
)

// Causer causes faults.
type Causer struct {
	Rig *rig.Rig
	Say func(format string, args ...any)

	broker, database sync.Mutex
	copied           bool
}

// Run causes what the schedule says, each at its time, and returns when all are over.
func (c *Causer) Run(ctx context.Context, schedule []Fault) {
	began := time.Now()
	var group sync.WaitGroup
	defer group.Wait()
	for _, f := range schedule {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Until(began.Add(f.At))):
		}
		c.Say("%s", f)
		group.Go(func() {
			if err := c.cause(ctx, f); err != nil {
				c.Say("         %s could not be caused: %v", f.Kind, err)
			}
		})
	}
}

func (c *Causer) cause(ctx context.Context, f Fault) error {
	switch f.Kind {
	case KillService:
		for _, s := range c.Rig.Services {
			if s.Name == f.Target {
				s.Hold()
				rest(f.For)
				s.Release()
			}
		}
		return nil
	case KillDatabase:
		c.database.Lock()
		defer c.database.Unlock()
		c.Rig.Database.Hold()
		rest(f.For)
		c.Rig.Database.Release()
		return nil
	case Cut, Delay, Reset:
		return c.trouble(f)
	case FillBroker:
		return fill(c.Rig.BrokerDisk, f.For)
	case FillDatabase:
		return fill(c.Rig.DatabaseDisk, f.For)
	case Repeat:
		return c.repeat(ctx, rand.New(rand.NewPCG(f.Dice, 3)))
	}
	return c.toBroker(f)
}

// toBroker kills the broker and does something to its store before it comes back.
func (c *Causer) toBroker(f Fault) error {
	c.broker.Lock()
	defer c.broker.Unlock()
	b := c.Rig.Brokers[f.Dice%uint64(len(c.Rig.Brokers))] // one of a cluster at a time
	b.Hold()
	defer b.Release()
	defer rest(f.For)
	old := filepath.Join(c.Rig.Dir, "old-store")
	switch f.Kind {
	case Wipe:
		return b.Wipe()
	case OldCopy:
		if c.copied {
			return b.PutBack(old)
		}
		c.copied = true
		return b.Copy(old)
	case FlipBit:
		where, err := b.FlipBit(rand.New(rand.NewPCG(f.Dice, 4)))
		c.Say("         flipped %s", where)
		return err
	}
	return nil
}

// trouble troubles a way for a while. It ends even when the run is given up.
func (c *Causer) trouble(f Fault) error {
	var err error
	switch f.Kind {
	case Reset:
		if err = c.Rig.Ways.Close(f.Target); err == nil {
			rest(f.For / 3)
			err = c.Rig.Ways.Open(f.Target)
		}
		return err
	case Cut:
		err = c.Rig.Ways.Cut(f.Target)
	default:
		err = c.Rig.Ways.Delay(f.Target, 50+int(f.Dice%400))
	}
	rest(f.For)
	mend, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if mended := c.Rig.Ways.Mend(mend, f.Target); err == nil {
		err = mended
	}
	return err
}

func fill(d *rig.Disk, how time.Duration) error {
	if d == nil {
		return rig.ErrNoDisk
	}
	err := d.Fill()
	rest(how)
	if freed := d.Free(); err == nil {
		err = freed
	}
	return err
}

// repeat publishes messages of a service's stream, and of the queues, once more: byte for byte with their ids and what they expected.
func (c *Causer) repeat(ctx context.Context, random *rand.Rand) error {
	who := map[string]string{bus.Stream("intake"): "intake", bus.Stream("routing"): "routing", bus.Leads: "routing"}
	for stream, service := range who {
		if err := c.repeatOf(ctx, stream, service, random); err != nil {
			return fmt.Errorf("stream %s: %w", stream, err)
		}
	}
	return nil
}

func (c *Causer) repeatOf(ctx context.Context, name, service string, random *rand.Rand) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	nc, err := nats.Connect(c.Rig.BrokerURL(), nats.UserCredentials(filepath.Join(c.Rig.Data, "keys", service+".creds")))
	if err != nil {
		return err
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	stream, err := js.Stream(ctx, name)
	if err != nil {
		return err
	}
	state := stream.CachedInfo().State
	for range 3 {
		if state.Msgs == 0 {
			return nil
		}
		m, err := stream.GetMsg(ctx, state.FirstSeq+random.Uint64N(state.LastSeq-state.FirstSeq+1))
		if err != nil {
			return err
		}
		if err := nc.PublishMsg(&nats.Msg{Subject: m.Subject, Header: m.Header, Data: m.Data}); err != nil {
			return err
		}
	}
	return nc.FlushWithContext(ctx)
}

func rest(d time.Duration) { time.Sleep(d) }
