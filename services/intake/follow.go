package intake

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/calendar"
	"xiansuo/services/intake/internal/follow"
	"xiansuo/services/intake/internal/pages"
	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/intake/internal/throttle"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/web"
)

// How often codes may be given: by one address, by one sender's token, and by all together. 100 bits cannot be guessed; this keeps whoever
// tries from being a load.
var (
	eachAddress = throttle.Rate{Burst: 20, Every: 3 * time.Second}
	eachToken   = throttle.Rate{Burst: 100, Every: 50 * time.Millisecond}
	together    = throttle.Rate{Burst: 200, Every: 10 * time.Millisecond}
)

// remembered is how many addresses, or tokens, are limited each by itself.
const remembered = 20000

func newLimiter(each throttle.Rate) *throttle.Limiter {
	l := &throttle.Limiter{Each: each, All: together, Most: remembered}
	_, _ = rand.Read(l.Secret[:sha256.Size]) // it does not fail
	return l
}

// window is how long after an end a redo may be asked for.
func (c Config) window() (follow.Window, error) {
	text := c.Redo
	if text == "" {
		text = defaultRedo
	}
	l, err := calendar.ParseLimit(text)
	if err != nil {
		return follow.Window{}, fmt.Errorf("XIANSUO_INTAKE_REDO: %w", err)
	}
	return follow.Window{Calendar: calendar.Default(), Limit: l}, nil
}

// servePages serves the page by which reports are followed.
func servePages(cfg Config, p *run.Process, store *postgres.Store, w follow.Window) error {
	server := web.NewServer(p.Log, pg.Transient)
	if len(cfg.Proxies) > 0 {
		trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
		for _, prefix := range cfg.Proxies {
			trust = append(trust, trusted(prefix))
		}
		server.IPExtractor = echo.ExtractIPFromXFFHeader(trust...)
	}
	site := &pages.Follow{Store: store, Now: p.Now, District: p.District, Log: p.Log, Tries: newLimiter(eachAddress), Window: w}
	if err := site.Register(server); err != nil {
		return err
	}
	p.Mount(pages.Prefix, server)
	p.Mount(pages.Prefix+"/", server)
	return nil
}
