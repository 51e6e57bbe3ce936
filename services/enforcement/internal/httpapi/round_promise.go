package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/web"
)

func (a *API) promiseRoutes(api *echo.Group) {
	api.GET("/promises", a.pressing)
	one := api.Group("/promises/:id")
	one.GET("", a.promise)
	one.POST("/mend", a.mendPromise)
	one.POST("/recheck", a.recheckPromise)
	one.POST("/void", a.voidPromise)
	one.POST("/hand-over", a.handOverPromise)
}

// mays is what a caller may do with a promise.
type mays struct {
	// act: on what a patrol found who works on the round, on what an institution promised whoever hands in statements.
	act bool
	// annul: who ordered the round; of what an institution promised departments and the taskforce.
	annul bool
}

// findPromise returns a promise that the caller may see, and what the caller may do with it.
func (a *API) findPromise(c echo.Context) (p rounds.Promise, may mays, err error) {
	p, err = a.Store.Promise(c.Request().Context(), c.Param("id"))
	if err != nil {
		return p, may, fieldRefused(err)
	}
	by := who(c)
	if p.Channel == lead.SelfCheck {
		may = mays{act: rounds.Enters(by), annul: by.Department != "" || by.Role == actor.Taskforce}
		if !may.act && !by.Oversees() {
			return p, may, web.NotFound("this item")
		}
		return p, may, nil
	}
	r, err := a.findRound(c, p.Parent)
	if err != nil {
		return p, may, err
	}
	return p, mays{act: r.Works(by), annul: r.Orders(by)}, nil
}

func (a *API) promise(c echo.Context) error {
	p, _, err := a.findPromise(c)
	if err != nil {
		return err
	}
	acts, err := a.Store.PromiseActs(c.Request().Context(), p.ID)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"item": p, "acts": append([]postgres.PromiseActed{}, acts...)})
}

// pressing lists what is open and must be mended by a day, the earliest first, for who oversees.
func (a *API) pressing(c echo.Context) error {
	if !who(c).Oversees() {
		return web.Forbidden("only who oversees reads what is pressing everywhere", "read the findings of a round, or the items of a statement")
	}
	var f onsite.Form
	until := a.today(c.QueryParam("until"))
	f.Day("until", until)
	if err := f.Err(); err != nil {
		return fieldRefused(err)
	}
	all, err := a.Store.PressingPromises(c.Request().Context(), until, listLimit)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"until": until, "items": append([]rounds.Promise{}, all...)})
}

// roundFindings lists what a round found.
func (a *API) roundFindings(c echo.Context) error {
	r, err := a.findRound(c, c.Param("id"))
	if err != nil {
		return err
	}
	return a.promises(c, r.ID)
}

func (a *API) promises(c echo.Context, parent string) error {
	all, err := a.Store.Promises(c.Request().Context(), parent, c.QueryParam("after"), listLimit)
	if err != nil {
		return err
	}
	next := ""
	if len(all) == listLimit {
		next = all[len(all)-1].ID
	}
	return c.JSON(http.StatusOK, map[string]any{"items": append([]rounds.Promise{}, all...), "next": next})
}

// promiseDoing is an act on a promise: what was done, and what is announced, if anything is.
type promiseDoing func(p *rounds.Promise, act rounds.Act) (string, *lead.PromiseLapsed, error)

func (a *API) actOnPromise(c echo.Context, g given, note, evidence string, do promiseDoing) error {
	var f onsite.Form
	f.May("evidence", evidence, 64)
	if err := f.Err(); err != nil {
		return fieldRefused(err)
	}
	_, may, err := a.findPromise(c)
	if err != nil {
		return err
	}
	if !may.act {
		return web.Forbidden("this token may read this item and not act on it", "use the token of who works on the round, or of a department")
	}
	act := a.roundAct(c, g)
	p, err := a.Store.ActOnPromise(c.Request().Context(), postgres.PromiseAct{ID: c.Param("id"), Version: g.Version, Act: act, Note: note, Evidence: evidence,
		Do: func(p *rounds.Promise) (string, *lead.PromiseLapsed, error) { return do(p, act) }})
	if err != nil {
		return fieldRefused(err)
	}
	return c.JSON(http.StatusOK, p)
}

func (a *API) mendPromise(c echo.Context) error {
	var in struct {
		given
		Note     string `json:"note"`
		Evidence string `json:"evidence"`
	}
	if _, err := readField(c, &in); err != nil {
		return err
	}
	return a.actOnPromise(c, in.given, in.Note, in.Evidence, func(p *rounds.Promise, act rounds.Act) (string, *lead.PromiseLapsed, error) {
		what, err := p.Mend(in.Note, act)
		return what, nil, err
	})
}

func (a *API) recheckPromise(c echo.Context) error {
	var in struct {
		given
		Passed   *bool  `json:"passed"`
		Due      string `json:"due"`
		Note     string `json:"note"`
		Evidence string `json:"evidence"`
	}
	if _, err := readField(c, &in); err != nil {
		return err
	}
	if in.Passed == nil {
		return web.NewProblem(http.StatusUnprocessableEntity, "invalid", "passed must be true or false", "mend it and send it again")
	}
	return a.actOnPromise(c, in.given, in.Note, in.Evidence, func(p *rounds.Promise, act rounds.Act) (string, *lead.PromiseLapsed, error) {
		what, err := p.Look(*in.Passed, in.Due, in.Note, act)
		return what, nil, err
	})
}

func (a *API) voidPromise(c echo.Context) error {
	var in struct {
		given
		Reason string `json:"reason"`
	}
	if _, err := readField(c, &in); err != nil {
		return err
	}
	if _, may, err := a.findPromise(c); err != nil || may.act && !may.annul {
		if err == nil {
			err = web.Forbidden("only who ordered the round, a department or the taskforce says that an item was a mistake", "ask them")
		}
		return err
	}
	return a.actOnPromise(c, in.given, in.Reason, "", func(p *rounds.Promise, act rounds.Act) (string, *lead.PromiseLapsed, error) {
		what, err := p.Annul(in.Reason, act)
		return what, nil, err
	})
}

func (a *API) handOverPromise(c echo.Context) error {
	var in struct {
		given
		Urgency lead.Urgency `json:"urgency"`
		Reason  string       `json:"reason"`
	}
	if _, err := readField(c, &in); err != nil {
		return err
	}
	return a.actOnPromise(c, in.given, in.Reason, "", func(p *rounds.Promise, act rounds.Act) (string, *lead.PromiseLapsed, error) {
		fact, err := p.HandOver(in.Urgency, in.Reason, act)
		return rounds.Handed, &fact, err
	})
}
