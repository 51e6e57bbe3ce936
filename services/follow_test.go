package services_test

import (
	"bytes"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// accept sends a complaint as the hotline and returns its lead and the code that the caller is told.
func (s *system) takesIn(id string, data map[string]any) (string, string) {
	s.t.Helper()
	a := s.complain(id, data)
	var given struct{ Lead, Receipt string }
	a.into(s.t, &given)
	if a.status != http.StatusAccepted || given.Receipt == "" {
		s.t.Fatalf("%s: %d %s", id, a.status, a.body)
	}
	return given.Lead, given.Receipt
}

// form sends a form of the follow page, as a browser without JavaScript does.
func (s *system) followForm(path string, fields ...string) answer {
	s.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	return s.call("POST", path, "", "application/x-www-form-urlencoded", []byte(v.Encode()))
}

// followed is what the API shows of a report.
type followed struct {
	Status  string
	Steps   []struct{ Step, State string }
	Holders []struct {
		Party, Asked string
		Dues         []struct{ Step string }
	}
	Happened []struct{ Kind, Text string }
	May      struct{ AddFacts, Answer, Redo bool }
	Answers  []struct{ Redo bool }
}

func (s *system) follow(code string) (f followed) {
	s.t.Helper()
	a := s.post("/intake/api/v1/follow", "wechat", map[string]string{"code": code})
	if a.status != http.StatusOK {
		s.t.Fatalf("follow: %d %s", a.status, a.body)
	}
	a.into(s.t, &f)
	return f
}

// until follows a report until its newest step is one.
func (s *system) until(code, step string) (f followed) {
	s.t.Helper()
	await(s.t, "the report to be at "+step, func() bool {
		f = s.follow(code)
		return slices.ContainsFunc(f.Steps, func(x struct{ Step, State string }) bool { return x.Step == step && x.State == "now" })
	})
	return f
}

// A hotline pushes a complaint and tells the caller the code; the caller sees who holds the report and what is due when, adds facts, reads the
// answer, and says that all is well: the lead is archived. The page is the same without JavaScript.
func TestAReporterFollowsAReport(t *testing.T) {
	s := startSystem(t)
	id, code := s.takesIn("follow-1", homeTutor)
	if again := s.complain("follow-1", homeTutor); bytes.Contains(again.body, []byte("receipt")) {
		t.Fatalf("the code is given twice: %s", again.body)
	}
	s.trace(id, "routed dispatched")
	if f := s.until(code, "decided"); f.Holders[0].Party != "desk" || f.Holders[0].Asked != "education" || len(f.Holders[0].Dues) == 0 {
		t.Fatalf("it shows %+v", f)
	}
	s.say(id, "sign", "education", map[string]any{})
	f := s.until(code, "in-hand")
	if f.Holders[0].Party != "education" || f.May.Answer || !f.May.AddFacts {
		t.Fatalf("it shows %+v", f)
	}
	page := s.followForm("/follow", "code", " "+strings.ToLower(strings.ReplaceAll(code, "-", " "))+" ")
	for _, want := range []string{"教育局", "办理中", "补充情况", id} {
		if page.status != http.StatusOK || !bytes.Contains(page.body, []byte(want)) {
			t.Fatalf("the page lacks %s: %d", want, page.status)
		}
	}
	for _, secret := range []string{"楼上602", "赵钱孙", "13800138000", "翠湾花园", "退休老师"} {
		if bytes.Contains(page.body, []byte(secret)) {
			t.Errorf("the page says %s", secret)
		}
	}
	if h := page.header; h.Get("Cache-Control") != "no-store" || h.Get("Referrer-Policy") != "no-referrer" || h.Get("Set-Cookie") != "" {
		t.Fatalf("headers %v", h)
	}
	once := strings.Repeat("0a", 16)
	for range 2 { // the form is sent twice
		if a := s.followForm("/follow/facts", "code", code, "once", once, "facts", "今天换到隔壁单元了。"); a.status != http.StatusOK || !bytes.Contains(a.body, []byte("已收到您补充的情况")) {
			t.Fatalf("facts: %d", a.status)
		}
	}
	s.trace(id, "routed dispatched signed supplemented")
	s.say(id, "done", "education", map[string]any{"outcome": "substantiated", "note": "已责令停止", "reply": "已责令停止并退费。"})
	s.say(id, "close", "desk", map[string]any{})
	f = s.until(code, "your-answer")
	if last := f.Happened[len(f.Happened)-1]; !f.May.Answer || !f.May.Redo || last.Text != "已责令停止并退费。" {
		t.Fatalf("it shows %+v", f)
	}
	if a := s.followForm("/follow/answer", "code", code, "responded", "yes", "solved", "yes", "satisfied", "yes"); a.status != http.StatusOK || !bytes.Contains(a.body, []byte("您的评价已收到")) {
		t.Fatalf("answer: %d %s", a.status, a.body)
	}
	if a := s.followForm("/follow/answer", "code", code, "responded", "yes", "solved", "yes", "satisfied", "no"); a.status != http.StatusConflict {
		t.Fatalf("a second answer: %d", a.status)
	}
	s.trace(id, "routed dispatched signed supplemented submitted done revisited")
	s.updates("hotline-12345", "T-100", "accepted sent signed done revisited")
	var view struct{ State string }
	if s.get("/routing/api/v1/leads/"+id, "desk").into(t, &view); view.State != "archived" {
		t.Fatalf("the lead is %s", view.State)
	}
}

// A reporter who is not satisfied asks for it to be done again, with a reason; the desk decides, the department does it again, and the reporter
// sees that. All of it survives a restart.
func TestAReporterAsksForARedo(t *testing.T) {
	s := startSystem(t)
	id, code := s.takesIn("redo-1", homeTutor)
	s.trace(id, "routed dispatched")
	s.say(id, "sign", "education", map[string]any{})
	s.say(id, "done", "education", map[string]any{"outcome": "substantiated", "note": "已责令停止", "reply": "已责令停止。"})
	s.say(id, "close", "desk", map[string]any{})
	s.until(code, "your-answer")
	if a := s.post("/intake/api/v1/follow/answer", "wechat", map[string]any{"code": code, "responded": "yes", "solved": "no", "satisfied": "no", "redo": true}); a.status != 422 {
		t.Fatalf("a redo without a reason: %d %s", a.status, a.body)
	}
	said := map[string]any{"code": code, "responded": "yes", "solved": "no", "satisfied": "no", "redo": true, "note": "今天仍在上课"}
	var taken, refused int
	var mu sync.Mutex
	var both sync.WaitGroup
	for range 4 { // of several at once one is taken
		both.Go(func() {
			a := s.post("/intake/api/v1/follow/answer", "wechat", said)
			mu.Lock()
			defer mu.Unlock()
			switch a.status {
			case http.StatusOK:
				taken++
			case http.StatusConflict:
				refused++
			default:
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	both.Wait()
	if taken != 1 || refused != 3 {
		t.Fatalf("%d taken, %d refused", taken, refused)
	}
	s.trace(id, "routed dispatched signed submitted done revisited taken-back")
	s.stop()
	s.start()
	if f := s.until(code, "received"); f.Holders[0].Party != "desk" || len(f.Answers) != 1 || !f.Answers[0].Redo {
		t.Fatalf("it shows %+v", f)
	}
	if a := s.post("/routing/api/v1/leads/"+id+"/close", "desk", map[string]any{"reason": "已停止"}); a.status != http.StatusUnprocessableEntity {
		t.Fatalf("a redo refused without a word to the reporter: %d %s", a.status, a.body)
	}
	s.say(id, "redo", "desk", map[string]any{"reason": "请当面复查"})
	if f := s.until(code, "in-hand"); f.Holders[0].Party != "education" || f.Status != "redone" || f.May.Answer {
		t.Fatalf("it shows %+v", f)
	}
	s.say(id, "done", "education", map[string]any{"outcome": "substantiated", "note": "复查已停", "reply": "复查已停。"})
	s.say(id, "close", "desk", map[string]any{})
	if f := s.until(code, "your-answer"); !f.May.Answer || !f.May.Redo {
		t.Fatalf("the new end may be answered: %+v", f)
	}
}

// A sender asks for a new code for its own lead, and the old one opens nothing any more; nobody else can. A code that is wrong and one that is
// none are answered alike, and whoever tries too often is told when to come back.
func TestCodesAreRenewedAndLimited(t *testing.T) {
	s := startSystem(t)
	id, old := s.takesIn("code-1", homeTutor)
	for _, who := range []string{"wechat", "desk", "education", "auditor"} {
		if a := s.post("/intake/api/v1/leads/"+id+"/receipt", who, nil); a.status != http.StatusNotFound {
			t.Fatalf("%s got a code: %d", who, a.status)
		}
	}
	a := s.post("/intake/api/v1/leads/"+id+"/receipt", "hotline-12345", nil)
	var given struct{ Receipt string }
	a.into(t, &given)
	if a.status != http.StatusCreated || given.Receipt == old {
		t.Fatalf("%d %s", a.status, a.body)
	}
	s.follow(given.Receipt)
	wrong := s.followForm("/follow", "code", old)
	none := s.followForm("/follow", "code", "学而思")
	if wrong.status != 404 || none.status != 404 || len(wrong.body) != len(none.body) {
		t.Fatalf("%d and %d, %d and %d bytes", wrong.status, none.status, len(wrong.body), len(none.body))
	}
	if inQuery := s.call("POST", "/follow?code="+url.QueryEscape(given.Receipt), "", "application/x-www-form-urlencoded", nil); inQuery.status != 404 {
		t.Fatalf("a code in an address is taken: %d", inQuery.status)
	}
	limited := false
	for range 40 {
		if a := s.followForm("/follow", "code", old); a.status == http.StatusTooManyRequests {
			limited = a.header.Get("Retry-After") != ""
			break
		}
	}
	if !limited {
		t.Fatal("nobody is told to wait")
	}
	for _, code := range []string{old, given.Receipt} {
		for _, form := range []string{code, strings.ReplaceAll(code, "-", "")} {
			if strings.Contains(s.log.String(), form) {
				t.Error("the log holds a code")
			}
		}
	}
	if strings.Contains(s.log.String(), "127.0.0.1") {
		t.Error("the log holds who came")
	}
}

// A report that was folded into another shows what becomes of that, and answers for itself.
func TestAFoldedReportIsFollowed(t *testing.T) {
	s := startSystem(t)
	first, firstCode := s.takesIn("fold-1", homeTutor)
	other := map[string]any{"channel": "hotline", "number": "T-200", "text": "机构超前收费一年三万多元不退，合同写明可退。"}
	second, secondCode := s.takesIn("fold-2", other)
	s.trace(first, "routed dispatched")
	await(t, "the second", func() bool { return len(s.follow(secondCode).Happened) > 0 })
	s.say(second, "merge", "desk", map[string]any{"into": first, "reason": "同一事项"})
	s.say(first, "sign", "education", map[string]any{})
	if f := s.until(secondCode, "in-hand"); f.Holders[0].Party != "education" {
		t.Fatalf("it shows %+v", f)
	}
	s.say(first, "done", "education", map[string]any{"outcome": "substantiated", "note": "已停", "reply": "已停。"})
	s.say(first, "close", "desk", map[string]any{})
	s.until(secondCode, "your-answer")
	said := map[string]any{"code": secondCode, "responded": "yes", "solved": "yes", "satisfied": "yes"}
	if a := s.post("/intake/api/v1/follow/answer", "wechat", said); a.status != http.StatusOK {
		t.Fatalf("answer: %d %s", a.status, a.body)
	}
	await(t, "the answer", func() bool {
		last := s.follow(secondCode).Happened
		return last[len(last)-1].Kind == "revisited"
	})
	for _, h := range s.follow(firstCode).Happened {
		if h.Kind == "revisited" {
			t.Fatal("one reporter sees what another said")
		}
	}
	if f := s.follow(firstCode); !f.May.Answer {
		t.Fatalf("the first cannot answer for itself: %+v", f)
	}
}

// What a reporter adds and says by the code is masked before it leaves intake, and the code is nowhere.
func TestNobodyLearnsWhoFollows(t *testing.T) {
	s := startSystem(t)
	reporter := map[string]any{"name": "欧阳若兰", "phone": "13987654321", "reply": true}
	id, code := s.takesIn("canary-follow", map[string]any{"channel": "hotline", "number": "P-9", "reporter": reporter,
		"text": "楼上602每周一三五下午有五六个初中生上去，听说是退休老师在家里教数学和物理，一节课收两百，从放暑假第一天搞到现在。", "place": map[string]any{"address": "云汀区柳塘街道翠湾花园6栋602"}})
	told := "我是欧阳若兰，电话139 8765 4321，身份证11010519491231002X，今天还在上课。"
	s.trace(id, "routed dispatched")
	s.say(id, "sign", "education", map[string]any{})
	s.until(code, "in-hand")
	if a := s.followForm("/follow/facts", "code", code, "once", strings.Repeat("1b", 16), "facts", told); a.status != http.StatusOK {
		t.Fatalf("facts: %d", a.status)
	}
	s.trace(id, "routed dispatched signed supplemented")
	s.say(id, "done", "education", map[string]any{"outcome": "substantiated", "note": "已停", "reply": "已停。"})
	s.say(id, "close", "desk", map[string]any{})
	s.until(code, "your-answer")
	if a := s.followForm("/follow/answer", "code", code, "redo", "yes", "responded", "yes", "solved", "no", "satisfied", "no", "note", told); a.status != http.StatusOK {
		t.Fatalf("redo: %d", a.status)
	}
	s.trace(id, "routed dispatched signed supplemented submitted done revisited taken-back")
	if a := s.asks(id, "desk"); a.status == http.StatusOK {
		t.Fatal("the desk reads who reported")
	}
	s.say(id, "redo", "desk", map[string]any{"reason": "请复查"})
	s.until(code, "in-hand")
	var read answer
	await(t, "the holder to read it", func() bool { read = s.asks(id, "education"); return read.status == http.StatusOK })
	if !bytes.Contains(read.body, []byte("139 8765 4321")) {
		t.Error("the holder does not read what was masked of what was added")
	}
	whole := strings.ReplaceAll(code, "-", "")
	holds := func(where string, content []byte) {
		search(t, where, content)
		for _, c := range []string{code, whole, strings.ToLower(whole)} {
			if bytes.Contains(content, []byte(c)) {
				t.Errorf("%s holds the code", where)
			}
		}
	}
	for path, who := range map[string]string{"/routing/api/v1/leads/" + id: "education", "/ledger/api/v1/leads/" + id + "/trace": "auditor", "/metrics": "auditor",
		"/intake/api/v1/updates": "hotline-12345", "/intake/api/v1/tickets/P-9": "hotline-12345", "/routing/api/v1/desk": "desk"} {
		holds(path, s.get(path, who).body)
	}
	holds("the page", stripCode(s.followForm("/follow", "code", code).body, code))
	holds("the log", []byte(s.log.String()))
	searchTables(t, s.db.Admin)
	codeInTables(t, s.db.Admin, code, whole)
}

// stripCode takes the hidden fields with the code out of a page.
func stripCode(body []byte, code string) []byte {
	return bytes.ReplaceAll(body, []byte(`name="code" value="`+code+`"`), nil)
}

// codeInTables looks for a code in every table of every service, those that may hold a reporter among them.
func codeInTables(t *testing.T, admin string, forms ...string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname = ANY($1)", names)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || !slices.Contains(tables, "intake.receipt") {
		t.Fatalf("tables %v: %v", tables, err)
	}
	for _, table := range tables {
		for _, form := range forms {
			var found bool
			if err := conn.QueryRow(t.Context(), "SELECT EXISTS (SELECT FROM "+table+" t WHERE t::text ILIKE $1 OR t::text ILIKE $2)", "%"+form+"%",
				"%"+hex.EncodeToString([]byte(form))+"%").Scan(&found); err != nil || found {
				t.Errorf("%s holds the code: %v %v", table, found, err)
			}
		}
	}
}
