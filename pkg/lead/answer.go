package lead

// AnswerSigned is a department's answer: it takes the lead (签收). Its subject is the lead.
type AnswerSigned struct {
	// A word to the desk, such as who is on the way.
	Note string `json:"note,omitempty" jsonschema:"maxLength=2000"`
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
}

// EventType names the event.
func (AnswerReturned) EventType() string { return "xiansuo.answer.returned.v1" }

// AnswerDone is a department's answer: what was asked of it is done (办结反馈), with an outcome.
type AnswerDone struct {
	// How it ended.
	Outcome Outcome `json:"outcome" jsonschema:"enum=substantiated,enum=unsubstantiated,enum=settled,enum=withdrawn"`
	// What was found and done.
	Note string `json:"note" jsonschema:"minLength=1,maxLength=2000"`
}

// EventType names the event.
func (AnswerDone) EventType() string { return "xiansuo.answer.done.v1" }

// AnswerAccepted tells a department, in its own queue, that its answer took effect; causationid is the answer's id.
type AnswerAccepted struct {
	// Id of the answer.
	Answer string `json:"answer"`
	// Type of the answer.
	Type string `json:"type"`
	// The last record that it made.
	Record Record `json:"record"`
}

// EventType names the event.
func (AnswerAccepted) EventType() string { return "xiansuo.answer.accepted.v1" }

// AnswerRefused tells a department, in its own queue, that its answer had no effect, why, and what to do.
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
