package httpapi

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/web"
)

func (a *API) matchRoutes(g *echo.Group) {
	g.GET("/matches", a.listMatches)
	g.POST("/matches", a.linkInstitution)
	g.POST("/matches/:match/:word", a.sayOfMatch)
}

// listMatches lists the proposals that wait for a person, or with kind and subject, or institution, the matches of one. A department sees
// those of its own leads, cases and patrols, whoever oversees sees all.
func (a *API) listMatches(c echo.Context) error {
	by := who(c)
	q := postgres.Matches{Kind: c.QueryParam("kind"), Subject: c.QueryParam("subject"), Institution: c.QueryParam("institution"), Behind: c.QueryParam("after"), Limit: institutionPage}
	if !by.Oversees() {
		q.Department = by.Department
	}
	if q.Subject != "" && !slices.Contains(institutions.Kinds(), q.Kind) {
		return web.NewProblem(http.StatusBadRequest, "bad-query", "kind must be lead, case or patrol beside a subject", "add it")
	}
	list, err := a.Store.ListMatches(c.Request().Context(), q)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"matches": append([]institutions.Link{}, list...)})
}

// linkInstitution says of a lead, a case or a patrol which institution it is about, without a proposal.
func (a *API) linkInstitution(c echo.Context) error {
	var body struct {
		Kind        string `json:"kind"`
		Subject     string `json:"subject"`
		Institution string `json:"institution"`
		why
	}
	if _, err := readInstitutionBody(c, &body); err != nil {
		return err
	}
	subject := institutions.Subject{Kind: body.Kind, ID: body.Subject}
	if err := subject.Check(); err != nil {
		return institutionProblem(err)
	}
	l, err := a.Store.LinkInstitution(c.Request().Context(), subject, body.Institution, a.why(c, body.why))
	if err != nil {
		return institutionProblem(err)
	}
	return c.JSON(http.StatusOK, l)
}

// sayOfMatch confirms or rejects a match, or takes that back.
func (a *API) sayOfMatch(c echo.Context) error {
	var body why
	if _, err := readInstitutionBody(c, &body); err != nil {
		return err
	}
	l, err := a.Store.SayOfMatch(c.Request().Context(), c.Param("match"), c.Param("word"), a.why(c, body))
	if err != nil {
		return institutionProblem(err)
	}
	return c.JSON(http.StatusOK, l)
}
