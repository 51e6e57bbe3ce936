package rules

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"xiansuo/pkg/lead"
)

// Decide applies the rules to a complaint.
func (s *Set) Decide(in Input) Decision {
	doc := s.lexicon.read(in)
	decision := Decision{RuleSet: s.version, Urgency: in.Urgency}
	points := tally{categories: map[lead.Category]int{}, critical: map[lead.Category]bool{}}
	for i := range s.first {
		r := &s.first[i]
		if s.fires(r, doc, in.At, &decision) {
			points.add(r)
			decision.Alerts = merge(decision.Alerts, r.Alert...)
			decision.Safety = decision.Safety || r.Safety
			decision.raise(r.Urgency)
		}
	}
	s.conclude(points, &decision)
	s.assign(doc, in.At, &decision)
	return decision
}

// fires evaluates a rule and notes it on the decision.
func (s *Set) fires(r *rule, doc *document, at time.Time, d *Decision) bool {
	if !r.applies(at) || !r.condition.holds(doc) {
		return false
	}
	d.Fired = append(d.Fired, Fired{Rule: r.ID, Words: doc.words()})
	return true
}

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
	order    int // precedence, the lowest first
}

// rank returns the categories of one side that have points: first those that compete by precedence, then by points.
func (s *Set) rank(t tally, out bool) []candidate {
	var all []candidate
	best := 0
	for code, n := range t.categories {
		if n > 0 && (code[0] == 'X') == out {
			all = append(all, candidate{code, n, s.precedence(code, t.critical[code])})
			best = max(best, n)
		}
	}
	competes := func(c candidate) bool { return c.points >= s.settings.Enough && c.points >= best-s.settings.Reach }
	slices.SortFunc(all, func(a, b candidate) int {
		if competes(a) && competes(b) && a.order != b.order {
			return a.order - b.order
		}
		return cmp.Or(b.points-a.points, a.order-b.order, strings.Compare(string(a.category), string(b.category)))
	})
	return all
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
	winners, losers, margin := ins, outs, inPoints-outPoints
	side := In
	if margin < 0 || len(ins) == 0 {
		winners, losers, margin, side = outs, ins, outPoints-inPoints, Out
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
	d.Why = s.why(max(inPoints, outPoints), margin, winners, d)
	if d.Why == WhySure || d.Why == WhyTie || d.Why == WhyHarmAway {
		d.Scope = side
	}
	d.Decided = d.Why == WhySure
}

// why says whether the winner's points decide.
func (s *Set) why(points, margin int, winners []candidate, d *Decision) string {
	switch {
	case d.Category == lead.Vague:
		return WhyVague
	case points < s.settings.Enough:
		return WhyWeak
	case margin < s.settings.Margin:
		return WhyBorder
	case d.Category.OutOfScope() && d.Safety:
		return WhyHarmAway
	case len(winners) > 1 && winners[0].points == winners[1].points && winners[0].order == winners[1].order &&
		s.taxonomy[winners[0].category].Lead != s.taxonomy[winners[1].category].Lead:
		return WhyTie
	}
	return WhySure
}

func most(side []candidate) int {
	n := 0
	for _, c := range side {
		n = max(n, c.points)
	}
	return n
}

func runnerUp(winners, losers []candidate) lead.Category {
	switch {
	case len(winners) > 1 && (len(losers) == 0 || winners[1].points >= losers[0].points):
		return winners[1].category
	case len(losers) > 0:
		return losers[0].category
	}
	return lead.Uncategorised
}

func (s *Set) confidence(margin int) float64 {
	return s.settings.Confidence[max(0, min(margin, len(s.settings.Confidence)-1))]
}

// assign gives the category its lead, assisting departments, external parties and urgency.
func (s *Set) assign(doc *document, at time.Time, d *Decision) {
	e := s.taxonomy[d.Category]
	d.Lead, d.Assist, d.External = e.Lead, slices.Clone(e.Assist), slices.Clone(e.External)
	d.raise(e.Urgency)
	for i := range s.then {
		r := &s.then[i]
		if !r.concerns(d.Category) || !s.fires(r, doc, at, d) {
			continue
		}
		if r.Lead != "" {
			d.Lead = r.Lead
		}
		d.Assist = merge(d.Assist, r.Assist...)
		d.External = merge(d.External, r.External...)
		d.raise(r.Urgency)
	}
	d.Assist = slices.DeleteFunc(d.Assist, func(a lead.Department) bool { return string(a) == d.Lead })
	if d.Urgency == "" {
		d.Urgency = lead.Normal
	}
}

// raise sets the urgency unless it is higher already.
func (d *Decision) raise(u lead.Urgency) {
	if u.Above(d.Urgency) {
		d.Urgency = u
	}
}

// merge appends the values that are not there yet.
func merge[T comparable](to []T, values ...T) []T {
	for _, v := range values {
		if !slices.Contains(to, v) {
			to = append(to, v)
		}
	}
	return to
}
