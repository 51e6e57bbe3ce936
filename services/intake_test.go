package services_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

type problem struct {
	Type, Title, Detail, Cure string
	Status                    int
	Errors                    []struct{ Field, Detail string }
}

type taken struct {
	Source, ID, Lead, Status string
	Problem                  *problem
}

const submitted = "xiansuo.complaint.submitted.v1"

// binaryMode sends an event as headers and a body.
func (s *system) binaryMode(who string, headers map[string]string, body []byte) answer {
	s.t.Helper()
	r, err := http.NewRequest("POST", s.url+"/intake/api/v1/events", bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer token-of-"+who)
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	var b bytes.Buffer
	_, _ = b.ReadFrom(resp.Body)
	return answer{resp.StatusCode, resp.Header, b.Bytes()}
}

// The same event again, whatever the mode, the order of members or the other attributes, is the same lead; other content under a known
// id is refused and changes nothing.
func TestSameEventIsSameLead(t *testing.T) {
	s := startSystem(t)
	id := s.accepted("same-1", homeTutor)
	data, _ := json.Marshal(homeTutor)
	var reordered map[string]any
	_ = json.Unmarshal(data, &reordered)
	for name, again := range map[string]answer{
		"structured": s.complain("same-1", reordered),
		"binary": s.binaryMode("hotline-12345", map[string]string{"Content-Type": "application/json", "Ce-Specversion": "1.0", "Ce-Id": "same-1",
			"Ce-Source": hotline, "Ce-Type": submitted, "Ce-Time": "2026-07-01T00:00:00Z", "Ce-Whatever": "x"}, data),
	} {
		var got taken
		again.into(t, &got)
		if again.status != http.StatusOK || got.Status != "known" || got.Lead != id {
			t.Errorf("%s: %d %s", name, again.status, again.body)
		}
	}
	if a := s.complain("same-1", map[string]any{"channel": "hotline", "text": "别的内容"}); a.status != http.StatusConflict {
		t.Errorf("other content: %d %s", a.status, a.body)
	}
	if a := s.complain("same-1", reordered); a.status != http.StatusOK {
		t.Errorf("after the conflict: %d", a.status)
	}
}

// The same ticket number under a new id is the same lead, and only what is new becomes a supplement.
func TestSameTicketIsSameLead(t *testing.T) {
	s := startSystem(t)
	education := s.queueOf(lead.Education)
	id := s.accepted("t-1", homeTutor)
	education.next(lead.HandoffDispatched{}.EventType())
	if a := s.complain("t-2", homeTutor); a.status != http.StatusOK {
		t.Fatalf("the same ticket: %d %s", a.status, a.body)
	}
	more := map[string]any{}
	for k, v := range homeTutor {
		more[k] = v
	}
	more["text"] = homeTutor["text"].(string) + "今天又来了三个孩子，我叫赵钱孙。"
	more["target"] = map[string]any{"name": "晨光家教"}
	a := s.complain("t-3", more)
	var got taken
	a.into(t, &got)
	if a.status != http.StatusOK || got.Lead != id || got.Status != "known" {
		t.Fatalf("a newer version: %d %s", a.status, a.body)
	}
	news := education.next(lead.HandoffSupplemented{}.EventType())
	f, err := event.As[lead.HandoffSupplemented](news)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(f.Text, "楼上602") || !strings.Contains(f.Text, "今天又来了三个孩子") || !strings.Contains(f.Text, "被反映方：晨光家教") || strings.Contains(f.Text, "赵钱孙") {
		t.Fatalf("what is new: %q", f.Text)
	}
	s.complain("t-4", more)
	s.trace(id, "routed dispatched supplemented")
	// Another source's ticket of the same number is another lead.
	other := s.call("POST", "/intake/api/v1/events", "hotline-12345", event.ContentType, cloudEvent(hotline+"/second", "t-1", submitted, "", homeTutor))
	other.into(t, &got)
	if other.status != http.StatusAccepted || got.Lead == id {
		t.Fatalf("another source: %d %s", other.status, other.body)
	}
	if a := s.get("/intake/api/v1/tickets/T-100", "hotline-12345"); a.status != http.StatusConflict {
		t.Errorf("two tickets of one number: %d", a.status)
	}
	if a := s.get("/intake/api/v1/tickets/T-100?source="+hotline, "hotline-12345"); a.status != http.StatusOK {
		t.Errorf("one of them: %d", a.status)
	}
}

// Later words of the sender reach the department; about an unknown ticket they are refused.
func TestLaterWords(t *testing.T) {
	s := startSystem(t)
	education := s.queueOf(lead.Education)
	id := s.accepted("w-1", homeTutor)
	education.next(lead.HandoffDispatched{}.EventType())
	for i, typ := range []string{"supplemented", "urged", "withdrawn"} {
		data := map[string]any{"number": "T-100", "text": "补充：赵 钱 孙 的电话是138-0013-8000", "note": "赵钱孙来电"}
		a := s.call("POST", "/intake/api/v1/events", "hotline-12345", event.ContentType,
			cloudEvent(hotline, fmt.Sprintf("w-2%d", i), "xiansuo.complaint."+typ+".v1", "", data))
		if a.status != http.StatusOK {
			t.Fatalf("%s: %d %s", typ, a.status, a.body)
		}
		e := education.next("xiansuo.handoff." + typ + ".v1")
		if body := string(e.Data()); strings.Contains(body, "赵") || strings.Contains(body, "8000") {
			t.Fatalf("%s tells who reported: %s", typ, body)
		}
	}
	s.trace(id, "routed dispatched supplemented urged withdrawn")
	a := s.call("POST", "/intake/api/v1/events", "hotline-12345", event.ContentType,
		cloudEvent(hotline, "w-9", "xiansuo.complaint.urged.v1", "", map[string]any{"number": "T-unknown"}))
	if a.status != http.StatusUnprocessableEntity || !bytes.Contains(a.body, []byte("unknown-ticket")) {
		t.Fatalf("unknown ticket: %d %s", a.status, a.body)
	}
}

// In a batch each event has its own fate, in order, and one bad event never costs a good one.
func TestBatch(t *testing.T) {
	s := startSystem(t)
	good := func(id string) json.RawMessage { return cloudEvent(hotline, id, submitted, "", homeTutorOf(id)) }
	batch := []json.RawMessage{
		good("b-1"),
		json.RawMessage(`{"specversion":"1.0","id":"b-2"}`),
		json.RawMessage(`"no event"`),
		cloudEvent("/990101/wechat", "b-3", submitted, "", homeTutor),
		cloudEvent(hotline, "b-4", submitted, "", map[string]any{"channel": "pigeon", "text": "…"}),
		good("b-1"),
		cloudEvent(hotline, "b-1", submitted, "", map[string]any{"channel": "hotline", "text": "别的"}),
		cloudEvent(hotline, "b-5", "xiansuo.complaint.unheard.v1", "", map[string]any{}),
		good("b-6"),
		cloudEvent(hotline, "b-7", "xiansuo.complaint.urged.v1", "", map[string]any{"number": "N-b-6"}),
	}
	body, _ := json.Marshal(batch)
	a := s.call("POST", "/intake/api/v1/events", "hotline-12345", "application/cloudevents-batch+json", body)
	var out []taken
	a.into(t, &out)
	if a.status != http.StatusMultiStatus || len(out) != len(batch) {
		t.Fatalf("%d %s", a.status, a.body)
	}
	want := []struct {
		status string
		code   int
	}{{"accepted", 0}, {"refused", 400}, {"refused", 400}, {"refused", 403}, {"refused", 422}, {"known", 0}, {"refused", 409}, {"refused", 422}, {"accepted", 0}, {"known", 0}}
	for i, w := range want {
		if out[i].Status != w.status || (w.code != 0) != (out[i].Problem != nil) || w.code != 0 && out[i].Problem.Status != w.code {
			t.Errorf("event %d: %+v, want %+v", i, out[i], w)
		}
	}
	if out[1].ID != "b-2" || out[5].Lead != out[0].Lead || out[9].Lead != out[8].Lead {
		t.Errorf("names and leads: %+v", out)
	}
	body, _ = json.Marshal([]json.RawMessage{good("b-1"), good("b-8")})
	if a := s.call("POST", "/intake/api/v1/events", "hotline-12345", "application/cloudevents-batch+json", body); a.status != http.StatusAccepted {
		t.Errorf("a good batch: %d", a.status)
	}
}

func homeTutorOf(id string) map[string]any {
	m := map[string]any{}
	for k, v := range homeTutor {
		m[k] = v
	}
	m["number"] = "N-" + id
	return m
}

// Bad input gets a problem that names the field and the cure, never what was sent, and nothing is taken.
func TestBadInput(t *testing.T) {
	s := startSystem(t)
	secret := "张无忌13912345678"
	structured := func(body string) answer {
		return s.call("POST", "/intake/api/v1/events", "hotline-12345", event.ContentType, []byte(body))
	}
	data := func(data any) answer { return s.complain("bad", data) }
	for name, test := range map[string]struct {
		got   answer
		want  int
		names string
	}{
		"not JSON":               {structured(`{"specversion":`), 400, "specversion"},
		"no event":               {structured(`{"a":"` + secret + `"}`), 400, "specversion"},
		"old version":            {structured(`{"specversion":"0.3","id":"1","source":"/x","type":"t"}`), 400, "/specversion"},
		"no id":                  {structured(`{"specversion":"1.0","source":"` + hotline + `","type":"` + submitted + `"}`), 400, "/id"},
		"Chinese in id":          {structured(`{"specversion":"1.0","id":"张无忌","source":"` + hotline + `","type":"` + submitted + `","data":{}}`), 400, "/id"},
		"bad time":               {structured(`{"specversion":"1.0","id":"1","time":"13912345678","source":"` + hotline + `","type":"` + submitted + `","data":{}}`), 400, "/time"},
		"plain JSON":             {s.call("POST", "/intake/api/v1/events", "hotline-12345", "application/json", []byte(`{}`)), 415, "application/cloudevents+json"},
		"no data":                {structured(`{"specversion":"1.0","id":"1","source":"` + hotline + `","type":"` + submitted + `"}`), 422, "/data"},
		"no text":                {data(map[string]any{"channel": "hotline"}), 422, "/data/text"},
		"empty text":             {data(map[string]any{"channel": "hotline", "text": "  "}), 422, "/data/text"},
		"no channel":             {data(map[string]any{"text": secret}), 422, "/data/channel"},
		"unknown channel":        {data(map[string]any{"channel": secret, "text": "x"}), 422, "/data/channel"},
		"unknown urgency":        {data(map[string]any{"channel": "hotline", "text": "x", "urgency": secret}), 422, "/data/urgency"},
		"wrong type":             {data(map[string]any{"channel": "hotline", "text": "x", "reporter": secret}), 422, "/data/reporter"},
		"negative money":         {data(map[string]any{"channel": "hotline", "text": "x", "money": map[string]any{"fen": -1}}), 422, "/data/money/fen"},
		"bad date":               {data(map[string]any{"channel": "hotline", "text": "x", "occurredAt": secret}), 422, "/data/occurredAt"},
		"longitude":              {data(map[string]any{"channel": "hotline", "text": "x", "place": map[string]any{"lng": 200}}), 422, "/data/place/lng"},
		"hash":                   {data(map[string]any{"channel": "hotline", "text": "x", "attachments": []any{map[string]any{"sha256": secret}}}), 422, "/data/attachments/0/sha256"},
		"control in number":      {data(map[string]any{"channel": "hotline", "text": "x", "number": "a\u0000b"}), 422, "/data/number"},
		"a year before all":      {data(map[string]any{"channel": "hotline", "text": "x", "dueAt": "0000-01-01T00:00:00+14:00"}), 422, "/data/dueAt"},
		"a year after all":       {data(map[string]any{"channel": "hotline", "text": "x", "occurredAt": "9999-12-31T23:59:59-14:00"}), 422, "/data/occurredAt"},
		"a time after all":       {structured(`{"specversion":"1.0","id":"1","time":"9999-12-31T23:59:59-14:00","source":"` + hotline + `","type":"` + submitted + `","data":{}}`), 400, "/time"},
		"a null in a query":      {s.get("/intake/api/v1/tickets/x?source=%00", "hotline-12345"), 400, "query"},
		"other bytes in a path":  {s.get("/intake/api/v1/tickets/%ff", "hotline-12345"), 400, "path"},
		"bytes in a setting":     {s.call("PUT", "/intake/api/v1/settings/callbacks", "desk", "text/plain", []byte("- sender: \xff")), 422, "UTF-8"},
		"a null in a setting":    {s.call("PUT", "/intake/api/v1/settings/callbacks", "desk", "text/plain", []byte("[]\x00")), 422, "UTF-8"},
		"so often not ours":      {s.get("/routing/api/v1/leads?notOurs=99999999", "desk"), 400, "100"},
		"a cursor of the year 0": {s.get("/routing/api/v1/desk?after=0000-01-01T00:00:00Z~a~b", "desk"), 400, "cursor"},
		"foreign source":         {s.call("POST", "/intake/api/v1/events", "hotline-12345", event.ContentType, cloudEvent("/990101/grid", "1", submitted, "", homeTutor)), 403, hotline},
		"source beside":          {s.call("POST", "/intake/api/v1/events", "hotline-12345", event.ContentType, cloudEvent(hotline+"6", "1", submitted, "", homeTutor)), 403, hotline},
		"source that climbs":     {s.call("POST", "/intake/api/v1/events", "hotline-12345", event.ContentType, cloudEvent(hotline+"/../grid", "1", submitted, "", homeTutor)), 403, hotline},
		"the auditor":            {s.call("POST", "/intake/api/v1/events", "auditor", event.ContentType, cloudEvent("/990101/auditor", "1", submitted, "", homeTutor)), 403, "token"},
		"no token":               {s.call("POST", "/intake/api/v1/events", "", event.ContentType, cloudEvent(hotline, "1", submitted, "", homeTutor)), 401, "Bearer"},
		"unknown type":           {structured(`{"specversion":"1.0","id":"1","source":"` + hotline + `","type":"x.y","data":{}}`), 422, submitted},
		"too large":              {data(map[string]any{"channel": "hotline", "text": strings.Repeat("字", 90_000)}), 413, "attachments"},
		"batch that is none":     {s.call("POST", "/intake/api/v1/events", "hotline-12345", "application/cloudevents-batch+json", []byte(`{}`)), 400, "array"},
		"batch with too many":    {s.call("POST", "/intake/api/v1/events", "hotline-12345", "application/cloudevents-batch+json", []byte("["+strings.Repeat("{},", 1000)+"{}]")), 413, "1000"},
		"batch that is large":    {s.call("POST", "/intake/api/v1/events", "hotline-12345", "application/cloudevents-batch+json", bytes.Repeat([]byte(" "), 17<<20)), 413, "16777216"},
		"binary without a type":  {s.binaryMode("hotline-12345", map[string]string{"Content-Type": "application/json", "Ce-Specversion": "1.0", "Ce-Id": "1", "Ce-Source": hotline}, []byte("{}")), 400, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var p problem
			test.got.into(t, &p)
			if test.got.status != test.want || p.Status != test.want || !strings.HasPrefix(test.got.header.Get("Content-Type"), "application/problem+json") {
				t.Fatalf("%d %s, want %d", test.got.status, test.got.body, test.want)
			}
			if p.Cure == "" || p.Detail == "" || !strings.HasPrefix(p.Type, "urn:xiansuo:problem:") || !bytes.Contains(test.got.body, []byte(test.names)) {
				t.Errorf("does not name %q or the cure: %s", test.names, test.got.body)
			}
			for _, part := range []string{"张无忌", "13912345678"} {
				if bytes.Contains(test.got.body, []byte(part)) {
					t.Errorf("repeats what was sent: %s", test.got.body)
				}
			}
		})
	}
	var updates struct{ Updates []any }
	s.get("/intake/api/v1/updates?wait=300ms", "hotline-12345").into(t, &updates)
	if len(updates.Updates) != 0 {
		t.Fatalf("something was taken: %v", updates.Updates)
	}
}

