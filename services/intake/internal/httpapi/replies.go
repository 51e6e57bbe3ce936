package httpapi

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/intake/internal/reply"
	"xiansuo/services/intake/internal/ticket"
	"xiansuo/services/internal/web"
)

// duty is that somebody must be told something, as it is read.
type duty struct {
	Cursor      string          `json:"cursor"`
	Sender      string          `json:"sender"`
	Number      string          `json:"number,omitempty"`
	Lead        string          `json:"lead"`
	About       string          `json:"about,omitempty"`
	Part        string          `json:"part,omitempty"`
	Kind        ticket.Kind     `json:"kind"` // of the update that it arose from
	Department  lead.Department `json:"department,omitempty"`
	To          reply.Recipient `json:"to"`
	Rule        reply.Rule      `json:"rule"`
	Update      string          `json:"update,omitempty"` // that must be told; absent while it is awaited
	Ends        []string        `json:"ends"`
	Since       time.Time       `json:"since"`
	Due         time.Time       `json:"due"`
	Provisional bool            `json:"provisional,omitempty"`
	Overdue     bool            `json:"overdue"`
	DoneAt      *time.Time      `json:"doneAt,omitempty"`
	How         reply.How       `json:"how,omitempty"`
}

func dutyOf(d reply.Duty, rules map[string]reply.Rule, now time.Time) duty {
	out := duty{Cursor: strconv.FormatInt(d.N, 10), Sender: d.Sender, Number: d.Number, Lead: d.Lead, Part: d.Part, Kind: d.Kind, Department: d.Department,
		To: d.To, Rule: rules[d.Rule], Ends: d.Ends, Since: d.Since, Due: d.Due, Provisional: d.Provisional, DoneAt: d.DoneAt, How: d.How,
		Overdue: d.DoneAt == nil && !now.Before(d.Due)}
	out.Rule.ID = d.Rule
	if d.About != d.Lead {
		out.About = d.About
	}
	if d.Answer > 0 {
		out.Update = strconv.FormatInt(d.Answer, 10)
	}
	return out
}

// replies answers who must be told what by when: a sender of its own tickets, whoever oversees of all.
func (a *API) replies(c echo.Context) error {
	after, err := cursor(c.QueryParam("after"))
	if err != nil {
		return err
	}
	limit, err := limit(c.QueryParam("limit"))
	if err != nil {
		return err
	}
	which := postgres.Which(c.QueryParam("state"))
	if which == "" {
		which = postgres.Owed
	}
	if !slices.Contains([]postgres.Which{postgres.Owed, postgres.Overdue, postgres.Ended, postgres.All}, which) {
		return web.NewProblem(http.StatusBadRequest, "bad-state", "state is not known", "use open, overdue, done or all, or leave it out for open")
	}
	if err := a.Store.HaveBeenCalled(c.Request().Context()); err != nil {
		return err
	}
	sender, now := web.Caller(c), a.Now()
	if sender.Oversees() {
		sender = ""
	}
	list, err := a.Store.Replies(c.Request().Context(), string(sender), which, after, limit, now)
	if err != nil {
		return err
	}
	out, next, rules := make([]duty, len(list)), c.QueryParam("after"), a.Store.Duties.Rules()
	for i, d := range list {
		out[i] = dutyOf(d, rules, now)
		next = out[i].Cursor
	}
	return c.JSON(http.StatusOK, map[string]any{"replies": out, "next": next})
}

// ways are how a reporter may be told.
var ways = []string{"phone", "message", "app", "in-person", "written"}

// told takes in that a sender has told the reporter of a ticket.
func (a *API) told(c echo.Context) error {
	body, err := readBody(c.Request(), maxAsk)
	if err != nil {
		return err
	}
	var said struct {
		How    string    `json:"how"`
		At     time.Time `json:"at"`
		Update string    `json:"update"`
	}
	now := a.Now()
	if json.Unmarshal(body, &said) != nil || !slices.Contains(ways, said.How) || said.At.IsZero() || said.At.After(now) {
		return web.NewProblem(http.StatusUnprocessableEntity, "unclear", "how must be phone, message, app, in-person or written, and at a time that is not ahead",
			`send {"how": "phone", "at": "2026-07-01T09:30:00+08:00"}, with update where not all was told`)
	}
	upTo, err := cursor(said.Update)
	if err != nil {
		return err
	}
	t, err := a.own(c)
	if err != nil {
		return err
	}
	ended, err := a.Store.Tells(c.Request().Context(), postgres.Telling{Sender: string(web.Caller(c)), Lead: t.Lead, UpTo: upTo, How: said.How,
		Written: said.How == "written", On: said.At, At: now})
	if errors.Is(err, postgres.ErrNothingToTell) {
		return web.NewProblem(http.StatusConflict, "nothing-to-tell", "nothing was told of this ticket yet", "read updates first")
	}
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"lead": t.Lead, "ended": ended})
}
