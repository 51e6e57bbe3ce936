package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/archive"
	"xiansuo/services/enforcement/internal/evidence"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/operations"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/web"
)

func (p *Pages) roundRoutes() []route {
	return []route{
		{http.MethodGet, "/rounds", goes(p.rounds)}, {http.MethodGet, "/rounds/:id", goes(p.round)},
		{http.MethodGet, "/operations", goes(p.operations)}, {http.MethodGet, "/operations/:id", goes(p.operation)},
	}
}

const (
	roundsPath     = prefix + "rounds"
	operationsPath = prefix + "operations"
	listLimit      = 100
)

// patrols reports whether somebody has to do with patrols and operations: departments, units and who oversees.
func patrols(by actor.Actor) bool {
	return by.Oversees() || by.Department != "" || by.Role == actor.Sender && lead.ValidUnit(by.Name)
}

func goes(show echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !patrols(who(c)) {
			return web.NotFound("this page")
		}
		return show(c)
	}
}

// partyOf is whose lists the reader sees; empty is everybody's.
func partyOf(by actor.Actor) string {
	if by.Oversees() {
		return ""
	}
	return onsite.Party(by)
}

// roundsView is the list of patrols.
type roundsView struct {
	Rounds []rounds.Round
	Next   string
	Can    []action
	Told   string
}

func (p *Pages) rounds(c echo.Context) error {
	list, err := p.Store.Rounds(c.Request().Context(), partyOf(who(c)), c.QueryParam("before"), listLimit)
	if err != nil {
		return err
	}
	v := roundsView{Rounds: list, Told: p.told(c)}
	if ordersRounds(who(c)) {
		v.Can = []action{{words["patrol.new"], roundsPath + "/new"}}
	}
	if len(list) == listLimit {
		v.Next = roundsPath + "?before=" + url.QueryEscape(list[listLimit-1].ID)
	}
	return p.site.Render(c, http.StatusOK, "rounds", v)
}

// roundView is one patrol with its coverage.
type roundView struct {
	rounds.Round
	Coverage []covered
	Whole    covered
	By       string
	Bys      []string
	Promises []promised
	More     bool
	Evidence []evidence.Chain
	Upload   string // address of the form for evidence, where the reader may register some
	Points   []pointShown
	Next     string // address of more points
	Can      []action
	Told     string
}

// covered is a place with how much of it was visited, in whole percents.
type covered struct {
	rounds.Coverage
	Percent int
}

// promised is what was found, and whether its day has passed.
type promised struct {
	rounds.Promise
	Late bool
}

var coverages = []string{"street", "community", "grid"}

func (p *Pages) round(c echo.Context) error {
	ctx, by := c.Request().Context(), who(c)
	r, err := p.Store.Round(ctx, c.Param("id"))
	if err != nil || !r.Sees(by) {
		return unseen(err)
	}
	v := roundView{Round: r, By: c.QueryParam("by"), Bys: coverages, Can: roundActs(r, by), Told: p.told(c)}
	if !slices.Contains(coverages, v.By) {
		v.By = coverages[0]
	}
	counted, err := p.Store.CoverageOf(ctx, r.ID, v.By, dayOf(p.Now()))
	if err != nil {
		return err
	}
	for _, one := range counted {
		v.Coverage = append(v.Coverage, shareOf(one))
	}
	v.Whole = shareOf(rounds.Sum(counted))
	found, err := p.Store.Promises(ctx, r.ID, "", listLimit)
	if err != nil {
		return err
	}
	for _, one := range found {
		v.Promises = append(v.Promises, p.promised(one))
	}
	if v.Points, v.Next, err = p.pointsOf(c, r); err != nil {
		return err
	}
	v.More = len(found) == listLimit
	if v.Evidence, err = p.evidenceList(c, evidence.About{Kind: evidence.Round, ID: r.ID}); err != nil {
		return err
	}
	if p.mine(c, evidence.About{Kind: evidence.Round, ID: r.ID}) == nil {
		v.Upload = roundsPath + "/" + url.PathEscape(r.ID) + "/evidence"
	}
	return p.site.Render(c, http.StatusOK, "round", v)
}

// evidenceList is the evidence of something as far as the reader may see it; none where it may see none.
func (p *Pages) evidenceList(c echo.Context, about evidence.About) ([]evidence.Chain, error) {
	list, _, err := p.Archive.List(c.Request().Context(), who(c), about, "")
	if err != nil && !errors.Is(err, archive.ErrNotFound) {
		return nil, err
	}
	return list, nil
}

func shareOf(one rounds.Coverage) covered {
	out := covered{Coverage: one}
	if one.Planned > 0 {
		out.Percent = one.Visited * 100 / one.Planned
	}
	return out
}

// unseen is what is not there, or is not shown.
func unseen(err error) error {
	if refusal, ok := err.(*onsite.Refusal); err == nil || ok && refusal.Kind == onsite.NotThere {
		return web.NotFound("this")
	}
	return err
}

// operationsView is the list of joint operations.
type operationsView struct {
	Operations []operations.Operation
	State      string
	States     []operations.State
	Next       string
	Can        []action
}

var operationStates = []operations.State{operations.Proposed, operations.Planned, operations.Underway, operations.Visited, operations.Ended, operations.Cancelled, operations.Dismissed}

func (p *Pages) operations(c echo.Context) error {
	q := postgres.OperationQuery{Party: partyOf(who(c)), State: operations.State(c.QueryParam("state")), Before: c.QueryParam("before"), Limit: listLimit}
	list, err := p.Store.Operations(c.Request().Context(), q)
	if err != nil {
		return err
	}
	v := operationsView{Operations: list, State: string(q.State), States: operationStates}
	if plansOperations(who(c)) {
		v.Can = []action{{words["joint.plan"], operationsPath + "/new"}}
	}
	if len(list) == listLimit {
		v.Next = operationsPath + "?" + url.Values{"state": {v.State}, "before": {list[listLimit-1].ID}}.Encode()
	}
	return p.site.Render(c, http.StatusOK, "operations", v)
}

// operationView is one joint operation with what was done.
type operationView struct {
	operations.Operation
	Acts     []postgres.OperationActed
	Unsigned []string
	Evidence []evidence.Chain
	Upload   string // address of the form for evidence, where the reader may register some
	Path     string
	Can      []action
	Told     string
	Changes  map[int]bool // findings that the reader can strike or assign
}

func (p *Pages) operation(c echo.Context) error {
	ctx := c.Request().Context()
	o, err := p.Store.Operation(ctx, c.Param("id"))
	if err != nil || !o.Sees(who(c)) {
		return unseen(err)
	}
	v := operationView{Operation: o, Path: operationPath(o.ID), Told: p.told(c), Changes: p.changes(o, who(c))}
	for _, name := range p.operationCan(o, who(c)) {
		v.Can = append(v.Can, action{words["joint."+name], v.Path + "/acts/" + name})
	}
	if o.State == operations.Visited || o.State == operations.Ended {
		v.Unsigned = o.Unsigned()
	}
	if v.Acts, err = p.Store.OperationActs(ctx, o.ID); err != nil {
		return err
	}
	if v.Evidence, err = p.evidenceList(c, evidence.About{Kind: evidence.Operation, ID: o.ID}); err != nil {
		return err
	}
	if p.mine(c, evidence.About{Kind: evidence.Operation, ID: o.ID}) == nil {
		v.Upload = operationsPath + "/" + url.PathEscape(o.ID) + "/evidence"
	}
	return p.site.Render(c, http.StatusOK, "operation", v)
}
