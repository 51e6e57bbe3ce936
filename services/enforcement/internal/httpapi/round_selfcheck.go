package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/web"
)

func (a *API) selfCheckRoutes(api *echo.Group) {
	mayRead := api.Group("/selfchecks", readsSelfChecks)
	mayRead.GET("/checklist", a.defaultChecklist)
	mayRead.POST("", a.callForSelfChecks)
	mayRead.GET("", a.listCampaigns)
	mayRead.GET("/:id", a.campaign)
	mayRead.POST("/:id/institutions", a.addCalled)
	mayRead.GET("/:id/missing", a.silents)
	mayRead.GET("/:id/rate", a.selfCheckRate)
	mayRead.POST("/:id/statements", a.handIn)
	mayRead.GET("/:id/statements", a.listStatements)
	mayRead.GET("/:id/form.csv", a.selfCheckForm)
	mayRead.POST("/:id/statements/file", a.importStatements)
	mayRead.GET("/statements/:id", a.statement)
	mayRead.GET("/statements/:id/items", a.statementItems)
}

// readsSelfChecks lets departments, units and who oversees in: what institutions say of themselves is for the whole district's administration.
func readsSelfChecks(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if by := who(c); !rounds.Enters(by) && !by.Oversees() {
			return web.Forbidden("this token may not read self-checks", "use the token of a department, a unit, or an office that oversees")
		}
		return next(c)
	}
}

func (a *API) defaultChecklist(c echo.Context) error {
	return c.JSON(http.StatusOK, rounds.DefaultChecklist())
}

func (a *API) callForSelfChecks(c echo.Context) error {
	var in struct {
		given
		Title string `json:"title"`
		From  string `json:"from"`
		To    string `json:"to"`
		// Checklist replaces that of the release.
		Checklist rounds.Checklist `json:"checklist"`
	}
	key, err := readField(c, &in)
	if err != nil {
		return err
	}
	act := a.roundAct(c, in.given)
	campaign, err := rounds.Call(rounds.Campaign{Title: in.Title, From: in.From, To: in.To, Checklist: in.Checklist}, act)
	if err != nil {
		return fieldRefused(err)
	}
	if campaign, err = a.Store.NewCampaign(c.Request().Context(), campaign, act, key); err != nil {
		return fieldRefused(err)
	}
	return c.JSON(http.StatusCreated, campaign)
}

func (a *API) listCampaigns(c echo.Context) error {
	all, err := a.Store.Campaigns(c.Request().Context(), c.QueryParam("before"), listLimit)
	if err != nil {
		return err
	}
	next := ""
	if len(all) == listLimit {
		next = all[len(all)-1].ID
	}
	return c.JSON(http.StatusOK, map[string]any{"campaigns": append([]rounds.Campaign{}, all...), "next": next})
}

func (a *API) findCampaign(c echo.Context) (rounds.Campaign, error) {
	campaign, err := a.Store.Campaign(c.Request().Context(), c.Param("id"))
	return campaign, fieldRefused(err)
}

func (a *API) campaign(c echo.Context) error {
	campaign, err := a.findCampaign(c)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, campaign)
}

func (a *API) addCalled(c echo.Context) error {
	var in struct {
		given
		Institutions []rounds.Called `json:"institutions"`
	}
	if _, err := readField(c, &in); err != nil {
		return err
	}
	campaign, err := a.findCampaign(c)
	if err != nil {
		return err
	}
	if err := rounds.CheckCalled(campaign, in.Institutions, a.roundAct(c, in.given)); err != nil {
		return fieldRefused(err)
	}
	n, err := a.Store.AddCalled(c.Request().Context(), campaign.ID, in.Institutions)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]int{"added": n})
}

// silents lists who was asked and has not handed in.
func (a *API) silents(c echo.Context) error {
	campaign, err := a.findCampaign(c)
	if err != nil {
		return err
	}
	all, err := a.Store.Silents(c.Request().Context(), campaign.ID, c.QueryParam("after"), listLimit)
	if err != nil {
		return err
	}
	next := ""
	if len(all) == listLimit {
		next = all[len(all)-1].Key
	}
	return c.JSON(http.StatusOK, map[string]any{"missing": append([]postgres.Silent{}, all...), "next": next})
}

func (a *API) selfCheckRate(c echo.Context) error {
	campaign, err := a.findCampaign(c)
	if err != nil {
		return err
	}
	rate, err := a.Store.SelfCheckRate(c.Request().Context(), campaign.ID)
	if err != nil {
		return err
	}
	asked, in := 0, 0
	for _, r := range rate {
		asked, in = asked+r.Asked, in+r.HandedIn
	}
	return c.JSON(http.StatusOK, map[string]any{"asked": asked, "handedIn": in, "streets": append([]postgres.SelfChecked{}, rate...)})
}

// handIn takes what an institution hands in. The same again changes nothing.
func (a *API) handIn(c echo.Context) error {
	var in struct {
		given
		rounds.Called
		Licence     string            `json:"licence"`
		Responsible string            `json:"responsible"`
		Commitment  rounds.Commitment `json:"commitment"`
		Answers     []rounds.Answer   `json:"answers"`
	}
	if _, err := readField(c, &in); err != nil {
		return err
	}
	campaign, err := a.findCampaign(c)
	if err != nil {
		return err
	}
	act := a.roundAct(c, in.given)
	s := rounds.Statement{Called: in.Called, Licence: in.Licence, Responsible: in.Responsible, Commitment: in.Commitment, Answers: in.Answers}
	if err := s.Check(campaign, act); err != nil {
		return fieldRefused(err)
	}
	if s, err = a.Store.KeepStatement(c.Request().Context(), campaign, s, act); err != nil {
		return fieldRefused(err)
	}
	return c.JSON(http.StatusCreated, s)
}

func (a *API) listStatements(c echo.Context) error {
	campaign, err := a.findCampaign(c)
	if err != nil {
		return err
	}
	const few = 50 // each has an answer for every item
	all, err := a.Store.Statements(c.Request().Context(), campaign.ID, c.QueryParam("after"), few)
	if err != nil {
		return err
	}
	next := ""
	if len(all) == few {
		next = all[len(all)-1].ID
	}
	return c.JSON(http.StatusOK, map[string]any{"statements": append([]rounds.Statement{}, all...), "next": next})
}

func (a *API) statement(c echo.Context) error {
	s, err := a.Store.Statement(c.Request().Context(), c.Param("id"))
	if err != nil {
		return fieldRefused(err)
	}
	return c.JSON(http.StatusOK, s)
}

func (a *API) statementItems(c echo.Context) error {
	s, err := a.Store.Statement(c.Request().Context(), c.Param("id"))
	if err != nil {
		return fieldRefused(err)
	}
	return a.promises(c, s.ID)
}
