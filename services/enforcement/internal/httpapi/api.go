// Package httpapi is enforcement's HTTP side: departments see their cases.
package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/web"
)

// API answers departments, the desk and auditors.
type API struct{ Store *postgres.Store }

const listLimit = 200

// Register adds the routes.
func (a *API) Register(s *web.Server, tokens web.Tokens) {
	api := s.Group("/enforcement/api/v1", tokens.Authenticate)
	api.GET("/cases", a.list)
	web.ServeAsides(api, a.Store.Log)
}

// list answers a department's own cases, and all of them to the desk and the auditor.
func (a *API) list(c echo.Context) error {
	department := ""
	if d, ok := web.Caller(c).Department(); ok {
		department = string(d)
	} else if caller := web.Caller(c); caller != web.DeskPrincipal && caller != web.Auditor {
		return web.Forbidden("this token may not list cases", "use the token of a department, the desk or the auditor")
	}
	list, err := a.Store.List(c.Request().Context(), department, c.QueryParam("lead"), listLimit)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"cases": append([]cases.Case{}, list...)})
}
