package pages

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

const (
	leadPage  = prefix + "leads/990101-2026-000001"
	queuePage = prefix + "queues/market"
)

// The overview counts every place, the critical and the overdue first, and every number leads to what it counts.
func TestOverview(t *testing.T) {
	s := &shelf{standings: []postgres.Standing{
		{Queue: "education", Stage: postgres.StageSent, All: 5, Critical: 2, Late: 1}, {Queue: "education", Stage: postgres.StageInHand, All: 3},
		{Queue: "fire", Stage: postgres.StageReturn, All: 1}, {Queue: "desk", Stage: postgres.StageNew, All: 4, Critical: 1, Late: 2},
		{Queue: "desk", Stage: postgres.StageReturn, All: 1}, {Stage: "declined", All: 7}, {Stage: "closed", All: 9},
	}}
	r := newReader(t, s)
	r.shows(prefix, "待分派中心决定 5 特急 1 超期 2 待研判 4 退单待审 1", "退回来源 7", "已办结 9", "教育局 2 1 5 3 0 8", "消防救援大队 0 0 0 0 1 1",
		"卫生健康局 0 0 0 0 0 0")
	page := r.open(prefix, http.StatusOK)
	for _, href := range []string{"/routing/queues/education?urgency=critical", "/routing/queues/education?late=1",
		"/routing/queues/education?state=sent",
		"/routing/desk?late=1", "/routing/desk?state=new", "/routing/declined", "/routing/closed", "/routing/queues/health"} {
		if !strings.Contains(page, `href="`+href+`"`) {
			t.Errorf("no link to %s", href)
		}
	}
	s.standings = []postgres.Standing{{Stage: "closed", All: postgres.CountedEnded}}
	r.shows(prefix, "已办结 至少 10000")
	s.standings = nil
	r.shows(prefix, "待分派中心决定 0", "教育局 0 0 0 0 0 0")
}

// A queue says of every lead where it is, why, since when, whose it is and when it is due.
func TestQueue(t *testing.T) {
	s := tell(refund()).shelf(postgres.StageSent, lead.Market, lead.RoleAssist, lead.KindAssistAsked)
	r := newReader(t, s)
	r.shows(queuePage, "市场监督管理局的队列", "C001 990101-2026-000001 机构不退费。 孩子还有二十节课。", "特急", "D07 退费难",
		"协办 · 待签收 主办：教育局 · 现由分派中心负责",
		"不退费 机构 金穗大厦 退费", "2 条规则 · 把握 97%", "2026-07-01 12:00 已1小时", "2026-07-01 13:00 ! 已超0秒")
	r.shows(queuePage+"?lang=en", "Queue of Market supervision", "Critical", "Refund withheld",
		"Assists · Not signed led by Education · answerable now: Dispatch desk", "rules: 2 · 97% sure", "for 1 h", "overdue")

	s = tell(lead.Decision{Why: "weak"}).decide(handoff.Assign{Department: lead.Health, Reason: "卫健主管"}, 5).shelf(postgres.StageSent, lead.Health, lead.RoleLead, lead.KindDispatched)
	s.part.Leads[0].Due = nil
	newReader(t, s).shows(prefix+"queues/health", "由分派中心决定 卫健主管", "未归类", "无期限")
}

