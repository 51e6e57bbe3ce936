// Package pages is what a reporter sees who has the code of a report: how far it is in five steps, and three forms. It needs no session,
// no cookie and no JavaScript; the code stands in the body of each request and nowhere else.
package pages

import (
	"crypto/rand"
	"embed"
	"encoding/hex"
	"io/fs"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/services/intake/internal/follow"
	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/intake/internal/throttle"
	"xiansuo/services/internal/page"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Follow is the page by which a report is followed.
type Follow struct {
	Store    *postgres.Store
	Now      func() time.Time
	District string
	Log      *slog.Logger
	// Tries limits how often an address, and all together, may give a code.
	Tries *throttle.Limiter
	// Window is how long after an end a redo may be asked for.
	Window follow.Window

	site *page.Site
}

// Prefix is where the page is.
const Prefix = "/follow"

// maxForm is how large a form may be, in bytes.
const maxForm = 64 << 10

// Register adds the page.
func (f *Follow) Register(s *web.Server) error {
	templates, err := fs.Sub(files, "templates")
	if err != nil {
		return err
	}
	f.site, err = page.NewSite(page.Options{Prefix: Prefix + "/", Files: templates, Words: words, District: f.District, Public: true, Now: f.Now, Log: f.Log,
		Transient: pg.Transient})
	if err != nil {
		return err
	}
	g := f.site.PublicPages(s)
	g.GET("", f.ask)
	for _, act := range []string{"/facts", "/answer"} { // whoever changes the language after a form
		g.GET(act, func(c echo.Context) error { return page.Redirect(c, Prefix) })
	}
	g.POST("", f.limited(f.show))
	g.POST("/facts", f.limited(f.addFacts))
	g.POST("/answer", f.limited(f.answer))
	return nil
}

// limited lets an address, and all together, give a code only so often, and reads no more of a form than one can hold.
func (f *Follow) limited(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if wait := f.Tries.Take(throttle.Address(c.RealIP()), f.Now()); wait > 0 {
			seconds := int((wait + time.Second - 1) / time.Second)
			c.Response().Header().Set("Retry-After", strconv.Itoa(seconds))
			return f.site.Render(c, http.StatusTooManyRequests, "wait", seconds)
		}
		r := c.Request()
		r.Body = http.MaxBytesReader(c.Response(), r.Body, maxForm)
		if err := r.ParseForm(); err != nil {
			return web.NewProblem(http.StatusBadRequest, "bad-form", "the form cannot be read", "send it again from the page")
		}
		return next(c)
	}
}

// asking is the form that asks for the code. Unknown says that no report has the one that was given.
type asking struct{ Unknown bool }

func (f *Follow) ask(c echo.Context) error {
	return f.site.Render(c, http.StatusOK, "ask", asking{})
}

// once names a form, so that one that is sent twice counts once.
func once() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it does not fail
	return hex.EncodeToString(b[:])
}
