package httpapi

import (
	"errors"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/postgres"
	"xiansuo/services/routing/internal/supervision"
)

// share is for how long somebody held leads.
type share struct {
	Holder lead.Holder         `json:"holder"`
	Name   lead.Bilingual      `json:"name"`
	Held   int64               `json:"seconds"`
	Active int64               `json:"activeSeconds"`
	Rested map[lead.Rest]int64 `json:"restedSeconds,omitempty"`
	Leads  int                 `json:"leads"`
}

// holding is a time during which somebody held a lead.
type holding struct {
	Holder   lead.Holder    `json:"holder"`
	Name     lead.Bilingual `json:"name"`
	From     time.Time      `json:"from"`
	To       time.Time      `json:"to"`
	Held     int64          `json:"seconds"`
	Record   int            `json:"record"`
	Kind     lead.Kind      `json:"kind"`
	Document lead.Movement  `json:"document,omitempty"`
	Basis    string         `json:"basis,omitempty"`
	Note     string         `json:"note,omitempty"`
	Rests    []rest         `json:"rests,omitempty"`
}

// rest is a time during which nothing was owed.
type rest struct {
	Reason lead.Rest      `json:"reason"`
	Name   lead.Bilingual `json:"name"`
	From   time.Time      `json:"from"`
	To     time.Time      `json:"to"`
	Rested int64          `json:"seconds"`
}

func whole(d time.Duration) int64 { return int64(d.Round(time.Second) / time.Second) }

// held answers for how long each holder had one lead, or all leads of a period.
func (a *API) held(c echo.Context) error {
	if id := c.QueryParam("lead"); id != "" {
		return a.heldLead(c, id)
	}
	q, err := a.query(c)
	if err != nil {
		return err
	}
	times, err := a.Store.Held(c.Request().Context(), q.From, q.To, q.Now)
	if err != nil {
		return err
	}
	shares, sum := []share{}, time.Duration(0)
	s := sheet{name: "held-" + days(q.From), columns: []string{"责任单位", "代码", "件数", "持有(小时)", "其中应办(小时)", "其中挂起(小时)", "挂起事由"}}
	for _, t := range times {
		one := share{Holder: t.Holder, Name: a.nameOf(string(t.Holder)), Held: whole(t.Held), Active: whole(t.Active()), Leads: t.Leads, Rested: map[lead.Rest]int64{}}
		for reason, d := range t.Rested {
			one.Rested[reason] = whole(d)
		}
		shares, sum = append(shares, one), sum+t.Held
		s.add(one.Name.ZH, string(t.Holder), strconv.Itoa(t.Leads), hours(t.Held), hours(t.Active()), hours(t.Held-t.Active()), restsText(t.Rested))
	}
	return answered(c, map[string]any{"from": days(q.From), "to": days(q.To), "now": q.Now.UTC(), "holders": shares, "seconds": whole(sum)}, s)
}

func restsText(rested map[lead.Rest]time.Duration) string {
	var parts []string
	for reason, d := range rested {
		parts = append(parts, supervision.RestName(reason).ZH+" "+hours(d))
	}
	sort.Strings(parts)
	return strings.Join(parts, "；")
}

func (a *API) heldLead(c echo.Context, id string) error {
	now := a.Now()
	held, err := a.Store.Holdings(c.Request().Context(), id, now)
	if errors.Is(err, postgres.ErrNoLead) {
		return web.NotFound("this lead")
	}
	if err != nil {
		return err
	}
	list, wall := []holding{}, time.Duration(0)
	s := sheet{name: "held-" + id, columns: []string{"序", "责任单位", "自", "至", "时长(小时)", "其中挂起(小时)", "文书", "依据", "记录号"}}
	for i, h := range held {
		one := holding{Holder: h.Holder, Name: a.nameOf(string(h.Holder)), From: h.From.UTC(), To: h.To.UTC(), Held: whole(h.Length()), Record: h.Record, Kind: h.Kind,
			Document: h.Document, Basis: h.Basis, Note: h.Note}
		if h.Holder == lead.Nobody {
			one.Name = lead.Bilingual(lead.Nobody.Name())
		}
		for _, r := range h.Rests {
			one.Rests = append(one.Rests, rest{r.Reason, lead.Bilingual(supervision.RestName(r.Reason)), r.From.UTC(), r.To.UTC(), whole(r.To.Sub(r.From))})
		}
		list, wall = append(list, one), wall+h.Length()
		s.add(strconv.Itoa(i+1), one.Name.ZH, moments(h.From), moments(h.To), hours(h.Length()), hours(h.Rested()), string(h.Document), h.Basis, strconv.Itoa(h.Record))
	}
	return answered(c, map[string]any{"lead": id, "now": now.UTC(), "holdings": list, "seconds": whole(wall)}, s)
}

// card is how a department stands in a month by the district's own thresholds.
type card struct {
	Month      string                    `json:"month"`
	Department lead.Holder               `json:"department"`
	Name       lead.Bilingual            `json:"departmentName"`
	Colour     supervision.Colour        `json:"card"`
	Reasons    map[string]lead.Bilingual `json:"reasons,omitempty"`
	Running    bool                      `json:"running,omitempty"`
	InTime     figure                    `json:"inTime"`
	Satisfied  figure                    `json:"satisfied"`
	Refused    int64                     `json:"returnsRefused"`
	Critical   int64                     `json:"criticalOverdue"`
}

