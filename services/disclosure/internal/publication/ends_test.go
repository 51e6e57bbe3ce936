package publication

import (
	"encoding/json"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/redaction"
)

// A decision is due seven working days after it was made; of market regulation twenty too; the nearer day counts.
func TestPublishingIsDue(t *testing.T) {
	d := fined()
	p, _ := drafted(t, d)
	if p.Due() != "2026-07-28" || len(p.Duties) != 1 {
		t.Errorf("education: %+v", p.Duties)
	}
	d.Department = lead.Market
	p, _ = drafted(t, d)
	if p.Due() != "2026-07-28" || len(p.Duties) != 2 || p.Duties[1].Due != "2026-08-14" || p.Duties[1].Basis == "" || p.Duties[0].Basis != "" {
		t.Errorf("market: %+v", p.Duties)
	}
}

// What was written is due twenty working days after it was.
func TestProactiveInformationIsDue(t *testing.T) {
	p, _, err := Write("p-2", by("education"), Written{Product: lead.Policy, Content: Content{Title: "暑期提醒"}}, Default())
	if err != nil || p.Due() != "2026-08-17" {
		t.Errorf("%v, due %s", err, p.Due())
	}
}

// Publicity lasts three months, a year or three years by how grave it is.
func TestPublicityEnds(t *testing.T) {
	measures := func(m ...lead.MeasureTaken) lead.CaseDecided {
		d := fined()
		d.Parties = d.Parties[:1]
		d.Parties[0].Measures = m
		return d
	}
	for want, d := range map[string]lead.CaseDecided{
		"2026-10-17": measures(lead.MeasureTaken{Code: "criticism"}),
		"2027-07-17": measures(lead.MeasureTaken{Code: "fine", Fen: 3000_01}),
		"2029-07-17": measures(lead.MeasureTaken{Code: "fine", Fen: 1}, lead.MeasureTaken{Code: "revoke-licence"}),
	} {
		if p, _ := drafted(t, d); p.Until != want {
			t.Errorf("until %s, want %s", p.Until, want)
		}
	}
	if p, _ := drafted(t, measures(lead.MeasureTaken{Code: "fine", Fen: 3000_00})); p.Until != "2026-10-17" {
		t.Errorf("a low fine is public until %s", p.Until)
	}
	warned := measures(lead.MeasureTaken{Code: "warning"})
	if p, _ := drafted(t, warned); p.Until != "2026-10-17" {
		t.Errorf("a warning of education is public until %s", p.Until)
	}
}

// Not published: who was only warned by market regulation, a case without a penalty, sexual harm and what would let a minor be recognised.
// Nothing of a sealed case is kept.
func TestNotPublished(t *testing.T) {
	warned := fined()
	warned.Department, warned.Parties = lead.Market, []lead.PartyDecided{{Name: "步月琴", Kind: lead.Person, Measures: []lead.MeasureTaken{{Code: "warning"}}}}
	orders := fined()
	orders.Parties = []lead.PartyDecided{{Name: "云汀区星河教育咨询有限公司", Kind: lead.Organisation, Measures: []lead.MeasureTaken{{Code: "stop"}, {Code: "refund", Fen: 2000000}}}}
	sealed, harmed := fined(), fined()
	sealed.Sealed, harmed.Category = true, "G06"
	for code, d := range map[Code]lead.CaseDecided{WarnedOnly: warned, NoPenalty: orders, Sealed: sealed} {
		p, c := Decided("p-1", "", nil, d, Default(), now)
		raw, _ := json.Marshal([]any{p, c})
		if p.Stage != Dropped || p.Dropped != string(code) || strings.Contains(string(raw), "星河") || strings.Contains(string(raw), "步月琴") {
			t.Errorf("%s: %s %s: %s", code, p.Stage, p.Dropped, raw)
		}
		refused(t, p.Submit(by("education")), NotNow)
	}
	if p, _ := Decided("p-1", "", nil, harmed, Default(), now); p.Dropped != string(Sealed) {
		t.Errorf("sexual harm: %s", p.Dropped)
	}
	mixed := fined()
	mixed.Department = lead.Market
	mixed.Parties[1].Measures = []lead.MeasureTaken{{Code: "warning"}}
	if p, c := Decided("p-1", "", nil, mixed, Default(), now); p.Stage != Draft || len(Rows(c.Fields)) != 1 {
		t.Errorf("who was only warned has a row: %d", len(Rows(c.Fields)))
	}
}

