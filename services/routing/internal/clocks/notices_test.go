package clocks_test

import (
	"os"
	"testing"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/clocks"
)

// act is what a department did and the limit that it had for it.
type act struct {
	what string
	ask  clocks.Ask
	from string
	id   string
	due  string // the last day, or the minute for hours
	done string // the day it was done; empty if it is not known
	late bool
}

var (
	verify  = clocks.Ask{Step: "verify", Against: "education"}
	decide  = clocks.Ask{Step: "decide-case", Against: "education"}
	handle  = clocks.Ask{Step: lead.StepHandle, Against: "education"}
	credit  = clocks.Ask{Step: "publish-credit"}
	inform  = clocks.Ask{Step: "publish-information"}
	marketV = clocks.Ask{Step: "verify", Against: "market"}
	marketD = clocks.Ask{Step: "decide-case", Against: "market"}
	marketP = clocks.Ask{Step: "publish-market"}
	safety  = clocks.Ask{Step: "verify", Against: "fire"}
)

// notices are what departments published of real cases, in our words. Where a notice gives no year 2025 is assumed.
var notices = map[string][]act{
	"Xiangtan 2025: tutoring as child care, 34 pupils, a clue of the city's hotline": {
		{"clue 12-25, on site on Saturday 12-27", handle, "2025-12-25", "HL-05", "2026-01-04", "2025-12-27", false}, // 01-04, a Sunday, was worked
		{"filed 12-31", verify, "2025-12-25", "ED-01", "2026-01-16", "2025-12-31", false},
		{"investigation closed 01-12", decide, "2025-12-31", "ED-02", "2026-03-31", "2026-01-12", false},
		{"published 01-27, if decided when the investigation closed", inform, "2026-01-12", "PB-03", "2026-02-09", "2026-01-27", false},
		{"published 01-27: too late for 双公示, if decided then", credit, "2026-01-12", "PB-02", "2026-01-21", "2026-01-27", true},
		{"published 01-27: the last day for 双公示, if decided on 01-16", credit, "2026-01-16", "PB-02", "2026-01-27", "2026-01-27", false},
	},
	"Jinan 2022: run without a licence, 83,789 yuan": {
		{"filed 08-15, decided Friday 11-11", decide, "2022-08-15", "ED-02", "2022-11-13", "2022-11-11", false},
		{"published Thursday 11-17, the fourth working day", credit, "2022-11-11", "PB-02", "2022-11-22", "2022-11-17", false},
	},
	"Tianxin 2022: a person teaching nine pupils at home in the holidays": {
		{"found 10-07, paid back on Saturday 10-08, which was worked", verify, "2022-10-07", "ED-01", "2022-10-26", "2022-10-08", false},
		{"published 12-19: before a decision would be due, even if filed when found", decide, "2022-10-07", "ED-02", "2023-01-05", "2022-12-19", false},
	},
	"Tianjin 2021, no. 90: false advertising": {
		{"found 09-09", marketV, "2021-09-09", "MK-04", "2021-09-30", "", false},
		{"decided 11-09, even if filed when found", marketD, "2021-09-09", "MK-05", "2021-12-08", "2021-11-09", false},
		{"published 11-29", marketP, "2021-11-09", "PB-01", "2021-12-07", "2021-11-29", false},
		{"published 11-29 by itself: too late, had it been 双公示", credit, "2021-11-09", "PB-02", "2021-11-18", "2021-11-29", true},
	},
	"Tianjin 2023, no. 103: advertising without a ground": {
		{"found 10-26", marketV, "2023-10-26", "MK-04", "2023-11-16", "", false},
		{"published 2024-01-15: decided in time, even if filed when found", marketD, "2023-10-26", "MK-05", "2024-01-24", "2024-01-15", false},
		{"notice served 12-26: the party may answer", clocks.Ask{Step: "defend", Against: "market"}, "2023-12-26", "MK-07", "2024-01-03", "", false},
		{"published 01-15, if decided on the day after", marketP, "2024-01-04", "PB-01", "2024-02-01", "2024-01-15", false},
		{"published 01-15: the last day for 双公示", credit, "2024-01-04", "PB-02", "2024-01-15", "2024-01-15", false},
	},
	"Dingxi 2025: police ask education about child care with lessons": {
		{"letter 12-10, checked together at once", handle, "2025-12-10", "HL-05", "2025-12-17", "2025-12-10", false},
		{"letter 12-10, signed", clocks.Ask{Step: lead.StepSign, Against: "education"}, "2025-12-10", "HL-02", "2025-12-11", "2025-12-10", false},
	},
	"Dingxi 2025: lessons in a flat, found on a Sunday": {
		{"found 11-09, stopped at once", handle, "2025-11-09", "HL-05", "2025-11-14", "2025-11-09", false},
		{"found 11-09, whether to file", verify, "2025-11-09", "ED-01", "2025-11-28", "", false},
	},
	"Dingxi 2025: four departments together find painting without a licence": {
		{"found 10-30, whether to file", verify, "2025-10-30", "ED-01", "2025-11-20", "", false},
		{"found 10-30, culture's part handed over", clocks.Ask{Step: lead.StepTransfer, Against: "education", Category: "H02"}, "2025-10-30", "TR-01", "2025-11-04", "", false},
	},
	"Anhua 07-10, no year: a dance room with one exit, sealed on the spot": {
		{"urgent, from ten in the morning", clocks.Ask{Step: lead.StepHandle, Against: "fire", Urgency: lead.Urgent}, "2025-07-10", "HL-07", "2025-07-11 10:00", "2025-07-10 18:00", false},
		{"a breach of fire safety", safety, "2025-07-10", "FR-01", "2025-07-15", "2025-07-10", false},
	},
	"Luzhai 2025: five departments at a noon care": {
		{"found 05-09, rectification ordered", handle, "2025-05-09", "HL-05", "2025-05-16", "2025-05-09", false},
		{"fire", safety, "2025-05-09", "FR-01", "2025-05-14", "2025-05-09", false},
	},
	"Gaoqiao 2025: a township and seven others at three child cares": {
		{"found 12-23", handle, "2025-12-23", "HL-05", "2025-12-30", "2025-12-23", false},
		{"published 12-24", inform, "2025-12-23", "PB-03", "2026-01-21", "2025-12-24", false},
	},
	"Bozhou 2025: a hundred refunds mediated by 12-25": {
		{"a complaint of 12-18: the last that is in time as handling", clocks.Ask{Step: lead.StepHandle, Against: "culture", Category: "D07"}, "2025-12-18", "HL-05", "2025-12-25", "2025-12-25", false},
		{"a complaint of 12-17 is not", clocks.Ask{Step: lead.StepHandle, Against: "culture", Category: "D07"}, "2025-12-17", "HL-05", "2025-12-24", "2025-12-25", true},
		{"a mediation of 10-26: the last that is in time", clocks.Ask{Step: "mediate", Against: "culture"}, "2025-10-26", "CU-01", "2025-12-25", "2025-12-25", false},
		{"the reporters are asked", clocks.Ask{Step: lead.StepRevisit, Against: "desk"}, "2025-12-25", "HL-10", "2025-12-26", "", false},
	},
}

