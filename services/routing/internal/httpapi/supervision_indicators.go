package httpapi

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/postgres"
	"xiansuo/services/routing/internal/supervision"
)

// definition is an indicator's definition.
type definition struct {
	Code    string                    `json:"code"`
	Name    lead.Bilingual            `json:"name"`
	Kind    supervision.Kind          `json:"kind"`
	Counted lead.Bilingual            `json:"counted"`
	Of      *lead.Bilingual           `json:"of,omitempty"`
	By      lead.Bilingual            `json:"by"`
	Left    map[string]lead.Bilingual `json:"left,omitempty"`
}

func definitions() (out []definition) {
	for _, i := range supervision.Indicators() {
		d := definition{Code: i.Code, Name: lead.Bilingual(i.Name), Kind: i.Kind, Counted: lead.Bilingual(i.Counted), By: lead.Bilingual(i.By)}
		if i.Kind == supervision.KindShare {
			of := lead.Bilingual(i.Of)
			d.Of, d.Left = &of, map[string]lead.Bilingual{}
		}
		for _, l := range i.Left {
			d.Left[l.Code] = lead.Bilingual(l.Name)
		}
		out = append(out, d)
	}
	return out
}

func (a *API) definitions(c echo.Context) error {
	s := sheet{name: "definitions", columns: []string{"代码", "指标", "Indicator", "分子或计量", "分母", "归属"}}
	for _, i := range supervision.Indicators() {
		s.add(i.Code, i.Name.ZH, i.Name.EN, i.Counted.ZH, i.Of.ZH, i.By.ZH)
	}
	return answered(c, map[string]any{"indicators": definitions()}, s)
}

// figure is an indicator's value. Of a share over of under; of what is measured n, with seconds.
type figure struct {
	Over  *int64           `json:"over,omitempty"`
	Under *int64           `json:"under,omitempty"`
	Share *float64         `json:"share,omitempty"`
	Small bool             `json:"small,omitempty"`
	Left  map[string]int64 `json:"left,omitempty"`
	N     *int64           `json:"n,omitempty"`
	Sum   *int64           `json:"sumSeconds,omitempty"`
	Mean  *int64           `json:"meanSeconds,omitempty"`
	P50   *int64           `json:"p50Seconds,omitempty"`
	P90   *int64           `json:"p90Seconds,omitempty"`
}

func figureOf(i supervision.Indicator, v supervision.Value) figure {
	f := figure{Small: v.Small, Left: v.Left}
	whole := func(d time.Duration) *int64 { s := int64(d / time.Second); return &s }
	switch i.Kind {
	case supervision.KindShare:
		f.Over, f.Under = &v.Over, &v.Under
		if ratio, ok := v.Ratio(); ok {
			f.Share = &ratio
		}
	case supervision.KindNumber:
		f.N = &v.Over
	case supervision.KindTime:
		f.N, f.Sum, f.Mean, f.P50, f.P90 = &v.Over, whole(v.Sum), whole(v.Mean), whole(v.P50), whole(v.P90)
	}
	return f
}

// group is the indicators of a part of the period and of a value of each dimension that the report is by.
type group struct {
	Bucket     string            `json:"bucket,omitempty"`
	Department *lead.Holder      `json:"department,omitempty"`
	Name       *lead.Bilingual   `json:"departmentName,omitempty"`
	Street     *string           `json:"street,omitempty"`
	Grid       *string           `json:"grid,omitempty"`
	Channel    *lead.Channel     `json:"channel,omitempty"`
	Category   *lead.Category    `json:"category,omitempty"`
	Class      *string           `json:"class,omitempty"`
	Values     map[string]figure `json:"values"`
}

