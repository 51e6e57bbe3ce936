package web

import (
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
)

// Server is an echo with the settings that every service needs.
type Server struct {
	*echo.Echo
	log       *slog.Logger
	transient func(error) bool
}

// NewServer returns a server whose errors become problem details; transient says which errors mean "try again".
func NewServer(log *slog.Logger, transient func(error) bool) *Server {
	s := &Server{Echo: echo.New(), log: log, transient: transient}
	s.HideBanner, s.HidePort = true, true
	s.IPExtractor = echo.ExtractIPDirect() // X-Forwarded-For is anybody's to set
	s.HTTPErrorHandler = s.handleError
	s.Use(s.recoverPanic, headers, readable)
	s.RouteNotFound("/*", func(echo.Context) error { return NotFound("this page") })
	return s
}

// Elsewhere answers what is no service's part of the address space. While not all of them serve yet that is nobody's last word: a sender, or a
// department, would give up on what is only not there yet.
func Elsewhere(log *slog.Logger, serving func() bool) *Server {
	s := NewServer(log, nil)
	s.RouteNotFound("/*", func(echo.Context) error {
		if serving() {
			return NotFound("this page")
		}
		p := NewProblem(http.StatusServiceUnavailable, "starting", "the service is starting", "try again")
		p.RetryAfter = time.Second
		return p
	})
	return s
}

func (s *Server) recoverPanic(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if p := recover(); p != nil {
				s.log.Error("handler panicked", "route", c.Path(), "panic", p, "stack", string(debug.Stack()))
				err = NewProblem(http.StatusInternalServerError, "internal", "internal error", "try again")
			}
		}()
		return next(c)
	}
}

// headers are those of OWASP's ASVS 5.0 chapter 3.4 that fit a service without foreign content.
func headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		return next(c)
	}
}

// readable refuses an address with text that no database takes, before anybody looks for it.
func readable(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !storable(c.Request().URL.Path) || !allStorable(c.ParamValues()) {
			return unreadable("the path")
		}
		for name, values := range c.QueryParams() {
			if !storable(name) || !allStorable(values) {
				return unreadable("a parameter of the query")
			}
		}
		return next(c)
	}
}

func unreadable(what string) *Problem {
	return NewProblem(http.StatusBadRequest, "bad-address", what+" holds U+0000 or is not UTF-8", "send UTF-8, percent-encoded, without %00")
}

func storable(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }

func allStorable(texts []string) bool {
	return !slices.ContainsFunc(texts, func(text string) bool { return !storable(text) })
}
