package rules

import (
	"cmp"
	"slices"
	"strings"

	"xiansuo/pkg/lead"
)

// tally is the points that the rules gave.
type tally struct {
	categories map[lead.Category]int
	critical   map[lead.Category]bool // a critical sign speaks for it
	in, out    int
}

func (t *tally) add(r *rule) {
	for code, n := range r.Gives {
		switch code {
		case sideIn:
			t.in += n
		case sideOut:
			t.out += n
		default:
			t.categories[lead.Category(code)] += n
			if n > 0 && r.Urgency == lead.Critical {
				t.critical[lead.Category(code)] = true
			}
		}
	}
}

// candidate is a category with its points.
type candidate struct {
	category lead.Category
	points   int
	place    int  // in the precedence
	competes bool // by precedence, not only by points
}

// rank returns the categories of one side that have points. Those with enough points that are critical or close to the best
// come first, in order of precedence; then the others, by points.
func (s *Set) rank(t tally, out bool) []candidate {
	var all []candidate
	best := 0
	for code, n := range t.categories {
		if n > 0 && (code[0] == 'X') == out {
			all = append(all, candidate{category: code, points: n})
			best = max(best, n)
		}
	}
	for i, c := range all {
		critical := t.critical[c.category]
		all[i].place = s.precedence(c.category, critical)
		all[i].competes = c.points >= s.settings.Enough && (critical || c.points >= best-s.settings.Reach)
	}
	slices.SortFunc(all, compare)
	return all
}

// compare orders candidates: those that compete by precedence, before the others by points.
func compare(a, b candidate) int {
	switch {
	case a.competes != b.competes && a.competes:
		return -1
	case a.competes != b.competes:
		return 1
	case a.competes && a.place != b.place:
		return a.place - b.place
	}
	return cmp.Or(b.points-a.points, a.place-b.place, cmp.Compare(a.category, b.category))
}

// precedence returns the place of a category in settings.precedence, or of its critical sign if that comes earlier.
func (s *Set) precedence(code lead.Category, critical bool) int {
	for i, p := range s.settings.Precedence {
		if strings.HasPrefix(string(code), p) || critical && p == string(lead.Critical) {
			return i
		}
	}
	return len(s.settings.Precedence)
}

// conclude chooses side and category, and says whether that is a decision.
func (s *Set) conclude(t tally, d *Decision) {
	ins, outs := s.rank(t, false), s.rank(t, true)
	inPoints, outPoints := t.in+most(ins), t.out+most(outs)
	side, winners, losers, margin := In, ins, outs, inPoints-outPoints
	if margin < 0 || len(ins) == 0 {
		side, winners, losers, margin = Out, outs, ins, outPoints-inPoints
	}
	d.Scope, d.Confidence = Unsure, s.confidence(margin)
	if len(winners) == 0 {
		d.Why = WhySilent
		return
	}
	d.Category = winners[0].category
	if next := runnerUp(winners, losers); next != "" {
		d.RunnerUp = &Alternative{next, s.taxonomy[next].Lead}
	}
	d.Why = s.why(inPoints, outPoints, winners, d)
	if d.Why != WhyVague && d.Why != WhyWeak && d.Why != WhyBorder {
		d.Scope = side
	}
	d.Decided = d.Why == WhySure
}

// why says whether the winner's points decide.
func (s *Set) why(in, out int, winners []candidate, d *Decision) string {
	away := d.Category.OutOfScope()
	switch {
	case d.Category == lead.Vague:
		return WhyVague
	case max(in, out) < s.settings.Enough:
		return WhyWeak
	case away && out-in < s.settings.MarginOut, !away && in-out < s.settings.MarginIn, s.contested(in, out):
		return WhyBorder
	case away && d.Safety:
		return WhyHarmAway
	case !away && s.taxonomy[d.Category].Lead == None:
		return WhyExternal
	case len(winners) > 1 && s.tie(winners[0], winners[1]):
		return WhyTie
	}
	return WhySure
}

// contested reports whether the losing side is too strong for a decision, unless the other is far ahead.
func (s *Set) contested(in, out int) bool {
	least, most := min(in, out), max(in, out)
	return least >= s.settings.Hold && (s.settings.Clear == 0 || most-least < s.settings.Clear)
}

// tie reports whether two categories with different leads have the same right to a complaint.
func (s *Set) tie(a, b candidate) bool {
	return a.points == b.points && a.place == b.place && s.taxonomy[a.category].Lead != s.taxonomy[b.category].Lead
}

// most returns the points of the strongest candidate.
func most(side []candidate) int {
	n := 0
	for _, c := range side {
		n = max(n, c.points)
	}
	return n
}

// runnerUp returns the category that came second, of either side.
func runnerUp(winners, losers []candidate) lead.Category {
	switch {
	case len(winners) > 1 && (len(losers) == 0 || winners[1].points >= losers[0].points):
		return winners[1].category
	case len(losers) > 0:
		return losers[0].category
	}
	return lead.Uncategorised
}

// confidence returns how often a side that was margin points ahead was right.
func (s *Set) confidence(margin int) float64 {
	return s.settings.Confidence[max(0, min(margin, len(s.settings.Confidence)-1))]
}
