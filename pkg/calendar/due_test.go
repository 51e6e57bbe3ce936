package calendar

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// at returns a time of China, "2006-01-02" or "2006-01-02 15:04".
func at(t testing.TB, s string) time.Time {
	t.Helper()
	layout := time.DateOnly
	if len(s) > len(layout) {
		layout = "2006-01-02 15:04"
	}
	got, err := time.ParseInLocation(layout, s, time.FixedZone("UTC+8", chinaOffset))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// The verified vectors of the statutes' clocks.
func TestDueVectors(t *testing.T) {
	for _, tt := range []struct {
		start string
		limit Limit
		want  string
	}{
		{"2025-07-04", Limit{7, WorkingDays, ""}, "2025-07-15"},
		{"2025-09-26", Limit{5, WorkingDays, ""}, "2025-10-10"},
		{"2025-09-29", Limit{7, WorkingDays, ""}, "2025-10-15"},
		{"2025-12-30", Limit{5, WorkingDays, ""}, "2026-01-07"},
		{"2026-02-13", Limit{15, WorkingDays, ""}, "2026-03-12"},
		{"2026-02-14", Limit{1, WorkingDays, ""}, "2026-02-24"},
		{"2026-04-30", Limit{7, WorkingDays, ""}, "2026-05-13"},
		{"2026-07-17", Limit{7, WorkingDays, ""}, "2026-07-28"},
		{"2026-09-18", Limit{5, WorkingDays, ""}, "2026-09-24"},
		{"2026-09-24", Limit{7, WorkingDays, ""}, "2026-10-12"},
		{"2025-08-04", Limit{60, NaturalDays, RollNone}, "2025-10-03"},
		{"2025-08-04", Limit{60, NaturalDays, RollStatutory}, "2025-10-09"},
		{"2025-08-04", Limit{60, NaturalDays, RollAllOff}, "2025-10-09"},
		{"2026-07-03", Limit{90, NaturalDays, RollNone}, "2026-10-01"},
		{"2026-07-03", Limit{90, NaturalDays, RollStatutory}, "2026-10-08"},
		{"2026-07-03", Limit{90, NaturalDays, RollAllOff}, "2026-10-08"},
		{"2026-07-20", Limit{90, NaturalDays, RollNone}, "2026-10-18"},
		{"2026-07-20", Limit{90, NaturalDays, RollStatutory}, "2026-10-18"},
		{"2026-07-20", Limit{90, NaturalDays, RollAllOff}, "2026-10-19"},
	} {
		for _, clock := range []string{" 00:00", " 12:30", " 23:59"} {
			got, err := Default().Due(at(t, tt.start+clock), tt.limit)
			if err != nil || got.Date() != tt.want || got.Provisional {
				t.Errorf("%s%s + %v = %v (provisional %v), %v, want %s", tt.start, clock, tt.limit, got, got.Provisional, err, tt.want)
			}
		}
	}
}

// A limit in days ends at 24:00 of its last day in China, whatever zone the start is given in.
func TestDueIsAtMidnightInChina(t *testing.T) {
	start := time.Date(2026, 7, 16, 20, 0, 0, 0, time.UTC) // 04:00 of Friday the 17th in China
	got, err := Default().Due(start, Limit{7, WorkingDays, ""})
	if err != nil || !got.At.Equal(at(t, "2026-07-29")) || got.String() != "2026-07-28 24:00" {
		t.Errorf("due %v (%v), %v", got, got.At, err)
	}
	if zone, offset := got.At.Zone(); offset != 8*3600 {
		t.Errorf("zone %s", zone)
	}
}

// Hours run day and night, over holidays, to the minute.
func TestDueInHours(t *testing.T) {
	start := at(t, "2026-02-15 23:30").Add(59*time.Second + 5*time.Nanosecond)
	for n, want := range map[int]string{0: "2026-02-15 23:30", 2: "2026-02-16 01:30", 24: "2026-02-16 23:30", 72: "2026-02-18 23:30"} {
		if got, err := Default().Due(start, Limit{n, Hours, ""}); err != nil || got.String() != want {
			t.Errorf("%d hours: %v, %v, want %s", n, got, err, want)
		}
	}
	if got, _ := Default().Due(at(t, "2026-02-15 22:00"), Limit{2, Hours, ""}); got.String() != "2026-02-15 24:00" || got.Date() != "2026-02-15" {
		t.Errorf("ends at midnight: %v", got)
	}
}

// Months end on the day of the same number, or on the last of a month that has none.
func TestDueInMonths(t *testing.T) {
	for name, tt := range map[string]struct {
		start string
		limit Limit
		want  string
	}{
		"three":               {"2025-11-21 10:00", Limit{3, Months, ""}, "2026-02-21"},
		"three, rolled":       {"2025-11-21 10:00", Limit{3, Months, RollAllOff}, "2026-02-24"},
		"a year":              {"2024-02-29 10:00", Limit{12, Months, ""}, "2025-02-28"},
		"no such day":         {"2026-03-31 23:59", Limit{6, Months, ""}, "2026-09-30"},
		"the last of January": {"2024-01-31", Limit{1, Months, ""}, "2024-02-29"},
		"none":                {"2026-07-17", Limit{0, Months, ""}, "2026-07-17"},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := Default().Due(at(t, tt.start), tt.limit); err != nil || got.Date() != tt.want || got.Provisional {
				t.Errorf("%s + %v = %v, %v, want %s", tt.start, tt.limit, got, err, tt.want)
			}
		})
	}
}

