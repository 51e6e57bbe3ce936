package clocks_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/clocks"
)

// Wednesday 2026-04-29, before the Labour Day holiday, 10:00 in China.
const before = "2026-04-29 10:00"

var (
	urgencies = []lead.Urgency{lead.Low, lead.Normal, lead.Urgent, lead.Critical, ""}
	steps     = []lead.Step{lead.StepDecide, lead.StepSign, lead.StepHandle, lead.StepReturn, lead.StepContact, lead.StepTransfer, lead.StepRule,
		lead.StepReview, lead.StepRevisit, lead.StepReceipt, lead.StepApprove, lead.StepHandOver, lead.StepIncomplete, lead.StepComplete,
		lead.StepFile, lead.StepReconsider, lead.StepAnswer}
)

func catalogue(t testing.TB) *clocks.Catalogue {
	t.Helper()
	c, err := clocks.Default(calendar.Default())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// in returns a time of China, "2006-01-02" or "2006-01-02 15:04".
func in(t testing.TB, s string) time.Time {
	t.Helper()
	layout := time.DateOnly
	if len(s) > len(layout) {
		layout = "2006-01-02 15:04"
	}
	at, err := time.ParseInLocation(layout, s, calendar.China)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// start returns the one clock that a starts.
func start(t testing.TB, c *clocks.Catalogue, a clocks.Ask) lead.Clock {
	t.Helper()
	got := c.Start(a)
	if len(got) != 1 {
		t.Fatalf("%+v starts %d clocks", a, len(got))
	}
	return got[0]
}

// due says when a clock is due as a document does: 2026-05-09 24:00.
func due(k lead.Clock) string { return calendar.Due{At: k.Due}.String() }

// Every step of the protocol has one clock, for whoever it runs against and however urgent the lead is; accepting is for those
// whose law knows it.
func TestEveryStepHasOneClock(t *testing.T) {
	c := catalogue(t)
	for _, u := range urgencies {
		for _, step := range steps {
			for _, d := range lead.Departments() {
				against := lead.HolderOf(d)
				k := start(t, c, clocks.Ask{Step: step, Against: against, Urgency: u, From: in(t, before)})
				if k.Step != step || k.Against != against || !k.Due.After(in(t, before)) || k.Limit == "" || k.Calendar == "" || k.Due.Location() != time.UTC {
					t.Errorf("%s of a %q lead starts %+v", step, u, k)
				}
			}
		}
	}
	for want, a := range map[string]clocks.Ask{
		"MK-01": {Step: lead.StepAccept, Against: "market", Appeal: "消费投诉"},
		"CU-01": {Step: lead.StepAccept, Against: "culture", Category: "H01", Appeal: "投诉"},
		"":      {Step: lead.StepAccept, Against: "market", Appeal: "举报"},
	} {
		a.From = in(t, before)
		if got := c.Start(a); want == "" && len(got) > 0 || want != "" && (len(got) != 1 || got[0].ID != want) {
			t.Errorf("%+v: %+v, want %s", a, got, want)
		}
	}
}

// What a department must handle a lead in depends on its urgency, for fire on blocked exits as well, and is the same for those
// that assist.
func TestHandling(t *testing.T) {
	c := catalogue(t)
	for name, tt := range map[string]struct {
		ask       clocks.Ask
		id, limit string
	}{
		"critical":                 {clocks.Ask{Urgency: lead.Critical}, "HL-07", "2 H"},
		"urgent":                   {clocks.Ask{Urgency: lead.Urgent}, "HL-07", "24 H"},
		"normal":                   {clocks.Ask{Urgency: lead.Normal}, "HL-05", "5 WD"},
		"low":                      {clocks.Ask{Urgency: lead.Low}, "HL-06", "10 WD"},
		"unknown":                  {clocks.Ask{}, "HL-05", "5 WD"},
		"blocked exits":            {clocks.Ask{Urgency: lead.Normal, Category: "F02", Against: "fire"}, "FR-01", "24 H"},
		"blocked exits, unknown":   {clocks.Ask{Category: "F02", Against: "fire"}, "FR-01", "24 H"},
		"blocked exits, critical":  {clocks.Ask{Urgency: lead.Critical, Category: "F02", Against: "fire"}, "HL-07", "2 H"},
		"blocked exits, education": {clocks.Ask{Urgency: lead.Normal, Category: "F02", Against: "education"}, "HL-05", "5 WD"},
		"another fire matter":      {clocks.Ask{Urgency: lead.Normal, Category: "F01", Against: "fire"}, "HL-05", "5 WD"},
		"who assists":              {clocks.Ask{Urgency: lead.Normal, Document: lead.JointWork, Against: "market"}, "HL-05", "5 WD"},
		"from the grid":            {clocks.Ask{Urgency: lead.Normal, Channel: lead.Grid}, "HL-05", "5 WD"},
		"a report":                 {clocks.Ask{Urgency: lead.Normal, Appeal: "举报"}, "HL-05", "5 WD"},
		"a question":               {clocks.Ask{Urgency: lead.Normal, Appeal: "咨询"}, "HL-04", "3 WD"},
		"an urgent question":       {clocks.Ask{Urgency: lead.Urgent, Appeal: "求助"}, "HL-07", "24 H"},
	} {
		tt.ask.Step, tt.ask.From = lead.StepHandle, in(t, before)
		if k := start(t, c, tt.ask); k.ID != tt.id || k.Limit != tt.limit {
			t.Errorf("%s: %s %s, want %s %s", name, k.ID, k.Limit, tt.id, tt.limit)
		}
	}
}

// Working days skip the holiday and count its make-up day; hours do not stop for it; a date beyond the known calendar says so.
func TestClocksFollowTheCalendar(t *testing.T) {
	c := catalogue(t)
	for name, tt := range map[string]struct {
		ask  clocks.Ask
		want string
	}{
		"handle normal":       {clocks.Ask{Step: lead.StepHandle, Urgency: lead.Normal}, "2026-05-09 24:00"},
		"handle critical":     {clocks.Ask{Step: lead.StepHandle, Urgency: lead.Critical}, "2026-04-29 12:00"},
		"sign normal":         {clocks.Ask{Step: lead.StepSign, Urgency: lead.Normal}, "2026-04-30 24:00"},
		"desk":                {clocks.Ask{Step: lead.StepDecide}, "2026-04-29 12:00"},
		"blocked exits":       {clocks.Ask{Step: lead.StepHandle, Urgency: lead.Urgent, Category: "F02"}, "2026-04-30 10:00"},
		"hand over":           {clocks.Ask{Step: lead.StepTransfer, Urgency: lead.Urgent}, "2026-05-07 24:00"},
		"hand over, safety":   {clocks.Ask{Step: lead.StepTransfer, Category: "F06"}, "2026-04-30 10:00"},
		"hand over, critical": {clocks.Ask{Step: lead.StepTransfer, Urgency: lead.Critical}, "2026-04-30 10:00"},
		"rule":                {clocks.Ask{Step: lead.StepRule}, "2026-05-07 24:00"},
		"rule, critical":      {clocks.Ask{Step: lead.StepRule, Urgency: lead.Critical}, "2026-04-29 12:00"},
		"police decide":       {clocks.Ask{Step: lead.StepFile}, "2026-05-02 24:00"},
		"give back":           {clocks.Ask{Step: lead.StepReturn}, "2026-05-06 24:00"},
	} {
		t.Run(name, func(t *testing.T) {
			tt.ask.Against, tt.ask.From = "fire", in(t, before)
			if k := start(t, c, tt.ask); due(k) != tt.want || k.Provisional {
				t.Errorf("due %s (provisional %t), want %s", due(k), k.Provisional, tt.want)
			}
		})
	}
	late := clocks.Ask{Step: lead.StepHandle, Urgency: lead.Low, Against: "market", From: in(t, "2026-12-28 10:00")}
	if k := start(t, c, late); !k.Provisional {
		t.Error("ten working days from the end of December go beyond the known calendar")
	}
	if got := c.Start(clocks.Ask{Step: lead.StepHandle, From: time.Unix(1<<50, 0)}); got != nil {
		t.Errorf("a start out of all range: %+v", got)
	}
}

// A date that somebody set is a clock as well: no calendar counted it.
func TestSet(t *testing.T) {
	k := catalogue(t).Set("HL-05", lead.StepHandle, "market", in(t, before), in(t, "2026-05-08 17:00"))
	if k.ID != "HL-05" || k.Limit != "" || k.Calendar != "" || k.Provisional || due(k) != "2026-05-08 17:00" {
		t.Errorf("%+v", k)
	}
}

// A catalogue with mistakes is refused with all of them.
func TestMistakesInACatalogue(t *testing.T) {
	const good = "name: { zh: 一, en: one }, starts: { zh: 二, en: two }"
	rows := []string{
		"id: AA-01, step: Dance!, n: 1, unit: WD, local: true, from: 2025-01-01, " + good,
		"id: AA-02, step: sign, n: -1, unit: WD, local: true, from: 2025-01-01, " + good,
		"id: AA-03, step: sign, n: 1, unit: WD, from: 2025-01-01, " + good,
		"id: AA-04, step: sign, n: 1, unit: WD, local: true, from: someday, " + good,
		"id: AA-05, step: sign, n: 1, unit: WD, local: true, from: 2025-01-01, name: { zh: 一 }, starts: { zh: 二, en: two }",
		"id: AA-06, step: sign, n: 1, unit: WD, basis: [{ law: 行政处罚法 }], from: 2025-01-01, " + good,
		"id: AA-07, step: sign, n: 1, unit: WD, local: true, basis: [{ law: 行政处罚法, article: 1 }], from: 2025-01-01, " + good,
		"id: AA-08, step: sign, n: 1, unit: WD, local: true, extensions: [{ n: 1, unit: H }], from: 2025-01-01, " + good,
		"id: AA-09, step: sign, n: 1, unit: WD, local: true, extensions: [{ as: ZZ-01 }], from: 2025-01-01, " + good,
		"id: AA-10, step: sign, n: 1, unit: WD, local: true, against: mayor, from: 2025-01-01, " + good,
		"id: AA-11, step: sign, n: 1, unit: WD, local: true, category: [F, Z09], from: 2025-01-01, " + good,
		"id: AA-12, step: sign, n: 1, unit: WD, local: true, urgency: soon, from: 2025-01-01, " + good,
		"id: AA-13, step: sign, n: 1, unit: WD, local: true, document: M20, from: 2025-01-01, " + good,
		"id: AA-14, step: sign, n: 1, unit: WD, local: true, from: 2025-01-02, to: 2025-01-01, " + good,
		"id: AA-15, step: sign, n: 1, unit: WD, local: true, from: 2025-01-01, service: post, " + good,
		"id: handle, step: sign, n: 1, unit: WD, local: true, from: 2025-01-01, " + good,
	}
	set := "order: [a]\nwarnings: { yellow: 0.2, orange: 0.5 }\noffice: { open: 09:00, close: 17:00 }\nescalate: { days: 2 WD, hours: 2 H }\nredo: 0.5\n"
	fsys := fstest.MapFS{"set.yaml": {Data: []byte(set)}, "a.yaml": {Data: []byte("rows:\n  - { " + strings.Join(rows, " }\n  - { ") + " }\n")}}
	_, err := clocks.Load(fsys, calendar.Default())
	if err == nil {
		t.Fatal("no error")
	}
	for i, row := range rows {
		if id, _, _ := strings.Cut(strings.TrimPrefix(row, "id: "), ","); !strings.Contains(err.Error(), id+" ") {
			t.Errorf("row %d (%s) is not named: %v", i+1, id, err)
		}
	}
	for _, part := range []string{"warnings", "HL-11"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%s is not named: %v", part, err)
		}
	}
}

// Files that do not fit together are refused.
func TestMistakesInFiles(t *testing.T) {
	for name, fsys := range map[string]fstest.MapFS{
		"no settings":     {},
		"unknown key":     {"set.yaml": {Data: []byte("order: []\ncolour: red\n")}},
		"a missing file":  {"set.yaml": {Data: []byte("order: [a]\n")}},
		"a file too many": {"set.yaml": {Data: []byte("order: []\n")}, "b.yaml": {Data: []byte("rows: []\n")}},
		"a bad time":      {"set.yaml": {Data: []byte("order: []\noffice: { open: 9am }\n")}},
		"a bad limit":     {"set.yaml": {Data: []byte("order: []\nescalate: { days: two }\n")}},
	} {
		if _, err := clocks.Load(fsys, calendar.Default()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
