package statistics

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// A sum is told only from five cases or more, none of which has nearly all of it, nor all but what the second has.
func TestSums(t *testing.T) {
	for name, c := range map[string]struct {
		paid []int64
		why  string
	}{
		"five alike":                        {[]int64{1000_00, 1000_00, 1000_00, 1000_00, 1000_00}, ""},
		"four":                              {[]int64{1000_00, 1000_00, 1000_00, 1000_00}, Few},
		"four, and one that did not move":   {[]int64{1000_00, 1000_00, 1000_00, 1000_00, 0}, Few},
		"one has nearly all":                {[]int64{90000_00, 1000_00, 1000_00, 1000_00, 1000_00}, Dominated},
		"the second could tell the first":   {[]int64{50000_00, 49000_00, 100_00, 100_00, 100_00}, Dominated},
		"an order was lowered":              {[]int64{5000_00, 5000_00, 5000_00, 5000_00, 5000_00, -100_00}, Dominated},
		"nothing moved":                     {nil, Few},
		"two large ones, and enough others": {[]int64{5000_00, 4000_00, 1000_00, 1000_00, 1000_00}, ""},
	} {
		var flows []Flow
		for _, n := range c.paid {
			flows = append(flows, Flow{Paid: n})
		}
		s := SumsOf(flows, 5).Paid
		if s.Why != c.why || s.cell().Suppressed != (c.why != "") {
			t.Errorf("%s: %+v, want %q", name, s, c.why)
		}
	}
	if s := (Sum{Fen: 12_345_67, Cases: 9}); s.cell().N != 12_300_00 {
		t.Errorf("12,345.67 yuan is told as %d fen", s.cell().N)
	}
}

// A street has a row once five leads of a month name it, keeps it, and is never some other text.
func TestStreets(t *testing.T) {
	var members []Member
	add := func(n int, street string) {
		for range n {
			members = append(members, Member{Population: Received, Attributes: []string{street, "A01", "grid"}})
		}
	}
	add(5, "柳塘街道")
	add(4, "金穗街道")
	add(9, "13800138000")
	add(9, "云汀区工业路7号2栋602室")
	add(9, "total")
	add(9, "赵钱孙")
	if got := Streets([]string{"学府街道"}, members, 5); !slices.Equal(got, []string{"学府街道", "柳塘街道"}) {
		t.Errorf("rows are %v", got)
	}
}

