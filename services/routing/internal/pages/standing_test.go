package pages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// The desk explains what waits: the words in the text, what the rules propose, what came second, how sure they are and why a
// person must decide; or who asks for what and on what ground. The words that decide it are links.
func TestDesk(t *testing.T) {
	d := refund()
	d.Decided, d.Why, d.Confidence = false, "border", .6
	r := newReader(t, tell(d).shelf(postgres.StageNew, "", "", lead.KindUnrouted))
	r.shows(prefix+"desk", "待研判", "系统没有自行决定，交分派中心人工研判。 是否属于校外培训，两方面的迹象接近。系统建议由云汀区教育局主办。",
		"类别：D07 退费难。", "其次可能：X02 成人、职业、考公培训（无主办部门）。", "把握 60%",
		"已立即同时告知：公安分局", "不经人工不得退出", "可能还需告知： 人社", "refund 机构不退费 不退费 机构", "正文以外：金穗大厦", "规则集版本 t",
		"决定： 派单 请诉求人补正 拆分 并案")
	page := r.open(prefix+"desk", http.StatusOK)
	if !strings.Contains(page, "<mark>机构<sup>&#8288;1</sup></mark><mark>不退费<sup>&#8288;1,2</sup></mark>。\n孩子") {
		t.Errorf("nothing is marked: %s", page)
	}
	if !strings.Contains(page, `href="`+leadPage+`/assign"`) || strings.Contains(page, leadPage+"/refuse-return") {
		t.Errorf("wrong words: %s", page)
	}
	r.shows(prefix+"desk?lang=en",
		"The rules left it to a person at the desk. In scope or not: the signs are too close. They propose that Yunting Education leads.", "60% sure", "Decide: Assign")

	returned := tell(refund()).must(t, "education", lead.AnswerReturned{Reason: "R01", Competent: "ext:人社", Basis: "第三十三条", Note: "不归我们"}, 10)
	newReader(t, returned.shelf(postgres.StageReturn, lead.Education, lead.RoleLead, lead.KindReturnAsked)).shows(prefix+"desk", "申请退单",
		"云汀区教育局申请退单： R01 不属本单位职责", "认为应由人社办理。", "依据：第三十三条", "说明：不归我们", "当初的研判", "决定： 派单 驳回退单 免予协办")

	signed := func() *told {
		return tell(plain(lead.Education)).must(t, "education", lead.AnswerSigned{}, 5)
	}
	for stage, c := range map[postgres.Stage]struct {
		story *told
		kind  lead.Kind
		want  []string
	}{
		postgres.StageExtension: {signed().must(t, "education", lead.AnswerExtensionasked{N: 3, Reason: "取证未完"}, 6), lead.KindExtendAsked,
			[]string{"延期待审", "云汀区教育局申请延期，待分派中心决定 申请延长 3 取证未完", "决定： 审批延期"}},
		postgres.StageReview: {signed().must(t, "education", lead.AnswerDone{Outcome: lead.Substantiated, Note: "已责令停止", Reply: "已查处"}, 6), lead.KindSubmitted,
			[]string{"办结待审核", "提交的办理结果 查实 已责令停止 答复诉求人 已查处", "决定： 办结 审核退回"}},
		postgres.StageRevisit: {signed().must(t, "education", lead.AnswerDone{Outcome: lead.Settled, Note: "n", Reply: "已退款"}, 6).must(t, "desk", lead.DecisionClosed{}, 7), lead.KindDone,
			[]string{"待回访", "已解决", "答复诉求人 已退款", "决定： 登记回访 重办"}},
		postgres.StageReceipt: {tell(lead.Decision{Why: "external", Urgency: lead.Normal}).must(t, "desk", lead.AnswerLettered{Party: "ext:人社", Document: "M03", Number: "函〔2026〕1号", Reason: "劳动争议"}, 6), lead.KindLettered,
			[]string{"待回执", "已去函人社，待回执 函〔2026〕1号 劳动争议", "决定： 登记回执"}},
	} {
		s := c.story.shelf(stage, "", "", c.kind)
		newReader(t, s).shows(prefix+"desk", c.want...)
		if page := enter(t, s, web.Auditor).open(prefix+"desk", http.StatusOK); strings.Contains(page, `class="act"`) {
			t.Errorf("%s: the auditor is offered words", stage)
		}
	}
	taken := tell(lead.Decision{Decided: true, Lead: "none", Category: "X01", Why: "sure"}).must(t, "desk", lead.DecisionTakenback{Reason: "是校外"}, 10)
	newReader(t, taken.shelf(postgres.StageNew, "", "", lead.KindTakenBack)).shows(prefix+"desk", "曾退回来源，后收回再办。", "说明：是校外")
	newReader(t, &shelf{}).shows(prefix+"desk", "没有待决定的线索。")
}

