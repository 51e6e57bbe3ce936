package services_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

// dayFromNow is a day in China, so many days from today.
func dayFromNow(days int) string {
	return time.Now().In(calendar.China).AddDate(0, 0, days).Format("2006-01-02")
}

// made sends what makes something, must succeed, and reads the answer.
func (s *system) made(path, who string, body, into any) {
	s.t.Helper()
	a := s.post("/enforcement/api/v1"+path, who, body)
	if a.status >= 300 {
		s.t.Fatalf("%s as %s: %d %s", path, who, a.status, a.body)
	}
	if into != nil {
		a.into(s.t, into)
	}
}

type jsonObject = map[string]any

// selfCheck hands in a statement about every item, with a problem of one that is promised by a day, and returns the statement.
func (s *system) selfCheck(campaign, name, uscc, promised string) string {
	s.t.Helper()
	var list struct {
		Checklist struct {
			Sections []struct{ Items []struct{ Code string } }
		}
	}
	s.get("/enforcement/api/v1/selfchecks/"+campaign, "education").into(s.t, &list)
	var answers []jsonObject
	for _, section := range list.Checklist.Sections {
		for _, item := range section.Items {
			a := jsonObject{"item": item.Code, "result": "ok"}
			if item.Code == "fire-3" {
				a = jsonObject{"item": item.Code, "result": "problem", "problem": "培训机构安全出口被锁闭，疏散通道堆放杂物", "measure": "拆锁清理", "responsible": "王主管", "promised": promised}
			}
			answers = append(answers, a)
		}
	}
	var kept struct{ ID string }
	s.made("/selfchecks/"+campaign+"/statements", "street-liutang", jsonObject{"name": name, "uscc": uscc, "street": "柳塘街道", "address": "柳塘街道文渊路15号2楼", "responsible": "李校长",
		"commitment": jsonObject{"signedBy": "李校长", "on": dayFromNow(-5)}, "on": dayFromNow(-5), "answers": answers}, &kept)
	return kept.ID
}

type promiseView struct {
	ID, State, Announced, Lead, Due string
	Version                         int
}

func (s *system) items(path string) []promiseView {
	s.t.Helper()
	var out struct{ Items []promiseView }
	s.get("/enforcement/api/v1"+path, "education").into(s.t, &out)
	return out.Items
}

