package page

import (
	"embed"
	"io/fs"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"xiansuo/services/internal/web"
)

//go:embed entrance/*.html
var entranceFiles embed.FS

// EntrancePaths are the addresses of the way in and out, as patterns of a ServeMux.
func EntrancePaths() []string { return []string{"/enter", "/enter/", "/leave", "/{$}"} }

// Entrance returns the way into the pages, and out: it serves EntrancePaths. A link opens a page with a button and is spent by
// pressing that, so that nothing which only looks at links ahead of their reader spends it. Whoever holds a token gets further links
// to enter as its principal. Home is where whoever entered begins, and where who did not.
func Entrance(o Options, tokens web.Tokens, home func(as web.Principal) string) (http.Handler, error) {
	files, err := fs.Sub(entranceFiles, "entrance")
	if err != nil {
		return nil, err
	}
	o.Prefix, o.Files = "/enter/", files
	site, err := NewSite(o)
	if err != nil {
		return nil, err
	}
	server := web.NewServer(o.Log, o.Transient)
	site.serveFiles(server)
	begin := func(c echo.Context) error { return Redirect(c, home(o.Sessions.Entered(c))) }
	server.GET("/", begin, o.Sessions.Load)
	server.POST("/enter/link", func(c echo.Context) error {
		if !web.Caller(c).Enters() {
			return web.Forbidden("who holds this token sees no pages", "use the token of a department or unit, the desk, the taskforce, the justice bureau or the auditor")
		}
		return c.JSON(http.StatusOK, map[string]string{"link": o.Sessions.Link(web.CallerKey(c))})
	}, o.Sessions.Here, tokens.Authenticate)

	pages := server.Group("", o.Sessions.Load, site.errors, own, o.Sessions.Here)
	pages.GET("/enter", func(c echo.Context) error {
		v := struct {
			Code string
			As   web.Principal
		}{Code: strings.TrimSpace(c.QueryParam("code"))}
		v.As, _ = o.Sessions.Whose(v.Code)
		return site.Render(c, http.StatusOK, "enter", v)
	})
	pages.POST("/enter", func(c echo.Context) error {
		if err := o.Sessions.Enter(c, c.FormValue("code")); err != nil {
			return err
		}
		return begin(c)
	})
	pages.POST("/leave", func(c echo.Context) error {
		if err := o.Sessions.Leave(c); err != nil {
			return err
		}
		return Redirect(c, home(""))
	})
	return server, nil
}
