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
	leadPage  = prefix + "leads/" + leadID
	queuePage = prefix + "queues/market"
)

// everyPage are all pages of somebody who sees everything.
var everyPage = []string{prefix, queuePage, prefix + "queues/" + street, prefix + "desk", prefix + "taskforce", prefix + "declined", prefix + "closed",
	prefix + "merged", prefix + "returned", prefix + "find?q=x", leadPage, leadPage + "/assign", leadPage + "/register"}

// The overview counts every place, the critical and the overdue first, and every number leads to what it counts.
func TestOverview(t *testing.T) {
	s := &shelf{standings: []postgres.Standing{
		{Queue: "education", Stage: postgres.StageSent, All: 5, Critical: 2, Late: 1}, {Queue: "education", Stage: postgres.StageInHand, All: 3},
		{Queue: "education", Stage: postgres.StageSubmitted, All: 2}, {Queue: street, Stage: postgres.StageSent, All: 6, Late: 1},
		{Queue: "fire", Stage: postgres.StageReturn, All: 1}, {Queue: "desk", Stage: postgres.StageNew, All: 4, Critical: 1, Late: 2},
		{Queue: "desk", Stage: postgres.StageReturn, All: 1}, {Queue: "desk", Stage: postgres.StageRevisit, All: 3},
		{Queue: "taskforce", Stage: postgres.StageDisputed, All: 2, Late: 1}, {Stage: "declined", All: 7}, {Stage: "closed", All: 9}, {Stage: "archived", All: 1}, {Stage: "merged", All: 4},
	}}
	r := newReader(t, s)
	r.shows(prefix, "待分派中心决定 8 特急 1 超期 2 待研判 4 申请退单 1 延期待审 0 办结待审核 0 待回访 3", "待专班裁定 2 特急 0 超期 1 待裁定 2 待复核 0 逾期上报 0",
		"退回来源 7", "已办结 10", "已并案 4", "云汀区教育局 2 1 5 3 0 2 10", "消防救援大队 0 0 0 0 1 0 1", "卫生健康局 0 0 0 0 0 0 0", "柳塘街道 0 1 6 0 0 0 6")
	page := r.open(prefix, http.StatusOK)
	for _, href := range []string{"/routing/queues/education?urgency=critical", "/routing/queues/education?late=1", "/routing/queues/education?state=sent",
		"/routing/queues/education?state=submitted", "/routing/desk?late=1", "/routing/desk?state=new", "/routing/taskforce?state=disputed", "/routing/declined",
		"/routing/closed", "/routing/merged", "/routing/queues/health", "/routing/queues/" + street} {
		if !strings.Contains(page, `href="`+href+`"`) {
			t.Errorf("no link to %s", href)
		}
	}
	own := enter(t, s, "education")
	own.shows(prefix, "本单位待办 10 特急 2 超期 1 待签收 5 办理中 3 申请退单 0 办结待审核 2")
	if page := own.read(prefix); strings.Contains(page, "消防") || strings.Contains(page, "分派中心") {
		t.Errorf("education sees others: %s", page)
	}
	s.standings = []postgres.Standing{{Stage: "closed", All: postgres.CountedEnded}}
	r.shows(prefix, "已办结 至少 10000")
	s.standings = nil
	r.shows(prefix, "待分派中心决定 0", "云汀区教育局 0 0 0 0 0 0 0")
}

