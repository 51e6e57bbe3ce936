package supervision_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/district"
	"xiansuo/services/routing/internal/supervision"
)

func text(l supervision.Loop) string {
	return fmt.Sprintf("%s %d %d %d %s %v", l.Department, l.Had, l.Lost, l.Again, l.Kind, l.Between)
}

func parse(t *testing.T, text string) (supervision.Query, []supervision.Mistake) {
	t.Helper()
	values := map[string]string{}
	for pair := range strings.FieldsSeq(text) {
		name, value, _ := strings.Cut(pair, "=")
		values[name] = value
	}
	return supervision.Parse(func(name string) string { return values[name] }, noon)
}

// A period is days of China, its parts are together the period, and a month is the default.
func TestParse(t *testing.T) {
	cases := map[string]struct{ parameters, from, to, parts string }{
		"nothing": {"", "07-01", "08-01", ""},
		"month":   {"from=2026-06-10 to=2026-08-02 bucket=month", "06-10", "08-02", "2026-06-01 2026-07-01 2026-08-01"},
		"week":    {"from=2026-07-01 to=2026-07-14 bucket=week", "07-01", "07-14", "2026-06-29 2026-07-06 2026-07-13"},
		"day":     {"from=2026-07-01 to=2026-07-03 bucket=day", "07-01", "07-03", "2026-07-01 2026-07-02"},
		"only to": {"to=2026-07-10", "07-01", "07-10", ""},
	}
	for name, c := range cases {
		q, wrong := parse(t, c.parameters)
		if len(wrong) > 0 {
			t.Errorf("%s: %v", name, wrong)
			continue
		}
		keys, at := []string{}, q.From
		for _, p := range q.Parts() {
			if !p.From.Equal(at) {
				t.Errorf("%s: a part begins at %s, not %s", name, p.From, at)
			}
			keys, at = append(keys, q.Key(p)), p.To
		}
		if !at.Equal(q.To) || strings.TrimSpace(strings.Join(keys, " ")) != c.parts || q.From.Format("01-02") != c.from || q.To.Format("01-02") != c.to {
			t.Errorf("%s: %s to %s in %v", name, q.From, q.To, keys)
		}
		if _, offset := q.From.Zone(); offset != 8*3600 {
			t.Errorf("%s: days of %s", name, q.From.Location())
		}
	}
}

// Every wrong parameter is named, with what is allowed.
func TestMistakes(t *testing.T) {
	for parameters, want := range map[string]string{
		"from=July": "from", "from=2026-07-32": "from", "to=x": "to", "from=2026-08-01 to=2026-07-01": "to", "from=2026-07-01 to=2026-07-01": "to",
		"from=2020-01-01 to=2026-01-01": "to", "bucket=year": "bucket", "from=2025-01-01 to=2026-12-31 bucket=day": "bucket", "by=colour": "by", "by=department,street,x": "by",
		"least=0": "least", "least=many": "least", "channel=fax": "channel", "category=Z": "category", "class=Z": "class", "class=AB": "class", "from=0001-01-01": "from",
	} {
		_, wrong := parse(t, parameters)
		if len(wrong) != 1 || wrong[0].Parameter != want || wrong[0].Detail == "" {
			t.Errorf("%s: %v", parameters, wrong)
		}
	}
	q, wrong := parse(t, "by=class,department,class category=D07 least=3")
	if len(wrong) > 0 || !slices.Equal(q.By, []supervision.Dimension{supervision.ByDepartment, supervision.ByClass}) || q.Where[supervision.ByCategory] != "D07" || q.Least != 3 {
		t.Errorf("%+v %v", q, wrong)
	}
}

// A share has its numerator and denominator, says what it leaves out, and is flagged and not hidden when it is of few.
func TestTabulate(t *testing.T) {
	q, _ := parse(t, "by=department")
	education, market := supervision.Group{Department: "education"}, supervision.Group{Department: "market"}
	report := supervision.Tabulate(q, []supervision.Row{
		{Group: market, Count: "sign.met", N: 2}, {Group: market, Count: "sign.late", N: 1}, {Group: market, Count: "handle.late", N: 1},
		{Group: education, Count: "sign.met", N: 9}, {Group: education, Count: "sign.late", N: 1}, {Group: education, Count: "sign.running", N: 4},
		{Group: education, Count: "sign.withdrawn", N: 2}, {Group: education, Count: "sign-time", N: 4, Sum: 14400, P50: 3000, P90: 6000},
	})
	if len(report.Groups) != 2 || report.Groups[0].Department != "education" {
		t.Fatalf("%+v", report.Groups)
	}
	v := report.Groups[0].Values["sign-in-time"]
	if ratio, ok := v.Ratio(); !ok || ratio != 0.9 || v.Over != 9 || v.Under != 10 || v.Small || !maps.Equal(v.Left, map[string]int64{"running": 4, "withdrawn": 2}) {
		t.Errorf("education: %+v", v)
	}
	v = report.Groups[1].Values["sign-in-time"]
	if ratio, ok := v.Ratio(); !ok || ratio != 2.0/3 || !v.Small {
		t.Errorf("market: %+v", v)
	}
	if v := report.Groups[1].Values["overdue"]; v.Over != 2 {
		t.Errorf("overdue of any kind: %+v", v)
	}
	if v := report.Groups[1].Values["redone"]; v.Over != 0 || v.Small != true {
		t.Errorf("nothing counted is a zero: %+v", v)
	}
	if _, ok := report.Groups[1].Values["redone"].Ratio(); ok {
		t.Error("of nothing there is no share")
	}
	if v := report.Groups[0].Values["sign-time"]; v.Over != 4 || v.Mean != time.Hour || v.P50 != 50*time.Minute || v.P90 != 100*time.Minute {
		t.Errorf("time to sign: %+v", v)
	}
}

