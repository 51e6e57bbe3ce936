package lead

// DecisionAssigned is the desk's decision where a lead goes (派单): for the first time, or again after a return, which is granted
// by that.
type DecisionAssigned struct {
	// Who must lead.
	Department Department `json:"department"`
	// Who must assist: departments, or units of the district that have a queue.
	Assist []Party `json:"assist,omitempty" jsonschema:"maxItems=20"`
	// What it is about; absent keeps what was said before.
	Category Category `json:"category,omitempty"`
	// How fast somebody must act; it is only ever raised.
	Urgency Urgency `json:"urgency,omitempty"`
	// Why.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who decides.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionAssigned) EventType() string { return "xiansuo.decision.assigned.v1" }

// DecisionReturnrefused leaves a lead where it is (退单驳回).
type DecisionReturnrefused struct {
	// Whose return; absent means that of the department that leads.
	Department Party `json:"department,omitempty"`
	// Why.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who decides.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionReturnrefused) EventType() string { return "xiansuo.decision.returnrefused.v1" }

// DecisionExcused ends the duty of who assists, with a reason.
type DecisionExcused struct {
	// Who is excused.
	Department Party `json:"department"`
	// Why.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who decides.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionExcused) EventType() string { return "xiansuo.decision.excused.v1" }

// DecisionDeclined sends a lead that is not for this system back to its sender (不予受理, M19).
type DecisionDeclined struct {
	// Why, as a code of the taxonomy: X01 to X10.
	Category Category `json:"category"`
	// Why, in words.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who decides.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionDeclined) EventType() string { return "xiansuo.decision.declined.v1" }

// DecisionTakenback undoes that a lead was sent back: the desk holds it again.
type DecisionTakenback struct {
	// Why.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who decides.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionTakenback) EventType() string { return "xiansuo.decision.takenback.v1" }

// DecisionDesignated is the ruling of the taskforce, or of 司法局 (指定主办, M11): it binds, and cannot be returned.
type DecisionDesignated struct {
	// Who must lead.
	Department Department `json:"department"`
	// Who must assist.
	Assist []Party `json:"assist,omitempty" jsonschema:"maxItems=20"`
	// Why, with the reasons of both sides.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// The provision that it rests on.
	Basis string `json:"basis" jsonschema:"minLength=1,maxLength=1000"`
	// Who rules.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionDesignated) EventType() string { return "xiansuo.decision.designated.v1" }

// DecisionProvisional names who works on an urgent or critical lead while its dispute runs (临时主办).
type DecisionProvisional struct {
	// Who works on it.
	Department Department `json:"department"`
	// Why.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who decides.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionProvisional) EventType() string { return "xiansuo.decision.provisional.v1" }

// DecisionReviewed is the outcome of the review of a ruling: it stays, or another department must lead.
type DecisionReviewed struct {
	// Who must lead now; absent leaves the ruling as it is.
	Department Department `json:"department,omitempty"`
	// Why.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// The provision that it rests on.
	Basis string `json:"basis" jsonschema:"minLength=1,maxLength=1000"`
	// Who rules.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionReviewed) EventType() string { return "xiansuo.decision.reviewed.v1" }

// DecisionExtended is the desk's decision on a request for more time.
type DecisionExtended struct {
	// Whose request; absent means that of the department that leads.
	Department Party `json:"department,omitempty"`
	// Whether it is granted.
	Granted bool `json:"granted"`
	// How much, in the unit of the clock; absent grants what was asked.
	N int `json:"n,omitempty" jsonschema:"minimum=1,maximum=365"`
	// Why.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who decides.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionExtended) EventType() string { return "xiansuo.decision.extended.v1" }

// DecisionUrged reminds whoever owes something (催办, M12).
type DecisionUrged struct {
	// Who is reminded; absent means everybody who owes something.
	Department Party `json:"department,omitempty"`
	// What they are reminded of.
	Note string `json:"note" jsonschema:"minLength=1,maxLength=2000"`
	// Who reminds.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionUrged) EventType() string { return "xiansuo.decision.urged.v1" }

// DecisionSupervised puts a lead under supervision (督办, 挂牌督办; M12): what must be done, by whom and until when.
type DecisionSupervised struct {
	// Who is supervised; absent means the department that leads.
	Department Party `json:"department,omitempty"`
	// Listed supervision (挂牌督办).
	Listed bool `json:"listed,omitempty"`
	// What must be done.
	Demand string `json:"demand" jsonschema:"minLength=1,maxLength=2000"`
	// Number of the 督办单 or 督办函.
	Number string `json:"number,omitempty" jsonschema:"maxLength=100,pattern=^[^\\x00-\\x1f]+$"`
	// Who supervises.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionSupervised) EventType() string { return "xiansuo.decision.supervised.v1" }

// DecisionClosed ends a lead (办结): what was submitted is accepted, or the desk ends what nobody works on.
type DecisionClosed struct {
	// How it ended; absent takes the outcome that was submitted.
	Outcome Outcome `json:"outcome,omitempty" jsonschema:"enum=substantiated,enum=unsubstantiated,enum=settled,enum=withdrawn,enum=not-accepted"`
	// Why nothing more is done, as a code R03 to R13: such as that of a return that is granted by that.
	Code Reason `json:"code,omitempty"`
	// Why, in words; required when nothing was submitted.
	Reason string `json:"reason,omitempty" jsonschema:"maxLength=2000"`
	// What the reporter is told, in place of what was submitted.
	Reply string `json:"reply,omitempty" jsonschema:"maxLength=2000"`
	// Who decides.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionClosed) EventType() string { return "xiansuo.decision.closed.v1" }

// DecisionReworked gives what was submitted back to the department (审核退回). Its clock runs again.
type DecisionReworked struct {
	// What is missing.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who decides.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionReworked) EventType() string { return "xiansuo.decision.reworked.v1" }

// DecisionRevisited says what the reporter said when asked again (回访).
type DecisionRevisited struct {
	// Whether the reporter was reached.
	Reached bool `json:"reached"`
	// Whether the department had spoken to the reporter: yes, no, or unknown.
	Responded Verdict `json:"responded,omitempty" jsonschema:"enum=yes,enum=no,enum=unknown"`
	// Whether the matter is solved.
	Solved Verdict `json:"solved,omitempty" jsonschema:"enum=yes,enum=no,enum=unknown"`
	// Whether the reporter is satisfied.
	Satisfied Verdict `json:"satisfied,omitempty" jsonschema:"enum=yes,enum=no,enum=unknown"`
	// Nobody will be asked again: the lead goes to the archive.
	Archive bool `json:"archive,omitempty"`
	// What was said.
	Note string `json:"note,omitempty" jsonschema:"maxLength=2000"`
	// Who asked.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionRevisited) EventType() string { return "xiansuo.decision.revisited.v1" }

// Verdict is what a reporter says to a question.
type Verdict string

// The verdicts.
const (
	Yes     Verdict = "yes"     // 是: yes
	No      Verdict = "no"      // 否: no
	Unknown Verdict = "unknown" // 不清楚: it was not said
)

// DecisionRedone has a closed lead done again by the department that ended it (重办, M15).
type DecisionRedone struct {
	// What must be done again.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who decides.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionRedone) EventType() string { return "xiansuo.decision.redone.v1" }

// DecisionMerged folds a lead into another that is about the same matter (并案, M16). Every reporter is kept and told.
type DecisionMerged struct {
	// The lead that goes on.
	Into string `json:"into" jsonschema:"minLength=1,maxLength=64"`
	// Why.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who decides.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionMerged) EventType() string { return "xiansuo.decision.merged.v1" }

// DecisionUnmerged undoes a fold: both leads go on, each with its own history.
type DecisionUnmerged struct {
	// Why.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who decides.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionUnmerged) EventType() string { return "xiansuo.decision.unmerged.v1" }

// DecisionSplit takes matters out of a lead and makes each a part with its own lead department, clocks and reply (拆分).
type DecisionSplit struct {
	// The matters that are taken out.
	Parts []PartAsked `json:"parts" jsonschema:"minItems=1,maxItems=8"`
	// Why.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who decides.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionSplit) EventType() string { return "xiansuo.decision.split.v1" }

// PartAsked is a matter that is taken out of a lead.
type PartAsked struct {
	// Who must lead; absent leaves it to the desk.
	Department Department `json:"department,omitempty"`
	// Who must assist.
	Assist []Party `json:"assist,omitempty" jsonschema:"maxItems=20"`
	// What it is about.
	Category Category `json:"category"`
	// How fast somebody must act; absent takes the lead's urgency.
	Urgency Urgency `json:"urgency,omitempty"`
	// 投诉 or 举报, where it is one of them.
	Appeal string `json:"appeal,omitempty" jsonschema:"maxLength=100"`
}

// DecisionUnsplit puts a part back into the lead that it was taken out of.
type DecisionUnsplit struct {
	// Why.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who decides.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (DecisionUnsplit) EventType() string { return "xiansuo.decision.unsplit.v1" }
