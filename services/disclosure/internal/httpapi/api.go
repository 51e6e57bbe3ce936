// Package httpapi is disclosure's HTTP side: counts for the desk and the auditor.
package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/internal/web"
)

// API answers the desk and auditors.
type API struct{ Store *postgres.Store }

// Register adds the routes.
func (a *API) Register(s *web.Server, tokens web.Tokens) {
	api := s.Group("/disclosure/api/v1", tokens.Authenticate)
	api.GET("/statistics", a.statistics, web.Only(web.DeskPrincipal, web.Auditor))
	web.ServeAsides(api, a.Store.Log)
}

func (a *API) statistics(c echo.Context) error {
	rows, err := a.Store.Counts(c.Request().Context(), c.QueryParam("month"))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"counts": append([]postgres.Row{}, rows...)})
}
