package httpapi

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/internal/web"
)

// issue gives a sender a new code for its own lead.
func (a *API) issue(c echo.Context) error {
	id := c.Param("id")
	if !leadID.MatchString(id) {
		return noLead()
	}
	code, err := a.Store.Issue(c.Request().Context(), string(web.Caller(c)), id, a.Now())
	if errors.Is(err, postgres.ErrNoLead) {
		return noLead()
	}
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, map[string]string{"lead": id, "receipt": code.Text()})
}
