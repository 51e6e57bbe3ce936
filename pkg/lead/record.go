package lead

import "time"

// Kind says what a record records.
type Kind string

// The kinds of records.
const (
	KindRouted        Kind = "routed"         // the rules decided; the desk holds it until somebody signs
	KindUnrouted      Kind = "unrouted"       // the rules left it to a person at the desk
	KindDispatched    Kind = "dispatched"     // 派单: sent to the department that must lead
	KindAssistAsked   Kind = "assist-asked"   // 协办: a department or unit was asked to assist
	KindSigned        Kind = "signed"         // 签收: the department that must lead took it and holds it
	KindAssistSigned  Kind = "assist-signed"  // who assists took its part
	KindReturnAsked   Kind = "return-asked"   // 申请退单: the holder, or who assists, wants it taken back
	KindReturnRefused Kind = "return-refused" // 退单驳回
	KindReturned      Kind = "returned"       // 已退回: the desk took it back
	KindExcused       Kind = "excused"        // who assists need not answer, for a reason
	KindDeclined      Kind = "declined"       // 非本域, 退回来源: sent back to its sender with a reason
	KindTakenBack     Kind = "taken-back"     // the desk has what had ended again: a decline was undone, or something new came
	KindSupplemented  Kind = "supplemented"   // 补充: the sender, or whoever was asked, added something
	KindWithdrawn     Kind = "withdrawn"      // 撤回: the reporter takes the complaint back
	KindUrged         Kind = "urged"          // 催办 by the reporter
	KindAssistDone    Kind = "assist-done"    // who assists answered its part
	KindDone          Kind = "done"           // 办结: it ended with an outcome
	KindFedback       Kind = "fedback"        // 办理情况反馈: how far a department is
	KindSubmitted     Kind = "submitted"      // 提交办结: the holder says it is done; the desk reviews
	KindReworked      Kind = "reworked"       // 审核退回: the desk gives it back to be done better
	KindRevisited     Kind = "revisited"      // 回访: the reporter was asked again
	KindRedone        Kind = "redone"         // 重办: done again by the department that ended it
	KindTransferred   Kind = "transferred"    // 移送: the holder offers it to another department
	KindRejected      Kind = "rejected"       // 移送未接收: the receiver does not take it; the giver keeps it
	KindRecalled      Kind = "recalled"       // 撤回移送或派单: before it was signed
	KindProposed      Kind = "proposed"       // 提请移送涉嫌犯罪: officers propose to hand it to the police
	KindApproved      Kind = "approved"       // 移送审批: the head agrees
	KindDisapproved   Kind = "disapproved"    // 移送审批: the head does not
	KindReferred      Kind = "referred"       // 涉嫌犯罪案件移送
	KindIncomplete    Kind = "incomplete"     // 告知补正: the receiver says what is missing
	KindFiled         Kind = "filed"          // 公安立案
	KindNotFiled      Kind = "not-filed"      // 公安不予立案, 退回移送机关
	KindObjected      Kind = "objected"       // 提请复议
	KindDisputed      Kind = "disputed"       // 管辖争议: the taskforce rules
	KindProvisional   Kind = "provisional"    // 临时主办: who works on it meanwhile
	KindDesignated    Kind = "designated"     // 指定主办: binding
	KindReviewAsked   Kind = "review-asked"   // 申请复核裁定
	KindReviewed      Kind = "reviewed"       // 复核裁定
	KindExtendAsked   Kind = "extend-asked"   // 申请延期
	KindExtended      Kind = "extended"       // 同意延期
	KindExtendRefused Kind = "extend-refused" // 不同意延期
	KindSuspended     Kind = "suspended"      // 挂起: the handling clock rests
	KindResumed       Kind = "resumed"        // 恢复办理
	KindQuestion      Kind = "question"       // 请诉求人补正: a question to the reporter, by the sender
	KindCopied        Kind = "copied"         // 抄送: with no duty
	KindAllotted      Kind = "allotted"       // 分办: to a unit or person inside the department
	KindClaimed       Kind = "claimed"        // 认领
	KindReleased      Kind = "released"       // 收回分办
	KindReminded      Kind = "reminded"       // 催办: by the clock, or by an office
	KindWarned        Kind = "warned"         // 预警: by the clock
	KindSupervised    Kind = "supervised"     // 督办: by the clock, or by an office
	KindEscalated     Kind = "escalated"      // 上报专班: even then nothing happened
	KindRecounted     Kind = "recounted"      // 期限重算: under a new calendar
	KindMerged        Kind = "merged"         // 并入: it goes on in another lead
	KindJoined        Kind = "joined"         // 并案: another lead goes on in this one
	KindUnmerged      Kind = "unmerged"       // 撤销并入
	KindUnjoined      Kind = "unjoined"       // 撤销并案
	KindAlike         Kind = "alike"          // 疑似重复: proposed to the desk
	KindSplit         Kind = "split"          // 拆分: matters were taken out
	KindPart          Kind = "part"           // 分件: taken out of another lead
	KindUnsplit       Kind = "unsplit"        // 撤销拆分
	KindPartDone      Kind = "part-done"      // 分件办结
	KindLettered      Kind = "lettered"       // 去函: handed to an outside party
	KindReceipted     Kind = "receipted"      // 收到回执
	KindContested     Kind = "contested"      // 对代为登记提出异议
	KindReporterRead  Kind = "reporter-read"  // 查阅诉求人信息
	KindDoubleFiling  Kind = "double-filing"  // 重复立案提示: one act is fined once
	KindRehomed       Kind = "rehomed"        // 机构调整: its duties passed to another
	KindRestored      Kind = "restored"       // 恢复: the records came back after a loss, and the desk looks where it stands
	KindRefused       Kind = "refused"        // a command was refused; nothing else changed
)

