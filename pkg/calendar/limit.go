package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Unit is what a limit counts.
type Unit string

// The units.
const (
	WorkingDays Unit = "WD"  // 工作日, with make-up days, without holidays
	NaturalDays Unit = "NAT" // 日
	Months      Unit = "MON" // 月: ends on the day of the same number, or the last of a month that has none (民法典 art. 202)
	Hours       Unit = "H"   // 小时, day and night, never paused by a holiday
	Minutes     Unit = "M"   // run like hours: what a pause leaves of them
)

// Roll says what happens to natural days and months whose last day is not worked; other units never roll.
type Roll string

// The rolls. The statutes say 法定节假日, which is read in two ways (市场监督管理投诉举报处理办法 art. 45, 程序规定 art. 80).
const (
	// RollNone leaves the last day where it is: the earliest reading, for internal deadlines.
	RollNone Roll = "NONE"
	// RollStatutory moves a last day that is a statutory holiday, or a later day off in the same holiday, to the first working
	// day after it. A weekend by itself stays.
	RollStatutory Roll = "STATUTORY_ONLY"
	// RollAllOff moves a last day that is not worked to the next working day: the latest reading, for showing when a right ends.
	RollAllOff Roll = "ALL_OFF_DAYS"
)

const (
	maxDays, maxMonths, maxHours = 3660, 120, 24 * 3660 // ten years: more is a mistake
	maxMinutes                   = 60 * (maxHours + 1)  // an hour more: what a pause leaves is rounded up
)

// Limit is a statutory limit: 15 working days is {15, WorkingDays, ""}. An empty Roll is RollNone.
type Limit struct {
	N    int // 0 to ten years (3660 days, 120 months, 87840 hours); 0 days end with the day of the start (working days: the first one from it)
	Unit Unit
	Roll Roll
}

// ParseLimit reads a limit as String writes it. An error wraps ErrLimit.
func ParseLimit(text string) (Limit, error) {
	number, rest, _ := strings.Cut(text, " ")
	unit, roll, _ := strings.Cut(rest, " ")
	n, err := strconv.Atoi(number)
	l := Limit{n, Unit(unit), Roll(roll)}
	if err != nil || l.String() != text {
		return Limit{}, fmt.Errorf("%w: %q, want a number, a unit and perhaps a roll, such as 90 NAT ALL_OFF_DAYS", ErrLimit, text)
	}
	if err := l.check(); err != nil {
		return Limit{}, err
	}
	return l, nil
}

// String returns the limit as it stands in records: 5 WD, 24 H, 90 NAT ALL_OFF_DAYS. RollNone is left out.
func (l Limit) String() string {
	text := strconv.Itoa(l.N) + " " + string(l.Unit)
	if l.Roll != "" && l.Roll != RollNone {
		text += " " + string(l.Roll)
	}
	return text
}

// MarshalText returns String, for JSON and YAML.
func (l Limit) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText is ParseLimit.
func (l *Limit) UnmarshalText(text []byte) (err error) {
	*l, err = ParseLimit(string(text))
	return err
}

// duration returns how long hours or minutes are.
func (l Limit) duration() time.Duration {
	if l.Unit == Minutes {
		return time.Duration(l.N) * time.Minute
	}
	return time.Duration(l.N) * time.Hour
}

func (l Limit) check() error {
	most := maxDays
	switch l.Unit {
	case Hours:
		most = maxHours
	case Minutes:
		most = maxMinutes
	case Months:
		most = maxMonths
	case WorkingDays, NaturalDays:
	default:
		return fmt.Errorf("%w: unit %q", ErrLimit, l.Unit)
	}
	if l.N < 0 || l.N > most {
		return fmt.Errorf("%w: %d %s, want 0 to %d", ErrLimit, l.N, l.Unit, most)
	}
	switch l.Roll {
	case "", RollNone, RollStatutory, RollAllOff:
		return nil
	}
	return fmt.Errorf("%w: roll %q", ErrLimit, l.Roll)
}
