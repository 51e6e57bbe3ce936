package pages

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
)

const casePage = "/enforcement/cases/" + caseNumber

// officersFields are what every act on the spot asks for.
func officersFields(more ...string) url.Values {
	in := url.Values{"on": {"2026-07-01"}, "officers": {"张三、李四"}, "shown": {"yes"}, "person": {"张三"}}
	for i := 0; i < len(more); i += 2 {
		in.Set(more[i], more[i+1])
	}
	return in
}

// does fills a form in and sends it, as who opened it.
func (p person) does(act string, in url.Values) string {
	p.t.Helper()
	page := p.sees(casePage+"/acts/"+act, 200)
	in.Set("_key", keyOf(p.t, page))
	_, rest, _ := strings.Cut(page, `name="_seen" value="`)
	seen, _, _ := strings.Cut(rest, `"`)
	in.Set("_seen", seen)
	return follows(p.t, p.posts(casePage+"/acts/"+act, in))
}

// A case is driven from the check to the filing by forms: what each says is on its page, with the day, the officers and the sums.
func TestACaseByForms(t *testing.T) {
	o := withCase(newOffice(t))
	p, head := o.enter("education"), o.enter("education-head")
	has(t, p.sees("/enforcement/", 200), caseNumber, "案源登记", "柳塘街道", "D01")
	p.does("party", url.Values{"on": {"2026-07-01"}, "name": {"启航培训中心"}, "kind": {"organisation"}, "as": {"subject"}})
	p.does("verify", officersFields("found", "substantiated", "place", "柳塘路1号"))
	has(t, p.sees(casePage, 200), "启航培训中心", "属实", "张三、李四", "已出示执法证件", casePage+"/acts/money", "已登记")
	head.does("file", url.Values{"on": {"2026-07-01"}, "number": {"云教立〔2026〕1号"}, "reason": {"涉嫌违规收费"}, "person": {"王局"}})
	p.does("money", url.Values{"on": {"2026-07-01"}, "collected": {"46,580"}, "refundedBefore": {"43580.00"}})
	page := p.sees(casePage, 200)
	has(t, page, "立案调查", "云教立〔2026〕1号", "¥46,580", "¥43,580", "¥3,000", "违法所得", "立案前已退还", "记录编号连续")
	has(t, p.sees(casePage+"?lang=en", 200), "Under investigation", "paid back before filing", "Collected", "in yuan")
	hasNot(t, page, "（分）")
	p.does("order-refund", url.Values{"on": {"2026-07-01"}, "fen": {"3000"}, "payers": {"3"}})
	has(t, p.sees(casePage, 200), "清退费用", "已退清 0 人，应退 3 人")
}

// What a form lacks is said beside its field and is no record; what the law refuses is said in both languages, is a record, and the form can be sent
// again as it was mended.
func TestRefusedActs(t *testing.T) {
	o := withCase(newOffice(t))
	p := o.enter("education")
	path := casePage + "/acts/verify"
	w := p.posts(path, url.Values{"on": {"2026-07-01"}})
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("without a result: %d", w.Code)
	}
	has(t, w.Body.String(), `id="f-found-bad"`, `id="f-officers-bad"`, `id="f-shown-bad"`)
	has(t, w.Body.String(), "没有登记")
	hasNot(t, p.sees(casePage, 200), "未予登记", casePage+"/acts/recheck", casePage+"/acts/release", casePage+"/acts/refund-paid")
	has(t, p.sees(casePage+"/acts/recheck", 409), "没有可以这样办理的事项")
	in := officersFields("found", "substantiated")
	in.Set("officers", "张三")
	w = p.posts(path, in)
	if w.Code != http.StatusConflict {
		t.Errorf("one officer: %d", w.Code)
	}
	has(t, w.Body.String(), "两名以上执法人员", "张三", `lang="en"`, "已作为“未予登记”记入案件")
	hasNot(t, w.Body.String(), "没有登记，")
	has(t, p.sees(casePage, 200), "未予登记")
	w = p.posts(path, officersFields("found", "substantiated", "on", "2026-07-02"))
	has(t, w.Body.String(), "将来")
	if w := p.posts(casePage+"/acts/party", url.Values{"on": {"2026-07-01"}, "name": {"启航"}, "kind": {"organisation"}, "as": {"subject"}, "uscc": {"91330100MA2ABCDE00"}}); w.Code != http.StatusConflict ||
		!strings.Contains(w.Body.String(), `id="f-uscc-bad"`) {
		t.Errorf("a wrong code is said beside its field: %d", w.Code)
	}
	p.does("verify", officersFields("found", "substantiated"))
}

