package webhook

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"xiansuo/services/internal/web"
)

const (
	defaultList = 100
	maxList     = 500
)

// Serve adds GET /deliveries and GET /deliveries/incidents for the desk and the auditor, and POST /deliveries/:id/retry for the desk.
func Serve(api *echo.Group, s *Sender) {
	readers := web.Only(web.DeskPrincipal, web.Auditor)
	api.GET("/deliveries", s.serveList, readers)
	api.GET("/deliveries/incidents", s.serveIncidents, readers)
	api.POST("/deliveries/:id/retry", s.serveRetry, web.Only(web.DeskPrincipal))
}

func (s *Sender) serveList(c echo.Context) error {
	f := Filter{State: State(c.QueryParam("state")), Endpoint: c.QueryParam("endpoint"), Lead: c.QueryParam("lead")}
	if f.State != "" && !f.State.Valid() {
		return web.NewProblem(http.StatusBadRequest, "bad-state", "this is no state of a delivery",
			"use stuck, unknown-endpoint, gone, waiting, sent or acknowledged, or leave it out")
	}
	limit := defaultList
	if text := c.QueryParam("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxList {
			return web.NewProblem(http.StatusBadRequest, "bad-limit", "limit must be a number from 1 to 500", "leave it out for 100")
		}
		limit = n
	}
	list, next, err := s.Deliveries(c.Request().Context(), f, c.QueryParam("after"), limit)
	if errors.Is(err, ErrBadCursor) {
		return web.NewProblem(http.StatusBadRequest, "bad-cursor", "after is not a cursor of this list", "use next of the last answer, or leave it out")
	}
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"deliveries": list, "next": next})
}

func (s *Sender) serveIncidents(c echo.Context) error {
	list, err := s.Incidents(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"incidents": append([]Incident{}, list...)})
}

func (s *Sender) serveRetry(c echo.Context) error {
	id := c.Param("id")
	err := s.Retry(c.Request().Context(), id)
	switch {
	case errors.Is(err, ErrNoDelivery):
		return web.NotFound("this delivery")
	case errors.Is(err, ErrDelivered):
		return web.NewProblem(http.StatusConflict, "delivered", "the receiver has it", "it is not sent again; nothing is to be done")
	case err != nil:
		return err
	}
	return c.JSON(http.StatusAccepted, map[string]string{"retried": id})
}
