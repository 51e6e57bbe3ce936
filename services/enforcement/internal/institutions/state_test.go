package institutions

import (
	"slices"
	"testing"

	"xiansuo/pkg/lead"
)

// Papers are told from licences in force on the day and from registration; nobody types them.
func TestPapersAreTold(t *testing.T) {
	d := school()
	for day, want := range map[string]lead.Papers{
		"2022-02-28": lead.NoPapers, "2022-03-01": lead.OnlyRegistered, "2023-12-31": lead.OnlyRegistered,
		"2024-01-01": lead.BothPapers, "2026-12-31": lead.BothPapers, "2027-01-01": lead.OnlyRegistered,
	} {
		if got := d.Papers(day); got != want {
			t.Errorf("on %s: %s, want %s", day, got, want)
		}
	}
	d.Licences[0].EndedOn = "2025-05-05"
	if d.Papers("2025-05-04") != lead.BothPapers || d.Papers("2025-05-05") != lead.OnlyRegistered {
		t.Error("a licence that was revoked counts from that day on no more")
	}
	d.Registration.Until = "2025-06-30"
	if d.Papers("2025-07-01") != lead.NoPapers {
		t.Error("one that is not registered any more has no papers")
	}
}

// A suspended institution tries to appear on the white list: it is refused while the safety order stands, falls off when one opens, and is
// back only by a passed recheck and a new act of its authority.
func TestSuspendedIsNotOnTheWhiteList(t *testing.T) {
	s := entered(t, school())
	licence := s.Licences[0].Number
	if err := s.EnterWhite("w1", licence, by(t, education, "2026-07-02")); err != nil || !s.Listed("2026-07-02") {
		t.Fatalf("a licensed institution is entered: %v", err)
	}
	s.Orders = []Order{{Case: "990101-fire-2026-000001", No: 3, Safety: true, OpenedOn: "2026-07-05"}}
	if s.Listed("2026-07-05") || s.Standing("2026-07-05") != lead.Suspended {
		t.Fatal("a safety order takes it off before anybody settles it")
	}
	s.Settle(noon(t, "2026-07-05"))
	if e := s.White[0]; e.EndedOn != "2026-07-05" || e.EndedWhy != EndSuspended {
		t.Fatalf("the entry is %+v", e)
	}
	refusedAs(t, s.EnterWhite("w2", licence, by(t, education, "2026-07-06")), IsSuspended)
	backdated := by(t, education, "2026-07-06")
	backdated.On = "2026-07-03"
	refusedAs(t, s.EnterWhite("w2", licence, backdated), IsSuspended)

	s.Orders[0].LiftedOn = "2026-07-20"
	s.Settle(noon(t, "2026-07-20"))
	if s.Standing("2026-07-20") != lead.Open || s.Listed("2026-07-20") {
		t.Fatal("the passed recheck alone does not bring it back")
	}
	backdated = by(t, education, "2026-07-21")
	backdated.On = "2026-07-10"
	refusedAs(t, s.EnterWhite("w3", licence, backdated), IsSuspended)
	if err := s.EnterWhite("w3", licence, by(t, education, "2026-07-20")); err != nil || !s.Listed("2026-07-20") {
		t.Fatalf("recheck and a new act bring it back: %v", err)
	}
	if s.White[0].EndedOn == "" {
		t.Fatal("what ended stays ended")
	}
}

// An order that is no safety order does not suspend.
func TestOtherOrdersDoNotSuspend(t *testing.T) {
	s := entered(t, school())
	s.Orders = []Order{{OpenedOn: "2026-07-01"}}
	if err := s.EnterWhite("w1", s.Licences[0].Number, by(t, education, "2026-07-02")); err != nil || s.Standing("2026-07-02") != lead.Open {
		t.Fatal(err)
	}
}

// The white list is entered by the authority that gave the licence, on a licence in force, once.
func TestWhoEntersTheWhiteList(t *testing.T) {
	s := entered(t, school())
	licence := s.Licences[0].Number
	refusedAs(t, s.EnterWhite("w", licence, by(t, culture, "2026-07-02")), Forbidden)
	refusedAs(t, s.EnterWhite("w", licence, by(t, taskforce, "2026-07-02")), Forbidden)
	refusedAs(t, s.EnterWhite("w", licence, by(t, market, "2026-07-02")), Forbidden)
	refusedAs(t, s.EnterWhite("w", "another", by(t, education, "2026-07-02")), NoLicence)
	refusedAs(t, s.EnterWhite("w", licence, by(t, education, "2027-01-01")), NoLicence)
	if err := s.EnterWhite("w", licence, by(t, education, "2026-07-02")); err != nil {
		t.Fatal(err)
	}
	refusedAs(t, s.EnterWhite("w", licence, by(t, education, "2026-07-02")), OnList)
	refusedAs(t, s.LeaveWhite("w", by(t, culture, "2026-07-03")), Forbidden)
	if err := s.LeaveWhite("w", by(t, taskforce, "2026-07-03")); err != nil || s.Listed("2026-07-03") {
		t.Fatal(err)
	}
	refusedAs(t, s.LeaveWhite("w", by(t, taskforce, "2026-07-03")), Ended)
}

