package statistics

// Number is a figure that is not suppressed.
type Number struct {
	Month  string `json:"month"`
	Table  string `json:"table"`
	Row    string `json:"row"`
	Column string `json:"column"`
	N      int64  `json:"n"`
}

// Exact returns the figures of a month as they are today, for those who may read them: nothing is suppressed, and what is zero is left out.
func Exact(in Input) (out []Number) {
	in.Smallest = 0
	streets := Streets(nil, in.Members, 1)
	for _, p := range Populations() {
		network := NewNetwork(0, nil)
		for _, m := range in.Members {
			if m.Population == p {
				network.Add(p.Round(m.Attributes, streets), 1)
			}
		}
		for _, a := range network.Arcs {
			if a.Table != "" && a.N > 0 {
				out = append(out, Number{in.Month, a.Table, a.Row, a.Column, a.N})
			}
		}
	}
	sums := SumsOf(in.Flows, 0)
	for _, n := range []Number{
		{in.Month, RefundsTable, "ordered", "fen", sums.Ordered.Fen}, {in.Month, RefundsTable, "ordered", "cases", sums.Ordered.Cases},
		{in.Month, RefundsTable, "paid", "fen", sums.Paid.Fen}, {in.Month, RefundsTable, "paid", "cases", sums.Paid.Cases},
		{in.Month, OperationsTable, "operations", Count, in.Works.Operations}, {in.Month, OperationsTable, "sites", Count, in.Works.Sites},
		{in.Month, OperationsTable, "findings", Count, in.Works.Findings},
	} {
		if n.N != 0 {
			out = append(out, n)
		}
	}
	return out
}

// Behind is one figure of a draft with what stands behind it, for those who prepare and approve.
type Behind struct {
	Population Population `json:"population"`
	Pass       Pass       `json:"pass"`
	N          int64      `json:"n"`
	Least      int64      `json:"least"`
	Room       int64      `json:"room"`
	Hidden     bool       `json:"hidden,omitempty"`
	Cover      bool       `json:"cover,omitempty"`
}

// Behind returns every figure of the draft that counts leads or cases.
func (d Draft) Behind() (out []Behind) {
	for _, p := range Populations() {
		for _, a := range d.Known[p].Network.Arcs {
			out = append(out, Behind{p, a.Pass, a.N, a.Least, a.Room, a.Hidden, a.Cover})
		}
	}
	return out
}

// Restore returns the networks and members of a draft that was kept.
func Restore(behind []Behind, members []Member, smallest int64) map[Population]Known {
	known := map[Population]Known{}
	for _, p := range Populations() {
		known[p] = Known{Network: NewNetwork(smallest, nil)}
	}
	for _, b := range behind {
		a := known[b.Population].Network.arc(b.Pass)
		a.N, a.Least, a.Room, a.Hidden, a.Cover = b.N, b.Least, b.Room, b.Hidden, b.Cover
	}
	for _, m := range members {
		if k, ok := known[m.Population]; ok {
			k.Members = append(k.Members, m)
			known[m.Population] = k
		}
	}
	return known
}

// Why a figure of a draft is not told.
const (
	WhySmall = "small" // it is below the smallest number that is told
	WhyCover = "cover" // it would give a small one away
)

// Suppressed is a figure that is not told, and why.
type Suppressed struct {
	Figure
	N   int64  `json:"n"`
	Why string `json:"why"`
}

// Suppressed lists what a draft does not tell.
func (d Draft) Suppressed() (out []Suppressed) {
	for _, b := range d.Behind() {
		if !b.Hidden || b.Pass.Table == "" {
			continue
		}
		why := WhySmall
		if b.Cover {
			why = WhyCover
		}
		out = append(out, Suppressed{b.Pass.Figure, b.N, why})
	}
	for i, s := range []Sum{d.Sums.Ordered, d.Sums.Paid} {
		if s.Why != "" {
			out = append(out, Suppressed{Figure{RefundsTable, []string{"ordered", "paid"}[i], "fen"}, s.Fen, s.Why})
		}
	}
	return out
}
