package services_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// told is what a sender reads of a ticket.
type told struct {
	Cursor, Kind, Number, Lead, About, Part, Department, Role, Reason, Text, Into string
	Due                                                                           *time.Time
	Left                                                                          int
	Parts                                                                         []lead.Part
	Verdicts                                                                      *lead.Verdicts
}

// updates waits until a sender's updates of a ticket are of the wanted kinds, in order; "*" behind a kind means that it came of the lead
// that the ticket goes on in, and a number behind it of that part.
func (s *system) updates(who, number, kinds string) []told {
	s.t.Helper()
	var got string
	var of []told
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		var page struct{ Updates []told }
		s.get("/intake/api/v1/updates?limit=1000", who).into(s.t, &page)
		var words []string
		of = nil
		for _, u := range page.Updates {
			if u.Number != number {
				continue
			}
			of = append(of, u)
			word := u.Kind
			if u.About != "" {
				word += "*"
			}
			if u.Part != "" {
				word += u.Part[strings.LastIndex(u.Part, "-"):]
			}
			words = append(words, word)
		}
		if got = strings.Join(words, " "); got == kinds {
			return of
		}
	}
	s.t.Fatalf("%s reads of %s %q, want %q", who, number, got, kinds)
	return nil
}

// say gives a word about a lead once routing knows it; it must be taken.
func (s *system) say(id, word, who string, body any) {
	s.t.Helper()
	var a answer
	await(s.t, "routing to know "+id, func() bool {
		a = s.post("/routing/api/v1/leads/"+id+"/"+word, who, body)
		return a.status != http.StatusNotFound
	})
	if a.status != http.StatusOK {
		s.t.Fatalf("%s says %s: %d %s", who, word, a.status, a.body)
	}
}

// from sends a complaint of another sender, which must be taken, and returns its lead.
func (s *system) from(sender, id string, data map[string]any) string {
	s.t.Helper()
	a := s.call("POST", "/intake/api/v1/events", sender, event.ContentType, cloudEvent("/990101/"+sender, id, submitted, "", data))
	if a.status != http.StatusAccepted {
		s.t.Fatalf("complaint of %s: %d %s", sender, a.status, a.body)
	}
	var out taken
	a.into(s.t, &out)
	return out.Lead
}

func (s *system) status(who, number string) string {
	s.t.Helper()
	var ticket struct{ Status string }
	s.get("/intake/api/v1/tickets/"+number, who).into(s.t, &ticket)
	return ticket.Status
}

// fakeAdvert is a complaint that the rules give to market.
var fakeAdvert = map[string]any{"channel": "wechat", "number": "W-1", "text": "广告写原价9800，暑期立减到2980，最后三天，可去年的海报也是2980。",
	"reporter": map[string]any{"name": "孙李周", "phone": "13900139000", "reply": true}}

// Tickets of two hotlines that the desk folds into one lead are both told what becomes of it; the other is told of its own again once the
// fold is undone, and a third that repeats the first is folded without being asked.
func TestFoldedTicketsOfTwoHotlinesAreTold(t *testing.T) {
	s := startSystem(t)
	first := s.accepted("f-1", homeTutor)
	second := s.from("wechat", "f-2", fakeAdvert)
	s.updates("hotline-12345", "T-100", "accepted sent")
	s.updates("wechat", "W-1", "accepted sent sent")
	s.say(second, "merge", "desk", map[string]any{"into": first, "reason": "同一机构"})
	s.say(first, "sign", "education", map[string]any{})
	again := map[string]any{}
	for k, v := range homeTutor {
		again[k] = v
	}
	again["number"] = "G-1"
	third := s.from("grid", "f-3", again)
	s.updates("grid", "G-1", "accepted folded")
	s.say(first, "done", "education", map[string]any{"outcome": "substantiated", "note": "已责令停止", "reply": "已停课退费"})
	s.say(first, "close", "desk", map[string]any{})
	s.updates("hotline-12345", "T-100", "accepted sent signed done")
	s.updates("grid", "G-1", "accepted folded done*")
	got := s.updates("wechat", "W-1", "accepted sent sent folded signed* done*")
	if folded, done := got[3], got[5]; folded.Into != first || done.Text != "已停课退费" || done.About != first || done.Lead != second || done.Department != "education" {
		t.Errorf("told %+v and %+v", folded, done)
	}
	if a, b := s.status("wechat", "W-1"), s.status("grid", "G-1"); a != "done" || b != "done" {
		t.Errorf("the folded tickets are %s and %s", a, b)
	}
	s.say(second, "unmerge", "desk", map[string]any{"reason": "并非同一机构"})
	s.say(second, "sign", "market", map[string]any{})
	s.updates("wechat", "W-1", "accepted sent sent folded signed* done* unfolded signed")
	if got := s.status("wechat", "W-1"); got != "signed" {
		t.Errorf("the unfolded ticket is %s", got)
	}
	if third == first {
		t.Error("a repeat has a lead of its own")
	}
}

