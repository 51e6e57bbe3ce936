package submission_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	. "xiansuo/services/intake/internal/submission"
)

var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

func standing() *Standing {
	return &Standing{Seen: map[Key]Seen{}, Tickets: map[Key]*Ticket{}}
}

func complaint(id string, c lead.ComplaintSubmitted) Submission {
	body, _ := json.Marshal(c)
	return Complaint(Envelope{Source: "/990101/hotline-12345", ID: id, Type: c.EventType(), At: noon,
		Digest: Digest(c.EventType(), "", sha256.Sum256(body))}, c)
}

// Whatever is sent in whatever order, an event id has one lead, a ticket number has one lead, and a lead comes from a complaint.
func TestOneLeadForOneMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		st, n := standing(), 0
		byID, byNumber := map[string]string{}, map[string]string{}
		for range rapid.IntRange(1, 40).Draw(rt, "events") {
			id, number := fmt.Sprint("e", rapid.IntRange(0, 9).Draw(rt, "id")), rapid.SampledFrom([]string{"", "1", "2", "3"}).Draw(rt, "number")
			s := complaint(id, lead.ComplaintSubmitted{Channel: lead.Hotline, Number: number, Text: rapid.SampledFrom([]string{"甲", "乙", "甲乙"}).Draw(rt, "text")})
			r := Decide(st, s, func() string { n++; return fmt.Sprint("lead", n) })
			switch {
			case r.Status == Conflict && byID[id] == "":
				rt.Fatalf("conflict with nothing")
			case r.Status == Conflict:
				continue
			case byID[id] != "" && byID[id] != r.Lead:
				rt.Fatalf("event %s is lead %s and %s", id, byID[id], r.Lead)
			case r.Fresh && number != "" && byNumber[number] != "" && byNumber[number] != r.Lead:
				rt.Fatalf("ticket %s is lead %s and %s", number, byNumber[number], r.Lead)
			case (r.Status == Accepted) != (len(r.Facts) > 0 && r.Facts[0].EventType() == lead.LeadReceived{}.EventType()):
				rt.Fatalf("%s announces %v", r.Status, r.Facts)
			}
			byID[id] = r.Lead
			if number != "" {
				byNumber[number] = r.Lead
			}
		}
	})
}

// However long a text and however many files, every event stays below 64 KiB, and nothing is lost or cut in a character.
func TestLongComplaintsTravelInParts(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Repeat(rapid.SampledFrom([]string{"字", "a", "\"", "\n", "𠮷", "\u2028", "有人说\"补课\"。"}).Draw(rt, "piece"), rapid.IntRange(1, 60_000).Draw(rt, "times"))
		var files []lead.Attachment
		for i := range rapid.IntRange(0, 50).Draw(rt, "files") {
			files = append(files, lead.Attachment{URI: "https://files.example.com/" + strings.Repeat("\"", 1900), Name: fmt.Sprintf("图%d.jpg", i)})
		}
		r := Decide(standing(), complaint("1", lead.ComplaintSubmitted{Channel: lead.Hotline, Text: text, Title: strings.Repeat("\"", 500), Attachments: files}),
			func() string { return "990101-2026-000001" })
		var got string
		n := 0
		for i, f := range r.Facts {
			e, err := event.New(event.Origin{Source: "/990101/intake", Lead: r.Lead, Time: noon}, f)
			if err != nil {
				rt.Fatal(err)
			}
			if body, err := e.MarshalJSON(); err != nil || len(body) > event.MaxSize {
				rt.Fatalf("part %d has %d bytes, %v", i, len(body), err)
			}
			switch f := f.(type) {
			case lead.LeadReceived:
				got, n = got+f.Matter.Text, n+len(f.Matter.Attachments)
			case lead.LeadSupplemented:
				got, n = got+f.Text, n+len(f.Attachments)
			}
		}
		if got != text || !utf8.ValidString(got) || n != len(files) {
			rt.Fatalf("%d of %d bytes and %d of %d files arrive", len(got), len(text), n, len(files))
		}
	})
}

