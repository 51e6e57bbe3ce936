package services_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
)

// careCentre is an institution that is licensed for arts and on the white list; the code is made up.
var careCentre = map[string]any{
	"name": "云汀区小书房艺术培训有限公司", "aliases": []string{"小书房晚托"}, "registration": map[string]any{"uscc": "91990101MA0000001Y", "from": "2022-03-01"},
	"places":   []any{map[string]any{"address": "云汀区柳塘街道学府路12号2层", "street": "柳塘街道"}},
	"licences": []any{map[string]any{"number": "教民199010170000011", "department": "education", "scope": "艺术类", "from": "2024-01-01", "until": "2099-12-31"}},
	"reason":   "据办学许可档案录入",
}

// register enters an institution, puts it on the white list, and returns its id.
func (s *system) register(institution map[string]any) string {
	s.t.Helper()
	var made institutionView
	a := s.post("/enforcement/api/v1/institutions", "education", institution)
	if a.into(s.t, &made); a.status != http.StatusCreated {
		s.t.Fatalf("register: %d %s", a.status, a.body)
	}
	if a := s.white(made.ID); a.status != http.StatusOK {
		s.t.Fatalf("white list: %d %s", a.status, a.body)
	}
	return made.ID
}

// white asks for an institution to be on the white list.
func (s *system) white(id string) answer {
	s.t.Helper()
	return s.post("/enforcement/api/v1/institutions/"+id+"/white", "education", map[string]string{"licence": "教民199010170000011", "reason": "年检合格"})
}

// site waits until a page of the public site holds all the words.
func (s *system) site(path string, words ...string) (body string) {
	s.t.Helper()
	await(s.t, path+" to hold "+strings.Join(words, ", "), func() bool {
		a := s.get(path, "")
		body = string(a.body)
		for _, w := range words {
			if !strings.Contains(body, w) {
				return false
			}
		}
		return a.status == http.StatusOK
	})
	return body
}

// publish takes the one publication of a case through the whole chain, each step by its role, and returns its id.
func (s *system) publish(number string) (id string) {
	s.t.Helper()
	await(s.t, "the draft of "+number, func() bool {
		var list struct {
			Publications []struct{ ID, Stage string }
		}
		s.get("/disclosure/api/v1/publications?stage=draft", "education").into(s.t, &list)
		for _, p := range list.Publications {
			var one struct{ Publication struct{ Case string } }
			s.get("/disclosure/api/v1/publications/"+p.ID, "education").into(s.t, &one)
			if one.Publication.Case == number {
				id = p.ID
			}
		}
		return id != ""
	})
	s.took(id, "submit", "education", object{}, http.StatusOK)
	s.took(id, "prepare", "disclosure-editor", object{"legalDuty": "行政处罚法第四十八条"}, http.StatusOK)
	s.took(id, "legal", "legal", object{}, http.StatusOK)
	s.took(id, "privacy", "disclosure-approver", object{}, http.StatusOK)
	s.took(id, "approve", "education-head", object{}, http.StatusOK)
	return id
}

