package lead

import "time"

// Kind says what a record records.
type Kind string

// The kinds of records.
const (
	KindRouted        Kind = "routed"         // the rules decided; the desk holds it until somebody signs
	KindUnrouted      Kind = "unrouted"       // the rules left it to a person at the desk
	KindDispatched    Kind = "dispatched"     // 派单: sent to the department that must lead
	KindAssistAsked   Kind = "assist-asked"   // 协办: a department was asked to assist
	KindSigned        Kind = "signed"         // 签收: the department that must lead took it and holds it
	KindAssistSigned  Kind = "assist-signed"  // an assisting department took its part
	KindReturnAsked   Kind = "return-asked"   // 申请退单: the holder, or an assisting department, wants it taken back
	KindReturnRefused Kind = "return-refused" // 退单驳回
	KindReturned      Kind = "returned"       // 已退回: the desk took it back
	KindExcused       Kind = "excused"        // an assisting department need not answer, for a reason
	KindDeclined      Kind = "declined"       // 非本域, 退回来源: sent back to its sender with a reason
	KindTakenBack     Kind = "taken-back"     // somebody at the desk undid a decline
	KindSupplemented  Kind = "supplemented"   // 补充: the sender added something
	KindWithdrawn     Kind = "withdrawn"      // 撤回: the reporter takes the complaint back
	KindUrged         Kind = "urged"          // 催办 by the reporter
	KindAssistDone    Kind = "assist-done"    // an assisting department answered its part
	KindDone          Kind = "done"           // 办结反馈: the holder ended it with an outcome
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
	KindDone: {"办结反馈", "Done"}, KindRefused: {"操作未予接受", "Command refused"},
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
	// Who gave: a department, "desk", "taskforce" or a sender's source.
	From string `json:"from"`
	// Who received, likewise.
	To string `json:"to"`
	// Who decided: "rules", a sender's source, or the holder of the token that gave the command.
	By string `json:"by"`
	// Reason code R01 to R13, outcome, category of a decline, or code of a refusal.
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
	// Id of the event that caused it.
	Cause string `json:"cause,omitempty"`
}

// Clock is a deadline and whom it runs against.
type Clock struct {
	// Entry of the clock catalogue, such as HL-02.
	ID string `json:"id"`
	// What must be done before it is due.
	Step Step `json:"step"`
	// Whom it runs against.
	Against Holder `json:"against"`
	// When it is due, UTC.
	Due time.Time `json:"due"`
	// The calendar for the due date is not published yet: the date may change.
	Provisional bool `json:"provisional,omitempty"`
	// Version of the calendar that the due date was computed with.
	Calendar string `json:"calendar,omitempty"`
}

// Step is what a clock waits for.
type Step string

// The steps.
const (
	StepDecide Step = "decide" // 研判: the desk decides
	StepSign   Step = "sign"   // 签收: the receiver signs; runs from dispatch
	StepHandle Step = "handle" // 办理: the receiver is done; runs from dispatch, and signing does not restart it
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
