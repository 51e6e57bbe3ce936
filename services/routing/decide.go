package routing

import (
	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/rules"
)

// decider returns what the rules decide, in the words of the published language, and with those who have the duties today.
func (p *place) decider(set *rules.Set) func(lead.Matter, string, lead.Urgency) lead.Decision {
	return func(m lead.Matter, text string, urgency lead.Urgency) lead.Decision {
		return p.inherited(published(set.Decide(inputOf(m, text, urgency))))
	}
}

func inputOf(m lead.Matter, text string, urgency lead.Urgency) rules.Input {
	in := rules.Input{Text: text, Title: m.Title, Channel: m.Channel, Appeal: m.Appeal, Urgency: urgency, At: m.ReceivedAt}
	if m.Place != nil {
		in.Address, in.URL = m.Place.Address, m.Place.URL
	}
	if m.Target != nil {
		in.TargetName, in.TargetKind = m.Target.Name, m.Target.Kind
	}
	if m.Money != nil {
		in.Fen = m.Money.Fen
	}
	if m.People != nil {
		in.Pupils, in.Staff = m.People.Pupils, m.People.Staff
	}
	return in
}

func published(d rules.Decision) lead.Decision {
	out := lead.Decision{RuleSet: d.RuleSet, Scope: string(d.Scope), Category: d.Category, Lead: d.Lead, Assist: d.Assist, External: d.External,
		Urgency: d.Urgency, Decided: d.Decided, Why: d.Why, Confidence: d.Confidence, Alerts: d.Alerts, Safety: d.Safety}
	for _, f := range d.Fired {
		fired := lead.Fired{Rule: f.Rule}
		for _, w := range f.Words {
			fired.Words = append(fired.Words, w.Text)
		}
		out.Fired = append(out.Fired, fired)
	}
	if d.RunnerUp != nil {
		out.RunnerUp = &lead.Alternative{Category: d.RunnerUp.Category, Lead: d.RunnerUp.Lead}
	}
	for _, p := range d.Parts {
		out.Parts = append(out.Parts, lead.DecidedPart{Category: p.Category, Lead: p.Lead, Assist: p.Assist, External: p.External,
			Urgency: p.Urgency, Appeal: p.Appeal, Rules: p.Fired})
	}
	return out
}
