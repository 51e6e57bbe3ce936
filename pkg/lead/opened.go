package lead

import "time"

// CaseOpened says that a department that signed a lead opened a case for it.
type CaseOpened struct {
	// Case number: district, department, year and a running number.
	Case       string     `json:"case"`
	Department Department `json:"department"`
	Role       Role       `json:"role"`
	OpenedAt   time.Time  `json:"openedAt"`
}

// EventType names the event.
func (CaseOpened) EventType() string { return "xiansuo.case.opened.v1" }
