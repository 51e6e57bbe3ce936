package pages

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/statistics"
)

// chart is a table's first column as bars, drawn on the server. What it says is in the table beside it.
type chart struct {
	Name      string // of the table
	Title, Of lead.Name
	Height    int
	Bars      []bar
}

// bar is a row of a chart: its name above, the bar, and its number behind; a suppressed figure is a pattern and says so.
type bar struct {
	Name             lead.Name
	TextY, Y, Width  int
	NumberX, NumberY int
	Chinese          bool // the name is Chinese in English too
	Number           string
	Suppressed       bool
}

// The measures of a chart, in its own units: as wide as a narrow telephone, so that its words stay readable there.
const (
	chartWidth = 340
	barStep    = 40
	barTop     = 20
	numberRoom = 60
	mostBars   = 30
	hiddenBar  = 24
)

// charted are the tables that are drawn: numbers of one kind, which can be compared.
var charted = []string{statistics.StreetsTable, statistics.TypesTable, statistics.ChannelsTable, statistics.OutcomesTable, statistics.DepartmentsTable,
	statistics.CasesTable, statistics.CaseOutcomesTable, statistics.PublicationsTable}

// chartOf draws a table, or nothing where there is nothing to compare.
func chartOf(t statistics.Table) *chart {
	if !slices.Contains(charted, t.Name) {
		return nil
	}
	column := 0
	for i, code := range t.Columns {
		if code == statistics.Total {
			column = i
		}
	}
	var most int64
	var rows []int
	for i, code := range t.Rows {
		if code == statistics.Total || len(rows) == mostBars || column >= len(t.Cells[i]) {
			continue
		}
		if c := t.Cells[i][column]; !c.Suppressed && c.N == 0 && len(t.Rows) >= manyRows {
			continue
		}
		rows = append(rows, i)
		most = max(most, t.Cells[i][column].N)
	}
	if len(rows) < 2 || most == 0 {
		return nil
	}
	c := &chart{Name: t.Name, Title: statistics.Named("", t.Name), Of: codeName(t.Name, t.Columns[column]), Height: len(rows) * barStep}
	for n, i := range rows {
		cell := t.Cells[i][column]
		b := bar{Name: codeName(t.Name, t.Rows[i]), TextY: n*barStep + 14, Y: n*barStep + barTop, Suppressed: cell.Suppressed, Width: hiddenBar}
		if !cell.Suppressed {
			b.Width = int(cell.N * (chartWidth - numberRoom) / most)
			b.Number = strconv.FormatInt(cell.N, 10)
		}
		b.NumberX, b.NumberY = b.Width+6, b.Y+12
		b.Chinese = strings.ContainsFunc(b.Name.EN, func(r rune) bool { return unicode.Is(unicode.Han, r) })
		c.Bars = append(c.Bars, b)
	}
	return c
}