// What an institution promised and did not do by its day becomes one lead, which routing sends as any other; what was done in time becomes none.
// Services that start again make no second one.
func TestALapsedSelfCheckBecomesOneLead(t *testing.T) {
	s := startSystem(t)
	var campaign struct{ ID string }
	s.made("/selfchecks", "education", jsonObject{"title": "暑期自查自纠", "from": dayFromNow(-10), "to": dayFromNow(5)}, &campaign)
	institutions := []jsonObject{{"name": "启明培训", "uscc": "91990101MA0000001X", "street": "柳塘街道"}, {"name": "远航培训", "uscc": "91990101MA0000002X", "street": "柳塘街道"},
		{"name": "无声培训", "uscc": "91990101MA0000003X", "street": "云桥街道"}}
	s.made("/selfchecks/"+campaign.ID+"/institutions", "education", jsonObject{"institutions": institutions}, nil)

	kept := s.items("/selfchecks/statements/" + s.selfCheck(campaign.ID, "远航培训", "91990101MA0000002X", dayFromNow(0)) + "/items")
	s.made("/promises/"+kept[0].ID+"/mend", "street-liutang", jsonObject{"version": kept[0].Version, "note": "已拆锁"}, nil)
	broken := s.selfCheck(campaign.ID, "启明培训", "91990101MA0000001X", dayFromNow(-1))

	var late promiseView
	await(t, "the promise to become a lead", func() bool {
		late = s.items("/selfchecks/statements/" + broken + "/items")[0]
		return late.Lead != ""
	})
	if late.Announced != "lapsed" || late.State != "open" {
		t.Fatalf("%+v", late)
	}
	var view struct {
		Channel  string
		Decision struct{ Lead string }
		Matter   lead.Matter
	}
	await(t, "routing to have it", func() bool { return s.get("/routing/api/v1/leads/"+late.Lead, "desk").status == http.StatusOK })
	s.get("/routing/api/v1/leads/"+late.Lead, "desk").into(t, &view)
	if view.Matter.Channel != lead.SelfCheck || view.Matter.Number != late.ID || view.Matter.Target.Name != "启明培训" || view.Matter.Place.Street != "柳塘街道" {
		t.Errorf("routing has %+v", view.Matter)
	}
	if strings.Contains(fmt.Sprint(view), "李校长") || strings.Contains(fmt.Sprint(view), "王主管") {
		t.Error("who is responsible travels")
	}

	s.stop()
	s.start()
	next := s.selfCheck(campaign.ID, "后来培训", "91990101MA0000004X", dayFromNow(-1))
	await(t, "the next promise to become a lead", func() bool { return s.items("/selfchecks/statements/" + next + "/items")[0].Lead != "" })
	var leads int
	if err := s.db.Pool(t, "intake").QueryRow(t.Context(), "SELECT count(*) FROM lead").Scan(&leads); err != nil || leads != 2 {
		t.Errorf("%d leads of two promises, %v", leads, err)
	}
	form := s.get("/enforcement/api/v1/selfchecks/"+campaign.ID+"/form.csv", "street-liutang")
	filled := strings.ReplaceAll(string(form.body), ",,,,,,,\r\n", ",合格,,,,,,\r\n")
	filled = strings.Replace(filled, "\n,,,,,,,,,", "\n填表培训,91990101MA0000005X,,云桥街道,云桥路1号,丙,"+dayFromNow(-1)+",丙,"+dayFromNow(-1)+",", 1)
	for range 2 {
		a := s.call("POST", "/enforcement/api/v1/selfchecks/"+campaign.ID+"/statements/file", "street-liutang", "text/csv", []byte(filled))
		if a.status != http.StatusOK || strings.TrimSpace(string(a.body)) != `{"differ":[],"taken":1}` {
			t.Errorf("a filled form: %d %s", a.status, a.body)
		}
	}
	var missing struct{ Missing []struct{ Name string } }
	s.get("/enforcement/api/v1/selfchecks/"+campaign.ID+"/missing", "education").into(t, &missing)
	if len(missing.Missing) != 1 || missing.Missing[0].Name != "无声培训" {
		t.Errorf("missing: %+v", missing)
	}
	var rate struct{ Asked, HandedIn int }
	s.get("/enforcement/api/v1/selfchecks/"+campaign.ID+"/rate", "auditor").into(t, &rate)
	if rate.Asked != 3 || rate.HandedIn != 2 {
		t.Errorf("rate: %+v", rate)
	}
	if a := s.get("/enforcement/api/v1/selfchecks/"+campaign.ID, "wechat"); a.status != http.StatusForbidden {
		t.Errorf("a sender reads self-checks: %d", a.status)
	}
}

var twoOfLiutang = []jsonObject{{"name": "甲", "unit": "柳塘街道", "certificate": "YT-0001"}, {"name": "乙", "unit": "教育局", "certificate": "YT-0002"}}