// What a case that was closed says comes after: a draft that is not proposed is dropped; a case that turns out sealed is withdrawn at once.
func TestClosing(t *testing.T) {
	p, _ := drafted(t, fined())
	p.Closed(lead.CaseClosed{PublishNote: "已全额退费且情节轻微"}, by("clock"))
	if p.Stage != Dropped || p.Dropped != "not-proposed" {
		t.Errorf("%s %s", p.Stage, p.Dropped)
	}
	p, c := published(t, fined())
	p.Closed(lead.CaseClosed{Publish: true, Sealed: true}, Act{Actor: Clockwork, At: now})
	if shown := p.Stands(p.Public(c), Today(now)); shown.State != Withdrawn || shown.Text != nil {
		t.Errorf("%+v", shown)
	}
}

// What was public of a case that turns out sealed never becomes public again: nobody revises it, whether it stood or was withdrawn before,
// and no later version of the decision brings it back.
func TestSealedNeverComesBack(t *testing.T) {
	for _, withdrawn := range []bool{false, true} {
		p, c := published(t, fined())
		if withdrawn {
			if err := p.Withdraw(saying("education-head", "决定已被撤销"), "revoked", c.Map); err != nil {
				t.Fatal(err)
			}
		}
		p.Closed(lead.CaseClosed{Publish: true, Sealed: true}, Act{Actor: Clockwork, At: now})
		refused(t, p.Revise(saying("education", "更正"), Default()), NotNow)
		refused(t, p.Submit(by("education")), NotNow)
		later := fined()
		later.Version = 2
		if _, c := Decided(p.ID, "", p, later, Default(), now); p.Stage != Dropped || p.Dropped != string(Sealed) || len(c.Text) > 0 {
			t.Errorf("withdrawn before %t: %s %s", withdrawn, p.Stage, p.Dropped)
		}
	}
}

// A decision that is revoked must be withdrawn within three working days; a tombstone stays with the reason and the day, and nothing else.
func TestWithdrawal(t *testing.T) {
	p, c := published(t, fined())
	shown := p.Public(c)
	p.Drain()
	p.Revoke(lead.CaseRevoked{Number: p.Number, Version: 1, Reason: "revoked", On: "2026-07-20"}, Default(), by("clock"))
	if p.Due() != "2026-07-23" || p.Standing != Published {
		t.Fatalf("due %s", p.Due())
	}
	refused(t, p.Withdraw(saying("disclosure-editor", "决定撤销"), "revoked", c.Map), NotYours)
	refused(t, p.Withdraw(saying("market-head", "决定撤销"), "revoked", c.Map), NotYours)
	refused(t, p.Withdraw(by("education-head"), "revoked", c.Map), BadForm)
	refused(t, p.Withdraw(saying("education-head", "撤销对李长河的公示"), "revoked", c.Map), Leaks)
	if err := p.Withdraw(saying("education-head", "决定已被撤销").at("2026-07-22"), "revoked", c.Map); err != nil {
		t.Fatal(err)
	}
	stone := p.Stands(shown, Today(now))
	raw, _ := json.Marshal(stone)
	for _, gone := range []string{"星河", "李", "数学", "B01", "i-1", "91990101"} {
		if strings.Contains(string(raw), gone) {
			t.Errorf("the tombstone holds %s: %s", gone, raw)
		}
	}
	if stone.Reason != "revoked" || stone.Note == "" || stone.WithdrawnAt == nil || stone.State != Withdrawn || p.Due() != "" {
		t.Errorf("tombstone %+v", stone)
	}
	_, facts := p.Drain()
	if told, ok := facts[0].(lead.ResultWithdrawn); len(facts) != 1 || !ok || told.Reason != "revoked" {
		t.Errorf("told %+v", facts)
	}
	refused(t, p.Withdraw(saying("education-head", "再次"), "revoked", c.Map), NotNow)
}

