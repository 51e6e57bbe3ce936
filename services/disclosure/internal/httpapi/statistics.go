package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/internal/web"
)

func (a *API) statisticsRoutes(api *echo.Group) {
	api.GET("/statistics", a.statistics, web.Only(web.DeskPrincipal, web.Auditor))
}

func (a *API) statistics(c echo.Context) error {
	rows, err := a.Store.Counts(c.Request().Context(), c.QueryParam("month"))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"counts": append([]postgres.Row{}, rows...)})
}
