package handoff_test

import "xiansuo/pkg/lead"

// Whose is it? (推来推去), 13 and 14 July.
func whoseIsIt(*examples) []passage {
	decided := carriedOut("E02", lead.Market, []lead.Department{lead.Education}, 0.96, fired("banned-ad", "提分", "保过", "海报"),
		fired("subject-for-pay", "数学", "一个月"), fired("primary-pupils-pay", "小学", "写作业", "一个月收"))
	decided.Urgency = lead.Urgent
	market, education := &lead.By{Unit: "广告监督管理科", Person: "张某"}, &lead.By{Unit: "校外教育培训监管科", Person: "李某"}
	received := lead.LeadReceived{Sender: "/990101/wechat", Urgency: lead.Urgent, Matter: lead.Matter{Channel: lead.WeChat, Number: "WX-20260713-0031", Appeal: "举报",
		Text:  "锦绣花园东门商铺有一家叫小飞侠成长中心的，招牌写体能、戏剧，其实每天下午让二十多个小学生写作业、讲数学题，一个月收3600元，海报上写着暑期提分保过。",
		Place: &lead.Place{Address: "云汀区柳塘街道锦绣花园东门商铺7号", Street: "柳塘街道"}, Target: &lead.Target{Name: "小飞侠成长中心", Kind: "培训机构"},
		ReceivedAt: china("07-13 09:05:11.407")}}
	return []passage{
		{lead: "002168", at: "07-13 09:05:11.407", by: "intake", says: received, decided: decided},
		{at: "07-13 09:31:20", by: "market", says: lead.AnswerSigned{By: market}},
		{at: "07-13 09:48:02", by: "education", says: lead.AnswerSigned{By: education}},
		{at: "07-13 10:40:35", by: "market", says: lead.AnswerTransferred{To: lead.Culture, Document: lead.LeadTransfer, Reason: "招牌为戏剧、体能培训，属文化艺术类。",
			Basis: "《关于进一步减轻义务教育阶段学生作业负担和校外培训负担的意见》", By: market}},
		{at: "07-13 10:52:10", by: "market", as: "answer.recalled",
			says:  lead.AnswerRecalled{Reason: "经现场核对，该点位未开设戏剧课程，移送对象有误，撤回。", By: market},
			shows: []shown{{as: "handoff.ended recalled", queue: "culture"}}},
		{at: "07-13 11:30:44", by: "market", as: "answer.transferred",
			says: lead.AnswerTransferred{To: lead.Education, Document: lead.LeadTransfer, Reason: "现场以讲授小学数学为主，按月收费，系变相学科类培训；广告问题待培训性质认定后另行处理。",
				Basis:     "《校外培训行政处罚暂行办法》（教育部令第53号）第十八条",
				Documents: []lead.Document{document(lead.Letter, "云市监移〔2026〕12号", "线索移送函.pdf"), document(lead.Evidence, "", "现场照片和价目表.zip")}, By: market},
			shows: []shown{{as: "handoff.dispatched transfer", queue: "education"}}},
		{at: "07-13 14:10:05", by: "education", as: "answer.rejected", after: "handoff.dispatched transfer",
			says: lead.AnswerRejected{Reason: lead.NotOurDuty, Competent: "ext:区体育局", Basis: "校外培训分类管理：体育类由体育部门主管",
				Note: "该点位备案为体能训练，应由体育部门牵头认定。", By: education}},
		{at: "07-13 15:02:48", by: "market",
			says: lead.AnswerReturned{Reason: lead.NotOurDuty, Competent: "education", Basis: "《校外培训行政处罚暂行办法》（教育部令第53号）第十八条",
				Note: "学科辅导是事实，与备案名称无关。", By: market},
			shows: []shown{{as: "lead.disputed", queue: "market"}}},
		{at: "07-13 15:20:31.2", by: "taskforce", as: "decision.provisional",
			says: lead.DecisionProvisional{Department: lead.Education, Reason: "学生正在上课，先由教育局到场叫停。", By: &lead.By{Unit: "双减办", Person: "陈某"}}},
		{at: "07-13 15:36:09", by: "education", says: lead.AnswerSigned{By: education}},
		{at: "07-13 17:25:50.64", by: "taskforce", as: "decision.designated",
			says: lead.DecisionDesignated{Department: lead.Education, Assist: []lead.Party{"market", "street-liutang"},
				Reason: "市场监管局称实为学科辅导，教育局称备案为体能训练。现场教案、作业和收费记录证明以学科辅导为主，由教育局主办，市场监管局协办广告部分。",
				Basis:  "《校外培训行政处罚暂行办法》（教育部令第53号）第十八条", By: &lead.By{Unit: "双减办", Person: "陈某", Number: "云双减定〔2026〕4号"}}},
		{at: "07-13 17:40:33", by: "market", says: lead.AnswerSigned{By: market}},
		{at: "07-13 18:02:15", by: "street-liutang", says: lead.AnswerSigned{}},
		{at: "07-14 09:41:17", by: "education", as: "answer.reviewasked",
			says: lead.AnswerReviewasked{Facts: "裁定后查明：该点位持文化和旅游局核发的艺术类办学许可，超出许可范围，发证机关应当主办。",
				Documents: []lead.Document{document(lead.Evidence, "云文旅艺培〔2025〕19号", "办学许可证.jpg")}, By: education}},
		{at: "07-14 11:05:26.08", by: "taskforce", as: "decision.reviewed",
			says: lead.DecisionReviewed{Department: lead.Culture, Reason: "新证据属实：持证机构超出许可范围，由发证机关主办，教育局协助认定学科内容。",
				Basis: "《民办教育促进法》第六十二条", By: &lead.By{Unit: "双减办", Person: "陈某", Number: "云双减定〔2026〕5号"}},
		},
		{at: "07-14 11:20:03", by: "culture", says: lead.AnswerSigned{By: &lead.By{Unit: "文化市场综合执法大队", Person: "周某"}}},
	}
}

