package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Working days between two times are those after the first day, up to and with the last.
func TestWorkingDaysBetween(t *testing.T) {
	for name, tt := range map[string]struct {
		from, to    string
		want        int
		provisional bool
	}{
		"a week":                   {"2026-07-17 10:00", "2026-07-24 10:00", 5, false},
		"the same day":             {"2026-07-17 08:00", "2026-07-17 20:00", 0, false},
		"up to midnight":           {"2026-07-17 08:00", "2026-07-18", 0, false},
		"backwards":                {"2026-07-24", "2026-07-17", 0, false},
		"over a holiday":           {"2026-09-30 09:00", "2026-10-10 09:00", 3, false},
		"into what is not settled": {"2026-12-24 09:00", "2026-12-26", 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			got, provisional := Default().WorkingDaysBetween(at(t, tt.from), at(t, tt.to))
			if got != tt.want || provisional != tt.provisional {
				t.Errorf("%d, provisional %v", got, provisional)
			}
		})
	}
}

// Working time is office hours of working days.
func TestWorkingTime(t *testing.T) {
	for name, tt := range map[string]struct {
		from, to string
		want     time.Duration
	}{
		"within a day":   {"2026-07-17 10:00", "2026-07-17 12:00", 2 * time.Hour},
		"until midnight": {"2026-07-17 15:00", "2026-07-18", 2 * time.Hour},
		"over a weekend": {"2026-07-17 16:00", "2026-07-20 10:00", 2 * time.Hour},
		"at night":       {"2026-07-17 18:00", "2026-07-18", 0},
		"backwards":      {"2026-07-18", "2026-07-17", 0},
		"make-up day":    {"2026-10-10", "2026-10-11", 8 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Default().WorkingTime(at(t, tt.from), at(t, tt.to), DefaultOffice()); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

// A clock is green, then yellow at half or one working day, orange at a quarter or four working hours, red when overdue.
func TestWarn(t *testing.T) {
	for name, tt := range map[string]struct {
		start string
		limit Limit
		want  map[string]Warning
	}{
		"five working days": {"2026-07-17 10:00", Limit{5, WorkingDays, ""}, map[string]Warning{ // due 07-24 24:00
			"2026-07-17 10:00": Green, "2026-07-20 12:00": Green, "2026-07-21 12:00": Yellow, "2026-07-23 12:00": Orange, "2026-07-24 23:59": Orange, "2026-07-25 00:00": Red}},
		"one working day": {"2026-07-16 10:00", Limit{1, WorkingDays, ""}, map[string]Warning{ // due 07-17 24:00
			"2026-07-16 10:00": Green, "2026-07-17 08:00": Yellow, "2026-07-17 13:00": Orange, "2026-07-18 00:00": Red}},
		"a long one near its end": {"2026-03-02 10:00", Limit{90, NaturalDays, ""}, map[string]Warning{"2026-05-29 10:00": Orange, "2026-03-03 10:00": Green}},
		"two hours at night": {"2026-07-17 22:00", Limit{2, Hours, ""}, map[string]Warning{
			"2026-07-17 22:30": Green, "2026-07-17 23:00": Yellow, "2026-07-17 23:30": Orange, "2026-07-18 00:00": Red}},
	} {
		t.Run(name, func(t *testing.T) {
			due, err := Default().Due(at(t, tt.start), tt.limit)
			if err != nil {
				t.Fatal(err)
			}
			for now, want := range tt.want {
				left := Default().Left(at(t, tt.start), due.At, at(t, now), DefaultOffice())
				if got := Warn(left, DefaultThresholds()); got != want {
					t.Errorf("at %s: %s, want %s (%+v)", now, got, want, left)
				}
			}
		})
	}
}

// Of an overdue clock the working days that have begun since are counted, the first one after its last day too.
func TestLeftOverdue(t *testing.T) {
	start := at(t, "2026-07-10 10:00")
	due, err := Default().Due(start, Limit{5, WorkingDays, ""}) // Friday 2026-07-17 24:00
	if err != nil {
		t.Fatal(err)
	}
	for now, want := range map[string]int{"2026-07-18 00:00": 0, "2026-07-19 12:00": 0, "2026-07-20 00:00": -1, "2026-07-20 12:00": -1, "2026-07-21 08:00": -2} {
		if l := Default().Left(start, due.At, at(t, now), DefaultOffice()); l.WorkingDays != want || l.Time > 0 {
			t.Errorf("at %s: %+v, want %d working days", now, l, want)
		}
	}
}

// A clock never becomes calmer.
func TestWarningsOnlyRise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start, l := drawTime(t, "start"), drawLimit(t, 60)
		due := mustDue(t, Default(), start, l)
		now := start.Add(time.Duration(rapid.Int64Range(0, 100*24*3600).Draw(t, "now")) * time.Second)
		later := now.Add(time.Duration(rapid.Int64Range(0, 30*24*3600).Draw(t, "later")) * time.Second)
		first := Warn(Default().Left(start, due.At, now, DefaultOffice()), DefaultThresholds())
		second := Warn(Default().Left(start, due.At, later, DefaultOffice()), DefaultThresholds())
		if order[second] < order[first] {
			t.Fatalf("%s at %v, %s at %v", first, now, second, later)
		}
	})
}
