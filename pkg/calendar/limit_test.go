package calendar

import (
	"encoding/json"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

// A limit is written as people write it.
func TestLimitString(t *testing.T) {
	for want, l := range map[string]Limit{
		"5 WD": {5, WorkingDays, ""}, "60 NAT": {60, NaturalDays, RollNone}, "90 NAT ALL_OFF_DAYS": {90, NaturalDays, RollAllOff},
		"24 H": {24, Hours, ""}, "615 M": {615, Minutes, ""}, "6 MON STATUTORY_ONLY": {6, Months, RollStatutory},
	} {
		if got := l.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// What String writes ParseLimit reads, also within JSON.
func TestLimitsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLimit(t, 3600)
		want := l
		if l.Roll == RollNone {
			want.Roll = ""
		}
		if got, err := ParseLimit(l.String()); err != nil || got != want {
			t.Fatalf("%q is %+v, %v", l.String(), got, err)
		}
		data, err := json.Marshal(map[string]Limit{"limit": l})
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]Limit
		if err := json.Unmarshal(data, &got); err != nil || got["limit"] != want {
			t.Fatalf("%s is %+v, %v", data, got, err)
		}
	})
}

// Anything else is refused.
func TestParseLimitRefuses(t *testing.T) {
	for _, text := range []string{"", "5", "WD", "5WD", "5  WD", " 5 WD", "5 WD ", "05 WD", "+5 WD", "-1 WD", "5 wd", "5 days", "3661 WD", "60 NAT NONE",
		"60 NAT SOMETIMES", "60 NAT ALL_OFF_DAYS x", "1.5 H", "99999999999999999999 H"} {
		if got, err := ParseLimit(text); !errors.Is(err, ErrLimit) || got != (Limit{}) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

// No text makes it panic, and what is read is written as it was.
func FuzzParseLimit(f *testing.F) {
	for _, text := range []string{"5 WD", "60 NAT STATUTORY_ONLY", "5270460 M", "0 H", "  "} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if l, err := ParseLimit(text); err == nil && l.String() != text {
			t.Fatalf("%q is %+v", text, l)
		}
	})
}
