package handoff_test

import "xiansuo/pkg/lead"

// Done, and done again (审核、回访与重办), 25 August to 7 September.
func doneAgain(x *examples) []passage {
	decided := carriedOut("D04", lead.Market, []lead.Department{lead.Education}, 0.88, fired("unpriced", "没有价目", "价目表", "另收"), fired("pupils-matter", "孩子", "教材"))
	decided.RunnerUp = &lead.Alternative{Category: "X01", Lead: "none"}
	market, desk := &lead.By{Unit: "价格监督检查科", Person: "郑某"}, &lead.By{Unit: "分派一组", Person: "值班员07"}
	visitor := &lead.By{Unit: "回访组", Person: "值班员21"}
	return []passage{
		{lead: "002735", by: "intake", as: "lead.received deadline", at: "08-25 09:40:30.5", decided: decided,
			shows: []shown{{as: "handoff.dispatched deadline", queue: "market"}}},
		{at: "08-25 10:10:18", by: "market", says: lead.AnswerSigned{By: market}},
		{at: "08-25 14:02:33", by: "market", says: lead.AnswerFedback{Stage: lead.Contacted, Note: "已联系诉求人，取得收据照片。", By: market}},
		{at: "08-26 09:15:00.1", by: "desk", says: lead.DecisionExcused{Department: "education", Reason: "只涉及价格，无需协办。", By: desk}},
		{at: "08-26 11:30:42", by: "market", says: lead.AnswerFedback{Stage: lead.Accepted, Note: "已受理投诉并告知。", By: market}},
		{at: "08-28 16:00:25", by: "market", says: lead.AnswerDone{Outcome: lead.Settled, Note: "已要求机构整改。", Reply: "已要求机构整改。", By: market}},
		{at: "08-28 17:05:11.26", by: "desk", as: "decision.reworked", seen: true,
			says: lead.DecisionReworked{Reason: "没有说明是否补立价目表、680元是否退还，请补充核查结果后重新提交。", By: desk}},
		{at: "08-28 17:40:12.3", by: "intake", as: "lead.supplemented deadline"},
		{at: "08-31 11:00:40", by: "market", says: lead.AnswerDone{Outcome: lead.Settled, Note: "价目表已上墙；680元教材费机构承诺退还。", Reply: "价目表已公示，教材费680元由机构退还。", By: market}},
		{at: "08-31 15:10:09.83", by: "desk", says: lead.DecisionClosed{By: desk}},
		{at: "09-01 10:02:37.4", by: "desk", as: "decision.revisited",
			says:  lead.DecisionRevisited{Reached: true, Responded: lead.Yes, Solved: lead.No, Satisfied: lead.No, Note: "诉求人称机构至今未退680元。", By: visitor},
			shows: []shown{{as: "handoff.noted revisited"}}},
		{at: "09-01 11:00:05.71", by: "desk", as: "decision.redone",
			says: lead.DecisionRedone{Reason: "承诺退还而未退，请督促退款到账并提供凭证。", By: desk}},
		{at: "09-03 10:20:48", by: "market", says: lead.AnswerDone{Outcome: lead.Settled, Note: "680元已于9月2日原路退回，附转账凭证。", Reply: "教材费680元已退回。",
			Documents: []lead.Document{document(lead.Evidence, "", "转账凭证.jpg")}, By: market}},
		{at: "09-03 14:00:12.6", by: "desk", says: lead.DecisionClosed{By: desk}},
		{at: "09-04 09:30:55.2", by: "desk", as: "decision.revisited archived",
			says: lead.DecisionRevisited{Reached: true, Responded: lead.Yes, Solved: lead.Yes, Satisfied: lead.Yes, Archive: true, By: visitor}},
	}
}

// Another district (外区管辖去函), 27 August to 1 September.
func otherDistrict(*examples) []passage {
	decided := carriedOut("A01", lead.Education, nil, 0.91, fired("subject-institution", "培训班", "语文", "小学生"), fired("institution-and-pupils", "培训班", "小学生"),
		fired("institution-called-school", "培训班"))
	desk := &lead.By{Unit: "分派二组", Person: "值班员12"}
	return []passage{
		{lead: "002760", at: "08-27 10:00:46.33", by: "intake", decided: decided,
			says: lead.LeadReceived{Sender: "/990101/mailbox", Matter: lead.Matter{Channel: lead.Mailbox, Number: "XX-2026-0244", Anonymous: true,
				Text: "邻江区滨河路的培训班周末还在给小学生补语文数学，没有人管。", ReceivedAt: china("08-27 10:00:46.33")}}},
		{at: "08-27 10:40:11", by: "education", says: lead.AnswerReturned{Reason: lead.NotOurDistrict, Competent: "ext:邻江区教育局",
			Basis: "《行政处罚法》第二十二条", Note: "滨河路在邻江区。", By: &lead.By{Unit: "校外教育培训监管科", Person: "李某"}}},
		{at: "08-27 11:15:30.9", by: "desk", as: "answer.lettered",
			says: lead.AnswerLettered{Party: "ext:邻江区教育局", Document: lead.Abroad, Number: "云双减移〔2026〕15号", Reason: "违法行为发生地在邻江区滨河路。",
				Basis: "《行政处罚法》第二十二条", Documents: []lead.Document{document(lead.Letter, "云双减移〔2026〕15号", "跨区移送函.pdf")}, By: desk}},
		{at: "09-01 09:20:17.05", by: "desk", as: "answer.receipted",
			says:  lead.AnswerReceipted{Receipt: "邻教收〔2026〕208号", Note: "邻江区教育局已接收，由其核查。", By: desk},
			shows: []shown{{as: "lead.closed lettered"}}},
	}
}

// Nothing new (已办结且无新事实), 9 September.
func nothingNew(*examples) []passage {
	decided := carriedOut("D04", lead.Market, nil, 0.88, fired("unpriced", "多收", "教材费"))
	return []passage{
		{lead: "002914", at: "09-09 09:10:20.6", by: "intake", decided: decided,
			says: lead.LeadReceived{Sender: "/990101/wechat", Matter: lead.Matter{Channel: lead.WeChat, Number: "WX-20260909-0012", Appeal: "举报", Anonymous: true,
				Text: "学府路40号晨光教育暑假多收孩子教材费680元，希望查处。", ReceivedAt: china("09-09 09:10:20.6")}}},
		{at: "09-09 09:52:33", by: "market", says: lead.AnswerReturned{Reason: "R06", Note: "与990101-2026-002735为同一事项，已于9月3日办结，没有新的事实。",
			By: &lead.By{Unit: "价格监督检查科", Person: "郑某"}}},
		{at: "09-09 10:30:41.38", by: "desk", as: "decision.closed returned",
			says: lead.DecisionClosed{Outcome: lead.NotAcceptedOut, Code: "R06", Reason: "经核对确为同一事项，费用已退还，未见新的事实和理由。",
				Reply: "您反映的事项已于9月3日办结，费用已退还；如有新的情况请补充。", By: &lead.By{Unit: "分派一组", Person: "值班员07"}}},
	}
}
