package page

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/services/internal/web"
)

// trouble is what a person is told instead of a page: words under "trouble.<word>.title" and ".text".
type trouble struct {
	status int
	Word   string
	Home   string // where the reader may go on
}

// errors turns the errors of a site's pages into pages. Whatever is no refusal is a line in the log.
func (s *Site) errors(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		err := next(c)
		if err == nil || c.Response().Committed {
			return err
		}
		t := s.troubleOf(err)
		t.Home = s.Home()
		if t.status >= http.StatusInternalServerError {
			s.Log.Error("page failed", "route", c.Path(), "error", err)
		}
		if t.status == http.StatusUnauthorized {
			c.Response().Header().Set(echo.HeaderWWWAuthenticate, `OneTimeLink realm="xiansuo"`)
		}
		return s.Render(c, t.status, "trouble", t)
	}
}

func (s *Site) troubleOf(err error) trouble {
	var problem *web.Problem
	var plain *echo.HTTPError
	switch {
	case errors.Is(err, web.ErrNoSession):
		return trouble{status: http.StatusUnauthorized, Word: "session"}
	case errors.Is(err, web.ErrElsewhere):
		return trouble{status: http.StatusForbidden, Word: "elsewhere"}
	case errors.Is(err, web.ErrSpent):
		return trouble{status: http.StatusForbidden, Word: "spent"}
	case errors.Is(err, errForeign):
		return trouble{status: http.StatusForbidden, Word: "foreign"}
	case errors.As(err, &problem):
		return troubleOfStatus(problem.Status)
	case errors.As(err, &plain):
		return troubleOfStatus(plain.Code)
	case s.Transient(err):
		return trouble{status: http.StatusServiceUnavailable, Word: "busy"}
	}
	return trouble{status: http.StatusInternalServerError, Word: "broken"}
}

func troubleOfStatus(status int) trouble {
	switch {
	case status == http.StatusNotFound:
		return trouble{status: status, Word: "missing"}
	case status < http.StatusInternalServerError:
		return trouble{status: status, Word: "bad"}
	case status == http.StatusServiceUnavailable:
		return trouble{status: status, Word: "busy"}
	}
	return trouble{status: status, Word: "broken"}
}
