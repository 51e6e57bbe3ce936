package calendar

import "time"

// WorkingDaysBetween returns how many working days lie after the day of from, up to and with the day of to; 0 if to is not
// after from; a to at midnight belongs to the day that it ends. So between a start and its due of N working days there are N.
// It returns also whether it is provisional: a day that c does not know was counted. Times more than 20 years apart count as
// 20 years.
func (c *Calendar) WorkingDaysBetween(from, to time.Time) (n int, provisional bool) {
	first := dayOf(from)
	last := min(dayOf(to.Add(-1)), first+2*maxDays)
	for d := first + 1; d <= last; d++ {
		k, known := c.kind(d)
		provisional = provisional || !known
		if k.Working() {
			n++
		}
	}
	return n, provisional
}

// Office is when work is done on a working day, as time since midnight in China.
type Office struct{ Open, Close time.Duration }

// DefaultOffice is nine to five.
func DefaultOffice() Office { return Office{Open: 9 * time.Hour, Close: 17 * time.Hour} }

// WorkingTime returns how much of the time from from to to lies within office hours of working days. Times more than 20 years
// apart count as 20 years.
func (c *Calendar) WorkingTime(from, to time.Time, o Office) time.Duration {
	var sum time.Duration
	first := dayOf(from)
	for d := first; d <= min(dayOf(to), first+2*maxDays); d++ {
		if k, _ := c.kind(d); !k.Working() {
			continue
		}
		open, closing := d.start().Add(o.Open), d.start().Add(o.Close)
		if open.Before(from) {
			open = from
		}
		if closing.After(to) {
			closing = to
		}
		sum += max(0, closing.Sub(open))
	}
	return sum
}

// Left is what is left of a clock: time, working days after today up to the last day, and time within office hours; and what
// the whole of it was. Of an overdue clock Time is negative and WorkingDays is minus the working days that have begun since.
type Left struct {
	Time, TotalTime               time.Duration
	WorkingDays, TotalWorkingDays int
	WorkingTime, TotalWorkingTime time.Duration
	Provisional                   bool // a day that the calendar does not know was counted
}

// Left returns what is left at now of a clock that runs from start to due.
func (c *Calendar) Left(start, due, now time.Time, o Office) Left {
	l := Left{Time: due.Sub(now), TotalTime: due.Sub(start)}
	var total, left bool
	l.TotalWorkingDays, total = c.WorkingDaysBetween(start, due)
	l.TotalWorkingTime = c.WorkingTime(start, due, o)
	if now.Before(due) {
		l.WorkingDays, left = c.WorkingDaysBetween(now, due)
		l.WorkingTime = c.WorkingTime(now, due, o)
	} else {
		l.WorkingDays, left = c.WorkingDaysBetween(due.Add(-1), now.Add(1))
		l.WorkingDays = -l.WorkingDays
	}
	l.Provisional = total || left
	return l
}

// Warning is how urgent a clock has become.
type Warning string

// The warnings, from calm to overdue.
const (
	Green  Warning = "green"
	Yellow Warning = "yellow" // 催办
	Orange Warning = "orange"
	Red    Warning = "red" // overdue: 督办
)

// Thresholds say when a warning changes: when at most that share of the time is left (0 to 1), or at most so much working
// time. A threshold in working time is for longer clocks: it does not hold for a clock that never had more than that.
type Thresholds struct {
	Yellow, Orange    float64
	YellowWorkingDays int
	OrangeWorkingTime time.Duration
}

// DefaultThresholds are those in common use: yellow at half or one working day, orange at a quarter or four working hours.
func DefaultThresholds() Thresholds {
	return Thresholds{Yellow: 0.5, Orange: 0.25, YellowWorkingDays: 1, OrangeWorkingTime: 4 * time.Hour}
}

// Warn returns the warning for what is left of a clock.
func Warn(l Left, t Thresholds) Warning {
	share := float64(l.Time) / float64(max(l.TotalTime, 1))
	switch {
	case l.Time <= 0:
		return Red
	case share <= t.Orange || l.WorkingTime <= t.OrangeWorkingTime && l.TotalWorkingTime > t.OrangeWorkingTime:
		return Orange
	case share <= t.Yellow || l.WorkingDays <= t.YellowWorkingDays && l.TotalWorkingDays > t.YellowWorkingDays:
		return Yellow
	}
	return Green
}
