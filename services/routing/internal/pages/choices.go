package pages

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/form"
	"xiansuo/services/routing/internal/handoff"
)

// picksOf returns what can be picked in a field.
func (p *Pages) picksOf(d *deed, f form.Field, path string, in url.Values) []picks {
	var all []picks
	switch {
	case f.Kind == form.Number && path == "record" && d.word.Name == "contest":
		all = d.contestable()
	case f.Kind == form.Competent:
		all = p.departments(d, path)
	case f.Kind != form.Choice && f.Kind != form.Many:
		return nil
	case len(f.Codes) > 0:
		all = codesOf(f)
	default:
		all = p.typed(d, f, path)
	}
	return picked(all, in[path])
}

// typed returns what can be picked of a type.
func (p *Pages) typed(d *deed, f form.Field, path string) []picks {
	switch f.Type {
	case "Department":
		return p.departments(d, path)
	case "Party":
		return p.parties(d, path)
	case "Category":
		return categories(d.word.Name == "send-back")
	case "Reason":
		return reasons(d.word.Name == "close")
	case "Urgency":
		return one(lead.Critical, lead.Urgent, lead.Normal, lead.Low)
	}
	return nil
}

// picked marks what is in a field, and what alone can be.
func picked(all []picks, values []string) []picks {
	for i := range all {
		for j := range all[i].Of {
			o := &all[i].Of[j]
			o.Picked = slices.Contains(values, o.Value)
		}
	}
	return all
}

// codeGroups are the words that name the codes of a type.
var codeGroups = map[string]string{"Stage": "progress", "Rest": "rest", "Way": "way", "DocumentKind": "paper", "Verdict": "verdict", "Movement": "document"}

// codesOf returns the only codes that a field takes.
func codesOf(f form.Field) []picks {
	var of []pick
	for _, code := range f.Codes {
		name := words[codeGroups[f.Type]+"."+code]
		switch f.Type {
		case "Outcome":
			name = lead.Outcome(code).Name()
		case "Movement":
			name = lead.Name{ZH: code + " " + name.ZH, EN: code + " " + name.EN}
		}
		of = append(of, pick{Value: code, Name: name})
	}
	return []picks{{Of: of}}
}

// one returns named values under no heading.
func one[T interface {
	~string
	Name() lead.Name
}](values ...T) []picks {
	var of []pick
	for _, v := range values {
		of = append(of, pick{Value: string(v), Name: v.Name()})
	}
	return []picks{{Of: of}}
}

// departments returns the six; those that a word cannot name are off, and say why.
func (p *Pages) departments(d *deed, path string) []picks {
	l := &d.view.Lead
	var of []pick
	for _, dep := range lead.Departments() {
		o := pick{Value: string(dep), Name: p.partyOf(string(dep))}
		had := slices.Contains(l.Offered, dep)
		switch {
		case d.word.Name == "transfer" && string(dep) == string(d.who.as):
			continue
		case d.word.Name == "transfer" && had:
			o.Name = beside(o.Name, words["pick.cycle"])
		case d.word.Name == "assign" && path == "department" && had:
			o.Name, o.Off = beside(o.Name, words["pick.had"]), true
		case d.word.Name == "name-provisional" && l.Holder == lead.HolderOf(dep):
			o.Name, o.Off = beside(o.Name, words["pick.works"]), true
		case path == "competent" && string(dep) == string(d.who.as):
			continue
		}
		of = append(of, o)
	}
	return []picks{{Of: of}}
}

func beside(n, why lead.Name) lead.Name {
	return lead.Name{ZH: n.ZH + "（" + why.ZH + "）", EN: n.EN + " (" + why.EN + ")"}
}

// parties returns the departments and the units; where only some of them can be meant, those.
func (p *Pages) parties(d *deed, path string) []picks {
	if path == "for" {
		return []picks{{Of: []pick{{Value: d.party, Name: p.partyOf(d.party)}}}}
	}
	if path == "department" {
		if some, narrow := d.meant(); narrow {
			var of []pick
			for _, dep := range some {
				of = append(of, pick{Value: string(dep), Name: p.partyOf(string(dep))})
			}
			return []picks{{Of: of}}
		}
	}
	var units []pick
	for _, u := range p.units() {
		units = append(units, pick{Value: string(u), Name: p.partyOf(string(u))})
	}
	var six []pick
	for _, dep := range lead.Departments() {
		six = append(six, pick{Value: string(dep), Name: p.partyOf(string(dep))})
	}
	if units == nil {
		return []picks{{Of: six}}
	}
	return []picks{{words["departments"], six}, {words["units"], units}}
}

// meant returns whom a word about somebody's duty can mean.
func (d *deed) meant() (some []lead.Department, narrow bool) {
	l := &d.view.Lead
	means := map[string]func(handoff.Duty) bool{
		"excuse":        func(x handoff.Duty) bool { return x.Role == lead.RoleAssist && x.State.Open() },
		"refuse-return": func(x handoff.Duty) bool { return x.State == handoff.ReturnAsked },
		"urge":          func(x handoff.Duty) bool { return x.State.Open() },
		"supervise":     func(x handoff.Duty) bool { return x.State.Open() },
	}
	if d.word.Name == "decide-extension" {
		if l.Extension != nil {
			some = append(some, l.Extension.By)
		}
		return some, true
	}
	fits := means[d.word.Name]
	if fits == nil {
		return nil, false
	}
	for _, x := range l.Duties {
		if fits(x) {
			some = append(some, x.Department)
		}
	}
	return some, true
}

// contestable are the records that were registered for who looks.
func (d *deed) contestable() []picks {
	var of []pick
	for _, r := range d.view.Lead.Registered {
		if string(r.For) == string(d.who.as) {
			n := strconv.Itoa(r.Record)
			of = append(of, pick{Value: n, Name: lead.Name{ZH: "第 " + n + " 号", EN: "No. " + n}})
		}
	}
	return []picks{{Of: of}}
}

// codes are those of the taxonomy, in order.
var codes = func() (all []lead.Category) {
	for _, letter := range "ABCDEFGHX" {
		for n := range 100 {
			if c := lead.Category(fmt.Sprintf("%c%02d", letter, n)); c.Valid() {
				all = append(all, c)
			}
		}
	}
	return all
}()

// categories returns the taxonomy by letter: what is not for this system, or what a department can lead.
func categories(out bool) (all []picks) {
	letter := byte(0)
	for _, c := range codes {
		if out != (c[0] == 'X') {
			continue
		}
		if c[0] != letter {
			letter = c[0]
			all = append(all, picks{Name: words["category."+string(letter)]})
		}
		last := &all[len(all)-1]
		n := c.Name()
		last.Of = append(last.Of, pick{Value: string(c), Name: lead.Name{ZH: string(c) + " " + n.ZH, EN: string(c) + " " + n.EN}})
	}
	return all
}

// reasons returns R01 to R13; whoever closes cannot say that it is somebody else's.
func reasons(closing bool) []picks {
	var of []pick
	for _, r := range lead.Reasons() {
		if closing && r.NotOurs() {
			continue
		}
		n := r.Name()
		of = append(of, pick{Value: string(r), Name: lead.Name{ZH: string(r) + " " + n.ZH, EN: string(r) + " " + n.EN}})
	}
	return []picks{{Of: of}}
}
