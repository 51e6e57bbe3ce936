package statistics

import "time"

// Release is what was published of one month. A release is never changed; a correction is a release with a higher version.
type Release struct {
	Month   string    `json:"month"` // 2026-07
	Version int       `json:"version"`
	At      time.Time `json:"at"`
	Tables  []Table   `json:"tables"`
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
