package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"xiansuo/services/internal/outbox"
)

// Asides is where a service keeps events that it could not apply.
type Asides interface {
	Asides(ctx context.Context) ([]outbox.Aside, error)
	Replay(ctx context.Context, id int64) (int, error)
}

// ServeAsides adds GET /aside and POST /aside/:id/replay for the desk and the auditor; only the desk replays.
func ServeAsides(api *echo.Group, asides Asides) {
	api.GET("/aside", func(c echo.Context) error {
		list, err := asides.Asides(c.Request().Context())
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, map[string]any{"events": append([]outbox.Aside{}, list...)})
	}, Only(DeskPrincipal, Auditor))
	api.POST("/aside/:id/replay", func(c echo.Context) error {
		id, err := strconv.ParseInt(c.Param("id"), 10, 64)
		if err != nil {
			return NotFound("this event")
		}
		n, err := asides.Replay(c.Request().Context(), id)
		if errors.Is(err, outbox.ErrNoAside) {
			return NotFound("this event")
		}
		if err != nil {
			return NewProblem(http.StatusConflict, "replay-failed", "it failed again; nothing was changed", "the log says why")
		}
		return c.JSON(http.StatusOK, map[string]int{"replayed": n})
	}, Only(DeskPrincipal))
}
