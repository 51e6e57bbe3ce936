package calendar

import "time"

// Turns are the instants at which the warning of a clock changes. None is before the one above it; where one coincides with
// the next, the clock never shows the calmer of the two.
type Turns struct{ Yellow, Orange, Red time.Time }

// Turns returns when Warn(Left(start, due, now, o), t) becomes at least yellow, orange and red, without asking it for every
// now. Each is the first whole microsecond, which is as fine as databases keep time: a microsecond before, the warning is
// still calmer. None is before start, unless due is.
func (c *Calendar) Turns(start, due time.Time, o Office, t Thresholds) Turns {
	red, orange, yellow := due, due, due
	if start.Before(due) {
		orange = earliest(shareTurn(start, due, t.Orange), c.workingTimeTurn(start, due, o, t.OrangeWorkingTime))
		yellow = earliest(orange, shareTurn(start, due, t.Yellow), c.workingDaysTurn(start, due, t.YellowWorkingDays))
	}
	return Turns{Yellow: wholeMicrosecond(yellow), Orange: wholeMicrosecond(orange), Red: wholeMicrosecond(red)}
}

// shareTurn returns when at most that share of the time from start to due is left: due, if never before.
func shareTurn(start, due time.Time, share float64) time.Time {
	if share >= 1 {
		return start
	}
	total := due.Sub(start)
	most, over := time.Duration(0), total // the share of most is not too much, that of over is
	for most+1 < over {
		middle := most + (over-most)/2
		if float64(middle)/float64(total) <= share { // just as Warn does it
			most = middle
		} else {
			over = middle
		}
	}
	return due.Add(-most)
}

// workingTimeTurn returns when at most that much working time is left: due, if there never was more.
func (c *Calendar) workingTimeTurn(start, due time.Time, o Office, most time.Duration) time.Time {
	if most < 0 {
		return due
	}
	var left time.Duration
	last := dayOf(due)
	for d := last; d >= max(dayOf(start), last-2*maxDays); d-- {
		if k, _ := c.kind(d); !k.Working() {
			continue
		}
		open, closing := d.start().Add(o.Open), d.start().Add(o.Close)
		if open.Before(start) {
			open = start
		}
		if closing.After(due) {
			closing = due
		}
		more := max(0, closing.Sub(open))
		if left+more > most {
			return closing.Add(left - most)
		}
		left += more
	}
	return due
}

// workingDaysTurn returns when at most so many working days are left: due, if there never were more.
func (c *Calendar) workingDaysTurn(start, due time.Time, most int) time.Time {
	if most < 0 {
		return due
	}
	last, left := dayOf(due.Add(-1)), 0
	for d := last; d > max(dayOf(start), last-2*maxDays); d-- {
		if k, _ := c.kind(d); !k.Working() {
			continue
		}
		if left == most {
			return d.start()
		}
		left++
	}
	return due
}

func earliest(first time.Time, more ...time.Time) time.Time {
	for _, t := range more {
		if t.Before(first) {
			first = t
		}
	}
	return first
}

// wholeMicrosecond returns the first whole microsecond that is not before t, in China time.
func wholeMicrosecond(t time.Time) time.Time {
	whole := t.Truncate(time.Microsecond)
	if whole.Before(t) {
		whole = whole.Add(time.Microsecond)
	}
	return whole.In(China)
}