// A whole district has a row even if nothing happened, one for each part of the period.
func TestTabulateNothing(t *testing.T) {
	q, _ := parse(t, "from=2026-07-01 to=2026-07-04 bucket=day")
	if n := len(supervision.Tabulate(q, nil).Groups); n != 3 {
		t.Errorf("%d groups", n)
	}
}

// Every definition has a code of its own, names in both languages, a numerator, and, of a share, a denominator that holds the numerator's
// counts or is said in words of its own.
func TestDefinitions(t *testing.T) {
	seen := map[string]bool{}
	for _, i := range supervision.Indicators() {
		if seen[i.Code] || i.Name.ZH == "" || i.Name.EN == "" || i.Counted.ZH == "" || i.Counted.EN == "" || i.By.ZH == "" || len(i.Over) == 0 {
			t.Errorf("%+v", i)
		}
		seen[i.Code] = true
		if (i.Kind == supervision.KindShare) != (len(i.Under) > 0) || (i.Kind == supervision.KindShare) != (i.Of.ZH != "") {
			t.Errorf("%s: of what?", i.Code)
		}
		if found, ok := supervision.Find(i.Code); !ok || found.Code != i.Code {
			t.Errorf("%s is not found", i.Code)
		}
	}
}

func months(now time.Time) supervision.Query {
	from := time.Date(2026, 6, 1, 0, 0, 0, 0, calendar.China)
	return supervision.Query{From: from, To: from.AddDate(0, 3, 0), Bucket: supervision.Month, By: []supervision.Dimension{supervision.ByDepartment}, Least: 5, Now: now}
}

// Cards go by the district's thresholds: yellow for one reason or more, red for two yellow months in a row or for a critical lead that was
// overdue; few cases show no card; the desk has none.
func TestCards(t *testing.T) {
	cards := district.Cards{On: true, InTime: 0.9, Satisfied: 0.85, Refused: 3, Least: 5}
	row := func(month, department string, c supervision.Count, n int64) supervision.Row {
		return supervision.Row{Group: supervision.Group{Bucket: month, Department: lead.Holder(department)}, Count: c, N: n}
	}
	june, july, august := "2026-06-01", "2026-07-01", "2026-08-01"
	rows := []supervision.Row{
		row(june, "education", "handle.met", 8), row(june, "education", "handle.late", 2), // 80 %: yellow in June
		row(july, "education", "handle.met", 8), row(july, "education", "handle.late", 2), // and in July: red
		row(august, "education", "handle.met", 10),
		row(july, "market", "handle.met", 9), row(july, "market", "handle.late", 1), // 90 % is enough
		row(august, "market", "return.refused", 3),
		row(july, "police", "handle.late", 4), // of 4: too few
		row(august, "police", "satisfied.yes", 8), row(august, "police", "satisfied.no", 2),
		row(july, "fire", "overdue.critical", 1), row(july, "fire", "handle.met", 5),
		row(july, "desk", "handle.late", 50), row(july, "", "received", 9),
	}
	q := months(time.Date(2026, 8, 10, 0, 0, 0, 0, time.UTC))
	got := map[string]string{}
	for _, c := range supervision.Cards(cards, supervision.Tabulate(q, rows), rows) {
		got[c.Month[5:7]+" "+string(c.Department)] = strings.TrimSpace(fmt.Sprint(c.Colour, " ", strings.Join(c.Reasons, " "), map[bool]string{true: " running"}[c.Running]))
	}
	want := map[string]string{
		"07 education": "red in-time twice-yellow", "08 education": "running", "07 market": "", "08 market": "yellow refused running", "07 police": "",
		"08 police": "yellow satisfied running", "07 fire": "red critical-overdue",
	}
	if !maps.Equal(got, want) {
		t.Errorf("%v\nwant %v", got, want)
	}
	cards.On = false
	if n := len(supervision.Cards(cards, supervision.Tabulate(q, rows), rows)); n > 0 {
		t.Errorf("%d cards while they are off", n)
	}
}