var kindNames = map[Kind]Name{
	KindRouted: {"系统研判", "Routed by rule"}, KindUnrouted: {"待人工研判", "Left to the desk"},
	KindDispatched: {"派单", "Dispatched"}, KindAssistAsked: {"请求协办", "Assistance asked"},
	KindSigned: {"签收", "Signed"}, KindAssistSigned: {"协办签收", "Assistance signed"},
	KindReturnAsked: {"申请退单", "Return asked"}, KindReturnRefused: {"退单驳回", "Return refused"},
	KindReturned: {"已退回", "Returned"}, KindExcused: {"免予协办", "Excused"},
	KindDeclined: {"退回来源", "Sent back to its sender"}, KindTakenBack: {"收回再办", "Taken back"},
	KindSupplemented: {"补充材料", "Supplemented"}, KindWithdrawn: {"诉求人撤回", "Withdrawn"},
	KindUrged: {"诉求人催办", "Urged"}, KindAssistDone: {"协办反馈", "Assistance answered"},
	KindDone: {"办结", "Closed"}, KindRefused: {"操作未予接受", "Command refused"},
	KindFedback: {"办理情况反馈", "Fed back"}, KindSubmitted: {"提交办结", "Submitted as done"},
	KindReworked: {"审核退回", "Sent back to be done better"}, KindRevisited: {"回访", "Revisited"}, KindRedone: {"重办", "Done again"},
	KindTransferred: {"移送", "Transfer offered"}, KindRejected: {"移送未接收", "Transfer refused"}, KindRecalled: {"撤回", "Recalled"},
	KindProposed: {"提请移送涉嫌犯罪", "Referral proposed"}, KindApproved: {"批准移送", "Referral approved"},
	KindDisapproved: {"不批准移送", "Referral not approved"}, KindReferred: {"涉嫌犯罪案件移送", "Referred to the police"},
	KindIncomplete: {"告知补正", "Said to be incomplete"}, KindFiled: {"公安立案", "Filed by the police"},
	KindNotFiled: {"公安不予立案", "Not filed by the police"}, KindObjected: {"提请复议", "Reconsideration asked"},
	KindDisputed: {"管辖争议", "Disputed"}, KindProvisional: {"临时主办", "Provisional lead"}, KindDesignated: {"指定主办", "Designated"},
	KindReviewAsked: {"申请复核裁定", "Review of the ruling asked"}, KindReviewed: {"复核裁定", "Ruling reviewed"},
	KindExtendAsked: {"申请延期", "Extension asked"}, KindExtended: {"同意延期", "Extended"}, KindExtendRefused: {"不同意延期", "Extension refused"},
	KindSuspended: {"挂起", "Suspended"}, KindResumed: {"恢复办理", "Resumed"}, KindQuestion: {"请诉求人补正", "Question to the reporter"},
	KindCopied: {"抄送", "Copied"}, KindAllotted: {"分办", "Allotted"}, KindClaimed: {"认领", "Claimed"}, KindReleased: {"收回分办", "Released"},
	KindReminded: {"催办", "Reminded"}, KindWarned: {"预警", "Warned"}, KindSupervised: {"督办", "Supervised"}, KindEscalated: {"上报专班", "Escalated"},
	KindRecounted: {"期限重算", "Due dates counted again"}, KindMerged: {"并入", "Merged"}, KindJoined: {"并案", "Joined by a repeat"},
	KindUnmerged: {"撤销并入", "Unmerged"}, KindUnjoined: {"撤销并案", "Repeat taken out"}, KindAlike: {"疑似重复", "Looks like a repeat"},
	KindSplit: {"拆分", "Split"}, KindPart: {"分件", "Part of a lead"}, KindUnsplit: {"撤销拆分", "Split undone"}, KindPartDone: {"分件办结", "Part done"},
	KindLettered: {"去函", "Letter sent"}, KindReceipted: {"收到回执", "Receipt in"}, KindContested: {"对代为登记提出异议", "Registration contested"},
	KindReporterRead: {"查阅诉求人信息", "Reporter's identity read"}, KindDoubleFiling: {"重复立案提示", "Filed twice?"}, KindRehomed: {"机构调整", "Re-homed"},
	KindRestored: {"恢复", "Restored"},
}

