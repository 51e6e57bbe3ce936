package handoff_test

import (
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

// A locked exit (锁闭的安全出口), 3 July.
func lockedExit(x *examples) []passage {
	station := &lead.By{Unit: "柳塘消防救援站", Person: "王某"}
	return []passage{
		{lead: "002036", by: "intake", as: "lead.received", at: "07-03 14:52:08.214", took: 157 * time.Millisecond, decided: x.decision("lead.routed"),
			shows: []shown{{as: "lead.routed"}, {as: "handoff.dispatched", queue: "fire"}}},
		{at: "07-03 14:58:31", by: "fire", as: "answer.signed", after: "handoff.dispatched",
			says:  lead.AnswerSigned{Note: "柳塘消防救援站已出动，预计8分钟到场", By: station},
			shows: []shown{{as: "handoff.signed"}, {as: "answer.accepted", queue: "fire"}}},
		{at: "07-03 15:01:12", by: "police", says: lead.AnswerSigned{By: &lead.By{Unit: "柳塘派出所"}}},
		{by: "intake", as: "lead.urged", at: "07-03 15:05:20.19", took: 132 * time.Millisecond, shows: []shown{{as: "handoff.urged", queue: "fire"}}},
		{by: "intake", as: "lead.supplemented", at: "07-03 15:16:02.24", took: 161 * time.Millisecond, shows: []shown{{as: "handoff.supplemented", queue: "fire"}}},
		{at: "07-03 15:18:40", by: "fire", says: lead.AnswerFedback{Stage: lead.Contacted, Note: "已电话告知诉求人：3层通道已打开，4层正在拆除。", By: station}},
		{at: "07-03 15:20:44", by: "education", as: "answer.returned",
			says: lead.AnswerReturned{Reason: lead.NotOurDuty, Competent: "market", Basis: "《市场监督管理投诉举报处理办法》（国家市场监督管理总局令第121号）",
				Note: "退费属消费争议，建议由市场监管部门调解。", By: &lead.By{Unit: "校外教育培训监管科", Person: "李某"}},
			shows: []shown{{as: "return.asked"}}},
		{at: "07-03 15:28:09.043", by: "desk", as: "decision.returnrefused",
			says: lead.DecisionReturnrefused{Department: "education", Reason: "退费纠纷由行业主管部门主办；该机构由你局许可，请继续协办。",
				By: &lead.By{Unit: "分派一组", Person: "值班员07"}},
			shows: []shown{{as: "return.refused", queue: "education"}}},
		{at: "07-03 15:50:12", by: "fire", says: lead.AnswerDone{Outcome: lead.Substantiated, Note: "锁具已拆除。", Reply: "锁已打开。"}, refused: "assist-open",
			shows: []shown{{as: "answer.refused", queue: "fire"}}},
		{at: "07-03 15:55:40", by: "desk", as: "decision.excused",
			says: lead.DecisionExcused{Department: "police", Reason: "锁具已拆除，现场秩序正常，无需公安继续协助。",
				By: &lead.By{Unit: "分派一组", Person: "值班员07"}},
			shows: []shown{{as: "handoff.ended", queue: "police"}}},
		{at: "07-03 16:10:05", by: "education", says: lead.AnswerDone{Outcome: lead.Settled, Note: "已责令暂停培训，机构同意当日退还剩余课时费。",
			By: &lead.By{Unit: "校外教育培训监管科", Person: "李某"}}, shows: []shown{{as: "assist.done", queue: "fire"}}},
		{by: "intake", as: "lead.withdrawn", at: "07-03 16:20:30.177", took: 131 * time.Millisecond, shows: []shown{{as: "handoff.withdrawn", queue: "fire"}}},
		{at: "07-03 16:35:18", by: "fire", as: "answer.done", after: "handoff.dispatched",
			says: lead.AnswerDone{Outcome: lead.Substantiated, Note: "3层、4层疏散通道锁具和外窗防盗网已拆除；对锁闭安全出口的行为已立案，当场责令改正。",
				Reply:     "您反映的安全出口已当场打开，防盗网已拆除，对该机构已立案处理。",
				Documents: []lead.Document{document(lead.Notice, "云消责改〔2026〕第0087号", "责令立即改正通知书.pdf"), document(lead.Evidence, "", "现场检查照片.zip")},
				By:        &lead.By{Unit: "防火监督科", Person: "王某", Number: "云消行立〔2026〕0031号"}}},
		{at: "07-03 16:41:26.55", by: "desk", as: "decision.closed", seen: true,
			says: lead.DecisionClosed{Reply: "您反映的安全出口已当场打开，防盗网已拆除；消防救援部门已对该机构立案，学费已由机构退还。",
				By: &lead.By{Unit: "分派一组", Person: "值班员07"}},
			shows: []shown{{as: "lead.closed"}}},
	}
}

// A letter that no rule is sure of (拿不准的来信), 6 July.
func unsureLetter(x *examples) []passage {
	colleague := &lead.By{Unit: "分派二组", Person: "值班员12"}
	return []passage{
		{lead: "002059", at: "07-06 09:12:41.03", by: "intake", took: 158 * time.Millisecond, decided: x.decision("lead.unrouted"),
			trace: "00-71bd3c9e5f0a4426b8d1c2e3f4a59687-2f1e0d9c8b7a6950-01",
			says: lead.LeadReceived{Sender: "/990101/mailbox", Matter: lead.Matter{Channel: lead.Mailbox, Number: "XX-2026-0188", Anonymous: true,
				Text: "我报的成人英语班说关门就关门，六千元学费不退。同一个教室白天还给小学生上课。", ReceivedAt: china("07-06 09:12:41.03")}},
			shows: []shown{{as: "lead.unrouted"}}},
		{at: "07-06 09:40:03.454", by: "desk", as: "decision.declined",
			says:  lead.DecisionDeclined{Category: "X02", Reason: "成人英语培训，请信箱转人社部门。", By: &lead.By{Unit: "分派一组", Person: "值班员07"}},
			shows: []shown{{as: "lead.declined"}}},
		{at: "07-06 10:02:17.078", by: "desk", says: lead.DecisionAssigned{Department: lead.Education, Reason: "白天给小学生上课", By: colleague}, refused: "not-at-desk",
			shows: []shown{{as: "command.refused"}}},
		{at: "07-06 10:03:30.699", by: "desk", as: "decision.takenback",
			says:  lead.DecisionTakenback{Reason: "同一教室白天给小学生上课，收回后重新派单。", By: colleague},
			shows: []shown{{as: "lead.takenback"}}},
		{at: "07-06 10:06:12.24", by: "desk", as: "decision.assigned", seen: true,
			says: lead.DecisionAssigned{Department: lead.Education, Assist: []lead.Party{"market", "street-liutang"}, Category: "C01", Urgency: lead.Urgent,
				Reason: "小学生班未见办学许可，先由教育局核查；成人班退费由市场监管局协办。", By: colleague},
			shows: []shown{{as: "handoff.dispatched category", queue: "education"}}},
	}
}

// One call about four things (一诉多事), 9 July.
func fourThings(x *examples) []passage {
	return []passage{
		{lead: "002118", at: "07-09 09:30:27.26", by: "intake", took: 158 * time.Millisecond, decided: x.decision("lead.routed parts"),
			says: lead.LeadReceived{Sender: "/990101/hotline-12345", Matter: lead.Matter{Channel: lead.Hotline, Number: "12345-20260709-000102", Appeal: "投诉举报",
				Text:  "学府路21号底商的补习班，电动自行车推进楼道飞线充电，小学生数学课天天上到晚上九点多，中午给孩子吃的盒饭有馊味。我家孩子的课没上完要退费，老板不退。",
				Place: &lead.Place{Address: "云汀区柳塘街道学府路21号底商"}, Reply: true, ReceivedAt: china("07-09 09:30:27.26")}},
			shows: []shown{{as: "lead.routed parts"}, {as: "lead.split", queue: "fire"}, {as: "handoff.dispatched part", queue: "education", lead: "002118-2"}}},
	}
}

// Assistance at the end of the year (岁末协办), 29 December.
func yearsEnd(x *examples) []passage {
	return []passage{
		{lead: "003977", at: "12-29 10:30:12.402", by: "intake", took: 158 * time.Millisecond, decided: x.decision("handoff.dispatched assist"),
			says: lead.LeadReceived{Sender: "/990101/mailbox", Matter: lead.Matter{Channel: lead.Mailbox, Anonymous: true,
				Text:  "给孩子在学府路8号的青禾教育培训机构报的寒假班，课还没上完机构就不办了，剩下的12节课要求退费，一直拖着不退。",
				Place: &lead.Place{Address: "云汀区柳塘街道学府路8号"}, Target: &lead.Target{Name: "青禾教育培训机构"},
				ReceivedAt: china("12-29 10:30:12.402")}},
			shows: []shown{{as: "handoff.dispatched assist", queue: "market"}}},
	}
}

// china is a time of 2026 in China.
func china(at string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", "2026-"+at, calendar.China)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func document(kind lead.DocumentKind, number, name string) lead.Document {
	return lead.Document{Kind: kind, Number: number, Name: name, URI: "https://files.yunting.example/" + digest(name)[:16], SHA256: digest(name)}
}

// sure is a decision that the rules carried out.
func carriedOut(category lead.Category, to lead.Department, assist []lead.Department, confidence float64, fired ...lead.Fired) lead.Decision {
	return lead.Decision{RuleSet: "2026.6.2+4c81e0", Scope: "in", Category: category, Lead: string(to), Assist: assist, Urgency: lead.Normal,
		Decided: true, Why: "sure", Confidence: confidence, Fired: fired}
}

func fired(rule string, words ...string) lead.Fired { return lead.Fired{Rule: rule, Words: words} }
