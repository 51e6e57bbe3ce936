package institutions

import (
	"errors"
	"slices"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

// Verdict is what becomes, or would become, of a row of a list.
type Verdict string

// The verdicts.
const (
	RowNew      Verdict = "new"      // 新增
	RowChanged  Verdict = "changed"  // 变更
	RowSame     Verdict = "same"     // 无变化
	RowDoubtful Verdict = "doubtful" // 存疑: a person decides
	RowWrong    Verdict = "wrong"    // 有误
)

// Good reports whether the row is applied.
func (v Verdict) Good() bool { return v == RowNew || v == RowChanged }

// Enrolment is a row with what becomes of it.
type Enrolment struct {
	Row         int      `json:"row"`
	Verdict     Verdict  `json:"verdict"`
	Institution string   `json:"institution,omitempty"`
	Changes     []string `json:"changes,omitempty"`
	Problems    []string `json:"problems,omitempty"`
}

func (e Enrolment) as(v Verdict, problems ...string) Enrolment {
	e.Verdict, e.Problems = v, append(e.Problems, problems...)
	return e
}

// Keys returns by what the institution of a row is looked for.
func (e Entry) Keys() []Key {
	return slices.DeleteFunc(Subject{Name: e.Name, USCC: e.Code, Licence: e.Licence}.Keys(), func(k Key) bool { return k.Key == "" })
}

// MayImport reports whether an actor may import a list.
func MayImport(list Roster, by actor.Actor) bool {
	return Keeps(by) || list == Registered && by.Works(lead.Market)
}

// Enrol decides about a row, given the institutions that its keys find, and does it to the one that it is about: it returns that one when
// something is new in it. id is that of a new institution, or of a new entry of the white list.
func Enrol(list Roster, e Entry, among []*State, id string, w Why) (Enrolment, *State) {
	out := Enrolment{Row: e.Line}
	if len(e.Problems) > 0 {
		return out.as(RowWrong, e.Problems...), nil
	}
	s, doubt := about(e, among)
	if doubt != "" {
		return out.as(RowDoubtful, doubt), nil
	}
	if s == nil {
		return enrolNew(list, e, id, w)
	}
	out.Institution = s.ID
	named := NameKey(e.Name)
	known := e.Name == s.Name || named != "" && slices.Contains(s.called(), named)
	if !known && (list != Registered || !Keeps(w.By)) {
		return out.as(RowDoubtful, "代码或许可证号与登记册中的机构相符，但名称不符：请核对后在登记册中更名"), nil
	}
	before, records := s.Details, len(s.Fresh)
	if err := s.enrol(list, e, known, id, w); err != nil {
		return out.as(RowWrong, words(err)), nil
	}
	if len(s.Fresh) == records {
		return out.as(RowSame), nil
	}
	out.Changes = changes(before, s.Details, list)
	return out.as(RowChanged), s
}

// about returns the institution that a row is about: of its code, or else of its licence. A name alone is a doubt.
func about(e Entry, among []*State) (s *State, doubt string) {
	for _, o := range among {
		if o.Removed == "" && e.Code != "" && o.Registration.USCC == e.Code {
			return o, ""
		}
	}
	for _, o := range among {
		if o.Removed != "" {
			continue
		}
		licensed := e.Licence != "" && slices.ContainsFunc(o.Licences, func(l Licence) bool { return licenceKey(l.Number) == licenceKey(e.Licence) && l.Number != "" })
		switch {
		case licensed && (e.Code == "" || o.Registration.USCC == ""):
			return o, ""
		case licensed:
			return nil, "许可证号属于登记册中另一代码的机构"
		case NameKey(e.Name) != "" && slices.Contains(o.called(), NameKey(e.Name)):
			doubt = "登记册中有同名机构，代码或许可证号不同：请核对是否同一机构"
		}
	}
	return nil, doubt
}

func enrolNew(list Roster, e Entry, id string, w Why) (Enrolment, *State) {
	out := Enrolment{Row: e.Line}
	if list == WhiteList {
		return out.as(RowWrong, "登记册中没有该机构：请先导入持证机构名单"), nil
	}
	if !Keeps(w.By) {
		return out.as(RowDoubtful, "登记册中没有该机构：由教育、文旅部门或专班录入"), nil
	}
	s, err := Create(id, e.onto(Details{}, list, false, w.By), "", w)
	if err != nil {
		return out.as(RowWrong, words(err)), nil
	}
	out.Institution = id
	return out.as(RowNew), s
}

// enrol does what a row says to the institution that it is about.
func (s *State) enrol(list Roster, e Entry, known bool, id string, w Why) error {
	if list != WhiteList {
		return s.Change(e.onto(s.Details, list, known, w.By), s.Records, w)
	}
	number := e.Licence
	for _, l := range s.inForce(w.today()) {
		if number == "" && authority(w.By, l.Department) {
			number = l.Number
		}
	}
	if l := slices.IndexFunc(s.Licences, func(l Licence) bool { return licenceKey(l.Number) == licenceKey(number) && l.Number != "" }); l >= 0 {
		number = s.Licences[l].Number
	}
	if e.From != "" {
		w.On = e.From
	}
	err := s.EnterWhite(id, number, w)
	var r *Refusal
	if errors.As(err, &r) && r.Code == OnList {
		return nil
	}
	return err
}

// onto returns details with what a row says written over them.
func (e Entry) onto(d Details, list Roster, known bool, by actor.Actor) Details {
	if !known {
		d.Name = e.Name
	}
	if d.Registration.USCC == "" && e.Code != "" {
		d.Registration.USCC, d.Registration.Kind = e.Code, e.Kind
	}
	if list == Registered {
		d.Registration.Kind = e.Kind
		if e.From != "" {
			d.Registration.From = e.From
		}
		d.Registration.Until = e.Until
	}
	if by.Works(lead.Market) {
		return d // which corrects the registration and nothing else
	}
	if list == Licensed {
		d.Licences = e.licences(d.Licences, by)
	}
	place := Place{Address: e.Address, Street: e.Street, Community: e.Community, Grid: e.Grid}
	there := func(p Place) bool {
		return sameText(p.Address, e.Address) || SpotOf(p.Address).Same(SpotOf(e.Address))
	}
	if e.Address != "" && !slices.ContainsFunc(d.Places, there) && (list == Licensed || len(d.Places) == 0) {
		d.Places = append(slices.Clone(d.Places), place)
	}
	if e.Operator != "" && !slices.ContainsFunc(d.Operators, func(o Operator) bool { return o.Name == e.Operator }) {
		d.Operators = append(slices.Clone(d.Operators), Operator{Name: e.Operator})
	}
	return d
}

func sameText(a, b string) bool {
	return strings.Join(strings.Fields(a), "") == strings.Join(strings.Fields(b), "")
}

// licences returns licences with that of a row among them.
func (e Entry) licences(all []Licence, by actor.Actor) []Licence {
	all = slices.Clone(all)
	l := Licence{Number: e.Licence, Department: e.department(by), Authority: e.Authority, Scope: e.Scope, From: e.From, Until: e.Until}
	for i, o := range all {
		if licenceKey(o.Number) == licenceKey(l.Number) && (licenceKey(l.Number) != "" || o.Number == l.Number) {
			l.Number, l.EndedOn = o.Number, o.EndedOn
			if l.Authority == "" {
				l.Authority = o.Authority
			}
			all[i] = l
			return all
		}
	}
	return append(all, l)
}

// department returns who gave the licence of a row: what the authority's name says, else who imports the list.
func (e Entry) department(by actor.Actor) lead.Department {
	switch {
	case strings.Contains(e.Authority, "教育"):
		return lead.Education
	case strings.Contains(e.Authority, "文旅"), strings.Contains(e.Authority, "文化"), strings.Contains(e.Authority, "旅游"):
		return lead.Culture
	case e.Authority == "" || by.Role != actor.Taskforce:
		return by.Department
	}
	return ""
}

// changes names the members that are others now.
func changes(before, after Details, list Roster) (out []string) {
	add := func(name string, a, b Details) {
		if !same(a, b) {
			out = append(out, name)
		}
	}
	add("name", Details{Name: before.Name}, Details{Name: after.Name})
	add("registration", Details{Registration: before.Registration}, Details{Registration: after.Registration})
	add("places", Details{Places: before.Places}, Details{Places: after.Places})
	add("licences", Details{Licences: before.Licences}, Details{Licences: after.Licences})
	add("operators", Details{Operators: before.Operators}, Details{Operators: after.Operators})
	if list == WhiteList {
		out = append(out, "white")
	}
	return out
}

// words returns what a refusal says.
func words(err error) string {
	var r *Refusal
	if errors.As(err, &r) {
		return r.Detail
	}
	return "不能写入"
}
