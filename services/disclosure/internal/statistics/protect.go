package statistics

import (
	"container/heap"
	"slices"
)

// Sensitive reports whether a figure is a small number that nobody may find out: from 1 to below the smallest that is told.
func (n *Network) Sensitive(a *Arc) bool { return a.Least > 0 && a.Least < n.Smallest }

// Protected reports whether a suppressed figure may, for all that is told, be anything from nothing to the smallest number that is told.
func (n *Network) Protected(a *Arc) bool {
	down, up := n.Slack(a, a.Least, n.Smallest-a.Least)
	return down == a.Least && up >= n.Smallest-a.Least
}

// Safe reports whether nothing small can be found out: every figure below the smallest is suppressed, and those from 1 on are protected.
func (n *Network) Safe() bool {
	for _, a := range n.Arcs {
		if a.N < n.Smallest && !a.Hidden || n.Sensitive(a) && !n.Protected(a) {
			return false
		}
	}
	return true
}

// Suppress hides every figure that is small, and others until no small one can be found out, those first whose loss matters least. It
// returns false when the figures cannot be protected, which is so only when there are fewer altogether than are ever told: then all is
// hidden.
func (n *Network) Suppress() bool {
	var small []*Arc
	for _, a := range n.Arcs {
		if a.N < n.Smallest {
			a.Hidden = true
			if n.Sensitive(a) {
				small = append(small, a)
			}
		}
	}
	slices.SortStableFunc(small, func(a, b *Arc) int { return int(a.N - b.N) }) // the most delicate first
	for _, a := range small {
		if !n.protect(a) {
			for _, each := range n.Arcs {
				each.Cover = each.Cover || !each.Hidden
				each.Hidden = true
			}
			return false
		}
	}
	return true
}

// protect hides what is needed so that a figure may go down to nothing and up to the smallest number that is told.
func (n *Network) protect(a *Arc) bool {
	for !n.Protected(a) {
		down, up := n.Slack(a, a.Least, n.Smallest-a.Least)
		done := false
		if up < n.Smallest-a.Least {
			done = n.cover(a, a.To, a.From, n.Smallest-a.Least)
		} else if down < a.Least {
			done = n.cover(a, a.From, a.To, a.Least)
		}
		if !done {
			return false
		}
	}
	return true
}

// cover hides the cheapest figures along which a suppressed one can move further than it can already: by all of want, or, where no
// single way has so much room, by as much as one has.
func (n *Network) cover(a *Arc, from, to string, want int64) bool {
	got, moved := n.flow(a, from, to, want)
	for need := want - got; need > 0; need-- {
		path := n.cheapest(a, from, to, need, moved)
		fresh := false
		for _, w := range path {
			if !w.arc.Hidden {
				w.arc.Hidden, w.arc.Cover, fresh = true, true, true
			}
		}
		if fresh {
			return true
		}
	}
	return false
}

// total is the figure that is never suppressed to protect another: it is the one that everybody asks for.
func (a *Arc) total() bool { return a.From == sink }

// cheapest finds the way along which the least is lost, over arcs that have room for need (Dijkstra).
func (n *Network) cheapest(without *Arc, from, to string, need int64, moved map[*Arc]int64) []way {
	cost, came, done := map[string]int64{from: 0}, map[string]way{}, map[string]bool{}
	open := &places{{from, 0}}
	for open.Len() > 0 {
		at := heap.Pop(open).(place)
		if done[at.name] {
			continue
		}
		done[at.name] = true
		if at.name == to {
			path, _ := trace(came, from, to, need, moved)
			return path
		}
		for _, w := range n.ways(at.name) {
			if w.arc == without || w.arc.total() && !w.arc.Hidden || w.against && w.arc.Room+moved[w.arc] < need {
				continue
			}
			next := at.cost + 1
			if !w.arc.Hidden {
				next += 100 * (1 + w.arc.N + w.arc.Cost)
			}
			if old, known := cost[w.end()]; !known || next < old {
				cost[w.end()], came[w.end()] = next, w
				heap.Push(open, place{w.end(), next})
			}
		}
	}
	return nil
}

type place struct {
	name string
	cost int64
}

type places []place

func (p places) Len() int { return len(p) }
func (p places) Less(i, j int) bool {
	return p[i].cost < p[j].cost || p[i].cost == p[j].cost && p[i].name < p[j].name
}
func (p places) Swap(i, j int) { p[i], p[j] = p[j], p[i] }
func (p *places) Push(x any)   { *p = append(*p, x.(place)) }
func (p *places) Pop() any {
	old := *p
	last := old[len(old)-1]
	*p = old[:len(old)-1]
	return last
}
