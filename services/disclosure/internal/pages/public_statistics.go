package pages

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/statistics"
	"xiansuo/services/internal/web"
)

// Figures are what the site reads of statistics.
type Figures interface {
	// Releases lists what was released, the newest month first.
	Releases(ctx context.Context) ([]statistics.Summary, error)
	// ReleaseOf returns the newest release of a month, or postgres.ErrNoRelease.
	ReleaseOf(ctx context.Context, month string) (statistics.Release, error)
}

// figuresView is what was released of a month, and which other months there are.
type figuresView struct {
	statistics.Release
	Tables []figuresTable
	Months []string // with figures, the newest first
}

// figuresTable is a table as people read it, with a chart of the same numbers.
type figuresTable struct {
	Name    string
	Rows    []figuresRow
	Columns []lead.Name
	Hidden  bool // some figure is suppressed
	Chart   *chart
}

// figuresRow is a row of a table.
type figuresRow struct {
	Name  lead.Name
	Total bool
	Cells []figuresCell
}

// figuresCell is a figure as it is written; a suppressed one has no text.
type figuresCell struct {
	Text       string
	Suppressed bool
}

// statistics shows the newest month.
func (p *Public) statistics(c echo.Context) error {
	v, err := p.newestFigures(c.Request().Context())
	if err != nil {
		return err
	}
	if v == nil {
		v = &figuresView{}
	}
	return p.site.Render(c, http.StatusOK, "statistics", v)
}

// month shows one month.
func (p *Public) month(c echo.Context) error {
	v, err := p.figures(c.Request().Context(), c.Param("month"))
	if err != nil {
		return err
	}
	return p.site.Render(c, http.StatusOK, "statistics", v)
}

// newestFigures returns those of the newest month, or nil before any were released.
func (p *Public) newestFigures(ctx context.Context) (*figuresView, error) {
	months, err := p.months(ctx)
	if err != nil || len(months) == 0 {
		return nil, err
	}
	return p.figuresOf(ctx, months[0], months)
}

func (p *Public) figures(ctx context.Context, month string) (*figuresView, error) {
	months, err := p.months(ctx)
	if err != nil {
		return nil, err
	}
	return p.figuresOf(ctx, month, months)
}

func (p *Public) figuresOf(ctx context.Context, month string, months []string) (*figuresView, error) {
	r, err := p.Store.ReleaseOf(ctx, month)
	if errors.Is(err, postgres.ErrNoRelease) {
		return nil, web.NotFound("this month")
	}
	if err != nil {
		return nil, err
	}
	v := &figuresView{Release: r, Months: months}
	for _, t := range r.Tables {
		v.Tables = append(v.Tables, tableOf(t))
	}
	return v, nil
}

// months are those with figures, the newest first.
func (p *Public) months(ctx context.Context) (out []string, err error) {
	all, err := p.Store.Releases(ctx)
	for _, r := range all {
		out = append(out, r.Month)
	}
	return slices.Compact(out), err
}

// tableOf returns a table as people read it.
func tableOf(t statistics.Table) figuresTable {
	out := figuresTable{Name: t.Name, Chart: chartOf(t)}
	for _, column := range t.Columns {
		out.Columns = append(out.Columns, codeName(column))
	}
	for i, code := range t.Rows {
		row := figuresRow{Name: codeName(code), Total: code == totalCode}
		for _, cell := range t.Cells[i] {
			out.Hidden = out.Hidden || cell.Suppressed
			row.Cells = append(row.Cells, cellOf(t.Name, cell))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func cellOf(_ string, c statistics.Cell) figuresCell {
	if c.Suppressed {
		return figuresCell{Suppressed: true}
	}
	return figuresCell{Text: strconv.FormatInt(c.N, 10)}
}

// codeName is what a row or column is called. What no vocabulary knows is a name already, such as that of a street.
func codeName(code string) lead.Name {
	if n, ok := publicWords["figure."+code]; ok {
		return n
	}
	for _, n := range []lead.Name{lead.Category(code).Name(), lead.Department(code).Name()} {
		if n.ZH != "" {
			return n
		}
	}
	return lead.Name{ZH: code, EN: code}
}
