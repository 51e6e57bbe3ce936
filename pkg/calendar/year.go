package calendar

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ErrData is in the error about calendar data that cannot be read or contradicts itself.
var ErrData = errors.New("calendar data")

const (
	firstYear, lastYear = 1950, 2200 // the years a calendar may have
	unsettled           = 7          // days at the end of a year that the next year's notice may still move
	maxData             = 64 << 10   // bytes of one year
)

// year is what one file says: the days that are not what the week would make them.
type year struct {
	number int
	kinds  map[day]Kind
}

// parseYear reads the data of a year:
//
//	# a comment, such as the number of the notice
//	year 2026
//	statutory 2026-02-16..2026-02-19 春节
//	shifted_rest 2026-02-20
//	makeup_work 2026-02-28
//
// One line a day or run of days; words after it are for people. The days lie in the year or in the last week before it.
func parseYear(data []byte) (year, error) {
	y := year{kinds: map[day]Kind{}}
	if len(data) > maxData {
		return year{}, fmt.Errorf("%w: more than %d bytes", ErrData, maxData)
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		fields := strings.Fields(line)
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if err := y.readLine(fields); err != nil {
			return year{}, fmt.Errorf("%w: line %d: %w", ErrData, n, err)
		}
	}
	if len(y.kinds) == 0 {
		return year{}, fmt.Errorf("%w: no year or no days: a year that is not published yet has no file", ErrData)
	}
	return y, nil
}

func (y *year) readLine(fields []string) error {
	if len(fields) < 2 {
		return fmt.Errorf("want a kind and a day: %q", fields[0])
	}
	if fields[0] == "year" {
		number, err := strconv.Atoi(fields[1])
		if err != nil || number < firstYear || number > lastYear || y.number != 0 {
			return fmt.Errorf("not one year from %d to %d: %q", firstYear, lastYear, fields[1])
		}
		y.number = number
		return nil
	}
	from, to, ranged := strings.Cut(fields[1], "..")
	if !ranged {
		to = from
	}
	first, err := parseDay(from)
	if err != nil {
		return err
	}
	last, err := parseDay(to)
	if err != nil {
		return err
	}
	if y.number == 0 || first > last || last-first > 366 {
		return fmt.Errorf("%q: want a run of days after the line of the year", fields[1])
	}
	for d := first; d <= last; d++ {
		if err := y.set(d, Kind(fields[0])); err != nil {
			return err
		}
	}
	return nil
}

// set says that d is a day of kind k.
func (y *year) set(d day, k Kind) error {
	_, twice := y.kinds[d]
	switch {
	case twice:
		return fmt.Errorf("%v is there twice", d)
	case d < date(y.number, time.January, 1)-unsettled || d > date(y.number, time.December, 31):
		return fmt.Errorf("%v is not within the year %d or the last %d days before it", d, y.number, unsettled)
	case k == ShiftedRest && d.ordinary() != Workday:
		return fmt.Errorf("%v is a weekend and cannot be %s", d, k)
	case k == MakeupWork && d.ordinary() != Weekend:
		return fmt.Errorf("%v is no weekend and cannot be %s", d, k)
	case k != Statutory && k != ShiftedRest && k != MakeupWork:
		return fmt.Errorf("not a kind of day: %q", k)
	}
	y.kinds[d] = k
	return nil
}

func parseDay(s string) (day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("not a date: %q", s)
	}
	return date(t.Year(), t.Month(), t.Day()), nil
}
