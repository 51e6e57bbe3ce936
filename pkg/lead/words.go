package lead

// Channel is how a complaint reached the district.
type Channel string

// The channels.
const (
	Hotline   Channel = "hotline"
	WeChat    Channel = "wechat"
	Grid      Channel = "grid"
	Mailbox   Channel = "mailbox"
	Patrol    Channel = "patrol"
	SelfCheck Channel = "self_check"
	Dept      Channel = "dept"
)

var channelNames = map[Channel]Name{
	Hotline: {"12345热线", "Hotline 12345"}, WeChat: {"微信公众号", "WeChat"}, Grid: {"网格巡查", "Grid worker"},
	Mailbox: {"举报信箱", "Mailbox"}, Patrol: {"拉网式排查", "Patrol"}, SelfCheck: {"机构自查", "Self-check"},
	Dept: {"部门移送", "Department"},
}

// Channels lists the channels in their customary order.
func Channels() []Channel {
	return []Channel{Hotline, WeChat, Grid, Mailbox, Patrol, SelfCheck, Dept}
}

// Valid reports whether c is a known channel.
func (c Channel) Valid() bool { _, ok := channelNames[c]; return ok }

// Name returns what the channel is called.
func (c Channel) Name() Name { return channelNames[c] }

// Urgency says how fast somebody must act. It is raised by rules and never lowered automatically.
type Urgency string

// The urgencies, from the least to the most pressing.
const (
	Low      Urgency = "low"      // 缓办
	Normal   Urgency = "normal"   // 一般
	Urgent   Urgency = "urgent"   // 紧急: it is happening now, or evidence will vanish
	Critical Urgency = "critical" // 特急: present danger to life or to many people
)

var urgencies = map[Urgency]struct {
	rank int
	name Name
}{
	Low: {1, Name{"缓办", "Low"}}, Normal: {2, Name{"一般", "Normal"}},
	Urgent: {3, Name{"紧急", "Urgent"}}, Critical: {4, Name{"特急", "Critical"}},
}

// Valid reports whether u is a known urgency.
func (u Urgency) Valid() bool { return urgencies[u].rank > 0 }

// Name returns what the urgency is called.
func (u Urgency) Name() Name { return urgencies[u].name }

// Above reports whether u is more pressing than v; an unknown urgency is below every known one.
func (u Urgency) Above(v Urgency) bool { return urgencies[u].rank > urgencies[v].rank }

// Raise returns the urgency one level above u, or u when there is none.
func (u Urgency) Raise() Urgency {
	for v, x := range urgencies {
		if x.rank == urgencies[u].rank+1 {
			return v
		}
	}
	return u
}

// Reason is why a lead is returned or declined (退单/不予受理); free text alone is not allowed.
type Reason string

// The reasons that carry rules of their own.
const (
	NotOurDuty     Reason = "R01" // 不属本单位职责: must name the competent department and its basis
	NotOurDistrict Reason = "R02" // 不属本辖区: must name the competent district and its basis
	Incomplete     Reason = "R03" // 要素不全: must list what is missing
	Repeated       Reason = "R04" // 重复件: must give the original lead
	Withdrawn      Reason = "R08" // 诉求人撤回
	OutOfScope     Reason = "R10" // 非校外培训事项
)

var reasonNames = map[Reason]Name{
	NotOurDuty:     {"不属本单位职责", "Not this department's duty"},
	NotOurDistrict: {"不属本辖区", "Not this district"},
	Incomplete:     {"要素不全无法核查", "Too incomplete to verify"},
	Repeated:       {"重复件", "Repeat of another lead"},
	"R05":          {"已进入诉讼、仲裁、复议、纪检、信访程序", "Already in court, arbitration, review, discipline or petition"},
	"R06":          {"已办结且无新事实新理由", "Closed before, nothing new"},
	"R07":          {"涉密或涉隐私", "Secret or private"},
	Withdrawn:      {"诉求人撤回", "Withdrawn by the reporter"},
	"R09":          {"超过追责或受理时限", "Out of time"},
	OutOfScope:     {"非校外培训事项", "Not off-campus training"},
	"R11":          {"材料虚假、冒名或拒不核验身份", "False, assumed name, or identity not shown"},
	"R12":          {"牟利性异常投诉", "Abnormal complaint for profit"},
	"R13":          {"匿名且线索不具体", "Anonymous and not concrete"},
}

