package pages

import (
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
)

// party is who gave, received or decided: a department, the desk, the rules, or a sender. Raw is set for one without a name.
type party struct {
	Name lead.Name
	Raw  string
}

// Known reports whether the party has a name.
func (p party) Known() bool { return p.Name.ZH != "" }

// partyOf returns who a code of a record means: "market", "desk", "rules", or a sender's source such as /990101/hotline-12345.
func partyOf(code string) party {
	last := code[strings.LastIndexByte(code, '/')+1:]
	switch {
	case code == handoff.ByRules:
		return party{Name: lead.Name{ZH: "规则", EN: "the rules"}}
	case lead.Channel(last).Valid():
		return party{Name: lead.Channel(last).Name()}
	case last == "hotline-12345":
		return party{Name: lead.Hotline.Name()}
	case last != "" && lead.Holder(last).Name().ZH != "":
		return party{Name: lead.Holder(last).Name()}
	case strings.HasPrefix(code, lead.External):
		return party{Raw: strings.TrimPrefix(code, lead.External)}
	}
	return party{Raw: code}
}

// holderName is what a holder is called here; nobody holds what has ended.
func namesOf(departments []lead.Department) (names []lead.Name) {
	for _, d := range departments {
		names = append(names, d.Name())
	}
	return names
}
