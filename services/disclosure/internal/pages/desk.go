package pages

import (
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/page"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/web"
)

//go:embed templates/desk/*.html
var deskFiles embed.FS

//go:embed desk.css
var deskLook []byte

// Desk is what those who publish see: what waits for whom, one publication with its map and its leaks, and a form for every step.
type Desk struct {
	Store    *postgres.Store
	Now      func() time.Time
	District string
	Log      *slog.Logger

	site *page.Site
}

const deskPrefix = "/disclosure/"

// deskLimit is how many rows a list shows.
const deskLimit = 100

// Register adds the pages for people with a session. Without sessions there are none.
func (d *Desk) Register(s *web.Server, sessions *web.Sessions) error {
	if sessions == nil {
		s.GET("/disclosure/", func(echo.Context) error {
			return web.NewProblem(http.StatusNotFound, "no-pages", "this process serves no pages: it has no way in for people", "use the pages of xiansuo up")
		})
		return nil
	}
	templates, err := fs.Sub(deskFiles, "templates/desk")
	if err != nil {
		return err
	}
	d.site, err = page.NewSite(page.Options{Prefix: deskPrefix, Files: templates, Words: deskWords, District: d.District, Sessions: sessions,
		Now: d.Now, Log: d.Log, Transient: pg.Transient, Nav: deskNav, Look: deskLook})
	if err != nil {
		return err
	}
	g := d.site.Pages(s, deskPrefix+"api/")
	g.GET("/", d.list)
	g.GET("/write", d.writeForm)
	g.POST("/write", d.write)
	g.GET("/publications/:id", d.one)
	g.GET("/publications/:id/:word", d.form)
	g.POST("/publications/:id/:word", d.take)
	g.GET("/statistics", d.months)
	g.GET("/statistics/:id", d.draft)
	g.POST("/statistics/:id/release", d.release)
	g.GET("/objections", d.objections)
	g.POST("/objections/:id/:word", d.answer)
	return nil
}

// deskNav is what whoever entered can go to.
func deskNav(as web.Principal) []page.Item {
	items := []page.Item{{Path: deskPrefix, Word: "desk.title"}}
	switch a := as.Actor(); {
	case a.Department != "":
		items = append(items, page.Item{Path: "/routing/", Word: "desk.leads"}, page.Item{Path: "/enforcement/", Word: "desk.cases"})
	case a.Role == actor.Legal:
		items = append(items, page.Item{Path: "/enforcement/", Word: "desk.cases"})
	case a.Role == actor.Desk, a.Role == actor.Taskforce:
		items = append(items, page.Item{Path: "/routing/", Word: "desk.leads"}, page.Item{Path: "/enforcement/", Word: "desk.cases"})
	}
	return append(items, page.Item{Path: "/public/", Word: "desk.public"})
}

// whoWorks is who looks; whoever has no part in publications is told so.
func whoWorks(c echo.Context) (actor.Actor, error) {
	by := web.Caller(c).Actor()
	if by.Role == actor.Sender {
		return by, web.Forbidden("whoever entered has no part in publications", "enter as a department, its head, a role of disclosure or an office that oversees")
	}
	return by, nil
}

// deskList is the list of what waits.
type deskList struct {
	Stage   publication.Stage
	Stages  []publication.Stage
	Rows    []postgres.Item
	Next    string
	Writes  bool
	Objects bool
	Figures bool
}

var stages = []publication.Stage{publication.Draft, publication.Submitted, publication.Prepared, publication.Lawful, publication.Private, publication.Settled, publication.Dropped}

// turnOf is the stage at which a role's step is next; nothing for who has none.
var turnOf = map[actor.Role]publication.Stage{actor.Handler: publication.Draft, actor.Editor: publication.Submitted, actor.Legal: publication.Prepared,
	actor.Approver: publication.Lawful, actor.Head: publication.Private, actor.Taskforce: publication.Private}

// list shows a department's own publications, and all of them to the roles of disclosure and who oversees; first those whose next step is
// the reader's.
func (d *Desk) list(c echo.Context) error {
	by, err := whoWorks(c)
	if err != nil {
		return err
	}
	v := deskList{Stages: stages, Writes: mayWrite(by), Objects: by.Department != "" || by.Oversees(), Figures: slices.Contains(mayLookAtFigures, by.Role)}
	if v.Stage = publication.Stage(c.QueryParam("stage")); !c.QueryParams().Has("stage") {
		v.Stage = turnOf[by.Role]
	}
	if v.Stage != "" && !slices.Contains(stages, v.Stage) {
		return web.NewProblem(http.StatusBadRequest, "bad-query", "there is no such stage", "start from the first page")
	}
	wanted := postgres.Wanted{Stage: v.Stage, Department: string(by.Department)}
	v.Rows, v.Next, err = d.Store.Publications(c.Request().Context(), wanted, c.QueryParam("cursor"), publication.Today(d.Now()), deskLimit)
	if err != nil {
		return err
	}
	return d.site.Render(c, http.StatusOK, "list", v)
}

// seen returns a publication that the reader may see, and who reads.
func (d *Desk) seen(c echo.Context) (postgres.Desk, actor.Actor, error) {
	by, err := whoWorks(c)
	if err != nil {
		return postgres.Desk{}, by, err
	}
	p, err := d.Store.Desk(c.Request().Context(), c.Param("id"))
	if errors.Is(err, postgres.ErrNoPublication) || err == nil && !p.Sees(by) {
		return p, by, web.NotFound("this publication")
	}
	return p, by, err
}

// rules are those of publications in force.
func (d *Desk) rules() publication.Rules {
	if d.Store.Rules == nil {
		return publication.Default()
	}
	return d.Store.Rules()
}
