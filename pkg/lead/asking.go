package lead

import "time"

// AnswerAsked asks the reporter, by the sender, for what is missing (补正, M13). The handling clock rests until the answer comes as a
// supplement, or the holder resumes.
type AnswerAsked struct {
	// The question, in words that the sender may pass on.
	Question string `json:"question" jsonschema:"minLength=1,maxLength=1000"`
	// What is missing.
	Missing []string `json:"missing,omitempty" jsonschema:"maxItems=20"`
	// Who asks.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerAsked) EventType() string { return "xiansuo.answer.asked.v1" }

// AnswerAssistasked asks others to assist (协办): departments, or units of the district that have a queue.
type AnswerAssistasked struct {
	// Who must assist.
	Assist []Party `json:"assist" jsonschema:"minItems=1,maxItems=20"`
	// What they must do.
	Task string `json:"task" jsonschema:"minLength=1,maxLength=2000"`
	// Until when. The catalogue's limit runs beside it, and the earlier one warns.
	Due *time.Time `json:"due,omitempty"`
	// Who asks.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerAssistasked) EventType() string { return "xiansuo.answer.assistasked.v1" }

// AnswerCopied sends copies (抄送, M08): to be known, with no duty to answer.
type AnswerCopied struct {
	// Who gets one: departments and units by their code, others as "ext:" and a name.
	To []string `json:"to" jsonschema:"minItems=1,maxItems=20"`
	// Why.
	Note string `json:"note,omitempty" jsonschema:"maxLength=2000"`
	// Who sends them.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerCopied) EventType() string { return "xiansuo.answer.copied.v1" }

// AnswerExtensionasked asks for more time (申请延期), before the time is over and with a reason.
type AnswerExtensionasked struct {
	// How much, in the unit of the clock; absent asks for as much as the catalogue allows.
	N int `json:"n,omitempty" jsonschema:"minimum=1,maximum=365"`
	// Why; the reporter is told.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who asks.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerExtensionasked) EventType() string { return "xiansuo.answer.extensionasked.v1" }

// AnswerSuspended rests the handling clock (挂起) for one of the reasons that the procedures name.
type AnswerSuspended struct {
	// Why it rests.
	Reason Rest `json:"reason" jsonschema:"enum=test,enum=appraisal,enum=hearing,enum=announcement,enum=suspension,enum=refund-order,enum=court"`
	// Number of the paper that says so.
	Paper string `json:"paper" jsonschema:"minLength=1,maxLength=100,pattern=^[^\\x00-\\x1f]+$"`
	// More words.
	Note string `json:"note,omitempty" jsonschema:"maxLength=2000"`
	// Who says so.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerSuspended) EventType() string { return "xiansuo.answer.suspended.v1" }

// Rest is why a handling clock rests.
type Rest string

// The reasons (市场监督管理行政处罚程序规定 art. 64 lists what does not count); the last three are the protocol's own.
const (
	RestTest         Rest = "test"         // 检测、检验、检疫: a test
	RestAppraisal    Rest = "appraisal"    // 鉴定: an appraisal
	RestHearing      Rest = "hearing"      // 听证: a hearing
	RestAnnouncement Rest = "announcement" // 公告: service by announcement
	RestSuspension   Rest = "suspension"   // 中止调查: the investigation is suspended
	RestRefundOrder  Rest = "refund-order" // 责令退还多收价款: overcharges are to be paid back first
	RestCourt        Rest = "court"        // 等待法院、仲裁结果: a court or an arbitrator decides first
	RestQuestion     Rest = "question"     // 待诉求人补正: the reporter was asked
	RestReview       Rest = "review"       // 办结待审核: the desk reviews, or a letter has no receipt yet
)

// AnswerResumed lets the clock run again.
type AnswerResumed struct {
	// What ended the rest.
	Note string `json:"note" jsonschema:"minLength=1,maxLength=2000"`
	// Who says so.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerResumed) EventType() string { return "xiansuo.answer.resumed.v1" }

// AnswerAllotted gives the lead to a unit or a person inside the department (分办). The holder stays the department.
type AnswerAllotted struct {
	// The unit.
	Unit string `json:"unit,omitempty" jsonschema:"maxLength=100"`
	// The person.
	Person string `json:"person,omitempty" jsonschema:"maxLength=100"`
	// More words.
	Note string `json:"note,omitempty" jsonschema:"maxLength=2000"`
	// Who allots it.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerAllotted) EventType() string { return "xiansuo.answer.allotted.v1" }

// AnswerClaimed takes the lead for oneself inside the department (认领); it is refused while somebody else has it.
type AnswerClaimed struct {
	// Who claims it: the person, and the unit.
	By By `json:"by"`
}

// EventType names the event.
func (AnswerClaimed) EventType() string { return "xiansuo.answer.claimed.v1" }

// AnswerReleased takes the lead back from the unit or person that has it inside the department.
type AnswerReleased struct {
	// Why.
	Note string `json:"note,omitempty" jsonschema:"maxLength=2000"`
	// Who takes it back.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerReleased) EventType() string { return "xiansuo.answer.released.v1" }

// AnswerDisputed brings a question of competence to the taskforce (管辖争议): both want it, or nobody does.
type AnswerDisputed struct {
	// Why.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who is competent: one of the six departments, or "ext:" and a name.
	Competent string `json:"competent" jsonschema:"minLength=1,maxLength=100"`
	// The provision that makes it competent.
	Basis string `json:"basis" jsonschema:"minLength=1,maxLength=1000"`
	// Who says so.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerDisputed) EventType() string { return "xiansuo.answer.disputed.v1" }

// AnswerReviewasked asks, once and on new facts, that a ruling be reviewed. Duty and clock stay.
type AnswerReviewasked struct {
	// What was not known when the ruling was made.
	Facts string `json:"facts" jsonschema:"minLength=1,maxLength=2000"`
	// Papers that show it.
	Documents []Document `json:"documents,omitempty" jsonschema:"maxItems=50"`
	// Who asks.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerReviewasked) EventType() string { return "xiansuo.answer.reviewasked.v1" }

// AnswerRegistered registers an answer that was given on paper, by phone or on the spot, for the one who gave it. The giver of the
// handoff or the desk registers it; the record says so, and it can be contested.
type AnswerRegistered struct {
	// Who answered.
	For Party `json:"for"`
	// The word, as in the address of a command: sign, return, reject, done, feed-back, incomplete or file.
	Word string `json:"word" jsonschema:"minLength=1,maxLength=40"`
	// The word's data.
	Data map[string]any `json:"data"`
	// How it was given.
	Via Way `json:"via" jsonschema:"enum=paper,enum=phone,enum=onsite,enum=system"`
	// Number of the receipt (回执编号), or of the recorded call.
	Receipt string `json:"receipt" jsonschema:"minLength=1,maxLength=100,pattern=^[^\\x00-\\x1f]+$"`
	// The scan or recording, with its digest; required for paper.
	Scan *Document `json:"scan,omitempty"`
	// Who registers it.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerRegistered) EventType() string { return "xiansuo.answer.registered.v1" }

// Way is how an answer was given that did not come over this system.
type Way string

// The ways.
const (
	Paper  Way = "paper"  // 纸质: on paper
	Phone  Way = "phone"  // 电话: by phone
	Onsite Way = "onsite" // 当面: on the spot
	System Way = "system" // 其他系统: over another system
)

// AnswerContested says that an answer that somebody else registered was not given, or not so. The taskforce looks.
type AnswerContested struct {
	// Number of the record that is contested.
	Record int `json:"record" jsonschema:"minimum=1"`
	// What is wrong with it.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who contests it.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerContested) EventType() string { return "xiansuo.answer.contested.v1" }

// AnswerLettered hands the lead to a party outside, by a letter (M18 to another district, else M03). It ends when the receipt is
// in; until then whoever wrote stays answerable.
type AnswerLettered struct {
	// "ext:" and the party's name.
	Party string `json:"party" jsonschema:"minLength=5,maxLength=100,pattern=^ext:."`
	// M18 to another district, M03 to any other party.
	Document Movement `json:"document" jsonschema:"enum=M03,enum=M18"`
	// Number of the letter (文号).
	Number string `json:"number" jsonschema:"minLength=1,maxLength=100,pattern=^[^\\x00-\\x1f]+$"`
	// Why it is the party's.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// The provision that makes it competent.
	Basis string `json:"basis,omitempty" jsonschema:"maxLength=1000"`
	// The letter and what goes with it.
	Documents []Document `json:"documents,omitempty" jsonschema:"maxItems=50"`
	// Who writes.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerLettered) EventType() string { return "xiansuo.answer.lettered.v1" }

// AnswerReceipted says that the outside party has the letter. The lead ends by that.
type AnswerReceipted struct {
	// Number of the receipt (回执编号).
	Receipt string `json:"receipt" jsonschema:"minLength=1,maxLength=100,pattern=^[^\\x00-\\x1f]+$"`
	// What the party said.
	Note string `json:"note,omitempty" jsonschema:"maxLength=2000"`
	// Who registers it.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerReceipted) EventType() string { return "xiansuo.answer.receipted.v1" }
