package clocks_test

import (
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/clocks"
	"xiansuo/services/routing/internal/handoff"
)

// Wednesday 2026-04-29, before the Labour Day holiday, 10:00 in China.
var before = time.Date(2026, 4, 29, 2, 0, 0, 0, time.UTC)

// Every step has one clock, for whoever it runs against and however urgent the lead is.
func TestEveryStepHasOneClock(t *testing.T) {
	c, err := clocks.Default(calendar.Default())
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range []lead.Urgency{lead.Low, lead.Normal, lead.Urgent, lead.Critical, ""} {
		for _, step := range []lead.Step{lead.StepDecide, lead.StepSign, lead.StepHandle} {
			got := c.Start(step, &handoff.Lead{Urgency: u}, "market", before)
			if len(got) != 1 || got[0].Step != step || got[0].Against != "market" || !got[0].Due.After(before) {
				t.Errorf("%s of a %q lead starts %+v", step, u, got)
			}
		}
	}
}

// Working days skip the holiday and count its make-up day; hours do not stop for it; a date beyond the known calendar says so.
func TestClocksFollowTheCalendar(t *testing.T) {
	c, err := clocks.Default(calendar.Default())
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		step lead.Step
		l    handoff.Lead
		from time.Time
		want string
	}{
		"handle normal":   {lead.StepHandle, handoff.Lead{Urgency: lead.Normal}, before, "2026-05-09 24:00"},
		"handle critical": {lead.StepHandle, handoff.Lead{Urgency: lead.Critical}, before, "2026-04-29 12:00"},
		"sign normal":     {lead.StepSign, handoff.Lead{Urgency: lead.Normal}, before, "2026-04-30 24:00"},
		"desk":            {lead.StepDecide, handoff.Lead{}, before, "2026-04-29 12:00"},
		"blocked exits":   {lead.StepHandle, handoff.Lead{Urgency: lead.Urgent, Category: "F02"}, before, "2026-04-30 10:00"},
	} {
		t.Run(name, func(t *testing.T) {
			against := lead.Holder("fire")
			got := c.Start(test.step, &test.l, against, test.from)
			due := got[0].Due.In(time.FixedZone("", 8*3600))
			text := due.Format("2006-01-02 15:04")
			if due.Hour() == 0 && due.Minute() == 0 {
				text = due.Add(-time.Minute).Format("2006-01-02") + " 24:00"
			}
			if text != test.want || got[0].Provisional {
				t.Errorf("due %s (provisional %t), want %s", text, got[0].Provisional, test.want)
			}
		})
	}
	late := time.Date(2026, 12, 28, 2, 0, 0, 0, time.UTC)
	if got := c.Start(lead.StepHandle, &handoff.Lead{Urgency: lead.Low}, "market", late); !got[0].Provisional {
		t.Error("ten working days from the end of December go beyond the known calendar")
	}
}

// A catalogue with mistakes is refused with all of them.
func TestMistakesInACatalogue(t *testing.T) {
	_, err := clocks.Load([]byte(`clocks:
  - { id: A, step: dance, n: 1, unit: WD, basis: x, from: 2025-01-01 }
  - { id: B, step: sign, n: -1, unit: WD, basis: x, from: 2025-01-01 }
  - { id: C, step: sign, n: 1, unit: WD, from: 2025-01-01 }
  - { id: D, step: sign, n: 1, unit: weeks, basis: x, from: someday }`), calendar.Default())
	for _, row := range []string{"row 1", "row 2", "row 3", "row 4"} {
		if err == nil || !strings.Contains(err.Error(), row) {
			t.Errorf("%s is not named: %v", row, err)
		}
	}
}
