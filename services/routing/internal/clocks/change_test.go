package clocks_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/clocks"
)

// The vectors that the statutes' clocks were verified with come out of the catalogue's own rows.
func TestVectors(t *testing.T) {
	c := catalogue(t)
	for _, tt := range []struct {
		from string
		ask  clocks.Ask
		id   string
		due  string
	}{
		{"2025-07-04", clocks.Ask{Step: "serve", Against: "market"}, "MK-08", "2025-07-15"},
		{"2025-09-26", clocks.Ask{Step: lead.StepHandle, Against: "education"}, "HL-05", "2025-10-10"},
		{"2025-09-29", clocks.Ask{Step: "serve", Against: "education"}, "ED-03", "2025-10-15"},
		{"2025-12-30", clocks.Ask{Step: "defend", Against: "market"}, "MK-07", "2026-01-07"},
		{"2026-02-13", clocks.Ask{Step: "verify", Against: "market"}, "MK-04", "2026-03-12"},
		{"2026-02-14", clocks.Ask{Step: lead.StepSign, Against: "police"}, "HL-02", "2026-02-24"},
		{"2026-04-30", clocks.Ask{Step: lead.StepAccept, Against: "market", Appeal: "投诉"}, "MK-01", "2026-05-13"},
		{"2026-07-17", clocks.Ask{Step: "answer-advertising", Against: "market", Category: "E01"}, "MK-14", "2026-07-28"},
		{"2026-09-18", clocks.Ask{Step: lead.StepAccept, Against: "culture", Category: "H01", Appeal: "投诉"}, "CU-01", "2026-09-24"},
		{"2026-09-24", clocks.Ask{Step: "publish-credit"}, "PB-02", "2026-10-12"},
		{"2025-08-04", clocks.Ask{Step: "decide-petition"}, "PT-03", "2025-10-03"},
		{"2025-08-04", clocks.Ask{Step: "ask-administrative-review"}, "RM-01", "2025-10-09"},
		{"2026-07-03", clocks.Ask{Step: "decide-case", Against: "market"}, "MK-05", "2026-10-01"},
		{"2026-07-03", clocks.Ask{Step: "complain-travel"}, "CU-01", "2026-10-08"},
		{"2026-07-20", clocks.Ask{Step: "decide-case", Against: "education"}, "ED-02", "2026-10-18"},
		{"2026-07-20", clocks.Ask{Step: "complain-travel"}, "CU-01", "2026-10-19"},
	} {
		tt.ask.From = in(t, tt.from+" 10:00")
		if k := start(t, c, tt.ask); k.ID != tt.id || due(k) != tt.due+" 24:00" || k.Provisional {
			t.Errorf("%s from %s: %s due %s, want %s %s", tt.ask.Step, tt.from, k.ID, due(k), tt.id, tt.due)
		}
	}
}

// An extension is counted from where the clock was, as far as its entry allows, and the refusal says how far that is.
func TestExtend(t *testing.T) {
	c := catalogue(t)
	handle := clocks.Ask{Step: lead.StepHandle, Against: "market"}
	for name, tt := range map[string]struct {
		ask        clocks.Ask
		n, already int
		limit      string
		err        error
		says       string
	}{
		"as much as allowed":   {handle, 0, 0, "15 WD", nil, ""},
		"a part":               {handle, 4, 0, "9 WD", nil, ""},
		"too much":             {handle, 11, 0, "", clocks.ErrTooMuch, "at most 10 WD"},
		"less than nothing":    {handle, -1, 0, "", clocks.ErrTooMuch, "at most 10 WD"},
		"twice":                {handle, 1, 1, "", clocks.ErrUsedUp, "1 time"},
		"low":                  {clocks.Ask{Step: lead.StepHandle, Urgency: lead.Low}, 0, 0, "20 WD", nil, ""},
		"urgent":               {clocks.Ask{Step: lead.StepHandle, Urgency: lead.Urgent}, 0, 0, "", clocks.ErrNotExtendable, "HL-07"},
		"to sign":              {clocks.Ask{Step: lead.StepSign}, 1, 0, "", clocks.ErrNotExtendable, "HL-02"},
		"a case":               {clocks.Ask{Step: "decide-case", Against: "market"}, 0, 0, "120 NAT", nil, ""},
		"a case, once more":    {clocks.Ask{Step: "decide-case", Against: "market"}, 45, 1, "135 NAT", nil, ""},
		"a case, who knows":    {clocks.Ask{Step: "decide-case", Against: "market"}, 0, 1, "", clocks.ErrTooMuch, "how many NAT"},
		"public order, twice":  {clocks.Ask{Step: "decide-case", Against: "police"}, 0, 1, "60 NAT", nil, ""},
		"public order, thrice": {clocks.Ask{Step: "decide-case", Against: "police"}, 0, 2, "", clocks.ErrUsedUp, "2 time"},
		"verification":         {clocks.Ask{Step: "verify", Against: "market"}, 0, 0, "30 WD", nil, ""},
		"for ever":             {clocks.Ask{Step: "decide-case", Against: "market"}, 9999, 1, "", clocks.ErrTooMuch, "3660"},
	} {
		t.Run(name, func(t *testing.T) {
			tt.ask.From = in(t, before)
			k := start(t, c, tt.ask)
			got, err := c.Extend(k, tt.n, tt.already)
			if !errors.Is(err, tt.err) || err != nil && !strings.Contains(err.Error(), tt.says) || got.Limit != tt.limit {
				t.Fatalf("%+v, %v", got, err)
			}
			if err == nil && (!got.Due.After(k.Due) || got.From != k.From || got.ID != k.ID) {
				t.Errorf("%+v was %+v", got, k)
			}
		})
	}
	set := c.Set("HL-05", lead.StepHandle, "market", in(t, before), in(t, "2026-05-08"))
	if _, err := c.Extend(set, 1, 0); !errors.Is(err, clocks.ErrNotExtendable) {
		t.Errorf("a date that somebody set: %v", err)
	}
}

