package pages

import (
	"maps"

	"xiansuo/services/internal/page"
)

// deskWords are the words of the desk.
var deskWords = func() page.Words {
	all := page.Words{
		"desk.title": {ZH: "公开办理", EN: "Publishing"}, "desk.leads": {ZH: "线索", EN: "Leads"}, "desk.cases": {ZH: "案件", EN: "Cases"}, "desk.public": {ZH: "公开网站", EN: "Public site"},
		"desk.stage": {ZH: "环节", EN: "Stage"}, "desk.all": {ZH: "全部", EN: "All"}, "desk.show": {ZH: "查看", EN: "Show"},
		"desk.write": {ZH: "起草公开内容", EN: "Write something"}, "desk.objections": {ZH: "异议与信用修复", EN: "Objections and credit repair"},
		"desk.number": {ZH: "编号", EN: "Number"}, "desk.product": {ZH: "类型", EN: "Kind"}, "desk.whose": {ZH: "所属", EN: "Whose"}, "desk.due": {ZH: "期限", EN: "Due"},
		"desk.overdue": {ZH: "已超期", EN: "overdue"}, "desk.nodue": {ZH: "无", EN: "none"}, "desk.objected": {ZH: "有异议", EN: "objected to"}, "desk.next": {ZH: "下一页", EN: "Next"},
		"desk.empty": {ZH: "没有符合条件的内容。", EN: "There is nothing of this kind."}, "desk.until": {ZH: "公示至%s", EN: "public until %s"},
		"desk.duty": {ZH: "公开依据：", EN: "Basis of publishing:"}, "desk.seepublic": {ZH: "查看公开页面", EN: "See the public page"},
		"desk.can": {ZH: "可办理", EN: "What can be done"}, "desk.cannot": {ZH: "当前环节由他人办理。", EN: "The next step is somebody else's."},
		"desk.seen": {ZH: "公众看到的内容", EN: "What the public sees, or would see"}, "desk.parties": {ZH: "涉及：", EN: "About:"},
		"desk.chain": {ZH: "办理过程", EN: "What happened"}, "desk.no": {ZH: "序号", EN: "No."}, "desk.did": {ZH: "事项", EN: "Step"}, "desk.who": {ZH: "办理人", EN: "By"},
		"desk.on": {ZH: "日期", EN: "Day"}, "desk.note": {ZH: "说明", EN: "Note"}, "desk.duties": {ZH: "时限", EN: "What is due"}, "desk.met": {ZH: "%s完成", EN: "done %s"},
		"desk.local": {ZH: "本区规定", EN: "set by the district"}, "desk.versions": {ZH: "历次公开版本", EN: "Versions that were public"},
		"desk.refused": {ZH: "没有办成", EN: "It was not done"}, "desk.english": {ZH: "英文说明", EN: "In detail"}, "desk.unit": {ZH: "科室", EN: "Unit"},
		"desk.person": {ZH: "经办人", EN: "Person"}, "desk.optional": {ZH: "选填", EN: "optional"},

		"leaks.title": {ZH: "泄露检查", EN: "What must not stand there"}, "leaks.caption": {ZH: "发现%d处，须先处理才能公开", EN: "%d finding(s): nothing is published before they are gone"},
		"leaks.none": {ZH: "没有发现应遮蔽的内容。", EN: "Nothing was found that must be masked."}, "leaks.part": {ZH: "位置", EN: "Where"}, "leaks.kind": {ZH: "内容", EN: "What"},
		"leaks.how": {ZH: "形式", EN: "In what form"}, "leaks.excerpt": {ZH: "原文", EN: "Words"}, "leaks.doubt": {ZH: "存疑", EN: "in doubt"},

		"step.served": {ZH: "公开的文字就是送达的文字，不得改动；只能增补遮蔽表。", EN: "What is published is what was served: only the map may change."},
		"step.title":  {ZH: "标题", EN: "Title"}, "step.text": {ZH: "正文（每行一段）", EN: "Text, one paragraph a line"}, "step.fixed": {ZH: "决定本身要求遮蔽", EN: "Masked by the decision itself"},
		"step.map": {ZH: "遮蔽表", EN: "What is masked"}, "step.map.hint": {ZH: "填写原文中的文字及其别称；留空的行不计。遮蔽后的样子留空时按规则自动处理。", EN: "As it stands in the text, with what it is called besides. Empty lines do not count; without a mask the rule of its kind is used."},
		"step.kind": {ZH: "类别", EN: "Kind"}, "step.value": {ZH: "原文", EN: "As it stands"}, "step.aliases": {ZH: "别称（顿号分隔）", EN: "Called besides"},
		"step.mask": {ZH: "遮蔽为", EN: "Shown as"}, "step.why": {ZH: "理由", EN: "Why"},
		"step.allowed": {ZH: "存疑但可公开", EN: "In doubt, and allowed"}, "step.allowed.hint": {ZH: "照抄检查结果中的原文，并写明理由。", EN: "The words of the finding, and why they may stand."},
		"step.allowed.text": {ZH: "原文", EN: "Words"}, "step.allowed.why": {ZH: "理由", EN: "Why"},
		"step.duty": {ZH: "公开的法律依据", EN: "Provision that obliges to publish"}, "step.duty.hint": {ZH: "公开个人信息须有法定职责，写明法律和条款。", EN: "Publishing personal data needs a legal duty: law and article."},
		"step.to": {ZH: "退回给", EN: "Back to"}, "step.to.editor": {ZH: "编辑", EN: "the editor"}, "step.to.handler": {ZH: "经办人", EN: "the handler"},
		"step.reason": {ZH: "撤下原因", EN: "Reason"}, "step.publicnote": {ZH: "撤下说明（将公开）", EN: "Note, which the public reads"},

		"write.does":    {ZH: "典型案例和正面典型由经办人或分派中心起草，经编辑、法制、保密审查后由专班决定公开。", EN: "Typical cases and good examples are written by a handler or the desk, and published by the taskforce behind editor, legal and privacy review."},
		"write.parties": {ZH: "涉及的机构或人员（每行一个）", EN: "Whom it is about, one a line"}, "write.parties.hint": {ZH: "没有处罚决定的机构名称会自动遮蔽。", EN: "Names without a decision are masked by themselves."},
		"write.number": {ZH: "已公示的处罚决定书文号", EN: "Number of the published decision"}, "write.category": {ZH: "问题类别", EN: "Category"}, "write.street": {ZH: "街道", EN: "Street"},
		"write.send": {ZH: "保存草稿", EN: "Keep as a draft"},

		"claim.advice": {ZH: "法制意见：", EN: "Legal advice:"}, "claim.advise": {ZH: "提出法制意见", EN: "Advise"}, "claim.decide": {ZH: "作出决定", EN: "Decide"}, "claim.effect": {ZH: "处理结果", EN: "Effect"},
		"claim.text": {ZH: "答复", EN: "Answer"}, "claim.performed": {ZH: "已全部履行义务", EN: "Every obligation is performed"}, "claim.empty": {ZH: "没有待处理的异议。", EN: "No objection is open."},
	}
	for _, more := range []page.Words{deskCodes, deskTold, deskFigures} {
		maps.Copy(all, more)
	}
	return all
}()

