package clocks_test

import (
	"strings"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/clocks"
)

// A district's own numbers replace local rows, whole or from a day on, and add rows for conditions of its own.
func TestOverride(t *testing.T) {
	c := override(t, catalogue(t), `
rows:
  - { id: HL-05, n: 7 }
  - { id: HL-02, urgency: urgent, n: 90, unit: M }
  - { id: HL-03, from: 2026-06-01, n: 1 }
  - { id: HL-05, channel: grid, n: 72, unit: H, extensions: [] }
  - { id: HL-08, n: 5 }
  - { id: HL-12, step: criticise, n: 10 }
  - { id: CU-01, step: mediate, n: 30 }
`)
	for name, tt := range map[string]struct {
		ask   clocks.Ask
		from  string
		limit string
	}{
		"whole":            {clocks.Ask{Step: lead.StepHandle}, before, "7 WD"},
		"by condition":     {clocks.Ask{Step: lead.StepSign, Urgency: lead.Urgent}, before, "90 M"},
		"others stay":      {clocks.Ask{Step: lead.StepSign}, before, "1 WD"},
		"until that day":   {clocks.Ask{Step: lead.StepReturn}, "2026-05-31 23:59", "2 WD"},
		"from that day":    {clocks.Ask{Step: lead.StepReturn}, "2026-06-01", "1 WD"},
		"a new condition":  {clocks.Ask{Step: lead.StepHandle, Channel: lead.Grid}, before, "72 H"},
		"does not shadow":  {clocks.Ask{Step: lead.StepHandle, Channel: lead.Grid, Urgency: lead.Critical}, before, "2 H"},
		"one of its steps": {clocks.Ask{Step: "criticise"}, before, "10 WD"},
		"the other step":   {clocks.Ask{Step: "remind"}, before, "1 NAT"},
		"beside the law":   {clocks.Ask{Step: "mediate", Against: "culture"}, before, "30 NAT"},
	} {
		tt.ask.From = in(t, tt.from)
		k := start(t, c, tt.ask)
		e, _ := c.Of(k)
		if k.Limit != tt.limit || !e.Local || len(e.Basis) != 1 || e.Basis[0].Law != clocks.LocalPractice || e.Name.ZH == "" {
			t.Errorf("%s: %s of %+v, want %s", name, k.Limit, e, tt.limit)
		}
	}
	handle := start(t, c, clocks.Ask{Step: lead.StepHandle, From: in(t, before)})
	if got, err := c.Extend(handle, 0, 0); err != nil || got.Limit != "12 WD" {
		t.Errorf("extended as HL-08 now says: %s, %v", got.Limit, err)
	}
	if got := start(t, catalogue(t), clocks.Ask{Step: lead.StepHandle, From: in(t, before)}); got.Limit != "5 WD" {
		t.Errorf("the catalogue as shipped changed: %s", got.Limit)
	}
	again := override(t, c, "rows: [{ id: HL-03, n: 3 }]")
	if got := start(t, again, clocks.Ask{Step: lead.StepReturn, From: in(t, "2026-07-01")}); got.Limit != "3 WD" {
		t.Errorf("overridden again: %s", got.Limit)
	}
}

// What the law sets is not the district's to change, and the refusal says which law.
func TestOverrideRefuses(t *testing.T) {
	c := catalogue(t)
	for content, want := range map[string]string{
		"rows: [{ id: MK-04, n: 30 }]":                                          "市场监督管理行政处罚程序规定 art. 18",
		"rows: [{ id: PS-07, n: 10 }]":                                          "行政执法机关移送涉嫌犯罪案件的规定 art. 8",
		"rows: [{ id: MK-01, against: market, appeal: 投诉, n: 9 }]":              "市场监督管理投诉举报处理办法 art. 15",
		"rows: [{ id: CU-01, step: accept, n: 9 }]":                             "旅游投诉处理办法",
		"rows: [{ id: MK-04, category: D, n: 30 }]":                             "not the district's",
		"rows: [{ id: ZZ-01, n: 30 }]":                                          "no row ZZ-01",
		"rows: [{ id: HL-05, step: sign, n: 30 }]":                              "no row HL-05 sign",
		"rows: [{ id: HL-12, n: 3 }]":                                           "remind or criticise",
		"rows: [{ id: TR-02, n: 3 }]":                                           "by its conditions",
		"rows: [{ id: HL-05, n: 7, basis: [{ law: 行政处罚法, article: \"60\" }] }]": "no basis",
		"rows: [{ id: HL-05, n: -7 }]":                                          "not a limit",
		"rows: [{ id: HL-05, n: 7, unit: H }]":                                  "extension",
		"rows: [{ id: HL-05, n: 7, from: soon }]":                               "not a date",
		"rows: [{ id: HL-05, days: 7 }]":                                        "days",
		"rows: [{ id: HL-05, n: 7 }, { id: MK-05, n: 1 }, { id: MK-08, n: 1 }]": "row 3",
		"warnings: { yellow: 0.1 }":                                             "warnings",
		"office: { open: 18:00 }":                                               "office",
		"escalate: { days: 0 days }":                                            "not a limit",
		"redo: 2":                                                               "redo",
		"order: [hotline]":                                                      "order",
		"colour: red":                                                           "colour",
	} {
		if got, err := c.Override([]byte(content)); got != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", content, err, want)
		}
	}
}

// Warnings, office hours and escalation are the district's as well, each by itself.
func TestOverrideSettings(t *testing.T) {
	c := override(t, catalogue(t), "warnings: { yellow: 0.75 }\nescalate: { hours: 30 M }\noffice: { close: 18:00 }\n")
	hours := start(t, c, clocks.Ask{Step: lead.StepHandle, Urgency: lead.Critical, From: in(t, "2026-07-06 10:00")})
	got := c.Turns(hours)
	if !got.Yellow.Equal(in(t, "2026-07-06 10:30")) || !got.Orange.Equal(in(t, "2026-07-06 11:30")) || !got.Escalate.Equal(in(t, "2026-07-06 12:30")) {
		t.Errorf("%+v", got)
	}
	day := start(t, c, clocks.Ask{Step: lead.StepSign, From: in(t, "2026-07-06 10:00")})
	if got := c.Turns(day); !got.Orange.Equal(in(t, "2026-07-07 14:00")) || !got.Escalate.Equal(in(t, "2026-07-10")) {
		t.Errorf("%+v", got)
	}
}
