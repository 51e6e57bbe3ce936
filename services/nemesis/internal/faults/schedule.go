// Package faults breaks a running district on purpose, as a schedule says that follows from a seed.
package faults

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// Kind is what is done.
type Kind string

// The kinds of faults.
const (
	KillService  Kind = "kill-service"  // kill -9 of a service
	KillBroker   Kind = "kill-broker"   // kill -9 of the broker
	KillDatabase Kind = "kill-database" // kill -9 of PostgreSQL
	Wipe         Kind = "wipe-broker"   // the broker's store is deleted
	OldCopy      Kind = "old-broker"    // the broker comes back from an old copy of its store; the first time the copy is made
	FlipBit      Kind = "flip-bit"      // a bit of a block of the store is flipped while the broker is down
	Cut          Kind = "cut"           // a way swallows everything for a while
	Reset        Kind = "reset"         // the connections of a way are closed, and new ones refused for a while
	Delay        Kind = "delay"         // a way is slow for a while
	Repeat       Kind = "repeat"        // messages that a stream held are published again, as they were
	FillBroker   Kind = "fill-broker"   // the broker's disk is full for a while
	FillDatabase Kind = "fill-database" // the database's disk is full for a while
	Slow         Kind = "slow"          // one department takes its time, all along
	Stuck        Kind = "stuck"         // one department takes messages and acknowledges none, all along
	Restore      Kind = "restore"       // when all is quiet, PostgreSQL is put back to what it was 15 s before the load ended
)

// Kinds lists all kinds.
func Kinds() []Kind {
	return []Kind{KillService, KillBroker, KillDatabase, Wipe, OldCopy, FlipBit, Cut, Reset, Delay, Repeat, FillBroker, FillDatabase, Slow, Stuck, Restore}
}

// ParseKinds reads kinds with commas between them; "all" is all.
func ParseKinds(text string) (kinds []Kind, err error) {
	if text == "all" {
		return Kinds(), nil
	}
	for name := range strings.SplitSeq(text, ",") {
		k := Kind(strings.TrimSpace(name))
		if !slices.Contains(Kinds(), k) {
			return nil, fmt.Errorf("there is no fault %q; there are %v", k, Kinds())
		}
		kinds = append(kinds, k)
	}
	return kinds, nil
}

// apart reports whether the fault is in no schedule: it is there from the beginning to the end, or comes when all else is over.
func (k Kind) apart() bool { return k == Slow || k == Stuck || k == Restore }

// Fault is an entry of the schedule.
type Fault struct {
	At     time.Duration // since the load began
	Kind   Kind
	Target string        // a service's process or a way; empty where there is but one
	For    time.Duration // how long it lasts
	Dice   uint64        // for what is drawn when it happens
}

func (f Fault) String() string {
	text := fmt.Sprintf("%6.1fs  %s", f.At.Seconds(), f.Kind)
	if f.Target != "" {
		text += " " + f.Target
	}
	if f.For > 0 {
		text += fmt.Sprintf(" for %.1fs", f.For.Seconds())
	}
	return text
}

// Targets are what there is to break.
type Targets struct {
	Processes []string
	Ways      []string
}

// Schedule returns what happens in a run of some length, one fault every so often. It follows from the seed alone: kinds come like cards
// from a deck, so that each comes before any comes again.
func Schedule(seed uint64, length, every time.Duration, kinds []Kind, t Targets) (schedule []Fault) {
	random := rand.New(rand.NewPCG(seed, 1))
	between := func(least, most time.Duration) time.Duration {
		return (least + time.Duration(random.Int64N(int64(most-least)))).Round(100 * time.Millisecond)
	}
	kinds = slices.DeleteFunc(slices.Clone(kinds), Kind.apart)
	var deck []Kind
	for at := between(time.Second, 2*time.Second); len(kinds) > 0 && at < length; at += between(every*4/9, every*14/9) {
		if len(deck) == 0 {
			deck = slices.Clone(kinds)
			random.Shuffle(len(deck), func(i, j int) { deck[i], deck[j] = deck[j], deck[i] })
		}
		f := Fault{At: at, Kind: deck[0], Dice: random.Uint64()}
		deck = deck[1:]
		switch f.Kind {
		case KillService:
			f.Target, f.For = t.Processes[random.IntN(len(t.Processes))], between(100*time.Millisecond, 2*time.Second)
		case Cut, Delay, Reset:
			f.Target, f.For = t.Ways[random.IntN(len(t.Ways))], between(time.Second, 6*time.Second)
		case KillBroker, KillDatabase, Wipe, OldCopy, FlipBit:
			f.For = between(100*time.Millisecond, 1500*time.Millisecond)
		case FillBroker, FillDatabase:
			f.For = between(2*time.Second, 5*time.Second)
		}
		schedule = append(schedule, f)
	}
	return schedule
}
