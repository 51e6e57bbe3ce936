package publication

import (
	"encoding/json"
	"strings"
	"testing"

	"xiansuo/services/disclosure/internal/redaction"
)

func objecting(g Ground) Objecting {
	return Objecting{Publication: "p-1", Ground: g, Text: "我是步月琴，电话13800138000，金额写错了", Name: "步月琴", Contact: "13800138000", Evidence: []string{strings.Repeat("0a", 32)}}
}

// claimed is an open objection.
func claimed(t testing.TB, p *Publication, g Ground) *Claim {
	t.Helper()
	c, err := p.Claim(objecting(g), Default(), now)
	if err != nil {
		t.Fatal(err)
	}
	return &c
}

// An open objection is shown beside the item; who objected is in no text of it, and in no record.
func TestObjectionIsShownAndNamesNobody(t *testing.T) {
	p, content := published(t, fined())
	p.Drain()
	c := claimed(t, p, Wrong)
	if !p.Stands(p.Public(content), Today(now)).Objected || c.Due != "2026-08-10" {
		t.Errorf("objected, due %s", c.Due)
	}
	steps, facts := p.Drain()
	raw, _ := json.Marshal([]any{c, steps, facts})
	if strings.Contains(string(raw), "步月琴") || strings.Contains(string(raw), "13800138000") {
		t.Errorf("it names who objected: %s", raw)
	}
}

// The legal review advises, the head of the department decides, and each finds it in its form.
func TestObjectionIsDecidedByTwo(t *testing.T) {
	p, content := published(t, fined())
	c := claimed(t, p, Wrong)
	keep := Opinion{Effect: Kept, Text: "金额与证据一致"}
	refused(t, p.Answer(by("education-head"), c, keep, redaction.Map{}, Default()), NotNow)
	refused(t, p.Advise(by("education-head"), c, keep), NotYours)
	refused(t, p.Advise(by("legal"), c, Opinion{Effect: Kept}), BadForm)
	refused(t, p.Advise(by("legal"), c, Opinion{Effect: Shortened, Text: "x"}), BadForm)
	legal := by("legal")
	legal.Actor.Person = "甲"
	if err := p.Advise(legal, c, keep); err != nil {
		t.Fatal(err)
	}
	refused(t, p.Answer(by("market-head"), c, keep, redaction.Map{}, Default()), NotYours)
	same := by("education-head")
	same.Actor.Person = "甲"
	refused(t, p.Answer(same, c, keep, redaction.Map{}, Default()), Twice)
	refused(t, p.Answer(by("education-head"), c, Opinion{Effect: Kept, Text: "李长河到场属实"}, content.Map, Default()), Leaks)
	if err := p.Answer(by("education-head"), c, keep, redaction.Map{}, Default()); err != nil {
		t.Fatal(err)
	}
	refused(t, p.Answer(by("education-head"), c, keep, redaction.Map{}, Default()), NotNow)
	if shown := p.Stands(p.Public(content), Today(now)); shown.Objected || shown.State != Published {
		t.Errorf("%+v", shown)
	}
}

// decide carries an objection to an effect.
func decide(t testing.TB, p *Publication, c *Claim, o Opinion, on string) error {
	t.Helper()
	if err := p.Advise(by("legal").at(on), c, o); err != nil {
		t.Fatal(err)
	}
	return p.Answer(by("education-head").at(on), c, o, redaction.Map{}, Default())
}

// What is found right is withdrawn at once, or corrected: then it is shown as objected to until the correction is public.
func TestEffectsOfAnObjection(t *testing.T) {
	p, _ := published(t, fined())
	if err := decide(t, p, claimed(t, p, NotMe), Opinion{Effect: TakenOff, Text: "确非本单位"}, "2026-07-21"); err != nil || p.Standing != Withdrawn || p.Reason != "mistake" {
		t.Errorf("%v: %s %s", err, p.Standing, p.Reason)
	}
	p, content := published(t, fined())
	if err := decide(t, p, claimed(t, p, Wrong), Opinion{Effect: Corrected, Text: "更正金额"}, "2026-07-21"); err != nil {
		t.Fatal(err)
	}
	if !p.Stands(p.Public(content), Today(now)).Objected || p.Stage != Draft || p.Due() != "2026-07-24" {
		t.Errorf("stage %s, due %s", p.Stage, p.Due())
	}
	now := now.AddDate(0, 0, 1)
	for _, act := range []func() error{
		func() error { return p.Submit(Act{Actor: by("education").Actor, At: now}) },
		func() (err error) {
			content, err = p.Prepare(Act{Actor: by("disclosure-editor").Actor, At: now}, content, content, "")
			return err
		},
		func() error { return p.Pass(Act{Actor: by("legal").Actor, At: now}, Review{Content: content}) },
		func() error {
			return p.Pass(Act{Actor: by("disclosure-approver").Actor, At: now}, Review{Content: content})
		},
		func() error {
			return p.Approve(Act{Actor: by("education-head").Actor, At: now}, Review{Content: content})
		},
	} {
		if err := act(); err != nil {
			t.Fatal(err)
		}
	}
	if p.Public(content).Objected || p.Version != 2 {
		t.Error("the correction is shown as objected to")
	}
}

// Publicity ends early where every obligation is performed and the least time is over; for a revoked licence never.
func TestRepair(t *testing.T) {
	ordinary := fined()
	ordinary.Parties = ordinary.Parties[:1]
	shorten := Opinion{Effect: Shortened, Text: "义务已履行", Performed: true}
	p, _ := published(t, ordinary)
	c := claimed(t, p, Repair)
	refused(t, decide(t, p, c, Opinion{Effect: Shortened, Text: "x"}, "2026-11-01"), Unfinished)
	refused(t, decide(t, p, c, shorten, "2026-10-16"), TooEarly)
	if err := decide(t, p, c, shorten, "2026-10-17"); err != nil || p.Standing != Ended || p.Reason != "repaired" {
		t.Errorf("%v: %s %s", err, p.Standing, p.Reason)
	}
	gravest := ordinary
	gravest.Parties[0].Measures = append(gravest.Parties[0].Measures, gravest.Parties[0].Measures[0])
	gravest.Parties[0].Measures[0].Code = "revoke-licence"
	p, _ = published(t, gravest)
	refused(t, decide(t, p, claimed(t, p, Repair), shorten, "2029-07-16"), TooEarly)
}

// What is missing or too long in the form is refused, and an objection is made against what is public only.
func TestObjectionForm(t *testing.T) {
	p, _ := published(t, fined())
	for name, change := range map[string]func(*Objecting){
		"no ground":    func(o *Objecting) { o.Ground = "because" },
		"no text":      func(o *Objecting) { o.Text = " " },
		"no contact":   func(o *Objecting) { o.Contact = "" },
		"no digest":    func(o *Objecting) { o.Evidence = []string{"C:/x.jpg"} },
		"a long text":  func(o *Objecting) { o.Text = strings.Repeat("长", 4001) },
		"control text": func(o *Objecting) { o.Text = "a\x00b" },
	} {
		o := objecting(Wrong)
		change(&o)
		if _, err := p.Claim(o, Default(), now); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	draft, _ := drafted(t, fined())
	_, err := draft.Claim(objecting(Wrong), Default(), now)
	refused(t, err, NotNow)
}
