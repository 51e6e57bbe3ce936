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
