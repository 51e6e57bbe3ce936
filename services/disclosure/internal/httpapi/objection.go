package httpapi

import (
	"net/http"
	"strconv"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/web"
)

// listObjections answers what is not decided, by when it is due: a department's own, and all to legal review and who oversees.
func (a *API) listObjections(c echo.Context) error {
	by := who(c)
	if by.Department == "" && !by.Oversees() {
		return web.Forbidden("this token may not list objections", "use the token of a department, its head, legal or an office that oversees")
	}
	list, err := a.Store.Claims(c.Request().Context(), string(by.Department), "", listLimit)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"objections": append([]publication.Claim{}, list...)})
}

// opinion is what somebody finds about an objection.
type opinion struct {
	On        string             `json:"on"`
	Note      string             `json:"note"`
	By        *lead.By           `json:"by"`
	Effect    publication.Effect `json:"effect"`
	Text      string             `json:"text"`
	Performed bool               `json:"performed"`
}

type claiming func(d *postgres.Desk, act publication.Act, c *publication.Claim, o publication.Opinion) error

func (a *API) claim(take claiming) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := works(who(c)); err != nil {
			return err
		}
		id, err := strconv.ParseInt(c.Param("id"), 10, 64)
		if err != nil {
			return web.NotFound("this objection")
		}
		var in opinion
		if err := decode(c, &in); err != nil {
			return err
		}
		act := a.act(c, in.On, in.Note, in.By)
		var state publication.Claiming
		err = a.Store.ChangeClaim(c.Request().Context(), id, act.At, func(d *postgres.Desk, claim *publication.Claim) error {
			if !d.Sees(act.Actor) {
				return web.NotFound("this objection")
			}
			err := take(d, act, claim, publication.Opinion{Effect: in.Effect, Text: in.Text, Performed: in.Performed})
			state = claim.State
			return err
		})
		if err != nil {
			return problem(err)
		}
		return c.JSON(http.StatusOK, map[string]any{"id": id, "state": state})
	}
}

// contact answers who objected, to legal review only and with a purpose; it is recorded.
func (a *API) contact(c echo.Context) error {
	by := who(c)
	if by.Role != actor.Legal {
		return web.Forbidden("who objected is told to legal review only", "ask legal review to reach them")
	}
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return web.NotFound("this objection")
	}
	var in struct {
		Purpose string   `json:"purpose"`
		By      *lead.By `json:"by"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	act := a.act(c, "", "", in.By)
	if said := in.Purpose + act.Actor.Person; strings.TrimSpace(in.Purpose) == "" || len(said) > 500 || strings.ContainsFunc(said, unicode.IsControl) {
		return web.NewProblem(http.StatusUnprocessableEntity, "bad-form", "say for what purpose, in at most 500 bytes without control characters", "add a purpose")
	}
	name, contact, err := a.Store.Contact(c.Request().Context(), id, act, in.Purpose)
	if err != nil {
		return problem(err)
	}
	return c.JSON(http.StatusOK, map[string]string{"name": name, "contact": contact})
}
