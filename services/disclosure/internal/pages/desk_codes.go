package pages

import "xiansuo/services/internal/page"

// deskCodes are what the codes of publications are called.
var deskCodes = page.Words{
	"stage.draft": {ZH: "草稿", EN: "Draft"}, "stage.submitted": {ZH: "待编辑", EN: "With the editor"}, "stage.prepared": {ZH: "待法制审核", EN: "Legal review"},
	"stage.lawful": {ZH: "待保密审查", EN: "Privacy review"}, "stage.private": {ZH: "待批准", EN: "To be approved"}, "stage.settled": {ZH: "已批准", EN: "Approved"}, "stage.dropped": {ZH: "不予公开", EN: "Not published"},
	"standing.published": {ZH: "公示中", EN: "public"}, "standing.withdrawn": {ZH: "已撤下", EN: "withdrawn"}, "standing.ended": {ZH: "公示期满", EN: "ended"},
	"product.P1": {ZH: "处罚决定公示", EN: "Decision on a penalty"}, "product.P2": {ZH: "典型案例", EN: "Typical case"}, "product.P3": {ZH: "名单", EN: "List entry"}, "product.P5": {ZH: "统计", EN: "Statistics"},
	"product.P6": {ZH: "政策与正面典型", EN: "Policy or good example"},

	"word.submit": {ZH: "提交", EN: "Submit"}, "word.prepare": {ZH: "编辑文字与遮蔽表", EN: "Prepare text and map"}, "word.legal": {ZH: "法制审核通过", EN: "Pass legal review"},
	"word.privacy": {ZH: "保密与个人信息审查通过", EN: "Pass privacy review"}, "word.approve": {ZH: "批准公开", EN: "Approve"}, "word.send-back": {ZH: "退回", EN: "Send back"}, "word.drop": {ZH: "不予公开", EN: "Do not publish"},
	"word.revise": {ZH: "更正", EN: "Correct"}, "word.withdraw": {ZH: "撤下", EN: "Withdraw"},

	"kind.created": {ZH: "生成草稿", EN: "Drafted"}, "kind.submitted": {ZH: "提交", EN: "Submitted"}, "kind.prepared": {ZH: "编辑", EN: "Prepared"}, "kind.changed": {ZH: "重新编辑", EN: "Prepared again"},
	"kind.legal-passed": {ZH: "法制审核通过", EN: "Legal review passed"}, "kind.privacy-passed": {ZH: "保密审查通过", EN: "Privacy review passed"}, "kind.approved": {ZH: "批准公开", EN: "Approved"},
	"kind.sent-back": {ZH: "退回", EN: "Sent back"}, "kind.dropped": {ZH: "不予公开", EN: "Not published"}, "kind.revised": {ZH: "开始更正", EN: "Correction began"}, "kind.duty": {ZH: "产生时限", EN: "A duty began"},
	"kind.withdrawn": {ZH: "撤下", EN: "Withdrawn"}, "kind.ended": {ZH: "公示期满", EN: "Ended"}, "kind.party-ended": {ZH: "一方公示期满", EN: "Ended for one party"}, "kind.objected": {ZH: "收到异议", EN: "Objected to"}, "kind.advised": {ZH: "法制意见", EN: "Advised on the objection"},
	"kind.decided": {ZH: "异议决定", EN: "Objection decided"},

	"role.handler": {ZH: "办案人", EN: "Handler"}, "role.head": {ZH: "负责人", EN: "Head"}, "role.legal": {ZH: "法制审核", EN: "Legal review"}, "role.disclosure-editor": {ZH: "编辑", EN: "Editor"},
	"role.disclosure-approver": {ZH: "保密与个人信息审查", EN: "Privacy review"}, "role.taskforce": {ZH: "专班", EN: "Taskforce"}, "role.desk": {ZH: "分派中心", EN: "Desk"}, "role.clock": {ZH: "到期自动", EN: "By itself"},
	"role.sender": {ZH: "公众", EN: "The public"},

	"why.changed": {ZH: "决定已变更", EN: "the decision was changed"}, "why.revoked": {ZH: "决定已撤销", EN: "the decision was revoked"}, "why.unlawful": {ZH: "确认违法", EN: "found unlawful"},
	"why.void": {ZH: "决定无效", EN: "void"}, "why.mistake": {ZH: "公开有误", EN: "published by mistake"}, "why.expired": {ZH: "公示期满", EN: "its time is over"}, "why.repaired": {ZH: "信用修复", EN: "credit repaired"},

	"why.revision": {ZH: "放弃更正", EN: "the correction was given up"}, "why.decided": {ZH: "决定不予公开", EN: "decided not to publish"}, "why.sealed": {ZH: "只公开数字", EN: "only numbers are told"},
	"why.not-proposed": {ZH: "未提请公开", EN: "not proposed"}, "why.warned-only": {ZH: "仅警告", EN: "a warning only"}, "why.no-penalty": {ZH: "没有处罚", EN: "no penalty"},
	"duty.publish": {ZH: "公开", EN: "Publish"}, "duty.withdraw": {ZH: "撤下", EN: "Withdraw"}, "duty.correct": {ZH: "更正", EN: "Correct"},
	"ground.wrong": {ZH: "内容有误", EN: "What it says is not so"}, "ground.not-me": {ZH: "并非本人或本单位", EN: "Another is meant"}, "ground.privacy": {ZH: "侵犯隐私", EN: "It tells too much"},
	"ground.revoked": {ZH: "决定已撤销、变更", EN: "The decision does not stand"}, "ground.repair": {ZH: "申请信用修复", EN: "Credit repair"},
	"claim.open": {ZH: "待法制意见", EN: "awaits legal advice"}, "claim.advised": {ZH: "待决定", EN: "awaits a decision"}, "claim.decided": {ZH: "已决定", EN: "decided"},
	"effect.kept": {ZH: "维持", EN: "Kept"}, "effect.corrected": {ZH: "更正", EN: "Corrected"}, "effect.withdrawn": {ZH: "撤下", EN: "Withdrawn"}, "effect.shortened": {ZH: "提前结束公示（信用修复）", EN: "Publicity ends early"},

	"refusal.not-yours": {ZH: "这一步由其他角色办理。", EN: "Another role takes this step."}, "refusal.not-now": {ZH: "当前环节不能这样办理，请回到该条内容查看。", EN: "Not at this stage: look at the publication again."},
	"refusal.twice":       {ZH: "每一步须由不同的人办理，您已经办理过其中一步。", EN: "Each step is taken by another person, and you have taken one."},
	"refusal.leaks":       {ZH: "仍有应当遮蔽的内容，见“泄露检查”。", EN: "Something that must be masked still stands there; see the findings."},
	"refusal.no-basis":    {ZH: "请写明公开的法律依据。", EN: "Say which provision obliges to publish."},
	"refusal.served-text": {ZH: "公开的文字就是送达的文字，只能改遮蔽表。", EN: "The text is what was served: only the map may change."},
	"refusal.sealed":      {ZH: "涉及未成年人或性侵害的，只公开数字。", EN: "Of such cases only numbers are ever told."},
	"refusal.warned-only": {ZH: "市场监管领域仅警告的不予公示。", EN: "Market regulation does not publish warnings alone."},
	"refusal.no-penalty":  {ZH: "没有给予行政处罚的，不作处罚公示。", EN: "Without a penalty there is no penalty disclosure."},
	"refusal.too-early":   {ZH: "最短公示期未满。", EN: "The least time of publicity is not over."},
	"refusal.unfinished":  {ZH: "义务尚未履行完毕。", EN: "Obligations are not performed."},
	"refusal.bad-form":    {ZH: "填写有误或不完整。", EN: "Something is wrong or missing in the form."},

	"mask.person": {ZH: "自然人姓名", EN: "Name of a person"}, "mask.identity": {ZH: "证件号码", EN: "Identity number"}, "mask.phone": {ZH: "电话", EN: "Phone"}, "mask.bank": {ZH: "银行账号", EN: "Bank account"},
	"mask.code": {ZH: "统一社会信用代码", EN: "Credit code"}, "mask.address": {ZH: "住址", EN: "Home address"}, "mask.institution": {ZH: "机构名称", EN: "Name of an institution"}, "mask.certificate": {ZH: "执法证件号", EN: "Officer's certificate"},
	"mask.reporter": {ZH: "举报人信息", EN: "Points at a reporter"}, "mask.minor": {ZH: "未成年人信息", EN: "Points at a minor"}, "mask.plate": {ZH: "车牌", EN: "Vehicle plate"}, "mask.other": {ZH: "其他", EN: "Other"},
	"how.plain": {ZH: "原样或变写", EN: "as it is"}, "how.given-name": {ZH: "只写名", EN: "given name"}, "how.apart": {ZH: "姓与名分开写", EN: "name told apart"}, "how.reversed": {ZH: "倒写", EN: "reversed"}, "how.sound": {ZH: "谐音", EN: "same sound"}, "how.pinyin": {ZH: "拼音", EN: "pinyin"},
	"how.initials": {ZH: "拼音首字母", EN: "initials"}, "how.split": {ZH: "拆开", EN: "split"}, "how.encoded": {ZH: "编码", EN: "encoded"}, "how.tail": {ZH: "号码片段", EN: "part of a number"},
	"how.birth-date": {ZH: "出生日期加后四位", EN: "birth date and tail"}, "how.weak-mask": {ZH: "遮蔽不足", EN: "masked too little"}, "how.pattern": {ZH: "疑似个人信息", EN: "looks like personal data"}, "how.unreadable": {ZH: "文件无法检查", EN: "cannot be read"},

	"dropped.not-proposed": {ZH: "办案部门未提请公开", EN: "the department did not propose it"},
	"dropped.decided":      {ZH: "决定不予公开", EN: "decided not to publish"}, "dropped.sealed": {ZH: "涉及未成年人等，只公开数字", EN: "only numbers are told"}, "dropped.warned-only": {ZH: "仅警告", EN: "a warning only"},
	"dropped.no-penalty": {ZH: "没有处罚", EN: "no penalty"}, "dropped.changed": {ZH: "决定已变更", EN: "the decision was changed"}, "dropped.revoked": {ZH: "决定已撤销", EN: "the decision was revoked"},
	"dropped.unlawful": {ZH: "确认违法", EN: "found unlawful"}, "dropped.void": {ZH: "决定无效", EN: "void"},
}