// The taskforce sees what each side says, and rules by link; the desk sees the same and may not.
func TestTaskforce(t *testing.T) {
	disputed := tell(plain(lead.Education)).must(t, "education", lead.AnswerReturned{Reason: "R01", Competent: "market", Basis: "价格法第三十三条"}, 5).
		must(t, "desk", lead.DecisionAssigned{Department: "market", Reason: "价格"}, 6).must(t, "market", lead.AnswerReturned{Reason: "R01", Competent: "education", Basis: "民促法第六十四条"}, 7)
	s := disputed.shelf(postgres.StageDisputed, "market", "", lead.KindDisputed)
	enter(t, s, web.Taskforce).shows(prefix+"taskforce", "以下各件等待专班裁定或处置", "待裁定", "各方对管辖的意见",
		"云汀区教育局 市场监督管理局 R01 不属本单位职责 价格法第三十三条", "市场监督管理局 云汀区教育局 R01 不属本单位职责 民促法第六十四条", "决定： 指定主办 指定临时主办")
	if page := newReader(t, s).read(prefix + "taskforce"); strings.Contains(page, "决定：") {
		t.Errorf("the desk is offered a ruling: %s", page)
	}
	escalated := tell(refund()).tick(9 * 60)
	enter(t, escalated.shelf(postgres.StageEscalated, "", "", lead.KindEscalated), web.Taskforce).shows(prefix+"taskforce", "逾期上报", "逾期未动：公安分局 · 办结 HL-07", "决定： 指定主办 督办 催办")
	enter(t, &shelf{}, web.Taskforce).shows(prefix+"taskforce", "没有待裁定的事项。")
}

