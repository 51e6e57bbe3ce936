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

// A filled form reads back as the statement, whose first row says whom it is of; a form that lacks an answer is named by its line.
func TestFormsReadBack(t *testing.T) {
	c, err := Call(Campaign{Title: "自查自纠", From: "2026-07-01", To: "2026-07-15"}, by("education"))
	if err != nil {
		t.Fatal(err)
	}
	form := c.Form()
	for i, row := range form[1:] {
		row[11] = "合格"
		if row[9] == "fire-3" {
			row[11], row[12], row[14], row[15], row[16] = "有问题", "通道有杂物", "清理", "丁", "2026-07-08"
		}
		if i == 0 {
			row[0], row[1], row[5], row[6], row[7], row[8] = "启明培训", "91990101MA0000001X", "丙", "2026-07-05", "丙", "2026-07-05"
		}
	}
	got, wrong, err := ReadStatements(c, form, by("education"))
	if err != nil || len(wrong) != 0 || len(got) != 1 {
		t.Fatal(got, wrong, err)
	}
	if p := got[0].Promises(c); got[0].Name != "启明培训" || got[0].On != "2026-07-05" || len(p) != 1 || p[0].Due != "2026-07-08" {
		t.Errorf("%+v", got[0])
	}
	if _, wrong, _ = ReadStatements(c, form[:5], by("education")); len(wrong) != 1 || wrong[0].Line != 1 {
		t.Errorf("%+v", wrong)
	}
	_, _, err = ReadStatements(c, [][]string{{"机构名称"}}, by("education"))
	refusedWith(t, err, "no-table")
}

// Two statements are the same only when each of their answers is.
func TestDigests(t *testing.T) {
	one := Statement{Responsible: "丙", Answers: []Answer{{Item: "a", Problem: "x y", Measure: "z"}}}
	two := Statement{Responsible: "丙", Answers: []Answer{{Item: "a", Problem: "x", Measure: "y z"}}}
	if one.Digest() == two.Digest() || one.Digest() != (Statement{Responsible: "丙", Answers: []Answer{{Item: "a", Problem: "x y", Measure: "z"}}}).Digest() {
		t.Error("digests do not tell statements apart")
	}
}
