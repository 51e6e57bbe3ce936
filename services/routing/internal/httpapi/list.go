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
	Unit        string          `json:"unit,omitempty"`
	Person      string          `json:"person,omitempty"`
	NotOurs     int             `json:"notOurs,omitempty"`
	Whole       string          `json:"whole,omitempty"`
	Level       lead.Level      `json:"level,omitempty"`
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
	department := l.Department
	if l.Stage == postgres.StageNew { // nobody asks for anything: the sender, or the rules, brought it
		department = ""
	}
	return listed{Lead: l.ID, Number: l.Number, Title: string(title[:min(len(title), titleRunes)]), State: l.State, Holder: l.Holder,
		Category: l.Category, Urgency: l.Urgency, Leading: l.Leading, Department: department, Role: l.Role, Stage: l.Stage,
		Unit: l.Unit, Person: l.Person, NotOurs: l.NotOurs, Whole: l.Whole, Level: l.Level,
		Why: l.Decision.Why, ReceivedAt: l.Matter.ReceivedAt, Due: l.Due, Provisional: l.Provisional}
}

// desk lists what waits for the desk, the earliest deadline first.
func (a *API) desk(c echo.Context) error { return a.list(c, postgres.Query{Office: lead.Desk}) }

// taskforce lists what waits for the taskforce.
func (a *API) taskforce(c echo.Context) error {
	return a.list(c, postgres.Query{Office: lead.Taskforce})
}

// leads lists a department's or unit's open work, what has ended, or what was said so often not to be somebody's.
func (a *API) leads(c echo.Context) error {
	caller := web.Caller(c)
	if number := c.QueryParam("number"); number != "" {
		return a.found(c, number)
	}
	q := postgres.Query{Queue: lead.Department(c.QueryParam("queue")), State: handoff.State(c.QueryParam("state"))}
	if d := lead.Department(caller); d.Valid() || a.Unit(d) {
		if q.Queue != "" && q.Queue != d {
			return web.Forbidden("a queue is its department's alone", "leave queue out")
		}
		q.Queue = d
	} else if !caller.Oversees() {
		return web.Forbidden("this token may not list leads", "senders read their tickets at /intake/api/v1/updates")
	}
	if text := c.QueryParam("notOurs"); text != "" && q.Queue == "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > postgres.MaxBounced {
			return web.NewProblem(http.StatusBadRequest, "bad-list", "notOurs must be a number from 1 to 100", "such as notOurs=2")
		}
		q.Bounced = n
		return a.list(c, q)
	}
	if q.Queue != "" && !q.Queue.Valid() && !a.Unit(q.Queue) || q.Queue == "" && q.State != handoff.Declined && q.State != handoff.Closed && q.State != handoff.Merged {
		return web.NewProblem(http.StatusBadRequest, "bad-list", "say what to list: number, of a lead as anybody calls it; queue, a department or unit; state, declined, closed or merged; or notOurs, a number",
			"what waits for the desk is at /routing/api/v1/desk, what waits for the taskforce at /routing/api/v1/taskforce")
	}
	return a.list(c, q)
}

// found lists the leads that anybody calls by a number: of a department or unit, those that it may see.
func (a *API) found(c echo.Context, number string) error {
	caller, party := web.Caller(c), lead.Department("")
	if d := lead.Department(caller); d.Valid() || a.Unit(d) {
		party = d
	} else if !caller.Oversees() {
		return web.Forbidden("this token may not list leads", "senders read their tickets at /intake/api/v1/updates")
	}
	all, err := a.Store.FindFor(c.Request().Context(), party, number, defaultList)
	if err != nil {
		return err
	}
	leads := make([]listed, len(all))
	for i, l := range all {
		leads[i] = listedOf(l)
	}
	return c.JSON(http.StatusOK, map[string]any{"leads": leads, "next": ""})
}

func (a *API) list(c echo.Context, q postgres.Query) error {
	q.Now, q.After, q.Limit = a.Now(), c.QueryParam("after"), defaultList
	q.Stage, q.Urgency, q.Late = postgres.Stage(c.QueryParam("stage")), lead.Urgency(c.QueryParam("urgency")), c.QueryParam("late") != ""
	q.Unit, q.Person = c.QueryParam("unit"), c.QueryParam("person")
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
