package rules

import (
	"slices"
	"time"

	"xiansuo/pkg/lead"
)

// Decide applies the rules to a complaint.
func (s *Set) Decide(in Input) Decision {
	doc := s.lexicon.read(in)
	decision := Decision{RuleSet: s.version, Urgency: in.Urgency}
	points := tally{categories: map[lead.Category]int{}, critical: map[lead.Category]bool{}}
	var fired []*rule
	for i := range s.first {
		r := &s.first[i]
		if s.fires(r, doc, in.At, &decision) {
			points.add(r)
			fired = append(fired, r)
			decision.Alerts = merge(decision.Alerts, r.Alert...)
			decision.Safety = decision.Safety || r.Safety
			decision.raise(r.Urgency)
		}
	}
	s.conclude(points, &decision)
	decision.carriedFirst(fired)
	s.doubted(doc, &decision)
	s.assign(doc, in.At, &decision)
	decision.Parts = s.parts(doc, points, fired, decision)
	return decision
}

// carriedFirst puts the rule that gave the chosen category the most points before the other fired rules.
func (d *Decision) carriedFirst(fired []*rule) {
	best, most := 0, 0
	for i, r := range fired {
		if n := r.Gives[string(d.Category)]; n > most {
			best, most = i, n
		}
	}
	if best > 0 {
		carrier := d.Fired[best]
		copy(d.Fired[1:best+1], d.Fired[:best])
		d.Fired[0] = carrier
	}
}

// fires evaluates a rule and notes it on the decision.
func (s *Set) fires(r *rule, doc *document, at time.Time, d *Decision) bool {
	if !r.applies(at) || !r.condition.holds(doc) {
		return false
	}
	d.Fired = append(d.Fired, Fired{Rule: r.ID, Words: doc.words()})
	return true
}

// assign gives the category its lead, assisting departments, external parties and urgency.
func (s *Set) assign(doc *document, at time.Time, d *Decision) {
	e := s.taxonomy[d.Category]
	d.Lead, d.Assist, d.External = e.Lead, slices.Clone(e.Assist), slices.Clone(e.External)
	if d.Category == lead.Vague {
		d.Lead = "" // somebody must ask first
	}
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
