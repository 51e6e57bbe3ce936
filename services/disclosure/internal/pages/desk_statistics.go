package pages

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/statistics"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/page"
	"xiansuo/services/internal/web"
)

// mayLookAtFigures are who sees figures before they are public.
var mayLookAtFigures = []actor.Role{actor.Editor, actor.Approver, actor.Taskforce, actor.Auditor}

// monthsView is the list of drafts and of releases.
type monthsView struct {
	Drafts   []postgres.DraftSummary
	Releases []statistics.Summary
}

// draftView is a draft: what would be public, and what would not and why.
type draftView struct {
	postgres.Draft
	Tables     []figuresTable
	Suppressed []suppressedRow
	May        bool
	Refused    string // the word of why it was not released
}

// suppressedRow is a figure that is not told.
type suppressedRow struct {
	Table, Row, Column lead.Name
	N                  int64
	Why                string
}

func (d *Desk) lookAtFigures(c echo.Context) (actor.Actor, error) {
	by := web.Caller(c).Actor()
	if !slices.Contains(mayLookAtFigures, by.Role) {
		return by, web.Forbidden("whoever entered has no part in statistics", "enter as a role of disclosure, the taskforce or the auditor")
	}
	return by, nil
}

// months lists what was prepared and what was released.
func (d *Desk) months(c echo.Context) error {
	if _, err := d.lookAtFigures(c); err != nil {
		return err
	}
	var v monthsView
	var err error
	if v.Drafts, err = d.Store.Drafts(c.Request().Context()); err != nil {
		return err
	}
	if v.Releases, err = d.Store.Releases(c.Request().Context()); err != nil {
		return err
	}
	return d.site.Render(c, http.StatusOK, "months", v)
}

// draft shows a draft before it is released.
func (d *Desk) draft(c echo.Context) error { return d.showDraft(c, http.StatusOK, "") }

func (d *Desk) showDraft(c echo.Context, status int, refused string) error {
	by, err := d.lookAtFigures(c)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return web.NotFound("this draft")
	}
	v := draftView{Refused: refused}
	if v.Draft, err = d.Store.DraftOf(c.Request().Context(), id); errors.Is(err, postgres.ErrNoDraft) {
		return web.NotFound("this draft")
	} else if err != nil {
		return err
	}
	for _, t := range v.Release.Tables {
		v.Tables = append(v.Tables, tableOf(t))
	}
	for _, s := range v.Draft.Suppressed() {
		v.Suppressed = append(v.Suppressed, suppressedRow{statistics.Named("", s.Table), codeName(s.Table, s.Row), codeName(s.Table, s.Column), s.N, s.Why})
	}
	v.May = by.Role == actor.Taskforce && !v.Released && v.Editor != by.Name
	return d.site.Render(c, status, "draft", v)
}

// unreleased are the words of why a draft is not released.
var unreleased = map[error]string{postgres.ErrSameActor: "same-actor", postgres.ErrSuperseded: "superseded", postgres.ErrOutOfOrder: "out-of-order"}

// release makes a draft public: the taskforce does, and never one that it prepared itself.
func (d *Desk) release(c echo.Context) error {
	by, err := d.lookAtFigures(c)
	if err != nil {
		return err
	}
	if by.Role != actor.Taskforce {
		return web.Forbidden("the taskforce releases statistics", "enter as the taskforce")
	}
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return web.NotFound("this draft")
	}
	_, err = d.Store.Release(c.Request().Context(), id, by, d.Now())
	for why, word := range unreleased {
		if errors.Is(err, why) {
			return d.showDraft(c, http.StatusConflict, word)
		}
	}
	switch {
	case errors.Is(err, postgres.ErrNoDraft):
		return web.NotFound("this draft")
	case err != nil:
		return err
	}
	return page.Redirect(c, deskPrefix+"statistics")
}
