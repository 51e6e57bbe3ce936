package page

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"xiansuo/services/internal/web"
)

// newOpen is the small site as everybody sees it, with a look of its own.
func newOpen(t *testing.T) http.Handler {
	t.Helper()
	o := options(&strings.Builder{})
	o.Sessions, o.Public, o.Kept, o.Look = nil, true, true, []byte(".own { color: red }")
	site, err := NewSite(o)
	if err != nil {
		t.Fatal(err)
	}
	server := web.NewServer(o.Log, o.Transient)
	pages := site.PublicPages(server)
	pages.GET("/", func(c echo.Context) error { return site.Render(c, http.StatusOK, "hello", "") })
	pages.POST("/", func(c echo.Context) error { return site.Render(c, http.StatusOK, "hello", "") })
	pages.GET("/away", func(echo.Context) error { return errAway })
	return server
}

func answered(h http.Handler, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	r.RemoteAddr = "192.0.2.1:4711"
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// A public page that is not the same for everybody is kept by nobody.
func TestPublicNotKept(t *testing.T) {
	o := options(&strings.Builder{})
	o.Sessions, o.Public = nil, true
	site, err := NewSite(o)
	if err != nil {
		t.Fatal(err)
	}
	server := web.NewServer(o.Log, o.Transient)
	site.PublicPages(server).GET("/", func(c echo.Context) error { return site.Render(c, http.StatusOK, "hello", "") })
	if w := answered(server, http.MethodGet, "/small/"); w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

// A public page is read from anywhere without a session or a cookie, has the navigation, and may be kept by whoever asks each time whether it still
// stands, which costs no second copy. What sets the language, answers a form or fails is not kept by others.
func TestPublic(t *testing.T) {
	s := newOpen(t)
	w := answered(s, http.MethodGet, "/small/")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `<a href="/small/" aria-current="page">`) || w.Header().Get("Set-Cookie") != "" {
		t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if got := w.Header().Get("Cache-Control"); got != "public, no-cache" || w.Header().Get("Vary") != "Cookie" {
		t.Errorf("kept: %s, varies by %s", got, w.Header().Get("Vary"))
	}
	for asked, want := range map[string]int{w.Header().Get("ETag"): 304, `"old", W/` + w.Header().Get("ETag"): 304, "*": 304, `"old"`: 200} {
		if again := answered(s, http.MethodGet, "/small/", "If-None-Match", asked); again.Code != want {
			t.Errorf("%s: %d", asked, again.Code)
		}
	}
	for name, c := range map[string]struct{ method, target, want string }{
		"language": {http.MethodGet, "/small/?lang=en", "private, no-cache"}, "form": {http.MethodPost, "/small/", "no-store"},
		"failure": {http.MethodGet, "/small/away", "no-store"},
	} {
		if got := answered(s, c.method, c.target).Header().Get("Cache-Control"); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if w := answered(s, http.MethodPost, "/small/", "Sec-Fetch-Site", "cross-site"); w.Code != http.StatusForbidden {
		t.Errorf("a foreign form: %d", w.Code)
	}
}

// A site's own look comes behind the shared one, under a name of its own.
func TestOwnLook(t *testing.T) {
	whole := style.with([]byte(".own{}"))
	if whole.path == style.path || !strings.HasPrefix(string(whole.content), string(style.content)) || !strings.HasSuffix(string(whole.content), ".own{}") {
		t.Errorf("%s", whole.path)
	}
	if style.with(nil).path != style.path {
		t.Error("no look of its own changes the name")
	}
}
