package httpapi

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/pgtest"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/clocks"
	"xiansuo/services/routing/internal/district"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// Wednesday 2026-07-01, 12:00 in China.
var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

// bureau is an API with leads in it.
type bureau struct {
	t       *testing.T
	server  *web.Server
	store   *postgres.Store
	clocks  *clocks.Catalogue
	current *district.District
}

var principals = []string{"desk", "taskforce", "justice", "auditor", "education", "street-liutang", "hotline-12345"}

func newBureau(t *testing.T) *bureau {
	t.Helper()
	catalogue, err := clocks.Default(calendar.Default())
	if err != nil {
		t.Fatal(err)
	}
	log := outbox.NewLog(pgtest.New(t, postgres.Schema()).Pool(t, "routing"), "routing", "990101")
	b := &bureau{t: t, store: &postgres.Store{Log: log}, clocks: catalogue, server: web.NewServer(slog.New(slog.NewTextHandler(io.Discard, nil)), pg.Transient)}
	b.load("")
	tokens := map[string]string{}
	for _, p := range principals {
		tokens[p] = "token-of-" + p
	}
	now := func() time.Time { return noon.AddDate(0, 0, 10) }
	api := &API{Store: b.store, Now: now, District: func() *district.District { return b.current }, Word: func() handoff.Word { return handoff.Word{At: now(), Clocks: catalogue} }}
	api.registerSupervision(b.server.Group("/routing/api/v1", web.NewTokens(tokens).Authenticate))
	return b
}

// load loads a document of the district.
func (b *bureau) load(content string) {
	b.t.Helper()
	var err error
	if b.current, err = district.New([]district.Document{{Kind: district.KindDistrict, Content: content}}, func(string) error { return nil }); err != nil {
		b.t.Fatal(err)
	}
}

// lead takes in a lead and gives words about it, an hour apart.
func (b *bureau) lead(n int, m lead.Matter, d lead.Decision, words ...any) string {
	b.t.Helper()
	id := fmt.Sprintf("990101-2026-%06d", n)
	m.ReceivedAt, m.Text = noon, "text"
	at := noon
	apply := func(do func(*handoff.Lead, handoff.Word) handoff.Change) {
		err := b.store.Log.Save(b.t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
			return b.store.Apply(ctx, tx, []postgres.Cause{{Lead: id}}, func(_ int, l *handoff.Lead, _ func(string) *handoff.Lead) (handoff.Word, handoff.Change) {
				w := handoff.Word{By: "someone", At: at, Clocks: b.clocks}
				return w, do(l, w)
			})
		})
		if err != nil {
			b.t.Fatal(err)
		}
	}
	apply(func(l *handoff.Lead, w handoff.Word) handoff.Change {
		return handoff.Receive(l, lead.LeadReceived{Sender: "/990101/hotline-12345", Matter: m}, d, w)
	})
	for i := 0; i < len(words); i += 2 {
		at = at.Add(time.Hour)
		apply(func(l *handoff.Lead, w handoff.Word) handoff.Change {
			f := words[i+1].(lead.Fact)
			c, refusal := handoff.Take(l, handoff.Command{ID: "a", Type: f.EventType(), Party: words[i].(string), Fact: f}, w)
			if refusal != nil {
				b.t.Fatal(refusal)
			}
			return c
		})
	}
	return id
}

func sure(to lead.Department) lead.Decision {
	return lead.Decision{Decided: true, Lead: string(to), Category: "A01", Urgency: lead.Normal}
}

// get asks as somebody, for JSON unless accept says otherwise.
func (b *bureau) get(as, path, accept string) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/routing/api/v1/supervision"+path, nil)
	r.Header.Set("Authorization", "Bearer token-of-"+as)
	r.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	b.server.ServeHTTP(w, r)
	return w
}

