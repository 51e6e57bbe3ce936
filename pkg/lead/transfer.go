package lead

// AnswerTransferred is the holder's answer: it offers the lead to another department, by 线索移送 (M03) before it filed or by
// 案件移送 (M04) after. It stays holder until the other signs.
type AnswerTransferred struct {
	// To whom.
	To Department `json:"to"`
	// M03 before filing, M04 after; the police may give M07 (公安机关办理刑事案件程序规定 art. 175).
	Document Movement `json:"document" jsonschema:"enum=M03,enum=M04,enum=M07"`
	// Why it belongs there (移送理由).
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// The provision that makes the other competent.
	Basis string `json:"basis" jsonschema:"minLength=1,maxLength=1000"`
	// The giver's filing number; required for M04.
	Filing string `json:"filing,omitempty" jsonschema:"maxLength=100,pattern=^[^\\x00-\\x1f]+$"`
	// The letter and what goes with it; M04 needs letter and report.
	Documents []Document `json:"documents,omitempty" jsonschema:"maxItems=50"`
	// Who gives it away.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerTransferred) EventType() string { return "xiansuo.answer.transferred.v1" }

// AnswerRejected is the answer of a department that was offered a transfer: it does not take it. The giver keeps the lead.
type AnswerRejected struct {
	// Why; "not ours" (R01, R02) must name who is competent and on what basis.
	Reason Reason `json:"reason"`
	// One of the six departments, or "ext:" and a name.
	Competent string `json:"competent,omitempty" jsonschema:"maxLength=100"`
	// The provision that makes it competent.
	Basis string `json:"basis,omitempty" jsonschema:"maxLength=1000"`
	// What is missing (R03), which lead it repeats (R04), or more words.
	Note string `json:"note,omitempty" jsonschema:"maxLength=2000"`
	// Who refuses.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerRejected) EventType() string { return "xiansuo.answer.rejected.v1" }

// AnswerRecalled takes back an offer that was not signed yet: the holder a transfer, the desk a dispatch.
type AnswerRecalled struct {
	// Why.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who recalls.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerRecalled) EventType() string { return "xiansuo.answer.recalled.v1" }

// AnswerProposed is the holder's answer: two officers or more propose to hand a suspected crime to the police (涉嫌犯罪案件移送).
// The head decides within three days (行政执法机关移送涉嫌犯罪案件的规定 art. 5).
type AnswerProposed struct {
	// The crime that is suspected.
	Crime string `json:"crime" jsonschema:"minLength=1,maxLength=200"`
	// The provision of criminal law.
	Basis string `json:"basis" jsonschema:"minLength=1,maxLength=1000"`
	// The officers who examined it and propose: two or more.
	Officers []string `json:"officers" jsonschema:"minItems=2,maxItems=10"`
	// What was found.
	Note string `json:"note" jsonschema:"minLength=1,maxLength=2000"`
	// Who says so.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerProposed) EventType() string { return "xiansuo.answer.proposed.v1" }

// AnswerApproved is the head's decision on handing a suspected crime to the police. Once approved, the police must have it
// within 24 hours (the same art. 5).
type AnswerApproved struct {
	// Whether it is handed over.
	Approved bool `json:"approved"`
	// The head, who is none of the officers who proposed it.
	Head string `json:"head" jsonschema:"minLength=1,maxLength=100"`
	// Why; required when it is not approved.
	Note string `json:"note,omitempty" jsonschema:"maxLength=2000"`
	// Who says so.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerApproved) EventType() string { return "xiansuo.answer.approved.v1" }

// AnswerReferred hands the suspected crime to the police (M05), with a copy to the procuratorate. The police may say what is
// missing, and may not refuse it for that (公安机关办理刑事案件程序规定 art. 180).
type AnswerReferred struct {
	// The letter, the report and the list of items, each with its digest, and the appraisal where there is one.
	Documents []Document `json:"documents" jsonschema:"minItems=3,maxItems=50"`
	// Why there is no appraisal, where there is none.
	NoAppraisal string `json:"noAppraisal,omitempty" jsonschema:"maxLength=500"`
	// More words.
	Note string `json:"note,omitempty" jsonschema:"maxLength=2000"`
	// Who hands it over.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerReferred) EventType() string { return "xiansuo.answer.referred.v1" }

// AnswerIncomplete is the receiver's answer to a transfer: something is missing (补正, M13). The giver completes it by supplementing.
type AnswerIncomplete struct {
	// What is missing.
	Missing []string `json:"missing" jsonschema:"minItems=1,maxItems=50"`
	// More words.
	Note string `json:"note,omitempty" jsonschema:"maxLength=2000"`
	// Who says so.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerIncomplete) EventType() string { return "xiansuo.answer.incomplete.v1" }

// AnswerFiled is the police's written answer to a referral: filed, or not, and then the giver holds the lead again (M06).
type AnswerFiled struct {
	// Whether they filed a case.
	Filed bool `json:"filed"`
	// Why not; required when they did not.
	Reason string `json:"reason,omitempty" jsonschema:"maxLength=2000"`
	// The written notice.
	Documents []Document `json:"documents,omitempty" jsonschema:"maxItems=50"`
	// Who says so; its number is that of the filing.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerFiled) EventType() string { return "xiansuo.answer.filed.v1" }

// AnswerObjected is the giver's answer to a case that was not filed: it asks the police to decide again (复议), once.
type AnswerObjected struct {
	// Why.
	Reason string `json:"reason" jsonschema:"minLength=1,maxLength=2000"`
	// Who asks.
	By *By `json:"by,omitempty"`
}

// EventType names the event.
func (AnswerObjected) EventType() string { return "xiansuo.answer.objected.v1" }