// A limit of no days ends with the day of its start; in working days, with the first one from it.
func TestDueOnTheSameDay(t *testing.T) {
	for start, want := range map[string]string{"2026-07-17": "2026-07-17", "2026-10-01": "2026-10-08"} {
		if got, err := Default().Due(at(t, start), Limit{0, WorkingDays, ""}); err != nil || got.Date() != want {
			t.Errorf("%s: %v, %v, want %s", start, got, err, want)
		}
	}
	if got, _ := Default().Due(at(t, "2026-10-01"), Limit{0, NaturalDays, ""}); got.Date() != "2026-10-01" {
		t.Errorf("no natural days: %v", got)
	}
}

// What is counted over days that no notice speaks of yet is provisional; the last week of December is settled by the next
// year's notice.
func TestDueIsProvisionalBeyondTheHorizon(t *testing.T) {
	for name, tt := range map[string]struct {
		start       string
		limit       Limit
		want        string
		provisional bool
	}{
		"over the new year":      {"2026-12-28", Limit{10, WorkingDays, ""}, "2027-01-11", true},
		"within the last week":   {"2026-12-25", Limit{1, WorkingDays, ""}, "2026-12-28", true},
		"before the last week":   {"2026-12-17", Limit{5, WorkingDays, ""}, "2026-12-24", false},
		"natural days":           {"2026-12-28", Limit{10, NaturalDays, ""}, "2027-01-07", false},
		"natural days that roll": {"2026-12-28", Limit{10, NaturalDays, RollStatutory}, "2027-01-07", true},
		"hours":                  {"2026-12-31", Limit{24, Hours, ""}, "2026-12-31", false},
		"before the first year":  {"2022-12-29", Limit{1, WorkingDays, ""}, "2022-12-30", true},
		"a year boundary inside": {"2024-12-30", Limit{2, WorkingDays, ""}, "2025-01-02", false},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Default().Due(at(t, tt.start), tt.limit)
			if err != nil || got.Date() != tt.want || got.Provisional != tt.provisional {
				t.Errorf("%s + %v = %v, provisional %v, %v", tt.start, tt.limit, got, got.Provisional, err)
			}
		})
	}
}

// A limit that is none and a start out of range are refused.
func TestDueRefuses(t *testing.T) {
	start := at(t, "2026-07-17")
	for _, l := range []Limit{{}, {1, "", ""}, {1, "days", ""}, {-1, WorkingDays, ""}, {-1, Hours, ""}, {3661, NaturalDays, ""}, {87841, Hours, ""}, {121, Months, ""}, {1, NaturalDays, "SOMETIMES"}} {
		if got, err := Default().Due(start, l); !errors.Is(err, ErrLimit) || got != (Due{}) {
			t.Errorf("%v: %v, %v", l, got, err)
		}
	}
	for _, s := range []time.Time{{}, time.Unix(1<<60, 0)} {
		if _, err := Default().Due(s, Limit{1, WorkingDays, ""}); !errors.Is(err, ErrStart) {
			t.Errorf("%v: %v", s, err)
		}
	}
}

// A due names the data it was counted with.
func TestDueNamesItsCalendar(t *testing.T) {
	got, _ := Default().Due(at(t, "2026-07-17"), Limit{1, WorkingDays, ""})
	if got.Calendar != Default().Version() || !strings.HasPrefix(got.Calendar, "2023-2026/") {
		t.Errorf("calendar %q", got.Calendar)
	}
}

