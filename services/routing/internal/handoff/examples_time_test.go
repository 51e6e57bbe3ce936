package handoff_test

import (
	"time"

	"xiansuo/pkg/lead"
)

// Time (时限), 11 to 19 August.
func takingTime(*examples) []passage {
	decided := carriedOut("D07", lead.Education, []lead.Department{lead.Market}, 0.96, fired("refund", "退费", "要扣", "暑假班"), fired("refund-minors", "退费", "孩子", "暑假班"))
	education := &lead.By{Unit: "校外教育培训监管科", Person: "李某"}
	return []passage{
		{lead: "002545", at: "08-11 09:30:05.9", by: "intake", decided: decided,
			says: lead.LeadReceived{Sender: "/990101/hotline-12345", Matter: lead.Matter{Channel: lead.Hotline, Number: "12345-20260811-000090", Appeal: "投诉",
				Text:  "在学府路12号新知教育给孩子报了暑假班，上了三次不想上了，合同写七天内可退，现在说要扣一半，退费拖着不办。",
				Place: &lead.Place{Address: "云汀区柳塘街道学府路12号"}, Target: &lead.Target{Name: "新知教育"}, Reply: true, ReceivedAt: china("08-11 09:30:05.9")}}},
		{at: "08-11 10:05:41", by: "education", says: lead.AnswerSigned{By: education}},
		{at: "08-11 10:20:30", by: "market", says: lead.AnswerSigned{}},
		{at: "08-11 10:40:03", by: "education", says: lead.AnswerFedback{Stage: lead.Contacted, Note: "已联系诉求人。", By: education}},
		{at: "08-11 11:00:17", by: "education", as: "answer.asked",
			says: lead.AnswerAsked{Question: "请提供合同编号、交费凭证和申请退费的日期，可通过12345补充。", Missing: []string{"合同", "交费凭证", "申请退费的日期"}, By: education}},
		{at: "08-12 15:20:44.3", by: "intake", says: lead.LeadSupplemented{Sender: "/990101/hotline-12345", Number: "12345-20260811-000090",
			Text: "诉求人补充：合同编号XZ-0713，8月2日书面申请退费，收据照片已上传。"}, took: 150 * time.Millisecond},
		{at: "08-13 10:00:26", by: "education", as: "answer.suspended",
			says:  lead.AnswerSuspended{Reason: lead.RestAppraisal, Paper: "云教鉴〔2026〕2号", Note: "机构称申请书上签名系伪造，送笔迹鉴定。", By: education},
			shows: []shown{{as: "handoff.noted suspended", queue: "market"}}},
		{at: "08-17 10:10:52", by: "education", as: "answer.resumed", says: lead.AnswerResumed{Note: "鉴定意见已出，签名属实。", By: education}},
		{at: "08-18 09:02:13", by: "education", as: "answer.extensionasked",
			says: lead.AnswerExtensionasked{N: 5, Reason: "机构法定代表人在外地，约定8月24日面谈退费方案。", By: education}},
		{at: "08-18 09:41:38.72", by: "desk", as: "decision.extended",
			says: lead.DecisionExtended{Department: "education", Granted: true, N: 5, Reason: "理由充分，同意延长5个工作日，已请热线告知诉求人。",
				By: &lead.By{Unit: "分派一组", Person: "值班员07"}},
			shows: []shown{{as: "clock.moved", queue: "education"}}},
	}
}

// Silence (无人签收), 13 to 19 August.
func silence(*examples) []passage {
	decided := carriedOut("D04", lead.Market, []lead.Department{lead.Education}, 0.88, fired("unpriced", "价目表", "另收", "资料费", "空调费"), fired("pupils-matter", "孩子", "资料费"))
	decided.RunnerUp = &lead.Alternative{Category: "X01", Lead: "none"}
	return []passage{
		{lead: "002571", at: "08-13 09:00:14.06", by: "intake", decided: decided,
			says: lead.LeadReceived{Sender: "/990101/mailbox", Matter: lead.Matter{Channel: lead.Mailbox, Number: "XX-2026-0231", Anonymous: true,
				Text: "学府路18号优学教育门口立的价目表和收的钱不一样，给孩子报名又另收资料费、空调费。", ReceivedAt: china("08-13 09:00:14.06")}}},
		{at: "08-13 10:12:40", by: "education", says: lead.AnswerSigned{}},
		{at: "08-14 05:00:00", by: "clock", shows: []shown{{as: "clock.warned", queue: "market"}}},
		{at: "08-15 00:01:00", by: "clock", shows: []shown{{as: "clock.warned red", queue: "market"}}},
		{at: "08-17 09:10:21.4", by: "desk", as: "decision.urged",
			says:  lead.DecisionUrged{Department: "market", Note: "派单已超过签收时限，请立即签收并反馈。", By: &lead.By{Unit: "分派一组", Person: "值班员07"}},
			shows: []shown{{as: "handoff.urged office", queue: "market"}}},
		{at: "08-19 00:01:00", by: "clock", shows: []shown{{as: "clock.warned escalated", queue: "market"}}},
		{at: "08-19 09:30:47.95", by: "taskforce", as: "decision.supervised",
			says: lead.DecisionSupervised{Department: "market", Listed: true, Demand: "8月19日12时前签收，8月21日前书面报告核查结果和未按时签收的原因。",
				Number: "云双减督〔2026〕3号", By: &lead.By{Unit: "双减办", Person: "陈某"}}},
		{at: "08-19 10:02:09", by: "market", says: lead.AnswerSigned{By: &lead.By{Unit: "价格监督检查科", Person: "郑某"}}},
	}
}
