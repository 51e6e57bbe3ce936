package site

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiansuo/pkg/lead"
)

const today = "2026-08-01"

// sprout is a licensed institution.
func sprout() lead.InstitutionChanged {
	return lead.InstitutionChanged{
		Institution: "i1", Version: 1, Name: "云汀区新芽艺术培训中心", Aliases: []string{"新芽画室"}, USCC: "91990101MA00000022", Street: "柳塘街道",
		Places: []string{"柳塘街道幸福路12号金桂大厦3层"}, Papers: lead.BothPapers, Standing: lead.Open, Listed: true,
		Licences: []lead.Licence{{Number: "教民199010170001号", Scope: "艺术类、体育类", From: "2024-09-01", Until: "2027-08-31"}},
	}
}

// matches says how an institution is found by what somebody writes.
func matches(raw string, i lead.InstitutionChanged) Hit {
	q := ReadQuery(raw)
	hits, _ := Rank(q, []lead.InstitutionChanged{i})
	e := NewEntry(i)
	common := slices.ContainsFunc(q.Grams, func(g string) bool { return slices.Contains(e.Grams, g) })
	if len(hits) == 0 || !common && !slices.Contains(e.Keys, q.Plain) {
		return Hit{}
	}
	return hits[0]
}

// An institution is found by its name however it is written, by its other names, its codes, parts of its address, and by a name with a
// slip in it; only a whole name or code is certain.
func TestFound(t *testing.T) {
	for raw, want := range map[string]By{
		"云汀区新芽艺术培训中心": ByKey, "雲汀區新芽藝術培訓中心": ByKey, "云汀区新芽（艺术）培训 中心": ByKey, "新芽画室": ByKey, "  新芽畫室 ": ByKey,
		"91990101MA00000022": ByKey, "91990101 ma00 0000 22": ByKey, "９１９９０１０１ＭＡ００００００２２": ByKey, "教民199010170001号": ByKey,
		"新芽": ByName, "新芽艺术": ByName, "新芽教育科技有限公司": ByName, "云汀区新芽": ByName, "新芽画": ByAlias,
		"新牙画": ByNear, "云汀新牙艺术": ByNear, "幸福路12号": ByPlace, "江州市云汀区柳塘街道幸福路12号金桂大厦3层": ByPlace, "金桂大厦": ByPlace,
		"柳塘街道幸福路12号 金桂大厦 301室": ByPlace, "新芽 幸福路": ByPlace, "幸福路　新芽艺术": ByName, "金桂大厦 画室": ByAlias,
	} {
		if h := matches(raw, sprout()); h.By != want || (h.Score == 1) != (want == ByKey) {
			t.Errorf("%s: found by %q with %.2f, not by %q", raw, h.By, h.Score, want)
		}
	}
	for _, raw := range []string{"晨光", "幸福里小区", "91990101MA00000045", "培训中心", "艺术", "", "新", "东岗街道解放路8号", "新芽 解放路", "幸福路 晨光"} {
		if h := matches(raw, sprout()); h.By != "" {
			t.Errorf("%s finds it by %q with %.2f", raw, h.By, h.Score)
		}
	}
}

// What cannot be looked for says why: nothing, one character, general words only, or a code that cannot be right.
func TestWhy(t *testing.T) {
	for raw, want := range map[string]Why{"": Empty, " （）-— ": Empty, "\x00\u202e": Empty, "新": Short, "培训中心": General, "教育科技有限公司": General,
		"91990101MA00000021": Code, "9199O101MA0000001": Code, "91990101MA00000022": "", "新芽": "", strings.Repeat("新芽", 500): ""} {
		q := ReadQuery(raw)
		if q.Why != want || (q.Why != "") && len(q.Grams) > 0 {
			t.Errorf("%.20q: %q with %d parts", raw, q.Why, len(q.Grams))
		}
	}
	if n := len([]rune(ReadQuery(strings.Repeat("新", 500)).Plain)); n > LongestQuery {
		t.Errorf("%d characters are read", n)
	}
}

// One whole name is the answer; two of the same are a choice; one that is only likely is a choice too.
func TestCertain(t *testing.T) {
	twin := sprout()
	twin.Institution, twin.USCC = "i2", ""
	for name, c := range map[string]struct {
		raw   string
		found []lead.InstitutionChanged
		want  string
	}{
		"one": {"新芽画室", []lead.InstitutionChanged{sprout()}, "i1"}, "two": {"新芽画室", []lead.InstitutionChanged{sprout(), twin}, ""},
		"by code": {"91990101MA00000022", []lead.InstitutionChanged{sprout(), twin}, "i1"}, "likely": {"新芽", []lead.InstitutionChanged{sprout()}, ""}, "none": {"新芽", nil, ""},
	} {
		hits, _ := Rank(ReadQuery(c.raw), c.found)
		if i, ok := Certain(hits); i.Institution != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q %v", name, i.Institution, ok)
		}
	}
}

// At most twenty are shown, and that there are more is said.
func TestMore(t *testing.T) {
	var many []lead.InstitutionChanged
	for range MostHits + 1 {
		many = append(many, sprout())
	}
	if hits, more := Rank(ReadQuery("新芽"), many); len(hits) != MostHits || !more {
		t.Errorf("%d hits, more: %v", len(hits), more)
	}
	if hits, more := Rank(ReadQuery("新芽"), many[1:]); len(hits) != MostHits || more {
		t.Errorf("%d hits, more: %v", len(hits), more)
	}
}

