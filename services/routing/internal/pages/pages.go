// Package pages shows people where every lead is and why: an overview of the queues, each queue, the desk with every decision
// explained, what was sent back or closed, and one lead with its whole chain. It shows what routing knows, which intake masked,
// and changes nothing.
package pages

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"xiansuo/services/internal/page"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/postgres"
)

//go:embed templates/*.html
var files embed.FS

// Store is what pages read.
type Store interface {
	Standings(ctx context.Context, now time.Time) ([]postgres.Standing, error)
	List(ctx context.Context, q postgres.Query) (postgres.Part, error)
	Find(ctx context.Context, text string, limit int) ([]postgres.Listed, error)
	Lead(ctx context.Context, id string) (postgres.View, error)
}

// Pages are routing's.
type Pages struct {
	Store    Store
	Now      func() time.Time
	District string
	Log      *slog.Logger
	// Says returns what a rule of a rule set says, in Chinese, or nothing; nil says nothing of any.
	Says func(ruleSet, rule string) string

	site *page.Site
}

const prefix = "/routing/"

// Register adds the pages for people with a session. Without sessions there are none.
func (p *Pages) Register(s *web.Server, sessions *web.Sessions) error {
	if sessions == nil {
		for _, path := range []string{"", "queues/:department", "desk", "declined", "closed", "leads/:id", "find"} {
			s.GET(prefix+path, noPages)
		}
		return nil
	}
	if err := p.open(sessions); err != nil {
		return err
	}
	g := p.site.Pages(s, prefix+"api/")
	g.GET("/", p.overview)
	g.GET("/queues/:department", p.queue)
	g.GET("/desk", p.desk)
	g.GET("/declined", p.declined)
	g.GET("/closed", p.closed)
	g.GET("/leads/:id", p.lead)
	g.GET("/find", p.find)
	return nil
}

func (p *Pages) open(sessions *web.Sessions) error {
	templates, err := fs.Sub(files, "templates")
	if err != nil {
		return err
	}
	p.site, err = page.NewSite(page.Options{
		Prefix: prefix, Files: templates, Words: words, Search: prefix + "find", District: p.District, Sessions: sessions,
		Now: p.Now, Log: p.Log, Transient: pg.Transient,
		Nav: []page.Item{{Path: prefix, Word: "overview"}, {Path: prefix + "desk", Word: "desk"},
			{Path: prefix + "declined", Word: "declined"}, {Path: prefix + "closed", Word: "closed"}},
	})
	return err
}

// noPages answers where nobody can enter.
func noPages(echo.Context) error {
	return web.NewProblem(http.StatusNotFound, "no-pages", "this process serves no pages: it has no way in for people", "use the pages of xiansuo up")
}

// find sends the reader to the lead with a number, or lists those that share it.
func (p *Pages) find(c echo.Context) error {
	text := strings.TrimSpace(c.QueryParam("q"))
	if !storable(text) {
		return p.site.Render(c, http.StatusNotFound, "found", foundView{Text: text})
	}
	found, err := p.Store.Find(c.Request().Context(), text, listLimit)
	if err != nil {
		return err
	}
	switch len(found) {
	case 0:
		return p.site.Render(c, http.StatusNotFound, "found", foundView{Text: text})
	case 1:
		return page.Redirect(c, leadPath(found[0].ID))
	}
	return p.site.Render(c, http.StatusOK, "found", foundView{Text: text, Rows: p.rowsOf(found)})
}

// storable reports whether a text may stand in the database at all.
func storable(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }

type foundView struct {
	Text string
	Rows []row
}

// missing turns what the store does not have into what is not found.
func missing(err error) error {
	switch {
	case errors.Is(err, postgres.ErrNoLead):
		return web.NotFound("this lead")
	case errors.Is(err, postgres.ErrBadCursor):
		return web.NewProblem(http.StatusBadRequest, "bad-cursor", "after is not the end of a part of this list", "begin with the first part")
	}
	return err
}
