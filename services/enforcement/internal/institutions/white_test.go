package institutions

import (
	"testing"

	"xiansuo/pkg/lead"
)

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
