package pages

import (
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
)

// partyOf returns what a code of a record is called: "market", "desk", "rules", or a sender's source such as
// /990101/hotline-12345. A party without a name is called by its code.
func partyOf(code string) lead.Name {
	last := code[strings.LastIndexByte(code, '/')+1:]
	switch {
	case code == handoff.ByRules:
		return lead.Name{ZH: "规则", EN: "the rules"}
	case lead.Channel(last).Valid():
		return lead.Channel(last).Name()
	case last == "hotline-12345":
		return lead.Hotline.Name()
	case last != "" && lead.Holder(last).Name().ZH != "":
		return lead.Holder(last).Name()
	}
	code = strings.TrimPrefix(code, lead.External)
	return lead.Name{ZH: code, EN: code}
}

// namesOf are what departments are called.
func namesOf(departments []lead.Department) (names []lead.Name) {
	for _, d := range departments {
		names = append(names, d.Name())
	}
	return names
}