// A queue says of every lead where it is, why, since when, whose it is, who has it inside, when it is due and how pressing that is.
func TestQueue(t *testing.T) {
	s := tell(refund()).shelf(postgres.StageSent, lead.Market, lead.RoleAssist, lead.KindAssistAsked)
	s.part.Leads[0].Level, s.part.Leads[0].Unit, s.part.Leads[0].Person, s.part.Leads[0].NotOurs = lead.Orange, "价监科", "王二", 2
	r := newReader(t, s)
	r.shows(queuePage, "市场监督管理局的队列", "C001 990101-2026-000001 2 次“不属职责” 机构不退费。 孩子还有二十节课。", "特急", "D07 退费难",
		"协办 · 待签收 经办：价监科 王二 主办：云汀区教育局 · 现由分派中心负责", "不退费 机构 金穗大厦 退费", "2 条规则 · 把握 97%", "2026-07-01 12:00 已1小时",
		"2026-07-01 14:00 还剩1小时 预警")
	r.shows(queuePage+"?lang=en", "Queue of Market supervision", "Critical", "Refund withheld",
		"Assists · Not signed with 价监科 王二 led by Yunting Education · answerable now: Dispatch desk", "rules: 2 · 97% sure", "for 1 h", "Warned")

	s = tell(lead.Decision{Why: "weak"}).say("desk", lead.DecisionAssigned{Department: lead.Health, Reason: "卫健主管"}, 5).shelf(postgres.StageSent, lead.Health, lead.RoleLead, lead.KindDispatched)
	s.part.Leads[0].Due = nil
	newReader(t, s).shows(prefix+"queues/health", "派单 由分派中心决定 卫健主管", "未归类", "无期限")
}

// What narrows a list is asked of the store and kept when turning its parts; what cannot narrow it is left alone.
func TestFilter(t *testing.T) {
	s := &shelf{part: postgres.Part{Next: "2026-07-01T05:00:00Z~990101-2026-000001~market"}}
	r := newReader(t, s)
	page := r.open(queuePage+"?state=submitted&urgency=urgent&late=1&unit=%E7%A7%91&person=%E7%8E%8B", http.StatusOK)
	want := postgres.Query{Queue: lead.Market, Stage: postgres.StageSubmitted, Urgency: lead.Urgent, Late: true, Unit: "科", Person: "王", Now: noon.Add(time.Hour), Limit: listLimit}
	if s.asked != want {
		t.Errorf("asked for %+v", s.asked)
	}
	next := `href="/routing/queues/market?after=2026-07-01T05%3A00%3A00Z~990101-2026-000001~market&amp;late=1&amp;person=%E7%8E%8B&amp;state=submitted&amp;unit=%E7%A7%91&amp;urgency=urgent"`
	if !strings.Contains(page, next) || !strings.Contains(page, "没有符合筛选条件的线索") || !strings.Contains(page, `<option value="submitted" selected>`) {
		t.Errorf("page %s", page)
	}
	page = r.open(queuePage+"?state=signed&after=x", http.StatusOK)
	if s.asked.After != "x" || !strings.Contains(page, `href="/routing/queues/market?state=signed"`) {
		t.Errorf("asked for %+v: %s", s.asked, page)
	}
	r.open(prefix+"closed?state=signed&urgency=%22&late=1&person=x", http.StatusOK)
	if want := (postgres.Query{State: handoff.Closed, Now: noon.Add(time.Hour), Limit: listLimit}); s.asked != want {
		t.Errorf("asked for %+v", s.asked)
	}
	for path, want := range map[string]postgres.Query{"merged": {State: handoff.Merged}, "returned": {Bounced: 2}, "returned?notOurs=3": {Bounced: 3}, "returned?notOurs=x": {Bounced: 2}, "returned?notOurs=99999999": {Bounced: 2},
		"desk?state=review": {Office: lead.Desk, Stage: postgres.StageReview}, "taskforce?late=1": {Office: lead.Taskforce, Late: true}} {
		r.open(prefix+path, http.StatusOK)
		s.asked.Now, s.asked.Limit = time.Time{}, 0
		if s.asked != want {
			t.Errorf("%s asked for %+v", path, s.asked)
		}
	}
	s.err = postgres.ErrBadCursor
	r.open(queuePage+"?after=x", http.StatusBadRequest)
}

