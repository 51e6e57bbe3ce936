package services_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
)

// caseOf signs a lead that rules sent to a department, and returns the number of the case that it opens.
func (s *system) caseOf(id string, d lead.Department) (number string) {
	s.t.Helper()
	s.trace(id, "routed dispatched")
	if a := s.post("/routing/api/v1/leads/"+id+"/sign", string(d), map[string]any{}); a.status != http.StatusOK {
		s.t.Fatalf("sign: %d %s", a.status, a.body)
	}
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

// act does an act in a case, and wants a status.
func (s *system) act(number, who, act, on string, want int, fields map[string]any) answer {
	s.t.Helper()
	in := map[string]any{"on": on}
	for name, value := range fields {
		in[name] = value
	}
	a := s.post("/enforcement/api/v1/cases/"+number+"/"+act, who, in)
	if a.status != want {
		s.t.Fatalf("%s by %s: %d %s, want %d", act, who, a.status, a.body, want)
	}
	return a
}

// onSite adds two officers who showed their papers.
func onSite(fields map[string]any) map[string]any {
	fields["officers"], fields["shown"] = []string{"甲", "乙"}, true
	return fields
}

type caseView struct {
	Case struct {
		Number, Stage, Lead, NextDue string
		Last                         int
		Money                        struct{ Gains int64 }
		Refund                       lead.Refunds
		Referral                     *struct{ State string }
		Warnings                     []struct{ Code string }
		Acts                         []struct {
			Name   string
			Fields []struct {
				Name, Type string
				Label      lead.Bilingual
			}
		}
	}
	Records []struct {
		SHA256 string
		Record struct {
			No   int
			Step string
			Prev string
		}
	}
}

func (v caseView) may(act string) bool {
	for _, a := range v.Case.Acts {
		if a.Name == act {
			return true
		}
	}
	return false
}

func (s *system) lookAt(number, who string) (v caseView) {
	s.t.Helper()
	a := s.get("/enforcement/api/v1/cases/"+number, who)
	if a.status != http.StatusOK {
		s.t.Fatalf("look at %s: %d %s", number, a.status, a.body)
	}
	a.into(s.t, &v)
	return v
}

// The phases of a county's case, entered on paper dates of last winter through the API, come out with their days and sums; who may not do
// something is refused and recorded; a repeated act has its effect once.
func TestACaseThroughTheAPI(t *testing.T) {
	s := startSystem(t)
	number := s.caseOf(s.accepted("case-1", homeTutor), lead.Education)
	const handler, head = "education", "education-head"
	s.act(number, handler, "register", "2025-12-25", 200, map[string]any{"clue": "2025-12-25", "category": "A05", "street": "柳塘街道"})
	s.act(number, handler, "verify", "2025-12-27", 422, map[string]any{"found": "substantiated"})
	s.act(number, handler, "verify", "2025-12-27", 409, map[string]any{"found": "substantiated", "officers": []string{"甲"}, "shown": true})
	s.act(number, handler, "verify", "2025-12-27", 200, onSite(map[string]any{"found": "substantiated"}))
	s.act(number, handler, "stop", "2025-12-27", 200, onSite(map[string]any{}))
	s.act(number, handler, "file", "2025-12-31", 403, map[string]any{"number": "云教立〔2025〕2号", "reason": "涉嫌变相培训"})
	s.act(number, head, "file", "2025-12-26", 409, map[string]any{"number": "云教立〔2025〕2号", "reason": "涉嫌变相培训"})
	s.act(number, head, "file", "2025-12-31", 200, map[string]any{"number": "云教立〔2025〕2号", "reason": "涉嫌变相培训"})
	s.act(number, handler, "party", "2025-12-31", 200, map[string]any{"name": "云汀区某托管中心", "kind": "organisation", "as": "subject"})
	s.act(number, handler, "investigate", "2026-01-05", 200, onSite(map[string]any{"kind": "inquiry", "text": "共有学员34名，教职工7名。"}))
	s.act(number, handler, "money", "2026-01-06", 200, map[string]any{"collected": 4658000, "refundedBefore": 4358000})
	s.act(number, handler, "order-refund", "2026-01-06", 200, map[string]any{"fen": 300000, "payers": 2, "due": "2026-01-10"})
	s.act(number, handler, "list-payers", "2026-01-06", 200, map[string]any{"payers": []any{map[string]any{"key": "payer 1", "fen": 100000}, map[string]any{"key": "payer 2", "fen": 200000}}})
	s.act(number, handler, "list-payers", "2026-01-06", 422, map[string]any{"payers": []any{map[string]any{"key": "张三", "fen": 300000}}})
	paid := map[string]any{"payments": []any{map[string]any{"key": "payer 1", "fen": 100000}, map[string]any{"key": "payer 2", "fen": 200000}}, "papers": []any{map[string]any{"kind": "转账凭证", "sha256": strings.Repeat("a", 64)}}}
	s.act(number, handler, "refund-paid", "2026-01-08", 200, paid)
	s.act(number, handler, "recheck", "2026-01-09", 200, onSite(map[string]any{"order": 1, "result": "passed"}))
	s.act(number, handler, "conclude", "2026-01-12", 200, map[string]any{"proposal": "penalise", "complex": true})
	s.act(number, "legal", "review", "2026-01-13", 200, map[string]any{"result": "agreed", "opinion": "事实清楚，证据确凿"})
	measures := []any{map[string]any{"party": 1, "code": "fine", "fen": 300000, "basis": "o53-17", "of": "gains", "percent": 100}}
	s.act(number, handler, "notice", "2026-01-13", 200, map[string]any{"number": "云教罚告字〔2026〕2号", "actOn": "2025-12-27", "measures": measures})
	decision := map[string]any{"number": "云教罚字〔2026〕第2号", "agency": "云汀区教育局", "violation": "擅自举办校外培训机构", "facts": "以托管名义开展英语培训。", "basis": "《校外培训行政处罚暂行办法》第十七条",
		"actOn": "2025-12-27", "measures": measures}
	s.act(number, head, "decide", "2026-01-21", 409, decision) // not discussed
	s.act(number, head, "discuss", "2026-01-21", 200, map[string]any{"present": []string{"丙", "丁"}, "conclusion": "同意"})
	s.act(number, "market-head", "decide", "2026-01-21", 404, decision)
	v := s.lookAt(number, head)
	if v.Case.Stage != "noticed" || !v.may("decide") || v.may("serve") || s.lookAt(number, handler).may("decide") {
		t.Fatalf("the head may %+v", v.Case.Acts)
	}
	path := "/enforcement/api/v1/cases/" + number
	body, _ := json.Marshal(merge(decision, "on", "2026-01-21"))
	stale := s.withHeaders("POST", path+"/decide", head, body, map[string]string{"If-Match": `"3"`})
	if stale.status != http.StatusPreconditionFailed {
		t.Fatalf("a stale act: %d", stale.status)
	}
	key := map[string]string{"Idempotency-Key": "k-1", "If-Match": s.get(path, head).header.Get("ETag")}
	first := s.withHeaders("POST", path+"/decide", head, body, key)
	again := s.withHeaders("POST", path+"/decide", head, body, key)
	if first.status != 200 || again.status != 200 || string(first.body) != string(again.body) {
		t.Fatalf("decided %d %s and %d %s", first.status, first.body, again.status, again.body)
	}
	body, _ = json.Marshal(merge(decision, "on", "2026-01-22"))
	if a := s.withHeaders("POST", path+"/decide", head, body, map[string]string{"Idempotency-Key": "k-1"}); a.status != 409 {
		t.Fatalf("the same key for another act: %d", a.status)
	}
	s.act(number, handler, "serve", "2026-01-22", 200, map[string]any{"how": "direct"})
	s.act(number, handler, "pay", "2026-01-26", 200, map[string]any{"party": 1, "code": "fine", "fen": 300000})
	s.act(number, head, "close", "2026-01-27", 200, map[string]any{"outcome": "penalised", "publish": true})

	v = s.lookAt(number, "auditor")
	if v.Case.Stage != "closed" || v.Case.Money.Gains != 300000 || v.Case.Refund.Done != 2 || v.Case.Refund.Paid != 300000 || len(v.Case.Acts) != 0 {
		t.Fatalf("it ended as %+v", v.Case)
	}
	refused := 0
	for i, r := range v.Records {
		if r.Record.No != i+1 || i > 0 && r.Record.Prev != v.Records[i-1].SHA256 {
			t.Fatalf("record %d is %+v", i+1, r)
		}
		if r.Record.Step == "refused" {
			refused++
		}
	}
	if refused != 4 { // too few officers, the handler files, a day before, not discussed
		t.Fatalf("%d refusals are recorded", refused)
	}
	for path, want := range map[string]int{"/enforcement/api/v1/cases?stage=closed": 200, "/enforcement/api/v1/cases?stage=x": 400, "/enforcement/api/v1/cases?after=x": 400,
		"/enforcement/api/v1/cases?late=true": 200, "/enforcement/api/v1/measures": 200, "/enforcement/api/v1/cases/" + number + "x": 404} {
		if a := s.get(path, handler); a.status != want {
			t.Errorf("%s: %d, want %d", path, a.status, want)
		}
	}
	if a := s.get(path, "market"); a.status != 404 {
		t.Errorf("market reads it: %d", a.status)
	}
}

// A suspected crime is with the police: the case waits, is told each answer, and goes on when the police file nothing. The police have a case of their own.
func TestACaseFollowsAReferral(t *testing.T) {
	s := startSystem(t)
	id := s.accepted("case-2", homeTutor)
	number := s.caseOf(id, lead.Education)
	word := func(who, word string, data map[string]any) {
		t.Helper()
		if a := s.post("/routing/api/v1/leads/"+id+"/"+word, who, data); a.status != http.StatusOK {
			t.Fatalf("%s: %d %s", word, a.status, a.body)
		}
	}
	state := func(want string) {
		t.Helper()
		await(t, "the referral to be "+want, func() bool {
			r := s.lookAt(number, "education").Case.Referral
			return r != nil && r.State == want
		})
	}
	digest := strings.Repeat("ab", 32)
	documents := []any{map[string]any{"kind": "letter", "sha256": digest}, map[string]any{"kind": "report", "sha256": digest}, map[string]any{"kind": "items", "sha256": digest}}
	word("education", "propose", map[string]any{"crime": "诈骗", "basis": "刑法第二百六十六条", "officers": []string{"甲", "乙"}, "note": "数额较大"})
	word("education", "approve", map[string]any{"approved": true, "head": "丁"})
	word("education", "refer", map[string]any{"documents": documents, "noAppraisal": "不涉及"})
	state("referred")
	if v := s.lookAt(number, "education"); len(v.Case.Warnings) != 1 || v.Case.Warnings[0].Code != "referred" {
		t.Fatalf("warned of %+v", v.Case.Warnings)
	}
	word("police", "sign", map[string]any{})
	state("signed")
	word("police", "file", map[string]any{"filed": false, "reason": "现有材料不足"})
	state("not-filed")
	var list struct {
		Cases []struct{ Department, Category, Lead string }
	}
	s.get("/enforcement/api/v1/cases?lead="+id, "auditor").into(t, &list)
	if len(list.Cases) != 2 || list.Cases[0].Category == "" {
		t.Fatalf("the cases are %+v", list.Cases)
	}
	steps := ""
	for _, r := range s.lookAt(number, "education").Records {
		steps += r.Record.Step + " "
	}
	if steps != "opened referral-proposed referral-approved referral-referred referral-signed referral-not-filed " {
		t.Fatalf("its records are %s", steps)
	}
}

// A district changes what no law sets, is told what is wrong with it, and cannot change the law.
func TestADistrictSetsItsLimits(t *testing.T) {
	s := startSystem(t)
	put := func(who, kind, content string) int {
		return s.call("PUT", "/enforcement/api/v1/settings/"+kind, who, "text/yaml", []byte(content)).status
	}
	const local = `clocks: [{ id: ED-01, step: verify, name: { zh: 线索核查, en: Check }, who: [education], limit: 5 WD, law: 本区规定, article: "3", local: true, from: 2026-01-01 }]`
	for name, test := range map[string]struct {
		who, kind, content string
		want               int
	}{
		"local": {"desk", "clocks", local, 200}, "law": {"desk", "clocks", strings.Replace(local, "verify", "serve", 1), 422}, "not local": {"desk", "clocks", strings.Replace(local, "local: true, ", "", 1), 422},
		"who": {"education", "clocks", local, 403}, "kind": {"desk", "clock", local, 422}, "measures": {"taskforce", "measures", `hearing: { local: true, person: 1000000, organisation: 10000000 }`, 200},
	} {
		if got := put(test.who, test.kind, test.content); got != test.want {
			t.Errorf("%s: %d, want %d", name, got, test.want)
		}
	}
	await(t, "the limit to be taken up", func() bool {
		var c struct{ Clocks []struct{ Law string } }
		s.get("/enforcement/api/v1/measures", "education").into(t, &c)
		return c.Clocks[0].Law == "本区规定"
	})
}

func merge(fields map[string]any, name string, value any) map[string]any {
	out := map[string]any{name: value}
	for k, v := range fields {
		out[k] = v
	}
	return out
}

// withHeaders is call with more headers.
func (s *system) withHeaders(method, path, who string, body []byte, headers map[string]string) answer {
	s.t.Helper()
	r, err := http.NewRequest(method, s.url+path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer token-of-"+who)
	r.Header.Set("Content-Type", "application/json")
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, content}
}

// What the police find to be no crime and hand over (反向移送) opens a case in the receiving department, which says from whom it came.
func TestThePoliceHandOver(t *testing.T) {
	s := startSystem(t)
	id := s.accepted("case-3", homeTutor)
	word := func(who, word string, data map[string]any) {
		t.Helper()
		if a := s.post("/routing/api/v1/leads/"+id+"/"+word, who, data); a.status != http.StatusOK {
			t.Fatalf("%s: %d %s", word, a.status, a.body)
		}
	}
	s.trace(id, "routed dispatched")
	word("education", "sign", map[string]any{})
	word("education", "transfer", map[string]any{"to": "police", "document": "M03", "reason": "涉嫌扰乱秩序", "basis": "治安管理处罚法第二十六条"})
	word("police", "sign", map[string]any{})
	word("police", "transfer", map[string]any{"to": "culture", "document": "M07", "reason": "不构成违反治安管理行为", "basis": "公安机关办理行政案件程序规定"})
	word("culture", "sign", map[string]any{})
	await(t, "the case", func() bool {
		var list struct{ Cases []struct{ Number string } }
		s.get("/enforcement/api/v1/cases?lead="+id, "culture").into(t, &list)
		if len(list.Cases) != 1 {
			return false
		}
		var v struct{ Case struct{ From string } }
		s.get("/enforcement/api/v1/cases/"+list.Cases[0].Number, "culture").into(t, &v)
		if v.Case.From != "police" {
			t.Fatalf("it came from %q", v.Case.From)
		}
		return true
	})
}
