package cases

import (
	"fmt"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

// Opening is what opens a case: a signature, what an operation or a patrol found, or what the police hand over as no crime.
type Opening struct {
	Department lead.Department
	Lead       string          // or
	Origin     string          // the id of an operation or a patrol
	From       lead.Department // who handed it over as no crime (反向移送)
	Category   lead.Category
	Street     string
	Party      *Party // where one is known
	By         string // who signed
	At         time.Time
	Cause      string // id of the event, where one caused it
	Trace      string // its trace, where there is one
}

// OpeningOf returns what a signature opens, and whether it opens something: only the department that leads opens a case.
func OpeningOf(id string, s lead.HandoffSigned) (Opening, bool) {
	d := lead.Department(s.Record.From)
	return Opening{Department: d, Lead: id, By: s.Record.By, At: s.Record.At}, s.Role == lead.RoleLead && d.Valid()
}

// Year returns the year that the case's number carries.
func (o Opening) Year() string { return fmt.Sprint(o.At.In(calendar.China).Year()) }

// Open returns the case of a number, with its first record.
func Open(number string, o Opening, w World) (Case, Done) {
	c := &change{Case: &Case{Number: number, Lead: o.Lead, Origin: o.Origin, From: o.From, Department: o.Department, Category: o.Category, Street: o.Street, OpenedAt: o.At,
		Clue: Day(o.At), Stage: Opened, Sealed: sexual(o.Category)}, w: w, by: actor.Actor{Name: o.By, Role: actor.Of(o.By).Role}, on: Day(o.At)}
	if o.Party != nil {
		p := *o.Party
		p.No = 1
		if p.As == "" {
			p.As = "subject"
		}
		c.Parties = []Party{p}
	}
	c.start(stepVerify, 0, c.Clue)
	c.seal(Record{Step: string(Opened), Cause: o.Cause})
	c.done.Facts = []lead.Fact{lead.CaseOpened{Case: number, Department: o.Department, Role: lead.RoleLead, Origin: o.Origin, From: o.From, OpenedAt: o.At}, c.done.Facts[0]}
	return *c.Case, c.done
}