// A content type may hold what it likes: the event is taken, and what cannot be kept of the header is replaced.
func TestContentTypeWithOtherBytes(t *testing.T) {
	s := startSystem(t)
	for i, contentType := range []string{event.ContentType + "; charset=\xff", event.ContentType + "; charset=\"\xff\""} {
		a := s.call("POST", "/intake/api/v1/events", "hotline-12345", contentType, cloudEvent(hotline, fmt.Sprint("ct-", i), submitted, "", homeTutorOf(fmt.Sprint("ct-", i))))
		if a.status != http.StatusAccepted {
			t.Errorf("%q: %d %s", contentType, a.status, a.body)
		}
	}
}

// What a sender leaves empty counts as absent, what nobody knows is ignored, and 256 KiB are taken whole: no event carries more than
// 64 KiB, and nothing of the text is lost on the way.
func TestGenerousInput(t *testing.T) {
	s := startSystem(t)
	s.accepted("g-1", map[string]any{"channel": "hotline", "text": "有人办补习班", "number": nil, "title": "", "urgency": "", "target": nil,
		"unknown": map[string]any{"a": 1}, "reporter": map[string]any{"name": nil, "phone": "", "级别": "x"}})
	education := s.queueOf(lead.Education)
	long := homeTutorOf("long")
	text := homeTutor["text"].(string) + strings.Repeat("他们每天都在上课。", 8_000) + "就在六楼"
	long["text"] = text
	id := s.accepted("g-2", long)
	var got string
	for first := education.next(lead.HandoffDispatched{}.EventType()); first.Subject() != id; {
		first = education.next(lead.HandoffDispatched{}.EventType())
	}
	var view struct {
		Matter      struct{ Text string }
		Supplements []struct{ Text string }
	}
	await(t, "all of the text", func() bool {
		s.get("/routing/api/v1/leads/"+id, "education").into(t, &view)
		got = view.Matter.Text
		for _, p := range view.Supplements {
			got += p.Text
		}
		return len(got) >= len(text)
	})
	if got != text {
		t.Fatalf("%d of %d bytes arrived, or in another order", len(got), len(text))
	}
}

// Intake stands back while what it took cannot be passed on, batches before single events, and says when to come again.
func TestIntakeStandsBack(t *testing.T) {
	s := startSystem(t)
	s.bus.Stop()
	body, _ := json.Marshal([]json.RawMessage{cloudEvent(hotline, "q-b", submitted, "", homeTutorOf("q-b"))})
	refusedBatch := false
	n := 0
	await(t, "intake to refuse a single event", func() bool {
		n++
		if a := s.call("POST", "/intake/api/v1/events", "hotline-12345", "application/cloudevents-batch+json", body); a.status == http.StatusTooManyRequests {
			refusedBatch = true
		}
		a := s.complain(fmt.Sprintf("q-%d", n), homeTutorOf(fmt.Sprintf("q-%d", n)))
		if a.status == http.StatusTooManyRequests && a.header.Get("Retry-After") == "" {
			t.Fatal("it does not say when to come again")
		}
		return a.status == http.StatusTooManyRequests
	})
	if !refusedBatch {
		t.Error("a single event was refused before a batch")
	}
	s.bus.Start(t)
	await(t, "intake to take again", func() bool { return s.complain("q-last", homeTutorOf("q-last")).status == http.StatusAccepted })
}