// What has ended says how, and by whom.
func TestEnded(t *testing.T) {
	closed := tell(plain(lead.Police)).must(t, "police", lead.AnswerSigned{}, 10).must(t, "police", lead.AnswerDone{Outcome: lead.Substantiated, Note: "n", Reply: "r"}, 20).
		must(t, "desk", lead.DecisionClosed{}, 30)
	newReader(t, closed.shelf("closed", "", "", lead.KindDone)).shows(prefix+"closed", "已办结 退回来源 已并案", "查实 分派中心", "2026-07-01 12:30")
	declined := tell(lead.Decision{Decided: true, Lead: "none", Category: "X02", Why: "sure"})
	newReader(t, declined.shelf("declined", "", "", lead.KindDeclined)).shows(prefix+"declined", "退回来源 12345热线", "X02 成人、职业、考公培训")
	merged := tell(plain(lead.Police))
	merged.others["990101-2026-000002"] = &handoff.Lead{ID: "990101-2026-000002", State: handoff.Signed, Holder: "police", Last: 3}
	merged.must(t, "desk", lead.DecisionMerged{Into: "990101-2026-000002", Reason: "同一事"}, 5)
	newReader(t, merged.shelf("merged", "", "", lead.KindMerged)).shows(prefix+"merged", "并入 990101-2026-000002")
	newReader(t, &shelf{}).shows(prefix+"closed", "这里没有线索。")
	bounced := tell(plain(lead.Education)).must(t, "education", lead.AnswerReturned{Reason: "R01", Competent: "market", Basis: "b"}, 5)
	newReader(t, bounced.shelf("", "", "", lead.KindDispatched)).shows(prefix+"returned", "在哪里", "已签收·办理中 现由云汀区教育局负责")
	newReader(t, &shelf{}).shows(prefix+"returned", "多次退单", "两次以上被说“不属本单位职责”的线索")
}

// A lead's page says who is answerable since when, why it went where it went, what was asked of whom until when, and every
// record; the times that it stayed with each add up.
func TestLead(t *testing.T) {
	s := tell(refund()).must(t, "education", lead.AnswerSigned{Note: "已派两人", By: &lead.By{Unit: "校外科", Person: "张三", Number: "教-7"}}, 10).
		must(t, "market", lead.AnswerSigned{}, 15).say("market", lead.AnswerSigned{}, 16).
		must(t, "education", lead.AnswerReturned{Reason: "R01", Competent: "market", Basis: "价格法"}, 30).
		must(t, "desk", lead.DecisionReturnrefused{Reason: "教育主管"}, 40)
	s.add(handoff.Supplemented(&s.lead, lead.LeadSupplemented{Sender: "/990101/hotline-12345", Text: "补充：还是不退费"}, lead.Decision{}, s.at("intake", 45)), 45)
	shelf := s.shelf(postgres.StageInHand, lead.Education, lead.RoleLead)
	shelf.numbers = []handoff.Number{{Party: "education", Number: "教-7"}}
	r := newReader(t, shelf)
	r.shows(leadPage, "现在由谁负责 云汀区教育局 自 2026-07-01 12:10 起，已50分", "云汀区教育局 主办 办理中", "公安分局 协办 待签收",
		"市场监督管理局 协办 办理中", "1 次“不属职责”",
		"公安分局 签收 HL-02", "云汀区教育局 办理（特急） HL-07 2026-07-01 14:00 还剩1小时",
		"已停止的期限", "已于 2026-07-01 12:10 停止，在期限内",
		"分派中心 10分 云汀区教育局 50分 合计 1小时", "补充 1 2026-07-01 12:45", "系统认定应由云汀区教育局主办，已自动派单。迹象充分，且明显多于其他可能。",
		"派单 第 2 号 2026-07-01 12:00:00 由分派中心到云汀区教育局 决定者 规则 refund 文书 M01 派单 起算期限 签收 HL-02 云汀区教育局 2026-07-01 14:00",
		"签收 第 5 号", "决定者 云汀区教育局 校外科 张三 编号 教-7 说明 已派两人 停止期限 HL-02 云汀区教育局 第 2 号", "由分派中心负责10分",
		"操作未予接受 第 7 号 2026-07-01 12:16:00 由市场监督管理局到分派中心 决定者 市场监督管理局 理由 已经签收",
		"申请退单 第 8 号", "理由 R01 不属本单位职责 认为应由 市场监督管理局 依据 价格法", "退单驳回 第 9 号", "由云汀区教育局负责至今，已15分",
		"各方编号 云汀区教育局 教-7", "发生 2026-07-01 11:00", "涉及金额 4600.05 元 现金", "学生 34 人员 7 小学", "保密 答复", "合同.pdf application/pdf", "网址 https://example.org",
		"来源 12345热线", "防篡改摘要", "第 2 号 "+s.view.Records[1].Prev, "最新一条的摘要值 "+s.lead.Head)
	r.shows(leadPage+"?lang=en", "Answerable now Yunting Education since 2026-07-01 12:10, for 50 min", "Public security Assists Not signed",
		"Dispatch desk 10 min Yunting Education 50 min All 1 h", "Command refused No. 7", "already signed")
	if page := r.open(leadPage, http.StatusOK); strings.Count(page, "<mark>") < 4 {
		t.Errorf("marks in text, address and supplement: %s", page)
	}
}

