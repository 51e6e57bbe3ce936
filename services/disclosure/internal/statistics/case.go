package statistics

import (
	"slices"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// Case is what is counted of a case. Days are those in China that its papers bear.
type Case struct {
	Number     string
	Department string
	Opened     string
	Filed      string
	Decided    string // the first decision
	Closed     string
	Outcome    string
	Category   lead.Category
	Sealed     bool // only numbers of the whole are told
	Proposed   bool // the department proposes to publish the decision
	Published  bool // it was published
}

// Words of enforcement about its cases (docs/cases.md).
const (
	stepFiled   = "file"   // the act that files it (立案)
	stageClosed = "closed" // how far a case is that has ended
)

var caseTypes = []string{
	lead.CaseOpened{}.EventType(), lead.CaseMoved{}.EventType(), lead.CaseDecided{}.EventType(), lead.CaseClosed{}.EventType(),
	lead.ResultPublished{}.EventType(),
}

// toldOfCase is what is read of an event about a case: neither facts nor parties are decoded.
type toldOfCase struct {
	Case       string        `json:"case"`
	Department string        `json:"department"`
	OpenedAt   jsonTime      `json:"openedAt"`
	Step       string        `json:"step"`
	Stage      string        `json:"stage"`
	On         string        `json:"on"`
	Category   lead.Category `json:"category"`
	Outcome    string        `json:"outcome"`
	Sealed     bool          `json:"sealed"`
	Publish    bool          `json:"publish"`
	Product    lead.Product  `json:"product"`
}

// CaseIn returns the number of the case that an event speaks of, or "".
func CaseIn(e event.Event) string {
	if !slices.Contains(caseTypes, e.Type()) && e.Type() != (lead.RefundMoved{}).EventType() {
		return ""
	}
	var t struct {
		Case string `json:"case"`
	}
	if event.Decode(e, &t) != nil {
		return ""
	}
	return t.Case
}

// Take changes what is counted as an event tells. Events of one source must come in order; those of several may come in any.
func (c *Case) Take(e event.Event) error {
	var t toldOfCase
	if err := event.Decode(e, &t); err != nil {
		return err
	}
	switch e.Type() {
	case lead.CaseOpened{}.EventType():
		c.Department, c.Opened = t.Department, DayOf(t.OpenedAt.Time)
	case lead.CaseMoved{}.EventType():
		if t.Step == stepFiled {
			c.Filed = t.On
		}
		if t.Stage != "" && t.Stage != stageClosed { // opened again, by a person or by what the police handed back
			c.Closed, c.Outcome, c.Proposed = "", "", false
		}
	case lead.CaseDecided{}.EventType():
		if c.Decided == "" {
			c.Decided = t.On
		}
		c.Sealed = c.Sealed || t.Sealed
		if t.Category != "" {
			c.Category = t.Category
		}
	case lead.CaseClosed{}.EventType():
		c.Closed, c.Outcome, c.Proposed, c.Sealed = t.On, t.Outcome, t.Publish, c.Sealed || t.Sealed
		if t.Category != "" {
			c.Category = t.Category
		}
	case lead.ResultPublished{}.EventType():
		c.Published = c.Published || t.Product == lead.Penalty
	}
	return nil
}

// Harm reports whether a case is told only as a number of the whole.
func (c Case) Harm() bool { return c.Sealed || c.Category == harm }
