package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/internal/web"
)

func (a *API) caseRoutes(api *echo.Group) {
	api.GET("/cases", a.listCases)
}

// listCases answers a department's own cases, and all of them to who oversees.
func (a *API) listCases(c echo.Context) error {
	by := who(c)
	if by.Department == "" && !by.Oversees() {
		return web.Forbidden("this token may not list cases", "use the token of a department, its head, or an office that oversees")
	}
	list, err := a.Store.List(c.Request().Context(), string(by.Department), c.QueryParam("lead"), listLimit)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"cases": append([]cases.Case{}, list...)})
}
