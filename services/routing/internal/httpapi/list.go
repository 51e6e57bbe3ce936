package httpapi

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

const (
	defaultList = 100
	maxList     = 500
	titleRunes  = 60
)

// listed is a lead in a list.
type listed struct {
	Lead        string          `json:"lead"`
	Number      string          `json:"number,omitempty"`
	Title       string          `json:"title"`
	State       handoff.State   `json:"state"`
	Holder      lead.Holder     `json:"holder"`
	Category    lead.Category   `json:"category,omitempty"`
	Urgency     lead.Urgency    `json:"urgency"`
	Leading     lead.Department `json:"leading,omitempty"`
	Department  lead.Department `json:"department,omitempty"` // whose work is listed, with its role and stage
	Role        lead.Role       `json:"role,omitempty"`
	Stage       postgres.Stage  `json:"stage"`
	Why         string          `json:"why,omitempty"`
	ReceivedAt  time.Time       `json:"receivedAt"`
	Due         *time.Time      `json:"due,omitempty"`
	Provisional bool            `json:"provisional,omitempty"`
}

func listedOf(l postgres.Listed) listed {
	title := []rune(l.Matter.Title)
	if len(title) == 0 {
		title = []rune(l.Matter.Text)
	}
	return listed{Lead: l.ID, Number: l.Number, Title: string(title[:min(len(title), titleRunes)]), State: l.State, Holder: l.Holder,
		Category: l.Category, Urgency: l.Urgency, Leading: l.Leading, Department: l.Department, Role: l.Role, Stage: l.Stage,
		Why: l.Decision.Why, ReceivedAt: l.Matter.ReceivedAt, Due: l.Due, Provisional: l.Provisional}
}

// desk lists what waits for a decision, the earliest deadline first.
func (a *API) desk(c echo.Context) error { return a.list(c, postgres.Query{State: handoff.AtDesk}) }

// leads lists a department's open work, or what was sent back or closed.
func (a *API) leads(c echo.Context) error {
	caller := web.Caller(c)
	q := postgres.Query{Queue: lead.Department(c.QueryParam("queue")), State: handoff.State(c.QueryParam("state"))}
	if d, ok := caller.Department(); ok {
		if q.Queue != "" && q.Queue != d {
			return web.Forbidden("a queue is its department's alone", "leave queue out")
		}
		q.Queue = d
	} else if caller != web.DeskPrincipal && caller != web.Auditor {
		return web.Forbidden("this token may not list leads", "senders read their tickets at /intake/api/v1/updates")
	}
	if q.Queue != "" && !q.Queue.Valid() || q.Queue == "" && q.State != handoff.Declined && q.State != handoff.Closed {
		return web.NewProblem(http.StatusBadRequest, "bad-list", "say what to list: queue, one of the six departments, or state, declined or closed",
			"what waits for the desk is at /routing/api/v1/desk")
	}
	return a.list(c, q)
}

func (a *API) list(c echo.Context, q postgres.Query) error {
	q.Now, q.After, q.Limit = a.Now(), c.QueryParam("after"), defaultList
	q.Stage, q.Urgency, q.Late = postgres.Stage(c.QueryParam("stage")), lead.Urgency(c.QueryParam("urgency")), c.QueryParam("late") != ""
	if text := c.QueryParam("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxList {
			return web.NewProblem(http.StatusBadRequest, "bad-limit", "limit must be a number from 1 to 500", "leave it out for 100")
		}
		q.Limit = n
	}
	part, err := a.Store.List(c.Request().Context(), q)
	if errors.Is(err, postgres.ErrBadCursor) {
		return web.NewProblem(http.StatusBadRequest, "bad-cursor", "after is not a cursor of this list", "use next of the last answer, or leave it out")
	}
	if err != nil {
		return err
	}
	leads := make([]listed, len(part.Leads))
	for i, l := range part.Leads {
		leads[i] = listedOf(l)
	}
	return c.JSON(http.StatusOK, map[string]any{"leads": leads, "next": part.Next})
}