// Name returns what the kind is called.
func (k Kind) Name() Name { return kindNames[k] }

// Record is one numbered entry of a lead's chain. It is written in the transaction of the change that it records and is
// never changed or deleted.
type Record struct {
	// Position in the lead's chain, from 1 without a gap.
	No int `json:"no"`
	// What it records.
	Kind Kind `json:"kind"`
	// The document that belongs to it, M01 to M19, where one does.
	Document Movement `json:"document,omitempty"`
	// Who gave: a department or unit, "desk", "taskforce", "justice", a sender's source, or "ext:" and a name.
	From string `json:"from"`
	// Who received, likewise.
	To string `json:"to"`
	// Who decided: "rules", "clock", "recovery", a sender's source, or the holder of the token or account that gave the word.
	By string `json:"by"`
	// Code of why: R01 to R13, an outcome, a stage, why a clock rests, the category of a decline, the clock that warns, the purpose of
	// reading, "listed", "redo-asked", or the code of a refusal; of a referral the crime.
	Reason string `json:"reason,omitempty"`
	// The provision that it names.
	Basis string `json:"basis,omitempty"`
	// Who a return says is competent: one of the six departments, or "ext:" and a name.
	Competent string `json:"competent,omitempty"`
	// What was said about it, in words.
	Note string `json:"note,omitempty"`
	// The rule that decided, with the rule set's version.
	Rule string `json:"rule,omitempty"`
	// When it was written, UTC.
	At time.Time `json:"at"`
	// Who is answerable for the lead from this record on; empty once it has ended.
	Holder Holder `json:"holder"`
	// The clocks that this record starts.
	Clocks []Clock `json:"clocks,omitempty"`
	// The clocks that this record ends or rests.
	Stops []Stop `json:"stops,omitempty"`
	// Id of the event that caused it.
	Cause string `json:"cause,omitempty"`
	// The unit inside who decided, as it said.
	Unit string `json:"unit,omitempty"`
	// The person who decided, as the organisation said.
	Person string `json:"person,omitempty"`
	// The officers who signed for it, where the law wants two.
	Officers []string `json:"officers,omitempty"`
	// What the reporter said when asked again.
	Verdicts *Verdicts `json:"verdicts,omitempty"`
	// Number of the matter, of a paper or of a receipt, as the organisation has it.
	Number string `json:"number,omitempty"`
	// The papers that belong to it, by digest.
	Papers []Document `json:"papers,omitempty"`
	// How the answer was given, when it did not come over this system and somebody registered it.
	Via *Registered `json:"via,omitempty"`
	// Another lead that it speaks of: that it was folded into, or that repeats it.
	Other string `json:"other,omitempty"`
	// SHA-256, in hex, of the record before it, in the bytes of JSON in which it travelled; absent in the first.
	Prev string `json:"prev,omitempty"`
}