// A patrol writes its ledger, hands over at once what is dangerous, and the ledger's files hold every column; phones are for who works on it.
func TestAPatrolHandsOver(t *testing.T) {
	s := startSystem(t)
	var round struct{ ID string }
	s.made("/rounds", "taskforce", jsonObject{"title": "拉网式排查", "from": dayFromNow(-3), "to": dayFromNow(3), "teams": []string{"street-liutang", "education"}}, &round)
	path := "/rounds/" + round.ID
	s.made(path+"/points", "street-liutang", jsonObject{"points": []jsonObject{
		{"name": "晨曦托管", "address": "柳塘街道文渊路15号201", "street": "柳塘街道", "community": "文渊社区", "grid": "G01", "kind": "commercial"},
		{"name": "居民楼602", "address": "柳塘街道翠湾花园6栋602", "street": "柳塘街道", "community": "翠湾社区", "grid": "G02", "kind": "residential"}}}, nil)
	var kept struct{ Findings []string }
	s.made(path+"/visits", "street-liutang", jsonObject{"visit": jsonObject{"point": 1, "officers": twoOfLiutang, "papers": "registered", "phone": "13800138000", "responsible": "丙", "pupils": 34, "staff": 7,
		"teaches": "=1+1", "findings": []jsonObject{{"category": "F02", "text": "安全出口锁闭，学生正在上课", "due": dayFromNow(2)}, {"category": "F01", "text": "灭火器过期", "due": dayFromNow(2)}}}}, &kept)
	s.made("/promises/"+kept.Findings[0]+"/hand-over", "street-liutang", jsonObject{"version": 1, "urgency": "critical", "reason": "学生在场"}, nil)
	if a := s.post("/enforcement/api/v1/promises/"+kept.Findings[0]+"/hand-over", "education", jsonObject{"version": 1, "urgency": "critical", "reason": "学生在场"}); a.status != http.StatusConflict {
		t.Errorf("handed over on an old version: %d %s", a.status, a.body)
	}
	var first promiseView
	await(t, "a lead of the patrol", func() bool { first = s.items(path + "/findings")[0]; return first.Lead != "" })
	var view struct{ Urgency, Matter any }
	await(t, "routing to have it", func() bool { return s.get("/routing/api/v1/leads/"+first.Lead, "desk").status == http.StatusOK })
	s.get("/routing/api/v1/leads/"+first.Lead, "desk").into(t, &view)
	if text := fmt.Sprint(view); !strings.Contains(text, "critical") || !strings.Contains(text, "channel:patrol") {
		t.Errorf("routing has %s", text)
	}

	void := "/enforcement/api/v1/promises/" + kept.Findings[1] + "/void"
	for who, want := range map[string]int{"street-liutang": http.StatusForbidden, "market": http.StatusNotFound, "auditor": http.StatusForbidden} {
		if a := s.post(void, who, jsonObject{"version": 1, "reason": "误记"}); a.status != want {
			t.Errorf("%s says that it was a mistake: %d", who, a.status)
		}
	}

	var coverage struct {
		Coverage []struct {
			Place                                                       string
			Planned, Visited, WithFindings, Findings, FindingsAnnounced int
		}
	}
	s.get("/enforcement/api/v1"+path+"/coverage?by=grid", "education").into(t, &coverage)
	if got := fmt.Sprint(coverage.Coverage); got != "[{G01 1 1 1 2 1} {G02 1 0 0 0 0}]" {
		t.Errorf("coverage %s", got)
	}
	var between struct {
		Indicators []struct {
			ID                     string
			Numerator, Denominator int
		}
	}
	s.get("/enforcement/api/v1/coverage?from="+dayFromNow(-1)+"&to="+dayFromNow(1), "auditor").into(t, &between)
	if got := fmt.Sprint(between.Indicators); got != "[{coverage 1 2} {closing 0 2} {recheck 0 0} {self-check 0 0}]" {
		t.Errorf("indicators %s", got)
	}
	for who, sees := range map[string]bool{"street-liutang": true, "education": true, "auditor": false} {
		for _, ext := range []string{"", ".csv"} {
			a := s.get("/enforcement/api/v1"+path+"/ledger"+ext, who)
			if a.status != http.StatusOK || strings.Contains(string(a.body), "13800138000") != sees || strings.Contains(string(a.body), "YT-0001") != sees {
				t.Errorf("%s reads ledger%s: %d %s", who, ext, a.status, a.body)
			}
		}
	}
	if a := s.get("/enforcement/api/v1"+path+"/ledger.csv", "auditor"); !strings.Contains(string(a.body), ",'=1+1,") || !strings.HasPrefix(string(a.body), "\uFEFF序号,街道,社区,网格") {
		t.Errorf("%s", a.body)
	}
	if a := s.get("/enforcement/api/v1"+path+"/ledger.xlsx", "auditor"); a.status != http.StatusOK || !strings.HasPrefix(string(a.body), "PK") {
		t.Errorf("xlsx: %d", a.status)
	}
	var copied struct{ ID string }
	s.made("/rounds", "education", jsonObject{"title": "补录", "from": dayFromNow(-3), "to": dayFromNow(3), "teams": []string{"education"}}, &copied)
	for _, ext := range []string{".csv", ".xlsx"} {
		for _, want := range []string{`{"taken":1}`, `{"taken":0}`} {
			file := s.get("/enforcement/api/v1"+path+"/ledger"+ext, "education")
			if ext == ".xlsx" && want == `{"taken":0}` {
				break // a workbook is never written twice alike
			}
			a := s.call("POST", "/enforcement/api/v1/rounds/"+copied.ID+"/ledger", "education", "text/csv", file.body)
			if a.status != http.StatusOK || strings.TrimSpace(string(a.body)) != want {
				t.Errorf("import %s: %d %s", ext, a.status, a.body)
			}
		}
	}
	if n := len(s.items("/rounds/" + copied.ID + "/findings")); n != 2 {
		t.Errorf("%d findings of two files, each with one that is a lead already", n)
	}
	for _, who := range []string{"market", "street-elsewhere", "wechat"} {
		if a := s.get("/enforcement/api/v1"+path+"/ledger", who); a.status != http.StatusNotFound && a.status != http.StatusUnauthorized {
			t.Errorf("%s reads it: %d", who, a.status)
		}
	}
	if strings.Contains(s.log.String(), "13800138000") || strings.Contains(s.log.String(), `"level":"ERROR"`) {
		t.Errorf("the log says %s", s.log)
	}
	for _, service := range []string{"intake", "routing", "enforcement", "disclosure", "ledger"} {
		var aside int
		if err := s.db.Pool(t, service).QueryRow(t.Context(), "SELECT count(*) FROM aside").Scan(&aside); err != nil || aside != 0 {
			t.Errorf("%s set %d events aside, %v", service, aside, err)
		}
	}
}

