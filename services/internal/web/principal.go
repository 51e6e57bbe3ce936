package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

// Principal is who calls: the name of a token, such as "hotline-12345", "market", "desk" or "auditor".
type Principal string

// Names of principals that are neither senders nor departments.
const (
	DeskPrincipal Principal = "desk"
	Auditor       Principal = "auditor"
	Taskforce     Principal = "taskforce" // 专班
	Justice       Principal = "justice"   // 司法局
)

// Oversees reports whether the principal sees every lead: the desk, the taskforce, the justice bureau and the auditor.
func (p Principal) Oversees() bool {
	return p == DeskPrincipal || p == Taskforce || p == Justice || p == Auditor
}

// Department returns the department that the principal is, and whether it is one.
func (p Principal) Department() (lead.Department, bool) {
	d := lead.Department(p)
	return d, d.Valid()
}

// Actor returns as what the principal acts.
func (p Principal) Actor() actor.Actor { return actor.Of(string(p)) }

// Enters reports whether the principal may have a session on pages: whoever has a queue, decides or oversees. Senders do not.
func (p Principal) Enters() bool { return p.Actor().Role != actor.Sender || lead.ValidUnit(string(p)) }

// Tokens knows the digests of the tokens; the tokens themselves are with their holders.
type Tokens struct {
	path    string
	current *atomic.Pointer[digests]
}

type digests map[[sha256.Size]byte]Principal

// NewTokens returns the set of the given tokens by the name of who holds them.
func NewTokens(byName map[string]string) Tokens {
	all := digests{}
	for name, token := range byName {
		all[sha256.Sum256([]byte(token))] = Principal(name)
	}
	t := Tokens{current: new(atomic.Pointer[digests])}
	t.current.Store(&all)
	return t
}

// ReadTokens reads a file of lines "name sha256-in-hex", as xiansuo migrate writes it.
func ReadTokens(path string) (Tokens, error) {
	all, err := readDigests(path)
	t := Tokens{path: path, current: new(atomic.Pointer[digests])}
	t.current.Store(&all)
	return t, err
}

func readDigests(path string) (digests, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("tokens: %w", err)
	}
	all := digests{}
	for i, line := range strings.Split(strings.TrimSpace(string(content)), "\n") {
		name, digest, ok := strings.Cut(line, " ")
		raw, err := hex.DecodeString(digest)
		if !ok || err != nil || len(raw) != sha256.Size {
			return nil, fmt.Errorf("tokens: line %d of %s is not a name and a SHA-256 in hex", i+1, path)
		}
		all[[sha256.Size]byte(raw)] = Principal(name)
	}
	return all, nil
}

// followEvery is how soon a token that was given out or taken away counts.
const followEvery = 2 * time.Second

// Follow takes up what the file says from then on, until ctx ends. A file that cannot be read changes nothing.
func (t Tokens) Follow(ctx context.Context, log *slog.Logger) error {
	if t.path == "" {
		return nil
	}
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		all, err := readDigests(t.path)
		switch {
		case err != nil && !failing:
			log.Error("tokens were not read again, those known before count", "error", err)
		case err == nil && !maps.Equal(all, *t.current.Load()):
			t.current.Store(&all)
			log.Info("tokens taken up", "tokens", len(all))
		}
		failing = err != nil
	}
}

// DigestLine returns the line of a tokens file for a token.
func DigestLine(name, token string) string {
	digest := sha256.Sum256([]byte(token))
	return name + " " + hex.EncodeToString(digest[:])
}

// Key is a token by its digest, and who held it when it was shown.
type Key struct {
	As     Principal
	digest [sha256.Size]byte
}

// Of returns who holds a token. Looking up a digest takes the same time whatever the token.
func (t Tokens) Of(token string) (Key, bool) {
	digest := sha256.Sum256([]byte(token))
	p, ok := (*t.current.Load())[digest]
	return Key{p, digest}, ok
}

// good reports whether a key's token is still its holder's.
func (t Tokens) good(k Key) bool {
	p, ok := (*t.current.Load())[k.digest]
	return ok && p == k.As
}

const (
	principalKey = "principal"
	tokenKey     = "token"
)

// CallerKey returns the token by which the caller is known, behind Authenticate.
func CallerKey(c echo.Context) Key {
	k, _ := c.Get(tokenKey).(Key)
	return k
}

// Caller returns who calls; behind Authenticate there is always one.
func Caller(c echo.Context) Principal {
	p, _ := c.Get(principalKey).(Principal)
	return p
}

// Authenticate lets only holders of a token in.
func (t Tokens) Authenticate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		scheme, token, _ := strings.Cut(c.Request().Header.Get(echo.HeaderAuthorization), " ")
		key, ok := t.Of(strings.TrimSpace(token))
		if !ok || !strings.EqualFold(scheme, "Bearer") {
			c.Response().Header().Set(echo.HeaderWWWAuthenticate, `Bearer realm="xiansuo"`)
			return unauthorized()
		}
		c.Set(principalKey, key.As)
		c.Set(tokenKey, key)
		return next(c)
	}
}

// Only lets the named principals in, behind Authenticate.
func Only(names ...Principal) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			for _, name := range names {
				if Caller(c) == name {
					return next(c)
				}
			}
			return Forbidden("this token may not do this", "use the token of "+join(names))
		}
	}
}

func join(names []Principal) string {
	var out []string
	for _, n := range names {
		out = append(out, string(n))
	}
	return strings.Join(out, " or ")
}
