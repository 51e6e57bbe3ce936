package statistics

import (
	"encoding/csv"
	"io"
	"strconv"
)

// mark stands for a suppressed figure in CSV.
const mark = "suppressed"

// WriteCSV writes a release as one long table: month, version, table, row and column with their names, and the figure.
func WriteCSV(w io.Writer, r Release) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"month", "version", "table", "row", "row_zh", "row_en", "column", "column_zh", "column_en", "n"})
	for _, t := range r.Tables {
		for i, row := range t.Rows {
			for j, column := range t.Columns {
				n := mark
				if c := t.Cells[i][j]; !c.Suppressed {
					n = strconv.FormatInt(c.N, 10)
				}
				rowName, columnName := Named(t.Name, row), Named(t.Name, column)
				_ = out.Write([]string{r.Month, strconv.Itoa(r.Version), t.Name, row, rowName.ZH, rowName.EN, column, columnName.ZH, columnName.EN, n})
			}
		}
	}
	out.Flush()
	return out.Error()
}

// WriteDictionary writes the data dictionary as CSV.
func WriteDictionary(w io.Writer) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"table", "code", "name_zh", "name_en", "means_zh", "means_en"})
	for _, e := range Dictionary() {
		_ = out.Write([]string{e.Table, e.Code, e.Name.ZH, e.Name.EN, e.Means.ZH, e.Means.EN})
	}
	out.Flush()
	return out.Error()
}