// What narrows a list is asked of the store and kept when turning its parts; what cannot narrow it is left alone.
func TestFilter(t *testing.T) {
	s := &shelf{part: postgres.Part{Next: "2026-07-01T05:00:00Z~990101-2026-000001~market"}}
	r := newReader(t, s)
	page := r.open(queuePage+"?state=signed&urgency=urgent&late=1", http.StatusOK)
	want := postgres.Query{Queue: lead.Market, Stage: postgres.StageInHand, Urgency: lead.Urgent, Late: true, Now: noon.Add(time.Hour), Limit: listLimit}
	if s.asked != want {
		t.Errorf("asked for %+v", s.asked)
	}
	next := `href="/routing/queues/market?after=2026-07-01T05%3A00%3A00Z~990101-2026-000001~market&amp;late=1&amp;state=signed&amp;urgency=urgent"`
	if !strings.Contains(page, next) || !strings.Contains(page, "没有符合筛选条件的线索") || !strings.Contains(page, `<option value="signed" selected>`) {
		t.Errorf("page %s", page)
	}
	page = r.open(queuePage+"?state=signed&after=x", http.StatusOK)
	if s.asked.After != "x" || !strings.Contains(page, `href="/routing/queues/market?state=signed"`) {
		t.Errorf("asked for %+v: %s", s.asked, page)
	}
	r.open(prefix+"closed?state=signed&urgency=%22&late=1", http.StatusOK)
	if want := (postgres.Query{State: handoff.Closed, Now: noon.Add(time.Hour), Limit: listLimit}); s.asked != want {
		t.Errorf("asked for %+v", s.asked)
	}
	s.err = postgres.ErrBadCursor
	r.open(queuePage+"?after=x", http.StatusBadRequest)
}

// What has ended says how, and by whom.
func TestEnded(t *testing.T) {
	closed := tell(lead.Decision{Decided: true, Lead: "police", Why: "sure"}).answer(lead.Police, lead.AnswerSigned{}, 10).answer(lead.Police, lead.AnswerDone{Outcome: lead.Substantiated, Note: "n"}, 20)
	newReader(t, closed.shelf("closed", "", "", lead.KindDone)).shows(prefix+"closed", "查实 公安分局", "2026-07-01 12:20")
	declined := tell(lead.Decision{Decided: true, Lead: "none", Category: "X02", Why: "sure"})
	newReader(t, declined.shelf("declined", "", "", lead.KindDeclined)).shows(prefix+"declined", "退回来源 12345热线", "X02 成人、职业、考公培训")
	newReader(t, &shelf{}).shows(prefix+"closed", "这里没有线索。")
}

// The desk explains what waits: the words in the text, what the rules propose, what came second, how sure they are and why a
// person must decide; or who asks for a return and on what ground.
func TestDesk(t *testing.T) {
	d := refund()
	d.Decided, d.Why, d.Confidence = false, "border", .6
	r := newReader(t, tell(d).shelf(postgres.StageNew, "", "", lead.KindUnrouted))
	r.shows(prefix+"desk", "待研判", "系统没有自行决定，交分派中心人工研判。 是否属于校外培训，两方面的迹象接近。系统建议由教育局主办。",
		"类别：D07 退费难。", "其次可能：X02 成人、职业、考公培训（无主办部门）。", "把握 60%",
		"已立即同时告知：公安分局", "不经人工不得退出", "可能还需告知： 人社", "refund 机构不退费 不退费 机构", "正文以外：金穗大厦", "规则集版本 t")
	if page := r.open(prefix+"desk", http.StatusOK); !strings.Contains(page, "<mark>机构<sup>&#8288;1</sup></mark><mark>不退费<sup>&#8288;1,2</sup></mark>。\n孩子") {
		t.Errorf("nothing is marked: %s", page)
	}
	r.shows(prefix+"desk?lang=en",
		"The rules left it to a person at the desk. In scope or not: the signs are too close. They propose that Education leads.", "60% sure")

	returned := tell(refund()).answer(lead.Education, lead.AnswerReturned{Reason: "R01", Competent: "ext:人社", Basis: "第三十三条", Note: "不归我们"}, 10)
	newReader(t, returned.shelf(postgres.StageReturn, lead.Education, lead.RoleLead, lead.KindReturnAsked)).shows(prefix+"desk", "退单待审",
		"教育局申请退单： R01 不属本单位职责", "认为应由人社办理。", "依据：第三十三条",
		"说明：不归我们", "当初的研判 系统认定应由教育局主办，已自动派单。")

	taken := tell(lead.Decision{Decided: true, Lead: "none", Category: "X01", Why: "sure"}).decide(handoff.TakeBack{Reason: "其实在校外"}, 10)
	newReader(t, taken.shelf(postgres.StageNew, "", "", lead.KindTakenBack)).shows(prefix+"desk", "曾退回来源，后收回再办。", "说明：其实在校外",
		"系统认定不属于校外培训治理范围，已退回来源。")

	silent := tell(lead.Decision{Why: "silent", Confidence: .5})
	newReader(t, silent.shelf(postgres.StageNew, "", "", lead.KindUnrouted)).shows(prefix+"desk", "没有规则指向任何类别。系统没有主办建议。",
		"未能归类。", "没有规则命中。")
	newReader(t, &shelf{}).shows(prefix+"desk", "没有待决定的线索。")
}

