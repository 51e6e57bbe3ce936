package rounds_test

import (
	"strings"
	"testing"

	"xiansuo/pkg/lead"
	. "xiansuo/services/enforcement/internal/rounds"
)

// The checklist of the release is whole: the eight parts, nine items for the premises, every code of the taxonomy.
func TestChecklist(t *testing.T) {
	c := DefaultChecklist()
	var parts []string
	for _, s := range c.Sections {
		parts = append(parts, s.ZH)
	}
	if got := strings.Join(parts, " "); got != "场地消防九项 人员资质 材料备案 收费与专户 合同 课时与时段 广告 安全" {
		t.Error(got)
	}
	if len(c.Sections) == 0 || len(c.Sections[0].Items) != 9 {
		t.Error("not nine items for the premises")
	}
	for name, text := range map[string]string{"an unknown member": "version: a\nx: 1\n", "nothing": "version: a\n", "no YAML": "{",
		"a code twice": "version: a\nsections: [{code: a, zh: 甲, en: a, items: [{code: b, zh: 乙, en: b}, {code: b, zh: 乙, en: b}]}]",
		"no category":  "version: a\nsections: [{code: a, zh: 甲, en: a, items: [{code: b, zh: 乙, en: b, category: Z9}]}]"} {
		if _, err := ReadChecklist([]byte(text)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func statement(c Campaign) Statement {
	s := Statement{Called: Called{Name: "启明培训", USCC: "91990101MA0000001X"}, Responsible: "丙", Commitment: Commitment{SignedBy: "丙", On: "2026-07-05"}}
	for _, i := range c.Checklist.Items() {
		s.Answers = append(s.Answers, Answer{Item: i, Result: Passed})
	}
	return s
}

// Every item is answered once, and a problem has a measure, somebody who does it and a day.
func TestStatementsAreComplete(t *testing.T) {
	c, err := Call(Campaign{Title: "自查自纠", From: "2026-07-01", To: "2026-07-15"}, by("education"))
	if err != nil {
		t.Fatal(err)
	}
	problem := Answer{Item: "fire-3", Result: Problem, Problem: "通道有杂物", Measure: "清理", Responsible: "丁", Promised: "2026-07-08"}
	s := statement(c)
	s.Answers[2] = problem
	if err := s.Check(c, by("education")); err != nil {
		t.Fatal(err)
	}
	if p := s.Promises(c); len(p) != 1 || p[0].Due != "2026-07-08" || p[0].Category != "F02" || p[0].State != Open || p[0].Channel != lead.SelfCheck {
		t.Fatalf("%+v", p)
	}
	for name, spoil := range map[string]func(*Statement){
		"an answer missing": func(s *Statement) { s.Answers = s.Answers[1:] },
		"an answer twice":   func(s *Statement) { s.Answers[0] = s.Answers[1] },
		"no measure":        func(s *Statement) { s.Answers[2].Measure = "" },
		"no day":            func(s *Statement) { s.Answers[2].Promised = "" },
		"a day that passed": func(s *Statement) { s.Answers[2].Promised = "2026-07-05" },
		"nobody":            func(s *Statement) { s.Answers[2].Responsible = "" },
		"no commitment":     func(s *Statement) { s.Commitment = Commitment{} },
		"no code or id":     func(s *Statement) { s.USCC = "" },
	} {
		s := statement(c)
		s.Answers[2] = problem
		spoil(&s)
		if err := s.Check(c, by("education")); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	s = statement(c)
	s.Answers[2] = problem
	s.Answers[2].Done = "2026-07-06"
	if err := s.Check(c, by("street-liutang")); err != nil {
		t.Fatal(err)
	}
	if p := s.Promises(c); p[0].State != Mended {
		t.Error("what was done before it was said is open")
	}
	if err := s.Check(c, by("wechat")); err == nil {
		t.Error("anybody hands in")
	}
}