// From the hotline's event to the satisfied reporter: routed, signed, ordered to stop, paid back, rechecked, decided, published; and who
// reported is found nowhere but in intake's own tables.
func TestFromTheReportToThePublishedResult(t *testing.T) {
	s := startSystem(t)
	centre := s.register(careCentre)
	id, code := s.takesIn("result-1", map[string]any{"channel": "hotline", "number": "T-900", "appeal": "举报", "place": map[string]any{"address": "云汀区柳塘街道学府路12号2层", "street": "柳塘街道"},
		"target": map[string]any{"name": "小书房晚托"}, "text": "我叫欧阳若兰，电话13987654321。学府路12号二楼的小书房晚托，收三十多个小学生补英语，一学期四千多，一节课两百。",
		"reporter": map[string]any{"name": "欧阳若兰", "phone": "13987654321", "reply": true}})
	number := s.caseOfAny(id, lead.Education)
	if f := s.until(code, "in-hand"); f.Holders[0].Party != "education" {
		t.Fatalf("the reporter sees %+v", f)
	}

	const handler, head = "education", "education-head"
	s.act(number, handler, "register", daysAgo(40), 200, map[string]any{"clue": daysAgo(40), "category": "A05", "street": "柳塘街道"})
	s.act(number, handler, "verify", daysAgo(39), 200, onSite(map[string]any{"found": "substantiated"}))
	s.act(number, handler, "party", daysAgo(39), 200, map[string]any{"name": careCentre["name"], "kind": "organisation", "as": "subject", "uscc": "91990101MA0000001Y", "representative": "林清源", "institution": centre})
	s.act(number, handler, "stop", daysAgo(39), 200, onSite(map[string]any{"safety": true, "party": 1}))
	s.site("/public/institutions/"+centre, "停业整改中")
	s.site("/public/find?q="+url.QueryEscape("小書房 藝術培訓"), centre)
	if a := s.white(centre); a.status != http.StatusConflict || !strings.Contains(string(a.body), "problem:suspended") {
		t.Fatalf("a suspended institution on the white list: %d %s", a.status, a.body)
	}

	s.act(number, head, "file", daysAgo(35), 200, map[string]any{"number": "云教立〔2026〕2号", "reason": "涉嫌变相培训"})
	s.act(number, handler, "investigate", daysAgo(34), 200, onSite(map[string]any{"kind": "inquiry", "text": "共有学员34名，教职工7名。"}))
	s.act(number, handler, "money", daysAgo(33), 200, map[string]any{"collected": 4658000, "refundedBefore": 4358000})
	s.act(number, handler, "order-refund", daysAgo(33), 200, map[string]any{"fen": 300000, "payers": 2, "due": daysAgo(25)})
	s.act(number, handler, "refund-paid", daysAgo(30), 200, map[string]any{"fen": 300000, "payers": 2, "papers": []any{map[string]any{"kind": "转账凭证", "sha256": strings.Repeat("ab", 32)}}})
	s.act(number, handler, "recheck", daysAgo(29), 200, onSite(map[string]any{"order": 1, "result": "passed"}))
	s.site("/public/institutions/"+centre, "有办学许可")
	if a := s.white(centre); a.status != http.StatusOK {
		t.Fatalf("back on the white list: %d %s", a.status, a.body)
	}

	s.act(number, handler, "conclude", daysAgo(28), 200, map[string]any{"proposal": "penalise", "complex": true})
	s.act(number, "legal", "review", daysAgo(27), 200, map[string]any{"result": "agreed", "opinion": "事实清楚，证据确凿"})
	measures := []any{map[string]any{"party": 1, "code": "fine", "fen": 300000, "basis": "o53-17", "of": "gains", "percent": 100}}
	s.act(number, handler, "notice", daysAgo(27), 200, map[string]any{"number": "云教罚告字〔2026〕2号", "actOn": daysAgo(39), "measures": measures})
	s.act(number, handler, "waive", daysAgo(26), 200, map[string]any{"papers": []any{map[string]any{"kind": "放弃声明", "sha256": strings.Repeat("cd", 32)}}})
	s.act(number, head, "discuss", daysAgo(25), 200, map[string]any{"present": []string{"丙", "丁"}, "conclusion": "同意"})
	s.act(number, head, "decide", daysAgo(24), 200, map[string]any{"number": "云教罚字〔2026〕第2号", "agency": "云汀区教育局", "violation": "擅自举办校外培训机构",
		"facts": "当事人以托管名义组织34名学生补习英语，收取46580元，立案前已退还43580元。法定代表人林清源在场，联系电话13800138000。", "basis": "《校外培训行政处罚暂行办法》第十七条",
		"actOn": daysAgo(39), "measures": measures, "hide": []string{"林清源", "13800138000"}})
	s.act(number, handler, "serve", daysAgo(23), 200, map[string]any{"how": "direct"})
	s.act(number, handler, "pay", daysAgo(20), 200, map[string]any{"party": 1, "code": "fine", "fen": 300000})
	s.act(number, head, "close", daysAgo(19), 200, map[string]any{"outcome": "penalised", "publish": true})
	if v := s.lookAt(number, "auditor"); v.Case.Money.Gains != 300000 || v.Case.Refund.Paid != 300000 {
		t.Fatalf("the sums are %+v", v.Case)
	}

	item := s.publish(number)
	shown := s.site("/public/results/"+item, "云教罚字〔2026〕第2号", careCentre["name"].(string), "0.3")
	for _, secret := range []string{"清源", "13800138000"} {
		if strings.Contains(shown, secret) {
			t.Errorf("the public reads %s", secret)
		}
	}
	s.site("/public/results?q="+url.QueryEscape("托管名义"), item)
	s.site("/public/institutions/"+centre, "云教罚字〔2026〕第2号")
	s.site("/public/feed.atom", item)

	s.say(id, "sign", "market", map[string]any{})
	s.say(id, "done", "market", map[string]any{"outcome": "unsubstantiated", "note": "登记无误"})
	s.say(id, "done", "education", map[string]any{"outcome": "substantiated", "note": "已处罚并退费", "reply": "已责令停止、退费并处罚，结果已公开。"})
	s.say(id, "close", "desk", map[string]any{})
	s.until(code, "your-answer")
	if a := s.followForm("/follow/answer", "code", code, "responded", "yes", "solved", "yes", "satisfied", "yes", "note", "谢谢，若兰"); a.status != http.StatusOK {
		t.Fatalf("answer: %d", a.status)
	}
	await(t, "the reporter's answer in the chain", func() bool {
		return bytes.Contains(s.get("/ledger/api/v1/leads/"+id+"/trace", "auditor").body, []byte("revisited"))
	})
	for _, path := range []string{"/public/", "/public/results", "/public/results/" + item, "/public/institutions/" + centre, "/public/feed.atom", "/public/sitemap.xml", "/metrics"} {
		search(t, path, s.get(path, "").body)
	}
	for _, path := range []string{"/enforcement/api/v1/cases/" + number, "/enforcement/api/v1/institutions/matches?kind=lead&subject=" + id, "/disclosure/api/v1/publications/" + item, "/intake/api/v1/replies?state=all"} {
		search(t, path, s.get(path, "auditor").body)
	}
	search(t, "the log", []byte(s.log.String()))
	if strings.Contains(s.log.String(), code) {
		t.Error("the log holds the code")
	}
	searchTables(t, s.db.Admin)
}

