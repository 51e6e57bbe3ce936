package lead

import "time"

// CaseOpened says that a department that signed a lead opened a case for it.
type CaseOpened struct {
	// Case number: district, department, year and a running number.
	Case string `json:"case"`
	// Whose case it is.
	Department Department `json:"department"`
	// As what the department signed the lead.
	Role Role `json:"role"`
	// When it was opened, UTC.
	OpenedAt time.Time `json:"openedAt"`
}

// EventType names the event.
func (CaseOpened) EventType() string { return "xiansuo.case.opened.v1" }
