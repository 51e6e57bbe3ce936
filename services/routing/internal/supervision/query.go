package supervision

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/district"
)

// Dimension is what a report may be split by.
type Dimension string

// The dimensions.
const (
	ByDepartment Dimension = "department" // or unit, or office
	ByStreet     Dimension = "street"     // as the district calls it today
	ByGrid       Dimension = "grid"
	ByChannel    Dimension = "channel"
	ByCategory   Dimension = "category"
	ByClass      Dimension = "class" // first letter of the category
)

// Dimensions lists them in the order in which they are shown.
func Dimensions() []Dimension {
	return []Dimension{ByDepartment, ByStreet, ByGrid, ByChannel, ByCategory, ByClass}
}

var dimensionNames = map[Dimension]lead.Name{ByDepartment: zh("单位", "Department"), ByStreet: zh("街道", "Street"), ByGrid: zh("网格", "Grid"),
	ByChannel: zh("渠道", "Channel"), ByCategory: zh("类别", "Category"), ByClass: zh("大类", "Class")}

// Name returns what a dimension is called.
func (d Dimension) Name() lead.Name { return dimensionNames[d] }

// Bucket is how a period is cut, by days of China; empty does not cut it.
type Bucket string

// The buckets. A week begins on Monday.
const (
	Whole Bucket = ""
	Day   Bucket = "day"
	Week  Bucket = "week"
	Month Bucket = "month"
)

// Query says what is reported: of when, split by what, of what only.
type Query struct {
	// From and To bound the period: days of China, To not included.
	From, To time.Time
	Bucket   Bucket
	By       []Dimension
	// Where keeps what has a value in a dimension.
	Where map[Dimension]string
	// Least is how large a denominator must be not to be flagged as small.
	Least int
	// Now decides what is overdue.
	Now time.Time
	// Streets are what streets that had another name are called today, by that name.
	Streets map[string]string
}

// Bounds of a query.
const (
	DefaultLeast = 5
	maxBuckets   = 400
	maxYears     = 5
)

// Mistake is a parameter that is wrong, and what it must be.
type Mistake struct{ Parameter, Detail string }

// Parse reads a query. Absent parameters mean: this month, not cut, not split. Every mistake is named with what is allowed.
func Parse(get func(string) string, now time.Time) (Query, []Mistake) {
	q := Query{Least: DefaultLeast, Now: now, Where: map[Dimension]string{}}
	var wrong []Mistake
	fail := func(parameter, format string, args ...any) {
		wrong = append(wrong, Mistake{parameter, fmt.Sprintf(format, args...)})
	}
	local := now.In(calendar.China)
	q.From = day(get("from"), time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, calendar.China), func() { fail("from", dayRule) })
	q.To = day(get("to"), time.Date(q.From.Year(), q.From.Month()+1, 1, 0, 0, 0, 0, calendar.China), func() { fail("to", dayRule+"; it is the day after the last") })
	if len(wrong) == 0 && !q.From.Before(q.To) {
		fail("to", "must be after from: it is the day after the last")
	}
	if q.To.After(q.From.AddDate(maxYears, 0, 0)) {
		fail("to", "must be at most %d years after from", maxYears)
	}
	q.Bucket = Bucket(get("bucket"))
	if !slices.Contains([]Bucket{Whole, Day, Week, Month}, q.Bucket) {
		fail("bucket", "must be day, week or month, or absent")
	} else if len(wrong) == 0 && len(q.Parts()) > maxBuckets {
		fail("bucket", "cuts the period into more than %d parts: take a longer one, or a shorter period", maxBuckets)
	}
	q.split(get("by"), fail)
	q.filter(get, fail)
	if text := get("least"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 1_000_000 {
			fail("least", "must be a number from 1 to 1000000")
		}
		q.Least = n
	}
	return q, wrong
}

const dayRule = "must be a day, such as 2026-07-01"

func day(text string, absent time.Time, wrong func()) time.Time {
	if text == "" {
		return absent
	}
	t, err := time.ParseInLocation(time.DateOnly, text, calendar.China)
	if err != nil || t.Year() < 2000 || t.Year() > 2999 {
		wrong()
		return absent
	}
	return t
}

func (q *Query) split(text string, fail func(string, string, ...any)) {
	for name := range strings.SplitSeq(text, ",") {
		d := Dimension(strings.TrimSpace(name))
		switch {
		case d == "":
		case !slices.Contains(Dimensions(), d):
			fail("by", "must be some of %s, separated by commas", strings.Join(dimensionCodes(), ", "))
			return
		case !slices.Contains(q.By, d):
			q.By = append(q.By, d)
		}
	}
	slices.SortFunc(q.By, func(a, b Dimension) int { return slices.Index(Dimensions(), a) - slices.Index(Dimensions(), b) })
}

func dimensionCodes() (codes []string) {
	for _, d := range Dimensions() {
		codes = append(codes, string(d))
	}
	return codes
}

func (q *Query) filter(get func(string) string, fail func(string, string, ...any)) {
	for _, d := range Dimensions() {
		value := get(string(d))
		if value == "" {
			continue
		}
		switch {
		case d == ByChannel && !slices.Contains(lead.Channels(), lead.Channel(value)):
			fail("channel", "must be one of %v", lead.Channels())
		case d == ByCategory && !lead.Category(value).Valid():
			fail("category", "must be a code of the taxonomy, such as D07; class takes its first letter")
		case d == ByClass && (len(value) != 1 || !strings.Contains("ABCDEFGHX", value)):
			fail("class", "must be a first letter of the taxonomy: A to H, or X")
		case strings.ContainsRune(value, 0) || len(value) > 300:
			fail(string(d), "must be a short text")
		}
		q.Where[d] = value
	}
}

// Part is a part of a period.
type Part struct{ From, To time.Time }

// Key is what a part is called: its first day, as 2026-07-01; of a week that the period cuts, its Monday.
func (q Query) Key(p Part) string {
	if q.Bucket == Whole {
		return ""
	}
	return q.start(p.From).Format(time.DateOnly)
}

// start returns the first day of the bucket that a day is in.
func (q Query) start(t time.Time) time.Time {
	t = t.In(calendar.China)
	switch q.Bucket {
	case Week:
		return time.Date(t.Year(), t.Month(), t.Day()-(int(t.Weekday())+6)%7, 0, 0, 0, 0, calendar.China)
	case Month:
		return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, calendar.China)
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, calendar.China)
}

// Parts returns the parts of the period, in order: together they are the period.
func (q Query) Parts() (parts []Part) {
	if q.Bucket == Whole {
		return []Part{{q.From, q.To}}
	}
	for at := q.From; at.Before(q.To) && len(parts) <= maxBuckets; {
		next := q.start(at)
		switch q.Bucket {
		case Month:
			next = next.AddDate(0, 1, 0)
		case Week:
			next = next.AddDate(0, 0, 7)
		default:
			next = next.AddDate(0, 0, 1)
		}
		if next.After(q.To) {
			next = q.To
		}
		parts = append(parts, Part{at, next})
		at = next
	}
	return parts
}

// Streets returns what streets that had another name are called today, by that name.
func Streets(d *district.District) map[string]string {
	today := map[string]string{}
	for _, u := range d.Units {
		for _, old := range u.Formerly {
			today[old] = u.Name.ZH
		}
	}
	return today
}
