package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
)

// Principal is who calls: the name of a token, such as "hotline-12345", "market", "desk" or "auditor".
type Principal string

// Names of principals that are neither senders nor departments.
const (
	DeskPrincipal Principal = "desk"
	Auditor       Principal = "auditor"
)

// Department returns the department that the principal is, and whether it is one.
func (p Principal) Department() (lead.Department, bool) {
	d := lead.Department(p)
	return d, d.Valid()
}

// Tokens knows the digests of the tokens; the tokens themselves are with their holders.
type Tokens struct {
	byDigest map[[sha256.Size]byte]Principal
}

// NewTokens returns the set of the given tokens by the name of who holds them.
func NewTokens(byName map[string]string) Tokens {
	t := Tokens{byDigest: map[[sha256.Size]byte]Principal{}}
	for name, token := range byName {
		t.byDigest[sha256.Sum256([]byte(token))] = Principal(name)
	}
	return t
}

// ReadTokens reads a file of lines "name sha256-in-hex", as xiansuo migrate writes it.
func ReadTokens(path string) (Tokens, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return Tokens{}, fmt.Errorf("tokens: %w", err)
	}
	t := Tokens{byDigest: map[[sha256.Size]byte]Principal{}}
	for i, line := range strings.Split(strings.TrimSpace(string(content)), "\n") {
		name, digest, ok := strings.Cut(line, " ")
		raw, err := hex.DecodeString(digest)
		if !ok || err != nil || len(raw) != sha256.Size {
			return Tokens{}, fmt.Errorf("tokens: line %d of %s is not a name and a SHA-256 in hex", i+1, path)
		}
		t.byDigest[[sha256.Size]byte(raw)] = Principal(name)
	}
	return t, nil
}

// DigestLine returns the line of a tokens file for a token.
func DigestLine(name, token string) string {
	digest := sha256.Sum256([]byte(token))
	return name + " " + hex.EncodeToString(digest[:])
}

// Of returns who holds a token. Looking up a digest takes the same time whatever the token.
func (t Tokens) Of(token string) (Principal, bool) {
	p, ok := t.byDigest[sha256.Sum256([]byte(token))]
	return p, ok
}

const principalKey = "principal"

// Caller returns who calls; behind Authenticate there is always one.
func Caller(c echo.Context) Principal {
	p, _ := c.Get(principalKey).(Principal)
	return p
}

// Authenticate lets only holders of a token in.
func (t Tokens) Authenticate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		scheme, token, _ := strings.Cut(c.Request().Header.Get(echo.HeaderAuthorization), " ")
		p, ok := t.Of(strings.TrimSpace(token))
		if !ok || !strings.EqualFold(scheme, "Bearer") {
			c.Response().Header().Set(echo.HeaderWWWAuthenticate, `Bearer realm="xiansuo"`)
			return unauthorized()
		}
		c.Set(principalKey, p)
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
