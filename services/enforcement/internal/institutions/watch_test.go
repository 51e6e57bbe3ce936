package institutions

import "testing"

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
