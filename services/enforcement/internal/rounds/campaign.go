package rounds

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/text"
)

// Campaign is a call to institutions to check themselves (自查自纠).
type Campaign struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"`
	OrderedBy string    `json:"orderedBy"`
	From      string    `json:"from"`
	To        string    `json:"to"`
	Checklist Checklist `json:"checklist"`
}

// Called is an institution that a campaign asks.
type Called struct {
	Institution string `json:"institution,omitempty"`
	Name        string `json:"name"`
	USCC        string `json:"uscc,omitempty"`
	Street      string `json:"street,omitempty"`
	Address     string `json:"address,omitempty"`
}

// MaxCalled is how many institutions one request adds.
const MaxCalled = 1000

// Key is under which an institution is one: its id in the register, its code, or its name.
func (c Called) Key() string {
	switch {
	case c.Institution != "":
		return "id:" + c.Institution
	case c.USCC != "":
		return "uscc:" + c.USCC
	}
	return "name:" + text.Fold(c.Name).Plain
}

// Check checks an institution, and writes its code as the register does.
func (c *Called) Check(f *onsite.Form) {
	c.Name, c.USCC = strings.TrimSpace(c.Name), strings.ToUpper(strings.TrimSpace(c.USCC))
	f.Need("name", c.Name, onsite.MaxName)
	f.May("institution", c.Institution, 64)
	f.May("uscc", c.USCC, 18)
	f.That(c.USCC == "" || len(c.USCC) == 18, "uscc", "must have 18 characters")
	f.May("street", c.Street, 100)
	f.May("address", c.Address, 500)
}

// Call calls institutions to check themselves: the taskforce and departments may.
func Call(c Campaign, act Act) (Campaign, error) {
	if act.By.Role != actor.Taskforce && act.By.Department == "" {
		return c, onsite.Refuse(onsite.NotYours, "may-not-order", "only the taskforce and departments call for self-checks", "ask one of them")
	}
	var f onsite.Form
	f.Need("title", c.Title, onsite.MaxName)
	f.Day("from", c.From)
	f.Day("to", c.To)
	f.That(c.From <= c.To, "to", "must not lie before from")
	c.Title, c.OrderedBy = onsite.Clean(c.Title), onsite.Party(act.By)
	if len(c.Checklist.Sections) == 0 {
		c.Checklist = DefaultChecklist()
	}
	if err := f.Err(); err != nil {
		return c, err
	}
	return c, c.Checklist.check()
}

// Enters reports whether an actor may write statements down: who called, departments, units and the desk, on behalf of institutions.
func Enters(a actor.Actor) bool {
	return a.Role == actor.Taskforce || a.Role == actor.Desk || onsite.Known(onsite.Party(a))
}

// Result is what an institution says of an item.
type Result string

// The results.
const (
	Passed  Result = "ok"
	Problem Result = "problem"
	Without Result = "not-applicable"
)

// Answer is what an institution says of an item of the checklist.
type Answer struct {
	Item   string `json:"item"`
	Result Result `json:"result"`
	// Problem is what is wrong, Photo the id of its picture, Measure what will be done, Responsible by whom, and Promised by which day.
	Problem     string `json:"problem,omitempty"`
	Photo       string `json:"photo,omitempty"`
	Measure     string `json:"measure,omitempty"`
	Responsible string `json:"responsible,omitempty"`
	Promised    string `json:"promised,omitempty"`
	// Done is the day on which it was done, where that was before the statement was entered.
	Done string `json:"done,omitempty"`
}

// Statement is what an institution hands in, with its commitment (承诺书).
type Statement struct {
	ID       string `json:"id"`
	Campaign string `json:"campaign"`
	Called
	Licence string `json:"licence,omitempty"`
	// Responsible is 负责人, who signs.
	Responsible string     `json:"responsible"`
	Commitment  Commitment `json:"commitment"`
	On          string     `json:"on"`
	Answers     []Answer   `json:"answers"`
}

// Commitment is a signed letter (承诺书).
type Commitment struct {
	SignedBy string `json:"signedBy"`
	On       string `json:"on"`
	// Evidence is the id of the scan.
	Evidence string `json:"evidence,omitempty"`
}

