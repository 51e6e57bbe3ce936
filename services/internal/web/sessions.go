package web

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
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

// maxLinks is how many links of one principal may be unspent: whoever asks for more gets them, and the oldest end.
const maxLinks = 100

// Sessions are those of people who entered the pages of one process from its own machine, by a link that is good for one entry.
// A link and its session are good for as long as the token that the link was made with. They are kept in memory and end with the
// process. They speak plain HTTP, so their cookie cannot be Secure; it never leaves
// the machine.
type Sessions struct {
	base    string
	tokens  Tokens
	manager *scs.SessionManager
	mu      sync.Mutex
	links   map[[sha256.Size]byte]unspent // by digest of the code
}

// unspent is a link that nobody used yet: with which token it was made, and until when it is good.
type unspent struct {
	key  Key
	ends time.Time
}

// What people who want to see pages may be told.
var (
	ErrNoSession error = NewProblem(http.StatusUnauthorized, "no-session", "there is no session, or it has ended", "enter with a link of xiansuo link")
	ErrSpent     error = NewProblem(http.StatusForbidden, "link-spent", "the link was used before, or has ended", "get another with xiansuo link")
	ErrElsewhere error = NewProblem(http.StatusForbidden, "elsewhere", "pages are seen from the machine that runs them", "open them there")
)

// NewSessions returns the sessions of whoever holds tokens, in a process that listens at an address, or nil when that cannot be reached over loopback:
// then nobody enters.
func NewSessions(at net.Addr, tokens Tokens) *Sessions {
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
	return &Sessions{base: base, tokens: tokens, manager: manager, links: map[[sha256.Size]byte]unspent{}}
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

// Link returns a link that opens one session as the holder of a token within an hour. Its code has at least 128 random bits.
func (s *Sessions) Link(key Key) string {
	code := rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget(key.As)
	s.links[sha256.Sum256([]byte(code))] = unspent{key, time.Now().Add(linkLife)}
	return s.base + "/enter?" + url.Values{"code": {code}}.Encode()
}

// forget drops links that are good no more, and the oldest of too many of a principal's.
func (s *Sessions) forget(as Principal) {
	var oldest [sha256.Size]byte
	n := 0
	for digest, l := range s.links {
		switch {
		case !s.good(l):
			delete(s.links, digest)
		case l.key.As == as:
			if first, ok := s.links[oldest]; !ok || l.ends.Before(first.ends) {
				oldest = digest
			}
			n++
		}
	}
	if n >= maxLinks {
		delete(s.links, oldest)
	}
}

// Whose returns as whom a code enters, without spending it, and whether it is good.
func (s *Sessions) Whose(code string) (Principal, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, ok := s.links[sha256.Sum256([]byte(code))]
	return l.key.As, ok && s.good(l)
}

func (s *Sessions) good(l unspent) bool { return time.Now().Before(l.ends) && s.tokens.good(l.key) }

// spend returns with which token a code was made and whether it is good, and makes it good no more.
func (s *Sessions) spend(code string) (Key, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	digest := sha256.Sum256([]byte(code))
	l, ok := s.links[digest]
	delete(s.links, digest)
	return l.key, ok && s.good(l)
}

// What a session keeps.
const (
	sessionKey   = "principal"
	sessionToken = "token"
	keptKey      = "kept."
)

// Enter spends a link's code and opens a session as whom it is for, behind Load. A code that is not good is ErrSpent.
func (s *Sessions) Enter(c echo.Context, code string) error {
	key, ok := s.spend(code)
	if !ok {
		return ErrSpent
	}
	ctx := c.Request().Context()
	if err := s.manager.Clear(ctx); err != nil { // of whoever was in before
		return err
	}
	if err := s.manager.RenewToken(ctx); err != nil {
		return err
	}
	s.manager.Put(ctx, sessionKey, string(key.As))
	s.manager.Put(ctx, sessionToken, key.digest[:])
	return nil
}

// Keep remembers a text for as long as the session lasts, behind Load; an empty one is forgotten.
func (s *Sessions) Keep(c echo.Context, key, text string) {
	if text == "" {
		s.manager.Remove(c.Request().Context(), keptKey+key)
		return
	}
	s.manager.Put(c.Request().Context(), keptKey+key, text)
}

// Kept returns what Keep remembers, or nothing, behind Load.
func (s *Sessions) Kept(c echo.Context, key string) string {
	return s.manager.GetString(c.Request().Context(), keptKey+key)
}

// Leave ends the session, behind Load.
func (s *Sessions) Leave(c echo.Context) error { return s.manager.Destroy(c.Request().Context()) }

// Entered returns as whom the request entered, behind Load; empty without a session, or when its token is good no more.
func (s *Sessions) Entered(c echo.Context) Principal {
	ctx := c.Request().Context()
	key := Key{As: Principal(s.manager.GetString(ctx, sessionKey))}
	if copy(key.digest[:], s.manager.GetBytes(ctx, sessionToken)) != len(key.digest) || !s.tokens.good(key) {
		return ""
	}
	return key.As
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
		as := s.Entered(c)
		switch {
		case as == "" && s.manager.Exists(c.Request().Context(), sessionKey):
			return errors.Join(ErrNoSession, s.Leave(c)) // for good, even if its token comes back
		case as == "":
			return ErrNoSession
		}
		c.Set(principalKey, as)
		return next(c)
	})
}

// fromHere reports whether a request comes over loopback.
func fromHere(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	return err == nil && net.ParseIP(host).IsLoopback()
}
