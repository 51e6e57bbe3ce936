package nodetest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

// Every page of enforcement, as a department's handler and as its head, in both languages, wide and narrow, light and dark: cases with their
// money, orders, evidence and forms, the register, patrols and joint operations.
func TestEnforcementPages(t *testing.T) {
	node, chromium := tools(t)
	s := start(t)
	for _, number := range []string{"C001", "C003"} {
		s.answer(number, lead.Education, lead.AnswerSigned{})
	}
	one, other := s.caseOf("C001"), s.caseOf("C003")
	s.investigated(one)
	s.act(other, "party", "education", map[string]any{"name": hostile[:100], "kind": "person", "as": "responsible", "maskedId": "110105**********1X"})
	item := s.evidence(one, "教室照片", false)
	s.evidence(one, hostile[:60], true)
	institution := s.institution()
	patrol, operation := s.patrol(), s.operation()
	pages := []string{"/enforcement/", "/enforcement/?late=1&stage=opened&party=x", "/enforcement/cases/" + one, "/enforcement/cases/" + other, "/enforcement/evidence/" + item,
		"/enforcement/cases/" + one + "/evidence", "/enforcement/evidence/" + item + "/acts/shared", "/enforcement/institutions", "/enforcement/institutions?text=none",
		"/enforcement/institutions/" + institution, "/enforcement/institutions/matches", "/enforcement/institutions/white", "/enforcement/institutions/watch",
		"/enforcement/institutions/" + institution + "/acts/watch", "/enforcement/rounds", "/enforcement/rounds/" + patrol, "/enforcement/operations", "/enforcement/operations/" + operation}
	for _, act := range []string{"verify", "party", "money", "order-refund", "refund-paid", "recheck", "seize", "conclude", "investigate"} {
		pages = append(pages, "/enforcement/cases/"+one+"/acts/"+act)
	}
	pages = append(pages, "/enforcement/institutions/new", "/enforcement/institutions/"+institution+"/acts/change", "/enforcement/institutions/import", "/enforcement/rounds/new",
		"/enforcement/rounds/"+patrol+"/points", "/enforcement/rounds/"+patrol+"/points/2", "/enforcement/rounds/"+patrol+"/import", "/enforcement/rounds/"+patrol+"?by=community",
		"/enforcement/operations/new", "/enforcement/operations/"+operation+"/acts/reply", "/enforcement/selfchecks", "/enforcement/selfchecks/new")
	for i, p := range pages {
		if strings.HasSuffix(p, "/acts/verify") { // the check is over
			pages[i] = "409=" + p
		}
	}
	pictures := filepath.Join(t.ArtifactDir(), "pictures")
	s.browse(node, chromium, pictures, append([]string{"look.mjs", s.entrance("education"), pictures}, pages...)...)
}

// entrance is a link for somebody.
func (s *running) entrance(who string) string {
	s.t.Helper()
	var given struct{ Link string }
	status, answer := s.send(http.MethodPost, "/enter/link", who, nil)
	if err := json.Unmarshal(answer, &given); err != nil || status != http.StatusOK {
		s.t.Fatalf("a link for %s: %d %s", who, status, answer)
	}
	return given.Link
}

// caseOf waits for the case of a lead, and returns its number.
func (s *running) caseOf(number string) (out string) {
	s.t.Helper()
	id := s.lead(number)
	conn, err := pgx.Connect(s.t.Context(), s.sql)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close(s.t.Context())
	await(s.t, "the case of "+number, func() bool {
		return conn.QueryRow(s.t.Context(), "SELECT number FROM enforcement.cases WHERE lead = $1 AND department = 'education'", id).Scan(&out) == nil
	})
	return out
}

func today() string { return time.Now().In(calendar.China).Format(time.DateOnly) }

