// Package httpapi is disclosure's HTTP side: who drafts, reviews and approves what is published.
package httpapi

import (
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/setting"
	"xiansuo/services/internal/web"
)

// API answers departments, the roles of disclosure, offices and auditors.
type API struct {
	Store      *postgres.Store
	Now        func() time.Time
	Statistics Statistics
	// Settings are what the district decides for itself.
	Settings *setting.Store
}

// Statistics is how releases are prepared.
type Statistics struct {
	Smallest int64 // the least number that is told
	Days     int   // that must have gone by since the month ended
}

// Register adds the routes.
func (a *API) Register(s *web.Server, tokens web.Tokens) {
	api := s.Group("/disclosure/api/v1", tokens.Authenticate)
	a.publicationRoutes(api)
	a.statisticsRoutes(api)
	setting.Serve(api, a.Settings)
	a.openRoutes(s)
	web.ServeAsides(api, a.Store.Log)
}

// who is who calls.
func who(c echo.Context) actor.Actor { return web.Caller(c).Actor() }
