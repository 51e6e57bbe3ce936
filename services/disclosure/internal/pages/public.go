// Package pages is what people see of disclosure: the public site, which needs no session, no JavaScript and no cookie but the one that keeps
// the language. It shows what the store says is public, and what site says of an institution; it decides nothing.
package pages

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/disclosure/internal/site"
	"xiansuo/services/internal/page"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/web"
)

//go:embed templates/public/*.html
var publicFiles embed.FS

//go:embed public.css
var publicLook []byte

// Institutions are what the site reads of institutions.
type Institutions interface {
	Institution(ctx context.Context, id string) (lead.InstitutionChanged, error)
	FindInstitutions(ctx context.Context, q site.Query) ([]lead.InstitutionChanged, error)
	ListInstitutions(ctx context.Context, q postgres.ListQuery) (postgres.ListPart, error)
	ListChoices(ctx context.Context, l postgres.List, today string) (postgres.Choices, error)
	ListCounts(ctx context.Context, today string) (map[postgres.List]int, error)
}

// Results are what the site reads of publications, and where it takes objections.
type Results interface {
	PublicList(ctx context.Context, f publication.Filter, cursor string, limit int) ([]publication.Public, string, error)
	PublicGet(ctx context.Context, id string) (publication.Public, error)
	PublicOf(ctx context.Context, institution string) ([]publication.Public, error)
	Object(ctx context.Context, o publication.Objecting, now time.Time) (code string, err error)
	ObjectionAnswer(ctx context.Context, code string) (publication.Answer, error)
}

// Shelf is all that the site reads.
type Shelf interface {
	Institutions
	Results
	Figures
}

// Public is the public site.
type Public struct {
	Store    Shelf
	Now      func() time.Time
	District string
	Log      *slog.Logger
	// Link is where the site is reached, such as https://xiansuo.example; empty takes it from each request.
	Link string

	site *page.Site
}

const prefix = "/public/"

// Register adds the routes below /public/.
func (p *Public) Register(s *web.Server) error {
	templates, err := fs.Sub(publicFiles, "templates/public")
	if err != nil {
		return err
	}
	p.site, err = page.NewSite(page.Options{
		Prefix: prefix, Files: templates, Words: publicWords, Search: prefix + "find", District: p.District, Now: p.Now, Log: p.Log, Transient: pg.Transient,
		Public: true, Kept: true, Link: p.Link, Look: publicLook, Nav: func(web.Principal) []page.Item { return publicNav },
	})
	if err != nil {
		return err
	}
	g := p.site.PublicPages(s)
	for path, show := range p.routes() {
		g.GET(path, show)
		g.HEAD(path, show)
	}
	g.POST("/results/:id/object", p.object)
	g.POST("/objections", p.objection)
	g.RouteNotFound("/*", func(echo.Context) error { return web.NotFound("this page") })
	return nil
}

var publicNav = []page.Item{{Path: prefix, Word: "nav.home"}, {Path: prefix + "results", Word: "nav.results"}, {Path: prefix + "lists", Word: "nav.lists"},
	{Path: prefix + "statistics", Word: "nav.statistics"}, {Path: prefix + "data", Word: "nav.data"}, {Path: prefix + "about", Word: "nav.about"}}

func (p *Public) routes() map[string]echo.HandlerFunc {
	return map[string]echo.HandlerFunc{
		"/": p.home, "/find": p.find, "/institutions/:id": p.institution,
		"/results": p.results, "/results/:id": p.result, "/results/:id/object": p.objectForm, "/objections": p.objectionForm,
		"/lists": p.lists, "/lists/:list": p.list, "/statistics": p.statistics, "/statistics/:month": p.month,
		"/about": p.about, "/data": p.data, "/data/dictionary.json": p.dictionaryJSON,
		"/data/institutions.csv": p.institutionsCSV, "/data/institutions.json": p.institutionsJSON,
		"/feed.atom": p.feed, "/sitemap.xml": p.sitemap, "/robots.txt": p.robots,
	}
}

// Robots answers at the root, where those who collect pages look.
func (p *Public) Robots(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write(p.robotsText(r))
}

// today is the day in China.
func (p *Public) today() string { return dayOf(p.Now()) }

func dayOf(t time.Time) string { return t.In(calendar.China).Format(time.DateOnly) }

var hostPattern = regexp.MustCompile(`^[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?$|^\[[0-9a-fA-F:.]{2,45}\](:[0-9]{1,5})?$`)

// link is where the site is reached: what was configured, or else what the request says, if that can be a host.
func (p *Public) link(r *http.Request) string {
	switch {
	case p.Link != "":
		return p.Link
	case !hostPattern.MatchString(r.Host):
		return ""
	case r.TLS != nil:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// missing turns what the store does not have, or cannot read, into what a reader is told.
func missing(err error) error {
	switch {
	case errors.Is(err, postgres.ErrNoInstitution):
		return web.NotFound("this institution")
	case errors.Is(err, postgres.ErrNoPublication):
		return web.NotFound("this publication")
	case errors.Is(err, postgres.ErrBadPlace):
		return web.NewProblem(http.StatusBadRequest, "bad-cursor", "after is not the end of a part of this list", "begin with the first part")
	}
	return err
}

func institutionPath(id string) string { return prefix + "institutions/" + url.PathEscape(id) }

func resultPath(id string) string { return prefix + "results/" + url.PathEscape(id) }

// turn is the address of a list, narrowed, from a place on.
func turn(path string, narrowed map[string]string, after string) string {
	query := url.Values{}
	for name, value := range narrowed {
		if value != "" {
			query.Set(name, value)
		}
	}
	if after != "" {
		query.Set("after", after)
	}
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}
