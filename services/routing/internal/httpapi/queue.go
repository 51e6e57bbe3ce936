package httpapi

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/queues"
)

const (
	retryQueue  = 2 * time.Second
	defaultPull = 100
	maxPull     = 500
)

// pull gives a department what waits in its queue: to be acknowledged, or only to look at.
func (a *API) pull(c echo.Context) error {
	d := lead.Department(c.Param("department"))
	limit := defaultPull
	if text := c.QueryParam("max"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxPull {
			return web.NewProblem(http.StatusBadRequest, "bad-max", "max must be a number from 1 to 500", "leave it out for 100")
		}
		limit = n
	}
	if c.QueryParam("look") != "" {
		return a.look(c, d, limit)
	}
	wait, err := web.Wait(c.QueryParam("wait"))
	if err != nil {
		return err
	}
	messages, err := a.Queues.Pull(c.Request().Context(), d, limit, wait)
	if err != nil {
		return brokerAway(err)
	}
	if len(messages) == 0 {
		return c.NoContent(http.StatusNoContent)
	}
	return c.JSON(http.StatusOK, map[string]any{"messages": messages})
}

// look shows what waits and takes nothing.
func (a *API) look(c echo.Context, d lead.Department, limit int) error {
	waiting, err := a.Store.Peek(c.Request().Context(), d, limit)
	if err != nil {
		return err
	}
	events := make([]json.RawMessage, len(waiting.Events))
	for i, body := range waiting.Events {
		events[i] = body
	}
	return c.JSON(http.StatusOK, map[string]any{"waiting": waiting.Count, "events": events})
}

func (a *API) ack(c echo.Context) error {
	var request struct {
		Acks []string `json:"acks"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(nil, c.Request().Body, maxAnswer)).Decode(&request); err != nil || len(request.Acks) == 0 {
		return web.NewProblem(http.StatusBadRequest, "bad-acks", "the body must be {\"acks\":[...]} with at least one", "send the ack of each message")
	}
	err := a.Queues.Ack(c.Request().Context(), lead.Department(c.Param("department")), request.Acks)
	if errors.Is(err, queues.ErrBadAck) {
		return web.NewProblem(http.StatusUnprocessableEntity, "bad-acks", "one of acks is not of this queue; nothing was acknowledged", "send the ack of each message as it came")
	}
	if err != nil {
		return brokerAway(err)
	}
	return c.NoContent(http.StatusNoContent)
}

func brokerAway(err error) error {
	p := web.NewProblem(http.StatusServiceUnavailable, "queue-away", "the queue does not answer at the moment; nothing is lost", "try again")
	p.RetryAfter = retryQueue
	return errors.Join(p, err)
}