// A call recording never travels, nor does a file name or an address that holds a number.
func TestRecordingsStay(t *testing.T) {
	s := complaint("1", lead.ComplaintSubmitted{Channel: lead.Hotline, Text: "有人补课", Attachments: []lead.Attachment{
		{Name: "来电录音.mp3", Type: "audio/mpeg", URI: "https://f.example/1.mp3"}, {Name: "通话.amr", URI: "https://f.example/2.amr"},
		{Name: "13800138000截图.png", URI: "https://f.example/13800138000.png", SHA256: strings.Repeat("A", 64)}}})
	if len(s.Matter.Attachments) != 1 {
		t.Fatalf("%+v travels", s.Matter.Attachments)
	}
	if a := s.Matter.Attachments[0]; strings.Contains(a.Name+a.URI, "1380013") || a.SHA256 != strings.Repeat("a", 64) {
		t.Fatalf("%+v travels", a)
	}
}

// The hotline's limit on its ticket travels; a later version that moves it says so in a supplement, and one that repeats it in another
// time zone says nothing.
func TestTheTicketsLimitTravels(t *testing.T) {
	st, due := standing(), noon.Add(5*24*time.Hour)
	version := func(id string, due time.Time) Result {
		c := lead.ComplaintSubmitted{Channel: lead.Hotline, Number: "1", Text: "有人补课", DueAt: &due}
		return Decide(st, complaint(id, c), func() string { return "990101-2026-000001" })
	}
	received := version("1", due).Facts[0].(lead.LeadReceived)
	if received.Matter.DueAt == nil || !received.Matter.DueAt.Equal(due) {
		t.Fatalf("limit %v travels", received.Matter.DueAt)
	}
	if again := version("2", due.In(time.FixedZone("", 8*3600))); len(again.Facts) > 0 {
		t.Errorf("the same limit is told again: %+v", again.Facts)
	}
	moved := version("3", due.Add(24*time.Hour))
	if len(moved.Facts) != 1 {
		t.Fatalf("a moved limit says %+v", moved.Facts)
	}
	if s := moved.Facts[0].(lead.LeadSupplemented); s.Text != "办理时限：2026-07-07 12:00" || s.DueAt == nil || !s.DueAt.Equal(due.Add(24*time.Hour)) {
		t.Errorf("a moved limit says %+v", s)
	}
}

// A later version of a ticket is masked for everyone who ever reported it, also when it names nobody itself.
func TestLaterVersionsAreMaskedForAll(t *testing.T) {
	st := standing()
	decide := func(id string, c lead.ComplaintSubmitted) Result {
		return Decide(st, complaint(id, c), func() string { return "990101-2026-000001" })
	}
	decide("1", lead.ComplaintSubmitted{Channel: lead.WeChat, Number: "T1", Text: "楼上补课", Reporter: &lead.Reporter{Name: "欧阳小明", Phone: "13800138000"}})
	r := decide("2", lead.ComplaintSubmitted{Channel: lead.WeChat, Number: "T1", Text: "楼上补课，欧阳小明亲眼所见",
		Place:       &lead.Place{Address: "欧阳小明家楼上", URL: "https://h/欧阳小明"},
		Attachments: []lead.Attachment{{URI: "https://h/欧阳小明/2.jpg", Name: "欧阳小明二号收据.jpg"}}})
	for what, v := range map[string]any{"what is announced": r.Facts, "what is kept": st.Tickets[Key{"/990101/hotline-12345", "T1"}].Matter} {
		body, err := json.Marshal(v)
		if err != nil || len(r.Facts) == 0 {
			t.Fatal(err, r)
		}
		if strings.Contains(string(body), "欧阳") {
			t.Errorf("%s names the reporter: %s", what, body)
		}
	}
}
