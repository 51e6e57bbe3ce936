package httpapi

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/schema"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/supervision"
)

// registerSupervision adds what the supervising offices read.
func (a *API) registerSupervision(api *echo.Group) {
	g := api.Group("/supervision", oversees)
	g.GET("/definitions", a.definitions)
	g.GET("/indicators", a.indicators)
	g.GET("/held", a.held)
	g.GET("/overdue", a.overdue)
	g.GET("/returned", a.returned)
	g.GET("/looping", a.looping)
	g.GET("/moved", a.moved)
	g.GET("/escalated", a.escalated)
	g.GET("/listed", a.listedLeads)
	g.GET("/cards", a.cards)
	g.GET("/audit", a.audit)
}

// oversees lets in who sees every lead.
func oversees(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !web.Caller(c).Oversees() {
			return web.Forbidden("figures of supervision are for the offices that oversee", "use the token of the desk, the taskforce, the justice bureau or the auditor")
		}
		return next(c)
	}
}

// query reads what is reported; every wrong parameter is named with what it must be.
func (a *API) query(c echo.Context) (supervision.Query, error) {
	q, wrong := supervision.Parse(c.QueryParam, a.Now())
	q.Streets = supervision.Streets(a.District())
	return q, mistaken(wrong)
}

func mistaken(wrong []supervision.Mistake) error {
	if len(wrong) == 0 {
		return nil
	}
	p := web.NewProblem(http.StatusBadRequest, "bad-query", "some parameters are wrong", "mend those that errors names; all may be left out")
	for _, m := range wrong {
		p.Errors = append(p.Errors, schema.Violation{Field: m.Parameter, Detail: m.Detail})
	}
	return p
}

// year is the period of lists that name none: the last 365 days.
func (a *API) year(c echo.Context) (from, to time.Time, err error) {
	local := a.Now().In(calendar.China)
	to = time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, calendar.China)
	get := func(name string) string {
		switch text := c.QueryParam(name); {
		case name != "from" && name != "to":
			return ""
		case text == "" && name == "from":
			return to.AddDate(0, 0, -365).Format(time.DateOnly)
		case text == "":
			return to.Format(time.DateOnly)
		default:
			return text
		}
	}
	q, wrong := supervision.Parse(get, a.Now())
	return q.From, q.To, mistaken(wrong)
}

func days(t time.Time) string { return t.In(calendar.China).Format(time.DateOnly) }

func moments(t time.Time) string { return t.In(calendar.China).Format("2006-01-02 15:04") }

// hours writes a time in hours, for a spreadsheet.
func hours(d time.Duration) string { return strconv.FormatFloat(d.Hours(), 'f', 2, 64) }

func (a *API) nameOf(code string) lead.Bilingual {
	if code == "" {
		return lead.Bilingual{}
	}
	return lead.Bilingual(a.District().Name(code))
}
