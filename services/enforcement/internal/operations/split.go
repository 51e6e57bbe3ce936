package operations

import (
	"cmp"
	"slices"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
)

// Sign puts a participant's signature under the findings.
func (o *Operation) Sign(note string, act Act) (Record, error) {
	if err := o.in(Visited); err != nil {
		return Record{}, err
	}
	p := o.participant(onsite.Party(act.By))
	if p == nil || !p.Comes() {
		return Record{}, onsite.Refuse(onsite.NotYours, "not-a-participant", "only who came signs", "")
	}
	if p.Signed != nil {
		return Record{}, onsite.Refuse(onsite.NotNow, "signed-before", "this participant has signed", "nothing is to be done")
	}
	var f onsite.Form
	f.May("note", note, onsite.MaxText)
	f.Past("on", act.On, act.Now)
	f.That(act.On >= o.On, "on", "must not lie before the operation began")
	if err := f.Err(); err != nil {
		return Record{}, err
	}
	p.Signed = &Signature{By: act.By, On: act.On, Findings: o.findings(true), Note: onsite.Clean(note)}
	return Record{Act: "signed", Note: p.Signed.Note}, nil
}

// Into says that what a department takes home from a site goes into a case that it has already.
type Into struct {
	Site       int             `json:"site"`
	Department lead.Department `json:"department"`
	Case       string          `json:"case"`
}

// Split ends the operation: what was found becomes one line per department and site. Somebody who did not sign is named, and the reason
// why it ends all the same is needed. The caller opens a case for each line without one.
func (o *Operation) Split(into []Into, reason string, act Act) (Record, error) {
	if err := o.in(Visited); err != nil {
		return Record{}, err
	}
	if err := o.mayLead(act.By); err != nil {
		return Record{}, err
	}
	var f onsite.Form
	f.May("reason", reason, onsite.MaxText)
	for _, x := range into {
		f.Need("into.case", x.Case, 64)
	}
	if err := f.Err(); err != nil {
		return Record{}, err
	}
	unsigned := o.Unsigned()
	if len(unsigned) > 0 && strings.TrimSpace(reason) == "" {
		return Record{}, onsite.Refuse(onsite.NotNow, "unsigned", "not every participant has signed", "wait for the signatures, or say why it ends without them")
	}
	lines := o.lines()
	for _, x := range into {
		i := slices.IndexFunc(lines, func(l Line) bool { return l.Site == x.Site && l.Department == x.Department })
		if i < 0 {
			return Record{}, onsite.Refuse(onsite.Invalid, "invalid", "into must name a site, a department that takes something home from it, and a case", "mend it and send it again")
		}
		lines[i].Case, lines[i].Into = x.Case, true
	}
	o.State, o.Lines, o.EndNote = Ended, lines, onsite.Clean(reason)
	note := o.EndNote
	if len(unsigned) > 0 {
		note = "未签字：" + strings.Join(unsigned, "、") + "；" + note
	}
	return Record{Act: "split", Note: note}, nil
}

// lines groups what stands by department and site.
func (o *Operation) lines() []Line {
	var out []Line
	for _, s := range o.Sites {
		for _, f := range s.Findings {
			if f.Struck != "" {
				continue
			}
			i := slices.IndexFunc(out, func(l Line) bool { return l.Site == s.No && l.Department == f.Department })
			if i < 0 {
				out = append(out, Line{Department: f.Department, Site: s.No, Category: f.Category, Street: s.Street, Party: s.Party})
				i = len(out) - 1
			}
			out[i].Findings = append(out[i].Findings, f.No)
		}
	}
	slices.SortStableFunc(out, func(a, b Line) int {
		return cmp.Or(a.Site-b.Site, strings.Compare(string(a.Department), string(b.Department)))
	})
	return out
}

// Announced returns what is said of an operation that ended.
func (o *Operation) Announced() lead.OperationEnded {
	e := lead.OperationEnded{Operation: o.ID, Departments: o.departments(), On: o.On, Street: o.Street, Sites: len(o.Sites), Findings: o.findings(true)}
	for _, l := range o.Lines {
		if !slices.Contains(e.Cases, l.Case) {
			e.Cases = append(e.Cases, l.Case)
		}
	}
	return e
}