// caseOfAny signs a lead that was sent to a department, whoever else was asked, and returns the number of the case that it opens.
func (s *system) caseOfAny(id string, d lead.Department) (number string) {
	s.t.Helper()
	await(s.t, "the lead to be signed", func() bool {
		return s.post("/routing/api/v1/leads/"+id+"/sign", string(d), map[string]any{}).status == http.StatusOK
	})
	await(s.t, "the case", func() bool {
		var list struct{ Cases []struct{ Number string } }
		s.get("/enforcement/api/v1/cases?lead="+id, string(d)).into(s.t, &list)
		if len(list.Cases) == 1 {
			number = list.Cases[0].Number
		}
		return number != ""
	})
	return number
}

// A suspended institution tries to appear on the white list: by asking again, by a new licence, by an import, by a new name, and after the
// case was closed; only a recheck that it passes, and a new entry behind that, bring it back. Nobody else loses anything by it.
func TestASuspendedInstitutionTriesToLookCompliant(t *testing.T) {
	s := startSystem(t)
	centre := s.register(careCentre)
	id, _ := s.takesIn("gate-1", map[string]any{"channel": "hotline", "number": "T-901", "text": "英语机构走廊停放电动自行车，其中两辆飞线充电，紧邻教室木门，走廊堆放纸箱。",
		"place": map[string]any{"address": "云汀区柳塘街道学府路12号2层", "street": "柳塘街道"}, "target": map[string]any{"name": "小书房晚托"}})
	number := s.caseOfAny(id, lead.Fire)
	s.act(number, "fire", "register", daysAgo(10), 200, map[string]any{"clue": daysAgo(10), "category": "F04", "street": "柳塘街道"})
	s.act(number, "fire", "verify", daysAgo(10), 200, onSite(map[string]any{"found": "substantiated"}))
	s.act(number, "fire", "party", daysAgo(10), 200, map[string]any{"name": careCentre["name"], "kind": "organisation", "as": "subject", "uscc": "91990101MA0000001Y", "institution": centre})
	s.act(number, "fire", "order", daysAgo(10), 200, map[string]any{"safety": true, "party": 1, "due": daysAgo(5), "what": "清理疏散通道"})
	s.site("/public/lists/suspended", "小书房")
	if strings.Contains(s.site("/public/lists/white"), "小书房") {
		t.Error("the white list shows a suspended institution")
	}
	refused := func(what string, a answer) {
		t.Helper()
		if a.status < 400 {
			t.Fatalf("%s: %d %s", what, a.status, a.body)
		}
	}
	refused("asking again", s.white(centre))
	refused("the market department", s.post("/enforcement/api/v1/institutions/"+centre+"/white", "market", map[string]string{"licence": "教民199010170000011", "reason": "登记正常"}))
	imported := s.call("POST", "/enforcement/api/v1/institutions/import?list=white&apply=true", "education", "text/csv",
		[]byte("\ufeff机构名称,统一社会信用代码,办学许可证号\n云汀区小书房艺术培训有限公司,91990101MA0000001Y,教民199010170000011\n"))
	var view institutionView
	if s.get("/enforcement/api/v1/institutions/"+centre, "education").into(t, &view); view.Listed || view.Standing != "suspended" {
		t.Fatalf("after an import (%d %s) it is %+v", imported.status, imported.body, view)
	}
	s.act(number, "fire", "recheck", daysAgo(4), 200, onSite(map[string]any{"order": 1, "result": "failed", "due": daysAgo(2)}))
	refused("after a failed recheck", s.white(centre))
	s.act(number, "fire-head", "hand-order", daysAgo(3), 200, map[string]any{"order": 1, "reason": "移交街道跟踪", "to": "柳塘街道办"})
	refused("after the order was handed over", s.white(centre))
	s.stop()
	s.start()
	refused("after a restart", s.white(centre))
	s.act(number, "fire", "recheck", daysAgo(1), 200, onSite(map[string]any{"order": 1, "result": "passed"}))
	s.site("/public/institutions/"+centre, "有办学许可")
	if strings.Contains(s.site("/public/lists/white"), "小书房") {
		t.Error("it is back on the white list without a new entry")
	}
	if a := s.white(centre); a.status != http.StatusOK {
		t.Fatalf("after a passed recheck: %d %s", a.status, a.body)
	}
	s.site("/public/lists/white", "小书房")
}
