package calendar

import (
	"errors"
	"fmt"
	"time"
)

// Errors of Due.
var (
	ErrLimit = errors.New("not a limit")
	ErrStart = errors.New("not a start")
)

// Due is when a limit ends.
type Due struct {
	// At is the end in China time: what is done before it is done in time. For days it is 24:00 of the last day, which is
	// 00:00 of the next; for hours and minutes it is to the minute.
	At time.Time
	// Provisional: a day that the calendar does not know was looked at. Count again when its year is published.
	Provisional bool
	// Calendar is the version of the calendar it was counted with.
	Calendar string
}

// Date returns the last day as 2006-01-02. An end at midnight belongs to the day that it ends.
func (d Due) Date() string { return dayOf(d.At.Add(-1)).String() }

// String returns the end as it is written in a document, in China time: 2026-01-07 24:00.
func (d Due) String() string {
	last := dayOf(d.At.Add(-1))
	if d.At.Equal((last + 1).start()) {
		return last.String() + " 24:00"
	}
	return d.At.In(China).Format("2006-01-02 15:04")
}

// Due returns when the limit l of a clock that starts at start ends. The seconds of start do not count, nor does its day. It
// returns ErrLimit for a limit that is none and ErrStart for a start before 1950 or after 2200.
func (c *Calendar) Due(start time.Time, l Limit) (Due, error) {
	if err := l.check(); err != nil {
		return Due{}, err
	}
	first := dayOf(start)
	if y := first.year(); y < firstYear || y > lastYear {
		return Due{}, fmt.Errorf("%w: %v", ErrStart, start)
	}
	due := Due{Calendar: c.Version()}
	last, known := first, true
	switch l.Unit {
	case Hours, Minutes:
		due.At = start.Truncate(time.Minute).In(China).Add(l.duration())
		return due, nil
	case WorkingDays:
		last, known = c.workingDay(first, l.N)
	case NaturalDays:
		last, known = c.roll(first+day(l.N), l.Roll)
	case Months:
		last, known = c.roll(first.addMonths(l.N), l.Roll)
	}
	due.At, due.Provisional = (last + 1).start(), !known
	return due, nil
}

// workingDay returns the n-th working day after d, the first one from d for n = 0, and whether all days up to it are known.
func (c *Calendar) workingDay(d day, n int) (day, bool) {
	if n == 0 {
		d, n = d-1, 1
	}
	known := true
	for n > 0 {
		d++
		k, sure := c.kind(d)
		known = known && sure
		if k.Working() {
			n--
		}
	}
	return d, known
}

// roll returns d, or the next working day if r moves it, and whether all days looked at are known.
func (c *Calendar) roll(d day, r Roll) (day, bool) {
	if r == RollNone || r == "" {
		return d, true
	}
	k, known := c.kind(d)
	if k.Working() {
		return d, known
	}
	if r == RollStatutory {
		moves, sure := c.inHoliday(d)
		if known = known && sure; !moves {
			return d, known
		}
	}
	next, sure := c.workingDay(d, 1)
	return next, known && sure
}

// inHoliday reports whether d, a day off, or a day off before it without a working day between, is statutory: then 10-04 of
// 2025 cannot end a limit before 10-03 does. It reports also whether all days looked at are known.
func (c *Calendar) inHoliday(d day) (holiday, known bool) {
	known = true
	for ; ; d-- {
		k, sure := c.kind(d)
		known = known && sure
		if k == Statutory || k.Working() {
			return k == Statutory, known
		}
	}
}
