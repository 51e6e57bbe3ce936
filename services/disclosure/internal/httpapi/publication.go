package httpapi

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/disclosure/internal/redaction"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/web"
)

func (a *API) publicationRoutes(api *echo.Group) {
	api.GET("/publications", a.listPublications)
	api.POST("/publications", a.writePublication)
	api.GET("/publications/duties", a.duties)
	api.GET("/publications/:id", a.onePublication)
	api.GET("/publications/:id/preview", a.preview)
	api.POST("/publications/:id/files", a.uploadFile)
	for _, word := range publication.Words() {
		api.POST("/publications/:id/"+string(word), a.step(word))
	}
	api.GET("/objections", a.listObjections)
	api.POST("/objections/:id/advise", a.claim(func(d *postgres.Desk, act publication.Act, c *publication.Claim, o publication.Opinion) error {
		return d.Advise(act, c, o)
	}))
	api.POST("/objections/:id/decide", a.claim(func(d *postgres.Desk, act publication.Act, c *publication.Claim, o publication.Opinion) error {
		return d.Answer(act, c, o, d.Content.Map, a.rules())
	}))
	api.POST("/objections/:id/contact", a.contact)
}

// rules returns the rules of publications in force.
func (a *API) rules() publication.Rules {
	if a.Store.Rules == nil {
		return publication.Default()
	}
	return a.Store.Rules()
}

const (
	listLimit = 100
	maxBody   = 1 << 20
)

// works lets in who has a part in publications: no sender does.
func works(a actor.Actor) error {
	if a.Role == actor.Sender {
		return web.Forbidden("this token has no part in publications", "use the token of a department, its head, a role of disclosure or an office that oversees")
	}
	return nil
}

// listPublications answers a department's own publications, and all of them to the roles of disclosure and who oversees.
func (a *API) listPublications(c echo.Context) error {
	by := who(c)
	if err := works(by); err != nil {
		return err
	}
	today := publication.Today(a.Now())
	w := postgres.Wanted{Stage: publication.Stage(c.QueryParam("stage")), Department: string(by.Department), Due: c.QueryParam("due")}
	if w.Department == "" {
		w.Department = c.QueryParam("department")
	}
	switch {
	case w.Due == "overdue":
		w.Due = publication.Today(a.Now().AddDate(0, 0, -1))
	case w.Due != "" && !publication.ValidDay(w.Due):
		return web.NewProblem(http.StatusBadRequest, "bad-query", "due is a day such as 2026-07-01, or overdue", "mend the query")
	}
	list, next, err := a.Store.Publications(c.Request().Context(), w, c.QueryParam("cursor"), today, listLimit)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"publications": append([]postgres.Item{}, list...), "next": next})
}

// duties answers what was due in a month and whether it was done in time: a department's own, and all to who oversees.
func (a *API) duties(c echo.Context) error {
	by := who(c)
	if by.Department == "" && !by.Oversees() {
		return web.Forbidden("this token may not list duties", "use the token of a department, its head or an office that oversees")
	}
	month := c.QueryParam("month")
	if !publication.ValidDay(month + "-01") {
		return web.NewProblem(http.StatusBadRequest, "bad-query", "month is a month such as 2026-07", "add it to the query")
	}
	list, err := a.Store.Duties(c.Request().Context(), month, string(by.Department), publication.Today(a.Now()), 1000)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"duties": append([]postgres.Kept{}, list...)})
}

// written is what somebody writes by hand.
type written struct {
	Product      lead.Product    `json:"product"`
	On           string          `json:"on"`
	By           *lead.By        `json:"by"`
	Number       string          `json:"number"`
	Category     string          `json:"category"`
	Street       string          `json:"street"`
	Institutions []string        `json:"institutions"`
	Title        string          `json:"title"`
	Text         []string        `json:"text"`
	Parties      []string        `json:"parties"`
	Payload      json.RawMessage `json:"payload"`
}

