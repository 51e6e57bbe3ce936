package supervision

import (
	"cmp"
	"slices"
	"time"

	"xiansuo/pkg/lead"
)

// Report is what a query finds: the indicators of every group.
type Report struct {
	Query  Query
	Groups []Figures
}

// Figures are the indicators of a group, by their code.
type Figures struct {
	Group
	Values map[string]Value
}

// Value is an indicator's. Of a share Over of Under, and Small says that Under is fewer than what counts; of a number Over; of what
// is measured Over how many there were, with their times.
type Value struct {
	Over, Under         int64
	Small               bool
	Sum, Mean, P50, P90 time.Duration
	// Left is what was left out, by why.
	Left map[string]int64
}

// Ratio returns Over of Under, and whether there is one.
func (v Value) Ratio() (float64, bool) {
	if v.Under == 0 {
		return 0, false
	}
	return float64(v.Over) / float64(v.Under), true
}

// Tabulate makes the indicators of what was counted. Every group has every indicator, so that nothing counted is a zero and not a gap.
func Tabulate(q Query, rows []Row) Report {
	groups := map[Group]map[Count]Row{}
	if len(q.By) == 0 {
		for _, p := range q.Parts() {
			groups[Group{Bucket: q.Key(p)}] = map[Count]Row{}
		}
	}
	for _, r := range rows {
		if groups[r.Group] == nil {
			groups[r.Group] = map[Count]Row{}
		}
		groups[r.Group][r.Count] = r
	}
	report := Report{Query: q}
	for g, counted := range groups {
		f := Figures{Group: g, Values: map[string]Value{}}
		for _, i := range indicators {
			f.Values[i.Code] = i.value(counted, q.Least)
		}
		report.Groups = append(report.Groups, f)
	}
	slices.SortFunc(report.Groups, func(a, b Figures) int { return a.Group.compare(b.Group) })
	return report
}

func (i Indicator) value(counted map[Count]Row, least int) Value {
	if i.Kind == KindTime {
		r := counted[i.Over[0]]
		v := Value{Over: r.N, Sum: seconds(r.Sum), P50: seconds(r.P50), P90: seconds(r.P90), Small: r.N < int64(least)}
		if r.N > 0 {
			v.Mean = seconds(r.Sum / float64(r.N))
		}
		return v
	}
	sum := func(counts []Count) (n int64) {
		for _, c := range counts {
			n += counted[c].N
		}
		return n
	}
	v := Value{Over: sum(i.Over), Under: sum(i.Under)}
	v.Small = i.Kind == KindShare && v.Under < int64(least)
	for _, l := range i.Left {
		if n := counted[l.Count].N; n > 0 {
			if v.Left == nil {
				v.Left = map[string]int64{}
			}
			v.Left[l.Code] += n
		}
	}
	return v
}

func seconds(s float64) time.Duration {
	return time.Duration(s * float64(time.Second)).Round(time.Second)
}

// compare orders groups by part of the period and then by each dimension, departments in their customary order.
func (g Group) compare(h Group) int {
	return cmp.Or(cmp.Compare(g.Bucket, h.Bucket), cmp.Compare(place(g.Department), place(h.Department)), cmp.Compare(g.Department, h.Department),
		cmp.Compare(g.Street, h.Street), cmp.Compare(g.Grid, h.Grid), cmp.Compare(g.Channel, h.Channel), cmp.Compare(g.Class, h.Class), cmp.Compare(g.Category, h.Category))
}

// place is where a holder stands: the six, units, then the offices, then nobody.
func place(h lead.Holder) int {
	if d, is := h.Department(); is {
		return slices.Index(lead.Departments(), d)
	}
	switch h {
	case lead.Desk:
		return 101
	case lead.Taskforce:
		return 102
	case lead.Justice:
		return 103
	case lead.Nobody:
		return 104
	}
	return 100
}