// A lead that has ended says how, and that nobody is answerable.
func TestEndedLead(t *testing.T) {
	closed := tell(plain(lead.Police)).must(t, "police", lead.AnswerSigned{}, 10).must(t, "police", lead.AnswerDone{Outcome: lead.Settled, Note: "已退款", Reply: "款已退回"}, 20).
		must(t, "desk", lead.DecisionClosed{}, 30)
	newReader(t, closed.alone()).shows(leadPage, "已结束，无人负责 结束于 2026-07-01 12:30 办理结果 已解决", "线索就此结束",
		"结果 已解决", "答复诉求人 款已退回", "分派中心 10分 公安分局 20分 合计 30分", "回访 HL-10")
	declined := tell(lead.Decision{Decided: true, Lead: "none", Category: "X02", Why: "sure"})
	newReader(t, declined.alone()).shows(leadPage, "给来源的答复 所反映的是成人、职业或考试类培训", "还没有派给任何部门。", "没有期限。",
		"理由 X02 成人、职业、考公培训")
	returned := tell(refund()).must(t, "education", lead.AnswerReturned{Reason: "R01", Competent: "market", Basis: "b"}, 10).
		must(t, "desk", lead.DecisionAssigned{Department: lead.Culture, Category: "H02", Reason: "艺术类"}, 20)
	newReader(t, returned.alone()).shows(leadPage, "类别后来由分派中心改为：H02", "分派中心已交文化和旅游局（派单），待签收 签收期限", "云汀区教育局 主办 已解除")
}

// A search leads to the one lead, lists several, and says when there is none.
func TestFind(t *testing.T) {
	s := tell(refund()).alone()
	r := newReader(t, s)
	if w := ask(r.server, prefix+"find?q=C001", r.cookie); w.Code != http.StatusSeeOther || w.Header().Get("Location") != leadPage {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
	for _, broken := range []string{"%00", "%ff"} {
		r.open(prefix+"find?q="+broken, http.StatusBadRequest)
		r.open(prefix+"leads/"+broken, http.StatusBadRequest)
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
	r := newReader(t, tell(refund()).alone())
	for _, path := range []string{"leads/990101-2026-999999", "leads/%22%3E", "leads/" + leadID + "/dance", "leads/990101-2026-999999/sign", "queues/tax", "queues/", "nothing"} {
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

// Heads and the legal reviewer work on cases: they are sent there, and departments and offices find the way.
func TestTheWayToCases(t *testing.T) {
	for as, sent := range map[web.Principal]bool{"education-head": true, "legal": true, "education": false, "desk": false, "street-liutang": false} {
		r := enter(t, &shelf{}, as)
		w := ask(r.server, "/routing/", r.cookie)
		if got := w.Code == http.StatusSeeOther && w.Header().Get("Location") == "/enforcement/"; got != sent {
			t.Errorf("%s: %d %s", as, w.Code, w.Header().Get("Location"))
		}
		if link := strings.Contains(w.Body.String(), `href="/enforcement/"`); !sent && link != (as != "street-liutang") {
			t.Errorf("%s has a link to cases: %v", as, link)
		}
	}
}