// What is paused goes on with what was left, and can be paused and extended again.
func TestResume(t *testing.T) {
	c := catalogue(t)
	k := start(t, c, clocks.Ask{Step: lead.StepHandle, Against: "market", From: in(t, "2026-07-06 10:00")})
	got := c.Resume(k, in(t, "2026-07-08 10:00"), in(t, "2026-07-14 10:00"))
	if got.Limit != "3 WD" || due(got) != "2026-07-17 24:00" || !got.From.Equal(in(t, "2026-07-14 10:00")) || got.ID != k.ID {
		t.Fatalf("%+v", got)
	}
	if again := c.Resume(got, in(t, "2026-07-15 10:00"), in(t, "2026-07-20 10:00")); again.Limit != "2 WD" || due(again) != "2026-07-22 24:00" {
		t.Errorf("a second pause: %+v", again)
	}
	if longer, err := c.Extend(got, 0, 0); err != nil || longer.Limit != "13 WD" {
		t.Errorf("extended after a pause: %+v, %v", longer, err)
	}
	urgent := start(t, c, clocks.Ask{Step: lead.StepHandle, Urgency: lead.Urgent, From: in(t, "2026-07-06 10:00")})
	if got := c.Resume(urgent, in(t, "2026-07-06 12:30"), in(t, "2026-07-07 09:00")); got.Limit != "1290 M" || due(got) != "2026-07-08 06:30" || !c.Pausable(got) {
		t.Errorf("hours: %+v", got)
	}
	own := override(t, c, "rows: [{ id: HL-07, urgency: urgent, extensions: [{ n: 12, unit: H }] }]")
	if got, err := own.Extend(own.Resume(urgent, in(t, "2026-07-06 12:30"), in(t, "2026-07-07 09:00")), 1, 0); err != nil || got.Limit != "1350 M" {
		t.Errorf("minutes extended by an hour: %+v, %v", got, err)
	}
	critical := start(t, c, clocks.Ask{Step: lead.StepHandle, Urgency: lead.Critical, From: in(t, "2026-07-06 10:00")})
	set := c.Set("HL-05", lead.StepHandle, "market", k.From, k.Due)
	for name, tt := range map[string]struct {
		k               lead.Clock
		paused, resumed string
	}{
		"within a day":           {k, "2026-07-08 10:00", "2026-07-08 16:00"},
		"no time":                {k, "2026-07-08 10:00", "2026-07-08 10:00"},
		"after its due":          {k, "2026-07-20 10:00", "2026-07-28 10:00"},
		"backwards":              {k, "2026-07-08 10:00", "2026-07-07 10:00"},
		"what may not be paused": {critical, "2026-07-06 10:30", "2026-07-07 10:30"},
		"a date somebody set":    {set, "2026-07-08 10:00", "2026-07-14 10:00"},
	} {
		if got := c.Resume(tt.k, in(t, tt.paused), in(t, tt.resumed)); got != tt.k {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// What must be done again gets half the time, three working days at least, but never more than the first time.
func TestRedo(t *testing.T) {
	c := catalogue(t)
	from := in(t, "2026-07-06 10:00")
	for name, tt := range map[string]struct {
		ask        clocks.Ask
		limit, due string
	}{
		"normal":     {clocks.Ask{Step: lead.StepHandle}, "3 WD", "2026-07-23 24:00"},
		"low":        {clocks.Ask{Step: lead.StepHandle, Urgency: lead.Low}, "5 WD", "2026-07-27 24:00"},
		"complex":    {clocks.Ask{Step: "handle-complex"}, "8 WD", "2026-07-30 24:00"},
		"a question": {clocks.Ask{Step: lead.StepHandle, Appeal: "咨询"}, "3 WD", "2026-07-23 24:00"},
		"urgent":     {clocks.Ask{Step: lead.StepHandle, Urgency: lead.Urgent}, "24 H", "2026-07-21 10:00"},
		"critical":   {clocks.Ask{Step: lead.StepHandle, Urgency: lead.Critical}, "2 H", "2026-07-20 12:00"},
		"mediation":  {clocks.Ask{Step: "mediate", Against: "market"}, "30 NAT", "2026-08-19 24:00"},
	} {
		tt.ask.From = from
		k := start(t, c, tt.ask)
		if got := c.Redo(k, in(t, "2026-07-20 10:00")); got.ID != "HL-11" || got.Step != k.Step || got.Against != k.Against || got.Limit != tt.limit || due(got) != tt.due {
			t.Errorf("%s: %+v, want %s %s", name, got, tt.limit, tt.due)
		}
	}
	set := c.Set("HL-05", lead.StepHandle, "market", from, in(t, "2026-07-21")) // ten working days
	if got := c.Redo(set, in(t, "2026-07-20 10:00")); got.Limit != "5 WD" || !c.Pausable(got) {
		t.Errorf("of a date that somebody set: %+v", got)
	}
}

// A year that is published makes provisional clocks firm, moves those that it moves, and leaves firm ones as they are.
func TestRecount(t *testing.T) {
	c := catalogue(t)
	published, err := calendar.Default().Add([]byte("year 2027\nstatutory 2027-01-01\nmakeup_work 2026-12-26\nshifted_rest 2027-01-04\n"))
	if err != nil {
		t.Fatal(err)
	}
	next := c.With(published)
	for name, tt := range map[string]struct {
		from    string
		ask     clocks.Ask
		due     string
		after   string
		changed bool
	}{
		"firm":         {"2026-12-10 10:00", clocks.Ask{Step: lead.StepHandle}, "2026-12-17 24:00", "2026-12-17 24:00", false},
		"hours":        {"2026-12-31 10:00", clocks.Ask{Step: lead.StepHandle, Urgency: lead.Urgent}, "2027-01-01 10:00", "2027-01-01 10:00", false},
		"becomes firm": {"2026-12-28 10:00", clocks.Ask{Step: lead.StepSign}, "2026-12-29 24:00", "2026-12-29 24:00", true},
		"earlier":      {"2026-12-22 10:00", clocks.Ask{Step: lead.StepHandle}, "2026-12-29 24:00", "2026-12-28 24:00", true},
		"later":        {"2026-12-30 10:00", clocks.Ask{Step: lead.StepHandle}, "2027-01-06 24:00", "2027-01-08 24:00", true},
	} {
		t.Run(name, func(t *testing.T) {
			tt.ask.From = in(t, tt.from)
			k := start(t, c, tt.ask)
			got, changed := next.Recount(k)
			if due(k) != tt.due || k.Provisional != tt.changed || due(got) != tt.after || changed != tt.changed || got.Provisional {
				t.Fatalf("%+v, counted anew %+v, %v", k, got, changed)
			}
			if changed && got.Calendar != published.Version() || !changed && got != k {
				t.Errorf("%+v was %+v", got, k)
			}
		})
	}
	set := c.Set("HL-05", lead.StepHandle, "market", in(t, "2026-12-22"), in(t, "2027-01-04"))
	if got, changed := next.Recount(set); changed || got != set {
		t.Errorf("a date that somebody set: %+v", got)
	}
}

// Whatever happens to a clock, its warnings only rise, an extension or a pause never makes it shorter, and counting anew under
// the same calendar changes nothing.
func TestClocksOnlyGetLonger(t *testing.T) {
	c, err := clocks.Default(calendar.Default())
	if err != nil {
		t.Fatal(err)
	}
	entries := c.Entries()
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.SampledFrom(entries).Draw(t, "entry")
		from := time.Unix(rapid.Int64Range(1776182400, 1796054400).Draw(t, "from"), 0) // 2026-04-15 to 2026-12-01
		ask := clocks.Ask{Step: e.Step, Against: first(e.Against), Urgency: first(e.Urgency), Category: first(e.Category), Channel: first(e.Channel),
			Appeal: first(e.Appeal), Document: first(e.Document), From: from}
		got := c.Start(ask)
		if len(got) == 0 {
			return // a rule of before
		}
		k := got[0]
		if again := c.Redo(k, k.From); again.Due.After(k.Due) {
			t.Fatalf("%+v again is %+v", k, again)
		}
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			next := k
			if rapid.Bool().Draw(t, "pause") {
				paused := k.From.Add(time.Duration(rapid.Int64Range(0, 40*24*3600).Draw(t, "after")) * time.Second)
				next = c.Resume(k, paused, paused.Add(time.Duration(rapid.Int64Range(0, 20*24*3600).Draw(t, "for"))*time.Second))
			} else if longer, err := c.Extend(k, rapid.IntRange(0, 10).Draw(t, "n"), 0); err == nil {
				next = longer
			}
			if next.Due.Before(k.Due) {
				t.Fatalf("%+v became %+v", k, next)
			}
			k = next
		}
		if again, changed := c.Recount(k); changed || again != k {
			t.Fatalf("%+v counted anew is %+v", k, again)
		}
		turns := c.Turns(k)
		if e.Right != (turns == clocks.Turns{}) {
			t.Fatalf("%+v turns %+v", k, turns)
		}
		if turns.Orange.Before(turns.Yellow) || turns.Red.Before(turns.Orange) || turns.Escalate.Before(turns.Red) || !e.Right && !turns.Red.Equal(k.Due) {
			t.Fatalf("%+v turns %+v", k, turns)
		}
	})
}
