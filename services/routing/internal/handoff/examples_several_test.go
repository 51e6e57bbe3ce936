package handoff_test

import (
	"xiansuo/pkg/lead"
	. "xiansuo/services/routing/internal/handoff"
)

// Three reporters (多人反映一事), 17 and 18 August.
func threeReporters(*examples) []passage {
	home := func(words ...string) lead.Decision {
		return carriedOut("A01", lead.Education, nil, 0.96, fired("home-classes", "栋", "补数学", "初中生", "数学"), fired("subject-for-pay", words...))
	}
	place := &lead.Place{Address: "云汀区柳塘街道锦绣花园3栋2单元1602室"}
	desk := &lead.By{Unit: "分派二组", Person: "值班员12"}
	return []passage{
		{lead: "002623", at: "08-17 09:20:11.3", by: "intake", decided: home("数学", "每人"),
			says: lead.LeadReceived{Sender: "/990101/grid", Matter: lead.Matter{Channel: lead.Grid, Number: "WG-990101-06-03-0817-02", Appeal: "举报", Place: place,
				Text:       "巡查发现柳塘街道锦绣花园3栋2单元1602室有人在家给七八名初中生补数学、物理，每人每次收200元，每天上午和晚上各一场。",
				ReceivedAt: china("08-17 09:20:11.3")}}},
		{at: "08-17 09:44:50", by: "education", says: lead.AnswerSigned{By: &lead.By{Unit: "校外教育培训监管科", Person: "李某"}}},
		{lead: "002626", at: "08-17 11:02:36.25", by: "intake", decided: home("数学", "一次收"),
			like: &Likeness{Lead: "990101-2026-002623", Why: []string{"like-text", "same-room", "same-particulars"}, Similarity: 0.390625}, certain: true,
			says: lead.LeadReceived{Sender: "/990101/hotline-12345", Matter: lead.Matter{Channel: lead.Hotline, Number: "12345-20260817-000144", Appeal: "举报", Place: place,
				Text:  "举报锦绣花园3栋2单元1602室，天天有人在家给初中生补数学、物理，一次收200元，早晚都有，七八个学生进出，影响邻居休息。",
				Reply: true, ReceivedAt: china("08-17 11:02:36.25")}},
			shows: []shown{{as: "lead.folded"}, {as: "handoff.supplemented folded", queue: "education", lead: "002623"}}},
		{lead: "002631", at: "08-17 15:30:02.81", by: "intake", decided: home("数学", "元"),
			like: &Likeness{Lead: "990101-2026-002623", Why: []string{"same-place", "same-particulars"}, Similarity: 0.34375},
			says: lead.LeadReceived{Sender: "/990101/wechat", Matter: lead.Matter{Channel: lead.WeChat, Number: "WX-20260817-0052", Appeal: "举报",
				Text:  "锦绣花园3栋有人在家里办补习班，给初中生补数学、物理，每次收200元，天天有学生进出。",
				Reply: true, ReceivedAt: china("08-17 15:30:02.81")}},
			shows: []shown{{as: "lead.alike"}}},
		{at: "08-17 15:52:19.44", by: "desk", as: "decision.merged",
			says: lead.DecisionMerged{Into: "990101-2026-002623", Reason: "同一楼栋、同样科目和收费，与网格员核实为同一户。", By: desk}},
		{at: "08-18 10:25:07.6", by: "desk", as: "decision.unmerged",
			says:  lead.DecisionUnmerged{Reason: "诉求人来电说明是1单元0803室，与1602室不是同一户。", By: desk},
			shows: []shown{{as: "lead.unfolded"}}},
	}
}

