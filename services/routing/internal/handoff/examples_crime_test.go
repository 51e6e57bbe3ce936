package handoff_test

import "xiansuo/pkg/lead"

// A suspected crime (涉嫌犯罪移送), 3 to 12 August.
func suspectedCrime(*examples) []passage {
	decided := carriedOut("D01", lead.Education, []lead.Department{lead.Market}, 0.96, fired("prepaid-long", "一次交", "两年的", "培优中心"),
		fired("institution-and-pupils", "培优中心", "孩子"), fired("institution-called-school", "培优中心"))
	education, police := &lead.By{Unit: "校外教育培训监管科", Person: "李某"}, &lead.By{Unit: "经济犯罪侦查大队", Person: "警员甲"}
	market := &lead.By{Unit: "登记注册科", Person: "冯某"}
	return []passage{
		{lead: "002441", at: "08-03 09:12:33.118", by: "intake", decided: decided,
			says: lead.LeadReceived{Sender: "/990101/hotline-12345", Matter: lead.Matter{Channel: lead.Hotline, Number: "12345-20260803-000061", Appeal: "投诉",
				Text:  "给孩子在学府路26号启智培优中心报了两年的课，一次交了26800元，上周门就锁了，说是装修，老师说老板人已经找不到了，家长群里三十多个人都一样。",
				Place: &lead.Place{Address: "云汀区柳塘街道学府路26号"}, Target: &lead.Target{Name: "启智培优中心", Kind: "培训机构"},
				Money: &lead.Money{Fen: 2680000}, Reply: true, ReceivedAt: china("08-03 09:12:33.118")}}},
		{at: "08-03 09:40:51", by: "education", says: lead.AnswerSigned{By: education}},
		{at: "08-03 09:58:20", by: "market", says: lead.AnswerSigned{By: market}},
		{at: "08-03 10:05:14", by: "education", says: lead.AnswerFedback{Stage: lead.Contacted, Note: "已联系诉求人，告知正在核查。", By: education}},
		{at: "08-04 15:00:29", by: "education", as: "answer.fedback",
			says: lead.AnswerFedback{Stage: lead.Verified, Note: "三十四名家长预交学费共91万余元；负责人收款次日起陆续转走资金并失联，场所已退租。",
				Documents: []lead.Document{document(lead.Report, "", "核查报告.pdf")}, By: education}},
		{at: "08-04 16:10:43", by: "education", as: "answer.proposed",
			says: lead.AnswerProposed{Crime: "合同诈骗罪", Basis: "《刑法》第二百二十四条", Officers: []string{"李某", "孙某"},
				Note: "以非法占有为目的，签订培训合同后收取学费逃匿，数额较大，拟移送公安机关。", By: education}},
		{at: "08-05 10:20:07", by: "education", as: "answer.approved",
			says: lead.AnswerApproved{Approved: true, Head: "赵某", Note: "同意移送。", By: &lead.By{Unit: "局办公室", Person: "钱某"}}},
		{at: "08-05 14:30:55", by: "education", as: "answer.referred",
			says: lead.AnswerReferred{Documents: []lead.Document{document(lead.Letter, "云教刑移〔2026〕1号", "涉嫌犯罪案件移送书.pdf"),
				document(lead.Report, "", "案件调查报告.pdf"), document(lead.Items, "", "涉案物品清单.pdf"), document(lead.Evidence, "", "合同和收据.zip")},
				NoAppraisal: "不涉及需要检验、鉴定的物品", Note: "材料四件，随案移送。", By: education},
			shows: []shown{{as: "handoff.dispatched referral", queue: "police"}}},
		{at: "08-05 16:02:38", by: "police", says: lead.AnswerSigned{Note: "回执：云公经受〔2026〕56号", By: police}},
		{at: "08-05 16:30:40", by: "police", says: lead.AnswerFedback{Stage: lead.Contacted, Note: "已联系诉求人制作笔录。", By: police}},
		{at: "08-06 09:30:12", by: "police", as: "answer.incomplete",
			says: lead.AnswerIncomplete{Missing: []string{"收款账户流水", "负责人身份材料"}, Note: "其余材料已接收，请三日内补正。", By: police}},
		{at: "08-06 15:20:08", by: "market", says: lead.AnswerDone{Outcome: lead.Substantiated, Note: "已提供企业登记和变更材料。", By: market}},
		{at: "08-07 11:00:46", by: "education", as: "answer.supplemented",
			says: lead.AnswerSupplemented{Text: "补正：收款账户流水、负责人身份材料各一份。",
				Documents: []lead.Document{document(lead.Evidence, "", "账户流水.pdf"), document(lead.Evidence, "", "登记材料.pdf")}, By: education}},
		{at: "08-08 10:15:20", by: "police", as: "answer.filed no",
			says: lead.AnswerFiled{Reason: "现有材料不足以证明以非法占有为目的。",
				Documents: []lead.Document{document(lead.Notice, "云公经不立字〔2026〕7号", "不予立案通知书.pdf")}, By: police},
			shows: []shown{{as: "handoff.noted", queue: "education"}}},
		{at: "08-10 09:15:33", by: "education", as: "answer.objected", after: "handoff.noted",
			says: lead.AnswerObjected{Reason: "账户流水显示收款当日即转入个人借款账户，负责人此前在外区以同样方式关停两家机构，足以认定非法占有目的。",
				By: education}},
		{at: "08-12 15:40:18", by: "police", as: "answer.filed",
			says: lead.AnswerFiled{Filed: true, Documents: []lead.Document{document(lead.Notice, "云公经立字〔2026〕118号", "立案通知书.pdf")},
				By: &lead.By{Unit: "经济犯罪侦查大队", Person: "警员甲", Number: "云公经立字〔2026〕118号"}}},
	}
}
