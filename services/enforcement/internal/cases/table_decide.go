package cases

import "xiansuo/services/internal/actor"

var deciding = []Act{
	{Name: "review", Label: name("法制审核", "Legal review"), Roles: []actor.Role{actor.Legal}, Stages: []Stage{Concluded, Noticed}, do: review, Fields: []Field{
		f("result", Choice, "审核意见", "Result").must().among("agreed", "同意", "Agreed", "back", "退回补充调查", "Back to the investigation"), f("opinion", Text, "意见", "Opinion").most(2000).must()}},
	{Name: "discuss", Label: name("集体讨论", "Discuss together"), Roles: head, Stages: []Stage{Concluded, Noticed}, do: discuss, Fields: []Field{
		f("present", List, "参加人员", "Who was there").exact().must(), f("conclusion", Text, "结论", "Conclusion").most(2000).must()}},
	{Name: "no-penalty", Label: name("不予行政处罚", "No penalty"), Roles: head, Stages: []Stage{Concluded, Noticed}, do: settle, Fields: []Field{noPenalty, reason}},
	{Name: "notice", Label: name("处罚告知", "Tell the party"), Roles: handler, Stages: []Stage{Concluded, Noticed}, do: notice, Fields: []Field{measureRows,
		f("number", Text, "告知书文号", "Number of the notice").exact().most(100).must(), f("actOn", Date, "违法行为发生日期", "Day of the conduct").must(), f("lighter", YesNo, "适用较轻的新规定", "The newer, lighter law is applied"), longer}},
	{Name: "waive", Label: name("放弃陈述申辩和听证", "The party waives"), Roles: handler, Stages: []Stage{Noticed}, do: waive},
	{Name: "state", Label: name("陈述申辩", "The party states its case"), Roles: handler, Stages: []Stage{Noticed}, do: state, Fields: []Field{statement,
		f("adopted", YesNo, "采纳", "Adopted").must(), f("reason", Text, "复核意见", "Why").most(2000).must()}},
	{Name: "ask-hearing", Label: name("申请听证", "The party asks for a hearing"), Roles: handler, Stages: []Stage{Noticed}, do: askHearing},
	{Name: "call-hearing", Label: name("听证通知", "Call the hearing"), Roles: []actor.Role{actor.Legal, actor.Head}, Stages: []Stage{Noticed}, Rests: true, do: callHearing, Fields: []Field{
		f("for", Date, "听证日期", "Day of the hearing").must()}},
	{Name: "hear", Label: name("举行听证", "Hold the hearing"), Roles: []actor.Role{actor.Legal, actor.Head}, Stages: []Stage{Noticed}, Rests: true, do: hear, Fields: []Field{statement}},
	{Name: "decide", Label: name("处罚决定", "Decide"), Roles: head, Stages: []Stage{Noticed}, do: decide, Fields: decisionFields},
	{Name: "change", Label: name("变更决定", "Change the decision"), Roles: head, Stages: ruled, do: changeDecision, Fields: append([]Field{reason}, decisionFields...)},
	{Name: "revoke", Label: name("撤销决定", "Revoke the decision"), Roles: head, Stages: []Stage{Decided, Served, Closed}, do: revoke, Fields: []Field{reason,
		f("why", Choice, "情形", "Why").must().among("revoked", "自行撤销", "Revoked by itself", "unlawful", "被确认违法或撤销", "Found unlawful", "void", "被确认无效", "Found void")}},
	{Name: "allow-second", Label: name("准许另案罚款", "Allow a second fine"), Roles: []actor.Role{actor.Taskforce}, Stages: working, Rests: true, do: allowSecond, Fields: []Field{reason}},
}

var performing = []Act{
	{Name: "serve", Label: name("送达", "Serve"), Roles: handler, Stages: []Stage{Decided}, do: serve, Fields: []Field{
		f("how", Choice, "送达方式", "How").must().among("direct", "直接送达", "Handed over", "left", "留置送达", "Left there", "electronic", "电子送达", "Electronically", "post", "邮寄送达", "By post", "announced", "公告送达", "By announcement")}},
	{Name: "pay", Label: name("缴纳", "Put down a payment"), Roles: handler, Stages: []Stage{Served}, do: pay, Fields: []Field{partyNo.must(),
		f("code", Choice, "款项", "Of what").must().among("fine", "罚款", "Fine", "confiscate-gains", "没收违法所得", "Gains", "confiscate-goods", "没收非法财物", "Goods"),
		fen.must(), f("surcharge", Fen, "加处罚款(分)", "Surcharge, in fen")}},
	{Name: "perform", Label: name("履行", "Put down what was performed"), Roles: handler, Stages: []Stage{Served}, do: perform, Fields: []Field{partyNo.must(), f("code", Text, "措施代码", "Code of the measure").exact().most(40).must()}},
	{Name: "defer", Label: name("延期或者分期缴纳", "Defer, or pay by instalments"), Roles: head, Stages: []Stage{Served}, do: deferPayment, Fields: []Field{partyNo.must(), until.must(), reason}},
	{Name: "urge", Label: name("催告", "Urge"), Roles: handler, Stages: []Stage{Served}, do: urge, Fields: []Field{partyNo.must()}},
	{Name: "court", Label: name("申请法院强制执行", "Ask the court"), Roles: head, Stages: []Stage{Served}, do: court, Fields: []Field{partyNo.must()}},
	{Name: "criminal-outcome", Label: name("刑事处理结果", "Criminal outcome"), Roles: handler, Stages: open, Rests: true, do: criminal, Fields: []Field{
		f("result", Choice, "结果", "Result").must().among("convicted", "判决有罪", "Convicted", "not-prosecuted", "不起诉", "Not prosecuted", "acquitted", "判决无罪", "Acquitted", "withdrawn", "撤销案件", "Withdrawn")}},
	{Name: "reopen", Label: name("重新办理", "Open it again"), Roles: head, Stages: []Stage{Closed}, do: reopen, Fields: []Field{reason}},
	{Name: "close", Label: name("结案", "Close"), Roles: head, Stages: open, do: closeCase, Fields: []Field{
		f("outcome", Choice, "结案方式", "Outcome").must().among("penalised", "已处罚", "Penalised", "corrected", "责令改正后未予处罚", "Corrected, no penalty", "educated", "口头警示教育", "Educated",
			"refunded", "退费了结", "Refunded", "no-penalty", "不予行政处罚", "No penalty", "not-filed", "不予立案", "Not filed", "referred", "移送公安", "Referred to the police",
			"transferred", "移送其他部门", "Transferred", "discipline", "移送纪检监察", "To discipline inspection", "revoked", "决定已撤销", "Decision revoked"),
		f("publish", YesNo, "是否公示", "To be published").must(), f("reason", Text, "不公示理由", "Why not").most(500),
		f("surcharge", Text, "加处罚款未收的处理", "What became of a surcharge that was not paid").most(500)}},
}