// Whatever keeps an institution from teaching is said before its licence, and who may not teach is on no white list.
func TestSay(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*lead.InstitutionChanged)
		want   Verdict
		white  bool
	}{
		"licensed":               {func(*lead.InstitutionChanged) {}, SaysLicensed, true},
		"on its last day":        {func(i *lead.InstitutionChanged) { i.Licences[0].Until = today }, SaysLicensed, true},
		"without an end":         {func(i *lead.InstitutionChanged) { i.Licences[0].Until = "" }, SaysLicensed, true},
		"not entered":            {func(i *lead.InstitutionChanged) { i.Listed = false }, SaysLicensed, false},
		"expired":                {func(i *lead.InstitutionChanged) { i.Licences[0].Until = "2026-07-31" }, SaysExpired, false},
		"later":                  {func(i *lead.InstitutionChanged) { i.Licences[0].From = "2026-08-02" }, SaysNotYet, false},
		"suspended, yet entered": {func(i *lead.InstitutionChanged) { i.Standing = lead.Suspended }, SaysSuspended, false},
		"closed":                 {func(i *lead.InstitutionChanged) { i.Standing = lead.Closed }, SaysClosed, false},
		"registered":             {func(i *lead.InstitutionChanged) { i.Papers = lead.OnlyRegistered }, SaysRegistered, false},
		"neither":                {func(i *lead.InstitutionChanged) { i.Papers = lead.NoPapers }, SaysNeither, false},
		"said of no papers":      {func(i *lead.InstitutionChanged) { i.Papers = "" }, SaysNeither, false},
		"no licence told":        {func(i *lead.InstitutionChanged) { i.Licences = nil }, SaysLicensed, true},
	} {
		i := sprout()
		c.change(&i)
		a := Say(i, today)
		if a.Verdict != c.want || a.White != c.white || a.Good() != (c.want == SaysLicensed) {
			t.Errorf("%s: %s, white %v", name, a.Verdict, a.White)
		}
		if name == "suspended, yet entered" && a.Licences[0].Stands != Barred {
			t.Errorf("%s: its licence is %s", name, a.Licences[0].Stands)
		}
		if until := NewEntry(i).WhiteUntil; c.white != (until == forever || until >= today) && name != "later" {
			t.Errorf("%s: on the list until %q", name, until)
		}
	}
}

// Of the watch list only entries with a decision, a basis and an end are public, and only while they last.
func TestWatch(t *testing.T) {
	whole := lead.WatchEntry{Decision: "云教罚〔2026〕3号", Basis: "行政处罚法第四十八条", From: "2026-07-01", Until: "2026-12-31"}
	for name, c := range map[string]struct {
		change func(*lead.WatchEntry)
		want   int
	}{
		"whole": {func(*lead.WatchEntry) {}, 1}, "no decision": {func(w *lead.WatchEntry) { w.Decision = "" }, 0}, "no basis": {func(w *lead.WatchEntry) { w.Basis = "" }, 0},
		"no end": {func(w *lead.WatchEntry) { w.Until = "" }, 0}, "over": {func(w *lead.WatchEntry) { w.Until = "2026-07-31" }, 0}, "later": {func(w *lead.WatchEntry) { w.From = "2026-08-02" }, 0},
	} {
		i, w := sprout(), whole
		c.change(&w)
		i.Watch = []lead.WatchEntry{w}
		if got := Say(i, today).Watch; len(got) != c.want {
			t.Errorf("%s: %d entries", name, len(got))
		}
	}
}

// What was removed keeps nothing but its version.
func TestRemoved(t *testing.T) {
	i := sprout()
	i.Removed = true
	e := NewEntry(i)
	if e.Institution.Name != "" || len(e.Keys)+len(e.Grams)+len(e.Scopes) > 0 || e.WhiteUntil != "" || e.Institution.Version != 1 {
		t.Errorf("%+v", e)
	}
}

// Whatever is written finds nothing or something, and makes nothing panic; an institution is always found by its own name.
func TestAnyQuery(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringN(1, 40, 200).Draw(t, "name")
		i := lead.InstitutionChanged{Institution: "x", Name: name, Places: []string{rapid.String().Draw(t, "place")}}
		hits, _ := Rank(ReadQuery(rapid.String().Draw(t, "query")), []lead.InstitutionChanged{i})
		for _, h := range hits {
			if h.Score < 0 || h.Score > 1 {
				t.Fatalf("score %v", h.Score)
			}
		}
		if Plain(name) == "" {
			return
		}
		if hits, _ := Rank(ReadQuery(name), []lead.InstitutionChanged{i}); len(hits) != 1 || hits[0].Score != 1 {
			t.Fatalf("%q is not found by its name: %v", name, hits)
		}
	})
}

// The check character of a code is right, or the code is wrong.
func TestValidCode(t *testing.T) {
	for code, want := range map[string]bool{"91990101ma00000022": true, "91990101ma00000021": false, "9199o101ma00000022": false, "": false, "91990101MA00000022": false} {
		if ValidCode(code) != want {
			t.Errorf("%s: %v", code, !want)
		}
	}
}
