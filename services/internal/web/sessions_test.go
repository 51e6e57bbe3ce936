package web

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/labstack/echo/v4"
)

// house has a way in at /in?code= and out at /out, and a room that only people with a session see. Everybody's token is their name.
type house struct {
	*Sessions
	server *Server
	tokens Tokens
}

// link returns a link that somebody's token makes.
func (h house) link(as Principal) string {
	key, _ := h.tokens.Of(string(as))
	return h.Link(key)
}

// give has only these tokens count from now on, by token.
func (h house) give(byToken map[string]string) {
	all := digests{}
	for token, name := range byToken {
		key := NewTokens(map[string]string{name: token})
		for digest, p := range *key.current.Load() {
			all[digest] = p
		}
	}
	h.tokens.current.Store(&all)
}

func newHouse(t *testing.T) house {
	t.Helper()
	names := map[string]string{}
	for _, p := range []Principal{DeskPrincipal, Taskforce, Auditor, "market", "street-liutang"} {
		names[string(p)] = string(p)
	}
	tokens := NewTokens(names)
	s := NewSessions(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}, tokens)
	server := NewServer(slog.New(slog.DiscardHandler), func(error) bool { return false })
	g := server.Group("", s.Load)
	g.GET("/in", func(c echo.Context) error {
		if err := s.Enter(c, c.QueryParam("code")); err != nil {
			return c.NoContent(http.StatusForbidden)
		}
		return c.NoContent(http.StatusNoContent)
	})
	g.GET("/out", func(c echo.Context) error { return errors.Join(s.Leave(c), c.NoContent(http.StatusNoContent)) })
	server.GET("/room", func(c echo.Context) error { return c.String(http.StatusOK, string(Caller(c))) }, s.Load, s.Require)
	return house{s, server, tokens}
}

// get asks with a cookie, from an address.
func (h house) get(path, cookie, from string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.RemoteAddr = from
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	w := httptest.NewRecorder()
	h.server.ServeHTTP(w, r)
	return w
}

const here = "127.0.0.1:4711"

// codeOf returns the code of a link.
func codeOf(t *testing.T, link string) string {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil || u.Host != "127.0.0.1:8080" || u.Path != "/enter" {
		t.Fatalf("link %q: %v", link, err)
	}
	return u.Query().Get("code")
}

// enter returns the cookie of a new session of the desk.
func (h house) enter(t *testing.T) string {
	t.Helper()
	return h.enterAs(t, DeskPrincipal)
}

func (h house) enterAs(t *testing.T, as Principal) string {
	t.Helper()
	w := h.get("/in?code="+codeOf(t, h.link(as)), "", here)
	cookies := w.Result().Cookies()
	if w.Code != http.StatusNoContent || len(cookies) != 1 {
		t.Fatalf("entering answered %d with %v", w.Code, cookies)
	}
	return cookies[0].Name + "=" + cookies[0].Value
}

// A link opens one session, as the desk.
func TestLinkOpensOneSession(t *testing.T) {
	h := newHouse(t)
	code := codeOf(t, h.link(DeskPrincipal))
	if len(code) < 26 {
		t.Errorf("code %q has fewer than 128 bits", code)
	}
	w := h.get("/in?code="+code, "", here)
	c := w.Result().Cookies()[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure || c.Path != "/" || !c.Expires.IsZero() || c.Name != "xiansuo-8080" {
		t.Errorf("cookie %+v", c)
	}
	if room := h.get("/room", c.Name+"="+c.Value, here); room.Code != http.StatusOK || room.Body.String() != "desk" {
		t.Errorf("the room answered %d %q", room.Code, room.Body)
	}
	for what, bad := range map[string]string{"spent": code, "empty": "", "guessed": strings.Repeat("A", 26)} {
		if w := h.get("/in?code="+bad, "", here); w.Code != http.StatusForbidden || len(w.Result().Cookies()) > 0 {
			t.Errorf("%s code: %d, %v", what, w.Code, w.Result().Cookies())
		}
	}
}

// Without a session nobody sees the room, whatever cookie they bring; entering gives a new one.
func TestNoSession(t *testing.T) {
	h := newHouse(t)
	for _, cookie := range []string{"", "xiansuo-8080=", "xiansuo-8080=guess"} {
		if w := h.get("/room", cookie, here); w.Code != http.StatusUnauthorized {
			t.Errorf("with cookie %q: %d", cookie, w.Code)
		}
	}
	w := h.get("/in?code="+codeOf(t, h.link(DeskPrincipal)), "xiansuo-8080=planted", here)
	if w.Result().Cookies()[0].Value == "planted" {
		t.Error("a planted cookie became a session")
	}
}

// People of other machines see nothing, even with a session's cookie.
func TestOnlyFromHere(t *testing.T) {
	h := newHouse(t)
	cookie := h.enter(t)
	for from, want := range map[string]int{"127.0.0.1:1": 200, "127.8.8.8:1": 200, "[::1]:1": 200, "192.0.2.1:1": 403, "[2001:db8::1]:1": 403, "": 403, "localhost:1": 403} {
		if w := h.get("/room", cookie, from); w.Code != want {
			t.Errorf("from %q: %d, want %d", from, w.Code, want)
		}
	}
}

// Links end after an hour, sessions after half an hour unused, after twelve hours, or when left.
func TestEverythingEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		old := codeOf(t, h.link(DeskPrincipal))
		time.Sleep(time.Hour)
		if w := h.get("/in?code="+old, "", here); w.Code != http.StatusForbidden {
			t.Errorf("after an hour a link answered %d", w.Code)
		}
		unused := h.enter(t)
		time.Sleep(31 * time.Minute)
		if w := h.get("/room", unused, here); w.Code != http.StatusUnauthorized {
			t.Errorf("unused for 31 minutes: %d", w.Code)
		}
		used := h.enter(t)
		for range 23 {
			time.Sleep(30 * time.Minute)
			if w := h.get("/room", used, here); w.Code != http.StatusOK {
				t.Fatalf("used every half hour: %d", w.Code)
			}
		}
		time.Sleep(30*time.Minute + time.Second)
		if w := h.get("/room", used, here); w.Code != http.StatusUnauthorized {
			t.Errorf("after twelve hours: %d", w.Code)
		}
		left := h.enter(t)
		h.get("/out", left, here)
		if w := h.get("/room", left, here); w.Code != http.StatusUnauthorized {
			t.Errorf("after leaving: %d", w.Code)
		}
	})
}

