package pages

import (
	"bytes"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/archive"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/files"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/pgtest"
	"xiansuo/services/internal/web"
)

// Wednesday 2026-07-01, 12:00 in China.
var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

// office is a database with pages before it.
type office struct {
	t     *testing.T
	db    *pgtest.Database
	pages *Pages
}

func newOffice(t *testing.T) *office {
	t.Helper()
	db := pgtest.New(t, postgres.Schema())
	store := &postgres.Store{Log: outbox.NewLog(db.Pool(t, "enforcement"), "enforcement", "990101")}
	folder, err := files.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return noon }
	log := slog.New(slog.DiscardHandler)
	return &office{t, db, &Pages{Store: store, Archive: archive.New(store, folder, log, now), Now: now, District: "990101", Log: log}}
}

// person is somebody with a session.
type person struct {
	t      *testing.T
	server http.Handler
	cookie string
}

func (o *office) enter(as string) person {
	o.t.Helper()
	tokens := web.NewTokens(map[string]string{as: "token"})
	key, _ := tokens.Of("token")
	sessions := web.NewSessions(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80}, tokens)
	server := web.NewServer(slog.New(slog.DiscardHandler), pg.Transient)
	own := *o.pages
	if err := own.Register(server, sessions); err != nil {
		o.t.Fatal(err)
	}
	server.GET("/enter", func(c echo.Context) error { return sessions.Enter(c, c.QueryParam("code")) }, sessions.Load)
	link, _ := url.Parse(sessions.Link(key))
	p := person{o.t, server, ""}
	cookie := p.send(httptest.NewRequest(http.MethodGet, link.RequestURI(), nil)).Result().Cookies()[0]
	p.cookie = cookie.Name + "=" + cookie.Value
	return p
}

func (p person) send(r *http.Request) *httptest.ResponseRecorder {
	r.RemoteAddr = "127.0.0.1:4711"
	r.Header.Set("Cookie", p.cookie)
	w := httptest.NewRecorder()
	p.server.ServeHTTP(w, r)
	return w
}

// sees gets a page and checks its status.
func (p person) sees(path string, status int) string {
	p.t.Helper()
	w := p.send(httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != status {
		p.t.Errorf("%s answers %d, want %d: %s", path, w.Code, status, plain(w.Body.String()))
	}
	return w.Body.String()
}

// posts sends a form, from one of our own pages.
func (p person) posts(path string, in url.Values) *httptest.ResponseRecorder {
	p.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(in.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return p.send(r)
}

// uploads sends a form with a file; without a name none was chosen.
func (p person) uploads(path string, in url.Values, name string, content []byte) *httptest.ResponseRecorder {
	p.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for key, values := range in {
		for _, v := range values {
			_ = w.WriteField(key, v)
		}
	}
	f, _ := w.CreateFormFile("file", name)
	_, _ = f.Write(content)
	_ = w.Close()
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return p.send(r)
}

var tags = regexp.MustCompile(`<[^>]*>|\s+`)

// plain is what a page says, without its marks.
func plain(html string) string { return tags.ReplaceAllString(html, " ") }

// has checks that a page says all of these, and hasNot that it says none.
func has(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			t.Errorf("the page does not say %q: %s", text, plain(page))
		}
	}
}

func hasNot(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(page, text) {
			t.Errorf("the page says %q", text)
		}
	}
}

// follows returns where an answer sends the reader, or fails with what it says.
func follows(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Code != http.StatusSeeOther {
		t.Fatalf("answered %d: %s", w.Code, plain(w.Body.String()))
	}
	return w.Header().Get("Location")
}

var hiddenKey = regexp.MustCompile(`name="_key" value="(\w+)"`)

// keyOf is the key of the form on a page.
func keyOf(t *testing.T, page string) string {
	t.Helper()
	m := hiddenKey.FindStringSubmatch(page)
	if m == nil {
		t.Fatal("the page has no form")
	}
	return m[1]
}
