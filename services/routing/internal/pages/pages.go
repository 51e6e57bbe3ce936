// Package pages shows people where every lead is and why, and lets them give the words that the protocol allows them: an overview of
// the queues, each queue, what waits for the desk and the taskforce with every decision explained, what has ended, one lead with its
// whole chain, and a form for every word. Whoever entered sees what its principal may see and no more. What is shown, intake masked;
// what is given goes the way that every word goes.
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

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/page"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/schema"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/handoff"
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
	Leads(ctx context.Context, ids []string) (map[string]*handoff.Lead, error)
	Numbers(ctx context.Context, id string) ([]handoff.Number, error)
}

// Pages are routing's.
type Pages struct {
	Store    Store
	Now      func() time.Time
	District string
	Log      *slog.Logger
	// Says returns what a rule of a rule set says, in Chinese, or nothing; nil says nothing of any.
	Says func(ruleSet, rule string) string
	// Party is what the district calls a department, unit or office; nil knows the built-in names.
	Party func(code string) lead.Name
	// Units are those of the district that have a queue; nil is none.
	Units func() []lead.Department
	// Word is what a word must know of this moment: the clocks and units of the district.
	Word func() handoff.Word
	// Schemas check what was filled in before it is given.
	Schemas *schema.Set
	// Take gives a word to the protocol, as the API does.
	Take func(ctx context.Context, g answers.Given) (postgres.Outcome, error)

	site *page.Site
}

const prefix = "/routing/"

// Register adds the pages for people with a session. Without sessions there are none.
func (p *Pages) Register(s *web.Server, sessions *web.Sessions) error {
	if sessions == nil {
		for _, r := range p.routes() {
			s.Add(r.method, strings.TrimSuffix(prefix, "/")+r.path, noPages)
		}
		return nil
	}
	if err := p.open(sessions); err != nil {
		return err
	}
	g := p.site.Pages(s, prefix+"api/")
	for _, r := range p.routes() {
		g.Add(r.method, r.path, r.show)
	}
	return nil
}

type route struct {
	method, path string
	show         echo.HandlerFunc
}

func (p *Pages) routes() []route {
	return []route{
		{http.MethodGet, "/", p.overview}, {http.MethodGet, "/find", p.find},
		{http.MethodGet, "/queues/:department", p.queue},
		{http.MethodGet, "/desk", p.overseen(p.desk)}, {http.MethodGet, "/taskforce", p.overseen(p.taskforce)},
		{http.MethodGet, "/declined", p.overseen(p.ended)}, {http.MethodGet, "/closed", p.overseen(p.ended)},
		{http.MethodGet, "/merged", p.overseen(p.ended)}, {http.MethodGet, "/returned", p.overseen(p.returned)},
		{http.MethodGet, "/leads/:id", p.lead},
		{http.MethodGet, "/leads/:id/:word", p.fill}, {http.MethodPost, "/leads/:id/:word", p.give},
	}
}

func (p *Pages) open(sessions *web.Sessions) error {
	templates, err := fs.Sub(files, "templates")
	if err != nil {
		return err
	}
	p.site, err = page.NewSite(page.Options{
		Prefix: prefix, Files: templates, Words: words, Search: prefix + "find", District: p.District, Sessions: sessions,
		Now: p.Now, Log: p.Log, Transient: pg.Transient, Party: p.partyOf, Nav: nav,
	})
	return err
}

// casesPath is where enforcement shows cases.
const casesPath = "/enforcement/"

// nav is what whoever entered can go to.
func nav(as web.Principal) []page.Item {
	cases := page.Item{Path: casesPath, Word: "cases"}
	switch _, department := as.Department(); {
	case as.Oversees():
		return []page.Item{{Path: prefix, Word: "overview"}, {Path: prefix + "desk", Word: "desk"}, {Path: prefix + "taskforce", Word: "taskforce"},
			{Path: prefix + "returned", Word: "bounced"}, {Path: prefix + "closed", Word: "ended"}, cases}
	case hasCasesOnly(as):
		return []page.Item{cases}
	case department:
		return []page.Item{{Path: prefix, Word: "overview"}, {Path: queuePath(lead.Department(as)), Word: "queue.own"}, cases}
	}
	return []page.Item{{Path: prefix, Word: "overview"}, {Path: queuePath(lead.Department(as)), Word: "queue.own"}}
}

// hasCasesOnly reports whether somebody works on cases and gives no words about leads: the head of a department, and the legal reviewer.
func hasCasesOnly(as web.Principal) bool {
	role := as.Actor().Role
	return role == actor.Head || role == actor.Legal
}

// noPages answers where nobody can enter.
func noPages(echo.Context) error {
	return web.NewProblem(http.StatusNotFound, "no-pages", "this process serves no pages: it has no way in for people", "use the pages of xiansuo up")
}

// find sends the reader to the lead with a number, or lists those that share it.
func (p *Pages) find(c echo.Context) error {
	text, ctx := strings.TrimSpace(c.QueryParam("q")), c.Request().Context()
	all, err := p.Store.Find(ctx, text, listLimit)
	if err != nil {
		return err
	}
	found, err := p.seen(ctx, viewerOf(c), all)
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
		return errNoLead
	case errors.Is(err, postgres.ErrBadCursor):
		return web.NewProblem(http.StatusBadRequest, "bad-cursor", "after is not the end of a part of this list", "begin with the first part")
	}
	return err
}

var errNoLead error = web.NotFound("this lead")
