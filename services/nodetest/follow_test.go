package nodetest_test

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// report sends a complaint as the hotline does, and returns its lead and the code that the caller is told.
func (s *running) report(number, text string, reply bool) (id, code string) {
	s.t.Helper()
	f := lead.ComplaintSubmitted{Channel: lead.Hotline, Number: number, Text: text, Reporter: &lead.Reporter{Name: "赵钱孙", Phone: "13800138000", Reply: reply}}
	e, err := event.New(event.Origin{Source: "/990101/hotline-12345", Time: time.Now()}, f)
	if err != nil {
		s.t.Fatal(err)
	}
	status, body := s.send(http.MethodPost, "/intake/api/v1/events", "hotline-12345", e)
	var given struct{ Lead, Receipt string }
	if err := json.Unmarshal(body, &given); err != nil || status != http.StatusAccepted || given.Receipt == "" {
		s.t.Fatalf("%s: %d %s", number, status, body)
	}
	s.lead(number)
	return given.Lead, given.Receipt
}

// A reporter follows a report from a phone and from a desk, in both languages, with and without JavaScript: every step of the way can be read
// by everybody, facts are added, an answer is given and a redo asked for by forms alone, and a wrong code says nothing but that.
func TestFollow(t *testing.T) {
	node, chromium := tools(t)
	s := start(t)
	const tutor = "楼上803每周二四六上午有七八个小学生上去，听说是退休老师在家里教语文和英语，一节课收一百五，从放暑假第一天搞到现在。"
	_, sent := s.report("F-1", tutor, true)
	held, inHand := s.report("F-2", "翠湖里3栋201有人晚上开数学物理补习班，收六七个初中生，一小时两百。", true)
	asked, question := s.report("F-3", "滨江苑12栋1单元有退休教师给五六个初中生补英语，一次两小时收三百元。", true)
	_, declined := s.report("F-4", "请问成人考公培训班退费找谁？", true)
	ended, done := s.report("F-5", "锦绣园7栋902每天下午有人给六个小学生上语文数学课，一节一百八。", true)
	lead1, redo := s.report("F-6", "学林雅苑5栋1101周末给初中生一对三补物理化学，一小时三百。", true)
	for _, number := range []string{"F-2", "F-3", "F-5", "F-6"} {
		s.assignTo(number, lead.Education)
		s.answer(number, lead.Education, lead.AnswerSigned{})
	}
	s.answer("F-3", lead.Education, lead.AnswerAsked{Question: "请问是几层几号？周几上课？"})
	for _, number := range []string{"F-5", "F-6"} {
		s.answer(number, lead.Education, lead.AnswerDone{Outcome: lead.Substantiated, Note: "已责令停止", Reply: `已责令停止并退费。<script>alert(1)</script>`})
		s.decide(number, "close", map[string]any{})
	}
	for id, kind := range map[string]string{held: "signed", asked: "question", ended: "done", lead1: "done"} {
		s.heard(id, kind)
	}
	pictures := filepath.Join(t.ArtifactDir(), "pictures")
	plan, err := json.Marshal(map[string]any{"base": s.url, "looks": map[string]string{"sent": sent, "in-hand": inHand, "question": question, "declined": declined, "done": done},
		"question": question, "done": done, "redo": redo, "number": held, "text": tutor})
	if err != nil {
		t.Fatal(err)
	}
	s.browse(node, chromium, pictures, "follow.mjs", string(plan), pictures)
}

// assignTo gives a lead to a department, unless the rules did.
func (s *running) assignTo(number string, d lead.Department) {
	s.t.Helper()
	s.send(http.MethodPost, "/routing/api/v1/leads/"+s.lead(number)+"/assign", "desk", map[string]any{"department": d, "reason": "属其职责"})
}

// heard waits until intake has told a kind of update of a lead.
func (s *running) heard(id, kind string) {
	s.t.Helper()
	await(s.t, id+" to be "+kind, func() bool {
		_, body := s.send(http.MethodGet, "/intake/api/v1/updates?limit=1000", "hotline-12345", nil)
		var page struct{ Updates []struct{ Lead, Kind string } }
		if json.Unmarshal(body, &page) != nil {
			return false
		}
		for _, u := range page.Updates {
			if u.Lead == id && u.Kind == kind {
				return true
			}
		}
		return false
	})
}
