package pages

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/page"
	"xiansuo/services/internal/web"
)

// written are the products that people write by hand on these pages.
var written = []lead.Product{lead.Exposure, lead.Policy}

// longestKey is longer than any key that a form is given.
const longestKey = 200

func mayWrite(by actor.Actor) bool { return by.Role == actor.Handler || by.Role == actor.Desk }

// writeView is the form in which something is written by hand.
type writeView struct {
	In       url.Values
	Key      string
	Products []lead.Product
	Refusal  *publication.Refusal
}

func (d *Desk) writeForm(c echo.Context) error {
	if by, err := whoWorks(c); err != nil || !mayWrite(by) {
		return errors.Join(err, web.NotFound("this page"))
	}
	in := url.Values{"unit": {d.site.Sessions.Kept(c, "unit")}, "person": {d.site.Sessions.Kept(c, "person")}}
	return d.site.Render(c, http.StatusOK, "write", writeView{In: in, Key: rand.Text(), Products: written})
}

func (d *Desk) write(c echo.Context) error {
	in, err := filled(c)
	if err != nil {
		return err
	}
	by, err := whoWorks(c)
	if err != nil {
		return err
	}
	if len(in.Get("key")) > longestKey {
		return web.NewProblem(http.StatusBadRequest, "bad-form", "the form is not as it was given", "open it again and send it")
	}
	w := publication.Written{Product: lead.Product(in.Get("product")), Number: strings.TrimSpace(in.Get("number")), Category: strings.TrimSpace(in.Get("category")), Street: strings.TrimSpace(in.Get("street")),
		Content: publication.Content{Title: strings.TrimSpace(in.Get("title")), Text: paragraphsOf(in.Get("text")), Parties: paragraphsOf(in.Get("parties"))}}
	act := publication.Act{Actor: by.As(&lead.By{Unit: in.Get("unit"), Person: in.Get("person")}), At: d.Now()}
	id, err := d.Store.Write(c.Request().Context(), act, in.Get("key"), w)
	var refusal publication.Refusal
	switch {
	case errors.As(err, &refusal):
		return d.site.Render(c, http.StatusConflict, "write", writeView{In: in, Key: in.Get("key"), Products: written, Refusal: &refusal})
	case err != nil:
		return err
	}
	d.site.Sessions.Keep(c, "told", "write")
	return page.Redirect(c, deskPrefix+"publications/"+url.PathEscape(id))
}

// objectionsView are the objections that are not decided.
type objectionsView struct {
	Claims  []publication.Claim
	By      actor.Actor
	Today   string
	Effects []publication.Effect
	Refusal *publication.Refusal
	About   int64
}

func (d *Desk) objections(c echo.Context) error { return d.showObjections(c, http.StatusOK, nil, 0) }

func (d *Desk) showObjections(c echo.Context, status int, refusal *publication.Refusal, about int64) error {
	by, err := whoWorks(c)
	if err != nil {
		return err
	}
	if by.Department == "" && !by.Oversees() {
		return web.Forbidden("whoever entered has no part in objections", "enter as a department, its head or legal")
	}
	list, err := d.Store.Claims(c.Request().Context(), string(by.Department), "", deskLimit)
	if err != nil {
		return err
	}
	return d.site.Render(c, status, "objections", objectionsView{Claims: list, By: by, Today: publication.Today(d.Now()), Refusal: refusal, About: about,
		Effects: []publication.Effect{publication.Kept, publication.Corrected, publication.TakenOff, publication.Shortened}})
}

// answer takes the legal review's advice on an objection, or the decision behind it.
func (d *Desk) answer(c echo.Context) error {
	in, err := filled(c)
	if err != nil {
		return err
	}
	by, err := whoWorks(c)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return web.NotFound("this objection")
	}
	act := publication.Act{Actor: by.As(&lead.By{Unit: in.Get("unit"), Person: in.Get("person")}), At: d.Now()}
	opinion := publication.Opinion{Effect: publication.Effect(in.Get("effect")), Text: strings.TrimSpace(in.Get("text")), Performed: in.Get("performed") == "yes"}
	err = d.opine(c.Request().Context(), id, act, opinion, c.Param("word"))
	var refusal publication.Refusal
	switch {
	case errors.As(err, &refusal):
		return d.showObjections(c, http.StatusConflict, &refusal, id)
	case errors.Is(err, postgres.ErrNoObjection):
		return web.NotFound("this objection")
	case err != nil:
		return err
	}
	return page.Redirect(c, deskPrefix+"objections")
}

func (d *Desk) opine(ctx context.Context, id int64, act publication.Act, o publication.Opinion, word string) error {
	return d.Store.ChangeClaim(ctx, id, act.At, func(p *postgres.Desk, claim *publication.Claim) error {
		switch {
		case !p.Sees(act.Actor):
			return postgres.ErrNoObjection
		case word == "advise":
			return p.Advise(act, claim, o)
		case word == "decide":
			return p.Answer(act, claim, o, p.Content.Map, d.rules())
		}
		return postgres.ErrNoObjection
	})
}