// Stop is a clock that a record ends or rests.
type Stop struct {
	// Entry of the clock catalogue.
	ID string `json:"id"`
	// Whom it ran against.
	Against Holder `json:"against"`
	// Number of the record that started it.
	Record int `json:"record"`
	// It only rests.
	Rests bool `json:"rests,omitempty"`
	// How it ended.
	End End `json:"end,omitempty"`
}

// End is how a clock ended.
type End string

// The ends of a clock.
const (
	Met      End = "met"       // what it waited for was done, in time or late
	Lapsed   End = "lapsed"    // it was passed over: submitted as done without speaking to the reporter
	Overcome End = "withdrawn" // what it waited for is not owed any more
)

// Verdicts are what a reporter said when asked again.
type Verdicts struct {
	// Whether the reporter was reached.
	Reached bool `json:"reached"`
	// Whether the department had spoken to the reporter.
	Responded Verdict `json:"responded,omitempty" jsonschema:"enum=yes,enum=no,enum=unknown"`
	// Whether the matter is solved.
	Solved Verdict `json:"solved,omitempty" jsonschema:"enum=yes,enum=no,enum=unknown"`
	// Whether the reporter is satisfied.
	Satisfied Verdict `json:"satisfied,omitempty" jsonschema:"enum=yes,enum=no,enum=unknown"`
}

// Registered says how an answer was given on paper, by phone or on the spot, and who registered it.
type Registered struct {
	// How it was given.
	Way Way `json:"way" jsonschema:"enum=paper,enum=phone,enum=onsite,enum=system"`
	// Who registered it.
	By string `json:"by"`
	// Number of the receipt.
	Receipt string `json:"receipt"`
	// SHA-256 of the scan, in hex.
	SHA256 string `json:"sha256,omitempty"`
}

// Clock is a deadline and whom it runs against.
type Clock struct {
	// Entry of the clock catalogue, such as HL-02.
	ID string `json:"id"`
	// What must be done before it is due.
	Step Step `json:"step"`
	// Whom it runs against.
	Against Holder `json:"against"`
	// From when it is counted, UTC.
	From time.Time `json:"from"`
	// What is counted: working days (5 WD), natural days (60 NAT) or hours (24 H); absent where somebody set the date.
	Limit string `json:"limit,omitempty"`
	// When it is due, UTC.
	Due time.Time `json:"due"`
	// The calendar for the due date is not published yet: the date may change.
	Provisional bool `json:"provisional,omitempty"`
	// Version of the calendar that the due date was computed with.
	Calendar string `json:"calendar,omitempty"`
}

// Step is what a clock waits for.
type Step string

// The steps of the handoff protocol. The clock catalogue names more, for procedures inside a department.
const (
	StepDecide     Step = "decide"              // 研判: the desk decides where the lead goes, on a return or on an extension
	StepSign       Step = "sign"                // 签收: the receiver signs; runs from dispatch
	StepHandle     Step = "handle"              // 办理: the receiver is done; runs from dispatch, and signing does not restart it
	StepReturn     Step = "return"              // 退单期限: until then the receiver may ask to give it back; a right, which nothing escalates
	StepContact    Step = "contact"             // 首次联系: the receiver speaks to the reporter
	StepAccept     Step = "accept"              // 受理: the receiver accepts a complaint, or says why not
	StepTransfer   Step = "transfer"            // 移送: who found that it belongs elsewhere hands it over
	StepForward    Step = "forward"             // 移送: the police hand over what is not theirs
	StepRule       Step = "rule"                // 裁定: the taskforce rules on a dispute, a review or what was escalated
	StepReview     Step = "review"              // 办结审核: the desk reviews what was submitted as done
	StepRevisit    Step = "revisit"             // 回访: the desk asks the reporter
	StepReceipt    Step = "receipt"             // 回执: an outside party confirms that a letter came
	StepApprove    Step = "approve"             // 移送审批: the head decides on handing a suspected crime to the police
	StepHandOver   Step = "hand-over"           // 移送: from the approval until the police have it
	StepIncomplete Step = "tell-incomplete"     // 告知补正: the police say what is missing
	StepComplete   Step = "complete"            // 补正: the giver completes what is missing
	StepFile       Step = "file"                // 立案审查: the police decide whether to file
	StepObject     Step = "ask-reconsideration" // 提请复议: until then the giver may ask the police to decide again; a right, of which nothing warns
	StepReconsider Step = "reconsider"          // 复议: the police decide again
	StepAnswer     Step = "answer"              // 补充答复: the reporter, by the sender, answers a question
)