// A case that nobody hands on (案件移送后的争议), 20 to 24 July.
func caseTransfer(*examples) []passage {
	decided := carriedOut("A04", lead.Education, []lead.Department{lead.Culture, lead.Market}, 0.98, fired("camp", "研学", "数学", "孩子"),
		fired("subject-for-pay", "数学", "800"), fired("ads-on-media", "宣传", "数学课"), fired("camp-advert", "朋友圈"))
	education, culture := &lead.By{Unit: "校外教育培训监管科", Person: "李某"}, &lead.By{Unit: "文化市场综合执法大队", Person: "周某"}
	filing := "云教立〔2026〕9号"
	return []passage{
		{lead: "002259", at: "07-20 08:40:19.77", by: "intake", decided: decided,
			says: lead.LeadReceived{Sender: "/990101/wechat", Matter: lead.Matter{Channel: lead.WeChat, Number: "WX-20260720-0007", Appeal: "投诉",
				Text:       "我在朋友圈看到“星途研学”的广告，说五天研学包提分，交了6800元，孩子回来说每天都在宾馆里上数学课，没有去任何地方，宣传全是假的。",
				ReceivedAt: china("07-20 08:40:19.77")}}},
		{at: "07-20 09:15:30", by: "education", says: lead.AnswerSigned{By: education}},
		{at: "07-20 09:40:12", by: "culture", says: lead.AnswerSigned{By: culture}},
		{at: "07-20 10:02:55", by: "market", says: lead.AnswerSigned{}},
		{at: "07-22 16:20:48", by: "education", says: lead.AnswerFedback{Stage: lead.Filed, Note: "已对举办方立案。",
			By: &lead.By{Unit: "校外教育培训监管科", Person: "李某", Number: filing}}},
		{at: "07-23 10:11:27", by: "education", as: "answer.transferred case",
			says: lead.AnswerTransferred{To: lead.Culture, Document: lead.CaseTransfer, Filing: filing,
				Reason: "立案后查明举办方未取得旅行社业务经营许可而组织研学旅行，案件应由文化和旅游部门查处。", Basis: "《旅行社条例》第四十六条",
				Documents: []lead.Document{document(lead.Letter, "云教移〔2026〕3号", "案件移送函.pdf"), document(lead.Report, "", "调查报告.pdf"),
					document(lead.Evidence, "", "询问笔录.zip")}, By: education}},
		{at: "07-23 11:05:40", by: "culture", says: lead.AnswerSigned{By: culture}},
		{at: "07-23 15:32:16", by: "culture", as: "answer.disputed",
			says: lead.AnswerDisputed{Reason: "行程为五天室内学科授课，没有旅游服务，不构成经营旅行社业务；本机关受移送后不得再行移送，提请裁定。", Competent: "education",
				Basis: "《校外培训行政处罚暂行办法》（教育部令第53号）第十八条", By: culture}},
		{at: "07-24 10:30:00.5", by: "justice",
			says: lead.DecisionDesignated{Department: lead.Education, Reason: "以研学名义开展学科类培训，由教育局主办。", Basis: "《行政执法监督条例》第七条",
				By: &lead.By{Unit: "行政执法协调监督科", Person: "吴某"}}},
		{at: "07-24 10:58:21", by: "education", says: lead.AnswerSigned{By: education}},
	}
}
