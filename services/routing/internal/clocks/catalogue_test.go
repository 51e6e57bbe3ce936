package clocks_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/clocks"
)

// ids returns HL-01 to HL-12 and the like.
func ids(letters string, n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf("%s-%02d", letters, i+1))
	}
	return out
}

// Every limit that the domain names is a row, and every row is one of them.
func TestEveryLimitIsThere(t *testing.T) {
	want := slices.Concat(ids("HL", 12), ids("GR", 3), ids("MK", 14), ids("ED", 4), ids("PS", 11), ids("FR", 3), ids("CU", 1), ids("HE", 2),
		ids("PT", 4), ids("TR", 2), ids("DS", 1), ids("PB", 6), ids("DT", 1), ids("LO", 3), ids("RM", 2))
	c := catalogue(t)
	for _, id := range want {
		if len(c.Entry(id)) == 0 {
			t.Errorf("%s is missing", id)
		}
	}
	for _, e := range c.Entries() {
		if !slices.Contains(want, e.ID) {
			t.Errorf("%s is not expected", e.ID)
		}
	}
	if got := c.Entry("ZZ-01"); got != nil {
		t.Errorf("ZZ-01: %+v", got)
	}
}

// A row is law with its article, or local with none; it has names in both languages; and nothing that may be wrong is law:
// hotlines, education's own limits, fire's answers, transfers, disputes.
func TestRowsSayWhoSetsThem(t *testing.T) {
	for _, e := range catalogue(t).Entries() {
		if e.Name.ZH == "" || e.Name.EN == "" || e.Starts.ZH == "" || e.Starts.EN == "" || len(e.Basis) == 0 {
			t.Errorf("%s %s: names %v, %v, basis %v", e.ID, e.Step, e.Name, e.Starts, e.Basis)
		}
		for _, b := range e.Basis {
			if e.Local && b.String() != clocks.LocalPractice || !e.Local && !strings.Contains(b.String(), " art. ") {
				t.Errorf("%s %s: %v, local %v", e.ID, e.Step, b, e.Local)
			}
		}
		local := slices.Contains([]string{"HL", "GR", "LO", "TR", "DS"}, e.ID[:2]) || slices.Contains([]string{"ED-01", "FR-01", "FR-02", "HE-02", "PB-02"}, e.ID)
		if local && !e.Local {
			t.Errorf("%s %s is not law", e.ID, e.Step)
		}
	}
}

// The provisions are those in force: Order 121 and not Order 20, public order as it is numbered since 2026.
func TestBasis(t *testing.T) {
	c := catalogue(t)
	for name, tt := range map[string]struct {
		ask  clocks.Ask
		want string
	}{
		"accept":               {clocks.Ask{Step: lead.StepAccept, Against: "market", Appeal: "投诉"}, "市场监督管理投诉举报处理办法 art. 15"},
		"accept, travel":       {clocks.Ask{Step: lead.StepAccept, Against: "culture", Category: "H01", Appeal: "投诉"}, "旅游投诉处理办法 art. 15–16"},
		"mediate":              {clocks.Ask{Step: "mediate", Against: "market"}, "市场监督管理投诉举报处理办法 art. 23(5)"},
		"verify":               {clocks.Ask{Step: "verify", Against: "market"}, "市场监督管理行政处罚程序规定 art. 18"},
		"decide":               {clocks.Ask{Step: "decide-case", Against: "market"}, "市场监督管理行政处罚程序规定 art. 64"},
		"decide, education":    {clocks.Ask{Step: "decide-case", Against: "education"}, "行政处罚法 art. 60"},
		"decide, public order": {clocks.Ask{Step: "decide-case", Against: "police"}, "治安管理处罚法 art. 118"},
		"approve":              {clocks.Ask{Step: lead.StepApprove, Against: "market"}, "行政执法机关移送涉嫌犯罪案件的规定 art. 5"},
		"file":                 {clocks.Ask{Step: lead.StepFile, Against: "police"}, "行政执法机关移送涉嫌犯罪案件的规定 art. 8"},
		"what is missing":      {clocks.Ask{Step: lead.StepIncomplete, Against: "police"}, "公安机关办理刑事案件程序规定 art. 180"},
		"forward a crime":      {clocks.Ask{Step: "forward", Against: "police", Document: "M05"}, "行政执法机关移送涉嫌犯罪案件的规定 art. 7"},
		"forward":              {clocks.Ask{Step: "forward", Against: "police"}, "公安机关办理行政案件程序规定 art. 61(2)"},
		"reply":                {clocks.Ask{Step: "reply", Against: "market", Document: lead.JointWork}, "市场监督管理行政处罚程序规定 art. 45"},
		"hand over":            {clocks.Ask{Step: lead.StepTransfer, Against: "market"}, clocks.LocalPractice},
	} {
		tt.ask.From = in(t, "2026-07-06 10:00")
		e, ok := c.Of(start(t, c, tt.ask))
		if !ok || e.Basis[0].String() != tt.want {
			t.Errorf("%s: %v, want %s", name, e.Basis, tt.want)
		}
	}
}

