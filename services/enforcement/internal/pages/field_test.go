package pages

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiansuo/pkg/lead"
)

// Sums are read in yuan and kept in fen, exactly, and written as people write them.
func TestYuan(t *testing.T) {
	for s, want := range map[string]int64{"0": 0, "1": 100, "1.5": 150, "1.05": 105, "46580": 4658000, "46,580.00": 4658000, "￥3,000": 300000, ".5": 50, "0.01": 1, "999999999999.99": 99999999999999} {
		if got, ok := fenOf(s); !ok || got != want {
			t.Errorf("%s is %d fen, %v", s, got, ok)
		}
	}
	for _, s := range []string{"1.005", "-1", "1e3", "一百", "1.", "0x10", "1.2.3", "9999999999999", "+1"} {
		if got, ok := fenOf(s); ok {
			t.Errorf("%s is read as %d fen", s, got)
		}
	}
	for fen, want := range map[int64]string{0: "0", 5: "0.05", 150: "1.50", 4658000: "46,580", 300000: "3,000", 123456789: "1,234,567.89", -100: "-1", 100000: "1,000", 99999: "999.99"} {
		if got := yuanOf(fen); got != want {
			t.Errorf("%d fen are %s, want %s", fen, got, want)
		}
	}
}

// A form becomes what a program would send: numbers are numbers, rows are rows, what is empty is not there, what is wrong has its place.
func TestFormsBecomeData(t *testing.T) {
	fields := []field{{Name: "on", Kind: day, Required: true}, {Name: "sum", Kind: yuan}, {Name: "n", Kind: count}, {Name: "ok", Kind: answer, Required: true}, {Name: "box", Kind: mark},
		{Name: "who", Kind: list}, {Name: "pick", Kind: choice, Choices: []option{{Value: "a"}}}, {Name: "empty", Kind: text},
		{Name: "r", Kind: rows, Rows: []field{{Name: "x", Kind: text, Required: true}, {Name: "y", Kind: yuan}}}}
	got, trouble := read(fields, "", url.Values{"on": {" 2026-07-01 "}, "sum": {"12.30"}, "n": {"7"}, "ok": {"no"}, "who": {"张三、李四\r\n王五"}, "pick": {"a"}, "empty": {"  "},
		"r.rows": {"3"}, "r.0.x": {"one"}, "r.0.y": {"1"}, "r.2.x": {"three"}})
	want := map[string]any{"on": "2026-07-01", "sum": json.Number("1230"), "n": json.Number("7"), "ok": false, "who": []any{"张三", "李四", "王五"}, "pick": "a",
		"r": []any{map[string]any{"x": "one", "y": json.Number("100")}, map[string]any{"x": "three"}}}
	if diff := cmp.Diff(want, got); diff != "" || len(trouble) > 0 {
		t.Errorf("%s %v", diff, trouble)
	}
	_, trouble = read(fields, "", url.Values{"sum": {"viel"}, "n": {"-1"}, "pick": {"b"}, "r.0.y": {"1"}})
	var at []string
	for _, p := range trouble {
		at = append(at, p.Path)
	}
	if diff := cmp.Diff([]string{"on", "sum", "n", "ok", "pick", "r.0.x"}, at); diff != "" {
		t.Error(diff)
	}
	located(fields, trouble)
	if trouble[5].Path != "r.0.x" {
		t.Errorf("a row's trouble is at %q", trouble[5].Path)
	}
	if got := located(fields, []problem{{Path: "gone"}}); got[0].Path != "" {
		t.Error("a trouble of no field has a place")
	}
}

// Every word that templates and code ask for is there, in both languages.
func TestEveryWord(t *testing.T) {
	for key, name := range words {
		if name.ZH == "" || name.EN == "" || name == (lead.Name{}) {
			t.Errorf("the word %s is empty", key)
		}
	}
}
