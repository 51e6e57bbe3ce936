package postgres

import (
	"fmt"
	"testing"

	"xiansuo/services/enforcement/internal/institutions"
)

// entries are n rows of a list of licences, of which some are bad.
func entries(n int, bad map[int]bool) (out []institutions.Entry) {
	for i := range n {
		d := school(i)
		e := institutions.Entry{Line: i + 2, Name: d.Name, Code: d.Registration.USCC, Kind: institutions.Company, Licence: d.Licences[0].Number, Scope: "学科类", From: "2024-01-01", Until: "2026-12-31", Address: d.Places[0].Address}
		if bad[i] {
			e.Problems = []string{"统一社会信用代码：必填"}
		}
		out = append(out, e)
	}
	return out
}

func (r register) imported(all []institutions.Entry, apply bool) map[institutions.Verdict]int {
	r.t.Helper()
	w := why("education", "2026-07-02")
	done, err := r.ImportInstitutions(r.t.Context(), institutions.Licensed, all, w, apply)
	if err != nil {
		r.t.Fatal(err)
	}
	counts := map[institutions.Verdict]int{}
	for _, e := range done {
		counts[e.Verdict]++
	}
	return counts
}

// A dry run says what would be and changes nothing; applied, the good rows are in, the bad ones cost none; applied again, nothing changes.
func TestImport(t *testing.T) {
	r := newRegister(t)
	r.create(7)
	all := entries(250, map[int]bool{3: true, 120: true})
	all[8].Code = all[9].Code    // two rows of one code under two names
	all[10].Until = "2023-01-01" // ends before it begins: the heart refuses it
	want := map[institutions.Verdict]int{institutions.RowNew: 245, institutions.RowSame: 1, institutions.RowWrong: 3, institutions.RowDoubtful: 1}
	for _, apply := range []bool{false, false, true} {
		if got := r.imported(all, apply); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("apply %v: %v, want %v", apply, got, want)
		}
	}
	again := map[institutions.Verdict]int{institutions.RowSame: 246, institutions.RowWrong: 3, institutions.RowDoubtful: 1}
	for _, apply := range []bool{true, false} {
		if got := r.imported(all, apply); fmt.Sprint(got) != fmt.Sprint(again) {
			t.Fatalf("again, apply %v: %v, want %v", apply, got, again)
		}
	}
	n := 0
	if err := r.ExportInstitutions(t.Context(), func(i ExportedInstitution) error { n++; return nil }); err != nil || n != 246 {
		t.Fatalf("exported %d: %v", n, err)
	}
}
