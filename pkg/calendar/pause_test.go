package calendar

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What is left of a limit goes on when the clock does.
func TestResume(t *testing.T) {
	for name, tt := range map[string]struct {
		from            string
		limit           Limit
		paused, resumed string
		left            Limit
		due             string
	}{
		"working days":            {"2026-07-06 10:00", Limit{5, WorkingDays, ""}, "2026-07-08 10:00", "2026-07-14 10:00", Limit{3, WorkingDays, ""}, "2026-07-17 24:00"},
		"on the first day":        {"2026-07-06 10:00", Limit{5, WorkingDays, ""}, "2026-07-06 11:00", "2026-07-07 10:00", Limit{5, WorkingDays, ""}, "2026-07-14 24:00"},
		"on the last day":         {"2026-07-06 10:00", Limit{5, WorkingDays, ""}, "2026-07-13 10:00", "2026-07-18 10:00", Limit{0, WorkingDays, ""}, "2026-07-20 24:00"},
		"over a holiday":          {"2026-09-29 10:00", Limit{5, WorkingDays, ""}, "2026-09-30 10:00", "2026-10-08 10:00", Limit{4, WorkingDays, ""}, "2026-10-13 24:00"},
		"within a weekend":        {"2026-07-17 10:00", Limit{5, WorkingDays, ""}, "2026-07-18 10:00", "2026-07-19 10:00", Limit{5, WorkingDays, ""}, "2026-07-24 24:00"},
		"natural days":            {"2026-07-06 10:00", Limit{90, NaturalDays, ""}, "2026-07-16 10:00", "2026-08-01 10:00", Limit{80, NaturalDays, ""}, "2026-10-20 24:00"},
		"natural days that roll":  {"2025-08-04 10:00", Limit{60, NaturalDays, RollAllOff}, "2025-10-05 10:00", "2025-10-06 10:00", Limit{0, NaturalDays, RollAllOff}, "2025-10-09 24:00"},
		"months":                  {"2026-01-15 10:00", Limit{3, Months, ""}, "2026-04-10 10:00", "2026-04-20 10:00", Limit{5, NaturalDays, ""}, "2026-04-25 24:00"},
		"hours":                   {"2026-07-06 10:00", Limit{24, Hours, ""}, "2026-07-06 12:00", "2026-07-07 09:00", Limit{22, Hours, ""}, "2026-07-08 07:00"},
		"hours, not whole":        {"2026-07-06 10:00", Limit{24, Hours, ""}, "2026-07-06 12:10", "2026-07-07 09:00", Limit{1310, Minutes, ""}, "2026-07-08 06:50"},
		"minutes":                 {"2026-07-06 10:00", Limit{90, Minutes, ""}, "2026-07-06 10:30", "2026-07-06 12:00", Limit{1, Hours, ""}, "2026-07-06 13:00"},
		"hours, on the same spot": {"2026-07-06 10:00", Limit{2, Hours, ""}, "2026-07-06 10:00", "2026-07-06 10:00", Limit{2, Hours, ""}, "2026-07-06 12:00"},
	} {
		t.Run(name, func(t *testing.T) {
			left, err := Default().Resume(at(t, tt.from), tt.limit, at(t, tt.paused), at(t, tt.resumed))
			if err != nil || left != tt.left {
				t.Fatalf("left %v, %v, want %v", left, err, tt.left)
			}
			if due, err := Default().Due(at(t, tt.resumed), left); err != nil || due.String() != tt.due {
				t.Errorf("due %v, %v, want %s", due, err, tt.due)
			}
		})
	}
}