// deskTold says what the last form did.
var deskTold = page.Words{
	"told.submit": {ZH: "已提交编辑。", EN: "It is with the editor."}, "told.prepare": {ZH: "已编辑，等待法制审核。", EN: "It is prepared; legal review is next."},
	"told.legal": {ZH: "法制审核通过。", EN: "Legal review passed."}, "told.privacy": {ZH: "保密与个人信息审查通过。", EN: "Privacy review passed."},
	"told.approve": {ZH: "已公开。", EN: "It is public."}, "told.send-back": {ZH: "已退回。", EN: "It was sent back."}, "told.drop": {ZH: "已决定不予公开。", EN: "It will not be published."},
	"told.revise": {ZH: "已开始更正，原版本继续公开。", EN: "A correction begins; the old version stands meanwhile."}, "told.withdraw": {ZH: "已撤下。", EN: "It is withdrawn."},
	"told.write": {ZH: "草稿已保存。", EN: "The draft is kept."},

	"does.submit":  {ZH: "提交后由编辑处理文字和遮蔽表。", EN: "The editor sees to the text and the map next."},
	"does.prepare": {ZH: "改动会使其后的审核作废，须重新审核。", EN: "A change voids the reviews behind it."},
	"does.legal":   {ZH: "确认公开有法律依据、内容合法。", EN: "There is a legal basis, and the content is lawful."}, "does.privacy": {ZH: "确认没有泄露个人信息和秘密。", EN: "Nothing personal or secret stands there."},
	"does.approve": {ZH: "批准后立即公开。", EN: "It is public from then on."}, "does.send-back": {ZH: "退回须写明理由。", EN: "Sending back needs a reason in the note."},
	"does.drop": {ZH: "决定不予公开须写明理由。", EN: "Not publishing needs a reason in the note."}, "does.revise": {ZH: "更正期间原版本继续公开。", EN: "The old version stands until the correction is approved."},
	"does.withdraw": {ZH: "立即撤下，公开页面只留撤下时间和原因。", EN: "It goes at once; its page says when and why."},
}