// took sends something and returns what came of it, which must be taken.
func (s *running) took(method, path, who string, body, into any) {
	s.t.Helper()
	status, answer := s.send(method, path, who, body)
	if status >= 300 {
		s.t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	if into != nil {
		if err := json.Unmarshal(answer, into); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *running) act(number, act, who string, in map[string]any) {
	s.t.Helper()
	in["on"] = today()
	s.took(http.MethodPost, "/enforcement/api/v1/cases/"+number+"/"+act, who, in, nil)
}

// investigated drives a case to where money, orders and refunds stand in it.
func (s *running) investigated(number string) {
	officers := func(in map[string]any) map[string]any {
		in["officers"], in["shown"], in["person"], in["unit"] = []string{"张三", "李四"}, true, "张三", "校外教育培训监管科"
		return in
	}
	s.act(number, "party", "education", map[string]any{"name": "启航教育咨询中心", "kind": "organisation", "as": "subject", "representative": "周某"})
	s.act(number, "verify", "education", officers(map[string]any{"found": "substantiated", "place": "柳塘路18号3层", "note": "现场有三十四名学生正在上课。"}))
	s.act(number, "stop", "education", officers(map[string]any{"party": 1, "safety": true, "number": "云教停〔2026〕1号"}))
	s.act(number, "file", "education-head", map[string]any{"number": "云教立〔2026〕3号", "reason": "无证举办学科类培训，收取费用。", "person": "王局"})
	s.act(number, "money", "education", map[string]any{"collected": 4658000, "refundedBefore": 4358000})
	s.act(number, "order", "education", map[string]any{"party": 1, "due": today(), "what": "停止违规培训，退还剩余费用。", "number": "云教改〔2026〕2号"})
	s.act(number, "order-refund", "education", map[string]any{"fen": 300000, "payers": 3})
	s.act(number, "preserve", "education", officers(map[string]any{"what": "收费账册两册、教辅一箱"}))
	if status, _ := s.send(http.MethodPost, "/enforcement/api/v1/cases/"+number+"/stop", "education", map[string]any{"on": today(), "officers": []string{"张三"}, "shown": true}); status < 400 {
		s.t.Fatal("an order of one officer is taken")
	}
}

// evidence uploads a picture, with a copy of it as a thing where it is restricted.
func (s *running) evidence(number, title string, minor bool) string {
	s.t.Helper()
	draft, _ := json.Marshal(map[string]any{"about": map[string]any{"kind": "case", "id": number}, "type": "audiovisual", "title": title, "origin": "collected", "source": "现场拍摄",
		"officers": []map[string]any{{"name": "张三", "card": "YT-001"}, {"name": "李四", "card": "YT-002"}}, "on": today(), "place": "柳塘路18号3层", "minor": minor,
		"thing": map[string]any{"quantity": "1张", "features": "存储卡，已封存", "custody": "证据室3柜", "keeper": "李四"}})
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("data", string(draft))
	f, _ := w.CreateFormFile("file", "教室.jpg")
	_, _ = f.Write(append([]byte("\xff\xd8\xff\xe0"), bytes.Repeat([]byte("picture"), 1000)...))
	_ = w.Close()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.url+"/enforcement/api/v1/evidence", &b)
	if err != nil {
		s.t.Fatal(err)
	}
	token, err := os.ReadFile(filepath.Join(s.data, "credentials", "education.token"))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	r.Header.Set("Content-Type", w.FormDataContentType())
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(resp.Body)
	var shown struct{ Item struct{ ID string } }
	if err := json.Unmarshal(answer, &shown); err != nil || resp.StatusCode != http.StatusCreated {
		s.t.Fatalf("evidence: %d %s", resp.StatusCode, answer)
	}
	return shown.Item.ID
}

// institution enters one that is licensed, and puts it on both lists.
func (s *running) institution() string {
	s.t.Helper()
	var made struct{ ID string }
	s.took(http.MethodPost, "/enforcement/api/v1/institutions", "education", map[string]any{"name": "启航教育咨询中心", "aliases": []string{"启航教育"},
		"registration": map[string]any{"kind": "company", "from": "2021-03-01"}, "places": []map[string]any{{"address": "柳塘路18号3层", "street": "柳塘街道", "community": "柳塘社区"}},
		"licences":  []map[string]any{{"number": "教民199010170000010号", "department": "education", "scope": "非学科类（音乐、美术）", "from": "2024-01-01", "until": "2099-12-31"}},
		"operators": []map[string]any{{"name": "周某", "role": "举办者"}}, "reason": "颁发办学许可证"}, &made)
	s.took(http.MethodPost, "/enforcement/api/v1/institutions/"+made.ID+"/white", "education", map[string]any{"licence": "教民199010170000010号", "reason": "年检合格"}, nil)
	s.took(http.MethodPost, "/enforcement/api/v1/institutions/"+made.ID+"/watch", "education", map[string]any{"reason": "退费纠纷较多，重点关注。", "until": "2099-01-01"}, nil)
	s.took(http.MethodPost, "/enforcement/api/v1/institutions", "education", map[string]any{"name": "未来星艺术学校", "registration": map[string]any{"kind": "non-enterprise", "from": "2020-01-01"}, "reason": "登记"}, nil)
	return made.ID
}

// patrol orders a patrol with two points, one visited, with something found.
func (s *running) patrol() string {
	s.t.Helper()
	var round struct{ ID string }
	s.took(http.MethodPost, "/enforcement/api/v1/rounds", "taskforce", map[string]any{"title": "暑期校外培训拉网式排查", "from": today(), "to": today(), "teams": []string{"education", "fire"}}, &round)
	s.took(http.MethodPost, "/enforcement/api/v1/rounds/"+round.ID+"/points", "education", map[string]any{"on": today(), "points": []map[string]any{
		{"name": "启航教育", "address": "柳塘路18号3层", "street": "柳塘街道", "community": "柳塘社区", "kind": "commercial"},
		{"name": "某居民楼", "address": "河北路5号2单元", "street": "河北街道", "kind": "residential"}}}, nil)
	s.took(http.MethodPost, "/enforcement/api/v1/rounds/"+round.ID+"/visits", "education", map[string]any{"visit": map[string]any{"on": today(), "point": 1,
		"officers": []map[string]any{{"name": "张三", "unit": "教育局", "certificate": "YT-001"}, {"name": "李四", "unit": "教育局", "certificate": "YT-002"}},
		"findings": []map[string]any{{"category": "F01", "text": "疏散通道堆放教具，安全出口指示灯不亮。", "due": today()}}}}, nil)
	return round.ID
}

// operation plans one with two departments.
func (s *running) operation() string {
	s.t.Helper()
	var o struct{ ID string }
	s.took(http.MethodPost, "/enforcement/api/v1/operations", "taskforce", map[string]any{"on": today(), "title": "柳塘路夜间联合检查", "reason": "两条线索涉及同一地点",
		"plan": "教育查证照和收费，消防查疏散通道。两组同时进入，互不通风。", "street": "柳塘街道", "rally": map[string]any{"at": time.Now().Add(48 * time.Hour).Format(time.RFC3339), "place": "柳塘街道办门前"},
		"participants": []map[string]any{{"party": "education", "task": "查证照、收费"}, {"party": "fire", "task": "查疏散通道"}}}, &o)
	return fmt.Sprint(o.ID)
}

// A handler works on a case by forms alone: what a form lacks or the law refuses stands beside it, evidence is registered with its file and comes
// back as it was, and sums are worked out. Wide and narrow, in both languages, with and without JavaScript.
func TestCasework(t *testing.T) {
	node, chromium := tools(t)
	s := start(t)
	picture := filepath.Join(t.TempDir(), "classroom.jpg")
	if err := os.WriteFile(picture, append([]byte("\xff\xd8\xff\xe0"), bytes.Repeat([]byte("picture"), 100_000)...), 0o600); err != nil {
		t.Fatal(err)
	}
	runs := []map[string]any{{"width": 1280, "language": "zh", "script": true}, {"width": 360, "language": "en", "script": true}, {"width": 360, "language": "zh", "script": false}}
	for i, number := range []string{"C001", "C003", "C004"} {
		s.answer(number, lead.Education, lead.AnswerSigned{})
		runs[i]["number"], runs[i]["link"] = s.caseOf(number), s.entrance("education")
	}
	work, err := json.Marshal(map[string]any{"base": s.url, "file": picture, "runs": runs})
	if err != nil {
		t.Fatal(err)
	}
	pictures := filepath.Join(t.ArtifactDir(), "pictures")
	s.browse(node, chromium, pictures, "casework.mjs", string(work), pictures)
}

// Whoever works on the spot writes it down by forms alone: an institution, a patrol with a visit and what it found, a statement of a self-check, and
// a joint operation from its plan to the cases. What a form lacks stands beside its field. Wide and narrow, in both languages, with and without
// JavaScript.
func TestFieldwork(t *testing.T) {
	node, chromium := tools(t)
	s := start(t)
	runs := []map[string]any{{"width": 1280, "language": "zh", "script": true}, {"width": 360, "language": "en", "script": true}, {"width": 360, "language": "zh", "script": false}}
	for i := range runs {
		runs[i]["no"] = i + 1
		for _, who := range []string{"education", "fire", "taskforce"} {
			runs[i][who] = s.entrance(who)
		}
	}
	work, err := json.Marshal(map[string]any{"base": s.url, "today": today(), "runs": runs})
	if err != nil {
		t.Fatal(err)
	}
	pictures := filepath.Join(t.ArtifactDir(), "pictures")
	s.browse(node, chromium, pictures, "fieldwork.mjs", string(work), pictures)
}
