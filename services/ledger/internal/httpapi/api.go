// Package httpapi is the ledger's HTTP side: auditors trace leads.
package httpapi

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/services/internal/web"
	"xiansuo/services/ledger/internal/postgres"
	"xiansuo/services/ledger/internal/trace"
)

// API answers auditors.
type API struct {
	Store *postgres.Store
	Now   func() time.Time
}

// Register adds the routes.
func (a *API) Register(s *web.Server, tokens web.Tokens) {
	api := s.Group("/ledger/api/v1", tokens.Authenticate)
	api.GET("/leads/:id/trace", a.trace)
	web.ServeAsides(api, a.Store.Log)
}

func (a *API) trace(c echo.Context) error {
	id := c.Param("id")
	events, err := a.Store.Events(c.Request().Context(), id)
	if err != nil {
		return err
	}
	t, err := trace.Build(id, events, a.Now())
	if err != nil {
		return err
	}
	if len(events) == 0 || !maySee(web.Caller(c), t) {
		return web.NotFound("this lead, or it was never yours,")
	}
	return c.JSON(http.StatusOK, t)
}

// maySee lets the auditor and the desk see every trace, and a department those of leads that were once given to it.
func maySee(caller web.Principal, t trace.Trace) bool {
	if caller == web.Auditor || caller == web.DeskPrincipal {
		return true
	}
	_, isDepartment := caller.Department()
	return isDepartment && slices.ContainsFunc(t.Records, func(r trace.Record) bool { return r.To == string(caller) })
}