// Role is what a department is asked to do with a lead.
type Role string

// The roles.
const (
	RoleLead   Role = "lead"   // 主办: leads, and holds the lead once it has signed
	RoleAssist Role = "assist" // 协办: does a part of its own; the lead cannot close before
)

// Decision is what routing decided about a lead and why; it can be replayed.
type Decision struct {
	// Version of the rule set, with a digest of its content.
	RuleSet string `json:"ruleSet"`
	// Whether it is off-campus training of minors: in, out or unsure.
	Scope string `json:"scope"`
	// What it is about; absent when no rule claims it.
	Category Category `json:"category,omitempty"`
	// The department that must lead; "none" when no department of this system must act; absent when the rules name nobody. It
	// is a proposal unless decided.
	Lead string `json:"lead,omitempty"`
	// The departments that must assist.
	Assist []Department `json:"assist,omitempty"`
	// Parties outside the six departments that should know.
	External []string `json:"external,omitempty"`
	// How fast somebody must act.
	Urgency Urgency `json:"urgency"`
	// Whether it was carried out without a person.
	Decided bool `json:"decided"`
	// Why it stands (sure) or is left to the desk: silent, weak, border, tie, vague, safety-out-of-scope,
	// resembles or external.
	Why string `json:"why,omitempty"`
	// How often decisions of this margin were right in measurement, 0 to 1; for one that resembles, how likely it is right by that.
	Confidence float64 `json:"confidence"`
	// The rules that fired, with the words that fired them.
	Fired []Fired `json:"fired,omitempty"`
	// The decision that came second, where there is one.
	RunnerUp *Alternative `json:"runnerUp,omitempty"`
	// Departments that got the lead at once because a critical sign fired.
	Alerts []Department `json:"alerts,omitempty"`
	// A safety, harm or minors' rule fired: nothing leaves without a person.
	Safety bool `json:"safety,omitempty"`
	// The matters of a complaint that holds several, at least two, first the decision's own; absent for one matter. Of a lead that is
	// left to the desk they are a proposal.
	Parts []DecidedPart `json:"parts,omitempty"`
}

// DecidedPart is one of several matters in one complaint, to be led and answered by itself.
type DecidedPart struct {
	// What it is about.
	Category Category `json:"category"`
	// The department that must lead it.
	Lead string `json:"lead"`
	// The departments that must assist with it, without those that lead another part.
	Assist []Department `json:"assist,omitempty"`
	// Parties outside the six departments that should know.
	External []string `json:"external,omitempty"`
	// How fast somebody must act on it.
	Urgency Urgency `json:"urgency"`
	// 投诉, a claim of the reporter's own, or 举报, a report of a violation: the law has each handled by itself. Absent where an
	// officer reports.
	Appeal string `json:"appeal,omitempty"`
	// The rules that speak for it.
	Rules []string `json:"rules"`
}

// Fired is a rule that fired and the words that fired it.
type Fired struct {
	// Name of the rule.
	Rule string `json:"rule"`
	// Words of the complaint that made it fire.
	Words []string `json:"words,omitempty"`
}

// Alternative is the decision that came second.
type Alternative struct {
	// What it would have been about.
	Category Category `json:"category"`
	// Who would have led.
	Lead string `json:"lead"`
}
