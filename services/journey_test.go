package services_test

import (
	"net/http"
	"testing"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// homeTutor is a complaint that the rules are sure about.
var homeTutor = map[string]any{
	"channel": "hotline", "number": "T-100", "place": map[string]any{"address": "云汀区柳塘街道翠湾花园6栋602"},
	"text":     "楼上602每周一三五下午有五六个初中生上去，听说是退休老师在家里教数学和物理，一节课收两百，从放暑假第一天搞到现在。",
	"reporter": map[string]any{"name": "赵钱孙", "phone": "13800138000"},
}

// One lead through all services: a hotline pushes a complaint, education gets it with the reason, asks to give it back, must keep it, and
// submits it as done; the desk closes it, the sender follows it, a case is opened, and the auditor sees the whole way.
func TestJourney(t *testing.T) {
	s := startSystem(t)
	education := s.queueOf(lead.Education)

	id := s.accepted("e-1", homeTutor)
	sent := education.next(lead.HandoffDispatched{}.EventType())
	message, err := event.As[lead.HandoffDispatched](sent)
	if err != nil {
		t.Fatal(err)
	}
	if sent.Subject() != id || message.Role != lead.RoleLead || message.Record.Rule == "" || len(message.Decision.Fired) == 0 {
		t.Fatalf("education got %+v", message)
	}
	if message.Matter.Number != "T-100" || message.Matter.Place.Address == "" {
		t.Fatalf("education cannot act on %+v", message.Matter)
	}
	s.trace(id, "routed dispatched")

	returned := education.answer(id, lead.AnswerReturned{Reason: "R01", Competent: "market", Basis: "价格法第三十三条"})
	if accepted := education.next(lead.AnswerAccepted{}.EventType()); event.Extension(accepted, event.CausationID) != returned {
		t.Fatalf("the outcome names %s", event.Extension(accepted, event.CausationID))
	}
	if trace := s.trace(id, "routed dispatched signed return-asked"); trace.Holder != "education" {
		t.Fatalf("held by %q while the desk decides", trace.Holder)
	}
	if a := s.post("/routing/api/v1/leads/"+id+"/refuse-return", "desk", map[string]string{"reason": "隐形变异学科类培训属教育部门主责"}); a.status != http.StatusOK {
		t.Fatalf("refuse return: %d %s", a.status, a.body)
	}
	education.next(lead.ReturnRefused{}.EventType())

	education.answer(id, lead.AnswerDone{Outcome: lead.Substantiated, Note: "已责令停止并退还所收费用"})
	education.next(lead.AnswerAccepted{}.EventType())
	s.trace(id, "routed dispatched signed return-asked return-refused submitted")
	if a := s.post("/routing/api/v1/leads/"+id+"/close", "desk", map[string]string{}); a.status != http.StatusOK {
		t.Fatalf("close: %d %s", a.status, a.body)
	}
	trace := s.trace(id, "routed dispatched signed return-asked return-refused submitted done")
	if trace.Holder != lead.Nobody || len(trace.Missing) > 0 {
		t.Fatalf("held by %q, missing %v", trace.Holder, trace.Missing)
	}
	for i, r := range trace.Records {
		if r.No != i+1 || r.Event == "" {
			t.Fatalf("record %+v", r)
		}
	}

	var updates struct {
		Updates []struct{ Kind, Number, Lead string }
	}
	await(t, "the sender to be told", func() bool {
		s.get("/intake/api/v1/updates", "hotline-12345").into(t, &updates)
		return len(updates.Updates) >= 4
	})
	var told string
	for _, u := range updates.Updates {
		told += u.Kind + " "
	}
	if told != "accepted sent signed done " || updates.Updates[0].Number != "T-100" || updates.Updates[0].Lead != id {
		t.Fatalf("the sender was told %q: %+v", told, updates.Updates)
	}
	var opened struct {
		Cases []struct{ Number, Lead, Department string }
	}
	await(t, "a case", func() bool {
		s.get("/enforcement/api/v1/cases", "education").into(t, &opened)
		return len(opened.Cases) == 1
	})
	if opened.Cases[0].Lead != id || opened.Cases[0].Department != "education" {
		t.Fatalf("opened %+v", opened.Cases)
	}
	var counts struct {
		Counts []struct {
			Table, Row string
			N          int
		}
	}
	await(t, "the counts", func() bool {
		s.get("/disclosure/api/v1/statistics", "auditor").into(t, &counts)
		for _, c := range counts.Counts {
			if c.Table == "outcomes" && c.Row == string(lead.Substantiated) && c.N == 1 {
				return true
			}
		}
		return false
	})
}

// The department that leads and one that assists change places, in the database too.
func TestChangingPlacesIsSaved(t *testing.T) {
	s := startSystem(t)
	id := s.accepted("swap-1", map[string]any{"channel": "hotline", "text": "广告写原价9800，暑期立减到2980，最后三天，可去年的海报也是2980。"})
	s.trace(id, "routed dispatched assist-asked")
	returned := cloudEvent("/990101/market", "swap-2", lead.AnswerReturned{}.EventType(), id, map[string]any{"reason": "R01", "competent": "education", "basis": "令53第十八条"})
	if a := s.call("POST", "/routing/api/v1/leads/"+id+"/answers", "market", event.ContentType, returned); a.status != http.StatusOK {
		t.Fatalf("return: %d %s", a.status, a.body)
	}
	assign := map[string]any{"department": "education", "assist": []string{"market"}, "reason": "以培训为主"}
	if a := s.post("/routing/api/v1/leads/"+id+"/assign", "desk", assign); a.status != http.StatusOK {
		t.Fatalf("assign: %d %s", a.status, a.body)
	}
	s.trace(id, "routed dispatched assist-asked signed return-asked returned dispatched assist-asked")
	var view struct{ Clocks []struct{ EndedAt *string } }
	s.get("/routing/api/v1/leads/"+id, "desk").into(t, &view)
	running := 0
	for _, c := range view.Clocks {
		if c.EndedAt == nil {
			running++
		}
	}
	if running != 4 {
		t.Fatalf("%d clocks run, want two for each of two departments", running)
	}
}

// What is not for this system goes back to its sender with the reason, which reads it; the desk can take it back.
func TestOutOfScopeTicketIsReadBack(t *testing.T) {
	s := startSystem(t)
	id := s.accepted("x-1", map[string]any{"channel": "hotline", "number": "T-7", "text": "我家孩子在公办小学上四年级，作业多得写到十一点，课后服务还让自愿报名交材料费，食堂也不好吃。"})
	var ticket struct {
		Status  string
		Lead    string
		Updates []struct {
			Kind, Reason string
			Explanation  *lead.Bilingual
		}
	}
	await(t, "the ticket to come back", func() bool {
		s.get("/intake/api/v1/tickets/T-7", "hotline-12345").into(t, &ticket)
		return ticket.Status == "returned"
	})
	last := ticket.Updates[len(ticket.Updates)-1]
	if ticket.Lead != id || last.Reason != "X01" || last.Explanation == nil || last.Explanation.ZH == "" {
		t.Fatalf("the sender reads %+v", ticket)
	}
	if a := s.get("/intake/api/v1/tickets/T-7", "wechat"); a.status != http.StatusNotFound {
		t.Fatalf("somebody else reads it: %d", a.status)
	}
	for range 2 {
		s.post("/routing/api/v1/leads/"+id+"/take-back", "desk", map[string]string{"reason": "请再看"})
	}
	s.trace(id, "routed declined taken-back refused")
	if a := s.post("/routing/api/v1/leads/"+id+"/assign", "desk", map[string]any{"department": "education", "category": "A09", "reason": "老师私下补课"}); a.status != http.StatusOK {
		t.Fatalf("assign: %d %s", a.status, a.body)
	}
	s.trace(id, "routed declined taken-back refused dispatched")
}

// Agencies that cannot open a NATS port pull the same queue over HTTP and answer there: the same command.
func TestQueueOverHTTP(t *testing.T) {
	s := startSystem(t)
	path := "/routing/api/v1/queues/education"
	if a := s.get(path, "education"); a.status != http.StatusNoContent {
		t.Fatalf("an empty queue: %d", a.status)
	}
	waited := make(chan answer, 1)
	go func() { waited <- s.get(path+"?wait=20s&max=10", "education") }()
	id := s.accepted("h-1", homeTutor)
	var pulled struct {
		Messages []struct {
			Ack   string
			Event struct{ Subject, Type string }
		}
	}
	(<-waited).into(t, &pulled)
	if len(pulled.Messages) != 1 || pulled.Messages[0].Event.Subject != id {
		t.Fatalf("pulled %+v", pulled)
	}
	for name, acks := range map[string]any{
		"foreign":  []string{"$JS.ACK.LEADS.market.1.1.1.1.1"},
		"wildcard": []string{"$JS.ACK.LEADS.education.>"},
		"other":    []string{"leads.v1.990101.market.x.y"},
		"none":     []string{},
	} {
		if a := s.post(path+"/ack", "education", map[string]any{"acks": acks}); a.status < 400 {
			t.Errorf("acknowledged %s: %d", name, a.status)
		}
	}
	if a := s.post(path+"/ack", "education", map[string]any{"acks": []string{pulled.Messages[0].Ack}}); a.status != http.StatusNoContent {
		t.Fatalf("acknowledge: %d %s", a.status, a.body)
	}
	answers := "/routing/api/v1/leads/" + id + "/answers"
	signed := cloudEvent("/990101/education", "s-1", lead.AnswerSigned{}.EventType(), id, map[string]any{})
	for i, want := range []int{http.StatusOK, http.StatusOK} {
		if a := s.call("POST", answers, "education", event.ContentType, signed); a.status != want {
			t.Fatalf("signed, time %d: %d %s", i+1, a.status, a.body)
		}
	}
	for name, test := range map[string]struct {
		who  string
		body []byte
		want int
	}{
		"the same id, other content": {"education", cloudEvent("/990101/education", "s-1", lead.AnswerSigned{}.EventType(), id, map[string]any{"note": "x"}), 409},
		"again":                      {"education", cloudEvent("/990101/education", "s-2", lead.AnswerSigned{}.EventType(), id, map[string]any{}), 409},
		"a bad return":               {"education", cloudEvent("/990101/education", "s-3", lead.AnswerReturned{}.EventType(), id, map[string]any{"reason": "R01"}), 422},
		"never asked":                {"market", cloudEvent("/990101/market", "s-4", lead.AnswerSigned{}.EventType(), id, map[string]any{}), 404},
		"somebody else's source":     {"market", cloudEvent("/990101/education", "s-5", lead.AnswerSigned{}.EventType(), id, map[string]any{}), 403},
		"not a department":           {"hotline-12345", cloudEvent(hotline, "s-6", lead.AnswerSigned{}.EventType(), id, map[string]any{}), 403},
		"another lead":               {"education", cloudEvent("/990101/education", "s-7", lead.AnswerSigned{}.EventType(), "990101-2026-999999", map[string]any{}), 422},
	} {
		if a := s.call("POST", answers, test.who, event.ContentType, test.body); a.status != test.want {
			t.Errorf("%s: %d %s, want %d", name, a.status, a.body, test.want)
		}
	}
	if a := s.call("POST", "/routing/api/v1/leads/990101-2026-999999/answers", "education", event.ContentType,
		cloudEvent("/990101/education", "s-8", lead.AnswerSigned{}.EventType(), "990101-2026-999999", map[string]any{})); a.status != 404 {
		t.Errorf("an unknown lead: %d", a.status)
	}
	// The department reads every outcome in its queue as well.
	await(t, "the outcomes", func() bool {
		var look struct{ Waiting int }
		s.get(path+"?look=1", "education").into(t, &look)
		return look.Waiting >= 5
	})
}

// A department reads and answers its own queue and nothing else.
func TestDepartmentsAreApart(t *testing.T) {
	s := startSystem(t)
	id := s.accepted("a-1", homeTutor)
	s.trace(id, "routed dispatched")
	for path, want := range map[string]int{
		"/routing/api/v1/queues/education":           403,
		"/routing/api/v1/queues/education?look=1":    403,
		"/routing/api/v1/leads/" + id:                404,
		"/ledger/api/v1/leads/" + id + "/trace":      404,
		"/routing/api/v1/leads?queue=education":      403,
		"/routing/api/v1/desk":                       403,
		"/disclosure/api/v1/statistics":              403,
		"/routing/api/v1/aside":                      403,
		"/routing/api/v1/queues/nowhere":             404,
		"/nowhere":                                   404,
		"/routing/api/v1/nowhere":                    404,
		"/ledger/api/v1/leads/990101-2026-9/trace":   404,
		"/routing/api/v1/leads/990101-2026-9":        404,
		"/intake/api/v1/tickets/T-100":               404,
		"/intake/api/v1/updates?after=x":             400,
		"/intake/api/v1/updates?wait=soon":           400,
		"/routing/api/v1/queues/market?max=0":        400,
		"/routing/api/v1/queues/market?wait=forever": 400,
	} {
		if a := s.get(path, "market"); a.status != want {
			t.Errorf("market reads %s: %d, want %d", path, a.status, want)
		}
		if a := s.get(path, ""); a.status != 401 && path != "/nowhere" {
			t.Errorf("nobody reads %s: %d", path, a.status)
		}
	}
	nc := s.bus.Department(t, lead.Market)
	for _, subject := range []string{
		"$JS.API.STREAM.INFO.LEADS", "$JS.API.STREAM.MSG.GET.LEADS", "$JS.API.CONSUMER.CREATE.LEADS", "$JS.API.CONSUMER.MSG.NEXT.LEADS.education",
		"JS.LEADS.API.CONSUMER.MSG.NEXT.LEADS.education", "JS.LEADS.API.CONSUMER.INFO.LEADS.education", "answers.v1.990101.education",
		"leads.v1.990101.market.handoff.dispatched", "events.v1.routing.00.lead.routed", "fetch.v1.routing", "$JS.ACK.LEADS.education.1.1.1.1.1",
	} {
		if _, err := nc.Request(subject, []byte("{}"), 200*1e6); err == nil {
			t.Errorf("market got an answer on %s", subject)
		}
	}
	if _, err := nc.SubscribeSync("leads.>"); err == nil {
		if err := nc.Flush(); err == nil && nc.LastError() == nil {
			t.Error("market may subscribe to everybody's leads")
		}
	}
}
