package calendar

import "time"

// Kind says what a day is.
type Kind string

// The kinds of day. Workday and MakeupWork are worked.
const (
	Workday     Kind = "workday"      // Monday to Friday
	Weekend     Kind = "weekend"      // Saturday or Sunday
	Statutory   Kind = "statutory"    // 法定节假日 in the strict sense (放假办法: 11 days a year, 13 from 2025)
	ShiftedRest Kind = "shifted_rest" // 调休: Monday to Friday, not worked
	MakeupWork  Kind = "makeup_work"  // 调休上班: Saturday or Sunday, worked
)

// Working reports whether a day of kind k is worked.
func (k Kind) Working() bool { return k == Workday || k == MakeupWork }

const (
	secondsPerDay = 24 * 60 * 60
	chinaOffset   = 8 * 60 * 60
)

// China is the zone of every time and every date that a person writes or reads: UTC+8 the whole year.
var China = time.FixedZone("UTC+8", chinaOffset)

// day is a day of China time: days since 1970-01-01.
type day int64

// dayOf returns the day of China time that t lies in.
func dayOf(t time.Time) day {
	seconds := t.Unix() + chinaOffset
	d := day(seconds / secondsPerDay)
	if seconds%secondsPerDay < 0 {
		d--
	}
	return d
}

// date returns the day of a date.
func date(year int, month time.Month, d int) day {
	return day(time.Date(year, month, d, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

// start returns 00:00 of the day in China time, the same instant as 24:00 of the day before.
func (d day) start() time.Time {
	return time.Unix(int64(d)*secondsPerDay-chinaOffset, 0).In(China)
}

// year returns the year the day lies in.
func (d day) year() int { return time.Unix(int64(d)*secondsPerDay, 0).UTC().Year() }

// addMonths returns the day of the same number in the n-th month after, or the last of that month if it has none.
func (d day) addMonths(n int) day {
	year, month, number := time.Unix(int64(d)*secondsPerDay, 0).UTC().Date()
	month += time.Month(n)
	return min(date(year, month, number), date(year, month+1, 0))
}

// weekday returns the day of the week.
func (d day) weekday() time.Weekday { return time.Weekday(((int64(d)+4)%7 + 7) % 7) }

// ordinary returns what the day is where no notice speaks of it.
func (d day) ordinary() Kind {
	if w := d.weekday(); w == time.Saturday || w == time.Sunday {
		return Weekend
	}
	return Workday
}

// String returns the day as 2006-01-02.
func (d day) String() string { return time.Unix(int64(d)*secondsPerDay, 0).UTC().Format(time.DateOnly) }