// No row is dead: who asks for what it says gets it, from its first day to its last.
func TestEveryRowIsReached(t *testing.T) {
	c := catalogue(t)
	for _, e := range c.Entries() {
		ask := clocks.Ask{Step: e.Step, Against: first(e.Against), Urgency: first(e.Urgency), Category: first(e.Category), Channel: first(e.Channel),
			Appeal: first(e.Appeal), Document: first(e.Document), From: in(t, e.From)}
		days := []string{e.From}
		if e.To != "" {
			days = append(days, e.To+" 23:59")
		}
		for _, day := range days {
			ask.From = in(t, day)
			k := start(t, c, ask)
			limit := e.Limit()
			if got, ok := c.Of(k); k.ID != e.ID || k.Limit != limit.String() || !ok || got.From != e.From || got.Name != e.Name {
				t.Errorf("%s %s of %s: got %s %s %+v", e.ID, limit, day, k.ID, k.Limit, got.Name)
			}
		}
	}
}

func first[T ~string](o clocks.OneOf[T]) (v T) {
	if len(o) > 0 {
		v = o[0]
	}
	return v
}

// two has a rule that changed, with the settings of the shipped catalogue.
func two(t *testing.T) *clocks.Catalogue {
	t.Helper()
	const set = "order: [a]\nwarnings: { yellow: 0.5, orange: 0.25 }\noffice: { open: 09:00, close: 17:00 }\nescalate: { days: 2 WD, hours: 2 H }\nredo: 0.5\n"
	const rows = `rows:
  - { id: AA-01, step: sign, n: 1, unit: WD, local: true, from: 2025-01-01, to: 2026-03-31, name: { zh: 旧, en: old }, starts: { zh: 二, en: two } }
  - { id: AA-01, step: sign, n: 3, unit: WD, local: true, from: 2026-04-01, name: { zh: 新, en: new }, starts: { zh: 二, en: two }, extensions: [{ n: 1, unit: WD }] }
  - { id: HL-11, step: redo, n: 3, unit: WD, local: true, from: 2025-01-01, name: { zh: 一, en: one }, starts: { zh: 二, en: two } }
`
	c, err := clocks.Load(fstest.MapFS{"set.yaml": {Data: []byte(set)}, "a.yaml": {Data: []byte(rows)}}, calendar.Default())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The day on which a clock starts says which rule it has; it keeps it.
func TestTheRuleOfTheDay(t *testing.T) {
	c := two(t)
	for from, want := range map[string]string{"2025-01-01 00:00": "1 WD", "2026-03-31 23:59": "1 WD", "2026-04-01 00:00": "3 WD", "2027-01-01": "3 WD"} {
		k := start(t, c, clocks.Ask{Step: lead.StepSign, Against: "fire", From: in(t, from)})
		if k.Limit != want {
			t.Errorf("from %s: %s, want %s", from, k.Limit, want)
		}
		_, err := c.Extend(k, 1, 0)
		if again, changed := c.Recount(k); changed || again != k || (err == nil) != (want == "3 WD") {
			t.Errorf("from %s: counted anew %+v, extended %v", from, again, err)
		}
	}
	if got := c.Start(clocks.Ask{Step: lead.StepSign, From: in(t, "2024-12-31")}); got != nil {
		t.Errorf("before any rule: %+v", got)
	}
}

// The version changes with the rows, the settings and the calendar, and with nothing else.
func TestVersion(t *testing.T) {
	c := catalogue(t)
	if again := catalogue(t); c.Version() != again.Version() || !strings.HasSuffix(c.Version(), "/"+calendar.Default().Version()) {
		t.Errorf("%s, %s", c.Version(), again.Version())
	}
	seen := map[string]string{c.Version(): "shipped"}
	next, err := calendar.Default().Add([]byte("year 2027\nstatutory 2027-01-01\n"))
	if err != nil {
		t.Fatal(err)
	}
	others := map[string]*clocks.Catalogue{"calendar": c.With(next), "rows": override(t, c, "rows: [{ id: HL-05, n: 6 }]"), "settings": override(t, c, "redo: 0.6")}
	for name, other := range others {
		if same, ok := seen[other.Version()]; ok {
			t.Errorf("%s and %s are both %s", name, same, other.Version())
		}
		seen[other.Version()] = name
	}
	if same := override(t, c, "rows: [{ id: HL-05, n: 5 }]"); same.Version() != c.Version() {
		t.Errorf("an override that changes nothing: %s, was %s", same.Version(), c.Version())
	}
}

func override(t *testing.T, c *clocks.Catalogue, content string) *clocks.Catalogue {
	t.Helper()
	other, err := c.Override([]byte(content))
	if err != nil {
		t.Fatal(err)
	}
	return other
}
