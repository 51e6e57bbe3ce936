package cases

import (
	"slices"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

// View is a case as somebody sees it on a day.
type View struct {
	Case
	StageName lead.Bilingual `json:"stageName"`
	Clocks    []ClockView    `json:"clocks"`
	NextDue   string         `json:"nextDue,omitempty"`
	Late      bool           `json:"late,omitempty"`
	// Surcharges are what may be added to fines that are not paid, by the place in dues.
	Surcharges []int64   `json:"surcharges,omitempty"`
	Warnings   []Warning `json:"warnings"`
	Acts       []ActView `json:"acts"`
}

// ClockView is a clock and whether it is overdue.
type ClockView struct {
	Clock
	Late bool `json:"late,omitempty"`
}

// Warning tells what somebody should look at.
type Warning struct {
	Code   string         `json:"code"`
	Detail lead.Bilingual `json:"detail"`
	Other  *Other         `json:"other,omitempty"`
}

// ActView is an act that the caller may do now, with its fields: what a form shows.
type ActView struct {
	Name   string         `json:"name"`
	Label  lead.Bilingual `json:"label"`
	Fields []Field        `json:"fields"`
}

// Look returns the case as an actor sees it.
func Look(was Case, w World, by actor.Actor) View {
	c := was.clone()
	day := Day(w.At)
	c.lapse(day)
	v := View{Case: *c, StageName: lead.Bilingual(c.Stage.Name()), NextDue: c.NextDue(), Clocks: []ClockView{}, Warnings: c.warnings(w, day), Acts: []ActView{}}
	v.Late = v.NextDue != "" && v.NextDue < day
	for _, k := range c.Clocks {
		v.Clocks = append(v.Clocks, ClockView{k, k.Late(day) && (c.Rest == nil || !k.Rests)})
	}
	for _, p := range c.Dues {
		owed := int64(0)
		if p.Code == "fine" && p.Court == "" {
			paid := day
			if p.PaidOn != "" {
				paid = p.PaidOn
			}
			owed = Surcharge(p.Fen, p.Due, paid) - p.Surcharge
		}
		v.Surcharges = append(v.Surcharges, owed)
	}
	for _, a := range Allowed(*c, w, by) {
		v.Acts = append(v.Acts, ActView{a.Name, a.Label, c.offered(a, w, day)})
	}
	return v
}

func (c *Case) warnings(w World, day string) []Warning {
	out := []Warning{}
	for _, o := range w.Others {
		filed := !slices.Contains([]Stage{Opened, Checking, NotFiled}, o.Stage)
		if (filed || o.Fined) && c.sameConduct(o) {
			out = append(out, Warning{"double-filing", name("另一部门已就同一当事人、同一行为立案，同一违法行为不得给予两次以上罚款（行政处罚法第二十九条）",
				"another department has filed on the same party and conduct: one act is fined once (行政处罚法 art. 29)"), &o})
		}
	}
	for _, h := range c.Holds {
		if h.Lapsed {
			out = append(out, Warning{"lapsed", name("保存或查封扣押期限届满，应予解除", "the time of a hold is over: it must be released"), nil})
			break
		}
	}
	for _, o := range c.Orders {
		if o.Lifted == "" && o.Due != "" && o.Due < day {
			out = append(out, Warning{"order-overdue", name("责令事项已到期，尚未复查通过", "an order is past its date and no recheck was passed"), nil})
			break
		}
	}
	if c.Referral.Waits() {
		out = append(out, Warning{"referred", name("涉嫌犯罪已移送，等待司法机关处理，不得以罚代移", "a suspected crime is referred: the decision waits, no fine instead"), nil})
	}
	return out
}
