package rounds_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	. "xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/actor"
)

var noon = time.Date(2026, 7, 6, 4, 0, 0, 0, time.UTC)

func by(name string) Act { return Act{By: actor.Of(name), On: "2026-07-06", Now: noon} }

func refusedWith(t testing.TB, err error, code string) {
	t.Helper()
	var r *onsite.Refusal
	if !errors.As(err, &r) || r.Code != code {
		t.Fatalf("%v, want a refusal %s", err, code)
	}
}

func ordered(t testing.TB) Round {
	t.Helper()
	r, err := Order(Round{Title: "暑期拉网式排查", From: "2026-07-01", To: "2026-07-31", Teams: []string{"street-liutang", "education"}, Area: Area{Streets: []string{"柳塘街道"}}}, by("taskforce"))
	if err != nil {
		t.Fatal(err)
	}
	r.ID = "990101-round-2026-000001"
	return r
}

func visit() Visit {
	return Visit{Point: 1, From: "18:30", To: "19:10", Officers: []onsite.Officer{{Name: "甲", Unit: "柳塘街道", Certificate: "YT001"}, {Name: "乙", Unit: "柳塘街道", Certificate: "YT002"}},
		Papers: lead.OnlyRegistered, Responsible: "丙", Phone: "13800138000", Teaches: "小学英语", Subject: SchoolSubject, Classes: 2, Pupils: 34, Staff: 7, Qualified: 3,
		FeeMethod: "转账", FeeFen: 468000, Findings: []NewFinding{{Category: "F02", Text: "疏散通道堆放杂物", Due: "2026-07-10", Recheck: "2026-07-11"}}}
}

// Two officers go at least, with the numbers of their certificates; the visit lies in the round and not in the future.
func TestVisitsAreComplete(t *testing.T) {
	r := ordered(t)
	v := visit()
	if err := v.Check(r, by("street-liutang")); err != nil || v.Team != "street-liutang" {
		t.Fatal(err, v.Team)
	}
	for name, spoil := range map[string]func(*Visit, *Act){
		"one officer":              func(v *Visit, _ *Act) { v.Officers = v.Officers[:1] },
		"no certificate":           func(v *Visit, _ *Act) { v.Officers[0].Certificate = "" },
		"tomorrow":                 func(_ *Visit, a *Act) { a.On = "2026-07-07" },
		"before the round":         func(_ *Visit, a *Act) { a.On = "2026-06-30" },
		"mended before it was":     func(v *Visit, _ *Act) { v.Findings[0].Due = "2026-07-05" },
		"no deadline":              func(v *Visit, _ *Act) { v.Findings[0].Due = "" },
		"no code":                  func(v *Visit, _ *Act) { v.Findings[0].Category = "" },
		"more teachers than staff": func(v *Visit, _ *Act) { v.Qualified = 8 },
		"a time":                   func(v *Visit, _ *Act) { v.From = "25:99" },
		"less than nothing":        func(v *Visit, _ *Act) { v.Pupils = -1 },
	} {
		v, a := visit(), by("street-liutang")
		spoil(&v, &a)
		if err := v.Check(r, a); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	other := visit()
	refusedWith(t, other.Check(r, by("market")), "not-in-the-round")
	r.ClosedOn = "2026-07-05"
	refusedWith(t, other.Check(r, by("education")), "round-closed")
}

// The phone of who is responsible and the officers' certificates are for those who work on the round, and in no announcement.
func TestPhonesStay(t *testing.T) {
	r, v := ordered(t), visit()
	if r.SeesPhones(actor.Of("auditor")) || r.SeesPhones(actor.Of("market")) || !r.SeesPhones(actor.Of("education-head")) {
		t.Error("the wrong people read phones")
	}
	row := Row{Visit: v, Point: Point{Name: "启明托管"}}.Masked()
	body, err := json.Marshal(row)
	if err != nil || strings.Contains(string(body), "1380013") || strings.Contains(string(body), "YT00") {
		t.Errorf("%s, %v", body, err)
	}
	if v.Officers[0].Certificate == "***" {
		t.Error("masking changes the original")
	}
	p := Finding(r, Point{Name: "启明托管", Street: "柳塘街道"}, v, v.Findings[0])
	fact, _ := p.Lapse(noon.AddDate(0, 1, 0))
	if body, _ = json.Marshal(fact); strings.Contains(string(body), "1380013") || strings.Contains(string(body), "丙") {
		t.Errorf("announced %s", body)
	}
}

// Whatever is done with a promise in whatever order, it is announced once at most, never before its day is over in China, and a promise that is
// mended does not lapse.
func TestNoPromiseLapsesTwiceOrEarly(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r, v := ordered(t), visit()
		p := Finding(r, Point{Name: "点位"}, v, NewFinding{Category: "F02", Text: "堵塞", Due: "2026-07-10"})
		now, announced := noon, 0
		for range rapid.IntRange(1, 40).Draw(rt, "acts") {
			now = now.Add(time.Duration(rapid.IntRange(0, 40).Draw(rt, "hours")) * time.Hour)
			a := Act{By: actor.Of("education"), On: onsite.Day(now), Now: now}
			state, over := p.State, now.In(calendar.China).Format("2006-01-02") > p.Due
			switch rapid.SampledFrom([]string{"lapse", "lapse", "mend", "pass", "fail", "void", "hand"}).Draw(rt, "act") {
			case "lapse":
				if _, is := p.Lapse(now); is {
					announced++
					if !over || state != Open {
						rt.Fatalf("lapsed at %s while %s, due %s", now, state, p.Due)
					}
				} else if over && state == Open && announced == 0 {
					rt.Fatalf("did not lapse at %s, due %s", now, p.Due)
				}
			case "mend":
				_, _ = p.Mend("", a)
			case "pass":
				_, _ = p.Look(true, "", "", a)
			case "fail":
				due := ""
				if rapid.Bool().Draw(rt, "new day") {
					due = onsite.Day(now.AddDate(0, 0, 3))
				}
				_, _ = p.Look(false, due, "", a)
			case "void":
				if rapid.IntRange(0, 9).Draw(rt, "really") == 0 {
					_, _ = p.Annul("误记", a)
				}
			case "hand":
				if rapid.IntRange(0, 9).Draw(rt, "really") == 0 {
					if _, err := p.HandOver(lead.Urgent, "危险", a); err == nil {
						announced++
					}
				}
			}
			if announced > 1 {
				rt.Fatal("announced twice")
			}
		}
	})
}

