package lead

import "time"

// HandoffNoted tells what was recorded about a lead beside its handoffs: a step, a request, a decision. The record says what.
type HandoffNoted struct {
	// The record.
	Record Record `json:"record"`
	// As what the department is told; absent for an observer, and where no department is told.
	Role Role `json:"role,omitempty"`
}

// EventType names the event.
func (HandoffNoted) EventType() string { return "xiansuo.handoff.noted.v1" }

// LeadDisputed says that who must lead is a question for the taskforce. Nobody may return the lead or hand it on until it rules.
type LeadDisputed struct {
	// The record of it, with the clock that runs against the taskforce.
	Record Record `json:"record"`
	// What each side said.
	Claims []Claim `json:"claims"`
	// Who works on it meanwhile (临时主办); absent where nothing presses.
	Provisional Department `json:"provisional,omitempty"`
}

// EventType names the event.
func (LeadDisputed) EventType() string { return "xiansuo.lead.disputed.v1" }

// Claim is what a side of a dispute said.
type Claim struct {
	// Who said it: a department, or "desk".
	Party string `json:"party"`
	// Reason code of a return or refusal, where it was one.
	Reason Reason `json:"reason,omitempty"`
	// Whom it names as competent.
	Competent string `json:"competent"`
	// The provision that it names.
	Basis string `json:"basis"`
	// Number of the record.
	Record int `json:"record"`
}

// LeadSplit says that matters were taken out of a lead: each is a part with its own handoffs. The whole is done when all are.
type LeadSplit struct {
	// The record of it.
	Record Record `json:"record"`
	// The parts that were made.
	Parts []Part `json:"parts"`
}

// EventType names the event.
func (LeadSplit) EventType() string { return "xiansuo.lead.split.v1" }

// Part is a part of a lead that was split.
type Part struct {
	// The part's own identifier.
	Lead string `json:"lead"`
	// What it is about.
	Category Category `json:"category"`
	// 投诉 or 举报, where it is one of them.
	Appeal string `json:"appeal,omitempty"`
}

// LeadFolded says that a lead goes on in another about the same matter; its reporter is told what becomes of that.
type LeadFolded struct {
	// The record of it.
	Record Record `json:"record"`
	// The lead that goes on.
	Into string `json:"into"`
	// What they have in common, as codes: same-place, same-party, same-text.
	Alike []string `json:"alike,omitempty"`
}

// EventType names the event.
func (LeadFolded) EventType() string { return "xiansuo.lead.folded.v1" }

// LeadUnfolded says that a lead goes on by itself again.
type LeadUnfolded struct {
	// The record of it.
	Record Record `json:"record"`
	// The lead that it was folded into.
	From string `json:"from"`
}

// EventType names the event.
func (LeadUnfolded) EventType() string { return "xiansuo.lead.unfolded.v1" }

// LeadAlike proposes to the desk that a lead repeats another.
type LeadAlike struct {
	// The record of the proposal.
	Record Record `json:"record"`
	// The other lead.
	Other string `json:"other"`
	// What they have in common, as codes.
	Alike []string `json:"alike"`
	// How alike the texts are, 0 to 1.
	Similarity float64 `json:"similarity"`
}

// EventType names the event.
func (LeadAlike) EventType() string { return "xiansuo.lead.alike.v1" }

// ClockWarned says that a clock has become pressing: yellow, orange, red once it is overdue, and escalated when even then
// nothing happened.
type ClockWarned struct {
	// The record of it.
	Record Record `json:"record"`
	// The clock.
	Clock Clock `json:"clock"`
	// How pressing it is.
	Level Level `json:"level" jsonschema:"enum=yellow,enum=orange,enum=red,enum=escalated"`
}

// EventType names the event.
func (ClockWarned) EventType() string { return "xiansuo.clock.warned.v1" }

// Level is how pressing a clock is.
type Level string

// The levels.
const (
	Green     Level = "green"     // 正常: time enough
	Yellow    Level = "yellow"    // 催办: half of the time is over, or the last working day has come
	Orange    Level = "orange"    // 预警: a quarter is left, or four hours of work
	Red       Level = "red"       // 超期督办: overdue
	Escalated Level = "escalated" // 上报专班: overdue for long, or the second clock of the lead that is
)

// ClockMoved says that due dates changed: a clock runs again after a rest, was extended, or was counted again under a new calendar.
type ClockMoved struct {
	// The record of it.
	Record Record `json:"record"`
	// The clocks as they run now.
	Clocks []Clock `json:"clocks"`
}

// EventType names the event.
func (ClockMoved) EventType() string { return "xiansuo.clock.moved.v1" }

// ReporterRead says that a holder read who reported a lead, who did so and why. What was read is not in it.
type ReporterRead struct {
	// Who read it.
	Department Party `json:"department"`
	// The officer.
	Officer string `json:"officer"`
	// Why.
	Purpose Purpose `json:"purpose" jsonschema:"enum=contact,enum=mediation,enum=service"`
	// When, UTC.
	At time.Time `json:"at"`
}

// EventType names the event.
func (ReporterRead) EventType() string { return "xiansuo.reporter.read.v1" }

// Purpose is why somebody may read who reported.
type Purpose string

// The purposes.
const (
	Contact   Purpose = "contact"   // 联系核实: to ask
	Mediation Purpose = "mediation" // 调解: to mediate
	Service   Purpose = "service"   // 送达、答复: to serve a paper or to answer
)
