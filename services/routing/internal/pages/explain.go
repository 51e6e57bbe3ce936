package pages

import (
	"math"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
)

// explanation is a decision as a person reads it.
type explanation struct {
	lead.Decision
	Verdict  string    // routed, declined, or left to a person
	Lead     lead.Name // that leads, or is proposed
	Assist   []lead.Name
	Alerts   []lead.Name
	Percent  int
	External []lead.Name
	Second   *second
	Rules    []firedRule
	Parts    []matter
	Kept     bool          // the lead's category is still the one decided
	Category lead.Category // the lead's now, where somebody changed it
}

// second is the decision that came second; Department says whether one would lead.
type second struct {
	Category   lead.Category
	Department bool
	Name       lead.Name
}

// matter is one of several that the rules found in one text.
type matter struct {
	Category lead.Category
	Lead     lead.Name
	Urgency  lead.Urgency
	Appeal   string
}

// firedRule is a rule that fired, with what it says and its words: those in the text, and those that stand elsewhere.
type firedRule struct {
	ID, Says    string
	In, Outside []string
}

// The verdicts.
const (
	verdictRouted   = "routed"
	verdictDeclined = "declined"
	verdictLeft     = "left"
)

// explain puts a decision about a text into what pages say. By is the record with which routing carried it out.
func (p *Pages) explain(d lead.Decision, by lead.Kind, now lead.Category, text string) explanation {
	e := explanation{Decision: d, Verdict: verdictOf(d, by), Lead: p.partyOf(d.Lead), Assist: p.namesOf(d.Assist), Alerts: p.namesOf(d.Alerts),
		Percent: percent(d.Confidence), Kept: now == d.Category, Category: now}
	if r := d.RunnerUp; r != nil {
		e.Second = &second{r.Category, lead.Department(r.Lead).Valid(), p.partyOf(r.Lead)}
	}
	for _, x := range d.External {
		e.External = append(e.External, p.partyOf(x))
	}
	for _, m := range d.Parts {
		e.Parts = append(e.Parts, matter{m.Category, p.partyOf(m.Lead), m.Urgency, m.Appeal})
	}
	for _, f := range d.Fired {
		e.Rules = append(e.Rules, p.firedRuleOf(d.RuleSet, f, text))
	}
	return e
}

func (p *Pages) says(ruleSet, rule string) string {
	if p.Says == nil {
		return ""
	}
	return p.Says(ruleSet, rule)
}

func percent(confidence float64) int { return int(math.Round(100 * confidence)) }

func (p *Pages) firedRuleOf(ruleSet string, f lead.Fired, text string) firedRule {
	r := firedRule{ID: f.Rule, Says: p.says(ruleSet, f.Rule)}
	for _, w := range distinct(f.Words) {
		if strings.Contains(text, w) {
			r.In = append(r.In, w)
		} else {
			r.Outside = append(r.Outside, w)
		}
	}
	return r
}

// verdictOf says what became of a decision: what the rules were sure of may still have been left to the desk, because of a danger.
func verdictOf(d lead.Decision, by lead.Kind) string {
	switch {
	case by == lead.KindUnrouted || !d.Decided:
		return verdictLeft
	case lead.Department(d.Lead).Valid():
		return verdictRouted
	}
	return verdictDeclined
}

// decidedBy returns the kind of the newest record with which routing carried a decision out.
func decidedBy(records []lead.Record) (kind lead.Kind) {
	for _, r := range records {
		if r.Kind == lead.KindRouted || r.Kind == lead.KindUnrouted {
			kind = r.Kind
		}
	}
	return kind
}

// sentBack is what a sender was told about a lead that is not for this system.
func sentBack(l handoff.Lead) lead.Name {
	if l.State != handoff.Declined {
		return lead.Name{}
	}
	return lead.Name(handoff.Explain(l.Category))
}
