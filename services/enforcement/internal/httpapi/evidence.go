package httpapi

import (
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/evidence"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/web"
)

func (a *API) evidenceRoutes(api *echo.Group) {
	api.POST("/evidence", a.registerEvidence)
	api.GET("/evidence", a.listEvidence)
	api.GET("/evidence/:id", a.showEvidence)
	api.GET("/evidence/:id/content", a.readEvidence)
	api.GET("/evidence/:id/readings", a.listReadings)
	api.POST("/evidence/:id/:act", a.actOnEvidence)
}

// listedEvidence is an item in a list.
type listedEvidence struct {
	evidence.Item
	Standing evidence.Standing `json:"standing"`
}

// shownEvidence is an item with all that is known of it.
type shownEvidence struct {
	evidence.Chain
	Standing evidence.Standing   `json:"standing"`
	Broken   int                 `json:"broken,omitempty"` // number of the first record that does not fit the one before
	Acts     []evidence.Possible `json:"acts"`
}

func (a *API) shown(c evidence.Chain, by actor.Actor) shownEvidence {
	return shownEvidence{c, c.Standing(a.Now()), c.Broken(), append([]evidence.Possible{}, c.Acts(by, a.Now())...)}
}

func (a *API) showEvidence(c echo.Context) error {
	chain, err := a.Archive.Show(c.Request().Context(), who(c), c.Param("id"))
	if err != nil {
		return evidenceProblem(err)
	}
	return c.JSON(http.StatusOK, a.shown(chain, who(c)))
}

// listEvidence answers the evidence of a case, operation or round, as far as the caller may read it.
func (a *API) listEvidence(c echo.Context) error {
	about, err := aboutOf(c)
	if err != nil {
		return err
	}
	chains, next, err := a.Archive.List(c.Request().Context(), who(c), about, c.QueryParam("after"))
	if err != nil {
		return evidenceProblem(err)
	}
	list := []listedEvidence{}
	for _, chain := range chains {
		list = append(list, listedEvidence{chain.Item, chain.Standing(a.Now())})
	}
	return c.JSON(http.StatusOK, map[string]any{"evidence": list, "next": next})
}

func aboutOf(c echo.Context) (about evidence.About, err error) {
	for _, kind := range []evidence.Kind{evidence.Case, evidence.Operation, evidence.Round} {
		if id := c.QueryParam(string(kind)); id != "" && about.ID == "" {
			about = evidence.About{Kind: kind, ID: id}
		} else if id != "" {
			about.ID = ""
			break
		}
	}
	if about.ID == "" {
		return about, web.NewProblem(http.StatusBadRequest, "which", "evidence is listed of one case, operation or round", "add ?case=, ?operation= or ?round=")
	}
	return about, nil
}

// readEvidence streams a file. A damaged one is never given whole: a small one is an error, a large one breaks off.
func (a *API) readEvidence(c echo.Context) error {
	content, err := a.Archive.Open(c.Request().Context(), who(c), c.Param("id"))
	if err != nil {
		return evidenceProblem(err)
	}
	return content.Send(c.Response())
}

func (a *API) listReadings(c echo.Context) error {
	list, err := a.Archive.Readings(c.Request().Context(), who(c), c.Param("id"))
	if err != nil {
		return evidenceProblem(err)
	}
	return c.JSON(http.StatusOK, map[string]any{"readings": append([]postgres.Reading{}, list...)})
}

func (a *API) actOnEvidence(c echo.Context) error {
	var in evidence.Input
	if err := strictJSON(io.LimitReader(c.Request().Body, maxDraft+1), &in); err != nil {
		return err
	}
	chain, err := a.Archive.Act(c.Request().Context(), who(c), c.Param("id"), evidence.Act(c.Param("act")), in)
	if err != nil {
		return evidenceProblem(err)
	}
	return c.JSON(http.StatusOK, a.shown(chain, who(c)))
}