// A claim and a report (投诉与举报分开), 18 to 25 August.
func claimAndReport(*examples) []passage {
	decided := carriedOut("D07", lead.Education, []lead.Department{lead.Market}, 0.96, fired("refund", "要求退", "不退", "报的课"), fired("refund-minors", "要求退", "孩子", "报的课"),
		fired("ads-on-media", "宣传", "报的课"), fired("serving-teacher", "在职老师", "报的课"))
	decided.RunnerUp = &lead.Alternative{Category: "E04", Lead: "market"}
	education, desk := &lead.By{Unit: "校外教育培训监管科", Person: "李某"}, &lead.By{Unit: "分派一组", Person: "值班员07"}
	market := &lead.By{Unit: "广告监督管理科", Person: "张某"}
	return []passage{
		{lead: "002644", at: "08-18 14:05:55.02", by: "intake", decided: decided,
			says: lead.LeadReceived{Sender: "/990101/hotline-12345", Matter: lead.Matter{Channel: lead.Hotline, Number: "12345-20260818-000203", Appeal: "投诉",
				Text:  "在学府路9号青藤教育给孩子报的课，当初宣传说有名校在职老师授课、保证提30分，上了才知道是大学生，我要求退剩下的9600元，他们不退。",
				Place: &lead.Place{Address: "云汀区柳塘街道学府路9号"}, Target: &lead.Target{Name: "青藤教育"}, Money: &lead.Money{Fen: 960000},
				Reply: true, ReceivedAt: china("08-18 14:05:55.02")}}},
		{at: "08-18 14:30:13", by: "education", says: lead.AnswerSigned{By: education}},
		{at: "08-18 15:11:08.37", by: "desk", as: "decision.split",
			says: lead.DecisionSplit{Parts: []lead.PartAsked{
				{Department: lead.Market, Assist: []lead.Party{"street-liutang"}, Category: "E04", Urgency: lead.Normal, Appeal: "举报"},
				{Category: "B04", Appeal: "举报"},
			}, Reason: "退费是投诉，广告和师资是举报，应当分别处理。", By: desk}},
		{lead: "002644-2", at: "08-18 15:40:29", by: "market", says: lead.AnswerSigned{By: market}},
		{lead: "002644-3", at: "08-18 16:02:44.1", by: "desk", as: "decision.unsplit",
			says: lead.DecisionUnsplit{Reason: "师资问题与退费同由教育局主办、一并核查，不另立件。", By: desk}},
		{lead: "002644-2", at: "08-18 16:20:50", by: "market", says: lead.AnswerFedback{Stage: lead.Contacted, Note: "已与诉求人联系，取得宣传页照片。", By: market}},
		{at: "08-18 16:45:31", by: "street-liutang", says: lead.AnswerSigned{}},
		{lead: "002644", at: "08-19 09:05:20", by: "education", says: lead.AnswerFedback{Stage: lead.Contacted, Note: "已与诉求人联系。", By: education}},
		{at: "08-19 10:30:00.2", by: "desk", says: lead.DecisionExcused{Department: "market", Reason: "广告部分已另立分件。", By: desk}},
		{at: "08-21 10:14:36", by: "education", says: lead.AnswerDone{Outcome: lead.Settled, Note: "机构同意退还9600元，已到账。授课人员无教师资格，责令停止授课。",
			Reply: "剩余学费9600元已退还。", By: education}},
		{at: "08-21 11:20:18.9", by: "desk", says: lead.DecisionClosed{By: desk}, shows: []shown{{as: "lead.closed left"}}},
		{lead: "002644-2", at: "08-24 10:05:40.3", by: "desk", says: lead.DecisionExcused{Department: "street-liutang", Reason: "店招已由机构自行拆除。", By: desk}},
		{at: "08-24 15:00:51", by: "market", says: lead.AnswerDone{Outcome: lead.Substantiated, Note: "宣传页含保证性承诺，已责令停止发布并立案。",
			Reply: "违法广告已停止发布，并已立案。", By: market}},
		{at: "08-24 16:40:07.7", by: "desk", says: lead.DecisionClosed{By: desk}, shows: []shown{{as: "lead.closed altogether", lead: "002644"}}},
	}
}