// A lead's page says everything that the protocol remembers of it.
func TestStanding(t *testing.T) {
	all := situations(t)
	all["designated and signed"] = situations(t)["designated"].must(t, "market", lead.AnswerSigned{}, 8)
	for name, want := range map[string][]string{
		"offered":        {"移送中(待签收)", "云汀区教育局已交市场监督管理局（线索移送），待签收 签收期限 2026-07-0", "移送 第 4 号"},
		"return asked":   {"申请退单(待审)", "云汀区教育局申请退单，待分派中心决定"},
		"more time":      {"申请延期", "云汀区教育局申请延期，待分派中心决定 申请延长 3 取证"},
		"suspended":      {"挂起", "办理期限暂停：检测、检验、检疫（自 2026-07-01 12:06） 文书 检1", "暂停计时 自 2026-07-01 12:06 暂停，剩余", "暂停期限", "理由 检测、检验、检疫"},
		"submitted":      {"办结待审核", "提交的办理结果 已解决 n 答复诉求人 r"},
		"disputed":       {"管辖争议", "各方对管辖的意见 谁 认为应由 理由和依据 云汀区教育局 市场监督管理局 b", "文书 M17 提级、上报"},
		"designated":     {"已指定主办·待签收", "已裁定指定主办 市场监督管理局", "文书 M11 指定主办"},
		"to be reviewed": {"已申请复核裁定，待专班决定"},
		"lettered":       {"已去函·待回执", "已去函人社，待回执 函1 r"},
		"proposed":       {"涉嫌犯罪移送 提请单位 云汀区教育局 甲、乙 提请移送 已完成 负责人批准 未完成 移送公安 未完成 公安立案 未完成", "涉嫌罪名 诈骗罪", "办案人员 甲、乙", "移送涉嫌犯罪案件的审批 PS-04"},
		"referred":       {"移送公安 已完成 公安立案 未完成", "已交公安分局（涉嫌犯罪案件移送），待签收", "材料 移送函、移送书 0a0a", "由云汀区教育局到检察院"},
		"not filed":      {"公安不予立案 已完成 提请复议 未完成", "文书 M06 反向移送"},
		"registered":     {"代为登记的答复 云汀区教育局，第 3 号记录", "代为登记 电话，由分派中心登记，回执 录1"},
		"copied":         {"抄送 文化和旅游局"},
		"assisting":      {"柳塘街道 协办 待签收", "任务 现场查看"},
		"allotted":       {"经办 校外科"},
		"nobody's whole": {"拆出的分件 990101-2026-000001-2 已派单·待签收", "拆分 第 2 号"},
		"merged":         {"已并案", "并入其他线索继续办理 990101-2026-000002", "已并入 990101-2026-000002 已签收·办理中", "文书 M16 并案", "相关线索 990101-2026-000002"},
		"escalated":      {"逾期未动，已上报专班", "超期", "已上报专班", "决定者 期限提醒", "期限 签收 HL-02"},
	} {
		s := all[name].alone()
		s.now = noon.Add(24 * time.Hour)
		newReader(t, s).shows(leadPage, want...)
	}
	s := all["nobody's whole"].alone()
	if page := enter(t, s, "market").open(prefix+"leads/"+leadID+"-2", http.StatusOK); !strings.Contains(page, "拆分自") || strings.Contains(page, `href="`+leadPage+`"`) {
		t.Errorf("market, which has a part, is led to the whole: %s", page)
	}
	alike := tell(lead.Decision{Why: "weak", Urgency: lead.Normal})
	alike.add(handoff.Propose(&alike.lead, handoff.Likeness{Lead: "990101-2026-000002", Why: []string{"same-room", "same-party"}, Similarity: .876}, alike.at("rules", 1)), 1)
	alike.others["990101-2026-000002"] = &handoff.Lead{ID: "990101-2026-000002", State: handoff.Signed, Holder: "police", Last: 3}
	r := newReader(t, alike.alone())
	r.shows(leadPage, "疑似重复 990101-2026-000002 已签收·办理中 同一房间 · 同一对象 · 相似 88% 并入这条", "疑似重复 第 2 号", "理由 同一房间、同一对象")
	if page := r.open(leadPage+"/merge?into=990101-2026-000002", http.StatusOK); !strings.Contains(page, `value="990101-2026-000002"`) {
		t.Error("the form does not begin with the other lead")
	}
	if page := r.open(leadPage, http.StatusOK); !strings.Contains(page, leadPage+`/merge?into=990101-2026-000002"`) {
		t.Error("no link to merge")
	}
}

// How pressing a clock is has a word and a shape; what is overdue says so.
func TestLevels(t *testing.T) {
	s := tell(refund())
	s.tick(119)
	r := newReader(t, s.alone())
	page := r.open(leadPage, http.StatusOK)
	if !strings.Contains(page, `<span class="level orange"><svg aria-hidden="true"`) || !strings.Contains(textOf(t, page), "预警") {
		t.Errorf("no warning: %s", textOf(t, page))
	}
	shapes := map[string]bool{}
	for _, level := range []lead.Level{lead.Yellow, lead.Orange, lead.Red, lead.Escalated, "paused"} {
		s := tell(refund()).alone()
		s.view.Clocks[0].Level = level
		s.part.Leads[0].Level = level
		page := newReader(t, s).open(queuePage, http.StatusOK)
		_, after, found := strings.Cut(page, `<span class="level `+string(level)+`">`)
		drawn, _, _ := strings.Cut(after, "</span>")
		if !found || shapes[drawn] || !strings.Contains(drawn, words["level."+string(level)].ZH) {
			t.Errorf("%s is drawn as %q", level, drawn)
		}
		shapes[drawn] = true
	}
}
