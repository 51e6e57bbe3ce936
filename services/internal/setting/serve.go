package setting

import (
	"errors"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/services/internal/web"
)

const maxDocument = 256 << 10

// Serve adds GET /settings and PUT /settings/:kind. The desk and the taskforce load documents; the auditor reads them too.
func Serve(api *echo.Group, s *Store) {
	api.GET("/settings", func(c echo.Context) error {
		all, err := s.All(c.Request().Context())
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, map[string]any{"settings": append([]Document{}, all...)})
	}, web.Only(web.DeskPrincipal, web.Taskforce, web.Justice, web.Auditor))
	api.PUT("/settings/:kind", func(c echo.Context) error {
		content, err := io.ReadAll(http.MaxBytesReader(nil, c.Request().Body, maxDocument))
		if err != nil {
			return web.NewProblem(http.StatusRequestEntityTooLarge, "too-large", "a setting may have 262144 bytes", "shorten it")
		}
		d, err := s.Put(c.Request().Context(), c.Param("kind"), string(web.Caller(c)), string(content))
		if errors.Is(err, ErrInvalid) {
			return web.NewProblem(http.StatusUnprocessableEntity, "invalid-setting", err.Error(), "mend what is named; what was loaded before stays in force")
		}
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, d)
	}, web.Only(web.DeskPrincipal, web.Taskforce))
}
