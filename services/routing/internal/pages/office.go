package pages

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// officeView is what waits for the desk or the taskforce.
type officeView struct {
	Office string // desk or taskforce
	Filter filter
	Cases  []officeCase
	Next   string
	First  string
}

// officeCase is something that waits for a decision, with everything that helps to make it and the words that do.
type officeCase struct {
	row
	Text    []piece
	Address []piece
	Goes    bool // the text goes on
	Explain explanation
	Return  *returning
	Taken   bool // it was sent back, and somebody undid that
	Claims  []claim
	Asked   *asked
	Result  *result
	Sent    *letter
	Late    *late
	Actions []action
}

// late is a clock that ran out and was escalated.
type late struct {
	Whom     lead.Name
	Step, ID string
}

// returning is a return that a department asks for.
type returning struct {
	From      lead.Name
	Reason    lead.Reason
	Competent lead.Name
	Basis     string
	Note      string
}

// letter is a letter that is out.
type letter struct {
	To           lead.Name
	Number, Note string
}

// officeText is how much of a text stands on an office's page; the lead's own page has all.
const officeText = 300

// deciding are the words that decide what waits at a stage.
var deciding = map[postgres.Stage][]string{
	postgres.StageNew:        {"redo", "assign", "send-back", "ask", "split", "merge", "letter", "close"},
	postgres.StageReturn:     {"assign", "refuse-return", "excuse", "ask", "send-back", "close"},
	postgres.StageExtension:  {"decide-extension"},
	postgres.StageReview:     {"close", "rework"},
	postgres.StageRevisit:    {"revisit", "redo"},
	postgres.StageReceipt:    {"receipt"},
	postgres.StageAnswer:     {"assign", "send-back"},
	postgres.StageDisputed:   {"designate", "name-provisional"},
	postgres.StageReReviewed: {"decide-review"},
	postgres.StageEscalated:  {"designate", "supervise", "urge"},
}

// desk shows what waits for the desk.
func (p *Pages) desk(c echo.Context) error { return p.office(c, lead.Desk, deskStages) }

// taskforce shows what waits for a ruling, or for somebody to act at last.
func (p *Pages) taskforce(c echo.Context) error { return p.office(c, lead.Taskforce, taskforceStages) }

func (p *Pages) office(c echo.Context, office lead.Holder, stages []postgres.Stage) error {
	v := officeView{Office: string(office), Filter: filter{Stages: stages}}
	part, err := p.part(c, &v.Filter, postgres.Query{Office: office}, officeLimit)
	if err != nil {
		return err
	}
	ids := make([]string, len(part.Leads))
	for i, l := range part.Leads {
		ids[i] = l.ID
	}
	leads, err := p.Store.Leads(c.Request().Context(), ids)
	if err != nil {
		return err
	}
	for _, l := range part.Leads {
		v.Cases = append(v.Cases, p.caseOf(viewerOf(c), l, leads[l.ID]))
	}
	v.Next, v.First = v.Filter.turn(c, part.Next)
	return p.site.Render(c, http.StatusOK, "office", v)
}

// caseOf returns what waits, with the lead as it stands now; nil where that has gone meanwhile.
func (p *Pages) caseOf(who viewer, l postgres.Listed, now *handoff.Lead) officeCase {
	d := officeCase{row: p.rowOf(l)}
	by := lead.KindRouted
	if b := l.Brought; b != nil {
		by, d.Taken = b.Kind, b.Kind == lead.KindTakenBack
	}
	d.Text, d.Goes = cut(l.Matter.Text, officeText, l.Decision.Fired)
	if l.Matter.Place != nil {
		d.Address = marked(l.Matter.Place.Address, l.Decision.Fired)
	}
	d.Explain = p.explain(l.Decision, by, l.Category, l.Matter.Text)
	if b := l.Brought; b != nil {
		d.brought(p, *b)
	}
	if now == nil {
		return d
	}
	if l.Stage == postgres.StageDisputed || l.Stage == postgres.StageReReviewed {
		d.Claims = p.claimsOf(now)
	}
	if l.Stage == postgres.StageExtension {
		d.Asked = p.askedOf(now.Extension, l.Brought)
	}
	if l.Stage == postgres.StageReview || l.Stage == postgres.StageRevisit {
		d.Result = resultOf(now.Result)
	}
	allowed := p.allowed(who, now)
	for _, word := range deciding[l.Stage] {
		if slices.Contains(allowed, word) {
			d.Actions = append(d.Actions, actionOf(l.ID, word))
		}
	}
	return d
}

// brought says what the record asks for.
func (d *officeCase) brought(p *Pages, b lead.Record) {
	switch b.Kind {
	case lead.KindReturnAsked:
		d.Return = &returning{From: p.partyOf(b.From), Reason: lead.Reason(b.Reason), Basis: b.Basis, Note: b.Note}
		if b.Competent != "" {
			d.Return.Competent = p.partyOf(b.Competent)
		}
	case lead.KindEscalated:
		d.Late = &late{p.partyOf(b.From), b.Note, b.Reason}
	case lead.KindLettered:
		d.Sent = &letter{p.partyOf(b.To), b.Number, b.Note}
	}
}
