package nodetest_test

import (
	"context"
	"encoding/json"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
)

// The pages of those who publish, as each of them sees them: lists, one publication, the form of every step, what is written by hand,
// objections and statistics; in both languages, narrow and wide, nothing that axe calls serious, nothing of a hostile text that runs.
func TestDesk(t *testing.T) {
	node, chromium := tools(t)
	s := start(t, "--samples=false")
	s.decided(lead.CaseDecided{Case: "990101-education-2026-000001", Department: lead.Education, Number: "云教罚字〔2026〕第3号", Version: 1, On: dayBefore(2), Served: dayBefore(1),
		Agency: "云汀区教育局", Violation: "超范围开展学科类培训", Category: "B01", Street: "柳塘街道", Facts: "组织17名学生补习数学，电话13800138000。\n" + hostile, Basis: "《校外培训行政处罚暂行办法》第十八条",
		Parties: []lead.PartyDecided{{Name: "雷振国", Kind: lead.Person, Measures: []lead.MeasureTaken{{Code: "fine", Fen: 600000}}}}})
	var list struct{ Publications []struct{ ID string } }
	await(t, "the draft", func() bool {
		_, body := s.send(http.MethodGet, "/disclosure/api/v1/publications", "education", nil)
		return json.Unmarshal(body, &list) == nil && len(list.Publications) == 1
	})
	one := "/disclosure/publications/" + list.Publications[0].ID
	see := func(looks ...map[string]any) {
		t.Helper()
		body, err := json.Marshal(map[string]any{"looks": looks})
		if err != nil {
			t.Fatal(err)
		}
		pictures := filepath.Join(t.ArtifactDir(), "pictures")
		s.browse(node, chromium, pictures, "desk.mjs", string(body), pictures)
	}
	see(s.looks("education", "/disclosure/", one, one+"/submit", "/disclosure/write"), s.looks("education-head", one+"/drop"))
	s.publishes(one, "submit", "education", nil)
	see(s.looks("disclosure-editor", "/disclosure/", one, one+"/prepare", one+"/send-back"))
	s.publishes(one, "prepare", "disclosure-editor", map[string]any{"legalDuty": "行政处罚法第四十八条"})
	see(s.looks("legal", one, one+"/legal"))
	s.publishes(one, "legal", "legal", nil)
	s.publishes(one, "privacy", "disclosure-approver", nil)
	see(s.looks("education-head", "/disclosure/", one+"/approve"))
	s.publishes(one, "approve", "education-head", nil)
	if status, body := s.send(http.MethodPost, "/disclosure/open/objections", "education", map[string]any{"publication": list.Publications[0].ID, "ground": "wrong", "text": "金额有误" + hostile, "name": "某人", "contact": "信箱"}); status != http.StatusCreated {
		t.Fatalf("object: %d %s", status, body)
	}
	month := time.Now().AddDate(0, 0, -40).Format("2006-01")
	if status, body := s.send(http.MethodPost, "/disclosure/api/v1/statistics/drafts", "disclosure-editor", map[string]any{"month": month}); status != http.StatusCreated {
		t.Fatalf("prepare %s: %d %s", month, status, body)
	}
	see(s.looks("taskforce", "/disclosure/", "/disclosure/statistics", "/disclosure/statistics/1"))
	see(s.looks("legal", "/disclosure/objections", one+"/withdraw"), s.looks("education", "/disclosure/?stage=", one, one+"/revise", "/disclosure/write"))
}

func dayBefore(n int) string { return time.Now().AddDate(0, 0, -n).Format(time.DateOnly) }

// publishes takes a step by the API.
func (s *running) publishes(one, word, who string, body map[string]any) {
	s.t.Helper()
	if body == nil {
		body = map[string]any{}
	}
	if status, answer := s.send(http.MethodPost, "/disclosure/api/v1"+one[len("/disclosure"):]+"/"+word, who, body); status != http.StatusOK {
		s.t.Fatalf("%s: %d %s", word, status, answer)
	}
}

// looks is what somebody looks at.
func (s *running) looks(who string, paths ...string) map[string]any {
	s.t.Helper()
	status, answer := s.send(http.MethodPost, "/enter/link", who, nil)
	var given struct{ Link string }
	if err := json.Unmarshal(answer, &given); err != nil || status != http.StatusOK {
		s.t.Fatalf("a link for %s: %d %s", who, status, answer)
	}
	return map[string]any{"link": given.Link, "paths": paths}
}

// decided says what enforcement would of a decision.
func (s *running) decided(d lead.CaseDecided) {
	s.t.Helper()
	pool, err := pg.Open(s.t.Context(), s.sql, "enforcement", 1)
	if err != nil {
		s.t.Fatal(err)
	}
	defer pool.Close()
	log := outbox.NewLog(pool, "enforcement", "990101")
	err = log.Save(s.t.Context(), func(_ context.Context, tx *outbox.Tx) error {
		e, err := event.New(event.Origin{Source: log.Source(), Lead: "990101-2026-000001", Time: time.Now()}, d)
		if err != nil {
			return err
		}
		return tx.Append(e, "")
	})
	if err != nil {
		s.t.Fatal(err)
	}
}
