package cases

import (
	"slices"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

// acts is the one table of what may be done in a case: checks, what a caller may do now, and forms come from it.
var acts = slices.Concat(beginning, investigating, deciding, performing)

func name(zh, en string) lead.Bilingual { return lead.Bilingual{ZH: zh, EN: en} }

var (
	handler = []actor.Role{actor.Handler}
	head    = []actor.Role{actor.Head}
	both    = []actor.Role{actor.Handler, actor.Head}

	early   = []Stage{Opened, Checking}
	onSite  = []Stage{Opened, Checking, Investigating}
	working = []Stage{Opened, Checking, Investigating, Concluded, Noticed}
	open    = []Stage{Opened, Checking, NotFiled, Investigating, Concluded, Noticed, Decided, Served, Settled}
	always  = append(slices.Clone(open), Closed)
	ruled   = []Stage{Decided, Served}
)

// Fields that several acts have.
var (
	partyNo   = f("party", Count, "当事人序号", "Number of the party")
	reason    = f("reason", Text, "理由", "Reason").most(2000).must()
	orderNo   = f("order", Count, "责令序号", "Number of the order").must()
	holdNo    = f("hold", Count, "措施序号", "Number of the hold").must()
	safety    = f("safety", YesNo, "涉及安全", "It is about safety")
	orderDue  = f("due", Date, "期限", "To be done by")
	until     = f("until", Date, "截止日期", "Until")
	fen       = f("fen", Fen, "金额(分)", "Sum, in fen")
	statement = f("text", Text, "内容", "What was said").most(5000).must()
	longer    = f("longer", Choice, "超过两年的情形", "Why after two years").among("continuing", "连续或者继续状态", "It went on", "harm", "涉及生命健康、金融安全且有危害后果(五年)", "Life, health or money, with harm (five years)")
	noPenalty = f("why", Choice, "情形", "Why").must().among("minor-corrected", "违法行为轻微并及时改正", "Minor and corrected in time",
		"first-minor", "初次违法且危害后果轻微并及时改正", "First, of little harm, and corrected", "no-fault", "没有主观过错", "Without fault",
		"not-proven", "违法事实不能成立", "Not proven", "expired", "超过追责期限", "Too long ago", "minor-age", "不满十四周岁或无责任能力", "Too young or not able")
	measureRows = f("measures", Rows, "处理措施", "Measures").must().most(60).of(
		f("party", Count, "当事人序号", "Number of the party").must(),
		f("code", Text, "措施代码", "Code of the measure").exact().most(40).must().like(`^[a-z-]+$`),
		fen,
		f("text", Text, "内容", "More words").most(500),
		until,
		f("basis", Text, "依据代码", "Id of the provision").exact().most(40).like(`^[a-z0-9-]+$`),
		f("of", Choice, "计算基数", "Reached from").among("gains", "违法所得", "Illegal gains", "ad-cost", "广告费用", "Cost of the advertisement", "goods", "货值", "Value of the goods"),
		f("percent", Count, "倍数(百分比)", "Times, in percent (400 is four times)"),
		f("grade", Text, "情节", "How grave").exact().most(40).like(`^[a-z-]+$`))
	decisionFields = []Field{
		f("number", Text, "决定书文号", "Number of the decision").exact().most(100).must(),
		f("agency", Text, "处罚机关", "Agency that decides").exact().most(100).must(),
		f("agencyCode", Text, "处罚机关统一社会信用代码", "Its unified social credit code").exact().most(18),
		f("violation", Text, "违法行为类型", "Kind of the violation").most(200).must(),
		f("facts", Text, "违法事实", "Facts").most(5000).must(),
		f("basis", Text, "处罚依据", "Provisions").most(2000).must(),
		f("actOn", Date, "违法行为发生日期", "Day of the conduct").must(),
		f("lighter", YesNo, "适用较轻的新规定", "The newer, lighter law is applied"),
		longer,
		f("exception", Text, "移送期间可以作出的依据", "Why it may be decided during a referral").most(500),
		f("hide", List, "不得公开的词", "Words that nothing public may hold").exact().most(100),
		measureRows,
	}
)

var beginning = []Act{
	{Name: "register", Label: name("案源登记", "Register"), Roles: handler, Stages: early, Rests: true, do: register, Fields: []Field{
		f("clue", Date, "线索收到日期", "Day on which the matter came"),
		f("category", Text, "类别", "Category").exact().most(3), f("street", Text, "街道", "Street").exact().most(100),
		f("sealed", YesNo, "涉性侵害或可识别未成年人", "Sexual harm, or a minor could be recognised")}},
	{Name: "party", Label: name("登记当事人", "Put down a party"), Roles: handler, Stages: working, Rests: true, do: addParty, Fields: []Field{
		f("no", Count, "更正第几位当事人", "Number of the party to mend"),
		f("name", Text, "名称", "Name").exact().most(200).must(),
		f("kind", Choice, "类别", "Kind").must().among("person", "自然人", "Natural person", "organisation", "法人及非法人组织", "Organisation", "business", "个体工商户", "Individual business"),
		f("as", Choice, "身份", "As what").must().among("subject", "当事人", "Who did it", "responsible", "责任人", "Responsible person", "premises", "场所提供者", "Who lent the premises"),
		f("uscc", Text, "统一社会信用代码", "Unified social credit code").exact().most(18), f("representative", Text, "法定代表人", "Representative").exact().most(60),
		f("maskedId", Text, "证件号(已掩码)", "Identity number, masked").exact().most(24), f("institution", Text, "机构编号", "Id in the register").exact().most(64).like(`^[A-Za-z0-9:_-]+$`)}},
	{Name: "verify", Label: name("核查", "Check on the spot"), Roles: handler, Stages: early, Officers: 2, do: verify, Fields: []Field{
		f("found", Choice, "核查结果", "What was found").must().among("substantiated", "属实", "Substantiated", "not-substantiated", "不属实", "Not substantiated", "unclear", "待进一步核查", "Not clear yet"),
		f("place", Text, "地点", "Place").most(200)}},
	{Name: "extend-check", Label: name("延长核查期限", "More time to check"), Roles: head, Stages: early, do: extendCheck, Fields: []Field{reason}},
	{Name: "file", Label: name("立案", "File"), Roles: head, Stages: early, may: checked, do: file, Fields: []Field{reason,
		f("number", Text, "立案文号", "Number of the filing").exact().most(100).must()}},
	{Name: "not-file", Label: name("不予立案", "Do not file"), Roles: head, Stages: early, may: checked, do: notFile, Fields: []Field{reason}},
	{Name: "spot", Label: name("当场处罚", "Decide on the spot"), Roles: handler, Stages: early, Officers: 2, do: spot, Fields: append(slices.Clone(decisionFields),
		f("heard", YesNo, "已当场告知并听取陈述申辩", "The party was told and heard on the spot").must())},
	{Name: "educate", Label: name("口头警示教育", "Educate"), Roles: handler, Stages: working, Officers: 2, do: educate, Fields: []Field{partyNo}},
}

var investigating = []Act{
	{Name: "investigate", Label: name("调查取证", "Take evidence"), Roles: handler, Stages: onSite, Rests: true, Officers: 2, do: investigate, Fields: []Field{
		f("kind", Choice, "笔录种类", "Record").must().among("site", "现场笔录", "Of the place", "inquiry", "询问笔录", "Of an inquiry", "inspection", "勘验笔录", "Of an inspection", "sample", "抽样记录", "Of samples", "collection", "证据提取", "Evidence collected"),
		statement}},
	{Name: "preserve", Label: name("先行登记保存", "Keep evidence in place"), Roles: both, Stages: onSite, Rests: true, Officers: 2, do: preserve, Fields: []Field{
		f("what", Text, "物品", "What").most(500).must()}},
	{Name: "seize", Label: name("查封、扣押", "Seal or seize"), Roles: both, Stages: onSite, Rests: true, Officers: 2, do: seize, Fields: []Field{
		f("what", Text, "场所、设施或财物", "What").most(500).must(), f("urgent", YesNo, "情况紧急当场实施", "At once, for it was urgent")}},
	{Name: "seal", Label: name("临时查封", "Seal for danger"), Roles: both, Stages: open, Rests: true, Officers: 2, do: sealPlace, Fields: []Field{
		f("what", Text, "部位或场所", "What").most(500).must(), partyNo, orderDue, f("urgent", YesNo, "情况紧急当场实施", "At once, for it was urgent")}},
	{Name: "approve-coercion", Label: name("补办批准", "Approve afterwards"), Roles: head, Stages: open, Rests: true, do: approveCoercion, Fields: []Field{
		f("hold", Count, "措施序号", "Number of the hold"), f("order", Count, "责令序号", "Number of the seal")}},
	{Name: "extend-hold", Label: name("延长查封扣押", "Hold longer"), Roles: head, Stages: working, Rests: true, do: extendHold, Fields: []Field{holdNo, reason}},
	{Name: "release", Label: name("解除措施", "Release"), Roles: both, Stages: always, Rests: true, do: release, Fields: []Field{holdNo, reason}},
	{Name: "stop", Label: name("现场叫停", "Order to stop at once"), Roles: handler, Stages: open, Rests: true, Officers: 2, do: stop, Fields: []Field{partyNo, safety}},
	{Name: "order", Label: name("责令限期改正", "Order to rectify"), Roles: both, Stages: open, Rests: true, do: rectify, Fields: []Field{partyNo, safety, orderDue.must(),
		f("what", Text, "改正内容", "What must be mended").most(2000).must()}},
	{Name: "recheck", Label: name("复查", "Recheck"), Roles: handler, Stages: always, Rests: true, Officers: 2, do: recheck, Fields: []Field{orderNo,
		f("result", Choice, "复查结果", "Result").must().among("passed", "已改正", "Passed", "failed", "未改正", "Failed"), f("due", Date, "新的期限", "New date")}},
	{Name: "hand-order", Label: name("移交后续监督", "Hand an order over"), Roles: head, Stages: open, Rests: true, do: handOrder, Fields: []Field{orderNo, reason,
		f("to", Text, "移交给", "To whom").exact().most(100).must()}},
	{Name: "order-refund", Label: name("责令退费", "Order a refund"), Roles: both, Stages: open, Rests: true, do: orderRefund, Fields: []Field{fen.must(),
		f("payers", Count, "应退人数", "How many get something").must(), partyNo, orderDue, f("overcharge", YesNo, "属多收价款", "It was overcharged")}},
	{Name: "list-payers", Label: name("导入退费名单", "List who gets what"), Roles: handler, Stages: open, Rests: true, do: listPayers, Fields: []Field{
		f("payers", Rows, "名单", "List").must().of(payerKey.must(), fen.must())}},
	{Name: "refund-paid", Label: name("登记退费", "Put down a refund"), Roles: handler, Stages: open, Rests: true, do: refundPaid, Fields: []Field{fen,
		f("payers", Count, "本次退清人数", "How many have got all of theirs by it"), f("payments", Rows, "明细", "By payer").of(payerKey.must(), fen.must())}},
	{Name: "hand-refund", Label: name("退费转司法途径", "Leave refunds to a court"), Roles: head, Stages: open, Rests: true, do: handRefund, Fields: []Field{reason}},
	{Name: "money", Label: name("核定金额", "Work out the sums"), Roles: handler, Stages: onSite, Rests: true, do: workOut, Fields: []Field{
		f("collected", Fen, "收取金额(分)", "Collected, in fen"), f("refundedBefore", Fen, "立案前退还(分)", "Paid back before filing, in fen"),
		f("lawful", Fen, "合法部分(分)", "Lawful part, in fen"), f("gains", Fen, "违法所得(分, 核对)", "Illegal gains, in fen, to be compared"),
		f("adCost", Fen, "广告费用(分)", "Cost of the advertisement, in fen"), f("goods", Fen, "货值(分)", "Value of the goods, in fen"),
		f("fees", Rows, "收费明细", "Fees").most(500).of(f("each", Fen, "单价(分)", "Each, in fen").must(), f("pupils", Count, "人数", "Pupils").must(), f("lessons", Count, "课次", "Lessons").must())}},
	{Name: "note-measure", Label: name("登记其他措施", "Put down another measure"), Roles: both, Stages: open, Rests: true, do: noteMeasure, Fields: []Field{
		f("code", Text, "措施代码", "Code of the measure").exact().most(40).must(), partyNo, until, f("text", Text, "内容", "Words").most(500)}},
	{Name: "suspend", Label: name("中止", "Let it rest"), Roles: head, Stages: []Stage{Investigating, Concluded, Noticed}, do: suspend, Fields: []Field{
		f("reason", Choice, "事由", "Reason").must().among("appraisal", "检测、检验、检疫、鉴定", "Test or appraisal", "hearing", "听证", "Hearing", "announcement", "公告", "Announcement",
			"refund", "责令退还多收价款", "Refund of an overcharge", "other", "其他中止情形", "Other")}},
	{Name: "resume", Label: name("恢复", "Resume"), Roles: both, Stages: []Stage{Investigating, Concluded, Noticed}, Rests: true, do: resumeCase},
	{Name: "extend", Label: name("延长办案期限", "More time to decide"), Roles: head, Stages: []Stage{Investigating, Concluded, Noticed}, do: extendDecision, Fields: []Field{reason,
		f("until", Date, "集体讨论确定的期限", "Until, as was discussed together"), f("present", List, "参加讨论人员", "Who discussed it").exact()}},
	{Name: "conclude", Label: name("调查终结报告", "Conclude the investigation"), Roles: handler, Stages: []Stage{Investigating}, do: conclude, Fields: []Field{
		f("proposal", Choice, "处理建议", "Proposal").must().among("penalise", "给予行政处罚", "Penalise", "no-penalty", "不予行政处罚", "No penalty", "refer", "移送", "Refer"),
		f("interest", YesNo, "涉及重大公共利益", "Major public interest"), f("complex", YesNo, "疑难复杂、涉及多个法律关系", "Complex, several legal relations"),
		f("byLaw", YesNo, "法律法规规定应当审核", "A law wants a review"), f("major", YesNo, "情节复杂或者重大违法", "Grave, to be discussed together"),
		f("teacher", YesNo, "中小学在职教师", "A serving teacher"), f("prior", YesNo, "两年内受过处理", "Dealt with before, within two years"), f("obstruction", YesNo, "拒绝、阻碍执法", "Obstruction")}},
}

var payerKey = f("key", Text, "代号", "Key").exact().most(40).like(`^(?i)(payer|p|no)[ .-]?[0-9]{1,6}$`)