// What the rules were sure is out of scope, yet shows a danger, was left to a person, and the page says so.
func TestDangerOutOfScope(t *testing.T) {
	d := refund()
	d.Lead, d.Category = "none", "X01"
	newReader(t, tell(d).shelf(postgres.StageNew, "", "", lead.KindUnrouted)).shows(prefix+"desk", "系统没有自行决定", "系统建议六部门均不办理。",
		"不经人工不得退出")
}

// A lead's page says who is answerable since when, why it went where it went, what was asked of whom until when, and every
// record; the times that it stayed with each add up.
func TestLead(t *testing.T) {
	s := tell(refund()).answer(lead.Education, lead.AnswerSigned{Note: "已派两人"}, 10).
		answer(lead.Market, lead.AnswerSigned{}, 15).answer(lead.Market, lead.AnswerSigned{}, 16).
		answer(lead.Education, lead.AnswerReturned{Reason: "R01", Competent: "market", Basis: "价格法"}, 30).
		decide(handoff.RefuseReturn{Reason: "教育主管"}, 40)
	s.add(handoff.Supplemented(&s.lead, lead.LeadSupplemented{Sender: "/990101/hotline-12345", Text: "补充：还是不退费"}, lead.Decision{}, at(45)))
	r := newReader(t, s.shelf(postgres.StageInHand, lead.Education, lead.RoleLead))
	r.shows(leadPage, "现在由谁负责 教育局 自 2026-07-01 12:10 起，已50分", "教育局 主办 办理中", "公安分局 协办 待签收",
		"市场监督管理局 协办 办理中",
		"公安分局 签收 T-sign 2026-07-01 13:00 ! 已超0秒", "2026-07-01 24:00 暂定 还剩11小时",
		"教育局 签收 T-sign 2026-07-01 13:00 已于 2026-07-01 12:10 停止，在期限内",
		"分派中心 10分 教育局 50分 合计 1小时", "补充 1 2026-07-01 12:45", "系统认定应由教育局主办，已自动派单。迹象充分，且明显多于其他可能。",
		"派单 第 2 号 2026-07-01 12:00:00 由分派中心到教育局 决定者 规则 refund 文书 M01 派单 起算期限 签收 T-sign 教育局 2026-07-01 13:00",
		"签收 第 5 号", "由分派中心负责10分", "说明 已派两人",
		"操作未予接受 第 7 号 2026-07-01 12:16:00 由市场监督管理局到分派中心 决定者 市场监督管理局 理由 已经签收",
		"申请退单 第 8 号", "理由 R01 不属本单位职责 认为应由 市场监督管理局 依据 价格法", "退单驳回 第 9 号", "由教育局负责至今，已15分",
		"发生 2026-07-01 11:00", "涉及金额 4600.05 元 现金", "学生 34 人员 7 小学", "保密 答复", "合同.pdf application/pdf", "网址 https://example.org",
		"来源 12345热线")
	r.shows(leadPage+"?lang=en", "Answerable now Education since 2026-07-01 12:10, for 50 min", "Public security Assists Not signed", "provisional",
		"Dispatch desk 10 min Education 50 min All 1 h", "Command refused No. 7", "already signed")
	if page := r.open(leadPage, http.StatusOK); strings.Count(page, "<mark>") < 4 {
		t.Errorf("marks in text, address and supplement: %s", page)
	}
}