// A session is of whom its link was for, whatever it was before, and keeps what it is told to.
func TestAsWhom(t *testing.T) {
	h := newHouse(t)
	cookie := h.enter(t)
	for _, as := range []Principal{"market", "street-liutang", Taskforce, Auditor} {
		code := codeOf(t, h.link(as))
		if got, ok := h.Whose(code); got != as || !ok {
			t.Errorf("the link for %s is for %q, %v", as, got, ok)
		}
		w := h.get("/in?code="+code, cookie, here)
		c := w.Result().Cookies()[0]
		cookie = c.Name + "=" + c.Value
		if room := h.get("/room", cookie, here); room.Body.String() != string(as) {
			t.Errorf("entered as %s, is %q", as, room.Body)
		}
		if _, ok := h.Whose(code); ok {
			t.Error("a spent code is good")
		}
	}
	for p, want := range map[Principal]bool{DeskPrincipal: true, "police": true, "street-liutang": true, Justice: true, "hotline-12345": false, "wechat": false, "": false, "rules": false} {
		if p.Enters() != want {
			t.Errorf("%q enters: %v", p, !want)
		}
	}
}

// However many links are asked for, only so many are kept, the newest; nobody's push out somebody else's.
func TestManyLinks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		first := codeOf(t, h.link(DeskPrincipal))
		other := codeOf(t, h.link("market"))
		var last string
		for range maxLinks {
			time.Sleep(time.Second)
			last = codeOf(t, h.link(DeskPrincipal))
		}
		if _, ok := h.Whose(other); !ok {
			t.Error("the desk's links pushed out another's")
		}
		if h.get("/in?code="+first, "", here).Code != http.StatusForbidden || h.get("/in?code="+last, "", here).Code != http.StatusNoContent {
			t.Error("the first of too many links is good, or the last is not")
		}
	})
}

// There are sessions only where loopback reaches, and links say how.
func TestNewSessions(t *testing.T) {
	for ip, base := range map[string]string{"127.0.0.1": "http://127.0.0.1:80/enter?", "127.0.0.2": "http://127.0.0.2:80/enter?", "::1": "http://[::1]:80/enter?",
		"0.0.0.0": "http://127.0.0.1:80/enter?", "::": "http://127.0.0.1:80/enter?", "192.0.2.1": ""} {
		s := NewSessions(&net.TCPAddr{IP: net.ParseIP(ip), Port: 80}, NewTokens(nil))
		if (s == nil) != (base == "") || s != nil && !strings.HasPrefix(s.Link(Key{}), base) {
			t.Errorf("at %s: %v", ip, s)
		}
	}
	if NewSessions(&net.UnixAddr{Name: "/x"}, NewTokens(nil)) != nil {
		t.Error("a socket has sessions")
	}
}

// A token that is taken away, replaced or given to another ends its sessions and its links, and nobody else's; what it ended stays
// ended when it comes back.
func TestTokenEndsItsSessions(t *testing.T) {
	for what, tokens := range map[string]map[string]string{"taken away": {"market": "market"}, "replaced": {"new": "desk", "market": "market"}, "another's": {"desk": "taskforce", "market": "market"}} {
		h := newHouse(t)
		desk, market := h.enter(t), h.enterAs(t, "market")
		unspent := codeOf(t, h.link(DeskPrincipal))
		h.give(map[string]string{"desk": "desk", "market": "market", "street-x": "street-x"})
		if w := h.get("/room", desk, here); w.Code != http.StatusOK || w.Body.String() != "desk" {
			t.Fatalf("after another token was given out: %d", w.Code)
		}
		h.give(tokens)
		if _, ok := h.Whose(unspent); ok {
			t.Errorf("%s: its link is good", what)
		}
		if w := h.get("/in?code="+unspent, "", here); w.Code != http.StatusForbidden {
			t.Errorf("%s: its link answers %d", what, w.Code)
		}
		if w := h.get("/room", desk, here); w.Code != http.StatusUnauthorized {
			t.Errorf("%s: its session answers %d", what, w.Code)
		}
		if w := h.get("/room", market, here); w.Code != http.StatusOK {
			t.Errorf("%s: the session of another answers %d", what, w.Code)
		}
		h.give(map[string]string{"desk": "desk"})
		if w := h.get("/room", desk, here); w.Code != http.StatusUnauthorized {
			t.Errorf("%s and given back: its session answers %d", what, w.Code)
		}
	}
}