// Digest is the same for the same statement.
func (s Statement) Digest() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %q", s.Called.Key(), s.Responsible, s.Commitment, s.On, s.Answers))
	return hex.EncodeToString(sum[:])
}

// Check checks a statement: every item of the checklist is answered once, and every problem has a measure, somebody who does it and a day.
func (s *Statement) Check(c Campaign, act Act) error {
	if !Enters(act.By) {
		return onsite.Refuse(onsite.NotYours, "may-not-enter", "this token may not hand in statements", "use that of a department, a unit, the desk or the taskforce")
	}
	s.Campaign, s.On = c.ID, act.On
	var f onsite.Form
	s.Called.Check(&f)
	f.That(s.Institution != "" || s.USCC != "", "institution", "must be an id of the register, or a name with its unified social credit code")
	f.May("licence", s.Licence, 64)
	f.Need("responsible", s.Responsible, 50)
	f.Past("on", s.On, act.Now)
	f.That(s.On >= c.From, "on", "must not lie before the campaign")
	f.Need("commitment.signedBy", s.Commitment.SignedBy, 50)
	f.Past("commitment.on", s.Commitment.On, act.Now)
	f.May("commitment.evidence", s.Commitment.Evidence, 64)
	items := c.Checklist.Items()
	f.That(len(s.Answers) == len(items), "answers", "must answer every item of the checklist once")
	answered := map[string]bool{}
	for i := range s.Answers {
		a := &s.Answers[i]
		f.That(slices.Contains(items, a.Item) && !answered[a.Item], "answers", "must answer every item of the checklist once")
		answered[a.Item] = true
		a.check(&f, s.On, act)
	}
	return f.Err()
}

func (a *Answer) check(f *onsite.Form, on string, act Act) {
	f.That(slices.Contains([]Result{Passed, Problem, Without}, a.Result), "result", "must be ok, problem or not-applicable")
	f.May("photo", a.Photo, 64)
	if a.Result != Problem {
		f.That(a.Problem == "" && a.Measure == "" && a.Promised == "" && a.Done == "" && a.Responsible == "", "answers", "must not promise anything where there is no problem")
		return
	}
	f.Need("problem", a.Problem, 1000)
	f.Need("measure", a.Measure, 1000)
	f.Need("answers.responsible", a.Responsible, 50)
	f.Day("promised", a.Promised)
	if a.Done != "" {
		f.Past("done", a.Done, act.Now)
	}
	f.That(a.Promised >= on || a.Done != "" && a.Done <= on, "promised", "must not lie before the statement")
	a.Problem, a.Measure = onsite.Clean(a.Problem), onsite.Clean(a.Measure)
}

// Promises returns what the statement promises.
func (s Statement) Promises(c Campaign) []Promise {
	var out []Promise
	for _, a := range s.Answers {
		if a.Result != Problem {
			continue
		}
		item := c.Checklist.Item(a.Item)
		p := Promise{Channel: lead.SelfCheck, Parent: s.ID, Item: a.Item, Category: item.Category, Text: item.ZH + "：" + a.Problem, Institution: s.Institution, Measure: a.Measure,
			Responsible: a.Responsible, Due: a.Promised, State: Open, Version: 1, Target: lead.Target{Name: s.Name, USCC: s.USCC, Licence: s.Licence},
			Place: lead.Place{Address: s.Address, Street: s.Street}}
		if a.Done != "" {
			p.State, p.MendedOn = Mended, a.Done
		}
		out = append(out, p)
	}
	return out
}

// CheckCalled checks institutions that a campaign asks: who called adds them, and the taskforce.
func CheckCalled(c Campaign, all []Called, act Act) error {
	if act.By.Role != actor.Taskforce && onsite.Party(act.By) != c.OrderedBy {
		return onsite.Refuse(onsite.NotYours, "not-your-campaign", "only who called and the taskforce add institutions", "ask them")
	}
	var f onsite.Form
	f.That(len(all) > 0 && len(all) <= MaxCalled, "institutions", "must be 1 to 1000")
	for i := range all {
		all[i].Check(&f)
	}
	return f.Err()
}
