package pages

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/operations"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/actor"
)

func (p *Pages) operationActRoutes() []route {
	return slices.Concat(p.asks("/operations/new", p.planOperation), p.asks("/operations/:id/acts/:act", p.operationForm), p.asks("/operations/:id/acts/:act/:no", p.operationForm))
}

func operationPath(id string) string { return operationsPath + "/" + url.PathEscape(id) }

// operationTrial is an act of an operation as a trial does it: what the heart says of it tells whether the act is offered.
type operationTrial struct {
	name string
	do   func(*operations.Operation, operations.Act) (operations.Record, error)
}

const trialReason = "trial"

func operationTrials(o operations.Operation, now time.Time) []operationTrial {
	type (
		op  = operations.Operation
		act = operations.Act
	)
	stranger, refused := "", ""
	for _, d := range lead.Departments() {
		if !slices.ContainsFunc(o.Participants, func(p operations.Participant) bool { return p.Party == string(d) }) {
			stranger = string(d)
		}
	}
	for _, p := range o.Participants {
		if p.Reply == operations.Refused {
			refused = p.Party
		}
	}
	return []operationTrial{
		{"confirm", func(o *op, a act) (operations.Record, error) { return o.Confirm(operations.Draft{}, a) }},
		{"dismiss", func(o *op, a act) (operations.Record, error) { return o.Dismiss(trialReason, a) }},
		{"reply", func(o *op, a act) (operations.Record, error) { return o.Reply(true, "", a) }},
		{"rule", func(o *op, a act) (operations.Record, error) { return o.Rule(refused, false, trialReason, a) }},
		{"start", func(o *op, a act) (operations.Record, error) { return o.Start(a) }},
		{"site", func(o *op, a act) (operations.Record, error) { return o.Visit(operations.NewSite{At: now}, a) }},
		{"finding", func(o *op, a act) (operations.Record, error) { return o.Find(operations.NewFinding{Site: 1}, a) }},
		{"finish", func(o *op, a act) (operations.Record, error) { return o.Finish(a) }},
		{"sign", func(o *op, a act) (operations.Record, error) { return o.Sign("", a) }},
		{"split", func(o *op, a act) (operations.Record, error) { return o.Split(nil, trialReason, a) }},
		{"invite", func(o *op, a act) (operations.Record, error) {
			return o.Invite(operations.Division{Party: stranger, Task: trialReason}, a)
		}},
		{"postpone", func(o *op, a act) (operations.Record, error) {
			return o.Postpone(operations.Rally{At: now, Place: trialReason}, trialReason, a)
		}},
		{"cancel", func(o *op, a act) (operations.Record, error) { return o.Cancel(trialReason, a) }},
	}
}

// operationCan are the acts that the reader can do now: those that are refused for nothing but what a form would say.
func (p *Pages) operationCan(o operations.Operation, by actor.Actor) (names []string) {
	act := operations.Act{By: by, On: dayOf(p.Now()), Now: p.Now()}
	for _, try := range operationTrials(o, p.Now()) {
		copied, err := copyOf(o)
		if err != nil {
			return nil
		}
		var r *onsite.Refusal
		if _, err := try.do(&copied, act); err == nil || errors.As(err, &r) && r.Kind == onsite.Invalid {
			names = append(names, try.name)
		}
	}
	return names
}

// copyOf copies an operation so that a trial changes nothing of it.
func copyOf(o operations.Operation) (out operations.Operation, err error) {
	body, err := json.Marshal(o)
	if err == nil {
		err = json.Unmarshal(body, &out)
	}
	return out, err
}

// changes are the findings that the reader can strike, or give to another department. Each is tried on the same copy: a trial touches its own
// finding only, and signatures, which do not matter here.
func (p *Pages) changes(o operations.Operation, by actor.Actor) map[int]bool {
	out := map[int]bool{}
	copied, err := copyOf(o)
	if err != nil {
		return out
	}
	act := operations.Act{By: by, On: dayOf(p.Now()), Now: p.Now()}
	for _, s := range o.Sites {
		for _, f := range s.Findings {
			_, err := copied.Strike(f.No, trialReason, act)
			out[f.No] = err == nil
		}
	}
	return out
}

// seenOperation is an operation that the reader may see.
func (p *Pages) seenOperation(c echo.Context) (operations.Operation, error) {
	o, err := p.Store.Operation(c.Request().Context(), c.Param("id"))
	if err == nil && !o.Sees(who(c)) {
		err = unseen(nil)
	}
	return o, err
}