func drawLimit(t *rapid.T, most int) Limit {
	unit := rapid.SampledFrom([]Unit{WorkingDays, NaturalDays, Months, Hours, Minutes}).Draw(t, "unit")
	if unit == Months {
		most /= 30
	}
	return Limit{rapid.IntRange(0, most).Draw(t, "n"), unit, rapid.SampledFrom([]Roll{"", RollNone, RollStatutory, RollAllOff}).Draw(t, "roll")}
}

func drawTime(t *rapid.T, label string) time.Time {
	return time.Unix(rapid.Int64Range(1671000000, 1800000000).Draw(t, label), 0) // December 2022 to January 2027
}

func mustDue(t *rapid.T, c *Calendar, start time.Time, l Limit) Due {
	due, err := c.Due(start, l)
	if err != nil {
		t.Fatal(err)
	}
	return due
}

// A longer limit is never due earlier, nor is a later start; nothing is due before the day of its start ends.
func TestDueIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start, l := drawTime(t, "start"), drawLimit(t, 400)
		due := mustDue(t, Default(), start, l)
		longer := l
		longer.N += rapid.IntRange(0, 30).Draw(t, "more") // also months: 43 are fewer than 120
		if d := mustDue(t, Default(), start, longer); d.At.Before(due.At) {
			t.Fatalf("%v + %v = %v but + %v = %v", start, l, due, longer, d)
		}
		later := start.Add(time.Duration(rapid.Int64Range(0, 30*24*3600).Draw(t, "later")) * time.Second)
		if d := mustDue(t, Default(), later, l); d.At.Before(due.At) {
			t.Fatalf("%v + %v = %v but %v gives %v", start, l, due, later, d)
		}
		if l.Unit != Hours && l.Unit != Minutes && !due.At.After(start) {
			t.Fatalf("%v + %v = %v", start, l, due)
		}
	})
}

// Working days end on a working day, rolled natural days too, and between start and end there are as many as were asked for.
func TestWorkingDaysEndOnAWorkingDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start, l := drawTime(t, "start"), drawLimit(t, 400)
		due := mustDue(t, Default(), start, l)
		if k, _ := Default().Kind(due.At.Add(-1)); !k.Working() && (l.Unit == WorkingDays || (l.Unit == NaturalDays || l.Unit == Months) && l.Roll == RollAllOff) {
			t.Fatalf("%v + %v = %v, a %s", start, l, due, k)
		}
		if n, _ := Default().WorkingDaysBetween(start, due.At); l.Unit == WorkingDays && l.N > 0 && n != l.N {
			t.Fatalf("%v + %v = %v, %d working days", start, l, due, n)
		}
	})
}

// drawYear draws the data of a year: any days of it, or of the week before it, may be moved.
func drawYear(t *rapid.T, number int) []byte {
	var b strings.Builder
	b.WriteString("year " + date(number, 1, 1).String()[:4] + "\n")
	for d := date(number, time.January, 1) - unsettled; d.year() <= number; d++ {
		switch n := rapid.IntRange(0, 9).Draw(t, "day"); {
		case n == 0, d.year() == number && d == date(number, time.January, 1):
			b.WriteString("statutory " + d.String() + "\n")
		case n == 1 && d.ordinary() == Workday:
			b.WriteString("shifted_rest " + d.String() + "\n")
		case n == 2 && d.ordinary() == Weekend:
			b.WriteString("makeup_work " + d.String() + "\n")
		}
	}
	return []byte(b.String())
}

// Publishing another year never changes a due that was not provisional.
func TestAnotherYearKeepsWhatIsSettled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, err := Default().Add(drawYear(t, rapid.SampledFrom([]int{2021, 2022, 2027, 2028}).Draw(t, "year")))
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			start, l := drawTime(t, "start"), drawLimit(t, 300)
			before, after := mustDue(t, Default(), start, l), mustDue(t, c, start, l)
			if !before.Provisional && (!before.At.Equal(after.At) || after.Provisional) {
				t.Fatalf("%v + %v was %v, is %v", start, l, before, after)
			}
		}
	})
}

func BenchmarkDue(b *testing.B) {
	c, start := Default(), time.Unix(1784000000, 0)
	for b.Loop() {
		if _, err := c.Due(start, Limit{15, WorkingDays, ""}); err != nil {
			b.Fatal(err)
		}
	}
}
