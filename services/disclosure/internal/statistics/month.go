package statistics

import (
	"time"

	"xiansuo/pkg/calendar"
)

const monthForm = "2006-01"

// ValidMonth reports whether a text is a month, such as 2026-07.
func ValidMonth(month string) bool {
	_, err := time.Parse(monthForm, month)
	return err == nil && month >= "2000" // long before there was anything to count
}

// MonthOf returns the month of a day.
func MonthOf(day string) string {
	if len(day) < len(monthForm) {
		return ""
	}
	return day[:len(monthForm)]
}

// DayOf returns the day in China of an instant.
func DayOf(t time.Time) string { return t.In(calendar.China).Format(time.DateOnly) }

// NextMonth returns the month after a month.
func NextMonth(month string) string { return moved(month, 1) }

// MonthBefore returns the month before a month.
func MonthBefore(month string) string { return moved(month, -1) }

func moved(month string, by int) string {
	t, err := time.Parse(monthForm, month)
	if err != nil {
		return ""
	}
	return t.AddDate(0, by, 0).Format(monthForm)
}

// Over reports whether a month has ended in China, and some days more: until then papers of its last days come in.
func Over(month string, now time.Time, days int) bool {
	first, err := time.ParseInLocation(monthForm, NextMonth(month), calendar.China)
	return err == nil && !now.Before(first.AddDate(0, 0, days))
}