// Limits of real cases come out to the day, and say whether what was done was in time. Working days of years that the shipped
// calendar does not know are provisional under it, and firm once these years are loaded.
func TestNotices(t *testing.T) {
	shipped := catalogue(t)
	known, err := calendar.Default().Load(os.DirFS("testdata/calendar"))
	if err != nil {
		t.Fatal(err)
	}
	for year, want := range map[string]int{"2021": 250, "2022": 249} {
		if n, unsure := known.WorkingDaysBetween(in(t, year+"-01-01").Add(-1), in(t, year+"-12-31 23:59")); n != want || unsure && year != "2021" {
			t.Errorf("%s has %d working days", year, n)
		}
	}
	loaded := shipped.With(known)
	for name, acts := range notices {
		t.Run(name, func(t *testing.T) {
			for _, a := range acts {
				a.ask.From = in(t, a.from+" 10:00")
				k := start(t, loaded, a.ask)
				if len(a.due) == len("2006-01-02") {
					a.due += " 24:00"
				}
				if k.ID != a.id || due(k) != a.due || k.Provisional {
					t.Errorf("%s: %s due %s, provisional %v; want %s %s", a.what, k.ID, due(k), k.Provisional, a.id, a.due)
				}
				if a.done != "" && in(t, a.done).Before(k.Due) == a.late {
					t.Errorf("%s: done %s, due %s, late %v", a.what, a.done, due(k), a.late)
				}
				l, err := calendar.ParseLimit(k.Limit)
				old := a.ask.From.Year() < 2023 && l.Unit == calendar.WorkingDays
				if k := start(t, shipped, a.ask); err != nil || k.Provisional != old {
					t.Errorf("%s: provisional %v under the shipped calendar", a.what, k.Provisional)
				}
			}
		})
	}
}

// Xinning 09-26 (no year: 2025 is assumed): fire extinguishers that do not comply, to be replaced by 09-28, a Sunday that was
// worked; checked again on 09-29, not done. A date that somebody set turns red when its day has passed.
func TestADateThatAnOfficerSet(t *testing.T) {
	c := catalogue(t)
	k := c.Set("FR-01", "rectify", "fire", in(t, "2025-09-26 10:00"), in(t, "2025-09-29"))
	got := c.Turns(k)
	if due(k) != "2025-09-28 24:00" || !got.Red.Equal(in(t, "2025-09-29")) || in(t, "2025-09-29 09:00").Before(got.Red) {
		t.Errorf("due %s, %+v", due(k), got)
	}
	if !got.Escalate.Equal(in(t, "2025-10-01")) { // two working days: the 29th and the 30th
		t.Errorf("%+v", got)
	}
	safety := clocks.Ask{Step: "verify", Against: "fire", Category: "F01", From: in(t, "2025-09-26 10:00")}
	if k := start(t, c, safety); due(k) != "2025-09-30 24:00" {
		t.Errorf("verification is due %s", due(k))
	}
}
