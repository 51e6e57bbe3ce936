// Package page is what the pages of every service share: the frame around them, their look, both languages, how times and
// deadlines read, what a person sees when something is missing, and the way in. It needs no JavaScript.
//
// A service gives a Site its templates and its words. Each template file defines "title" and "content"; files whose names
// begin with "_" define parts that all of them use. Every word that is not data stands in a Words, in both languages.
package page

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/web"
)

// Options say what a site is made of.
type Options struct {
	Prefix string // of its addresses, such as "/routing/"
	Files  fs.FS  // its templates, *.html
	Words  Words
	// Nav is the navigation of whoever entered; nil for none.
	Nav func(as web.Principal) []Item
	// Party is what a code of a party is called; nil knows the built-in names.
	Party    func(code string) lead.Name
	Search   string // where its search form goes; empty for none
	District string
	Sessions *web.Sessions
	// Public is a site for everybody: nobody enters it, and its first page is PublicHome.
	Public bool
	Now    func() time.Time
	Log    *slog.Logger
	// Transient says which errors mean "try again".
	Transient func(error) bool
	// Link is where the site is reached, such as https://xiansuo.example, for addresses that stand by themselves; empty leaves them relative.
	Link string
	// Look is a style sheet of the site's own, which comes after the shared one.
	Look []byte
	// Kept says that pages are the same for everybody, so that others may keep them for a while.
	Kept bool
}

// Item is an entry of the navigation.
type Item struct{ Path, Word string }

// Site renders the pages of one service.
type Site struct {
	Options
	style     file
	templates map[Language]map[string]*template.Template
}

// NewSite parses the templates in both languages.
func NewSite(o Options) (*Site, error) {
	words, err := shared.with(o.Words)
	if err != nil {
		return nil, err
	}
	o.Words = words
	if o.Party == nil {
		o.Party = Party
	}
	s := &Site{Options: o, style: style.with(o.Look), templates: map[Language]map[string]*template.Template{}}
	for _, l := range Languages() {
		if s.templates[l], err = parse(l, o); err != nil {
			return nil, fmt.Errorf("templates in %s: %w", l, err)
		}
	}
	return s, nil
}

// parse returns a service's pages by name, each in the shared frame.
func parse(l Language, o Options) (map[string]*template.Template, error) {
	files := o.Files
	base, err := template.New("frame").Funcs(funcs(l, o.Words, o.Party)).ParseFS(ownFiles, "templates/_*.html")
	if err != nil {
		return nil, err
	}
	if parts, err := fs.Glob(files, "_*.html"); err != nil {
		return nil, err
	} else if len(parts) > 0 {
		if base, err = base.ParseFS(files, parts...); err != nil {
			return nil, err
		}
	}
	own, err := fs.Sub(ownFiles, "templates")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, from := range []fs.FS{own, files} {
		names, err := fs.Glob(from, "[^_]*.html")
		if err != nil {
			return nil, err
		}
		for _, file := range names {
			t, err := base.Clone()
			if err != nil {
				return nil, err
			}
			if pages[strings.TrimSuffix(file, ".html")], err = t.ParseFS(from, file); err != nil {
				return nil, err
			}
		}
	}
	return pages, nil
}

// frame is what surrounds a page.
type frame struct {
	*Site
	Language Language
	Path     string        // of this page
	Switch   string        // this page in the other language
	Address  string        // this page in no language
	Query    string        // what was searched for
	As       web.Principal // who entered; empty without a session
	Nav      []Item
	Made     time.Time
	Style    string
	Icon     string
	Content  any
}

// Other is the language that the page can be switched to.
func (f frame) Other() Language { return f.Language.other() }

// Render answers with a page of the site.
func (s *Site) Render(c echo.Context, status int, name string, content any) error {
	l := languageOf(c)
	t := s.templates[l][name]
	if t == nil {
		return fmt.Errorf("there is no page %q", name)
	}
	f := frame{Site: s, Language: l, Path: c.Request().URL.Path, Switch: switched(c.Request(), l.other()), Address: unswitched(c.Request()), Query: c.QueryParam("q"),
		Made: s.Now(), Style: s.Prefix + s.style.path, Icon: s.Prefix + icon.path, Content: content}
	if s.Sessions != nil {
		f.As = s.Sessions.Entered(c)
	}
	if s.Options.Nav != nil && (f.As != "" || s.Public) {
		f.Nav = s.Options.Nav(f.As)
	}
	var page bytes.Buffer
	if err := t.ExecuteTemplate(&page, "frame", f); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	if s.Kept {
		return Keep(c, status, echo.MIMETextHTMLCharsetUTF8, page.Bytes())
	}
	return c.HTMLBlob(status, page.Bytes())
}

// Pages adds the site's files, and returns the group of its pages: errors become pages, only people of this machine with a session
// see any, and no other site's page can send its forms. What begins with one of the given paths stays what it was.
func (s *Site) Pages(server *web.Server, except ...string) *echo.Group {
	s.serveFiles(server)
	for _, p := range except {
		server.RouteNotFound(p+"*", func(echo.Context) error { return web.NotFound("this page") })
	}
	return server.Group(strings.TrimSuffix(s.Prefix, "/"), s.Sessions.Load, s.errors, own, s.Sessions.Require)
}

// PublicHome is the first page of what everybody may see.
const PublicHome = "/public/"

// Home is where the brand leads.
func (s *Site) Home() string {
	if s.Public {
		return PublicHome
	}
	return "/"
}

// PublicPages adds the site's files, and returns the group of its pages, which everybody may open.
func (s *Site) PublicPages(server *web.Server) *echo.Group {
	s.serveFiles(server)
	return server.Group(strings.TrimSuffix(s.Prefix, "/"), s.errors, own)
}

// own lets only forms of our own pages change anything.
func own(next echo.HandlerFunc) echo.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	return func(c echo.Context) error {
		if err := protection.Check(c.Request()); err != nil {
			return errForeign
		}
		return next(c)
	}
}

var errForeign error = web.NewProblem(http.StatusForbidden, "foreign", "the form was sent by a page of another site", "open the page here and send its form")

// Redirect sends the reader on to another page after a form.
func Redirect(c echo.Context, to string) error { return c.Redirect(http.StatusSeeOther, to) }

// Current reports whether a navigation entry is where the reader is.
func (f frame) Current(i Item) bool { return f.Path == i.Path }