// What is counted follows what happens to a lead, and a lead about harm to a child is in one number only.
func TestLead(t *testing.T) {
	at := time.Date(2026, 7, 31, 16, 30, 0, 0, time.UTC) // the first of August in China
	day := func(p Population, facts ...event.Fact) (Member, string) {
		t.Helper()
		l := Lead{ID: "1"}
		for _, f := range facts {
			e, err := event.New(event.Origin{Source: "/990101/routing", Lead: "1", Time: at}, f)
			if err != nil {
				t.Fatal(err)
			}
			if err := l.Take(e); err != nil {
				t.Fatal(err)
			}
		}
		return p.OfLead(l)
	}
	received := lead.LeadReceived{Matter: lead.Matter{Channel: lead.Grid, Text: "x", ReceivedAt: at}}
	routed := lead.LeadRouted{Decision: lead.Decision{Category: "A01"}}
	closed := lead.LeadClosed{Record: lead.Record{At: at, From: "market"}, Outcome: lead.Settled}
	moved := lead.HandoffDispatched{Role: lead.RoleLead, Category: "D07", Decision: lead.Decision{Category: "A01"}}
	for name, c := range map[string]struct {
		p     Population
		facts []event.Fact
		on    string
		as    string
	}{
		"received on the day in China":          {Received, []event.Fact{received, routed}, "2026-08-01", "|A01|grid"},
		"the desk says otherwise":               {Received, []event.Fact{received, routed, moved}, "2026-08-01", "|D07|grid"},
		"a part, which intake did not receive":  {Ended, []event.Fact{routed, closed}, "", ""},
		"ended, and by whom":                    {Ended, []event.Fact{received, closed}, "2026-08-01", "settled|market"},
		"a whole whose parts are open":          {Ended, []event.Fact{received, lead.LeadClosed{Record: lead.Record{At: at}, Left: 1}}, "", "|"},
		"ended and open again":                  {Ended, []event.Fact{received, closed, lead.LeadTakenBack{}}, "", "|"},
		"folded":                                {Ended, []event.Fact{received, lead.LeadFolded{Record: lead.Record{At: at}}}, "2026-08-01", "merged|"},
		"unfolded":                              {Ended, []event.Fact{received, lead.LeadFolded{Record: lead.Record{At: at}}, lead.LeadUnfolded{}}, "", "|"},
		"out of scope is one code":              {Received, []event.Fact{received, routed, lead.LeadDeclined{Record: lead.Record{At: at}, Category: "X03"}}, "2026-08-01", "|X|grid"},
		"harm is in no table":                   {Received, []event.Fact{received, lead.LeadRouted{Decision: lead.Decision{Category: harm}}}, "", ""},
		"harm is a number of the whole":         {HarmLeads, []event.Fact{received, lead.LeadRouted{Decision: lead.Decision{Category: harm}}}, "2026-08-01", ""},
		"not harm":                              {HarmLeads, []event.Fact{received, routed}, "", ""},
		"answered by the code":                  {Answered, []event.Fact{received, lead.LeadRated{Responded: lead.Yes, Solved: lead.No, At: at}}, "2026-08-01", "yes|no|unknown"},
		"asked again, and not reached":          {Answered, []event.Fact{received, lead.HandoffNoted{Record: lead.Record{Kind: lead.KindRevisited, At: at, Verdicts: &lead.Verdicts{}}}}, "", "unknown|unknown|unknown"},
		"noted, and not asked":                  {Answered, []event.Fact{received, lead.HandoffNoted{Record: lead.Record{Kind: lead.KindFedback, At: at}}}, "", "unknown|unknown|unknown"},
		"of two answers at once the reporter's": {Answered, []event.Fact{received, lead.LeadRated{Solved: lead.No, At: at}, lead.HandoffNoted{Record: lead.Record{Kind: lead.KindRevisited, At: at, Verdicts: &lead.Verdicts{Reached: true, Solved: lead.Yes}}}}, "2026-08-01", "unknown|no|unknown"},
	} {
		m, on := day(c.p, c.facts...)
		if on != c.on || strings.Join(m.Attributes, "|") != c.as {
			t.Errorf("%s: counted on %q as %q, want %q as %q", name, on, m.Attributes, c.on, c.as)
		}
	}
}

// A sealed case, or one about harm, is in one number only.
func TestSealedCases(t *testing.T) {
	for _, c := range []Case{{Number: "1", Opened: "2026-07-01", Closed: "2026-07-09", Sealed: true}, {Number: "1", Closed: "2026-07-09", Category: harm}} {
		for _, p := range []Population{Opened, Filed, Decided, Closed} {
			if _, on := p.OfCase(c); on != "" {
				t.Errorf("%+v is counted in %s", c, p)
			}
		}
		if _, on := HarmCases.OfCase(c); on != "2026-07-09" {
			t.Errorf("%+v is counted on %q", c, on)
		}
	}
}

// A month is over when its last days' papers had some days to come in, by the calendar of China.
func TestOver(t *testing.T) {
	for at, want := range map[string]bool{"2026-08-05 23:59": false, "2026-08-06 00:00": true} {
		now, err := time.ParseInLocation("2006-01-02 15:04", at, calendar.China)
		if err != nil {
			t.Fatal(err)
		}
		if Over("2026-07", now, 5) != want {
			t.Errorf("at %s: %v", at, !want)
		}
	}
}

// Every code of a release but a street is explained in both languages, and the export has a line for every figure.
func TestEveryCodeIsExplained(t *testing.T) {
	d := First(Input{Month: "2026-09", Smallest: 5, Members: mix(1, 10)})
	figures := 0
	for _, table := range d.Release.Tables {
		for _, code := range slices.Concat([]string{table.Name}, table.Rows, table.Columns) {
			if name := Named(table.Name, code); !strings.HasSuffix(code, "街道") && (name.ZH == "" || name.EN == "" || name.ZH == code) {
				t.Errorf("%s of %s is not explained: %v", code, table.Name, name)
			}
		}
		figures += len(table.Rows) * len(table.Columns)
	}
	var b bytes.Buffer
	if err := WriteCSV(&b, d.Release); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(lines) != figures+1 {
		t.Errorf("the export has %d lines for %d figures: %v", len(lines), figures, err)
	}
}