// operationView is what is read of an operation.
type operationView struct {
	ID, State, Trigger string
	Version            int
	Unsigned           []string
	Leads              []string
	Lines              []struct {
		Department, Case string
		Site             int
		Findings         []int
	}
}

func (s *system) acts(id, act, who string, body jsonObject) (o operationView) {
	s.t.Helper()
	s.get("/enforcement/api/v1/operations/"+id, who).into(s.t, &o)
	body["version"] = o.Version
	s.made("/operations/"+id+"/"+act, who, body, &o)
	return o
}

// Four departments go together, find five things on two sites, and take home one case each per site; whoever came uses the evidence of all.
func TestJointOperation(t *testing.T) {
	s := startSystem(t)
	parties := []string{"education", "police", "market", "fire"}
	var tasks []jsonObject
	for _, p := range parties {
		tasks = append(tasks, jsonObject{"party": p, "task": "按职责检查"})
	}
	plan := jsonObject{"title": "联合执法", "reason": "专班决定", "plan": "两组同时进场", "street": "柳塘街道", "participants": tasks,
		"rally": jsonObject{"at": time.Now().Format(time.RFC3339), "place": "街道办门口"}}
	if a := s.post("/enforcement/api/v1/operations", "education", plan); a.status != http.StatusForbidden {
		t.Fatalf("a department without a lead plans: %d %s", a.status, a.body)
	}
	var o operationView
	s.made("/operations", "taskforce", plan, &o)
	for _, p := range parties {
		s.acts(o.ID, "reply", p, jsonObject{"accept": true})
	}
	if a := s.post("/enforcement/api/v1/operations/"+o.ID+"/start", "taskforce", jsonObject{"version": 1}); a.status != http.StatusConflict {
		t.Fatalf("started on an old version: %d %s", a.status, a.body)
	}
	s.acts(o.ID, "start", "taskforce", jsonObject{})
	for _, site := range []string{"启明托管", "远航书房"} {
		s.made("/operations/"+o.ID+"/sites", "education", jsonObject{"name": site, "address": "文渊路15号", "at": time.Now().Format(time.RFC3339), "party": jsonObject{"name": site, "kind": "business"}}, nil)
	}
	for i, f := range []jsonObject{
		{"site": 1, "category": "A05", "department": "education", "evidence": []string{"E-1"}}, {"site": 1, "category": "F02", "department": "fire", "evidence": []string{"E-2"}},
		{"site": 1, "category": "D04", "department": "market"}, {"site": 2, "category": "G02", "department": "police"}, {"site": 1, "category": "F01", "department": "fire"},
	} {
		f["found"], f["officers"] = "现场检查所见", twoOfLiutang
		s.made("/operations/"+o.ID+"/findings", parties[i%4], f, nil)
	}
	if a := s.post("/enforcement/api/v1/operations/"+o.ID+"/findings", "market", jsonObject{"site": 1, "category": "F02", "department": "market", "found": "出口锁闭", "officers": twoOfLiutang}); a.status != http.StatusConflict {
		t.Errorf("one act goes to two departments: %d", a.status)
	}
	s.acts(o.ID, "finish", "taskforce", jsonObject{})
	for _, p := range parties[:3] {
		o = s.acts(o.ID, "sign", p, jsonObject{})
	}
	if len(o.Unsigned) != 1 || o.Unsigned[0] != "fire" {
		t.Errorf("unsigned: %v", o.Unsigned)
	}
	s.acts(o.ID, "sign", "fire", jsonObject{})
	o = s.acts(o.ID, "split", "taskforce", jsonObject{})
	var lines []string
	numbers := map[string]bool{}
	for _, l := range o.Lines {
		lines = append(lines, fmt.Sprint(l.Site, l.Department, l.Findings))
		numbers[l.Case] = true
	}
	if got := strings.Join(lines, " "); got != "1education[1] 1fire[2 5] 1market[3] 2police[4]" || len(numbers) != 4 || o.State != "ended" {
		t.Fatalf("%s, %v, %s", got, numbers, o.State)
	}
	for _, p := range parties {
		var have struct{ Cases []struct{ Number string } }
		s.get("/enforcement/api/v1/cases", p).into(t, &have)
		if len(have.Cases) != 1 || !numbers[have.Cases[0].Number] {
			t.Errorf("%s has %+v", p, have)
		}
		var evidence struct{ Evidence []struct{ ID string } }
		s.get("/enforcement/api/v1/operations/"+o.ID+"/evidence", p).into(t, &evidence)
		if len(evidence.Evidence) != 2 {
			t.Errorf("%s uses %+v", p, evidence)
		}
	}
	if a := s.get("/enforcement/api/v1/operations/"+o.ID, "health"); a.status != http.StatusNotFound {
		t.Errorf("who was not asked reads it: %d", a.status)
	}
}