func (a *API) writePublication(c echo.Context) error {
	var in written
	if err := decode(c, &in); err != nil {
		return err
	}
	w := publication.Written{Product: in.Product, Number: in.Number, Category: in.Category, Street: in.Street, Institutions: in.Institutions,
		Content: publication.Content{Title: in.Title, Text: in.Text, Parties: in.Parties, Payload: in.Payload}}
	key := c.Request().Header.Get("Idempotency-Key")
	if len(key) > 200 || strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' }) {
		return web.NewProblem(http.StatusBadRequest, "bad-key", "Idempotency-Key has at most 200 printable ASCII characters", "send another key")
	}
	id, err := a.Store.Write(c.Request().Context(), a.act(c, in.On, "", in.By), key, w)
	if err != nil {
		return problem(err)
	}
	return c.JSON(http.StatusCreated, map[string]string{"id": id})
}

func (a *API) act(c echo.Context, on, note string, by *lead.By) publication.Act {
	return publication.Act{Actor: who(c).As(by), On: on, Note: note, At: a.Now()}
}

// desk returns a publication that the caller may see, or what the public may not know: that there is none.
func (a *API) desk(c echo.Context) (postgres.Desk, error) {
	if err := works(who(c)); err != nil {
		return postgres.Desk{}, err
	}
	d, err := a.Store.Desk(c.Request().Context(), c.Param("id"))
	if err != nil {
		return d, problem(err)
	}
	if !d.Sees(who(c)) {
		return d, web.NotFound("this publication")
	}
	return d, nil
}

func (a *API) onePublication(c echo.Context) error {
	d, err := a.desk(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	done, err := a.Store.Steps(ctx, d.ID)
	if err != nil {
		return err
	}
	versions, err := a.Store.Versions(ctx, d.ID)
	if err != nil {
		return err
	}
	claims, err := a.Store.Claims(ctx, "", d.ID, listLimit)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"publication": d.Publication, "due": d.Due(), "content": d.Content, "leaks": append([]redaction.Finding{}, d.Leaks(d.Content, d.Files)...),
		"rules": redaction.Rules, "steps": done, "versions": append([]publication.Public{}, versions...), "objections": append([]publication.Claim{}, claims...)})
}

// preview answers what the public would see if it were approved now.
func (a *API) preview(c echo.Context) error {
	d, err := a.desk(c)
	if err != nil {
		return err
	}
	p := *d.Publication
	p.Standing, p.WithdrawnAt, p.Reason, p.Note, p.Version, p.PublishedAt = publication.Published, nil, "", "", p.Version+1, a.Now().UTC()
	return c.JSON(http.StatusOK, p.Public(d.Content))
}

// decode reads a body strictly.
func decode(c echo.Context, into any) error {
	_, err := web.ReadJSON(c, maxBody, into)
	return err
}

// statuses are those of refusals.
var statuses = map[publication.Code]int{publication.NotYours: http.StatusForbidden, publication.BadForm: http.StatusUnprocessableEntity}

// problem returns what an error of a use case is to the caller.
func problem(err error) error {
	var refusal publication.Refusal
	switch {
	case errors.As(err, &refusal):
		status, ok := statuses[refusal.Code]
		if !ok {
			status = http.StatusConflict
		}
		return web.NewProblem(status, string(refusal.Code), refusal.Detail, "look at the publication again")
	case errors.Is(err, postgres.ErrNoPublication):
		return web.NotFound("this publication")
	case errors.Is(err, postgres.ErrNoObjection):
		return web.NotFound("this objection")
	case errors.Is(err, postgres.ErrNoAnswer):
		return web.NotFound("an objection with this code")
	case errors.Is(err, postgres.ErrNoFile):
		return web.NewProblem(http.StatusUnprocessableEntity, "no-file", "a file that is named was not uploaded to this publication", "upload it first")
	case errors.Is(err, postgres.ErrTooMany):
		p := web.NewProblem(http.StatusTooManyRequests, "too-many", "too many objections came in", "try again later, or write to the agency")
		p.RetryAfter = time.Hour
		return p
	}
	return err
}