// cards answers the cards of months, none while the district has them off.
func (a *API) cards(c echo.Context) error {
	q, err := a.query(c)
	if err != nil {
		return err
	}
	limits := a.District().Cards
	found, err := a.Store.Cards(c.Request().Context(), limits, q)
	if err != nil {
		return err
	}
	s := sheet{name: "cards-" + days(q.From), columns: []string{"月份", "单位", "牌", "事由", "按时办结率", "满意率", "无理由退单", "特急件超期", "本月未完"}}
	inTime, _ := supervision.Find("handle-in-time")
	satisfied, _ := supervision.Find("satisfied")
	list := []card{}
	for _, k := range found {
		one := card{Month: k.Month, Department: k.Department, Name: a.nameOf(string(k.Department)), Colour: k.Colour, Running: k.Running, Refused: k.Refused, Critical: k.Critical,
			InTime: figureOf(inTime, k.InTime), Satisfied: figureOf(satisfied, k.Satisfied), Reasons: map[string]lead.Bilingual{}}
		var why []string
		for _, reason := range k.Reasons {
			one.Reasons[reason] = lead.Bilingual(supervision.CardReason(reason))
			why = append(why, supervision.CardReason(reason).ZH)
		}
		list = append(list, one)
		s.add(k.Month[:7], one.Name.ZH, map[supervision.Colour]string{supervision.Yellow: "黄牌", supervision.Red: "红牌"}[k.Colour], strings.Join(why, "；"), percent(k.InTime), percent(k.Satisfied),
			strconv.FormatInt(k.Refused, 10), strconv.FormatInt(k.Critical, 10), map[bool]string{true: "是"}[k.Running])
	}
	view := map[string]any{"on": limits.On, "from": days(q.From), "to": days(q.To), "now": q.Now.UTC(), "cards": list,
		"thresholds": map[string]any{"inTime": limits.InTime, "satisfied": limits.Satisfied, "refused": limits.Refused, "least": limits.Least}}
	return answered(c, view, s)
}

func percent(v supervision.Value) string {
	ratio, ok := v.Ratio()
	if !ok {
		return ""
	}
	return strconv.FormatFloat(100*ratio, 'f', 1, 64) + "%"
}

// finding is a fact that answers an auditor's question.
type finding struct {
	Lead   string         `json:"lead,omitempty"`
	Record int            `json:"record,omitempty"`
	At     time.Time      `json:"at"`
	Who    lead.Holder    `json:"who,omitempty"`
	Name   lead.Bilingual `json:"whoName"`
	Other  string         `json:"other,omitempty"`
	What   string         `json:"what,omitempty"`
	Basis  string         `json:"basis,omitempty"`
	Length int64          `json:"seconds,omitempty"`
	OK     bool           `json:"ok"`
	Note   string         `json:"note,omitempty"`
}

// answerTo is the answer to an auditor's question.
type answerTo struct {
	No        int             `json:"no"`
	Question  lead.Bilingual  `json:"question"`
	Answered  bool            `json:"answered"`
	Elsewhere *lead.Bilingual `json:"elsewhere,omitempty"`
	Total     int             `json:"total"`
	Open      int             `json:"toLookAt"`
	Findings  []finding       `json:"findings"`
}

// audit answers what an auditor asks, of a period or of one lead in it.
func (a *API) audit(c echo.Context) error {
	q, err := a.query(c)
	if err != nil {
		return err
	}
	limit, err := limitOf(c)
	if err != nil {
		return err
	}
	asked := postgres.Asked{From: q.From, To: q.To, Now: q.Now, Lead: c.QueryParam("lead"), Limit: limit}
	found, err := a.Store.Audit(c.Request().Context(), a.Word().Clocks, asked)
	if errors.Is(err, postgres.ErrNoLead) {
		return web.NotFound("this lead")
	}
	if err != nil {
		return err
	}
	s := sheet{name: "audit-" + days(q.From), columns: []string{"问", "问题", "线索", "记录号", "时间", "单位", "相对方", "事项", "依据", "时长(小时)", "需核查", "说明"}}
	list := []answerTo{}
	for _, answer := range found {
		one := answerTo{No: answer.No, Question: lead.Bilingual(answer.Text), Answered: answer.Elsewhere.ZH == "", Total: answer.Total, Open: answer.Open, Findings: []finding{}}
		if !one.Answered {
			at := lead.Bilingual(answer.Elsewhere)
			one.Elsewhere = &at
			s.add(strconv.Itoa(answer.No), answer.Text.ZH, "", "", "", "", "", "", "", "", "", "见"+at.ZH)
		}
		for _, f := range answer.Findings {
			name := a.nameOf(string(f.Who))
			one.Findings = append(one.Findings, finding{f.Lead, f.Record, f.At.UTC(), f.Who, name, f.Other, f.What, f.Basis, whole(f.Length), f.OK, f.Note})
			s.add(strconv.Itoa(answer.No), answer.Text.ZH, f.Lead, strconv.Itoa(f.Record), moments(f.At), name.ZH, f.Other, f.What, f.Basis, hours(f.Length),
				map[bool]string{false: "是"}[f.OK], f.Note)
		}
		list = append(list, one)
	}
	return answered(c, map[string]any{"from": days(q.From), "to": days(q.To), "lead": asked.Lead, "now": q.Now.UTC(), "answers": list}, s)
}

func limitOf(c echo.Context) (int, error) {
	text := c.QueryParam("limit")
	if text == "" {
		return defaultList, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxList {
		return 0, web.NewProblem(http.StatusBadRequest, "bad-limit", "limit must be a number from 1 to 500", "leave it out for 100")
	}
	return n, nil
}
