package httpapi

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// watched is a lead in a list of supervision.
type watched struct {
	Lead     string         `json:"lead"`
	Number   string         `json:"number,omitempty"`
	State    handoff.State  `json:"state"`
	Holder   lead.Holder    `json:"holder"`
	Name     lead.Bilingual `json:"holderName"`
	Category lead.Category  `json:"category,omitempty"`
	Urgency  lead.Urgency   `json:"urgency"`
	Received time.Time      `json:"receivedAt"`
}

func (a *API) watchedOf(w postgres.Watched) watched {
	return watched{w.ID, w.Number, w.State, w.Holder, a.nameOf(string(w.Holder)), w.Category, w.Urgency, w.ReceivedAt.UTC()}
}

var watchedColumns = []string{"线索", "工单", "状态", "责任单位", "类别", "紧急程度", "受理时间"}

func (w watched) cells() []string {
	return []string{w.Lead, w.Number, w.State.Name().ZH, w.Name.ZH, strings.TrimSpace(string(w.Category) + " " + w.Category.Name().ZH), w.Urgency.Name().ZH, moments(w.Received)}
}

// page is a part of a list as it was asked for.
type page struct {
	after string
	limit int
}

func pageOf(c echo.Context) (page, error) {
	limit, err := limitOf(c)
	return page{c.QueryParam("after"), limit}, err
}

// notEnd turns a cursor that no part ended with into a problem.
func notEnd(err error) error {
	if errors.Is(err, postgres.ErrBadCursor) {
		return web.NewProblem(http.StatusBadRequest, "bad-cursor", "after is not a cursor of this list", "use next of the last answer, or leave it out")
	}
	return err
}

// late is a clock that has run out and goes on.
type late struct {
	watched
	Clock    lead.Clock     `json:"clock"`
	Name     lead.Bilingual `json:"clockName"`
	Against  lead.Bilingual `json:"againstName"`
	Basis    []string       `json:"basis,omitempty"`
	Local    bool           `json:"local"` // no law sets the limit
	Level    lead.Level     `json:"level"`
	Record   int            `json:"record"`
	Extended int            `json:"extended,omitempty"`
	Late     int64          `json:"lateSeconds"`
}

// overdue lists clocks that have run out, the longest overdue first, of everybody or of one holder.
func (a *API) overdue(c echo.Context) error {
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	list, next, err := a.Store.Overdue(c.Request().Context(), lead.Holder(c.QueryParam("against")), a.Now(), p.after, p.limit)
	if err != nil {
		return notEnd(err)
	}
	catalogue := a.Word().Clocks
	s := sheet{name: "overdue", columns: append(append([]string{}, watchedColumns...), "计时对象", "时限", "名称", "应完成", "超期(小时)", "延期次数", "依据")}
	out := []late{}
	for _, o := range list {
		one := late{watched: a.watchedOf(o.Watched), Clock: o.Clock, Against: a.nameOf(string(o.Clock.Against)), Local: true, Level: o.Level, Record: o.Record, Extended: o.Extended, Late: whole(o.Late)}
		if e, ok := catalogue.Of(o.Clock); ok {
			one.Name, one.Local = lead.Bilingual(e.Name), e.Local
			for _, b := range e.Basis {
				one.Basis = append(one.Basis, b.String())
			}
		}
		out = append(out, one)
		s.add(append(one.cells(), one.Against.ZH, o.Clock.ID, one.Name.ZH, moments(o.Clock.Due), hours(o.Late), strconv.Itoa(o.Extended), strings.Join(one.Basis, "；"))...)
	}
	return answered(c, map[string]any{"clocks": out, "next": next}, s)
}

// bounced is a lead that was said so often not to be somebody's.
type bounced struct {
	watched
	NotOurs int          `json:"notOurs"`
	Claims  []lead.Claim `json:"claims"`
}

// returned lists leads that were said twice or more not to be somebody's.
func (a *API) returned(c echo.Context) error {
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	least := 2
	if text := c.QueryParam("times"); text != "" {
		if least, err = strconv.Atoi(text); err != nil || least < 1 || least > postgres.MaxBounced {
			return web.NewProblem(http.StatusBadRequest, "bad-query", "times must be a number from 1 to 100", "leave it out for 2")
		}
	}
	list, next, err := a.Store.Returned(c.Request().Context(), least, p.after, p.limit)
	if err != nil {
		return notEnd(err)
	}
	s := sheet{name: "returned", columns: append(append([]string{}, watchedColumns...), "退回次数", "各方主张")}
	out := []bounced{}
	for _, b := range list {
		one := bounced{a.watchedOf(b.Watched), b.NotOurs, b.Claims}
		var claims []string
		for _, k := range b.Claims {
			claims = append(claims, a.nameOf(k.Party).ZH+"："+k.Competent+"，"+k.Basis)
		}
		out = append(out, one)
		s.add(append(one.cells(), strconv.Itoa(b.NotOurs), strings.Join(claims, "；"))...)
	}
	return answered(c, map[string]any{"leads": out, "next": next}, s)
}

