package evidence

import (
	"slices"
	"strings"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/services/internal/actor"
)

// rule is what an act needs.
type rule struct {
	act Act
	// needed and asked are fields of the input, as in JSON.
	needed, asked []string
	thing         bool // only of things
	head, legal   bool // the head alone; the legal reviewer too
	// held is whether it happens while the thing is preserved, or while it is not; nil where that is all the same.
	held *bool
}

var yes, no = true, false

// rules are the acts that may follow when evidence was taken.
var rules = []rule{
	{act: Handed, needed: []string{"on", "to", "place"}, asked: []string{"number", "note"}, thing: true, held: &no},
	{act: Preserved, needed: []string{"on", "to", "place", "number"}, asked: []string{"note"}, thing: true, head: true, held: &no},
	{act: Released, needed: []string{"on", "outcome", "number"}, asked: []string{"to", "place", "note"}, thing: true, held: &yes},
	{act: Returned, needed: []string{"on", "to"}, asked: []string{"number", "note"}, thing: true, held: &no},
	{act: Destroyed, needed: []string{"on", "to", "number", "note"}, thing: true, head: true, held: &no},
	{act: Shared, needed: []string{"on", "department"}, asked: []string{"number", "note"}},
	{act: Excluded, needed: []string{"on", "note"}, legal: true},
}

// Ask is one field of an act.
type Ask struct {
	Name   string `json:"name"`
	Needed bool   `json:"needed,omitempty"`
}

// Possible is an act that an actor may do now, with what it must be told.
type Possible struct {
	Act  Act   `json:"act"`
	Asks []Ask `json:"asks"`
}

// Acts returns what an actor may do with the item now.
func (c Chain) Acts(by actor.Actor, now time.Time) (out []Possible) {
	s := c.Standing(now)
	for _, r := range rules {
		if c.permits(r, by) != nil || c.fits(r, s) != nil {
			continue
		}
		p := Possible{Act: r.act}
		for _, name := range r.needed {
			p.Asks = append(p.Asks, Ask{name, true})
		}
		for _, name := range r.asked {
			p.Asks = append(p.Asks, Ask{Name: name})
		}
		out = append(out, p)
	}
	return out
}

func (c Chain) permits(r rule, by actor.Actor) error {
	switch {
	case r.legal && by.Role == actor.Legal:
		return nil
	case !works(by, c.Item.Department):
		return refuse(NotYours, "", "only the department whose evidence it is may do this")
	case r.head && by.Role != actor.Head:
		return refuse(NotYours, "", "this needs the head of the department")
	}
	return nil
}

func (c Chain) fits(r rule, s Standing) error {
	switch {
	case s.Ended != "" && r.thing:
		return refuse(NotNow, "", "it is not in custody any more")
	case r.thing && c.Item.Thing == nil:
		return refuse(NotNow, "", "a file has no custody that changes: it stays as long as its case")
	case r.held != nil && *r.held && !s.Preserved:
		return refuse(NotNow, "", "it is not preserved")
	case r.held != nil && !*r.held && s.Preserved:
		return refuse(NotNow, "", "it is preserved: decide about that first")
	case r.act == Excluded && s.Excluded:
		return refuse(NotNow, "", "it is excluded already")
	}
	return nil
}

// preservation is how long something may be preserved before it is decided about (行政处罚法 art. 56; art. 85: working days).
var preservation = calendar.Limit{N: 7, Unit: calendar.WorkingDays}

// Do does an act and returns its record, or why not.
func (c Chain) Do(by actor.Actor, act Act, in Input, now time.Time, days *calendar.Calendar) (Record, error) {
	at := slices.IndexFunc(rules, func(r rule) bool { return r.act == act })
	if at < 0 {
		return Record{}, refuse(Invalid, "act", "is not one that happens to evidence")
	}
	r, s, last := rules[at], c.Standing(now), c.Records[len(c.Records)-1]
	if err := c.permits(r, by); err != nil {
		return Record{}, err
	}
	if err := c.fits(r, s); err != nil {
		return Record{}, err
	}
	if err := c.checkInput(r, in, s, now); err != nil {
		return Record{}, err
	}
	record := Record{No: last.No + 1, Act: act, On: in.On, At: now, By: by.As(in.By), To: strings.TrimSpace(in.To), Place: masker.Text(in.Place), Number: in.Number,
		Department: in.Department, Outcome: in.Outcome, Note: masker.Text(in.Note), Prev: last.SHA256()}
	if r.thing {
		record.From = s.Holder
	}
	if act == Preserved {
		on, _ := time.ParseInLocation(time.DateOnly, in.On, calendar.China)
		due, err := days.Due(on, preservation)
		if err != nil {
			return Record{}, err
		}
		record.Due = due.Date()
	}
	return record, nil
}

func (c Chain) checkInput(r rule, in Input, s Standing, now time.Time) error {
	needs := func(name string) bool { return slices.Contains(r.needed, name) }
	fields := []field{{"to", in.To, short, needs("to")}, {"place", in.Place, short * 2, needs("place")}, {"number", in.Number, short, needs("number")},
		{"note", in.Note, long, needs("note")}}
	if in.By != nil {
		fields = append(fields, field{"by.unit", in.By.Unit, short, false}, field{"by.person", in.By.Person, short, false})
	}
	if err := checkFields(fields); err != nil {
		return err
	}
	if err := checkDay(in.On, now); err != nil {
		return err
	}
	if last := c.Records[len(c.Records)-1]; in.On < last.On {
		return refuse(OutOfOrder, "on", "is before what happened to it last")
	}
	switch {
	case needs("to") && r.act != Preserved && r.act != Destroyed && strings.TrimSpace(in.To) == s.Holder:
		return refuse(Invalid, "to", "is who has it: it changes hands between two")
	case r.act == Released && !slices.Contains(Outcomes(), in.Outcome):
		return refuse(Invalid, "outcome", "must be kept, seized, passed or lifted")
	case r.act == Released && in.Outcome != Lifted && in.On > s.Due:
		return refuse(NotNow, "outcome", "can only be lifted: the seven working days are over and the measure has ended by itself")
	case r.act == Released && in.Outcome == Passed && strings.TrimSpace(in.To) == "":
		return refuse(Invalid, "to", "is needed: who got it")
	case r.act == Shared:
		return c.checkShare(in, s)
	}
	return nil
}

func (c Chain) checkShare(in Input, s Standing) error {
	switch {
	case !in.Department.Valid():
		return refuse(Invalid, "department", "must be one of the six departments")
	case in.Department == c.Item.Department:
		return refuse(Invalid, "department", "has it already")
	case slices.Contains(s.Shared, in.Department):
		return refuse(NotNow, "department", "may read it already")
	}
	return nil
}
