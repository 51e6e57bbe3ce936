package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var order = map[Warning]int{Green: 0, Yellow: 1, Orange: 2, Red: 3}

// The warnings of a clock turn when people say they do.
func TestTurns(t *testing.T) {
	for name, tt := range map[string]struct {
		start               string
		limit               Limit
		yellow, orange, red string
	}{
		"five working days": {"2026-07-17 10:00", Limit{5, WorkingDays, ""}, "2026-07-21 05:00", "2026-07-23 02:30", "2026-07-25 00:00"},
		"one working day":   {"2026-07-16 10:00", Limit{1, WorkingDays, ""}, "2026-07-17 05:00", "2026-07-17 13:00", "2026-07-18 00:00"},
		"ninety days":       {"2026-03-02 10:00", Limit{90, NaturalDays, ""}, "2026-04-16 17:00", "2026-05-09 08:30", "2026-06-01 00:00"},
		"two hours":         {"2026-07-17 22:00", Limit{2, Hours, ""}, "2026-07-17 23:00", "2026-07-17 23:30", "2026-07-18 00:00"},
		"at once":           {"2026-07-17 22:00", Limit{0, Hours, ""}, "2026-07-17 22:00", "2026-07-17 22:00", "2026-07-17 22:00"},
	} {
		t.Run(name, func(t *testing.T) {
			start := at(t, tt.start)
			due, err := Default().Due(start, tt.limit)
			if err != nil {
				t.Fatal(err)
			}
			got := Default().Turns(start, due.At, DefaultOffice(), DefaultThresholds())
			if !got.Yellow.Equal(at(t, tt.yellow)) || !got.Orange.Equal(at(t, tt.orange)) || !got.Red.Equal(at(t, tt.red)) {
				t.Errorf("%v", got)
			}
		})
	}
}

// At each turn the warning is at least what it turns to, and a microsecond before it is calmer, whatever the thresholds.
func TestTurnsAreWhenWarnChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, start, l := Default(), drawTime(t, "start").Add(time.Duration(rapid.Int64Range(0, 1e9-1).Draw(t, "ns"))), drawLimit(t, 120)
		due := mustDue(t, c, start, l).At
		if rapid.Bool().Draw(t, "set") { // a date that somebody set
			due = start.Add(time.Duration(rapid.Int64Range(-1e9, 60*24*3600e9).Draw(t, "due")))
		}
		office := Office{time.Duration(rapid.Int64Range(0, 12*3600).Draw(t, "open")) * time.Second, time.Duration(rapid.Int64Range(10*3600, 24*3600).Draw(t, "close")) * time.Second}
		thresholds := Thresholds{Yellow: rapid.Float64Range(-0.1, 0.999999).Draw(t, "yellow"), Orange: rapid.Float64Range(-0.1, 0.999999).Draw(t, "orange"),
			YellowWorkingDays: rapid.IntRange(-1, 8).Draw(t, "days"), OrangeWorkingTime: time.Duration(rapid.Int64Range(-1, 40*3600).Draw(t, "time")) * time.Second}
		if rapid.Bool().Draw(t, "default") {
			office, thresholds = DefaultOffice(), DefaultThresholds()
		}
		turns := c.Turns(start, due, office, thresholds)
		warn := func(now time.Time) int { return order[Warn(c.Left(start, due, now, office), thresholds)] }
		for level, turn := range []time.Time{1: turns.Yellow, 2: turns.Orange, 3: turns.Red} {
			if level == 0 {
				continue
			}
			if at, before := warn(turn), warn(turn.Add(-time.Microsecond)); at < level || before >= level {
				t.Fatalf("level %d of %v to %v at %v: %d, before %d (%+v, %+v)", level, start, due, turn, at, before, office, thresholds)
			}
		}
	})
}

// A threshold of all the time holds from the start.
func TestTurnsBeginWithTheClock(t *testing.T) {
	start := at(t, "2026-07-17 10:00")
	got := Default().Turns(start, start.Add(time.Hour), DefaultOffice(), Thresholds{Yellow: 1, Orange: -1})
	if !got.Yellow.Equal(start) || !got.Orange.Equal(start.Add(time.Hour)) {
		t.Errorf("%v", got)
	}
}

// Dates that are far from everything do not keep it busy.
func TestTurnsOfNonsense(t *testing.T) {
	for _, due := range []time.Time{{}, time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)} {
		got := Default().Turns(at(t, "2026-07-17 10:00"), due, Office{}, DefaultThresholds())
		if !got.Red.Equal(due) || got.Orange.After(got.Red) || got.Yellow.After(got.Orange) {
			t.Errorf("due %v: %v", due, got)
		}
	}
}

func BenchmarkTurns(b *testing.B) {
	c, start := Default(), time.Unix(1784000000, 0)
	for name, l := range map[string]Limit{"5WD": {5, WorkingDays, ""}, "90NAT": {90, NaturalDays, ""}, "2H": {2, Hours, ""}} {
		b.Run(name, func(b *testing.B) {
			due, err := c.Due(start, l)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				c.Turns(start, due.At, DefaultOffice(), DefaultThresholds())
			}
		})
	}
}
