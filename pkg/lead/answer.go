package lead

// AnswerSigned is a department's answer: it takes the lead (签收). Its subject is the lead.
type AnswerSigned struct {
	// A word to the giver, such as who is on the way.
	Note string `json:"note,omitempty" jsonschema:"maxLength=2000"`
	// Who signs.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerSigned) EventType() string { return "xiansuo.answer.signed.v1" }

// AnswerReturned is a department's answer: it asks the desk to take the lead back (退单). It says so to the desk, never
// sideways to another department.
type AnswerReturned struct {
	// Why; "not ours" (R01, R02) must name who is competent and on what basis.
	Reason Reason `json:"reason"`
	// One of the six departments, or "ext:" and a name.
	Competent string `json:"competent,omitempty" jsonschema:"maxLength=100"`
	// The provision that makes it competent.
	Basis string `json:"basis,omitempty" jsonschema:"maxLength=1000"`
	// What is missing (R03), which lead it repeats (R04), or more words.
	Note string `json:"note,omitempty" jsonschema:"maxLength=2000"`
	// Who asks.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerReturned) EventType() string { return "xiansuo.answer.returned.v1" }

// AnswerFedback is a department's answer on the way (办理情况反馈): how far it is. Some stages end a clock.
type AnswerFedback struct {
	// How far it is.
	Stage Stage `json:"stage" jsonschema:"enum=contacted,enum=accepted,enum=not-accepted,enum=elsewhere,enum=verified,enum=filed,enum=not-filed,enum=progress"`
	// What was found or done.
	Note string `json:"note" jsonschema:"minLength=1,maxLength=2000"`
	// Papers that belong to it.
	Documents []Document `json:"documents,omitempty" jsonschema:"maxItems=50"`
	// Who reports; its number is that of the filing when it was filed.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerFedback) EventType() string { return "xiansuo.answer.fedback.v1" }

// Stage is how far a department is.
type Stage string

// The stages.
const (
	Contacted   Stage = "contacted"    // 已联系诉求人: the reporter was spoken to; ends the contact clock
	Accepted    Stage = "accepted"     // 已受理: accepted; ends the acceptance clock
	NotAccepted Stage = "not-accepted" // 不予受理: not accepted, and the reporter was told why; ends the acceptance clock
	Elsewhere   Stage = "elsewhere"    // 发现应由他部门办理: a transfer must follow, by a clock of its own
	Verified    Stage = "verified"     // 已核查: checked on the spot
	Filed       Stage = "filed"        // 已立案: a case was filed, under by.number
	NotFiled    Stage = "not-filed"    // 不予立案: no case is filed
	Progress    Stage = "progress"     // 办理进展: any other step
)

// AnswerDone is a department's answer: what was asked of it is done (提交办结), with an outcome. As lead it waits for the desk's
// review and stays answerable until then.
type AnswerDone struct {
	// How it ended.
	Outcome Outcome `json:"outcome" jsonschema:"enum=substantiated,enum=unsubstantiated,enum=settled,enum=withdrawn"`
	// What was found and done.
	Note string `json:"note" jsonschema:"minLength=1,maxLength=2000"`
	// What the reporter is told; required from the lead when the reporter wants an answer.
	Reply string `json:"reply,omitempty" jsonschema:"maxLength=2000"`
	// Papers that belong to it: inspection records, decisions.
	Documents []Document `json:"documents,omitempty" jsonschema:"maxItems=50"`
	// Who submits.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerDone) EventType() string { return "xiansuo.answer.done.v1" }

// AnswerSupplemented is an addition to the lead (补充材料) by whoever was asked at some time. It moves nothing; what a receiver said is missing
// is completed by it.
type AnswerSupplemented struct {
	// What is new.
	Text string `json:"text" jsonschema:"minLength=1,maxLength=8000"`
	// Papers that belong to it.
	Documents []Document `json:"documents,omitempty" jsonschema:"maxItems=50"`
	// Who adds it.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerSupplemented) EventType() string { return "xiansuo.answer.supplemented.v1" }

// AnswerAccepted tells a department or unit, in its own queue, that its answer took effect; causationid is the answer's id.
type AnswerAccepted struct {
	// Id of the answer; of the event that registered it, where somebody did that for it.
	Answer string `json:"answer"`
	// Type of the answer.
	Type string `json:"type"`
	// The last record that it made.
	Record Record `json:"record"`
}

// EventType names the event.
func (AnswerAccepted) EventType() string { return "xiansuo.answer.accepted.v1" }

// AnswerRefused tells a department or unit, in its own queue, that its answer had no effect, why, and what to do.
type AnswerRefused struct {
	// Id of the answer, as far as it could be read.
	Answer string `json:"answer,omitempty"`
	// Type of the answer, as far as it could be read.
	Type string `json:"type,omitempty"`
	// Code of the refusal, such as not-signed.
	Code string `json:"code"`
	// What is wrong and what to do, in words.
	Detail string `json:"detail"`
	// The record of the refusal, where the lead exists.
	Record *Record `json:"record,omitempty"`
}

// EventType names the event.
func (AnswerRefused) EventType() string { return "xiansuo.answer.refused.v1" }
