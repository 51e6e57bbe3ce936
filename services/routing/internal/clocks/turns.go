package clocks

import (
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

// Turns are the instants at which a clock turns yellow (催办), orange and red (督办: overdue), and at which it has been overdue
// for so long that it goes to the taskforce, UTC.
type Turns struct{ Yellow, Orange, Red, Escalate time.Time }

// Turns returns when the warning of a clock changes; zero times for a right, of which nothing warns.
func (c *Catalogue) Turns(k lead.Clock) Turns {
	if r := c.row(k); k.Step == lead.StepReturn || r != nil && r.Right {
		return Turns{}
	}
	t := c.calendar.Turns(k.From, k.Due, c.settings.office(), c.settings.thresholds())
	out := Turns{Yellow: t.Yellow.UTC(), Orange: t.Orange.UTC(), Red: t.Red.UTC()}
	after := c.settings.Escalate.Days
	if l, err := calendar.ParseLimit(k.Limit); err == nil && (l.Unit == calendar.Hours || l.Unit == calendar.Minutes) {
		after = c.settings.Escalate.Hours
	}
	out.Escalate = out.Red
	if late, err := c.calendar.After(k.Due, after); err == nil && late.At.After(out.Red) {
		out.Escalate = late.At.UTC()
	}
	return out
}
