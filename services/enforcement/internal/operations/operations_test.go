package operations_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	. "xiansuo/services/enforcement/internal/operations"
	"xiansuo/services/internal/actor"
)

var noon = time.Date(2026, 7, 6, 4, 0, 0, 0, time.UTC)

func by(name string) Act { return Act{By: actor.Of(name), On: "2026-07-06", Now: noon} }

func draft() Draft {
	return Draft{Title: "联合检查", Reason: "多部门职责", Plan: "分组检查", Street: "柳塘街道", Rally: Rally{At: noon, Place: "街道办门口"}, Participants: []Division{
		{Party: "education", Task: "查办学"}, {Party: "police", Task: "核身份"}, {Party: "market", Task: "查价格"}, {Party: "fire", Task: "查消防"}, {Party: "street-liutang", Task: "带路"}}}
}

func planned(t testing.TB) *Operation {
	t.Helper()
	o, _, err := Plan(draft(), by("taskforce"), nil)
	if err != nil {
		t.Fatal(err)
	}
	o.ID = "990101-operation-2026-000001"
	return &o
}

// ok fails the test when an act was refused.
func ok(t testing.TB) func(Record, error) {
	return func(_ Record, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

// no fails the test unless an act was refused with a code.
func no(t testing.TB, code string) func(Record, error) {
	return func(_ Record, err error) {
		t.Helper()
		var r *onsite.Refusal
		if !errors.As(err, &r) || r.Code != code {
			t.Fatalf("%v, want a refusal %s", err, code)
		}
	}
}

func underway(t testing.TB) *Operation {
	o := planned(t)
	for _, p := range o.Participants {
		ok(t)(o.Reply(true, "", by(p.Party)))
	}
	ok(t)(o.Start(by("taskforce")))
	ok(t)(o.Visit(NewSite{Name: "启明托管", Address: "柳塘路8号2楼", At: noon, Party: Party{Name: "启明托管", Kind: lead.Business}}, by("education")))
	return o
}

func finding(c lead.Category, d lead.Department, evidence ...string) NewFinding {
	return NewFinding{Site: 1, Category: c, Department: d, Found: "现场正在上课", Evidence: evidence, Disposals: []onsite.Disposal{onsite.Stopped},
		Officers: []onsite.Officer{{Name: "甲", Unit: "教育局"}, {Name: "乙", Unit: "消防救援大队"}}}
}

// The taskforce begins an operation, and a department that leads a lead of it; nobody else.
func TestWhoBegins(t *testing.T) {
	_, _, err := Plan(draft(), by("desk"), nil)
	no(t, "not-an-initiator")(Record{}, err)
	_, _, err = Plan(draft(), by("education"), nil)
	no(t, "leads-no-lead")(Record{}, err)
	o, _, err := Plan(draft(), by("education-head"), []string{"990101-2026-000001"})
	if err != nil || o.Initiator != "education" || o.Trigger != ByHand {
		t.Fatalf("%+v, %v", o, err)
	}
	if p := o.Participants[0]; p.Reply != Accepted {
		t.Errorf("who asks for it has not said that it comes: %+v", p)
	}
}

// A refusal needs a reason and goes to the taskforce: until it has decided nobody starts.
func TestRefusalGoesToTheTaskforce(t *testing.T) {
	o := planned(t)
	no(t, "invalid")(o.Reply(false, " ", by("fire")))
	no(t, "not-a-participant")(o.Reply(true, "", by("health")))
	ok(t)(o.Reply(false, "当日有重大保障任务", by("fire")))
	ok(t)(o.Reply(true, "", by("education")))
	ok(t)(o.Reply(true, "", by("police")))
	if !o.AwaitsRuling() {
		t.Error("the refusal waits for nobody")
	}
	no(t, "refusal-open")(o.Start(by("taskforce")))
	no(t, "not-the-taskforce")(o.Rule("fire", true, "同意", by("desk")))
	ok(t)(o.Rule("fire", false, "仍须参加", by("taskforce")))
	no(t, "ruled")(o.Reply(true, "", by("fire")))
	ok(t)(o.Start(by("taskforce")))
	if !o.Shares("fire") || o.Shares("market") {
		t.Error("who is bound comes, and who never answered does not")
	}
}

// One participant alone is no joint operation.
func TestTwoMustCome(t *testing.T) {
	o := planned(t)
	ok(t)(o.Reply(true, "", by("fire")))
	no(t, "too-few")(o.Start(by("taskforce")))
}

// What is postponed is asked again of everybody; what is cancelled does not start; both need a reason.
func TestPostponeAndCancel(t *testing.T) {
	o := planned(t)
	ok(t)(o.Reply(true, "", by("fire")))
	no(t, "invalid")(o.Postpone(Rally{At: noon.AddDate(0, 0, 1), Place: "东门"}, "", by("taskforce")))
	no(t, "invalid")(o.Postpone(Rally{At: noon.AddDate(0, 0, -1), Place: "东门"}, "暴雨", by("taskforce")))
	no(t, "not-the-initiator")(o.Postpone(Rally{At: noon.AddDate(0, 0, 1), Place: "东门"}, "暴雨", by("fire")))
	ok(t)(o.Postpone(Rally{At: noon.AddDate(0, 0, 1), Place: "东门"}, "暴雨", by("taskforce")))
	for _, p := range o.Participants {
		if p.Reply != Asked {
			t.Errorf("%s is not asked again", p.Party)
		}
	}
	no(t, "invalid")(o.Start(by("taskforce"))) // the day has not come
	no(t, "invalid")(o.Cancel("", by("taskforce")))
	ok(t)(o.Cancel("改由街道处理", by("taskforce")))
	no(t, "not-in-this-state")(o.Start(by("taskforce")))
}

// A finding names two officers, a code of the taxonomy and a department that came.
func TestFindingsAreComplete(t *testing.T) {
	o := underway(t)
	for name, spoil := range map[string]func(*NewFinding){
		"one officer":       func(f *NewFinding) { f.Officers = f.Officers[:1] },
		"one officer twice": func(f *NewFinding) { f.Officers[1] = f.Officers[0] },
		"no unit":           func(f *NewFinding) { f.Officers[0].Unit = "" },
		"no code":           func(f *NewFinding) { f.Category = "Z99" },
		"out of scope":      func(f *NewFinding) { f.Category = "X01" },
		"nobody who came":   func(f *NewFinding) { f.Department = lead.Health },
		"a control":         func(f *NewFinding) { f.Found = "a\x00b" },
		"a disposal":        func(f *NewFinding) { f.Disposals = []onsite.Disposal{"burnt"} },
	} {
		f := finding("F02", lead.Fire)
		spoil(&f)
		if _, err := o.Find(f, by("fire")); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	no(t, "not-a-participant")(o.Find(finding("F02", lead.Fire), by("health")))
	ok(t)(o.Find(finding("F02", lead.Fire), by("street-liutang")))
}

// One act is fined once: findings of one conduct on one site belong to one department, and change hands together.
func TestOneActOneDepartment(t *testing.T) {
	o := underway(t)
	ok(t)(o.Find(finding("A05", lead.Education), by("education")))
	no(t, "one-act-once")(o.Find(finding("A05", lead.Market), by("market")))
	other := finding("A05", lead.Market)
	other.Conduct = "标价外收费"
	ok(t)(o.Find(other, by("market")))
	second := finding("D04", lead.Market)
	second.Conduct = "标价外收费"
	ok(t)(o.Find(second, by("police")))
	ok(t)(o.Assign(2, lead.Police, "涉嫌诈骗", by("market")))
	for _, f := range o.Sites[0].Findings {
		if want := map[int]lead.Department{1: lead.Education, 2: lead.Police, 3: lead.Police}[f.No]; f.Department != want {
			t.Errorf("finding %d belongs to %s", f.No, f.Department)
		}
	}
}

// Afterwards every participant signs, and who did not is shown; the operation ends without a signature only with a reason.
func TestSigning(t *testing.T) {
	o := underway(t)
	ok(t)(o.Find(finding("F02", lead.Fire), by("fire")))
	no(t, "not-in-this-state")(o.Sign("", by("fire")))
	ok(t)(o.Finish(by("taskforce")))
	no(t, "not-in-this-state")(o.Find(finding("F01", lead.Fire), by("fire")))
	for _, p := range []string{"education", "police", "market", "fire"} {
		ok(t)(o.Sign("", by(p)))
	}
	no(t, "signed-before")(o.Sign("", by("fire")))
	if got := o.Unsigned(); !slices.Equal(got, []string{"street-liutang"}) {
		t.Fatalf("unsigned: %v", got)
	}
	no(t, "unsigned")(o.Split(nil, "", by("taskforce")))
	ok(t)(o.Strike(1, "误记", by("fire")))
	if len(o.Unsigned()) != 5 {
		t.Error("signatures stand under something else")
	}
	ok(t)(o.Split(nil, "街道人员已调离", by("taskforce")))
	if len(o.Lines) != 0 {
		t.Errorf("a struck finding became %+v", o.Lines)
	}
}

// However findings come, each that stands is in exactly one line, of its own department and site, and no two lines are of the same.
func TestEveryFindingHasOneLine(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := underway(t)
		ok(t)(o.Visit(NewSite{Name: "二号点", Address: "柳塘路9号", At: noon}, by("fire")))
		for range rapid.IntRange(0, 20).Draw(rt, "findings") {
			f := finding(rapid.SampledFrom([]lead.Category{"A05", "D04", "F02", "E01"}).Draw(rt, "category"), rapid.SampledFrom([]lead.Department{lead.Education, lead.Market, lead.Fire, lead.Police}).Draw(rt, "department"))
			f.Site = rapid.IntRange(1, 2).Draw(rt, "site")
			f.Conduct = rapid.SampledFrom([]string{"", "甲", "乙"}).Draw(rt, "conduct")
			_, _ = o.Find(f, by("fire"))
			if rapid.IntRange(0, 5).Draw(rt, "strike") == 0 {
				_, _ = o.Strike(rapid.IntRange(1, 20).Draw(rt, "which"), "误记", by("taskforce"))
			}
		}
		ok(t)(o.Finish(by("taskforce")))
		ok(t)(o.Split(nil, "演练", by("taskforce")))
		type key struct {
			d lead.Department
			s int
		}
		lines, of, conducts := map[key]bool{}, map[int]Line{}, map[string]lead.Department{}
		for _, l := range o.Lines {
			if lines[key{l.Department, l.Site}] {
				rt.Fatalf("two lines of %s at %d", l.Department, l.Site)
			}
			lines[key{l.Department, l.Site}] = true
			for _, n := range l.Findings {
				of[n] = l
			}
		}
		for _, s := range o.Sites {
			for _, f := range s.Findings {
				l, in := of[f.No]
				if in != (f.Struck == "") || in && (l.Department != f.Department || l.Site != s.No) {
					rt.Fatalf("finding %+v is in %+v", f, l)
				}
				where := s.Name + f.Conduct
				if in && conducts[where] != "" && conducts[where] != f.Department {
					rt.Fatalf("one conduct goes to %s and %s", conducts[where], f.Department)
				}
				if in {
					conducts[where] = f.Department
				}
			}
		}
	})
}

// What officers write is masked: a reporter's number in it does not stay.
func TestTextIsMasked(t *testing.T) {
	o := underway(t)
	f := finding("F02", lead.Fire)
	f.Found = "举报人13800138000称安全出口被锁"
	ok(t)(o.Find(f, by("fire")))
	if got := o.Sites[0].Findings[0].Found; got == f.Found {
		t.Error(got)
	}
}

// Two departments with open leads on one place make a proposal, one department does not; a street alone is no place, and spelling does not matter.
func TestTheRule(t *testing.T) {
	key := PlaceKey(&lead.Place{Address: "云汀区柳塘街道翠湾花园６栋602"})
	if key == "" || key != PlaceKey(&lead.Place{Address: "柳塘街道 翠湾花园6栋-602"}) {
		t.Errorf("one place has two keys, %q", key)
	}
	for _, p := range []*lead.Place{nil, {Address: "云汀区柳塘街道"}, {Address: "6栋"}} {
		if k := PlaceKey(p); k != "" {
			t.Errorf("%+v has the key %s", p, k)
		}
	}
	if _, is := Propose(key, "", []Interest{{lead.Fire, "1"}, {lead.Fire, "2"}}); is {
		t.Error("one department is proposed")
	}
	o, is := Propose(key, "柳塘街道", []Interest{{lead.Fire, "1"}, {lead.Market, "2"}})
	if !is || o.State != Proposed || len(o.Leads) != 2 {
		t.Fatalf("%+v", o)
	}
	no(t, "not-in-this-state")(o.Start(by("taskforce")))
	no(t, "not-an-initiator")(o.Confirm(draft(), by("health")))
	ok(t)(o.Confirm(draft(), by("market-head")))
	if o.State != Planned || o.Initiator != "market" || len(o.Leads) != 2 {
		t.Errorf("%+v", o)
	}
}

// The numbers of certificates are for those who work on the operation: who only oversees it reads the names.
func TestCertificatesStayWithTheOperation(t *testing.T) {
	for who, want := range map[string]string{"auditor": "***", "desk": "***", "legal": "***", "fire": "1", "street-liutang": "1", "taskforce": "1"} {
		o := underway(t)
		ok(t)(o.Visit(NewSite{Name: "甲", Address: "文渊路15号", At: noon}, by("fire")))
		ok(t)(o.Find(NewFinding{Site: 1, Category: "F02", Department: "fire", Found: "通道堵塞",
			Officers: []onsite.Officer{{Name: "甲", Unit: "大队", Certificate: "1"}, {Name: "乙", Unit: "大队", Certificate: "2"}}}, by("fire")))
		o.Masked(actor.Of(who))
		if got := o.Sites[0].Findings[0].Officers[0]; got.Certificate != want || got.Name != "甲" {
			t.Errorf("%s reads %+v", who, got)
		}
	}
}
