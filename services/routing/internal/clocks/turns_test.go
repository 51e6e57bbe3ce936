package clocks_test

import (
	"testing"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/clocks"
)

// Warnings turn at half and at a quarter, or at one working day and four office hours; overdue goes to the taskforce after two
// working days, or two hours.
func TestTurns(t *testing.T) {
	c := catalogue(t)
	for name, tt := range map[string]struct {
		ask                           clocks.Ask
		yellow, orange, red, escalate string
	}{
		"normal":   {clocks.Ask{Step: lead.StepHandle}, "2026-07-20 05:00", "2026-07-22 02:30", "2026-07-24 00:00", "2026-07-28 00:00"},
		"critical": {clocks.Ask{Step: lead.StepHandle, Urgency: lead.Critical}, "2026-07-16 11:00", "2026-07-16 11:30", "2026-07-16 12:00", "2026-07-16 14:00"},
		"sign":     {clocks.Ask{Step: lead.StepSign}, "2026-07-17 05:00", "2026-07-17 13:00", "2026-07-18 00:00", "2026-07-22 00:00"},
		"at once":  {clocks.Ask{Step: "name-provisional"}, "2026-07-16 10:00", "2026-07-16 10:00", "2026-07-16 10:00", "2026-07-16 12:00"},
	} {
		t.Run(name, func(t *testing.T) {
			tt.ask.From = in(t, "2026-07-16 10:00") // a Thursday
			got := c.Turns(start(t, c, tt.ask))
			want := clocks.Turns{Yellow: in(t, tt.yellow).UTC(), Orange: in(t, tt.orange).UTC(), Red: in(t, tt.red).UTC(), Escalate: in(t, tt.escalate).UTC()}
			if got != want {
				t.Errorf("%+v, want %+v", got, want)
			}
		})
	}
}

// Nothing warns of a right; a date that somebody set warns like a day.
func TestTurnsOfOthers(t *testing.T) {
	c := catalogue(t)
	for _, step := range []lead.Step{lead.StepReturn, "defend", "ask-reconsideration", "sue"} {
		k := start(t, c, clocks.Ask{Step: step, Against: "market", From: in(t, before)})
		if got := c.Turns(k); got != (clocks.Turns{}) {
			t.Errorf("%s: %+v", step, got)
		}
	}
	set := c.Set("12345", lead.StepHandle, "market", in(t, "2026-07-16 10:00"), in(t, "2026-07-17 18:00"))
	if got := c.Turns(set); !got.Red.Equal(set.Due) || !got.Escalate.Equal(in(t, "2026-07-22")) || !got.Yellow.After(set.From) {
		t.Errorf("%+v", got)
	}
}

func BenchmarkDefault(b *testing.B) {
	for b.Loop() {
		if _, err := clocks.Default(calendar.Default()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStart(b *testing.B) {
	c := catalogue(b)
	for name, a := range map[string]clocks.Ask{
		"handle": {Step: lead.StepHandle, Against: "education", Category: "A01", Urgency: lead.Normal},
		"sign":   {Step: lead.StepSign, Against: "education", Urgency: lead.Critical},
		"case":   {Step: "decide-case", Against: "education"},
	} {
		a.From = in(b, before)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Start(a)
			}
		})
	}
}

func BenchmarkTurns(b *testing.B) {
	c := catalogue(b)
	for name, a := range map[string]clocks.Ask{
		"handle": {Step: lead.StepHandle}, "critical": {Step: lead.StepHandle, Urgency: lead.Critical}, "case": {Step: "decide-case", Against: "education"},
	} {
		a.From = in(b, before)
		k := start(b, c, a)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				c.Turns(k)
			}
		})
	}
}