// Two departments that lead leads on one place make the rule propose a joint operation; a person confirms it, and it is proposed once.
func TestTwoDepartmentsOnOnePlace(t *testing.T) {
	s := startSystem(t)
	place := jsonObject{"address": "云汀区柳塘街道翠湾花园6栋602", "street": "柳塘街道"}
	ids := map[string]string{
		"education": s.accepted("p-1", jsonObject{"channel": "hotline", "text": homeTutor["text"], "place": place}),
		"market":    s.accepted("p-2", jsonObject{"channel": "hotline", "place": place, "text": "广告写原价9800，暑期立减到2980，最后三天，可去年的海报也是2980。"}),
	}
	for who, id := range ids {
		s.trace(id, map[string]string{"education": "routed dispatched", "market": "routed dispatched assist-asked"}[who])
		e := cloudEvent("/990101/"+who, "sign-"+who, lead.AnswerSigned{}.EventType(), id, jsonObject{})
		if a := s.call("POST", "/routing/api/v1/leads/"+id+"/answers", who, "application/cloudevents+json", e); a.status != http.StatusOK {
			t.Fatalf("sign: %d %s", a.status, a.body)
		}
	}
	var list struct{ Operations []operationView }
	await(t, "a proposal", func() bool {
		s.get("/enforcement/api/v1/operations?state=proposed", "taskforce").into(t, &list)
		return len(list.Operations) == 1
	})
	o := list.Operations[0]
	if o.Trigger != "rule" || len(o.Leads) != 2 {
		t.Fatalf("%+v", o)
	}
	s.made("/operations/"+o.ID+"/confirm", "market", jsonObject{"version": o.Version, "title": "联合检查", "reason": "同一地点两部门在办", "plan": "同时进场", "participants": []jsonObject{
		{"party": "market", "task": "查价格"}, {"party": "education", "task": "查培训"}}, "rally": jsonObject{"at": time.Now().Add(24 * time.Hour).Format(time.RFC3339), "place": "东门"}}, &o)
	if o.State != "planned" || len(o.Leads) != 2 {
		t.Errorf("%+v", o)
	}
}
