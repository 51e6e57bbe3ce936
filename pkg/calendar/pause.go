package calendar

import (
	"errors"
	"fmt"
	"time"
)

// Errors of Resume.
var (
	ErrPause  = errors.New("not a pause")
	ErrRanOut = errors.New("ran out before the pause")
)

// Resume returns what is left of the limit l of a clock that counts from from, was paused at paused and goes on at resumed:
// Due(resumed, left) is its new due. So the time of 检测、检验、检疫、鉴定、听证、公告、中止 does not count
// (市场监督管理行政处罚程序规定 art. 64, 治安管理处罚法 art. 118).
//
// Days: the day of the pause counts as used, the day on which the clock goes on does not count, as the day of a start does
// not; what begins and ends on one day changes nothing. Months are left as natural days. Hours and minutes are left to the
// minute, rounded up, so that a clock never loses time by a pause.
//
// Resume returns ErrRanOut for a clock that was due when it was paused: nothing is left and its due stays where it was;
// ErrPause for a pause that ends before it begins or begins before the clock; and the errors of Due.
func (c *Calendar) Resume(from time.Time, l Limit, paused, resumed time.Time) (left Limit, err error) {
	due, err := c.Due(from, l)
	switch {
	case err != nil:
		return Limit{}, err
	case paused.Before(from) || resumed.Before(paused):
		return Limit{}, fmt.Errorf("%w: from %v to %v of a clock that counts from %v", ErrPause, paused, resumed, from)
	case !paused.Before(due.At):
		return Limit{}, fmt.Errorf("%w: due %v, paused at %v", ErrRanOut, due, paused)
	}
	first, last := dayOf(from), dayOf(paused)
	switch l.Unit {
	case WorkingDays:
		return Limit{max(0, l.N-c.worked(first, last)), WorkingDays, l.Roll}, nil
	case NaturalDays:
		return Limit{max(0, l.N-int(last-first)), NaturalDays, l.Roll}, nil
	case Months:
		return Limit{max(0, int(first.addMonths(l.N)-last)), NaturalDays, l.Roll}, nil
	}
	minute := resumed.Sub(resumed.Truncate(time.Minute)) // Due does not count the seconds of its start: they are given back
	n := int((due.At.Sub(paused) + minute + time.Minute - 1) / time.Minute)
	if n%60 == 0 {
		return Limit{n / 60, Hours, l.Roll}, nil
	}
	return Limit{n, Minutes, l.Roll}, nil
}

// worked returns how many working days lie after first, up to and with last.
func (c *Calendar) worked(first, last day) (n int) {
	for d := first + 1; d <= last; d++ {
		if k, _ := c.kind(d); k.Working() {
			n++
		}
	}
	return n
}

// After returns when l has passed since a clock was due: hours from that instant, days after the last day that it had. So two
// working days after a due of Friday 24:00 is Tuesday 24:00. (Left counts a day overdue as soon as it begins.) Errors are
// those of Due.
func (c *Calendar) After(due time.Time, l Limit) (Due, error) {
	if l.Unit != Hours && l.Unit != Minutes {
		due = due.Add(-1) // 24:00 belongs to the day that it ends
	}
	return c.Due(due, l)
}
