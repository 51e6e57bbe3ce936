package pages

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/statistics"
	"xiansuo/services/internal/page"
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
	Name         string
	Title, Means lead.Name
	Rows         []figuresRow
	Columns      []lead.Name
	Hidden       bool // some figure is suppressed
	Short        bool // rows with nothing in them are left out
	Chart        *chart
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

// Hidden reports whether some figure is suppressed.
func (v figuresView) Hidden() bool {
	return slices.ContainsFunc(v.Tables, func(t figuresTable) bool { return t.Hidden })
}

// mainFigure is one that the first page shows.
type mainFigure struct {
	Name lead.Name
	Cell figuresCell
}

// Main are the figures that the first page shows.
func (v figuresView) Main() (out []mainFigure) {
	for _, f := range []struct{ word, table, row, column string }{
		{"figure.received", statistics.StreetsTable, statistics.Total, statistics.Total}, {"figure.ended", statistics.OutcomesTable, statistics.Total, statistics.Count},
		{"figure.decided", statistics.CasesTable, string(statistics.Decided), statistics.Count}, {"figure.paid", statistics.RefundsTable, "paid", "fen"},
	} {
		name := publicWords[f.word]
		if f.column == "fen" {
			name = publicWords["figure.refunded"]
		}
		out = append(out, mainFigure{name, cellOf(v.Release.Table(f.table).Cell(f.row, f.column), f.column == "fen")})
	}
	return out
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

// month shows one month, or gives its figures as data where the address ends so.
func (p *Public) month(c echo.Context) error {
	month, format, _ := strings.Cut(c.Param("month"), ".")
	v, err := p.figures(c.Request().Context(), month)
	if err != nil {
		return err
	}
	switch format {
	case "":
		return p.site.Render(c, http.StatusOK, "statistics", v)
	case "json":
		body, err := json.Marshal(v.Release)
		if err != nil {
			return err
		}
		return page.Keep(c, http.StatusOK, echo.MIMEApplicationJSON, append(body, '\n'))
	case "csv":
		out := bytes.NewBufferString(mark)
		if err := statistics.WriteCSV(out, v.Release); err != nil {
			return err
		}
		return download(c, "statistics-"+month+".csv", out.Bytes())
	}
	return web.NotFound("this format")
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

// manyRows is from how many rows on those with nothing in them are left out of a page; they stay in the data.
const manyRows = 12

// tableOf returns a table as people read it.
func tableOf(t statistics.Table) figuresTable {
	out := figuresTable{Name: t.Name, Title: statistics.Named("", t.Name), Means: meaning(t.Name), Chart: chartOf(t)}
	for _, column := range t.Columns {
		out.Columns = append(out.Columns, codeName(t.Name, column))
	}
	for i, code := range t.Rows {
		if len(t.Rows) >= manyRows && code != statistics.Total && !slices.ContainsFunc(t.Cells[i], func(c statistics.Cell) bool { return c.Suppressed || c.N != 0 }) {
			out.Short = true
			continue
		}
		row := figuresRow{Name: codeName(t.Name, code), Total: code == statistics.Total}
		for j, cell := range t.Cells[i] {
			out.Hidden = out.Hidden || cell.Suppressed
			row.Cells = append(row.Cells, cellOf(cell, t.Columns[j] == "fen" || code == "refunded"))
		}
		if t.Name == statistics.RatesTable {
			row.Cells = append(row.Cells, shareOf(t.Cells[i]))
		}
		out.Rows = append(out.Rows, row)
	}
	if t.Name == statistics.RatesTable {
		out.Columns = append(out.Columns, publicWords["figure.share"])
	}
	return out
}

// cellOf is a figure as it is written: a number, or fen as yuan.
func cellOf(c statistics.Cell, money bool) figuresCell {
	switch {
	case c.Suppressed:
		return figuresCell{Suppressed: true}
	case money:
		return figuresCell{Text: yuan(c.N)}
	}
	return figuresCell{Text: strconv.FormatInt(c.N, 10)}
}

// yuan is a sum of fen in yuan, with a comma behind each thousand.
func yuan(fen int64) string {
	whole := strconv.FormatInt(fen/100, 10)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return fmt.Sprintf("%s.%02d", whole, fen%100)
}

// shareOf is a rate: so many of so many, in percent.
func shareOf(cells []statistics.Cell) figuresCell {
	switch {
	case len(cells) < 2 || cells[0].Suppressed || cells[1].Suppressed:
		return figuresCell{Suppressed: true}
	case cells[1].N == 0:
		return figuresCell{Text: "–"}
	}
	permille := (cells[0].N*2000 + cells[1].N) / (2 * cells[1].N) // rounded
	return figuresCell{Text: fmt.Sprintf("%d.%d %%", permille/10, permille%10)}
}

// codeName is what a row or column of a table is called.
func codeName(table, code string) lead.Name {
	if code == "fen" {
		return publicWords["figure.fen"] // pages show yuan
	}
	return statistics.Named(table, code)
}

// meaning says what a table counts.
func meaning(table string) lead.Name {
	for _, e := range statistics.Dictionary() {
		if e.Table == "" && e.Code == table {
			return e.Means
		}
	}
	return lead.Name{}
}