// circled is a lead that a department had, lost and got again.
type circled struct {
	watched
	Loops []loop `json:"loops"`
}

type loop struct {
	Department lead.Department `json:"department"`
	Had        int             `json:"had"`
	Lost       int             `json:"lost"`
	Again      int             `json:"again"`
	At         time.Time       `json:"at"`
	Kind       lead.Kind       `json:"kind"`
	Between    []lead.Holder   `json:"between"`
}

// looping lists leads that went in a circle.
func (a *API) looping(c echo.Context) error {
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	from, to, err := a.year(c)
	if err != nil {
		return err
	}
	list, next, err := a.Store.Looping(c.Request().Context(), from, to, p.after, p.limit)
	if err != nil {
		return notEnd(err)
	}
	s := sheet{name: "looping", columns: append(append([]string{}, watchedColumns...), "单位", "其间", "回到时间", "经由")}
	out := []circled{}
	for _, l := range list {
		one := circled{watched: a.watchedOf(l.Watched)}
		for _, k := range l.Loops {
			one.Loops = append(one.Loops, loop{k.Department, k.Had, k.Lost, k.Again, k.At.UTC(), k.Kind, k.Between})
			var between []string
			for _, h := range k.Between {
				between = append(between, a.nameOf(string(h)).ZH)
			}
			s.add(append(one.cells(), a.nameOf(string(k.Department)).ZH, strings.Join(between, "→"), moments(k.At), k.Kind.Name().ZH)...)
		}
		out = append(out, one)
	}
	return answered(c, map[string]any{"from": days(from), "to": days(to), "leads": out, "next": next}, s)
}

// movedLead is a lead that came to so many departments.
type movedLead struct {
	watched
	Moves int `json:"moves"`
}

// moved lists the leads that came to most departments.
func (a *API) moved(c echo.Context) error {
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	from, to, err := a.year(c)
	if err != nil {
		return err
	}
	list, next, err := a.Store.Moved(c.Request().Context(), from, to, p.after, p.limit)
	if err != nil {
		return notEnd(err)
	}
	s := sheet{name: "moved", columns: append(append([]string{}, watchedColumns...), "流转次数")}
	out := []movedLead{}
	for _, m := range list {
		one := movedLead{a.watchedOf(m.Watched), m.Moves}
		out = append(out, one)
		s.add(append(one.cells(), strconv.Itoa(m.Moves))...)
	}
	return answered(c, map[string]any{"from": days(from), "to": days(to), "leads": out, "next": next}, s)
}

// pressedLead is a lead that presses, since when and for what.
type pressedLead struct {
	watched
	Since time.Time `json:"since"`
	Note  string    `json:"note,omitempty"`
}

// escalated lists what is before the taskforce.
func (a *API) escalated(c echo.Context) error {
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	list, next, err := a.Store.Escalated(c.Request().Context(), p.after, p.limit)
	return a.pressed(c, "escalated", list, next, err)
}

// listedLeads lists leads under listed supervision (挂牌督办).
func (a *API) listedLeads(c echo.Context) error {
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	from, to, err := a.year(c)
	if err != nil {
		return err
	}
	list, next, err := a.Store.Listed(c.Request().Context(), from, to, p.after, p.limit)
	return a.pressed(c, "listed", list, next, err)
}

func (a *API) pressed(c echo.Context, name string, list []postgres.Pressed, next string, err error) error {
	if err != nil {
		return notEnd(err)
	}
	s := sheet{name: name, columns: append(append([]string{}, watchedColumns...), "自", "事由")}
	out := []pressedLead{}
	for _, l := range list {
		one := pressedLead{a.watchedOf(l.Watched), l.Since.UTC(), l.Note}
		out = append(out, one)
		s.add(append(one.cells(), moments(l.Since), l.Note)...)
	}
	return answered(c, map[string]any{"leads": out, "next": next}, s)
}
