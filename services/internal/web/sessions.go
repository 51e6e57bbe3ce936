package web

import (
	"crypto/rand"
	"crypto/sha256"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/alexedwards/scs/v2/memstore"
	"github.com/labstack/echo/v4"
)

// How long what opens a session and keeps it is valid.
const (
	linkLife = time.Hour
	idleLife = 30 * time.Minute
	fullLife = 12 * time.Hour
)

// maxLinks is how many links may be unspent: whoever asks for more gets them, and the oldest end.
const maxLinks = 100

// Sessions are those of people who entered the pages of one process from its own machine, by a link that is good for one entry.
// They are kept in memory and end with the process. They speak plain HTTP, so their cookie cannot be Secure; it never leaves
// the machine.
type Sessions struct {
	base    string
	manager *scs.SessionManager
	mu      sync.Mutex
	links   map[[sha256.Size]byte]time.Time // digests of unspent codes, and when they end
}

// What people who want to see pages may be told.
var (
	ErrNoSession error = NewProblem(http.StatusUnauthorized, "no-session", "there is no session, or it has ended", "enter with a link of xiansuo link")
	ErrSpent     error = NewProblem(http.StatusForbidden, "link-spent", "the link was used before, or has ended", "get another with xiansuo link")
	ErrElsewhere error = NewProblem(http.StatusForbidden, "elsewhere", "pages are seen from the machine that runs them", "open them there")
)

// NewSessions returns the sessions of a process that listens at an address, or nil when that cannot be reached over loopback:
// then nobody enters.
func NewSessions(at net.Addr) *Sessions {
	base, port, ok := loopback(at)
	if !ok {
		return nil
	}
	manager := &scs.SessionManager{ // not scs.New, which starts a goroutine that nobody ends
		Store: memstore.NewWithCleanupInterval(0), // there are no more sessions than links that were asked for
		Codec: scs.GobCodec{}, Lifetime: fullLife, IdleTimeout: idleLife,
		Cookie: scs.SessionCookie{Name: "xiansuo-" + port, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}, // browsers do not tell ports apart
		ErrorFunc: func(w http.ResponseWriter, _ *http.Request, _ error) {
			http.Error(w, "internal error", http.StatusInternalServerError)
		},
	}
	return &Sessions{base: base, manager: manager, links: map[[sha256.Size]byte]time.Time{}}
}

// loopback returns the address as a browser on this machine writes it, if it can be reached so.
func loopback(at net.Addr) (base, port string, ok bool) {
	tcp, ok := at.(*net.TCPAddr)
	if !ok || !tcp.IP.IsLoopback() && !tcp.IP.IsUnspecified() {
		return "", "", false
	}
	host := "127.0.0.1"
	if tcp.IP.IsLoopback() {
		host = tcp.IP.String()
	}
	port = strconv.Itoa(tcp.Port)
	return "http://" + net.JoinHostPort(host, port), port, true
}

// Link returns a link that opens one session within an hour. Its code has at least 128 random bits.
func (s *Sessions) Link() string {
	code := rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget()
	s.links[sha256.Sum256([]byte(code))] = time.Now().Add(linkLife)
	return s.base + "/enter?" + url.Values{"code": {code}}.Encode()
}

// forget drops links that have ended, and the oldest of too many.
func (s *Sessions) forget() {
	var oldest [sha256.Size]byte
	for digest, end := range s.links {
		if time.Now().After(end) {
			delete(s.links, digest)
		} else if first, ok := s.links[oldest]; !ok || end.Before(first) {
			oldest = digest
		}
	}
	if len(s.links) >= maxLinks {
		delete(s.links, oldest)
	}
}

// spend reports whether a code is good, and makes it good no more.
func (s *Sessions) spend(code string) bool {
	digest := sha256.Sum256([]byte(code))
	s.mu.Lock()
	defer s.mu.Unlock()
	end, ok := s.links[digest]
	delete(s.links, digest)
	return ok && time.Now().Before(end)
}

const sessionKey = "principal"

// Enter spends a link's code and opens a session of the desk, behind Load. A code that is not good is ErrSpent.
func (s *Sessions) Enter(c echo.Context, code string) error {
	if !s.spend(code) {
		return ErrSpent
	}
	ctx := c.Request().Context()
	if err := s.manager.RenewToken(ctx); err != nil {
		return err
	}
	s.manager.Put(ctx, sessionKey, string(DeskPrincipal))
	return nil
}

// Leave ends the session, behind Load.
func (s *Sessions) Leave(c echo.Context) error { return s.manager.Destroy(c.Request().Context()) }

// Entered reports whether the request has a session, behind Load.
func (s *Sessions) Entered(c echo.Context) bool {
	return s.manager.GetString(c.Request().Context(), sessionKey) != ""
}

// Load reads the request's session and keeps what becomes of it. Errors must have become responses when it sees them.
func (s *Sessions) Load(next echo.HandlerFunc) echo.HandlerFunc {
	return echo.WrapMiddleware(s.manager.LoadAndSave)(next)
}

// Here lets nobody in from another machine; they get ErrElsewhere.
func (s *Sessions) Here(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !fromHere(c.Request()) {
			return ErrElsewhere
		}
		return next(c)
	}
}

// Require lets only people of this machine with a session in, as who they entered, behind Load. Whoever has none gets
// ErrNoSession.
func (s *Sessions) Require(next echo.HandlerFunc) echo.HandlerFunc {
	return s.Here(func(c echo.Context) error {
		if !s.Entered(c) {
			return ErrNoSession
		}
		c.Set(principalKey, Principal(s.manager.GetString(c.Request().Context(), sessionKey)))
		return next(c)
	})
}

// fromHere reports whether a request comes over loopback.
func fromHere(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	return err == nil && net.ParseIP(host).IsLoopback()
}
