// Package web is what the services' HTTP sides share: problem details, who calls, the server's settings, and the desk for
// events that were set aside.
package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/services/internal/schema"
)

// Problem is an RFC 9457 problem: what is wrong, where, and what to do about it. It never repeats what the caller sent.
type Problem struct {
	Type   string             `json:"type"`
	Title  string             `json:"title"`
	Status int                `json:"status"`
	Detail string             `json:"detail,omitempty"`
	Cure   string             `json:"cure,omitempty"`
	Errors []schema.Violation `json:"errors,omitempty"`
	// RetryAfter is sent as a header.
	RetryAfter time.Duration `json:"-"`
}

// ProblemType is the media type of problem details.
const ProblemType = "application/problem+json"

// Error makes a problem an error.
func (p *Problem) Error() string { return p.Title + ": " + p.Detail }

// NewProblem returns a problem of the given kind; the code is the stable name that programs decide on.
func NewProblem(status int, code, detail, cure string) *Problem {
	return &Problem{Type: "urn:xiansuo:problem:" + code, Title: http.StatusText(status), Status: status, Detail: detail, Cure: cure}
}

// Code is the stable name of the problem.
func (p *Problem) Code() string { return p.Type[len("urn:xiansuo:problem:"):] }

// The problems that every service has.
func unauthorized() *Problem {
	return NewProblem(http.StatusUnauthorized, "unauthorized", "no valid token was sent",
		"send the header Authorization: Bearer <token> with a token of the credentials folder")
}

// Forbidden says that the caller is known and may not do this.
func Forbidden(detail, cure string) *Problem {
	return NewProblem(http.StatusForbidden, "forbidden", detail, cure)
}

// NotFound says that there is no such thing, or none that the caller may see.
func NotFound(what string) *Problem {
	return NewProblem(http.StatusNotFound, "not-found", what+" is not here", "check the identifier")
}

// handleError is the one place where an error becomes a response. Whatever is no problem is "internal error" to the caller and
// a line in our log.
func (s *Server) handleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	problem := s.problemOf(err)
	switch {
	case problem.Status == http.StatusServiceUnavailable: // it heals itself, and whoever asked was told so
		s.log.Warn("request was put off", "method", c.Request().Method, "route", c.Path(), "error", err)
	case problem.Status >= http.StatusInternalServerError:
		s.log.Error("request failed", "method", c.Request().Method, "route", c.Path(), "error", err)
	}
	problem.write(c.Response())
}

func (p *Problem) write(w http.ResponseWriter) {
	if p.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int((p.RetryAfter+time.Second-1)/time.Second)))
	}
	body, err := json.Marshal(p)
	if err != nil {
		body = []byte(`{}`)
	}
	w.Header().Set("Content-Type", ProblemType)
	w.WriteHeader(p.Status)
	_, _ = w.Write(body)
}

func (s *Server) problemOf(err error) *Problem {
	var problem *Problem
	if errors.As(err, &problem) {
		return problem
	}
	var plain *echo.HTTPError
	if errors.As(err, &plain) {
		return NewProblem(plain.Code, "http", fmt.Sprint(plain.Message), "")
	}
	var busy interface{ Again() time.Duration }
	if errors.As(err, &busy) {
		p := Crowded()
		p.RetryAfter = max(time.Second, busy.Again())
		return p
	}
	if s.transient(err) {
		p := NewProblem(http.StatusServiceUnavailable, "unavailable", "a part of the service does not answer at the moment", "try again")
		p.RetryAfter = 2 * time.Second
		return p
	}
	return NewProblem(http.StatusInternalServerError, "internal", "internal error", "try again; if it stays, tell the operator the time")
}
