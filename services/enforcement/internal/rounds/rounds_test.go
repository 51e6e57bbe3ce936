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
		"one officer":                 func(v *Visit, _ *Act) { v.Officers = v.Officers[:1] },
		"no certificate":              func(v *Visit, _ *Act) { v.Officers[0].Certificate = "" },
		"tomorrow":                    func(_ *Visit, a *Act) { a.On = "2026-07-07" },
		"before the round":            func(_ *Visit, a *Act) { a.On = "2026-06-30" },
		"mended before it was":        func(v *Visit, _ *Act) { v.Findings[0].Due = "2026-07-05" },
		"mended tomorrow":             func(v *Visit, _ *Act) { v.Findings[0].MendedOn = "2026-07-07" },
		"closed before it was mended": func(v *Visit, _ *Act) { v.Findings[0].MendedOn, v.Findings[0].ClosedOn = "2026-07-06", "2026-07-05" },
		"no deadline":                 func(v *Visit, _ *Act) { v.Findings[0].Due = "" },
		"no code":                     func(v *Visit, _ *Act) { v.Findings[0].Category = "" },
		"more teachers than staff":    func(v *Visit, _ *Act) { v.Qualified = 8 },
		"a time":                      func(v *Visit, _ *Act) { v.From = "25:99" },
		"less than nothing":           func(v *Visit, _ *Act) { v.Pupils = -1 },
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