// Reasons lists R01 to R13 in order.
func Reasons() []Reason {
	return []Reason{"R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09", "R10", "R11", "R12", "R13"}
}

// Valid reports whether r is one of R01 to R13.
func (r Reason) Valid() bool { _, ok := reasonNames[r]; return ok }

// Name returns what the reason is called.
func (r Reason) Name() Name { return reasonNames[r] }

// NotOurs reports whether r says that somebody else must have the lead (R01, R02): only these count towards a dispute.
func (r Reason) NotOurs() bool { return r == NotOurDuty || r == NotOurDistrict }

// Outcome is how a lead ended.
type Outcome string

// The outcomes.
const (
	Substantiated   Outcome = "substantiated"   // 查实
	Unsubstantiated Outcome = "unsubstantiated" // 未查实
	Settled         Outcome = "settled"         // 已调解或已解决
	ClosedWithdrawn Outcome = "withdrawn"       // 诉求人撤回
	NotAcceptedOut  Outcome = "not-accepted"    // 不予受理或终止
	HandedOut       Outcome = "handed-out"      // 已移送外部单位, 有回执
	Declined        Outcome = "declined"        // 非本域, 退回来源
)

var outcomeNames = map[Outcome]Name{
	Substantiated: {"查实", "Substantiated"}, Unsubstantiated: {"未查实", "Not substantiated"},
	NotAcceptedOut: {"不予受理或终止", "Not accepted"}, HandedOut: {"已移送外部单位", "Handed to an outside party"},
	Settled: {"已解决", "Settled"}, ClosedWithdrawn: {"诉求人撤回", "Withdrawn"}, Declined: {"退回来源", "Returned to its sender"},
}

// Name returns what the outcome is called.
func (o Outcome) Name() Name { return outcomeNames[o] }

// ValidAnswer reports whether a department may end a lead with o.
func (o Outcome) ValidAnswer() bool {
	return o == Substantiated || o == Unsubstantiated || o == Settled || o == ClosedWithdrawn
}

// Movement is the code of the document that belongs to a record (M01 to M19).
type Movement string

// The movements that this version of the protocol makes.
const (
	Dispatch      Movement = "M01" // 派单: dispatch
	Return        Movement = "M02" // 退单: return, asked for and refused or granted
	LeadTransfer  Movement = "M03" // 线索移送: transfer before filing
	CaseTransfer  Movement = "M04" // 案件移送: transfer after filing
	Referral      Movement = "M05" // 涉嫌犯罪案件移送: a suspected crime to the police
	GivenBack     Movement = "M06" // 反向移送: the police give back what they did not file
	PoliceNotice  Movement = "M07" // 移送案件通知书: what the police find to be another organ's
	Copy          Movement = "M08" // 抄送: copy, with no duty to answer
	JointWork     Movement = "M09" // 协查: request for assistance
	Designation   Movement = "M11" // 指定主办: designation, binding
	Urge          Movement = "M12" // 催办、督办、挂牌督办: reminder, supervision
	SupplementAsk Movement = "M13" // 补正: request to complete what is missing
	Feedback      Movement = "M14" // 办结反馈: report of the result
	Redo          Movement = "M15" // 重办: to be done again
	Joinder       Movement = "M16" // 并案、串并: joinder
	Escalation    Movement = "M17" // 提级、上报: to the taskforce
	Abroad        Movement = "M18" // 跨区移送: to another district
	NonAcceptance Movement = "M19" // 终止、不予受理: non-acceptance
)
