// Package pages is what people see of disclosure: the public site, and the desk of those who publish.
package pages

import (
	"log/slog"
	"time"

	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/internal/web"
)

// Public is the public site. It needs no session and no JavaScript.
type Public struct {
	Store    *postgres.Store
	Now      func() time.Time
	District string
	Log      *slog.Logger
}

// Register adds the routes below /public/.
func (p *Public) Register(*web.Server) error { return nil }