// A lead that has ended says how, and that nobody is answerable.
func TestEndedLead(t *testing.T) {
	closed := tell(lead.Decision{Decided: true, Lead: "police", Why: "sure"}).answer(lead.Police, lead.AnswerSigned{}, 10).answer(lead.Police, lead.AnswerDone{Outcome: lead.Settled, Note: "已退款"}, 20)
	newReader(t, closed.shelf("", "", "")).shows(leadPage, "已结束，无人负责 结束于 2026-07-01 12:20 办理结果 已解决", "线索就此结束",
		"结果 已解决 说明 已退款", "分派中心 10分 公安分局 10分 合计 20分")
	declined := tell(lead.Decision{Decided: true, Lead: "none", Category: "X02", Why: "sure"})
	newReader(t, declined.shelf("", "", "")).shows(leadPage, "给来源的答复 所反映的是成人、职业或考试类培训", "还没有派给任何部门。", "没有期限。",
		"理由 X02 成人、职业、考公培训")
	returned := tell(refund()).answer(lead.Education, lead.AnswerReturned{Reason: "R01", Competent: "market", Basis: "b"}, 10).decide(handoff.Assign{Department: lead.Culture, Category: "H02", Reason: "艺术类"}, 20)
	newReader(t, returned.shelf("", "", "")).shows(leadPage, "类别后来由分派中心改为：H02", "已派文化和旅游局，待签收", "教育局 主办 已解除")
}

// A search leads to the one lead, lists several, and says when there is none.
func TestFind(t *testing.T) {
	s := tell(refund()).shelf("", "", "")
	r := newReader(t, s)
	if w := ask(r.server, prefix+"find?q=C001", r.cookie); w.Code != http.StatusSeeOther || w.Header().Get("Location") != leadPage {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
	for _, broken := range []string{"%00", "%ff"} {
		r.open(prefix+"find?q="+broken, http.StatusNotFound)
		r.open(prefix+"leads/"+broken, http.StatusNotFound)
	}
	s.found = append(s.found, s.found[0])
	r.shows(prefix+"find?q=C001", "几个来源都用过这个工单号", "12345热线 · 已派单·待签收")
	s.found = nil
	if page := r.open(prefix+"find?q=%3Cb%3E", http.StatusNotFound); !strings.Contains(page, "“&lt;b&gt;”") {
		t.Errorf("page %s", page)
	}
}

// What is not there is a page that says so.
func TestMissing(t *testing.T) {
	r := newReader(t, &shelf{})
	for _, path := range []string{"leads/990101-2026-999999", "leads/%22%3E", "queues/tax", "queues/", "nothing"} {
		if page := r.open(prefix+path, http.StatusNotFound); !strings.Contains(page, "没有找到") {
			t.Errorf("%s: %s", path, page)
		}
	}
	for _, path := range everyPage {
		w := ask(r.server, path, "")
		if w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "请先进入") || !strings.HasPrefix(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s without a session: %d", path, w.Code)
		}
	}
}

var everyPage = []string{prefix, queuePage, prefix + "desk", prefix + "declined", prefix + "closed", prefix + "find?q=x", leadPage}

// Where nobody can enter, there are no pages.
func TestNoSessions(t *testing.T) {
	server := web.NewServer(slog.New(slog.DiscardHandler), func(error) bool { return false })
	if err := (&Pages{Store: &shelf{}}).Register(server, nil); err != nil {
		t.Fatal(err)
	}
	for _, path := range everyPage {
		if w := ask(server, path, ""); w.Code != http.StatusNotFound || w.Header().Get("Content-Type") != web.ProblemType || !strings.Contains(w.Body.String(), "no-pages") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}