// An entry of the white list ends by itself when its licence ends, the institution closes, or its registration does.
func TestWhiteEntryEndsByItself(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*State)
		day    string
		want   string
	}{
		"its last day":      {func(*State) {}, "2026-12-31", ""},
		"the day after":     {func(*State) {}, "2027-01-01", EndLicence},
		"a licence revoked": {func(s *State) { s.Licences[0].EndedOn = "2026-08-01" }, "2026-08-01", EndLicence},
		"closed":            {func(s *State) { s.ClosedOn = "2026-08-01" }, "2026-08-01", EndClosed},
		"not registered":    {func(s *State) { s.Registration.Until = "2026-07-31" }, "2026-08-01", EndUnregister},
		"removed":           {func(s *State) { s.Removed = "误录" }, "2026-08-01", EndRemoved},
	} {
		t.Run(name, func(t *testing.T) {
			s := entered(t, school())
			if err := s.EnterWhite("w", s.Licences[0].Number, by(t, education, "2026-07-02")); err != nil {
				t.Fatal(err)
			}
			test.change(s)
			s.Settle(noon(t, test.day))
			if s.White[0].EndedWhy != test.want || s.Listed(test.day) != (test.want == "") {
				t.Errorf("ended for %q", s.White[0].EndedWhy)
			}
		})
	}
}

// Of the watch list only entries with a decision in force, a basis and an end are public; the others stay inside.
func TestWhatOfTheWatchListIsPublic(t *testing.T) {
	const number = "云教罚字〔2026〕第2号"
	whole := WatchEntry{ID: "e", Basis: "民办教育促进法第六十二条", Decision: number, Until: "2028-07-01"}
	for name, test := range map[string]struct {
		entry     func(*WatchEntry)
		decisions []Decision
		want      bool
	}{
		"whole":                   {func(*WatchEntry) {}, []Decision{{number, true}}, true},
		"no decision":             {func(e *WatchEntry) { e.Decision = "" }, []Decision{{number, true}}, false},
		"no basis":                {func(e *WatchEntry) { e.Basis = "" }, []Decision{{number, true}}, false},
		"no end":                  {func(e *WatchEntry) { e.Until = "" }, []Decision{{number, true}}, false},
		"another's decision":      {func(*WatchEntry) {}, nil, false},
		"from a day to come":      {func(e *WatchEntry) { e.From = "2026-08-01" }, []Decision{{number, true}}, false},
		"replaced under the same": {func(*WatchEntry) {}, []Decision{{number, false}, {number, true}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			s, e := entered(t, school()), whole
			s.Decisions = test.decisions
			test.entry(&e)
			if err := s.EnterWatch(e, by(t, education, "2026-07-02")); err != nil {
				t.Fatal(err)
			}
			s.Settle(noon(t, "2026-07-02"))
			if got := s.Public("2026-07-02"); s.Watch[0].Public != test.want || (len(got.Watch) == 1) != test.want {
				t.Errorf("public %v: %+v", s.Watch[0].Public, got.Watch)
			}
		})
	}
}

