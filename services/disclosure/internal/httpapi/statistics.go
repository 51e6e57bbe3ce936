package httpapi

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/statistics"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/web"
)

const (
	disclosureEditor   = web.Principal(actor.Editor)
	disclosureApprover = web.Principal(actor.Approver)
)

func (a *API) statisticsRoutes(api *echo.Group) {
	overseers := web.Only(web.DeskPrincipal, web.Taskforce, web.Justice, web.Auditor)
	looks := web.Only(disclosureEditor, disclosureApprover, web.Taskforce, web.Auditor)
	api.GET("/statistics", a.statistics, overseers)
	api.POST("/statistics/drafts", a.prepare, web.Only(disclosureEditor, web.Taskforce))
	api.GET("/statistics/drafts", a.drafts, looks)
	api.GET("/statistics/drafts/:id", a.draft, looks)
	api.GET("/statistics/drafts/:id/recount", a.recount, web.Only(web.Taskforce, web.Auditor))
	api.POST("/statistics/drafts/:id/release", a.release, web.Only(web.Taskforce))
	api.GET("/statistics/releases", a.releases)
	api.GET("/statistics/releases/:month", a.releaseOf)
	api.GET("/statistics/dictionary", a.dictionary)
}

// statistics answers with exact figures of a month, of this one where none is named.
func (a *API) statistics(c echo.Context) error {
	month := c.QueryParam("month")
	if month == "" {
		month = statistics.MonthOf(statistics.DayOf(a.Now()))
	}
	if !statistics.ValidMonth(month) {
		return notAMonth()
	}
	numbers, err := a.Store.Exact(c.Request().Context(), month)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"counts": append([]statistics.Number{}, numbers...)})
}

func notAMonth() error {
	return web.NewProblem(http.StatusBadRequest, "invalid-month", "month must be a year and a month", "send month as 2026-07")
}

func (a *API) prepare(c echo.Context) error {
	var asked struct {
		Month string `json:"month"`
	}
	if err := decode(c, &asked); err != nil {
		return err
	}
	if !statistics.ValidMonth(asked.Month) {
		return notAMonth()
	}
	d, err := a.Store.Prepare(c.Request().Context(), postgres.Preparation{Month: asked.Month, Smallest: a.Statistics.Smallest, Days: a.Statistics.Days, By: who(c), Now: a.Now()})
	if err != nil {
		return refusal(err)
	}
	return c.JSON(http.StatusCreated, preview(d))
}

// view is a draft as editors and approvers see it: what would be public, and what would not and why.
type view struct {
	postgres.DraftSummary
	Release    statistics.Release      `json:"release"`
	Positions  []statistics.Position   `json:"positions"` // of the logs, on which the figures rest
	Suppressed []statistics.Suppressed `json:"suppressed"`
	Told       int                     `json:"told"`    // figures with a number
	Waiting    int                     `json:"waiting"` // changes that cannot be told yet
	TakenUp    int                     `json:"takenUp"` // changes that the correction tells
}

func preview(d postgres.Draft) view {
	v := view{DraftSummary: d.Summary(), Release: d.Release, Positions: d.Positions, Suppressed: append([]statistics.Suppressed{}, d.Suppressed()...), Waiting: d.Waiting, TakenUp: d.TakenUp}
	for _, t := range d.Release.Tables {
		for _, row := range t.Cells {
			for _, cell := range row {
				if !cell.Suppressed {
					v.Told++
				}
			}
		}
	}
	return v
}

func (a *API) drafts(c echo.Context) error {
	list, err := a.Store.Drafts(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"drafts": append([]postgres.DraftSummary{}, list...)})
}

func (a *API) draft(c echo.Context) error {
	d, err := a.draftOf(c)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, preview(d))
}

// recount counts a draft, released or not, again from those who are counted in it.
func (a *API) recount(c echo.Context) error {
	d, err := a.draftOf(c)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"differences": append([]statistics.Difference{}, d.Recount()...)})
}

func (a *API) draftOf(c echo.Context) (postgres.Draft, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return postgres.Draft{}, web.NotFound("the draft")
	}
	d, err := a.Store.DraftOf(c.Request().Context(), id)
	if err != nil {
		return d, refusal(err)
	}
	return d, nil
}

func (a *API) release(c echo.Context) error {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return web.NotFound("the draft")
	}
	r, err := a.Store.Release(c.Request().Context(), id, who(c), a.Now())
	if err != nil {
		return refusal(err)
	}
	return c.JSON(http.StatusCreated, r)
}

func (a *API) releases(c echo.Context) error {
	list, err := a.Store.Releases(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"releases": append([]statistics.Summary{}, list...)})
}

// releaseOf answers with a release as it was published, or as CSV.
func (a *API) releaseOf(c echo.Context) error {
	version, err := strconv.ParseInt(c.QueryParam("version"), 10, 32)
	if c.QueryParam("version") != "" && (err != nil || version < 1) {
		return web.NewProblem(http.StatusBadRequest, "invalid-version", "version must be a number from 1", "leave version out for the newest")
	}
	body, err := a.Store.Body(c.Request().Context(), c.Param("month"), int(version))
	if err != nil {
		return refusal(err)
	}
	if !wantsCSV(c) {
		return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
	}
	var r statistics.Release
	if err := json.Unmarshal(body, &r); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	return statistics.WriteCSV(c.Response(), r)
}

func (a *API) dictionary(c echo.Context) error {
	if wantsCSV(c) {
		c.Response().Header().Set(echo.HeaderContentType, "text/csv; charset=utf-8")
		return statistics.WriteDictionary(c.Response())
	}
	return c.JSON(http.StatusOK, map[string]any{"dictionary": statistics.Dictionary()})
}

func wantsCSV(c echo.Context) bool {
	return c.QueryParam("format") == "csv" || strings.Contains(c.Request().Header.Get(echo.HeaderAccept), "text/csv")
}

// refusal is the one place where what a release is refused for becomes a status.
func refusal(err error) error {
	switch {
	case errors.Is(err, postgres.ErrNoDraft):
		return web.NotFound("the draft")
	case errors.Is(err, postgres.ErrNoRelease):
		return web.NotFound("a release of that month")
	case errors.Is(err, postgres.ErrNotOver):
		return web.NewProblem(http.StatusConflict, "month-not-over", "papers of the month may still come in", "wait until some days after its end")
	case errors.Is(err, postgres.ErrOutOfOrder):
		return web.NewProblem(http.StatusConflict, "out-of-order", "months are released one after the other", "release the month that follows the last one")
	case errors.Is(err, postgres.ErrSameActor):
		return web.NewProblem(http.StatusConflict, "same-actor", "whoever prepared a release does not approve it", "have another role prepare it, or wait for the clock to")
	case errors.Is(err, postgres.ErrSuperseded):
		return web.NewProblem(http.StatusConflict, "superseded", "another release of that month came before", "prepare again")
	case errors.Is(err, statistics.ErrNothingToCorrect):
		return web.NewProblem(http.StatusConflict, "nothing-to-correct", "no figure changed, or too few leads changed in the same way to be told", "what waits is told once more leads change")
	}
	return err
}