// A form that is sent twice is one record; one that was opened before somebody else acted says so, and nothing of it is recorded.
func TestSentTwiceAndOpenedTooEarly(t *testing.T) {
	o := withCase(newOffice(t))
	p := o.enter("education")
	early := p.sees(casePage+"/acts/verify", 200)
	in := url.Values{"on": {"2026-07-01"}, "name": {"启航培训中心"}, "kind": {"organisation"}, "as": {"subject"}, "_key": {keyOf(t, p.sees(casePage+"/acts/party", 200))}}
	follows(t, p.posts(casePage+"/acts/party", in))
	follows(t, p.posts(casePage+"/acts/party", in))
	if page := p.sees(casePage, 200); strings.Count(page, "<h3>登记当事人</h3>") != 1 {
		t.Errorf("the party is put down %d times", strings.Count(page, "<h3>登记当事人</h3>"))
	}
	_, rest, _ := strings.Cut(early, `name="_seen" value="`)
	seen, _, _ := strings.Cut(rest, `"`)
	w := p.posts(casePage+"/acts/verify", officersFields("found", "substantiated", "_seen", seen))
	if w.Code != http.StatusConflict {
		t.Errorf("opened too early: %d", w.Code)
	}
	has(t, w.Body.String(), "案件已有新的记录")
	hasNot(t, p.sees(casePage, 200), "<h3>核查</h3>")
}

// Each sees its own cases and is offered what it may do; what cannot be done now says so; overdue cases are marked and come first when asked for.
func TestWhoSeesCases(t *testing.T) {
	o := withCase(newOffice(t))
	for as, status := range map[string]int{"education": 200, "education-head": 200, "legal": 200, "auditor": 200, "taskforce": 200, "fire": 404, "market-head": 404, "disclosure-editor": 404, "street-liutang": 404} {
		page := o.enter(as).sees(casePage, status)
		if offered := strings.Contains(page, casePage+"/acts/"); offered && !strings.HasPrefix(as, "education") && as != "taskforce" {
			t.Errorf("%s is offered acts", as)
		}
	}
	p := o.enter("education")
	has(t, p.sees(casePage+"/acts/decide", 409), "目前不能办理", "案源登记")
	p.sees(casePage+"/acts/burn", 404)
	if w := o.enter("auditor").posts(casePage+"/acts/verify", officersFields("found", "substantiated")); w.Code != http.StatusConflict {
		t.Errorf("the auditor acts: %d", w.Code)
	}
	hasNot(t, o.enter("fire").sees("/enforcement/", 200), caseNumber)
	has(t, o.enter("auditor").sees("/enforcement/?department=education&stage=opened", 200), caseNumber, "教育")
	hasNot(t, o.enter("auditor").sees("/enforcement/?department=fire", 200), caseNumber)
	o.enter("auditor").sees("/enforcement/?department=moon", 400)
	p.sees("/enforcement/?stage=burned", 400)
	p.sees("/enforcement/?after=x", 400)
	hasNot(t, p.sees("/enforcement/?late=1", 200), caseNumber)
	o.pages.Now = func() time.Time { return noon.AddDate(0, 3, 0).In(calendar.China) }
	late := o.enter("education")
	has(t, late.sees("/enforcement/?late=1", 200), caseNumber, "逾期")
	has(t, late.sees(casePage, 200), "逾期")
	has(t, o.enter("street-liutang").sees("/enforcement/", 200), "排查")
	o.enter("disclosure-editor").sees("/enforcement/", 404)
}

// Evidence of the case stands on its page and can be named as a paper of an act.
func TestEvidenceAsPaper(t *testing.T) {
	o := withCase(newOffice(t))
	p := o.enter("education")
	at := follows(t, p.uploads(uploadPath, photo(), "教室.jpg", picture))
	id := at[strings.LastIndex(at, "/")+1:]
	has(t, p.sees(casePage, 200), "教室照片", at, uploadPath)
	has(t, p.sees(casePage+"/acts/verify", 200), `<option value="`+id+`"`, "教室照片")
	p.does("verify", officersFields("found", "unclear", "papers.rows", "1", "papers.0.kind", "现场照片", "papers.0.evidence", id))
	has(t, p.sees(casePage, 200), "现场照片", id)
	hasNot(t, o.enter("auditor").sees(casePage, 200), uploadPath)
}
