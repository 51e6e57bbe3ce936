package handoff_test

import "xiansuo/pkg/lead"

// Inside a department (部门内分办与街道协办), 20 and 21 August.
func insideDepartment(*examples) []passage {
	decided := carriedOut("F07", lead.Health, []lead.Department{lead.Education}, 0.96, fired("infection", "手足口", "个孩子", "托管班"),
		fired("institution-and-pupils", "托管班", "孩子"), fired("institution-called-school", "托管班"))
	decided.Urgency, decided.Safety = lead.Urgent, true
	office, officer := &lead.By{Unit: "综合监督科", Person: "何某"}, lead.By{Unit: "监督二科", Person: "乙"}
	due := china("08-21 10:00:00")
	scan := document(lead.Scan, "", "协查反馈单（扫描）.pdf")
	return []passage{
		{lead: "002670", at: "08-20 15:00:08.51", by: "intake", decided: decided,
			says: lead.LeadReceived{Sender: "/990101/hotline-12345", Matter: lead.Matter{Channel: lead.Hotline, Number: "12345-20260820-000177", Appeal: "举报",
				Text:  "学府路31号青苗托管班的教室没有窗户，消毒柜是坏的，孩子共用毛巾，最近有三个孩子得了手足口病还在一起上课。",
				Place: &lead.Place{Address: "云汀区柳塘街道学府路31号"}, Target: &lead.Target{Name: "青苗托管班"}, Reply: true, ReceivedAt: china("08-20 15:00:08.51")}}},
		{at: "08-20 15:12:22", by: "health", says: lead.AnswerSigned{By: office}},
		{at: "08-20 15:14:05", by: "health", as: "answer.allotted",
			says:  lead.AnswerAllotted{Unit: "监督一科", Person: "甲", Note: "请一小时内到场。", By: office},
			shows: []shown{{as: "handoff.noted allotted"}}},
		{at: "08-20 15:20:31", by: "health", as: "answer.released", says: lead.AnswerReleased{Note: "甲在外执法，改派。", By: office}},
		{at: "08-20 15:21:16", by: "health", as: "answer.claimed", says: lead.AnswerClaimed{By: officer}},
		{at: "08-20 15:22:09", by: "education", says: lead.AnswerSigned{}},
		{by: "intake", as: "reporter.read", at: "08-20 15:24:40.2"},
		{at: "08-20 15:31:45", by: "health", says: lead.AnswerFedback{Stage: lead.Contacted, Note: "已向诉求人核实三名儿童情况。", By: &officer}},
		{at: "08-20 15:40:57", by: "health", as: "answer.copied",
			says: lead.AnswerCopied{To: []string{"market", "ext:区疾控中心"}, Note: "供餐情况和疫情处置请知悉。", By: &officer}},
		{at: "08-20 15:46:03", by: "health", as: "answer.assistasked",
			says:  lead.AnswerAssistasked{Assist: []lead.Party{"street-liutang"}, Task: "通知家长接回患病儿童，张贴停课告知。", Due: &due, By: &officer},
			shows: []shown{{as: "handoff.dispatched unit", queue: "street-liutang"}}},
		{at: "08-20 16:10:12.3", by: "desk", says: lead.AnswerRegistered{For: "street-liutang", Word: "sign", Data: map[string]any{"note": "社区主任电话签收"},
			Via: lead.Phone, Receipt: "DH-20260820-118", By: &lead.By{Unit: "分派一组", Person: "值班员07"}}},
		{at: "08-21 09:20:44", by: "health", as: "answer.registered",
			says: lead.AnswerRegistered{For: "street-liutang", Word: "done",
				Data: map[string]any{"outcome": "settled", "note": "三名儿童均已接回，停课告知已张贴。", "by": map[string]any{"unit": "学府社区", "person": "主任某"}},
				Via:  lead.Paper, Receipt: "云卫监回〔2026〕41号", Scan: &scan, By: &officer},
			shows: []shown{{as: "answer.accepted registered", queue: "street-liutang"}}},
		{at: "08-21 10:05:19", by: "street-liutang", as: "answer.contested", after: "answer.accepted registered",
			says: lead.AnswerContested{Record: 21, Reason: "反馈单系社区送达的停课告知，不是办结反馈；一名儿童家长尚未联系上。",
				By: &lead.By{Unit: "社会事务办", Person: "丁某"}}},
	}
}
