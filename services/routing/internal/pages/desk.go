package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

type deskView struct {
	Filter filter
	Cases  []deskCase
	Next   string
	First  string
}

// deskCase is something that waits for the desk's decision, explained.
type deskCase struct {
	row
	Text    []piece
	Address []piece
	Goes    bool // the text goes on
	Explain explanation
	Return  *returning
	Taken   bool // it was sent back, and somebody undid that
}

// returning is a return that a department asks for.
type returning struct {
	From      lead.Name
	Reason    lead.Reason
	Competent lead.Name
	Basis     string
	Note      string
}

// deskText is how much of a text stands on the desk's page; the lead's own page has all.
const deskText = 300

// desk shows what waits for a decision, with everything that helps to make it.
func (p *Pages) desk(c echo.Context) error {
	v := deskView{Filter: filter{Stages: []postgres.Stage{postgres.StageNew, postgres.StageReturn}}}
	part, err := p.part(c, &v.Filter, postgres.Query{State: handoff.AtDesk}, deskLimit)
	if err != nil {
		return err
	}
	for _, l := range part.Leads {
		v.Cases = append(v.Cases, p.deskCaseOf(l))
	}
	v.Next, v.First = v.Filter.turn(c, part.Next)
	return p.site.Render(c, http.StatusOK, "desk", v)
}

func (p *Pages) deskCaseOf(l postgres.Listed) deskCase {
	d := deskCase{row: p.rowOf(l)}
	by := lead.KindRouted
	if b := l.Brought; b != nil {
		by, d.Taken = b.Kind, b.Kind == lead.KindTakenBack
	}
	d.Text, d.Goes = cut(l.Matter.Text, deskText, l.Decision.Fired)
	if l.Matter.Place != nil {
		d.Address = marked(l.Matter.Place.Address, l.Decision.Fired)
	}
	d.Explain = p.explain(l.Decision, by, l.Category, l.Matter.Text)
	if b := l.Brought; b != nil && b.Kind == lead.KindReturnAsked {
		d.Return = &returning{From: l.Department.Name(), Reason: lead.Reason(b.Reason), Basis: b.Basis, Note: b.Note}
		if b.Competent != "" {
			d.Return.Competent = partyOf(b.Competent)
		}
	}
	return d
}
