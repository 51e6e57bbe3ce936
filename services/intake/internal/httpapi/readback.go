package httpapi

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/internal/web"
)

const (
	defaultUpdates = 100
	maxUpdates     = 1000
	// lookAgain is how often a waiting request looks for what another process took in.
	lookAgain = time.Second
)

// ticket answers what became of a ticket.
func (a *API) ticket(c echo.Context) error {
	t, err := a.own(c)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, t)
}

// own returns the caller's ticket that the address names.
func (a *API) own(c echo.Context) (postgres.Ticket, error) {
	tickets, err := a.Store.Tickets(c.Request().Context(), string(web.Caller(c)), c.Param("number"))
	if err != nil {
		return postgres.Ticket{}, err
	}
	if source := c.QueryParam("source"); source != "" {
		tickets = slices.DeleteFunc(tickets, func(t postgres.Ticket) bool { return t.Source != source })
	}
	switch len(tickets) {
	case 0:
		return postgres.Ticket{}, web.NotFound("a ticket of yours with this number")
	case 1:
		return tickets[0], nil
	}
	return postgres.Ticket{}, web.NewProblem(http.StatusConflict, "ambiguous", "several of your sources use this number", "add ?source= with the source of the event")
}

// updates answers, in order and without loss, what happened to the sender's tickets behind a cursor. With wait it stays open
// until something happens.
func (a *API) updates(c echo.Context) error {
	after, err := cursor(c.QueryParam("after"))
	if err != nil {
		return err
	}
	limit, err := limit(c.QueryParam("limit"))
	if err != nil {
		return err
	}
	wait, err := web.Wait(c.QueryParam("wait"))
	if err != nil {
		return err
	}
	if err := a.Store.HasRead(c.Request().Context(), string(web.Caller(c)), after, a.Now()); err != nil {
		return err
	}
	list, err := a.await(c.Request().Context(), string(web.Caller(c)), after, limit, wait)
	if err != nil {
		return err
	}
	next := c.QueryParam("after")
	if len(list) > 0 {
		next = list[len(list)-1].Cursor
	}
	return c.JSON(http.StatusOK, map[string]any{"updates": append([]postgres.Update{}, list...), "next": next})
}

func (a *API) await(ctx context.Context, sender string, after uint64, limit int, wait time.Duration) ([]postgres.Update, error) {
	deadline := time.After(wait)
	for {
		told := a.Told.Next()
		list, err := a.Store.Updates(ctx, sender, after, limit)
		if err != nil || len(list) > 0 || wait == 0 {
			return list, err
		}
		select {
		case <-deadline:
			return nil, nil
		case <-ctx.Done():
			return nil, nil
		case <-told:
		case <-time.After(lookAgain):
		}
	}
}

func cursor(text string) (uint64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return 0, web.NewProblem(http.StatusBadRequest, "bad-cursor", "after is not a cursor", "use next of the last answer, or leave it out to begin at the beginning")
	}
	return n, nil
}

func limit(text string) (int, error) {
	if text == "" {
		return defaultUpdates, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxUpdates {
		return 0, web.NewProblem(http.StatusBadRequest, "bad-limit", "limit must be a number from 1 to 1000", "leave it out for 100")
	}
	return n, nil
}
