package statistics

import (
	"fmt"
	"maps"
	"slices"
)

// Known is a population as it was counted, or is to be counted, in a release: its members and its network.
type Known struct {
	Members []Member
	Network *Network
}

// Draft is a release that was prepared: what would be public, and what stands behind it.
type Draft struct {
	Streets []string // that have rows
	// Positions say up to which number of each log the figures rest: whoever has the logs can count again. They are not public, because
	// they count what was said.
	Positions []Position
	Known     map[Population]Known
	Told      []Member // of refunds and operations, which have no network
	Sums      Sums
	Works     Works
	Release   Release
	Waiting   int // changes that are known and not told, because too few leads changed in the same way
	TakenUp   int // changes that a correction tells
	Previous  int // version that it corrects, or 0
}

// Input is what a release is made of.
type Input struct {
	Month     string
	Smallest  int64
	Positions []Position
	Streets   []string // that had a row in an earlier release
	Members   []Member // of all populations
	Flows     []Flow   // of refunds, one of each case
	Told      []Member // of refunds and operations: what is told of each with this release
	Works     Works
}

// First prepares the first release of a month.
func First(in Input) Draft {
	d := Draft{Streets: Streets(in.Streets, in.Members, in.Smallest), Known: map[Population]Known{}, Positions: in.Positions, Told: in.Told, Sums: SumsOf(in.Flows, in.Smallest), Works: in.Works}
	for _, p := range Populations() {
		known, safe := first(p, in, d.Streets)
		for p == Received && !safe && len(d.Streets) > len(in.Streets) { // new rows say too much: that of the fewest waits
			drop := fewest(known.Network, in.Streets, d.Streets)
			d.Streets = slices.DeleteFunc(slices.Clone(d.Streets), func(street string) bool { return street == drop })
			known, safe = first(p, in, d.Streets)
		}
		d.Known[p] = known
	}
	d.Release = Release{Month: in.Month, Version: 1, Smallest: in.Smallest, Tables: d.tables()}
	return d
}

// first counts a population and suppresses what must be, and reports whether anything could be told.
func first(p Population, in Input, streets []string) (Known, bool) {
	known := Known{Network: NewNetwork(in.Smallest, p.Frame(streets))}
	for _, m := range in.Members {
		if m.Population == p {
			known.Members = append(known.Members, m)
			known.Network.Add(p.Round(m.Attributes, streets), 1)
		}
	}
	known.Network.Settle()
	for _, a := range known.Network.Arcs {
		if a.Table == StreetsTable && a.Column == Total && slices.Contains(streets, a.Row) && !slices.Contains(in.Streets, a.Row) {
			a.Room -= in.Smallest // it has its row for that
		}
	}
	return known, known.Network.Suppress()
}

// fewest returns the street that has a new row and the fewest leads.
func fewest(n *Network, before, streets []string) string {
	least, of := int64(-1), ""
	for _, street := range streets {
		if a := n.Arc(Figure{StreetsTable, street, Total}); !slices.Contains(before, street) && (least < 0 || a.N < least) {
			least, of = a.N, street
		}
	}
	return of
}

// ErrNothingToCorrect says that no change can be told.
var ErrNothingToCorrect = fmt.Errorf("nothing can be corrected: no figure changed, or too few leads changed in the same way to be told")

// Correct prepares a correction of what was told before. now says as what a member is counted today; nil when nobody knows it any more.
// The same figures are suppressed as before; a change is told only where at least the smallest number of members changed in the same
// way, and only while every figure that is told stays large and every small one protected. What is left waits for a later correction.
func Correct(before Draft, now func(Member) []string, positions []Position) (Draft, error) {
	d := before
	d.Positions = positions
	d.Known, d.Waiting, d.TakenUp, d.Previous = map[Population]Known{}, 0, 0, before.Release.Version
	for p, known := range before.Known {
		after := Known{Network: known.Network.copy(), Members: make([]Member, len(known.Members))}
		for i, m := range known.Members {
			m.Attributes = slices.Clone(m.Attributes)
			after.Members[i] = m
		}
		taken, waiting := after.correct(p, now, d.Streets)
		d.TakenUp, d.Waiting = d.TakenUp+taken, d.Waiting+waiting
		d.Known[p] = after
	}
	d.Release = Release{Month: before.Release.Month, Version: before.Release.Version + 1, Smallest: before.Release.Smallest, Tables: d.tables()}
	if d.TakenUp == 0 {
		return d, ErrNothingToCorrect
	}
	return d, nil
}

// move is what members have in common that change in the same way within a stage.
type move struct {
	stage    int
	from, to string // what the figures show
}

// correct takes up the moves that can be told, the largest first, and returns how many members moved and how many wait.
func (k *Known) correct(p Population, now func(Member) []string, streets []string) (taken, waiting int) {
	moves, today := map[move][]int{}, make([][]string, len(k.Members))
	for i, m := range k.Members {
		if today[i] = now(m); today[i] == nil {
			continue
		}
		for stage := range p.Stages() {
			from, to := key(p.stage(stage, m.Attributes, streets)), key(p.stage(stage, today[i], streets))
			if from != to {
				moves[move{stage, from, to}] = append(moves[move{stage, from, to}], i)
			}
		}
	}
	order := slices.SortedFunc(maps.Keys(moves), func(a, b move) int {
		if n := len(moves[b]) - len(moves[a]); n != 0 {
			return n
		}
		return compare(a, b)
	})
	for _, m := range order {
		who := moves[m]
		if int64(len(who)) < k.Network.Smallest || !k.try(p, m.stage, who, today, streets) {
			waiting += len(who)
			continue
		}
		taken += len(who)
	}
	return taken, waiting
}

func compare(a, b move) int {
	return slices.Compare([]string{fmt.Sprint(a.stage), a.from, a.to}, []string{fmt.Sprint(b.stage), b.from, b.to})
}

func key(passes []Pass) string {
	s := ""
	for _, p := range passes {
		s += p.Table + "\x00" + p.Row + "\x00" + p.Column + "\x00"
	}
	return s
}

// try moves members within a stage, unless something small could be found out then.
func (k *Known) try(p Population, stage int, who []int, today [][]string, streets []string) bool {
	first := who[0]
	before := p.stage(stage, k.Members[first].Attributes, streets)
	after := p.stage(stage, today[first], streets)
	trial := k.Network.copy()
	trial.Add(before, -int64(len(who)))
	trial.Add(after, int64(len(who)))
	for _, a := range trial.Arcs {
		a.Least, a.Room = min(a.Least, a.N), min(a.Room, a.N)
		if a.N > a.Least && a.N < trial.Smallest {
			return false // a small number that was once smaller could not be thought to be nothing
		}
	}
	if !trial.Safe() {
		return false
	}
	k.Network = trial
	for _, i := range who {
		for _, at := range p.Stages()[stage] {
			k.Members[i].Attributes[at] = today[i][at]
		}
	}
	return true
}

// copy returns a network that can be changed without changing this one.
func (n *Network) copy() *Network {
	c := NewNetwork(n.Smallest, nil)
	for _, a := range n.Arcs {
		*c.arc(a.Pass) = *a
	}
	return c
}

// Members lists everybody who is counted in the draft.
func (d Draft) Members() (out []Member) {
	for _, p := range Populations() {
		out = append(out, d.Known[p].Members...)
	}
	return append(out, d.Told...)
}
