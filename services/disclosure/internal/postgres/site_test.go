package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/site"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pgtest"
)

const today = "2026-08-01"

func institution(n int) lead.InstitutionChanged {
	streets := []string{"柳塘街道", "东岗街道", "新桥街道"}
	return lead.InstitutionChanged{
		Institution: fmt.Sprintf("i%05d", n), Version: 1, Name: fmt.Sprintf("云汀区晨光%04d艺术培训中心", n), Street: streets[n%3], Standing: lead.Open, Papers: lead.BothPapers, Listed: true,
		Places: []string{fmt.Sprintf("%s解放路%d号", streets[n%3], n)}, Licences: []lead.Licence{{Number: fmt.Sprintf("教民%05d号", n), Scope: "艺术类、体育类", Until: "2027-08-31"}},
		At: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC),
	}
}

func newSite(t *testing.T) (*Store, *pgtest.Database) {
	t.Helper()
	db := pgtest.New(t, Schema())
	return &Store{Log: outbox.NewLog(db.Pool(t, "disclosure"), "disclosure", "990101")}, db
}

func (s *Store) keep(t *testing.T, all ...lead.InstitutionChanged) {
	t.Helper()
	err := s.Log.Save(t.Context(), func(_ context.Context, tx *outbox.Tx) error {
		for _, i := range all {
			if err := s.KeepInstitution(tx, i); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (s *Store) found(t *testing.T, raw string) string {
	t.Helper()
	found, err := s.FindInstitutions(t.Context(), site.ReadQuery(raw))
	if err != nil {
		t.Fatalf("%q: %v", raw, err)
	}
	var ids []string
	for _, i := range found {
		ids = append(ids, i.Institution)
	}
	return strings.Join(ids, " ")
}

// The newest version of an institution is kept, an older one that comes late is not; one that was removed is found no more, and an
// older version does not bring it back.
func TestNewestVersion(t *testing.T) {
	s, _ := newSite(t)
	first, second := institution(1), institution(1)
	second.Version, second.Name = 2, "云汀区朝霞艺术培训中心"
	s.keep(t, second)
	s.keep(t, first)
	s.keep(t, second)
	if i, err := s.Institution(t.Context(), first.Institution); err != nil || i.Name != second.Name || i.Licences[0].Number != "教民00001号" {
		t.Fatalf("%+v %v", i, err)
	}
	if s.found(t, "晨光") != "" || s.found(t, "朝霞") != first.Institution {
		t.Errorf("the old name finds %q, the new one %q", s.found(t, "晨光"), s.found(t, "朝霞"))
	}
	gone := second
	gone.Version, gone.Removed = 4, true
	third := second
	third.Version = 3
	s.keep(t, gone, third)
	if _, err := s.Institution(t.Context(), first.Institution); !errors.Is(err, ErrNoInstitution) {
		t.Errorf("removed: %v", err)
	}
	if got := s.found(t, "朝霞") + s.found(t, "教民00001号") + s.found(t, "解放路1号"); got != "" {
		t.Errorf("removed, and found: %s", got)
	}
	part, err := s.ListInstitutions(t.Context(), ListQuery{List: AllList, Today: today, Limit: 9})
	if err != nil || len(part.Institutions) > 0 {
		t.Errorf("removed, and listed: %+v %v", part, err)
	}
}

// An institution with texts of any length is kept: no index refuses it.
func TestLongTexts(t *testing.T) {
	s, _ := newSite(t)
	long := institution(1)
	long.Name, long.Street, long.Places = strings.Repeat("云汀区新芽艺", 2000), strings.Repeat("柳塘街道幸福", 2000), []string{strings.Repeat("𠮷路12号", 5000)}
	long.Aliases = []string{strings.Repeat("z", 9000)}
	s.keep(t, long)
	if i, err := s.Institution(t.Context(), long.Institution); err != nil || i.Name != long.Name {
		t.Fatal(err)
	}
	part, err := s.ListInstitutions(t.Context(), ListQuery{List: WhiteList, Today: today, Limit: 1})
	if err != nil || len(part.Institutions) != 1 || s.found(t, "新芽") != long.Institution {
		t.Errorf("%d listed, %v", len(part.Institutions), err)
	}
}

// An institution is found by name, code and address among others, the rarest part first, and nothing finds all of them.
func TestFindInstitutions(t *testing.T) {
	s, _ := newSite(t)
	var all []lead.InstitutionChanged
	for n := range 200 {
		all = append(all, institution(n))
	}
	all[7].Name, all[7].USCC, all[7].Aliases = "云汀区新芽艺术培训中心", "91990101MA00000022", []string{"新芽画室"}
	s.keep(t, all...)
	for raw, want := range map[string]string{"新芽": "i00007", "新芽畫室": "i00007", "91990101 ma000000 22": "i00007", "教民00150号": "i00150", "新牙画": "i00007",
		"云汀区晨光0150艺术培训中心": "i00150", "东岗街道解放路7号": "i00007"} {
		if got := s.found(t, raw); !strings.HasPrefix(got, want) {
			t.Errorf("%s finds %.60q, not %s first", raw, got, want)
		}
	}
	for _, raw := range []string{"", "  ", "培训中心", "91990101MA00000021", "%", "'); --", "\u202e", "🀄"} {
		if got := s.found(t, raw); got != "" {
			t.Errorf("%.20q finds %.60q", raw, got)
		}
	}
	for _, raw := range []string{strings.Repeat("晨光", 2000), "' OR 1=1 --", "云汀区晨光"} {
		if got := s.found(t, raw); strings.Count(got, " ") >= mostCandidates {
			t.Errorf("%.20q finds %d", raw, strings.Count(got, " ")+1)
		}
	}
}

// Lists hold who stands on them on the day, part by part, each once; a place that was not given is refused.
func TestListInstitutions(t *testing.T) {
	s, _ := newSite(t)
	var all []lead.InstitutionChanged
	for n := range 25 {
		all = append(all, institution(n))
	}
	all[0].Standing, all[1].Standing, all[2].Licences[0].Until, all[3].Listed = lead.Suspended, lead.Closed, "2026-07-31", false
	all[4].Licences[0].Scope = "科技类"
	all[5].Watch = []lead.WatchEntry{{Decision: "云教罚〔2026〕3号", Basis: "x", From: "2026-01-01", Until: "2026-12-31"}}
	all[6].Watch = []lead.WatchEntry{{Decision: "云教罚〔2025〕3号", Basis: "x", From: "2025-01-01", Until: "2025-12-31"}}
	s.keep(t, all...)
	for name, c := range map[string]struct {
		q    ListQuery
		want int
	}{
		"all": {ListQuery{List: AllList}, 25}, "white": {ListQuery{List: WhiteList}, 21}, "suspended": {ListQuery{List: SuspendedList}, 1}, "closed": {ListQuery{List: ClosedList}, 1},
		"watch": {ListQuery{List: WatchList}, 1}, "of a street": {ListQuery{List: WhiteList, Street: "柳塘街道"}, 7}, "of a scope": {ListQuery{List: WhiteList, Scope: "科技类"}, 1},
		"of no street": {ListQuery{List: WhiteList, Street: "无"}, 0},
	} {
		c.q.Today, c.q.Limit = today, 4
		seen := map[string]bool{}
		for {
			part, err := s.ListInstitutions(t.Context(), c.q)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for _, i := range part.Institutions {
				if seen[i.Institution] {
					t.Errorf("%s: %s twice", name, i.Institution)
				}
				seen[i.Institution] = true
			}
			if c.q.After = part.Next; part.Next == "" {
				break
			}
		}
		if len(seen) != c.want {
			t.Errorf("%s: %d", name, len(seen))
		}
	}
	for _, after := range []string{"x", "!!", writePlace("\x00", "", ""), strings.Repeat("A", 5000)} {
		if _, err := s.ListInstitutions(t.Context(), ListQuery{List: AllList, Today: today, After: after, Limit: 1}); !errors.Is(err, ErrBadPlace) {
			t.Errorf("%.10q: %v", after, err)
		}
	}
	counts, err := s.ListCounts(t.Context(), today)
	if err != nil || counts[WhiteList] != 21 || counts[SuspendedList] != 1 || counts[WatchList] != 1 || counts[ClosedList] != 1 {
		t.Errorf("%v %v", counts, err)
	}
	choices, err := s.ListChoices(t.Context(), WhiteList, today)
	if err != nil || len(choices.Streets) != 3 || strings.Join(choices.Scopes, " ") != "体育类 科技类 艺术类" {
		t.Errorf("%v %v", choices, err)
	}
}

// With 20,000 institutions, finding and listing read indexes, whatever is looked for.
func TestSitePlans(t *testing.T) {
	s, db := newSite(t)
	for from := 0; from < 20_000; from += 2000 {
		var all []lead.InstitutionChanged
		for n := range 2000 {
			all = append(all, institution(from+n))
		}
		all[0].Standing, all[1].Standing = lead.Suspended, lead.Closed
		all[2].Watch = []lead.WatchEntry{{Decision: "x", Basis: "x", From: "2026-01-01", Until: "2026-12-31"}}
		s.keep(t, all...)
	}
	if err := db.Exec(t, "VACUUM ANALYZE disclosure.site_institution"); err != nil {
		t.Fatal(err)
	}
	statements := map[string][]any{keysSQL: {"教民00001号", 60}}
	for name, raw := range map[string]string{"rare": "晨光0150", "common": "云汀区晨光", "place": "柳塘街道解放路19号"} {
		began := time.Now()
		s.found(t, raw)
		t.Logf("%s takes %v", name, time.Since(began).Round(time.Millisecond))
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%s takes %v", name, took)
		}
		plan := planned(t, s, gramsSQL, site.ReadQuery(raw).Grams, mostCandidates)
		if strings.Contains(plan, "Seq Scan on site_institution") {
			t.Errorf("%s reads a table whole:\n%s", name, plan)
		}
	}
	for _, l := range append(Lists(), AllList) {
		for _, q := range []ListQuery{{List: l}, {List: l, Street: "柳塘街道"}, {List: l, Scope: "艺术类"}} {
			q.Today, q.Limit = today, 50
			args, err := q.args()
			if err != nil {
				t.Fatal(err)
			}
			statements[q.sql()] = []any{args}
		}
	}
	for sql, args := range statements {
		if plan := planned(t, s, sql, args...); strings.Contains(plan, "Seq Scan on site_institution") || strings.Contains(plan, "Sort Key: street") && !strings.Contains(sql, "keys") {
			t.Errorf("%s:\n%s", sql, plan)
		}
	}
}

func planned(t *testing.T, s *Store, sql string, args ...any) string {
	t.Helper()
	rows, err := s.Log.DB.Query(t.Context(), "EXPLAIN (ANALYZE, TIMING OFF) "+sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return strings.Join(lines, "\n")
}
