// Package httpapi is enforcement's HTTP side: departments work on their cases, the register, operations, patrols and self-checks.
package httpapi

import (
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/archive"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/setting"
	"xiansuo/services/internal/web"
)

// API answers departments, their heads, offices and auditors.
type API struct {
	Store *postgres.Store
	Now   func() time.Time
	// Archive keeps evidence.
	Archive *archive.Archive
	// Settings are what the district decides for itself.
	Settings *setting.Store
}

const listLimit = 200

// Register adds the routes.
func (a *API) Register(s *web.Server, tokens web.Tokens) {
	api := s.Group("/enforcement/api/v1", tokens.Authenticate)
	a.caseRoutes(api)
	a.institutionRoutes(api)
	a.operationRoutes(api)
	a.roundRoutes(api)
	a.evidenceRoutes(api)
	web.ServeAsides(api, a.Store.Log)
}

// who is who calls.
func who(c echo.Context) actor.Actor { return web.Caller(c).Actor() }