// A failed recheck opens the finding again, with a last day where one is given; a passed one closes it.
func TestRecheck(t *testing.T) {
	p := Finding(ordered(t), Point{}, visit(), visit().Findings[0])
	if _, err := p.Mend("", by("education")); err != nil || p.State != Mended {
		t.Fatal(p, err)
	}
	_, err := p.Look(true, "2026-07-20", "", by("education"))
	refusedWith(t, err, "invalid")
	if _, err := p.Look(false, "2026-07-20", "", by("education")); err != nil || p.State != Open || p.Due != "2026-07-20" {
		t.Fatal(p, err)
	}
	if _, err := p.Look(true, "", "", by("education")); err != nil || p.State != Closed || p.ClosedOn != "2026-07-06" {
		t.Fatal(p, err)
	}
	_, err = p.Mend("", by("education"))
	refusedWith(t, err, "not-open")
}

// A patrol hands over at once what is dangerous; what an institution said of itself is not handed over.
func TestHandOver(t *testing.T) {
	p := Finding(ordered(t), Point{Address: "柳塘路8号"}, visit(), visit().Findings[0])
	fact, err := p.HandOver(lead.Critical, "学生在场，出口锁闭", by("street-liutang"))
	if err != nil || fact.Urgency != lead.Critical || fact.Channel != lead.Patrol || fact.Place.Address != "柳塘路8号" {
		t.Fatal(fact, err)
	}
	if _, is := p.Lapse(noon.AddDate(1, 0, 0)); is {
		t.Error("what was handed over lapses as well")
	}
	own := Promise{Channel: lead.SelfCheck, State: Open, Due: "2026-07-10"}
	_, err = own.HandOver(lead.Urgent, "x", by("education"))
	refusedWith(t, err, "not-a-patrol")
}

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

// The ledger has a cell for each heading, and no cell is a formula.
func TestLedgerCells(t *testing.T) {
	v := visit()
	v.No, v.Teaches = 1, "=HYPERLINK(\"http://example.com\")"
	row := Row{Visit: v, Point: Point{Name: "+点位", Street: "柳塘街道"}, Promises: []Promise{Finding(ordered(t), Point{}, v, v.Findings[0])}}
	cells := row.Cells()
	if len(cells) != len(Headings()) {
		t.Fatalf("%d cells for %d headings", len(cells), len(Headings()))
	}
	for i, c := range cells {
		if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r\n") {
			t.Errorf("%s is %q", Headings()[i], c)
		}
	}
	if cells[13] != "13800138000" || cells[21] != "4680.00" || cells[24] != "F02" || cells[29] != "2026-07-10" {
		t.Errorf("%q", cells)
	}
}

// A ledger that was exported reads back as what it was, whatever the order of its columns; a row that is wrong is named and the others are checked.
func TestLedgersReadBack(t *testing.T) {
	r, yes := ordered(t), true
	v := visit()
	v.No, v.On, v.Teaches, v.Supervised = 1, "2026-07-06", "-英语", &yes
	v.Disposals, v.Evidence, v.Transferred = []onsite.Disposal{onsite.Stopped, onsite.Evacuated}, []Proof{{Kind: "roster"}}, []lead.Department{lead.Fire}
	p := Point{Name: "启明托管", Address: "文渊路15号", Street: "柳塘街道", Grid: "G1", Kind: "near-school"}
	cells := Row{Visit: v, Point: p, Promises: []Promise{Finding(r, p, v, v.Findings[0])}}.Cells()
	headings := Headings()
	headings[0], headings[13], cells[0], cells[13] = headings[13], headings[0], cells[13], cells[0]
	bad := append([]string{}, cells...)
	bad[9] = "飞船"
	got, wrong, err := ReadLedger(r, [][]string{headings, cells, {"", ""}, bad}, by("education"))
	if err != nil || len(got) != 1 || len(wrong) != 1 || wrong[0].Line != 3 {
		t.Fatal(got, wrong, err)
	}
	if got[0].Point != p {
		t.Errorf("%+v", got[0].Point)
	}
	v.Point, v.No, v.Team = 0, 0, "education"
	was, _ := json.Marshal(v)
	is, _ := json.Marshal(got[0].Visit)
	if string(was) != string(is) {
		t.Errorf("%s\n%s", was, is)
	}
	_, _, err = ReadLedger(r, [][]string{{"标题"}}, by("education"))
	refusedWith(t, err, "no-ledger")
}