// What was not public yet of a decision that is revoked is dropped.
func TestRevokedDraftIsDropped(t *testing.T) {
	p, _ := drafted(t, fined())
	p.Revoke(lead.CaseRevoked{Number: p.Number, Version: 1, Reason: "void", On: "2026-07-20"}, Default(), by("clock"))
	if p.Stage != Dropped || p.Due() != "" {
		t.Errorf("%s, due %s", p.Stage, p.Due())
	}
}

// A changed decision takes the place of the old one as a new version, and until it is approved the old one must be withdrawn in time.
func TestChangedDecisionReplaces(t *testing.T) {
	p, c := published(t, fined())
	first := p.Public(c)
	changed := fined()
	changed.Version, changed.On, changed.Parties = 2, "2026-07-20", changed.Parties[:1]
	p.Revoke(lead.CaseRevoked{Number: p.Number, Version: 1, Reason: "changed", On: "2026-07-20"}, Default(), by("clock"))
	_, c = Decided(p.ID, "", p, changed, Default(), now)
	if p.Standing != Published || p.Stage != Draft || p.Due() != "2026-07-23" {
		t.Fatalf("%s %s due %s", p.Standing, p.Stage, p.Due())
	}
	if old := p.Stands(first, Today(now)); len(Rows(old.Fields)) != 2 || old.Version != 1 {
		t.Error("the old version changed before the new one was approved")
	}
	c = approve(t, p, c)
	if shown := p.Public(c); p.Version != 2 || len(Rows(shown.Fields)) != 1 || shown.Digest() == first.Digest() || p.Due() != "" {
		t.Errorf("version %d, due %s", p.Version, p.Due())
	}
	p.Revoke(lead.CaseRevoked{Number: p.Number, Version: 1, Reason: "changed", On: "2026-07-20"}, Default(), by("clock"))
	if p.Due() != "" {
		t.Error("what was replaced is to be withdrawn")
	}
}

// When its time is over it is taken off by itself, the day after its last; a tombstone without the text stays.
func TestExpiry(t *testing.T) {
	alone := fined()
	alone.Parties = alone.Parties[:1]
	p, c := published(t, alone)
	shown := p.Public(c)
	if p.Expire(by("clock").at("2027-07-17"), shown) {
		t.Fatal("its last day still counts")
	}
	if !p.Expire(by("clock").at("2027-07-18"), shown) || p.Expire(by("clock").at("2027-07-19"), shown) {
		t.Fatal("it is taken off once")
	}
	if stone := p.Stands(shown, Today(now)); stone.State != Ended || stone.Reason != "expired" || stone.Text != nil || stone.Fields != nil || stone.Parties != nil {
		t.Errorf("%+v", stone)
	}
}

// Correcting what is public begins a new edition; the old one stands until the new one is approved.
func TestRevision(t *testing.T) {
	p, c := published(t, fined())
	refused(t, p.Revise(saying("market", "x"), Default()), NotYours)
	if err := p.Revise(saying("education", "笔误"), Default()); err != nil || p.Stage != Draft || p.Standing != Published || p.Due() != "2026-07-23" {
		t.Fatalf("%v: %s due %s", err, p.Stage, p.Due())
	}
	approve(t, p, c)
	if p.Version != 2 || p.Due() != "" {
		t.Errorf("version %d, due %s", p.Version, p.Due())
	}
}

// The head decides with a reason that it is not published.
func TestDrop(t *testing.T) {
	p, _ := drafted(t, fined())
	refused(t, p.Drop(by("education-head")), BadForm)
	refused(t, p.Drop(saying("education", "不具有社会影响")), NotYours)
	if err := p.Drop(saying("education-head", "不具有一定社会影响")); err != nil || p.Due() != "" {
		t.Error(err)
	}
}

