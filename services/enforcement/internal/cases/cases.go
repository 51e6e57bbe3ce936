// Package cases is the heart of enforcement: what becomes of a lead in the department that signed it. So far a case is opened;
// the procedure follows.
package cases

import (
	"fmt"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

// Case is a case of a department.
type Case struct {
	Number     string          `json:"number"`
	Lead       string          `json:"lead"`
	Department lead.Department `json:"department"`
	OpenedAt   time.Time       `json:"openedAt"`
}

// Open returns the case that a signature opens, and whether it opens one: only the department that leads opens a case.
func Open(s lead.HandoffSigned) (Case, bool) {
	d := lead.Department(s.Record.From)
	return Case{Department: d, OpenedAt: s.Record.At}, s.Role == lead.RoleLead && d.Valid()
}

// Year returns the year that the case's number carries.
func Year(c Case) string { return fmt.Sprint(c.OpenedAt.In(calendar.China).Year()) }
