package statistics

import "slices"

// Figure names one figure of a release.
type Figure struct {
	Table  string `json:"table"`
	Row    string `json:"row"`
	Column string `json:"column"`
}

// Pass is one arc on the way of a lead through the network, and the figure that counts it there.
type Pass struct {
	Figure
	From string `json:"from"` // a place of the network
	To   string `json:"to"`
	Cost int64  `json:"cost,omitempty"` // how much more than its number is lost when it is suppressed
}

// Arc is a figure with its number.
type Arc struct {
	Pass
	N int64
	// Least is the least number that it ever had in a release of this month: it can hide no more than that.
	Least int64
	// Room is how far it may go down, as somebody sees it who does not know it: to nothing, in each release, but where everybody knows
	// that it is not less than something, as of a street that got its row because so many leads name it.
	Room int64
	// Hidden says that it is not told, and Cover that this is only because it would give another away.
	Hidden, Cover bool
}

// Network holds all figures of a population. In every place as much goes in as comes out.
type Network struct {
	Smallest int64
	Arcs     []*Arc
	at       map[Figure]*Arc
	to       map[string][]*Arc // by the place that they leave
	from     map[string][]*Arc // by the place that they reach
}

// NewNetwork returns a network with figures that are all zero. Figures below smallest will not be told.
func NewNetwork(smallest int64, frame []Pass) *Network {
	n := &Network{Smallest: smallest, at: map[Figure]*Arc{}, to: map[string][]*Arc{}, from: map[string][]*Arc{}}
	for _, p := range frame {
		n.arc(p)
	}
	return n
}

func (n *Network) arc(p Pass) *Arc {
	a := n.at[p.Figure]
	if a == nil {
		a = &Arc{Pass: p}
		n.at[p.Figure] = a
		n.Arcs = append(n.Arcs, a)
		n.to[p.From] = append(n.to[p.From], a)
		n.from[p.To] = append(n.from[p.To], a)
	}
	return a
}

// Arc returns the arc of a figure, or nil.
func (n *Network) Arc(f Figure) *Arc { return n.at[f] }

// Add counts rounds, or takes them out where by is negative.
func (n *Network) Add(round []Pass, by int64) {
	for _, p := range round {
		n.arc(p).N += by
	}
}

// Settle makes the numbers of a first release those that nothing was told before of.
func (n *Network) Settle() {
	for _, a := range n.Arcs {
		a.Least, a.Room = a.N, a.N
	}
}

// way is an arc as it is gone over: along it, where one more is possible, or against it, where one less is.
type way struct {
	arc     *Arc
	against bool
}

func (w way) end() string {
	if w.against {
		return w.arc.From
	}
	return w.arc.To
}

// ways are those that leave a place.
func (n *Network) ways(place string) (out []way) {
	for _, a := range n.to[place] {
		out = append(out, way{a, false})
	}
	for _, a := range n.from[place] {
		out = append(out, way{a, true})
	}
	return out
}

// Slack returns how far a suppressed figure may go down and up, as somebody sees it who knows every figure that is told and that no
// number is negative; at most as far as asked.
func (n *Network) Slack(a *Arc, down, up int64) (int64, int64) {
	less, _ := n.flow(a, a.From, a.To, min(down, a.Room))
	more, _ := n.flow(a, a.To, a.From, up)
	return less, more
}

// flow returns how much more can go from one place to another through suppressed arcs without one, at most want. One more of the arc
// that is left out needs a way back from its end to its beginning, one less a way round. It says what moves by that, too.
func (n *Network) flow(without *Arc, from, to string, want int64) (int64, map[*Arc]int64) {
	moved := map[*Arc]int64{}
	var got int64
	for got < want {
		path, room := n.path(without, from, to, want-got, moved)
		if room == 0 {
			break
		}
		for _, w := range path {
			if w.against {
				moved[w.arc] -= room
			} else {
				moved[w.arc] += room
			}
		}
		got += room
	}
	return got, moved
}

// path finds the shortest way through suppressed arcs that has room.
func (n *Network) path(without *Arc, from, to string, want int64, moved map[*Arc]int64) ([]way, int64) {
	came := map[string]way{}
	queue := []string{from}
	for len(queue) > 0 {
		place := queue[0]
		queue = queue[1:]
		for _, w := range n.ways(place) {
			end := w.end()
			_, been := came[end]
			if w.arc == without || !w.arc.Hidden || been || end == from || w.against && w.arc.Room+moved[w.arc] <= 0 {
				continue
			}
			came[end] = w
			if end == to {
				return trace(came, from, to, want, moved)
			}
			queue = append(queue, end)
		}
	}
	return nil, 0
}

// trace follows a way back to where it began, and says how much room it has.
func trace(came map[string]way, from, to string, want int64, moved map[*Arc]int64) ([]way, int64) {
	var path []way
	for place := to; place != from; {
		w := came[place]
		path = append(path, w)
		if w.against {
			want = min(want, w.arc.Room+moved[w.arc])
			place = w.arc.To
		} else {
			place = w.arc.From
		}
	}
	slices.Reverse(path)
	return path, want
}
