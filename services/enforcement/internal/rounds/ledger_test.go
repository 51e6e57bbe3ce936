package rounds_test

import (
	"encoding/json"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	. "xiansuo/services/enforcement/internal/rounds"
)

// The ledger has a cell for each heading, and no cell is a formula.
func TestLedgerCells(t *testing.T) {
	v := visit()
	v.No, v.Teaches = 1, "=HYPERLINK(\"http://example.com\")"
	row := Row{Visit: v, Point: Point{Name: "+点位", Street: "柳塘街道"}, Promises: []Promise{Finding(ordered(t), Point{}, v, v.Findings[0])}}
	cells := row.Cells()
	if len(cells) != len(Headings()) {
		t.Fatalf("%d cells for %d headings", len(cells), len(Headings()))
	}
	for i, c := range cells {
		if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r\n") {
			t.Errorf("%s is %q", Headings()[i], c)
		}
	}
	if cells[13] != "13800138000" || cells[21] != "4680.00" || cells[24] != "F02" || cells[29] != "2026-07-10" {
		t.Errorf("%q", cells)
	}
}

// A ledger that was exported reads back as what it was, whatever the order of its columns; a row that is wrong is named and the others are checked.
func TestLedgersReadBack(t *testing.T) {
	r, yes := ordered(t), true
	v := visit()
	v.No, v.On, v.Teaches, v.Supervised = 1, "2026-07-06", "-英语", &yes
	v.Disposals, v.Evidence, v.Transferred = []onsite.Disposal{onsite.Stopped, onsite.Evacuated}, []Proof{{Kind: "roster"}}, []lead.Department{lead.Fire}
	p := Point{Name: "启明托管", Address: "文渊路15号", Street: "柳塘街道", Grid: "G1", Kind: "near-school"}
	cells := Row{Visit: v, Point: p, Promises: []Promise{Finding(r, p, v, v.Findings[0])}}.Cells()
	headings := Headings()
	headings[0], headings[13], cells[0], cells[13] = headings[13], headings[0], cells[13], cells[0]
	bad := append([]string{}, cells...)
	bad[9] = "飞船"
	got, wrong, err := ReadLedger(r, [][]string{headings, cells, {"", ""}, bad}, by("education"))
	if err != nil || len(got) != 1 || len(wrong) != 1 || wrong[0].Line != 3 {
		t.Fatal(got, wrong, err)
	}
	if got[0].Point != p {
		t.Errorf("%+v", got[0].Point)
	}
	v.Point, v.No, v.Team = 0, 0, "education"
	was, _ := json.Marshal(v)
	is, _ := json.Marshal(got[0].Visit)
	if string(was) != string(is) {
		t.Errorf("%s\n%s", was, is)
	}
	closed := Finding(r, p, v, v.Findings[0])
	_, _ = closed.Look(true, "", "", by("education"))
	handed := Finding(r, p, v, v.Findings[0])
	_, _ = handed.HandOver(lead.Urgent, "危险", by("education"))
	got, wrong, err = ReadLedger(r, [][]string{Headings(), Row{Visit: v, Point: p, Promises: []Promise{handed, closed}}.Cells()}, by("education"))
	if err != nil || len(wrong) != 0 || len(got[0].Visit.Findings) != 1 || got[0].Visit.Findings[0].ClosedOn != "2026-07-06" {
		t.Errorf("%+v, %v, %v", got, wrong, err)
	}
	if again := Finding(r, p, got[0].Visit, got[0].Visit.Findings[0]); again.State != Closed || !*again.Passed {
		t.Errorf("what was closed is %+v", again)
	}
	_, _, err = ReadLedger(r, [][]string{{"标题"}}, by("education"))
	refusedWith(t, err, "no-ledger")
}
