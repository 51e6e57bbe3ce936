package pages

import (
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/page"
	"xiansuo/services/routing/internal/handoff"
)

// partyOf returns what a code of a record is called: "market", "desk", "rules", a unit's code as the district calls it, or a sender's
// source such as /990101/hotline-12345. A party without a name is called by its code.
func (p *Pages) partyOf(code string) lead.Name {
	last := code[strings.LastIndexByte(code, '/')+1:]
	switch {
	case code == handoff.ByRules:
		return lead.Name{ZH: "规则", EN: "the rules"}
	case code == handoff.ByClock:
		return lead.Name{ZH: "期限提醒", EN: "the clock"}
	case last == "intake":
		return lead.Name{ZH: "受理登记", EN: "Intake"}
	case lead.Channel(last).Valid():
		return lead.Channel(last).Name()
	case last == "hotline-12345":
		return lead.Hotline.Name()
	}
	if name, ok := strings.CutPrefix(code, lead.External); ok {
		return lead.Name{ZH: name, EN: name}
	}
	if p.Party != nil && last != "" {
		if n := p.Party(last); n.ZH != "" {
			return n
		}
	}
	if n := page.Party(last); n.ZH != last {
		return n
	}
	return lead.Name{ZH: code, EN: code}
}

// namesOf are what departments are called.
func (p *Pages) namesOf(departments []lead.Department) (names []lead.Name) {
	for _, d := range departments {
		names = append(names, p.partyOf(string(d)))
	}
	return names
}