func (b *bureau) into(path string, v any) {
	b.t.Helper()
	w := b.get("taskforce", path, "")
	if err := json.Unmarshal(w.Body.Bytes(), v); err != nil || w.Code != http.StatusOK {
		b.t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
}

var paths = []string{"/definitions", "/indicators", "/held", "/overdue", "/returned", "/looping", "/moved", "/escalated", "/listed", "/cards", "/audit"}

// Who oversees reads every report, as JSON and as a sheet; a department, a unit and a sender read none.
func TestWhoMayRead(t *testing.T) {
	b := newBureau(t)
	b.lead(1, lead.Matter{Number: "N1"}, sure(lead.Education))
	for _, path := range paths {
		for _, as := range principals {
			want := http.StatusForbidden
			if slices.Contains([]string{"desk", "taskforce", "justice", "auditor"}, as) {
				want = http.StatusOK
			}
			if w := b.get(as, path, ""); w.Code != want || w.Body.Len() == 0 {
				t.Errorf("%s of %s: %d %s", as, path, w.Code, w.Body)
			}
		}
		w := b.get("auditor", path, "text/csv")
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") || !strings.HasPrefix(w.Body.String(), "\uFEFF") {
			t.Errorf("%s as a sheet: %d %s", path, w.Code, w.Header())
		}
		if byFormat := b.get("auditor", join(path, "format=csv"), ""); byFormat.Body.String() != w.Body.String() {
			t.Errorf("%s: format and Accept differ", path)
		}
		if w := b.get("auditor", join(path, "format=xml"), ""); w.Code != http.StatusBadRequest {
			t.Errorf("%s: format xml gives %d", path, w.Code)
		}
	}
}

func join(path, parameter string) string {
	if strings.Contains(path, "?") {
		return path + "&" + parameter
	}
	return path + "?" + parameter
}

