package sheet

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"xiansuo/services/internal/text"
)

// Written forms of a moment, folded: a day, an hour, an offset; all digits; a spreadsheet's day number.
var (
	dayForm    = regexp.MustCompile(`^(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?[日号]?`)
	weekday    = regexp.MustCompile(`^ ?[(]?(?:星期|周|礼拜)[一二三四五六日天][)]?`)
	clockForm  = regexp.MustCompile(`^[ t,]*(凌晨|早上|早晨|清晨|上午|中午|下午|傍晚|晚上|晚|夜间|夜里)? ?(\d{1,2}) ?[:时点] ?(?:(半)|整|(\d{1,2}) ?(?:[:分] ?(?:(\d{1,2})(?:[.]\d+)? ?秒?)?)?)? ?(am|pm)?(?:左右|许)?`)
	offsetForm = regexp.MustCompile(`^ ?(?:(z|utc|gmt)|(?:utc|gmt)?([-+])(\d{1,2}):?(\d{2})?)$`)
	digitForm  = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})[ t]?(?:(\d{2})(\d{2})(\d{2})?)?$`)
	serialForm = regexp.MustCompile(`^\d{5}(?:\.\d+)?$`)
)

// Years that a complaint can speak of.
const minYear, maxYear = 1990, 2100

// momentOf reads a moment as people, systems and spreadsheets write it: 2026-07-01 09:30, 2026/7/1 9:30, 2026年7月1日下午3点半,
// 20260701093000, RFC 3339, 46204.4. Without an offset it is China's time. days is added to a day number. What leaves the day
// open (7/1/2026, 26-7-1, 7月1日, 长期) is none.
func momentOf(value string, days float64) (time.Time, bool) {
	plain := strings.TrimSpace(text.Fold(value).Plain)
	if serialForm.MatchString(plain) {
		serial, err := strconv.ParseFloat(plain, 64)
		at := serialTime(serial + days)
		return at, err == nil && at.Year() >= minYear && at.Year() < maxYear
	}
	if m := digitForm.FindStringSubmatch(plain); m != nil {
		return moment(numbers(m[1:]), china)
	}
	day := dayForm.FindStringSubmatch(plain)
	if day == nil {
		return time.Time{}, false
	}
	rest := plain[len(day[0]):]
	rest = rest[len(weekday.FindString(rest)):]
	parts := numbers(day[1:])
	clock, rest, ok := clockOf(rest)
	if !ok {
		return time.Time{}, false
	}
	zone, ok := zoneOf(rest)
	if !ok {
		return time.Time{}, false
	}
	return moment(append(parts, clock...), zone)
}

// clockOf reads hour, minute and second, if there are any, and returns what follows them.
func clockOf(s string) (clock []int, rest string, ok bool) {
	m := clockForm.FindStringSubmatch(s)
	if m == nil {
		return nil, s, strings.TrimSpace(s) == ""
	}
	n := numbers([]string{m[2], m[4], m[5]})
	if m[3] != "" {
		n[1] = 30
	}
	half := m[1] + m[6]
	switch {
	case n[0] > 24 || half == "pm" && n[0] == 0:
		return nil, s, false
	case (half == "下午" || half == "傍晚" || half == "晚上" || half == "晚" || half == "夜间" || half == "夜里" || half == "pm") && n[0] < 12:
		n[0] += 12
	case half == "中午" && n[0] < 3:
		n[0] += 12
	case (half == "am" || half == "凌晨") && n[0] == 12:
		n[0] = 0
	}
	return n, s[len(m[0]):], true
}

func zoneOf(s string) (*time.Location, bool) {
	if strings.TrimSpace(s) == "" {
		return china, true
	}
	m := offsetForm.FindStringSubmatch(s)
	if m == nil {
		return nil, false
	}
	if m[1] != "" {
		return time.UTC, true
	}
	n := numbers(m[3:])
	seconds := n[0]*3600 + n[1]*60
	if m[2] == "-" {
		seconds = -seconds
	}
	return time.FixedZone("", seconds), n[0] <= 14 && n[1] < 60
}

// moment returns the moment of year, month, day and perhaps hour, minute, second, when there is such a one.
func moment(n []int, zone *time.Location) (time.Time, bool) {
	n = append(n, 0, 0, 0)
	at := time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, zone)
	ok := n[0] >= minYear && n[0] < maxYear && n[1] >= 1 && n[1] <= 12 && n[2] >= 1 && n[4] < 60 && n[5] < 60
	return at.In(china), ok && (at.Day() == n[2] || n[3] == 24 && n[4] == 0)
}

// numbers reads digits; no text is 0.
func numbers(texts []string) []int {
	out := make([]int, len(texts))
	for i, s := range texts {
		out[i], _ = strconv.Atoi(s) // a few digits or none
	}
	return out
}

// serialTime is the moment of a spreadsheet's day number, to the second, in China's time. Day 1 is 1900-01-01, and day 60 a
// 29 February 1900 that never was (ECMA-376 part 1 §18.17.4.1).
func serialTime(serial float64) time.Time {
	days, part := math.Modf(serial)
	if days < 60 {
		days++
	}
	return time.Date(1899, 12, 30+int(days), 0, 0, int(math.Round(part*86400)), 0, china)
}

func midnight(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, at.Location())
}