// draftFields are what a plan says.
func draftFields(c echo.Context) []field {
	leads := asking("leads", list, 0)
	leads.Required = who(c).Role != actor.Taskforce
	return append([]field{needing("title", text, 200).labelledAs("field.operation"), needing("reason", long, 4000).labelledAs("operation.from"), leads, asking("street", text, 100),
		needing("rallyDay", day, 0), needing("rallyTime", clock, 0), needing("rallyPlace", text, 500), needing("plan", long, 4000),
		needing("participants", rows, 0).of(append(partyFields(), needing("task", long, 4000))...)}, byFields()...)
}

func (s sent) operationAct(p *Pages) operations.Act {
	on := s.on
	if on == "" {
		on = dayOf(p.Now())
	}
	return operations.Act{By: s.by, On: on, Now: p.Now()}
}

// moment is a day and a time of it in China.
func moment(day, clock string) time.Time {
	at, _ := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, calendar.China)
	return at
}

func (s sent) rally() operations.Rally {
	return operations.Rally{At: moment(s.text("rallyDay"), s.text("rallyTime")), Place: s.text("rallyPlace")}
}

// partyFields are who takes part: a department, or another unit by its code.
func partyFields() []field {
	return []field{asking("party", choice, 0, departments()...), asking("other", text, 32)}
}

// partyIn turns what the form asks for into the code of who takes part.
func partyIn(data map[string]any) {
	if _, ok := data["party"]; !ok {
		data["party"] = data["other"]
	}
	delete(data, "other")
}

func (s sent) draft() (d operations.Draft, err error) {
	all, _ := s.data["participants"].([]any)
	for _, one := range all {
		if row, ok := one.(map[string]any); ok {
			partyIn(row)
		}
	}
	err = recast(s.data, &d)
	d.Rally = s.rally()
	return d, err
}

// planOperation is the form of a plan: the taskforce's, or that of a department that leads a lead of it.
func (p *Pages) planOperation(c echo.Context) (asked, error) {
	if !plansOperations(who(c)) {
		return asked{}, onsite.Refuse(onsite.NotYours, "not-an-initiator", "only the taskforce and departments begin joint operations", "ask the taskforce")
	}
	return asked{sheet{Says: words["joint.plan"], Back: operationsPath, Fields: draftFields(c)}, "joint.plan", func(c echo.Context, s sent) (string, error) {
		d, err := s.draft()
		if err != nil {
			return "", err
		}
		act := s.operationAct(p)
		var mine []string
		if dep := act.By.Department; dep != "" && len(d.Leads) > 0 {
			if mine, err = p.Store.MyLeads(c.Request().Context(), dep, d.Leads); err != nil {
				return "", err
			}
		}
		o, record, err := operations.Plan(d, act, mine)
		if err == nil {
			o, err = p.Store.NewOperation(c.Request().Context(), o, record, act, s.key)
		}
		return operationPath(o.ID), err
	}}, nil
}

func plansOperations(by actor.Actor) bool {
	return by.Role == actor.Taskforce || by.Department != ""
}

// operationForm is the form of an act on an operation, or on one of its findings.
func (p *Pages) operationForm(c echo.Context) (asked, error) {
	o, err := p.seenOperation(c)
	if err != nil {
		return asked{}, err
	}
	name, no, by := c.Param("act"), number(c.Param("no")), who(c)
	onFinding := name == "strike" || name == "assign"
	if onFinding && !p.changes(o, by)[no] || !onFinding && !slices.Contains(p.operationCan(o, by), name) {
		return asked{}, onsite.Refuse(onsite.NotNow, "not-in-this-state", "this cannot be done now, or not by this reader", "look at the operation as it is")
	}
	about := o.Title
	if onFinding {
		about = fmt.Sprintf("%s #%d", o.Title, no)
	}
	s := sheet{Says: words["joint."+name], About: about, Back: operationPath(o.ID), Fields: operationFields(c, o, name), Seen: o.Version}
	if name == "confirm" {
		s.Filled = proposed(o)
	}
	return asked{s, "joint." + name, func(c echo.Context, s sent) (string, error) {
		act, version := s.operationAct(p), s.version
		if name == "site" || name == "finding" {
			version = 0 // they only add something
		}
		do, err := operationDo(name, no, s)
		if err != nil {
			return "", err
		}
		_, err = p.Store.ActOnOperation(c.Request().Context(), postgres.OperationAct{ID: o.ID, Version: version, Key: s.key, Act: act,
			Do: func(o *operations.Operation) (operations.Record, error) { return do(o, act) }})
		return operationPath(o.ID), err
	}}, nil
}