// A ticket with two matters is told of each part, with the reply of each, and is done when both are.
func TestAPartIsToldToTheTicket(t *testing.T) {
	s := startSystem(t)
	id := s.accepted("p-1", homeTutor)
	s.say(id, "sign", "education", map[string]any{})
	s.say(id, "split", "desk", map[string]any{"reason": "一件多事", "parts": []any{map[string]any{"department": "market", "category": "D02"}}})
	part := id + "-2"
	s.say(part, "sign", "market", map[string]any{})
	for who, lead := range map[string]string{"education": id, "market": part} {
		s.say(lead, "done", who, map[string]any{"outcome": "substantiated", "note": "已办", "reply": who + "已办"})
	}
	s.say(id, "close", "desk", map[string]any{})
	s.updates("hotline-12345", "T-100", "accepted sent signed split sent-2 signed-2 part-done-000001")
	if got := s.status("hotline-12345", "T-100"); got != "signed" {
		t.Errorf("while a part is open the ticket is %s", got)
	}
	s.say(part, "close", "desk", map[string]any{})
	got := s.updates("hotline-12345", "T-100", "accepted sent signed split sent-2 signed-2 part-done-000001 part-done-2 done")
	if len(got[3].Parts) != 1 || got[3].Parts[0].Lead != part || got[6].Left != 1 || got[7].Text != "market已办" || got[8].Text != "education已办" {
		t.Errorf("told %+v", got[3:])
	}
	if got := s.status("hotline-12345", "T-100"); got != "done" {
		t.Errorf("in the end the ticket is %s", got)
	}
}

// A question reaches the sender, whose supplement is the answer; more time is told with its reason and the new date, and so are the revisit
// and the redo. Nothing is told of what is only submitted.
func TestQuestionIsAnsweredByASupplement(t *testing.T) {
	s := startSystem(t)
	wants := map[string]any{"dueAt": "2030-01-01T00:00:00Z"}
	for k, v := range homeTutor {
		wants[k] = v
	}
	wants["reporter"] = map[string]any{"name": "赵钱孙", "phone": "13800138000", "reply": true}
	id := s.accepted("q-1", wants)
	s.say(id, "sign", "education", map[string]any{})
	s.say(id, "ask", "education", map[string]any{"question": "哪几天上课？", "missing": []string{"上课时间"}})
	got := s.updates("hotline-12345", "T-100", "accepted sent signed question")
	if q := got[3]; !strings.HasPrefix(q.Text, "哪几天上课？") || q.Due == nil || q.Department != "education" {
		t.Fatalf("the question is %+v", q)
	}
	if got := s.status("hotline-12345", "T-100"); got != "question" {
		t.Errorf("the ticket is %s", got)
	}
	a := s.call("POST", "/intake/api/v1/events", "hotline-12345", event.ContentType, cloudEvent(hotline, "q-2", lead.ComplaintSupplemented{}.EventType(), "",
		map[string]any{"number": "T-100", "text": "每周一三五"}))
	if a.status != http.StatusOK {
		t.Fatalf("supplement: %d %s", a.status, a.body)
	}
	await(t, "the answer", func() bool { return s.status("hotline-12345", "T-100") == "signed" })
	await(t, "routing to know it", func() bool {
		a := s.post("/routing/api/v1/leads/"+id+"/ask-extension", "education", map[string]any{"n": 2, "reason": "案情复杂"})
		return a.status == http.StatusOK
	})
	s.say(id, "decide-extension", "desk", map[string]any{"granted": true, "reason": "同意"})
	s.say(id, "done", "education", map[string]any{"outcome": "substantiated", "note": "已办", "reply": "已停课"})
	s.say(id, "close", "desk", map[string]any{})
	s.say(id, "revisit", "desk", map[string]any{"reached": true, "satisfied": "no"})
	s.say(id, "redo", "desk", map[string]any{"reason": "仍在上课"})
	got = s.updates("hotline-12345", "T-100", "accepted sent signed question extended done revisited redone")
	if e := got[4]; e.Text != "同意" || e.Due == nil || e.Department != "education" {
		t.Errorf("more time is told as %+v", e)
	}
	if v := got[6].Verdicts; v == nil || v.Satisfied != lead.No {
		t.Errorf("the revisit is told as %+v", got[6])
	}
	var view struct{ Matter lead.Matter }
	s.get("/routing/api/v1/leads/"+id, "desk").into(t, &view)
	if due := view.Matter.DueAt; due == nil || due.Format(time.RFC3339) != "2030-01-01T00:00:00Z" {
		t.Errorf("the limit of the ticket is %v", due)
	}
}

// Pages of one update each, with two folded tickets of one sender, lose and repeat nothing.
func TestOneByOne(t *testing.T) {
	s := startSystem(t)
	first := s.accepted("o-1", homeTutor)
	for i := range 2 {
		again := map[string]any{}
		for k, v := range homeTutor {
			again[k] = v
		}
		again["number"] = fmt.Sprint("T-20", i)
		s.accepted(fmt.Sprint("o-2", i), again)
		s.updates("hotline-12345", fmt.Sprint("T-20", i), "accepted folded")
	}
	s.say(first, "sign", "education", map[string]any{})
	for _, number := range []string{"T-200", "T-201"} {
		s.updates("hotline-12345", number, "accepted folded signed*")
	}
	var all struct{ Updates []told }
	s.get("/intake/api/v1/updates", "hotline-12345").into(t, &all)
	for i, after := 0, ""; i <= len(all.Updates); i++ {
		var page struct {
			Updates []told
			Next    string
		}
		s.get("/intake/api/v1/updates?limit=1&after="+after, "hotline-12345").into(t, &page)
		if i == len(all.Updates) {
			if len(page.Updates) > 0 {
				t.Errorf("one too many: %+v", page.Updates)
			}
			break
		}
		if len(page.Updates) != 1 || page.Updates[0].Cursor != all.Updates[i].Cursor {
			t.Fatalf("page %d holds %+v", i, page.Updates)
		}
		after = page.Next
	}
}