// An edition that is on its way is given up while what is public stands, but not where that was found wrong.
func TestRevisionIsGivenUp(t *testing.T) {
	p, _ := published(t, fined())
	refused(t, p.Drop(saying("education-head", "无需更正")), NotNow)
	if err := p.Revise(saying("education", "笔误"), Default()); err != nil {
		t.Fatal(err)
	}
	if err := p.Drop(saying("education-head", "无需更正")); err != nil || p.Stage != Settled || p.Standing != Published || p.Due() != "" {
		t.Errorf("%v: %s %s due %s", err, p.Stage, p.Standing, p.Due())
	}
	if err := decide(t, p, claimed(t, p, Wrong), Opinion{Effect: Corrected, Text: "更正金额"}, "2026-07-21"); err != nil {
		t.Fatal(err)
	}
	refused(t, p.Drop(saying("education-head", "无需更正").at("2026-07-21")), NotNow)
}

// What officers write freely is masked where it is kept.
func TestNotesAreMasked(t *testing.T) {
	p, _ := drafted(t, fined())
	if err := p.Drop(saying("education-head", "经联系13800138000核实，不具有社会影响")); err != nil {
		t.Fatal(err)
	}
	steps, _ := p.Drain()
	if last := steps[len(steps)-1]; last.Note != "经联系〔电话〕核实，不具有社会影响" {
		t.Errorf("note %q", last.Note)
	}
}

// The map that a decision asks for masks persons, representatives, documents and what the department hides.
func TestProposedMap(t *testing.T) {
	d := fined()
	d.Hide = []string{"刘二丫", "翠湾路18号6栋602", "13800138000", "星河补习群的群主昵称"}
	d.Facts += "学员刘二丫的家长13800138000在翠湾路18号6栋602付款至银行卡6222021001122334455。"
	_, c := drafted(t, d)
	var text string
	for _, part := range c.Parts() {
		text += part.Text + "\n"
	}
	for _, gone := range []string{"李长河", "步月琴", "刘二丫", "13800138000", "602", "62220210"} {
		if strings.Contains(text, gone) {
			t.Errorf("%s still stands", gone)
		}
	}
	for _, want := range []string{"李**", "步**", "***的家长*******8000", "翠湾路***付款", "云汀区星河教育咨询有限公司", "91990101MA00000A06"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s does not stand in %s", want, text)
		}
	}
	for _, leak := range c.Leaks(nil) {
		if leak.How != redaction.Plain || leak.Entry > 0 {
			t.Logf("left for people: %+v", leak)
		}
	}
}

// Of several parties, each is named until its own last day: then its elements go, and its name in the rest; the others stay.
func TestEachPartyEndsByItself(t *testing.T) {
	p, c := published(t, fined())
	shown := p.Public(c)
	if shown.NextEnd() != "2027-07-17" || p.Until != "2029-07-17" {
		t.Fatalf("ends %s and %s", shown.NextEnd(), p.Until)
	}
	if p.Expire(by("clock").at("2027-07-17"), shown) || !p.Expire(by("clock").at("2027-07-18"), shown) {
		t.Fatal("the company is named until its last day")
	}
	left := p.Stands(shown, "2027-07-18")
	raw, _ := json.Marshal(left)
	if rows := Rows(left.Fields); len(rows) != 1 || rows[0][0].Value != "步**" || len(left.Parties) != 1 || strings.Contains(string(raw), "星河") || strings.Contains(string(raw), "李**") || strings.Contains(string(raw), "i-1") {
		t.Errorf("left %s", raw)
	}
	if left.NextEnd() != "2029-07-17" || left.State != Published {
		t.Errorf("it ends %s", left.NextEnd())
	}
}

// A decision of any length passes, and what must be hidden is, however long it is.
func TestLongDecisionPasses(t *testing.T) {
	d := fined()
	d.Facts = strings.Repeat("组织学生补习。", 1500)
	long := strings.Repeat("证人所述私事", 60)
	d.Facts += long
	d.Hide = []string{long}
	p, c := drafted(t, d)
	if c = approve(t, p, c); p.Standing != Published || strings.Contains(strings.Join(p.Public(c).Text, ""), "证人所述") {
		t.Errorf("%s", p.Standing)
	}
}
