package rules

import (
	"slices"
	"strings"

	"xiansuo/pkg/lead"
)

// side is a matter as it may stand beside others: who leads it, and whether it is a claim or a report. What two categories of one
// side say is one matter.
type side struct{ lead, appeal string }

// matter is a side of a complaint with its strongest sign.
type matter struct {
	side
	part   Part
	points int // of the strongest category of the side
}

// parts says which matters a complaint in scope holds, each by its strongest category; none if there is but one. A claim and a
// report are two matters by law (市场监督管理投诉举报处理办法, Order 121 of 2025, art. 9); so are reports that different departments
// must lead.
func (s *Set) parts(doc *document, t tally, fired []*rule, d Decision) []Part {
	if s.settings.Split == 0 || d.Category == lead.Uncategorised || d.Category == lead.Vague || d.Category.OutOfScope() ||
		d.Lead == None {
		return nil
	}
	matters := s.matters(doc, t, fired, d)
	// What the sender calls both claim and report needs no strength to be both.
	both := strings.Contains(doc.in.Appeal, AppealClaim) && strings.Contains(doc.in.Appeal, AppealReport)
	least := func(m matter, points int) int {
		switch {
		case both && m.appeal != matters[0].appeal:
			return s.settings.Enough
		case s.operating(m.part.Category):
			return s.settings.Split
		}
		return points
	}
	strong := slices.ContainsFunc(matters[1:], func(m matter) bool { return m.points >= least(m, s.settings.Split) })
	if !strong || matters[0].points < s.settings.Join && !both {
		return nil
	}
	matters = slices.DeleteFunc(matters, func(m matter) bool { return m.points < least(m, s.settings.Join) && m.part.Category != d.Category })
	if slices.ContainsFunc(matters, func(m matter) bool { return hasPrefix(m.part.Category, s.settings.Whole) }) {
		return nil
	}
	return partsOf(matters)
}

// matters are the sides that the categories with enough points are on, first the decision's own.
func (s *Set) matters(doc *document, t tally, fired []*rule, d Decision) []matter {
	own := Part{Category: d.Category, Lead: d.Lead, Assist: d.Assist, External: d.External, Urgency: d.Urgency,
		Appeal: appealOf(d.Category, doc.in.Channel), Fired: givers(fired, d.Category)}
	matters := []matter{{side{d.Lead, own.Appeal}, own, t.categories[d.Category]}}
	for _, c := range s.rank(t, false) {
		if c.points < s.settings.Enough || c.category == d.Category {
			continue
		}
		matters = s.beside(matters, s.partOf(doc, fired, c.category), c.points)
	}
	return matters
}

// beside adds a category to the matters: to the one of its side, or as another.
func (s *Set) beside(matters []matter, p Part, points int) []matter {
	own := side{p.Lead, p.Appeal}
	for i, m := range matters {
		if m.side == own || p.Appeal == AppealClaim && m.appeal == AppealClaim || s.operating(m.part.Category) && s.operating(p.Category) {
			matters[i].points = max(m.points, points)
			return matters
		}
	}
	if p.Lead == None {
		return matters
	}
	return append(matters, matter{own, p, points})
}

// partOf is a category as if it stood alone.
func (s *Set) partOf(doc *document, fired []*rule, c lead.Category) Part {
	alone := Decision{Category: c, Urgency: doc.in.Urgency}
	for _, r := range fired {
		if r.Gives[string(c)] > 0 {
			alone.raise(r.Urgency)
		}
	}
	s.assign(doc, doc.in.At, &alone)
	return Part{Category: c, Lead: alone.Lead, Assist: alone.Assist, External: alone.External, Urgency: alone.Urgency,
		Appeal: appealOf(c, doc.in.Channel), Fired: givers(fired, c)}
}

// givers are the names of the rules that gave a category points.
func givers(fired []*rule, c lead.Category) (names []string) {
	for _, r := range fired {
		if r.Gives[string(c)] > 0 {
			names = append(names, r.ID)
		}
	}
	return names
}

// partsOf takes the parts out of matters. Who leads one is not asked to assist with another.
func partsOf(matters []matter) (parts []Part) {
	for _, m := range matters {
		m.part.Assist = slices.DeleteFunc(slices.Clone(m.part.Assist), func(a lead.Department) bool {
			return slices.ContainsFunc(matters, func(o matter) bool { return o.lead == string(a) })
		})
		parts = append(parts, m.part)
	}
	return parts
}

// appealOf says whether a category is a claim of the reporter's own or a report. An officer claims nothing.
func appealOf(c lead.Category, by lead.Channel) string {
	switch by {
	case lead.Grid, lead.Patrol, lead.SelfCheck, lead.Dept:
		return ""
	}
	switch c {
	case "D04", "D05", "D06", "D07", "D08", "D09":
		return AppealClaim
	}
	return AppealReport
}

// operating reports whether a category is a name for the operation itself: covert, unlicensed.
func (s *Set) operating(c lead.Category) bool { return hasPrefix(c, s.settings.Operating) }

func hasPrefix(c lead.Category, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(string(c), p) })
}
