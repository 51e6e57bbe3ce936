package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/web"
)

func (p *Pages) caseRoutes() []route {
	return []route{
		{http.MethodGet, "/", p.home}, {http.MethodGet, "/cases/:number", p.oneCase},
		{http.MethodGet, "/cases/:number/acts/:act", p.actForm}, {http.MethodPost, "/cases/:number/acts/:act", p.act},
	}
}

// hasCases reports whether somebody has cases to look at.
func hasCases(by actor.Actor) bool { return by.Department != "" || by.Oversees() }

// caseList is a part of a list of cases with what narrows it.
type caseList struct {
	postgres.CasePart
	Stage       string
	Late        bool
	Party       string
	Department  string
	Departments []lead.Department // to choose from, for who oversees
	Stages      []cases.Stage
	Set         bool
	Today       string
	More        string // address of the next part
	Told        string
}

var stages = []cases.Stage{cases.Opened, cases.Checking, cases.Investigating, cases.Concluded, cases.Noticed, cases.Decided, cases.Served, cases.Settled, cases.NotFiled, cases.Closed}

// home lists a department's own cases, and all of them to who oversees. A unit has patrols instead.
func (p *Pages) home(c echo.Context) error {
	by := who(c)
	switch {
	case hasCases(by):
	case patrols(by):
		return p.rounds(c)
	default:
		return web.NotFound("this page")
	}
	v := caseList{Stage: c.QueryParam("stage"), Late: c.QueryParam("late") == "1", Party: strings.TrimSpace(c.QueryParam("party")), Stages: stages, Today: dayOf(p.Now()), Told: p.told(c)}
	q := postgres.CaseQuery{Department: by.Department, Stage: cases.Stage(v.Stage), Late: v.Late, Party: v.Party, Today: v.Today, After: c.QueryParam("after"), Limit: listLimit}
	if by.Oversees() {
		v.Department, v.Departments = c.QueryParam("department"), lead.Departments()
		q.Department = lead.Department(v.Department)
	}
	if q.Stage != "" && !slices.Contains(stages, q.Stage) || q.Department != "" && !q.Department.Valid() || len(v.Party) > 600 {
		return web.NewProblem(http.StatusBadRequest, "bad-filter", "the filter is none", "begin at the list")
	}
	v.Set = v.Stage != "" || v.Late || v.Party != "" || v.Department != ""
	part, err := p.Store.Cases(c.Request().Context(), q)
	if errors.Is(err, postgres.ErrCursor) {
		return web.NewProblem(http.StatusBadRequest, "bad-cursor", "after is no end of a part", "begin with the first part")
	}
	if err != nil {
		return err
	}
	v.CasePart = part
	if part.Next != "" {
		next := url.Values{"after": {part.Next}}
		for name, value := range map[string]string{"stage": v.Stage, "party": v.Party, "department": v.Department} {
			if value != "" {
				next.Set(name, value)
			}
		}
		if v.Late {
			next.Set("late", "1")
		}
		v.More = prefix + "?" + next.Encode()
	}
	return p.site.Render(c, http.StatusOK, "cases", v)
}
