package services_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/bustest"
	"xiansuo/services/internal/outbox"
)

// enforcementSays appends facts to enforcement's log, as enforcement does.
func (s *system) enforcementSays(subject string, facts ...lead.Fact) {
	s.t.Helper()
	log := outbox.NewLog(s.db.Pool(s.t, "enforcement"), "enforcement", bustest.District)
	err := log.Save(s.t.Context(), func(_ context.Context, tx *outbox.Tx) error {
		for _, fact := range facts {
			e, err := event.New(event.Origin{Source: log.Source(), Lead: subject, Time: time.Now()}, fact)
			if err != nil {
				return err
			}
			if err := tx.Append(e, ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// daysAgo is a day in China.
func daysAgo(n int) string {
	return time.Now().In(calendar.China).AddDate(0, 0, -n).Format(time.DateOnly)
}

// tutoring is a decision about a person who taught at home, whose name stands in the narrative too.
func tutoring() lead.CaseDecided {
	return lead.CaseDecided{Case: "990101-education-2026-000001", Department: lead.Education, Number: "云教罚字〔2026〕第2号", Version: 1, On: daysAgo(2), Served: daysAgo(1),
		Agency: "云汀区教育局", AgencyCode: "11990101MB00000006", Violation: "未取得办学许可开展学科类培训", Category: "A01", Street: "柳塘街道",
		Facts: "当事人雷振国在柳塘街道翠湾路18号翠湾花园6栋602组织34名学生补习英语，收取46580元，立案前已退还43580元。\n雷振国联系电话13800138000，房东步某琴未参与。",
		Basis: "《民办教育促进法》第六十四条",
		Parties: []lead.PartyDecided{{Name: "雷振国", Kind: lead.Person, MaskedID: "110105**********1X", Institution: "990101-inst-1",
			Measures: []lead.MeasureTaken{{Code: "confiscate-gains", Fen: 300000}, {Code: "fine", Fen: 600000}}}},
		Sums: lead.Sums{Collected: 4658000, RefundedBefore: 4358000, Gains: 300000, Fines: 600000, Confiscated: 300000},
		Hide: []string{"翠湾路18号翠湾花园6栋602", "步某琴"}}
}

// took sends a step and wants its status.
func (s *system) took(id, step, who string, body any, want int) {
	s.t.Helper()
	if a := s.post("/disclosure/api/v1/publications/"+id+"/"+step, who, body); a.status != want {
		s.t.Fatalf("%s by %s: %d %s, want %d", step, who, a.status, a.body, want)
	}
}

type object = map[string]any

// A decision becomes a draft by itself, passes from hand to hand, is public and masked, is objected to and answered by a code, and when it
// is revoked, is withdrawn: a tombstone stays, and its text is gone everywhere at once.
func TestDecisionIsPublishedAndWithdrawn(t *testing.T) {
	s := startSystem(t)
	s.enforcementSays("990101-2026-000001", tutoring())
	var list struct {
		Publications []struct{ ID, Stage, Due string }
	}
	await(t, "the draft", func() bool {
		s.get("/disclosure/api/v1/publications", "education").into(t, &list)
		return len(list.Publications) == 1
	})
	one := list.Publications[0]
	id := one.ID
	due, err := calendar.Default().Due(time.Now().AddDate(0, 0, -2), calendar.Limit{N: 7, Unit: calendar.WorkingDays})
	if err != nil || one.Stage != "draft" || one.Due != due.Date() {
		t.Fatalf("the draft is %+v, due %s", one, due.Date())
	}
	for path, want := range map[string]int{"/disclosure/open/publications/" + id: http.StatusNotFound, "/disclosure/api/v1/publications/" + id: http.StatusUnauthorized} {
		if a := s.get(path, ""); a.status != want {
			t.Fatalf("before it is public, %s: %d", path, a.status)
		}
	}
	if a := s.get("/disclosure/api/v1/publications/"+id, "market"); a.status != http.StatusNotFound {
		t.Fatalf("another department: %d", a.status)
	}

	s.took(id, "approve", "education-head", object{}, http.StatusConflict)
	s.took(id, "submit", "education", object{"on": daysAgo(1)}, http.StatusOK)
	s.took(id, "prepare", "disclosure-editor", object{"text": []string{"另写一份"}}, http.StatusConflict)
	s.took(id, "prepare", "disclosure-editor", object{"legalDuty": "行政处罚法第四十八条"}, http.StatusOK)
	s.took(id, "legal", "disclosure-editor", object{}, http.StatusForbidden)
	s.took(id, "legal", "legal", object{}, http.StatusOK)
	s.took(id, "privacy", "legal", object{}, http.StatusForbidden)
	s.took(id, "privacy", "disclosure-approver", object{}, http.StatusOK)
	s.took(id, "approve", "market-head", object{}, http.StatusNotFound)
	s.took(id, "approve", "education-head", object{}, http.StatusOK)

	a := s.get("/disclosure/open/publications/"+id, "")
	shown := string(a.body)
	for _, want := range []string{"雷**", "翠湾路***", "*******8000", "0.3", "0.6", "CF_WSH", "房东***未参与"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%s is not in %s", want, shown)
		}
	}
	hidden := []string{"振国", "13800138000", "6栋602", "步某琴"}
	nowhere := func(words ...string) {
		t.Helper()
		for _, path := range []string{"/disclosure/open/publications", "/disclosure/open/publications?q=英语", "/disclosure/open/publications/" + id,
			"/disclosure/open/penalties/all.csv", "/disclosure/open/penalties/education-" + daysAgo(2)[:7] + ".json"} {
			for _, word := range words {
				if a := s.get(path, ""); a.status != http.StatusOK || strings.Contains(string(a.body), word) {
					t.Errorf("%s answers %d and holds %s", path, a.status, word)
				}
			}
		}
	}
	nowhere(hidden...)
	if a := s.get("/disclosure/open/publications?q=补习英语&department=education&street=柳塘街道", ""); !strings.Contains(string(a.body), id) {
		t.Errorf("not found by its words: %s", a.body)
	}

	code := s.objected(id)
	if a := s.get("/disclosure/open/publications/"+id, ""); strings.Contains(string(a.body), `"objected":true`) {
		t.Errorf("an objection that was decided is shown: %s", a.body)
	}
	var answer struct {
		Decided bool
		Effect  string
	}
	s.post("/disclosure/open/objections/answer", "", object{"code": strings.ToLower(code)}).into(t, &answer)
	if !answer.Decided || answer.Effect != "kept" {
		t.Errorf("the answer is %+v", answer)
	}

	s.enforcementSays("990101-2026-000001", lead.CaseRevoked{Case: tutoring().Case, Department: lead.Education, Number: tutoring().Number, Version: 1, Reason: "revoked", On: daysAgo(0)})
	await(t, "the duty to withdraw", func() bool {
		return strings.Contains(string(s.get("/disclosure/api/v1/publications/"+id, "education").body), `"PB-05"`)
	})
	s.took(id, "withdraw", "disclosure-editor", object{"reason": "revoked", "note": "决定已被撤销"}, http.StatusForbidden)
	s.took(id, "withdraw", "education-head", object{"reason": "revoked", "note": "对雷振国的决定已被撤销"}, http.StatusConflict)
	s.took(id, "withdraw", "education-head", object{"reason": "revoked", "note": "决定已被撤销"}, http.StatusOK)
	nowhere("英语", "雷", "*******8000")
	a = s.get("/disclosure/open/publications/"+id, "")
	if !strings.Contains(string(a.body), `"state":"withdrawn"`) || !strings.Contains(string(a.body), "决定已被撤销") {
		t.Errorf("no tombstone: %s", a.body)
	}
	if a := s.get("/disclosure/open/penalties/all.csv", ""); !strings.Contains(string(a.body), id) {
		t.Errorf("the export does not list the tombstone: %s", a.body)
	}
	if logged := s.log.String(); strings.Contains(logged, "赵钱孙") || strings.Contains(logged, "雷振国") || strings.Contains(logged, code) {
		t.Error("the log names somebody")
	}
}

// objected objects as whoever is named, has it advised and decided, and returns the code.
func (s *system) objected(id string) string {
	s.t.Helper()
	var given struct{ Code string }
	a := s.post("/disclosure/open/objections", "", object{"publication": id, "ground": "wrong", "text": "所列金额与实际不符，赵钱孙", "name": "赵钱孙", "contact": "13800138000"})
	if a.into(s.t, &given); a.status != http.StatusCreated || len(given.Code) != 23 {
		s.t.Fatalf("object: %d %s", a.status, a.body)
	}
	if a := s.get("/disclosure/open/publications/"+id, ""); !strings.Contains(string(a.body), `"objected":true`) {
		s.t.Errorf("an open objection is not shown: %s", a.body)
	}
	var open struct {
		Objections []struct {
			ID   int64
			Text string
		}
	}
	s.get("/disclosure/api/v1/objections", "legal").into(s.t, &open)
	if len(open.Objections) != 1 || strings.Contains(open.Objections[0].Text, "赵钱孙") {
		s.t.Fatalf("objections: %+v", open)
	}
	if a := s.post("/disclosure/api/v1/objections/1/contact", "education-head", object{"purpose": "x"}); a.status != http.StatusForbidden {
		s.t.Errorf("contact: %d", a.status)
	}
	if a := s.post("/disclosure/api/v1/objections/1/contact", "legal", object{"purpose": "核对金额"}); a.status != http.StatusOK || !strings.Contains(string(a.body), "赵钱孙") {
		s.t.Errorf("contact: %d %s", a.status, a.body)
	}
	found := object{"effect": "kept", "text": "金额与证据一致"}
	if a := s.post("/disclosure/api/v1/objections/1/decide", "education-head", found); a.status != http.StatusConflict {
		s.t.Errorf("decided without advice: %d", a.status)
	}
	if a := s.post("/disclosure/api/v1/objections/1/advise", "legal", found); a.status != http.StatusOK {
		s.t.Fatalf("advise: %d %s", a.status, a.body)
	}
	if a := s.post("/disclosure/api/v1/objections/1/decide", "education-head", found); a.status != http.StatusOK {
		s.t.Fatalf("decide: %d %s", a.status, a.body)
	}
	return given.Code
}

// smallPDF is a file of one page that says who wrote it, and nothing else.
func smallPDF(author string) []byte {
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
		"<< /Length 33 >>\nstream\nBT /F1 12 Tf (Typical case) Tj ET \nendstream", "<< /Author (" + author + ") >>"}
	out, at := "%PDF-1.4\n", []int{}
	for i, o := range objects {
		at = append(at, len(out))
		out += fmt.Sprintf("%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := len(out)
	out += fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range at {
		out += fmt.Sprintf("%010d 00000 n \n", offset)
	}
	return []byte(out + fmt.Sprintf("trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start))
}

// A typical case is written by hand: its institution is masked while no decision is public, a name in the metadata of its file stops it, and
// the taskforce decides. The district's own limits count from then on.
func TestTypicalCaseWithAFile(t *testing.T) {
	s := startSystem(t)
	if a := s.call("PUT", "/disclosure/api/v1/settings/publication", "taskforce", "application/json", []byte(`{"limits":{"PB-03":"30 WD"}}`)); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a limit longer than the law's: %d", a.status)
	}
	if a := s.call("PUT", "/disclosure/api/v1/settings/publication", "taskforce", "application/json", []byte(`{"limits":{"PB-03":"1 WD"}}`)); a.status != http.StatusOK {
		t.Fatalf("a shorter limit: %d %s", a.status, a.body)
	}
	write := object{"product": "P2", "title": "云汀区小太阳托管中心违规培训案", "text": []string{"云汀区小太阳托管中心以托管名义开展学科类培训，雷振国授课。"}, "parties": []string{"云汀区小太阳托管中心"}, "category": "A01"}
	if a := s.post("/disclosure/api/v1/publications", "education", object{"product": "P2", "titel": "x"}); a.status != http.StatusBadRequest {
		t.Errorf("an unknown member: %d", a.status)
	}
	var given struct{ ID string }
	due, err := calendar.Default().Due(time.Now(), calendar.Limit{N: 1, Unit: calendar.WorkingDays})
	if err != nil {
		t.Fatal(err)
	}
	await(t, "the district's limit", func() bool {
		a := s.post("/disclosure/api/v1/publications", "education", write)
		if a.into(t, &given); a.status != http.StatusCreated {
			t.Fatalf("write: %d %s", a.status, a.body)
		}
		return strings.Contains(string(s.get("/disclosure/api/v1/publications/"+given.ID, "education").body), `"due":"`+due.Date()+`"`)
	})
	id := given.ID
	upload := func(name, author string, want int) string {
		t.Helper()
		a := s.call("POST", "/disclosure/api/v1/publications/"+id+"/files?name="+name, "disclosure-editor", "application/pdf", smallPDF(author))
		var kept struct{ File struct{ SHA256 string } }
		if a.status != want {
			t.Fatalf("upload %s: %d %s", name, a.status, a.body)
		}
		a.into(t, &kept)
		return kept.File.SHA256
	}
	bad, good := upload("case.pdf", "leizhenguo", http.StatusCreated), upload("case2.pdf", "office", http.StatusCreated)
	upload("case.exe", "office", http.StatusUnsupportedMediaType)
	s.took(id, "submit", "education", object{}, http.StatusOK)
	person := object{"entries": []object{{"kind": "institution", "value": "云汀区小太阳托管中心", "reason": "尚无处罚决定", "fixed": true}, {"kind": "person", "value": "雷振国"}}}
	s.took(id, "prepare", "disclosure-editor", object{"map": object{}, "files": []string{bad}}, http.StatusUnprocessableEntity)
	s.took(id, "prepare", "disclosure-editor", object{"map": person, "files": []string{bad}, "legalDuty": "政府信息公开条例第二十条"}, http.StatusOK)
	s.took(id, "legal", "legal", object{}, http.StatusConflict)
	if a := s.get("/disclosure/api/v1/publications/"+id, "legal"); !strings.Contains(string(a.body), `"file/1/object/5"`) || !strings.Contains(string(a.body), `"pinyin"`) {
		t.Errorf("the leak report: %s", a.body)
	}
	s.took(id, "prepare", "disclosure-editor", object{"files": []string{good}}, http.StatusOK)
	s.took(id, "legal", "legal", object{}, http.StatusOK)
	s.took(id, "send-back", "disclosure-approver", object{"to": "submitted", "note": "请核对标题"}, http.StatusOK)
	s.took(id, "prepare", "disclosure-editor", object{}, http.StatusOK)
	s.took(id, "legal", "legal", object{}, http.StatusOK)
	s.took(id, "privacy", "disclosure-approver", object{}, http.StatusOK)
	if a := s.get("/disclosure/api/v1/publications/"+id+"/preview", "taskforce"); !strings.Contains(string(a.body), "云汀区***托管中心违规培训案") {
		t.Errorf("preview: %s", a.body)
	}
	file := "/disclosure/open/publications/" + id + "/files/" + good
	if a := s.get(file, ""); a.status != http.StatusNotFound {
		t.Errorf("a file before it is public: %d", a.status)
	}
	s.took(id, "approve", "education-head", object{}, http.StatusForbidden)
	s.took(id, "approve", "taskforce", object{}, http.StatusOK)
	if a := s.get("/disclosure/open/publications?product=P2&q=学科类培训", ""); !strings.Contains(string(a.body), "云汀区***托管中心以托管名义") || strings.Contains(string(a.body), "小太阳") {
		t.Errorf("public: %s", a.body)
	}
	if a := s.get(file, ""); a.status != http.StatusOK || a.header.Get("Content-Disposition") == "" {
		t.Errorf("the file: %d", a.status)
	}
	if a := s.get("/disclosure/api/v1/publications/duties?month="+due.Date()[:7], "auditor"); !strings.Contains(string(a.body), `"met":"`+daysAgo(0)) {
		t.Errorf("duties: %s", a.body)
	}
	s.took(id, "withdraw", "taskforce", object{"reason": "mistake", "note": "内容有误"}, http.StatusOK)
	if a := s.get(file, ""); a.status != http.StatusNotFound {
		t.Errorf("the file of what was withdrawn: %d", a.status)
	}
	if a := s.get("/disclosure/open/penalties/all.xlsx", ""); a.status != http.StatusOK || !strings.HasPrefix(string(a.body), "PK") {
		t.Errorf("XLSX: %d", a.status)
	}
	for _, path := range []string{"/disclosure/open/penalties/nobody.csv", "/disclosure/open/penalties/all.doc", "/disclosure/open/publications/x"} {
		if a := s.get(path, ""); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}
