package httpapi

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/web"
)

func (a *API) institutionRoutes(api *echo.Group) {
	g := api.Group("/institutions", readsInstitutions)
	g.GET("", a.searchInstitutions)
	g.POST("", a.createInstitution)
	g.GET("/white", a.whiteList)
	g.GET("/watch", a.watchList)
	g.GET("/:id", a.institution)
	g.GET("/:id/history", a.institutionHistory)
	g.PUT("/:id", a.changeInstitution)
	g.POST("/:id/remove", a.removeInstitution)
	g.POST("/:id/white", a.enterWhite)
	g.POST("/:id/white/:entry/end", a.leaveWhite)
	g.POST("/:id/watch", a.enterWatch)
	g.POST("/:id/watch/:entry/end", a.leaveWatch)
	a.matchRoutes(g)
	a.importRoutes(g)
}

// readsInstitutions lets every department and whoever oversees in: the register holds inner lists.
func readsInstitutions(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !institutions.Reads(who(c)) {
			return web.Forbidden("this token may not read the register", "use the token of a department, its head, or an office that oversees")
		}
		return next(c)
	}
}

// institutionView is an institution with what is told from it today.
type institutionView struct {
	*institutions.State
	Papers   lead.Papers   `json:"papers"`
	Standing lead.Standing `json:"standing"`
	Listed   bool          `json:"listed"`
}

func (a *API) viewOf(s *institutions.State) institutionView {
	day := institutions.DayOf(a.Now())
	s.Mark(day)
	return institutionView{s, s.Papers(day), s.Standing(day), s.Listed(day)}
}

func (a *API) institution(c echo.Context) error {
	s, err := a.Store.Institution(c.Request().Context(), c.Param("id"))
	if err != nil {
		return institutionProblem(err)
	}
	return c.JSON(http.StatusOK, a.viewOf(s))
}

// institutionPage is how much of a list one answer has.
const institutionPage = 100

// searchInstitutions looks for a name, an address, a code or the number of a licence; without q it lists all.
func (a *API) searchInstitutions(c echo.Context) error {
	q := c.QueryParam("q")
	if len(q) > 600 {
		return web.NewProblem(http.StatusBadRequest, "bad-query", "the text to look for is too long", "look for at most 200 characters")
	}
	list, err := a.Store.Search(c.Request().Context(), q, postgres.Cursor{Name: c.QueryParam("afterName"), ID: c.QueryParam("after")}, institutionPage)
	if err != nil {
		return err
	}
	out := map[string]any{"institutions": append([]postgres.FoundInstitution{}, list...)}
	if len(list) == institutionPage {
		last := list[len(list)-1]
		out["next"] = map[string]string{"afterName": last.Name, "after": last.ID}
	}
	return c.JSON(http.StatusOK, out)
}

// institutionHistory lists what was done with an institution; after is the number of the last record that was read.
func (a *API) institutionHistory(c echo.Context) error {
	behind, err := strconv.Atoi(c.QueryParam("after"))
	if c.QueryParam("after") != "" && (err != nil || behind < 0 || behind > 1<<30) {
		return web.NewProblem(http.StatusBadRequest, "bad-query", "after must be the number of a record", "leave it out for the first")
	}
	ctx := c.Request().Context()
	if _, err := a.Store.Institution(ctx, c.Param("id")); err != nil {
		return institutionProblem(err)
	}
	list, err := a.Store.History(ctx, c.Param("id"), behind, institutionPage)
	if err != nil {
		return institutionProblem(err)
	}
	return c.JSON(http.StatusOK, map[string]any{"records": append([]institutions.Record{}, list...)})
}

func (a *API) whiteList(c echo.Context) error {
	list, err := a.Store.WhiteList(c.Request().Context(), c.QueryParam("after"), institutionPage)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"entries": append([]postgres.ListEntry[institutions.WhiteEntry]{}, list...)})
}

func (a *API) watchList(c echo.Context) error {
	list, err := a.Store.WatchList(c.Request().Context(), c.QueryParam("after"), institutions.DayOf(a.Now()), institutionPage)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"entries": append([]postgres.ListEntry[institutions.WatchEntry]{}, list...)})
}
