package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/web"
)

func (a *API) roundRoutes(api *echo.Group) {
	api.POST("/rounds", a.orderRound)
	api.GET("/rounds", a.listRounds)
	api.GET("/coverage", a.coverageBetween)
	one := api.Group("/rounds/:id")
	one.GET("", a.round)
	one.POST("/close", a.closeRound)
	one.POST("/points", a.addPoints)
	one.POST("/points/register", a.fillFromRegister)
	one.GET("/points", a.listPoints)
	one.POST("/visits", a.addVisit)
	one.GET("/ledger", a.ledger)
	one.POST("/ledger", a.importLedger)
	one.GET("/ledger.csv", a.ledgerCSV)
	one.GET("/ledger.xlsx", a.ledgerXLSX)
	one.GET("/coverage", a.coverage)
	one.GET("/findings", a.roundFindings)
	a.promiseRoutes(api)
	a.selfCheckRoutes(api)
}

func (a *API) orderRound(c echo.Context) error {
	var in struct {
		given
		Title string      `json:"title"`
		Area  rounds.Area `json:"area"`
		From  string      `json:"from"`
		To    string      `json:"to"`
		Teams []string    `json:"teams"`
	}
	key, err := readField(c, &in)
	if err != nil {
		return err
	}
	act := a.roundAct(c, in.given)
	r, err := rounds.Order(rounds.Round{Title: in.Title, Area: in.Area, From: in.From, To: in.To, Teams: in.Teams}, act)
	if err != nil {
		return fieldRefused(err)
	}
	if r, err = a.Store.NewRound(c.Request().Context(), r, act, key); err != nil {
		return fieldRefused(err)
	}
	return c.JSON(http.StatusCreated, r)
}

// listRounds lists the rounds that the caller ordered or patrols in, and all of them to who oversees.
func (a *API) listRounds(c echo.Context) error {
	by, party := who(c), ""
	if !by.Oversees() {
		if party = onsite.Party(by); !onsite.Known(party) {
			return web.Forbidden("this token may not list rounds", "use the token of a department, a unit, or an office that oversees")
		}
	}
	all, err := a.Store.Rounds(c.Request().Context(), party, c.QueryParam("before"), listLimit)
	if err != nil {
		return err
	}
	next := ""
	if len(all) == listLimit {
		next = all[len(all)-1].ID
	}
	return c.JSON(http.StatusOK, map[string]any{"rounds": append([]rounds.Round{}, all...), "next": next})
}

// findRound returns a round that the caller may see.
func (a *API) findRound(c echo.Context, id string) (rounds.Round, error) {
	r, err := a.Store.Round(c.Request().Context(), id)
	if err != nil {
		return r, fieldRefused(err)
	}
	if !r.Sees(who(c)) {
		return r, web.NotFound("this round")
	}
	return r, nil
}

func (a *API) round(c echo.Context) error {
	r, err := a.findRound(c, c.Param("id"))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, r)
}

func (a *API) closeRound(c echo.Context) error {
	var in given
	if _, err := readField(c, &in); err != nil {
		return err
	}
	if _, err := a.findRound(c, c.Param("id")); err != nil {
		return err
	}
	r, err := a.Store.CloseRound(c.Request().Context(), c.Param("id"), a.roundAct(c, in))
	if err != nil {
		return fieldRefused(err)
	}
	return c.JSON(http.StatusOK, r)
}

func (a *API) addPoints(c echo.Context) error {
	var in struct {
		given
		Points []rounds.Point `json:"points"`
	}
	key, err := readField(c, &in)
	if err != nil {
		return err
	}
	if _, err := a.findRound(c, c.Param("id")); err != nil {
		return err
	}
	first, err := a.Store.AddPoints(c.Request().Context(), c.Param("id"), in.Points, a.roundAct(c, in.given), key)
	if err != nil {
		return fieldRefused(err)
	}
	return c.JSON(http.StatusCreated, map[string]int{"first": first, "count": len(in.Points)})
}

// fillFromRegister adds the places of the register's institutions that lie in the round's area and are no points of it yet.
func (a *API) fillFromRegister(c echo.Context) error {
	var in given
	if _, err := readField(c, &in); err != nil {
		return err
	}
	if _, err := a.findRound(c, c.Param("id")); err != nil {
		return err
	}
	n, err := a.Store.FillFromRegister(c.Request().Context(), c.Param("id"), a.roundAct(c, in))
	if err != nil {
		return fieldRefused(err)
	}
	return c.JSON(http.StatusOK, map[string]int{"added": n})
}

func (a *API) listPoints(c echo.Context) error {
	after, n, err := fieldPage(c, rounds.MaxPoints)
	if err != nil {
		return err
	}
	r, err := a.findRound(c, c.Param("id"))
	if err != nil {
		return err
	}
	points, err := a.Store.Points(c.Request().Context(), r.ID, after, n)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"points": append([]postgres.PointVisited{}, points...)})
}

func (a *API) addVisit(c echo.Context) error {
	var in struct {
		given
		Visit rounds.Visit `json:"visit"`
	}
	key, err := readField(c, &in)
	if err != nil {
		return err
	}
	if in.Visit.On != "" {
		in.On = in.Visit.On
	}
	if _, err := a.findRound(c, c.Param("id")); err != nil {
		return err
	}
	kept, err := a.Store.KeepVisit(c.Request().Context(), c.Param("id"), in.Visit, a.roundAct(c, in.given), key)
	if err != nil {
		return fieldRefused(err)
	}
	return c.JSON(http.StatusCreated, kept)
}

// coverage counts a round by street, community or grid.
func (a *API) coverage(c echo.Context) error {
	by, err := coverageBy(c)
	if err != nil {
		return err
	}
	r, err := a.findRound(c, c.Param("id"))
	if err != nil {
		return err
	}
	counted, err := a.Store.CoverageOf(c.Request().Context(), r.ID, by, a.today(""))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"by": by, "coverage": append([]rounds.Coverage{}, counted...)})
}

func coverageBy(c echo.Context) (string, error) {
	by := c.QueryParam("by")
	if by == "" {
		by = "street"
	}
	if !postgres.Covers(by) {
		return "", web.NewProblem(http.StatusBadRequest, "bad-query", "by must be street, community or grid", "mend it, or leave it out")
	}
	return by, nil
}

// coverageBetween counts all rounds between two days, with the indicators of that time, for who oversees and for departments.
func (a *API) coverageBetween(c echo.Context) error {
	by, err := coverageBy(c)
	if err != nil {
		return err
	}
	if w := who(c); !w.Oversees() && w.Department == "" {
		return web.Forbidden("this token may not read what all rounds covered", "use the token of a department or an office that oversees")
	}
	var f onsite.Form
	from, to := c.QueryParam("from"), c.QueryParam("to")
	f.Day("from", from)
	f.Day("to", to)
	if err := f.Err(); err != nil {
		return fieldRefused(err)
	}
	ctx := c.Request().Context()
	counted, err := a.Store.CoverageBetween(ctx, from, to, by, a.today(""))
	if err != nil {
		return err
	}
	asked, handedIn, err := a.Store.SelfCheckedBetween(ctx, from, to)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"by": by, "from": from, "to": to, "coverage": append([]rounds.Coverage{}, counted...),
		"indicators": rounds.Indicators(rounds.Sum(counted), asked, handedIn)})
}
