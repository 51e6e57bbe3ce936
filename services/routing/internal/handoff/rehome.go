package handoff

import (
	"slices"

	"xiansuo/pkg/lead"
)

// Succession says that the duties of a department or unit passed to another (机构调整): all of them, or those of some categories.
type Succession struct {
	From, To   lead.Department
	Categories []string // codes or first letters; empty means all
	Basis      string
}

// Speaks reports whether a succession speaks of a category.
func (s Succession) Speaks(c lead.Category) bool {
	return len(s.Categories) == 0 || slices.ContainsFunc(s.Categories, func(code string) bool {
		return code == string(c) || len(code) == 1 && c != "" && code[0] == c[0]
	})
}

// Rehome passes what is open of one department or unit to its successor, with a record. The successor holds what the other held: the
// law made it so, and nobody signs. Clocks go on; where the successor owes something on the lead already, only one of both duties does.
func Rehome(l *Lead, s Succession, w Word) Change {
	c := begin(l, w)
	d := l.Duty(s.From)
	if d == nil || !d.State.Open() || !s.Speaks(l.Category) || s.From == s.To {
		return Change{}
	}
	old := *d
	d.State = Ended
	heir := l.Duty(s.To)
	has := heir != nil && heir.State.Open()
	keeps := has && (old.Role == lead.RoleAssist || heir.Role == lead.RoleLead && heir.State.Holds())
	var stops []lead.Stop
	if keeps {
		l.unask(s.From)
		stops = c.stop(lead.HolderOf(s.From))
	} else {
		stops = c.inherit(old, s.To)
	}
	l.succeed(s)
	r := c.record(lead.KindRehomed, string(s.From), string(s.To), lead.Record{By: ByRules, Basis: s.Basis, Stops: stops})
	c.say(lead.HandoffEnded{Record: r, Role: old.Role}, s.From)
	c.say(lead.HandoffNoted{Record: r}, "")
	if keeps {
		c.tell(r, s.To)
	} else {
		c.send(s.To, old.Role, r, l.Leading(), l.Assisting(), false)
	}
	return c.end()
}

// inherit gives somebody another's duty, with the clocks that run against that one. What it owed before ends: it assisted, or was
// offered the lead that it holds from now on.
func (c *change) inherit(old Duty, to lead.Department) (stops []lead.Stop) {
	l := c.l
	heir := l.Duty(to)
	if heir == nil {
		l.Duties = append(l.Duties, Duty{Department: to})
		heir = &l.Duties[len(l.Duties)-1]
	} else if heir.State.Open() {
		if l.Offer != nil && l.Offer.To == old.Department && heir.Role == lead.RoleAssist {
			l.Offer.Assisted = c.assistance(*heir)
		}
		l.unask(to)
		stops = c.stop(lead.HolderOf(to))
	} else if heir.State == Following {
		l.Told = append(l.Told, to)
	}
	*heir = Duty{Department: to, Role: old.Role, State: old.State, Task: old.Task, ReturnBy: old.ReturnBy}
	for i := range l.Clocks {
		if k := &l.Clocks[i]; k.EndedAt == nil && k.Against == lead.HolderOf(old.Department) {
			k.Against = lead.HolderOf(to)
			c.touch(i)
		}
	}
	if l.Holder == lead.HolderOf(old.Department) {
		l.Holder = lead.HolderOf(to)
	}
	return stops
}

// succeed puts the successor in the place of the other wherever the protocol remembers it.
func (l *Lead) succeed(s Succession) {
	for _, list := range []*[]lead.Department{&l.Offered, &l.Refused, &l.Told} {
		for i, d := range *list {
			if d == s.From {
				(*list)[i] = s.To
			}
		}
		*list = distinct(*list)
	}
	for i := range l.Owed {
		if l.Owed[i].Department == s.From {
			l.Owed[i].Department = s.To
		}
	}
	for _, d := range []*lead.Department{&l.Designated, &l.Provisional, &l.EndedBy, &l.Giver} {
		if *d == s.From {
			*d = s.To
		}
	}
	if o := l.Offer; o != nil {
		if o.To == s.From {
			o.To = s.To
		}
		if o.Assists == s.From {
			o.Assists = s.To
		}
		if a := o.Assisted; a != nil && a.Department == s.From {
			a.Department = s.To
		}
		if o.From == lead.HolderOf(s.From) {
			o.From = lead.HolderOf(s.To)
		}
		if l.offered() == nil { // it holds now what it was offered, or had offered
			l.Offer = nil
			if l.State == Dispatched {
				l.State, l.Provisional = Signed, ""
			}
			if o.Document == lead.Referral {
				l.Referral = nil
			}
		}
	}
	if l.Extension != nil && l.Extension.By == s.From {
		l.Extension.By = s.To
	}
	if l.Referral != nil && l.Referral.By == s.From {
		l.Referral.By = s.To
	}
}