// A clock that had run out, a pause that is none and a limit that is none are refused.
func TestResumeRefuses(t *testing.T) {
	from, limit := at(t, "2026-07-06 10:00"), Limit{5, WorkingDays, ""}
	for name, tt := range map[string]struct {
		limit           Limit
		paused, resumed string
		want            error
	}{
		"ran out":                {limit, "2026-07-14", "2026-07-20", ErrRanOut},
		"ran out long ago":       {limit, "2026-08-14", "2026-08-20", ErrRanOut},
		"backwards":              {limit, "2026-07-09", "2026-07-08", ErrPause},
		"before the clock began": {limit, "2026-07-05", "2026-07-08", ErrPause},
		"not a limit":            {Limit{}, "2026-07-07", "2026-07-08", ErrLimit},
	} {
		if left, err := Default().Resume(from, tt.limit, at(t, tt.paused), at(t, tt.resumed)); !errors.Is(err, tt.want) || left != (Limit{}) {
			t.Errorf("%s: %v, %v", name, left, err)
		}
	}
}

// A pause never makes a clock shorter; one of no length, or of days that begins and ends on one day, changes nothing; and
// what is counted before and after it is the whole limit.
func TestPausesTakeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, from, l := Default(), drawTime(t, "from").Add(time.Duration(rapid.Int64Range(0, 1e9-1).Draw(t, "ns"))), drawLimit(t, 200)
		due := mustDue(t, c, from, l)
		if !from.Before(due.At) {
			return // no time to pause in
		}
		paused := from.Add(time.Duration(rapid.Int64Range(0, int64(due.At.Sub(from))-1).Draw(t, "paused")))
		pause := time.Duration(rapid.SampledFrom([]int64{0, rapid.Int64Range(0, 40*24*3600e9).Draw(t, "pause")}).Draw(t, "length"))
		resumed := paused.Add(pause)
		left, err := c.Resume(from, l, paused, resumed)
		if err != nil {
			t.Fatal(err)
		}
		after := mustDue(t, c, resumed, left)
		if after.At.Before(due.At) {
			t.Fatalf("%v was due %v; paused %v to %v: %v left, due %v", l, due, paused, resumed, left, after)
		}
		hours := l.Unit == Hours || l.Unit == Minutes
		if (pause == 0 || !hours && dayOf(paused) == dayOf(resumed)) && !after.At.Equal(due.At) {
			t.Fatalf("%v was due %v; paused at %v for %v: due %v", l, due, paused, pause, after)
		}
		switch counted, moved := c.worked(dayOf(from), dayOf(paused))+c.worked(dayOf(resumed), dayOf(after.At.Add(-1))), after.At.Sub(due.At); {
		case l.Unit == WorkingDays && left.N > 0 && counted != l.N:
			t.Fatalf("%d working days counted of %v", counted, l)
		case l.Unit == NaturalDays && left.N > 0 && left.N+int(dayOf(paused)-dayOf(from)) != l.N:
			t.Fatalf("%v left of %v after %d days", left, l, dayOf(paused)-dayOf(from))
		case hours && (moved < pause || moved >= pause+time.Minute):
			t.Fatalf("%v paused for %v moved by %v", l, pause, moved)
		}
	})
}

// Time overdue is counted from the last day, or from the instant.
func TestAfter(t *testing.T) {
	for name, tt := range map[string]struct {
		due   string
		limit Limit
		want  string
	}{
		"from a Friday's midnight": {"2026-07-18 00:00", Limit{2, WorkingDays, ""}, "2026-07-21 24:00"},
		"from within a day":        {"2026-07-17 15:00", Limit{2, WorkingDays, ""}, "2026-07-21 24:00"},
		"the day after":            {"2026-07-18 00:00", Limit{1, NaturalDays, ""}, "2026-07-18 24:00"},
		"hours":                    {"2026-07-18 00:00", Limit{2, Hours, ""}, "2026-07-18 02:00"},
		"over a holiday":           {"2026-10-01 00:00", Limit{2, WorkingDays, ""}, "2026-10-09 24:00"},
		"no time":                  {"2026-07-18 00:00", Limit{0, NaturalDays, ""}, "2026-07-17 24:00"},
	} {
		if got, err := Default().After(at(t, tt.due), tt.limit); err != nil || got.String() != tt.want {
			t.Errorf("%s: %v, %v, want %s", name, got, err, tt.want)
		}
	}
	if _, err := Default().After(time.Now(), Limit{}); !errors.Is(err, ErrLimit) {
		t.Errorf("not a limit: %v", err)
	}
}