// An entry of the watch list ends on its day, and when its decision is revoked.
func TestWatchEntryEndsByItself(t *testing.T) {
	const number = "云教罚字〔2026〕第2号"
	enter := func() *State {
		s := entered(t, school())
		s.Decisions = []Decision{{number, true}}
		if err := s.EnterWatch(WatchEntry{ID: "e", Basis: "令第53号第三十二条", Decision: number, Until: "2026-12-31"}, by(t, taskforce, "2026-07-02")); err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := enter()
	if s.Settle(noon(t, "2026-12-31")); s.Watch[0].EndedOn != "" {
		t.Error("its last day counts")
	}
	if s.Settle(noon(t, "2027-01-01")); s.Watch[0].EndedWhy != EndExpired {
		t.Error("the day after does not")
	}
	s = enter()
	s.Decisions[0].InForce = false
	if len(s.Public("2026-07-03").Watch) > 0 {
		t.Error("public although the decision is revoked")
	}
	if s.Settle(noon(t, "2026-07-03")); s.Watch[0].EndedWhy != EndRevoked {
		t.Error("a revoked decision ends it")
	}
	if s.Decisions[0].InForce = true; len(s.Public("2026-07-04").Watch) > 0 {
		t.Error("what ended stays ended")
	}
}

// The next day on which something takes effect by itself is found, and no other.
func TestNext(t *testing.T) {
	s := entered(t, school())
	if err := s.EnterWatch(WatchEntry{ID: "e", From: "2026-09-01", Until: "2026-09-30"}, by(t, education, "2026-07-02")); err != nil {
		t.Fatal(err)
	}
	for _, step := range [][2]string{{"2023-01-01", "2024-01-01"}, {"2026-07-02", "2026-09-01"}, {"2026-09-01", "2026-10-01"}, {"2026-10-01", "2027-01-01"}, {"2027-01-01", ""}} {
		if got := s.Next(step[0]); got != step[1] {
			t.Errorf("after %s comes %q, want %q", step[0], got, step[1])
		}
	}
}

// What was never licensed or registered is an accusation: it is public only while a decision about it is in force, and its places are not.
func TestWithoutPapersNothingIsPublicBeforeADecision(t *testing.T) {
	d := Details{Name: "工业路仓库教学点", Places: []Place{{Address: "云汀区石湖镇工业路2号原纺织厂仓库", Street: "石湖镇"}}}
	_, err := Create("i", d, "", by(t, education, "2026-07-01"))
	refusedAs(t, err, Invalid)
	s, err := Create("i", d, "云教责停字〔2026〕第5号", by(t, education, "2026-07-01"))
	if err != nil {
		t.Fatal(err)
	}
	if p := s.Public("2026-07-01"); !p.Removed || p.Name != "" || len(p.Places) > 0 {
		t.Errorf("public before a decision: %+v", p)
	}
	s.Decisions = []Decision{{"云教罚字〔2026〕第3号", true}}
	if p := s.Public("2026-07-01"); p.Removed || p.Name == "" || p.Papers != lead.NoPapers || len(p.Places) > 0 || p.Street != "石湖镇" {
		t.Errorf("public by a decision: %+v", p)
	}
}

// Education, culture and the taskforce keep the register, each authority its own licences; market corrects the registration and nothing else.
func TestWhoKeepsTheRegister(t *testing.T) {
	_, err := Create("i", school(), "", by(t, market, "2026-07-01"))
	refusedAs(t, err, Forbidden)
	_, err = Create("i", school(), "", by(t, culture, "2026-07-01"))
	refusedAs(t, err, Forbidden) // education's licence
	s := entered(t, school())
	d := school()
	d.Registration.Until = "2026-06-30"
	if err := s.Change(d, 1, by(t, market, "2026-07-02")); err != nil {
		t.Fatal(err)
	}
	d.Aliases = []string{"晨星"}
	refusedAs(t, s.Change(d, 2, by(t, market, "2026-07-02")), Forbidden)
	refusedAs(t, s.Change(d, 2, by(t, police, "2026-07-02")), Forbidden)
	refusedAs(t, s.Change(d, 1, by(t, culture, "2026-07-02")), Stale)
	if err := s.Change(d, 2, by(t, culture, "2026-07-02")); err != nil {
		t.Fatal(err)
	}
	d.Licences = append(slices.Clone(d.Licences), Licence{Number: "文旅许2026007", Department: "culture", Scope: "艺术类", From: "2026-07-01"})
	refusedAs(t, s.Change(d, 3, by(t, education, "2026-07-02")), Forbidden)
	if err := s.Change(d, 3, by(t, culture, "2026-07-02")); err != nil {
		t.Fatal(err)
	}
	refusedAs(t, s.Remove("", by(t, education, "2026-07-02")), Forbidden)
	if err := s.Remove("", by(t, taskforce, "2026-07-02")); err != nil || !s.Public("2026-07-02").Removed {
		t.Fatal(err)
	}
	refusedAs(t, s.Change(d, 5, by(t, education, "2026-07-02")), IsRemoved)
}

// Every change is a record with who, when, why, before and after; a former name is kept; the reason is masked.
func TestChangeIsARecord(t *testing.T) {
	s := entered(t, school())
	d := school()
	d.Name = "云汀区启明文化艺术培训学校有限公司"
	w := by(t, education, "2026-07-03")
	w.On, w.Reason = "2026-07-02", "更名,联系人电话13800138000"
	if err := s.Change(d, 1, w); err != nil {
		t.Fatal(err)
	}
	r := s.Fresh[1]
	if r.No != 2 || r.On != "2026-07-02" || r.By.Name != "education" || r.Before.(Details).Name == r.After.(Details).Name || r.Reason != "更名,联系人电话〔电话〕" {
		t.Errorf("the record is %+v", r)
	}
	if !slices.Contains(s.Former, school().Name) {
		t.Error("the former name is lost")
	}
	if err := s.Change(s.Details, 2, w); err != nil || len(s.Fresh) != 2 {
		t.Errorf("a change of nothing is no record: %v", err)
	}
	w.On = "2026-07-04"
	refusedAs(t, s.Change(d, 2, w), Invalid) // the future
}
