package institutions

import (
	"time"

	"xiansuo/pkg/calendar"
)

// DayOf returns the day in China of a moment, 2006-01-02. Days compare as texts.
func DayOf(at time.Time) string { return at.In(calendar.China).Format(time.DateOnly) }

// validDay reports whether a text is a day of this or the next century.
func validDay(s string) bool {
	at, err := time.Parse(time.DateOnly, s)
	return err == nil && at.Year() >= 1949 && at.Year() <= 2200
}

// after returns the day behind a day.
func after(day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return at.AddDate(0, 0, 1).Format(time.DateOnly)
}

// within reports whether a day lies between two days, both included; an empty one is open.
func within(from, until, day string) bool {
	return (from == "" || from <= day) && (until == "" || day <= until)
}
