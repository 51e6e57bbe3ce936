// Package pages shows the people of departments their cases and evidence, and lets them act by forms that are made from the tables of acts.
// Whoever entered sees what its principal may see and no more.
package pages

import (
	"embed"
	"io/fs"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/archive"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/page"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Pages are enforcement's.
type Pages struct {
	Store    *postgres.Store
	Archive  *archive.Archive
	Now      func() time.Time
	District string
	Log      *slog.Logger

	site *page.Site
}

const prefix = "/enforcement/"

type route struct {
	method, path string
	show         echo.HandlerFunc
}

func (p *Pages) routes() []route {
	return slices.Concat(p.caseRoutes(), p.evidenceRoutes(), p.institutionRoutes(), p.roundRoutes(), p.roundActRoutes(), p.promiseRoutes(), p.selfCheckRoutes(), p.operationActRoutes())
}

// Register adds the pages for people with a session. Without sessions there are none.
func (p *Pages) Register(s *web.Server, sessions *web.Sessions) error {
	if sessions == nil {
		for _, r := range p.routes() {
			s.Add(r.method, strings.TrimSuffix(prefix, "/")+r.path, noPages)
		}
		return nil
	}
	templates, err := fs.Sub(templateFiles, "templates")
	if err != nil {
		return err
	}
	p.site, err = page.NewSite(page.Options{Prefix: prefix, Files: templates, Words: words, District: p.District, Sessions: sessions,
		Now: p.Now, Log: p.Log, Transient: pg.Transient, Nav: nav, Party: partyName})
	if err != nil {
		return err
	}
	g := p.site.Pages(s, prefix+"api/")
	for _, r := range p.routes() {
		g.Add(r.method, r.path, r.show)
	}
	return nil
}

// nav is what whoever entered can go to.
func nav(as web.Principal) []page.Item {
	by, items := as.Actor(), []page.Item(nil)
	if seesLeads(as) {
		items = append(items, page.Item{Path: "/routing/", Word: "nav.leads"})
	}
	if hasCases(by) {
		items = append(items, page.Item{Path: prefix, Word: "cases"})
	}
	if institutions.Reads(by) {
		items = append(items, page.Item{Path: institutionsPath, Word: "register"})
	}
	if patrols(by) {
		items = append(items, page.Item{Path: roundsPath, Word: "rounds"}, page.Item{Path: operationsPath, Word: "operations"})
	}
	if enters(by) || by.Oversees() {
		items = append(items, page.Item{Path: selfChecksPath, Word: "selfchecks"})
	}
	if by.Department != "" || slices.Contains([]actor.Role{actor.Legal, actor.Desk, actor.Taskforce}, by.Role) {
		items = append(items, page.Item{Path: "/disclosure/", Word: "nav.publishing"})
	}
	return items
}

// seesLeads reports whether somebody has leads to look at: heads and the legal reviewer work on cases only.
func seesLeads(as web.Principal) bool {
	_, department := as.Department()
	return as.Oversees() || department || as.Actor().Role == actor.Sender
}

// partyName is what a code of a party is called, also of those who only act in cases.
func partyName(code string) lead.Name {
	switch a := actor.Of(code); {
	case a.Role == actor.Head:
		n := page.Party(string(a.Department))
		return lead.Name{ZH: n.ZH + "负责人", EN: n.EN + ", head"}
	case code == string(actor.Clock) || a.Role == actor.Legal || a.Role == actor.Editor || a.Role == actor.Approver:
		return words["party."+code]
	}
	return page.Party(code)
}

// noPages answers where nobody can enter.
func noPages(echo.Context) error {
	return web.NewProblem(http.StatusNotFound, "no-pages", "this process serves no pages: it has no way in for people", "use the pages of xiansuo up")
}

// who is who looks.
func who(c echo.Context) actor.Actor { return web.Caller(c).Actor() }

// dayOf is the day of a moment in China.
func dayOf(t time.Time) string { return t.In(calendar.China).Format(time.DateOnly) }
