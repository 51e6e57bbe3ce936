package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/postgres"
)

// acknowledge says that the caller's duty list has heard of a critical lead: nobody else on it is called about it.
func (a *API) acknowledge(c echo.Context) error {
	v, err := a.find(c.Request().Context(), c)
	if err != nil {
		return err
	}
	caller := web.Caller(c)
	was, err := a.Store.Acknowledge(c.Request().Context(), v.Lead.ID, lead.Holder(caller), string(caller), a.Now())
	if err != nil {
		return err
	}
	if !was {
		return web.NewProblem(http.StatusConflict, "not-called", "nobody is being called about this lead for "+string(caller),
			"nothing is to be done: it was acknowledged or signed before, or the duty list is empty")
	}
	return c.JSON(http.StatusOK, map[string]any{"lead": v.Lead.ID, "acknowledged": caller})
}

// maxPrecedents is how many rulings are listed.
const maxPrecedents = 500

// precedents lists the newest rulings, which the rules may learn from.
func (a *API) precedents(c echo.Context) error {
	list, err := a.Store.Precedents(c.Request().Context(), maxPrecedents)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"precedents": append([]postgres.Precedent{}, list...)})
}

// maxCalls is how many unanswered calls are listed: more are an incident and no list.
const maxCalls = 500

// calls lists the critical leads about which somebody is being called.
func (a *API) calls(c echo.Context) error {
	list, err := a.Store.Calls(c.Request().Context(), maxCalls)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"calls": append([]postgres.Call{}, list...)})
}
