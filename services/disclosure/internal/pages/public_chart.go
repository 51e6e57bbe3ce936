package pages

import (
	"strconv"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/statistics"
)

// chart is a table's first column as bars, drawn on the server. What it says is in the table beside it.
type chart struct {
	Name   string // of the table
	Of     lead.Name
	Height int
	Bars   []bar
}

// bar is a row of a chart: its name above, the bar, and its number behind; a suppressed figure is a pattern and says so.
type bar struct {
	Name                     lead.Name
	TextY, Y, Width, NumberX int
	Number                   string
	Suppressed               bool
}

// The measures of a chart, in its own units: as wide as a narrow telephone, so that its words stay readable there.
const (
	chartWidth = 340
	barStep    = 40
	barTop     = 20
	numberRoom = 60
	mostBars   = 30
	hiddenBar  = 24
	totalCode  = "total"
)

// chartOf draws a table, or nothing where there is nothing to compare.
func chartOf(t statistics.Table) *chart {
	column := 0
	for i, code := range t.Columns {
		if code == totalCode {
			column = i
		}
	}
	var most int64
	var rows []int
	for i, code := range t.Rows {
		if code == totalCode || len(rows) == mostBars || column >= len(t.Cells[i]) {
			continue
		}
		rows = append(rows, i)
		most = max(most, t.Cells[i][column].N)
	}
	if len(rows) < 2 || most == 0 {
		return nil
	}
	c := &chart{Name: t.Name, Of: codeName(t.Columns[column]), Height: len(rows) * barStep}
	for n, i := range rows {
		cell := t.Cells[i][column]
		b := bar{Name: codeName(t.Rows[i]), TextY: n*barStep + 14, Y: n*barStep + barTop, Suppressed: cell.Suppressed, Width: hiddenBar}
		if !cell.Suppressed {
			b.Width = int(cell.N * (chartWidth - numberRoom) / most)
			b.Number = strconv.FormatInt(cell.N, 10)
		}
		b.NumberX = b.Width + 6
		c.Bars = append(c.Bars, b)
	}
	return c
}
