package pages

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/operations"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/outbox"
)

// licensed enters an institution that is licensed by education and registered.
func (o *office) licensed(name string) string {
	o.t.Helper()
	d := institutions.Details{Name: name, Registration: institutions.Registration{Kind: institutions.Company, From: "2020-01-01"},
		Places:   []institutions.Place{{Address: "柳塘路18号3层", Street: "柳塘街道"}},
		Licences: []institutions.Licence{{Number: "教民199010170000010", Department: lead.Education, Scope: "非学科类", From: "2024-01-01", Until: "2027-12-31"}}}
	w := institutions.Why{By: actor.Of("education"), At: noon, On: "2026-07-01", Reason: "许可"}
	s, err := o.pages.Store.CreateInstitution(o.t.Context(), postgres.Request{Actor: "education"}, noon, func(id string) (*institutions.State, error) {
		return institutions.Create(id, d, "", w)
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return s.ID
}

// The register is searched by name, address and code; one institution shows its papers, standing, lists and history. Who keeps it enters it in
// the white list by a form, and takes it off again; a second entry is refused beside the form.
func TestRegister(t *testing.T) {
	o := newOffice(t)
	id := o.licensed("启航培训中心")
	p := o.enter("education")
	for _, sought := range []string{"", "启航", "柳塘路18号"} {
		has(t, p.sees("/enforcement/institutions?text="+url.QueryEscape(sought), 200), "启航培训中心", "/enforcement/institutions/"+id)
	}
	has(t, p.sees("/enforcement/institutions?text=nothing", 200), "名录中没有找到")
	at := "/enforcement/institutions/" + id
	has(t, p.sees(at, 200), "非学科类", "教民199010170000010", "许可", at+"/acts/white")
	has(t, p.sees(at+"?lang=en", 200), "Licences to teach", "History")
	in := url.Values{"licence": {"教民199010170000010"}, "on": {"2026-07-01"}, "reason": {"年检合格"}}
	follows(t, p.posts(at+"/acts/white", in))
	has(t, p.sees(at, 200), "白名单", "移出白名单", "已登记：名单变更", "年检合格")
	has(t, p.sees("/enforcement/institutions/white", 200), "启航培训中心")
	in.Set("_key", "other")
	if w := p.posts(at+"/acts/white", in); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a second entry: %d", w.Code)
	} else {
		has(t, w.Body.String(), "已在名单中", "年检合格")
	}
	if w := p.posts(at+"/acts/watch", url.Values{"on": {"2026-07-01"}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `id="f-reason-bad"`) {
		t.Errorf("an entry without a reason: %d", w.Code)
	}
	follows(t, p.posts(at+"/acts/watch", url.Values{"on": {"2026-07-01"}, "reason": {"多次退费纠纷"}}))
	has(t, p.sees("/enforcement/institutions/watch", 200), "多次退费纠纷", "不公开")
	fire := o.enter("fire")
	hasNot(t, fire.sees(at, 200), "/acts/white")
	fire.sees(at+"/acts/white", 403)
	street := o.enter("street-liutang")
	street.sees(at, 404)
	street.sees("/enforcement/institutions", 404)
	p.sees("/enforcement/institutions/none", 404)
	p.sees(at+"/acts/burn", 404)
}

// A match by name waits for whose case it is: confirmed by a form, it counts; another department does not see it.
func TestMatches(t *testing.T) {
	o := withCase(newOffice(t))
	o.licensed("启航培训中心")
	err := o.pages.Store.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
		return o.pages.Store.Propose(ctx, tx, noon, institutions.Subject{Kind: institutions.OfCase, ID: caseNumber, Name: "启航培训中心"})
	})
	if err != nil {
		t.Fatal(err)
	}
	p := o.enter("education")
	page := p.sees("/enforcement/institutions/matches", 200)
	has(t, page, caseNumber, "启航培训中心", "待确认", "确认匹配", "否定匹配")
	hasNot(t, o.enter("fire").sees("/enforcement/institutions/matches", 200), caseNumber)
	auditor := o.enter("auditor")
	has(t, auditor.sees("/enforcement/institutions/matches", 200), caseNumber)
	hasNot(t, auditor.sees("/enforcement/institutions/matches", 200), "确认匹配</a>")
	from := strings.Index(page, "/enforcement/institutions/matches/")
	confirm, _, _ := strings.Cut(page[from:], `"`)
	has(t, p.sees(confirm, 200), "确认匹配")
	reject := strings.Replace(confirm, "/confirm", "/reject", 1)
	if w := p.posts(reject, url.Values{"on": {"2026-07-01"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("rejected without a reason: %d", w.Code)
	}
	follows(t, p.posts(confirm, url.Values{"on": {"2026-07-01"}}))
	has(t, p.sees("/enforcement/institutions/matches", 200), "没有匹配")
	if w := p.posts(confirm, url.Values{"on": {"2026-07-01"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("confirmed twice: %d", w.Code)
	}
}

// A patrol shows how much of each street was visited and what stays undone; whoever has no part in it finds none.
func TestPatrols(t *testing.T) {
	o := newOffice(t)
	act := rounds.Act{By: actor.Of("taskforce"), On: "2026-07-01", Now: noon}
	r, err := rounds.Order(rounds.Round{Title: "暑期拉网式排查", From: "2026-06-01", To: "2026-07-31", Teams: []string{"education", "street-liutang"}}, act)
	if err != nil {
		t.Fatal(err)
	}
	if r, err = o.pages.Store.NewRound(t.Context(), r, act, postgres.Key{}); err != nil {
		t.Fatal(err)
	}
	points := []rounds.Point{{Name: "启航", Address: "柳塘路18号", Street: "柳塘街道", Kind: "commercial"}, {Name: "未来", Address: "柳塘路20号", Street: "柳塘街道", Kind: "commercial"}}
	if _, err := o.pages.Store.AddPoints(t.Context(), r.ID, points, act, postgres.Key{}); err != nil {
		t.Fatal(err)
	}
	went := rounds.Act{By: actor.Of("education"), On: "2026-06-01", Now: noon}
	v := rounds.Visit{Point: 1, Officers: []onsite.Officer{{Name: "张三", Unit: "教育局", Certificate: "1"}, {Name: "李四", Unit: "教育局", Certificate: "2"}},
		Findings: []rounds.NewFinding{{Category: "F01", Text: "消防通道堵塞", Due: "2026-06-10"}}}
	v.On = went.On
	if _, err := o.pages.Store.KeepVisit(t.Context(), r.ID, v, went, postgres.Key{}); err != nil {
		t.Fatal(err)
	}
	at := "/enforcement/rounds/" + r.ID
	for _, as := range []string{"education", "street-liutang", "auditor"} {
		p := o.enter(as)
		has(t, p.sees("/enforcement/rounds", 200), "暑期拉网式排查", at)
		has(t, p.sees(at, 200), "50%", "已查 1 / 应查 2", "柳塘街道", "消防通道堵塞", "逾期")
		has(t, p.sees(at+"?by=grid&lang=en", 200), "By grid", "1 visited of 2 planned")
	}
	street := o.enter("street-liutang")
	item := follows(t, street.uploads(at+"/evidence", photo(), "通道.jpg", picture))
	has(t, street.sees(item, 200), "教室照片", `href="`+at+`"`)
	has(t, o.enter("education").sees(at, 200), item, "教室照片", at+"/evidence")
	hasNot(t, o.enter("auditor").sees(at, 200), at+"/evidence")
	o.enter("fire").sees(at+"/evidence", 404)
	fire := o.enter("fire")
	fire.sees(at, 404)
	hasNot(t, fire.sees("/enforcement/rounds", 200), at)
	o.enter("disclosure-editor").sees("/enforcement/rounds", 404)
	fire.sees("/enforcement/rounds/none", 404)
}

// A joint operation shows its plan, who comes and what was done, to who takes part.
func TestOperations(t *testing.T) {
	o := newOffice(t)
	act := operations.Act{By: actor.Of("taskforce"), On: "2026-07-01", Now: noon}
	op, record, err := operations.Plan(operations.Draft{Title: "夜间联合检查", Reason: "两条线索同址", Plan: "分两组进入", Street: "柳塘街道",
		Rally:        operations.Rally{At: noon.AddDate(0, 0, 1), Place: "柳塘街道办"},
		Participants: []operations.Division{{Party: "education", Task: "查证照"}, {Party: "fire", Task: "查消防"}}}, act, nil)
	if err != nil {
		t.Fatal(err)
	}
	if op, err = o.pages.Store.NewOperation(t.Context(), op, record, act, postgres.Key{}); err != nil {
		t.Fatal(err)
	}
	at := "/enforcement/operations/" + op.ID
	for _, as := range []string{"fire", "taskforce"} {
		p := o.enter(as)
		has(t, p.sees("/enforcement/operations?state=planned", 200), "夜间联合检查")
		hasNot(t, p.sees("/enforcement/operations?state=ended", 200), "夜间联合检查")
		has(t, p.sees(at, 200), "分两组进入", "查消防", "柳塘街道办", "待答复", "部署")
		has(t, p.sees(at+"?lang=en", 200), "Who takes part", "Planned")
	}
	o.enter("market").sees(at, 404)
	o.enter("market").sees("/enforcement/operations/none", 404)
}