// deskFigures are the words of statistics before they are public.
var deskFigures = page.Words{
	"desk.figures": {ZH: "统计发布", EN: "Statistics"}, "figures.does": {ZH: "统计由系统或编辑准备，由专班批准发布；准备的人不批准。少于规定数的格子及能反推它们的格子不公开。", EN: "Statistics are prepared by the clock or the editor and released by the taskforce, never by whoever prepared them. Small figures, and those that would give them away, are not told."},
	"figures.drafts": {ZH: "草稿", EN: "Drafts"}, "figures.public": {ZH: "已发布", EN: "Released"}, "figures.none": {ZH: "还没有。", EN: "There is none yet."},
	"figures.month": {ZH: "月份", EN: "Month"}, "figures.version": {ZH: "版本", EN: "Version"}, "figures.prepared": {ZH: "准备时间", EN: "Prepared"}, "figures.by": {ZH: "准备者", EN: "By"}, "figures.stands": {ZH: "状态", EN: "State"},
	"figures.released": {ZH: "已发布", EN: "released"}, "figures.waits": {ZH: "待批准", EN: "awaits approval"}, "figures.waiting": {ZH: "%d项变化暂不能公开", EN: "%d change(s) cannot be told yet"}, "figures.taken": {ZH: "更正%d项变化", EN: "tells %d change(s)"},
	"figures.release": {ZH: "批准发布", EN: "Release"}, "figures.release.does": {ZH: "发布后不能修改，更正须发布新版本。", EN: "A release never changes; a correction is another version."},
	"figures.hidden": {ZH: "不公开的数字及原因", EN: "What is not told, and why"}, "figures.nothing": {ZH: "全部公开。", EN: "Everything is told."}, "figures.veiled": {ZH: "不公开", EN: "not told"},
	"figures.table": {ZH: "表", EN: "Table"}, "figures.row": {ZH: "行", EN: "Row"}, "figures.column": {ZH: "列", EN: "Column"}, "figures.n": {ZH: "实际数", EN: "Number"}, "figures.why": {ZH: "原因", EN: "Why"},
	"hidden.small": {ZH: "数值过小", EN: "too small"}, "hidden.cover": {ZH: "防止反推", EN: "would give a small one away"}, "hidden.few": {ZH: "涉及者过少", EN: "about too few"}, "hidden.dominated": {ZH: "可推知其中一方", EN: "would give one away"},
	"unreleased.same-actor": {ZH: "准备的人不批准。", EN: "Whoever prepared it does not approve it."}, "unreleased.superseded": {ZH: "该月已有另一版本发布，请重新准备。", EN: "Another release of the month came before: prepare it again."},
	"unreleased.out-of-order": {ZH: "须按月份顺序发布。", EN: "Months are released one after the other."},
}
