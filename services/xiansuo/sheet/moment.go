package sheet

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"xiansuo/pkg/calendar"
	"xiansuo/services/internal/text"
)

// Forms of a moment, folded: a written day with perhaps an hour and an offset, all digits, a spreadsheet's day number.
var (
	writtenForm = regexp.MustCompile(`^(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?[日号]?(?: ?[(]?(?:星期|周)[一二三四五六日天][)]?)?` +
		`(?:[ t]*(凌晨|早上|上午|中午|下午|傍晚|晚上?)? ?(\d{1,2}) ?[:时点] ?(?:(半)|整|(\d{1,2}) ?(?:[:分] ?(?:(\d{1,2})(?:[.]\d+)? ?秒?)?)?)?` +
		` ?(am|pm)?(?:左右)?)? ?(z|[-+]\d{2}:?(?:\d{2})?)?$`)
	digitForm  = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})(?:[ t]?(\d{2})(\d{2})(\d{2})?)?$`)
	serialForm = regexp.MustCompile(`^\d{5}(?:\.\d+)?$`)
)

// momentOf reads a moment as people, systems and spreadsheets write it: 2026-07-01 09:30, 2026/7/1 9:30, 2026年7月1日下午3点半,
// 20260701093000, RFC 3339, 46204.4. Without an offset it is China's time. What leaves the day open (7/1/2026, 26-7-1, 7月1日,
// 长期) is none, and so is a year before 1990 or after 2099.
func momentOf(value string, from1904 bool) (at time.Time, ok bool) {
	plain := strings.TrimSpace(text.Fold(value).Plain)
	m := writtenForm.FindStringSubmatch(plain)
	if d := digitForm.FindStringSubmatch(plain); d != nil {
		m = []string{"", d[1], d[2], d[3], "", d[4], "", d[5], d[6], "", ""}
	}
	switch {
	case m != nil:
		at, ok = partsOf(m)
	case serialForm.MatchString(plain):
		serial, _ := strconv.ParseFloat(plain, 64) // digits
		day, err := excelize.ExcelDateToTime(serial, from1904)
		at, ok = day.Add(-8*time.Hour).In(calendar.China), err == nil
	}
	return at, ok && at.Year() >= 1990 && at.Year() < 2100
}

// partsOf puts the parts of a written moment together.
func partsOf(m []string) (at time.Time, ok bool) {
	n := make([]int, len(m))
	for i, s := range m {
		n[i], _ = strconv.Atoi(s) // a few digits, or a word
	}
	year, month, day, hour, minute, second := n[1], time.Month(n[2]), n[3], n[5], n[7], n[8]
	if m[6] != "" {
		minute = 30
	}
	switch half := m[4] + m[9]; {
	case half != "" && strings.Contains("下午 傍晚 晚上 pm", half) && hour < 12, half == "中午" && hour < 3:
		hour += 12
	case (half == "凌晨" || half == "am") && hour == 12:
		hour = 0
	}
	midnight := time.Date(year, month, day, 0, 0, 0, 0, calendar.China)
	at = midnight.Add(time.Duration(hour*3600+minute*60+second) * time.Second)
	if m[10] != "" {
		offset, _ := strconv.Atoi((strings.NewReplacer("z", "+00", ":", "").Replace(m[10]) + "00")[:5]) // such as +0800
		at = at.Add(8*time.Hour - time.Duration(offset/100*60+offset%100)*time.Minute)
	}
	return at, midnight.Month() == month && midnight.Day() == day && hour <= 24 && minute < 60 && second < 60
}
