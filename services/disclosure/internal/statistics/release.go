package statistics

import "time"

// Release is what was published of one month. A release is never changed; a correction is a release with a higher version.
type Release struct {
	Month   string    `json:"month"` // 2026-07
	Version int       `json:"version"`
	At      time.Time `json:"at"`
	// Smallest is the least number that is told: smaller ones are suppressed, and some larger ones that would give them away.
	Smallest int64   `json:"smallest"`
	Tables   []Table `json:"tables"`
}

// Position is how far the log of a source was counted.
type Position struct {
	Source   string `json:"source"` // a service, such as routing
	Sequence int64  `json:"sequence"`
}

// Summary is a release without its tables.
type Summary struct {
	Month   string    `json:"month"`
	Version int       `json:"version"`
	At      time.Time `json:"at"`
	SHA256  string    `json:"sha256"` // of the JSON of the release, as ResultPublished says it
}

// Table is one table of a release: rows by columns, with its totals among them.
type Table struct {
	Name    string   `json:"name"`    // such as types, streets, outcomes, rates
	Rows    []string `json:"rows"`    // codes
	Columns []string `json:"columns"` // codes
	Cells   [][]Cell `json:"cells"`   // by row, then column
}

// Cell is one figure. A suppressed one has no number.
type Cell struct {
	N          int64 `json:"n"`
	Suppressed bool  `json:"suppressed,omitempty"`
}

// Cell returns the figure of a row and column; one that the table does not have is suppressed.
func (t Table) Cell(row, column string) Cell {
	for i, r := range t.Rows {
		for j, c := range t.Columns {
			if r == row && c == column {
				return t.Cells[i][j]
			}
		}
	}
	return Cell{Suppressed: true}
}

// Table returns the table of a name, or an empty one.
func (r Release) Table(name string) Table {
	for _, t := range r.Tables {
		if t.Name == name {
			return t
		}
	}
	return Table{Name: name}
}