// A wrong parameter is a problem that names it and what it must be.
func TestWrongParameters(t *testing.T) {
	b := newBureau(t)
	for path, want := range map[string]string{
		"/indicators?by=colour": "department, street, grid, channel, category, class", "/indicators?from=July": "must be a day, such as 2026-07-01", "/indicators?bucket=year": "day, week or month",
		"/held?to=2020-01-01": "after from", "/looping?from=x": "must be a day", "/audit?limit=0": "1 to 500", "/overdue?limit=501": "1 to 500", "/overdue?after=x": "next of the last answer",
		"/returned?times=0": "1 to 100", "/moved?after=x": "next of the last answer", "/cards?least=0": "1 to 1000000", "/indicators?channel=fax": "hotline",
	} {
		w := b.get("taskforce", path, "")
		if w.Code != http.StatusBadRequest || w.Header().Get("Content-Type") != web.ProblemType || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	for _, path := range []string{"/held?lead=none", "/audit?lead=none"} {
		if w := b.get("taskforce", path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

// Indicators say numerator, denominator, what is left out and how they are defined; the department is called as the district calls it.
func TestIndicators(t *testing.T) {
	b := newBureau(t)
	b.load("names: {education: {zh: 教体局, en: Education and sports}}\n")
	b.lead(1, lead.Matter{Number: "N1"}, sure(lead.Education), "education", lead.AnswerSigned{})
	b.lead(2, lead.Matter{Number: "N2"}, sure(lead.Education))
	var r struct {
		From, To string
		Groups   []struct {
			Department     string
			DepartmentName struct{ ZH string }
			Values         map[string]figure
		}
		Definitions []definition
	}
	b.into("/indicators?by=department", &r)
	if len(r.Groups) != 1 || r.Groups[0].Department != "education" || r.Groups[0].DepartmentName.ZH != "教体局" || r.From != "2026-07-01" || r.To != "2026-08-01" || len(r.Definitions) < 25 {
		t.Fatalf("%+v", r)
	}
	v := r.Groups[0].Values["sign-in-time"]
	if *v.Over != 1 || *v.Under != 2 || *v.Share != 0.5 || !v.Small {
		t.Errorf("%+v", v)
	}
	if v := r.Groups[0].Values["sign-time"]; *v.N != 1 || *v.P50 != 3600 {
		t.Errorf("%+v", v)
	}
	if v := r.Groups[0].Values["satisfied"]; *v.Under != 0 || v.Share != nil {
		t.Errorf("%+v", v)
	}
	rows := b.sheet("/indicators?by=department&bucket=week")
	if i := slices.IndexFunc(rows, func(r []string) bool { return slices.Contains(r, "及时签收率") }); i < 0 || !slices.Equal(rows[i][:7], []string{"2026-06-29", "教体局", "sign-in-time", "及时签收率", "1", "2", "0.5000"}) {
		t.Errorf("%q", rows[:3])
	}
}

func (b *bureau) sheet(path string) [][]string {
	b.t.Helper()
	w := b.get("taskforce", join(path, "format=csv"), "")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\uFEFF"))).ReadAll()
	if err != nil || w.Code != http.StatusOK {
		b.t.Fatalf("%s: %d %v", path, w.Code, err)
	}
	return rows
}

// No text that somebody else wrote becomes a formula in a sheet.
func TestNothingInASheetIsComputed(t *testing.T) {
	b := newBureau(t)
	for i, evil := range []string{"=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "＝1"} {
		b.lead(i+1, lead.Matter{Number: evil, Place: &lead.Place{Street: evil}}, sure(lead.Education), "education",
			lead.AnswerReturned{Reason: "R01", Competent: "market", Basis: evil, Note: "n"}, "desk", lead.DecisionAssigned{Department: "market", Reason: evil},
			"market", lead.AnswerReturned{Reason: "R01", Competent: "fire", Basis: evil, Note: "n"})
	}
	cells := 0
	for _, path := range []string{"/indicators?by=street,grid", "/overdue", "/returned", "/moved", "/escalated", "/audit", "/audit?lead=990101-2026-000001", "/held?lead=990101-2026-000001", "/looping"} {
		for _, row := range b.sheet(path) {
			for _, cell := range row {
				cells++
				if cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(cell)[0]) {
					t.Errorf("%s: %q", path, cell)
				}
			}
		}
	}
	if cells < 500 {
		t.Errorf("only %d cells", cells)
	}
}

// Overdue clocks say whose they are, which, how late and by which provision; parts follow one another.
func TestOverdue(t *testing.T) {
	b := newBureau(t)
	for n := range 3 {
		b.lead(n+1, lead.Matter{Number: "N", Appeal: "投诉"}, sure(lead.Market))
	}
	var seen []string
	for after := ""; ; {
		var r struct {
			Clocks []late
			Next   string
		}
		b.into("/overdue?limit=2&against=market&after="+after, &r)
		for _, k := range r.Clocks {
			seen = append(seen, k.Lead[len(k.Lead)-1:]+" "+k.Clock.ID)
			if k.Late <= 0 || k.Against.ZH != "市场监督管理局" || k.Name.ZH == "" {
				t.Errorf("%+v", k)
			}
			if lawful := k.Clock.ID == "MK-01"; lawful == k.Local || lawful && k.Basis[0] != "市场监督管理投诉举报处理办法 art. 15" {
				t.Errorf("basis of %s: %v, local %v", k.Clock.ID, k.Basis, k.Local)
			}
		}
		if after = r.Next; after == "" {
			break
		}
	}
	want := []string{"1 HL-02", "2 HL-02", "3 HL-02", "1 HL-05", "2 HL-05", "3 HL-05", "1 MK-01", "2 MK-01", "3 MK-01"}
	if !slices.Equal(seen, want) {
		t.Errorf("%v", seen)
	}
}

// Cards are off until the district switches them on.
func TestCards(t *testing.T) {
	b := newBureau(t)
	for n := range 5 {
		b.lead(n+1, lead.Matter{Number: "N"}, sure(lead.Education))
	}
	var r struct {
		On    bool
		Cards []card
	}
	if b.into("/cards", &r); r.On || len(r.Cards) != 0 {
		t.Errorf("%+v", r)
	}
	b.load("cards: {on: true}\n")
	if b.into("/cards", &r); !r.On || len(r.Cards) != 1 || r.Cards[0].Colour != "yellow" || r.Cards[0].Reasons["in-time"].ZH == "" || !r.Cards[0].Running {
		t.Errorf("%+v", r)
	}
}

// Every question of an auditor has an answer, or says where it is answered.
func TestAudit(t *testing.T) {
	b := newBureau(t)
	paper := func(k lead.DocumentKind) lead.Document { return lead.Document{Kind: k, SHA256: "00"} }
	b.lead(1, lead.Matter{Number: "N1"}, sure(lead.Education), "education", lead.AnswerReturned{Reason: "R01", Competent: "market", Basis: "广告法", Note: "n"},
		"desk", lead.DecisionAssigned{Department: "market", Reason: "r"}, "market", lead.AnswerReturned{Reason: "R01", Competent: "fire", Basis: "b", Note: "n"})
	b.lead(2, lead.Matter{Number: "N2"}, sure(lead.Education), "education", lead.AnswerSigned{}, "education", lead.AnswerProposed{Crime: "诈骗罪", Basis: "刑法", Officers: []string{"甲", "乙"}, Note: "n"},
		"education", lead.AnswerApproved{Approved: true, Head: "丙"}, "education", lead.AnswerReferred{Documents: []lead.Document{paper(lead.Letter), paper(lead.Report), paper(lead.Items)}, NoAppraisal: "无"},
		"police", lead.AnswerSigned{}, "police", lead.AnswerFiled{Reason: "r"})
	b.lead(3, lead.Matter{Number: "N3", Appeal: "投诉"}, sure(lead.Market))
	b.lead(4, lead.Matter{Number: "N4"}, sure(lead.Education), "education", lead.AnswerSigned{}, "education", lead.AnswerAssistasked{Assist: []lead.Party{"market"}, Task: "t"}, "market", lead.AnswerSigned{},
		"education", lead.AnswerFedback{Stage: lead.Filed, Note: "n", By: &lead.By{Number: "1"}}, "market", lead.AnswerFedback{Stage: lead.Filed, Note: "n", By: &lead.By{Number: "2"}})
	err := b.store.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
		return b.store.Apply(ctx, tx, []postgres.Cause{{Lead: "990101-2026-000004"}}, func(_ int, l *handoff.Lead, _ func(string) *handoff.Lead) (handoff.Word, handoff.Change) {
			w := handoff.Word{By: "intake", At: noon.Add(9 * time.Hour), Clocks: b.clocks}
			return w, handoff.Read(l, lead.ReporterRead{Department: "education", Officer: "甲", Purpose: "contact"}, w)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	var r struct{ Answers []answerTo }
	b.into("/audit", &r)
	if len(r.Answers) != 10 {
		t.Fatalf("%d answers", len(r.Answers))
	}
	got := map[int]string{}
	for _, a := range r.Answers {
		got[a.No] = fmt.Sprint(a.Answered, " ", a.Total, " ", a.Open)
		for _, f := range a.Findings {
			if a.No != 1 {
				got[a.No] += fmt.Sprintf("; %s %s %s %s %s %v", strings.TrimPrefix(f.Lead, "990101-2026-00000"), f.Who, f.Other, f.What, f.Basis, f.OK)
			}
		}
	}
	for no, want := range map[int]string{
		1: "true 4 0", 2: "true 1 1; 3 market  MK-01 accept 市场监督管理投诉举报处理办法 art. 15 false", 3: "true 1 0; 1 education market R01 广告法 true",
		4: "true 2 2; 1 market fire return-asked b false; 2 education police loop  false", 5: "true 1 0; 2 education police hand-over  true", 6: "false 0 0",
		7: "true 1 1; 4 market education market double-filing 《行政处罚法》第二十九条 false", 8: "true 1 0; 4 education 甲 contact  true", 9: "false 0 0", 10: "false 0 0",
	} {
		if got[no] != want {
			t.Errorf("%d: %q, want %q", no, got[no], want)
		}
	}
	b.into("/audit?lead=990101-2026-000002", &r)
	held := []string{}
	for _, f := range r.Answers[0].Findings {
		held = append(held, fmt.Sprint(f.Who, " ", f.Other, " ", f.Length/3600))
	}
	if want := []string{"desk  1", "education M01 4", "police M05 1", "education M06 234"}; !slices.Equal(held, want) {
		t.Errorf("%q", held)
	}
	if r.Answers[2].Total != 0 || r.Answers[3].Total != 1 || r.Answers[6].Total != 0 {
		t.Errorf("of one lead: %+v", r.Answers)
	}
}

// The times with the holders of a lead add up to the wall clock.
func TestHeld(t *testing.T) {
	b := newBureau(t)
	id := b.lead(1, lead.Matter{Number: "N1"}, sure(lead.Education), "education", lead.AnswerSigned{}, "education", lead.AnswerSuspended{Reason: lead.RestCourt, Paper: "1"},
		"education", lead.AnswerResumed{Note: "n"}, "education", lead.AnswerDone{Outcome: lead.Settled, Note: "n"}, "desk", lead.DecisionClosed{})
	var one struct {
		Seconds  int64
		Holdings []holding
	}
	b.into("/held?lead="+id, &one)
	sum := int64(0)
	for _, h := range one.Holdings {
		sum += h.Held
	}
	if wall := int64(10 * 24 * 3600); one.Seconds != wall || sum != wall || len(one.Holdings) != 3 || len(one.Holdings[1].Rests) != 2 || one.Holdings[1].Rests[0].Name.ZH != "待法院仲裁" {
		t.Errorf("%+v", one)
	}
	var all struct {
		Seconds int64
		Holders []share
	}
	b.into("/held", &all)
	if all.Seconds != 5*3600 || len(all.Holders) != 2 || all.Holders[0].Held != 4*3600 || all.Holders[0].Active != 2*3600 || all.Holders[0].Rested["court"] != 3600 || all.Holders[0].Rested["review"] != 3600 {
		t.Errorf("%+v", all)
	}
}