func (a *API) groupOf(q supervision.Query, f supervision.Figures) group {
	g := group{Bucket: f.Bucket, Values: map[string]figure{}}
	for _, d := range q.By {
		switch d {
		case supervision.ByDepartment:
			name := a.nameOf(string(f.Department))
			g.Department, g.Name = &f.Department, &name
		case supervision.ByStreet:
			g.Street = &f.Street
		case supervision.ByGrid:
			g.Grid = &f.Grid
		case supervision.ByChannel:
			g.Channel = &f.Channel
		case supervision.ByCategory:
			g.Category = &f.Category
		case supervision.ByClass:
			g.Class = &f.Class
		}
	}
	for _, i := range supervision.Indicators() {
		g.Values[i.Code] = figureOf(i, f.Values[i.Code])
	}
	return g
}

// indicators answers the indicators of a period, by any of the dimensions and parts of the period.
func (a *API) indicators(c echo.Context) error {
	q, err := a.query(c)
	if err != nil {
		return err
	}
	report, err := a.Store.Indicators(c.Request().Context(), q)
	if errors.Is(err, postgres.ErrTooManyFigures) {
		return web.NewProblem(http.StatusBadRequest, "too-many-groups", "the report would have more groups than can be read", "split it by fewer dimensions, or take a shorter period")
	}
	if err != nil {
		return err
	}
	groups := []group{}
	for _, f := range report.Groups {
		groups = append(groups, a.groupOf(q, f))
	}
	view := map[string]any{"from": days(q.From), "to": days(q.To), "bucket": q.Bucket, "by": append([]supervision.Dimension{}, q.By...), "where": q.Where, "least": q.Least,
		"now": q.Now.UTC(), "groups": groups, "definitions": definitions()}
	return answered(c, view, a.indicatorSheet(q, report))
}

func (a *API) indicatorSheet(q supervision.Query, report supervision.Report) sheet {
	s := sheet{name: "indicators-" + days(q.From), columns: []string{"时段"}}
	for _, d := range q.By {
		s.columns = append(s.columns, d.Name().ZH)
	}
	s.columns = append(s.columns, "代码", "指标", "分子", "分母", "比率", "样本不足", "件数", "平均(小时)", "P50(小时)", "P90(小时)", "合计(小时)", "未计入")
	for _, f := range report.Groups {
		head := []string{f.Bucket}
		for _, d := range q.By {
			head = append(head, a.shown(d, f.Group))
		}
		for _, i := range supervision.Indicators() {
			s.add(append(append([]string{}, head...), cellsOf(i, f.Values[i.Code])...)...)
		}
	}
	return s
}

// shown is what the value of a dimension is called.
func (a *API) shown(d supervision.Dimension, g supervision.Group) string {
	switch d {
	case supervision.ByDepartment:
		if g.Department == lead.Nobody {
			return "（无）"
		}
		return a.nameOf(string(g.Department)).ZH
	case supervision.ByStreet:
		return g.Street
	case supervision.ByGrid:
		return g.Grid
	case supervision.ByChannel:
		return g.Channel.Name().ZH
	case supervision.ByCategory:
		return strings.TrimSpace(string(g.Category) + " " + g.Category.Name().ZH)
	}
	return g.Class
}

func cellsOf(i supervision.Indicator, v supervision.Value) []string {
	cells := []string{i.Code, i.Name.ZH, "", "", "", "", "", "", "", "", "", ""}
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	switch i.Kind {
	case supervision.KindShare:
		cells[2], cells[3] = number(v.Over), number(v.Under)
		if ratio, ok := v.Ratio(); ok {
			cells[4] = strconv.FormatFloat(ratio, 'f', 4, 64)
		}
		if v.Small {
			cells[5] = "是"
		}
	case supervision.KindNumber:
		cells[6] = number(v.Over)
	case supervision.KindTime:
		cells[6], cells[7], cells[8], cells[9], cells[10] = number(v.Over), hours(v.Mean), hours(v.P50), hours(v.P90), hours(v.Sum)
	}
	var left []string
	for _, l := range i.Left {
		if n := v.Left[l.Code]; n > 0 {
			left = append(left, fmt.Sprintf("%s %d", l.Name.ZH, n))
		}
	}
	cells[11] = strings.Join(left, "；")
	return cells
}
