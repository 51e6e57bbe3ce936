package calendar

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// The years are those of the notices: so many days worked, so many statutory (11 before 2025, 13 from then on).
func TestDefaultCountsAsTheNoticesDo(t *testing.T) {
	for number, want := range map[int]map[Kind]int{
		2023: {Statutory: 11, ShiftedRest: 10, MakeupWork: 7}, 2024: {Statutory: 11, ShiftedRest: 10, MakeupWork: 8},
		2025: {Statutory: 13, ShiftedRest: 6, MakeupWork: 5}, 2026: {Statutory: 13, ShiftedRest: 9, MakeupWork: 6},
	} {
		got, worked := map[Kind]int{}, 0
		for d := date(number, time.January, 1); d.year() == number; d++ {
			k, _ := Default().kind(d)
			got[k]++
			if k.Working() {
				worked++
			}
		}
		for k, n := range want {
			if got[k] != n {
				t.Errorf("%d has %d days %s, want %d", number, got[k], k, n)
			}
		}
		if wantWorked := map[int]int{2023: 249, 2024: 251, 2025: 248, 2026: 248}[number]; worked != wantWorked {
			t.Errorf("%d has %d working days, want %d", number, worked, wantWorked)
		}
	}
}

// A day is what the notice makes it, a day of China, and known only if a notice can no longer move it.
func TestKind(t *testing.T) {
	for s, want := range map[string]Kind{
		"2026-02-16": Statutory, "2026-02-20": ShiftedRest, "2026-02-21": Weekend, "2026-02-28": MakeupWork, "2026-03-02": Workday,
		"2026-01-03": Weekend, "2025-10-06": Statutory, "2025-10-07": ShiftedRest, "2024-02-09": Workday, "2023-01-02": ShiftedRest,
	} {
		if got, known := Default().Kind(at(t, s)); got != want || !known {
			t.Errorf("%s is %s, known %v, want %s", s, got, known, want)
		}
	}
	if got, _ := Default().Kind(time.Date(2026, 9, 30, 16, 0, 0, 0, time.UTC)); got != Statutory {
		t.Errorf("16:00 UTC of 09-30 is %s, want the first of October", got)
	}
	for s, want := range map[string]bool{"2022-12-31": false, "2023-01-01": true, "2025-12-31": true, "2026-12-24": true, "2026-12-25": false} {
		if _, known := Default().Kind(at(t, s)); known != want {
			t.Errorf("%s known: %v", s, known)
		}
	}
}

// A year that is loaded is added or takes the place of the old one; the calendar it was loaded into stays as it was.
func TestLoad(t *testing.T) {
	before := Default().Version()
	next := "# notice\nyear 2027\nstatutory 2027-01-01 元旦\nmakeup_work 2026-12-26\n"
	c, err := Default().Load(fstest.MapFS{"2027.txt": {Data: []byte(next)}, "readme.md": {Data: []byte("no data")}})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.Due(at(t, "2026-12-24"), Limit{3, WorkingDays, ""}); err != nil || got.Date() != "2026-12-28" || got.Provisional {
		t.Errorf("with a Saturday worked: %v, %v", got, err)
	}
	if !strings.HasPrefix(c.Version(), "2023-2027/") || Default().Version() != before {
		t.Errorf("versions %s, %s", c.Version(), Default().Version())
	}
	replaced, err := c.Add([]byte("year 2027\nstatutory 2027-01-01\n"))
	if err != nil {
		t.Fatal(err)
	}
	if k, known := replaced.Kind(at(t, "2026-12-26")); k != Weekend || !known {
		t.Errorf("after the replacement 2026-12-26 is %s", k)
	}
}

// Equal data have an equal version, comments and order do not matter; other data have another.
func TestVersion(t *testing.T) {
	add := func(s string) string {
		c, err := new(Calendar).Add([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return c.Version()
	}
	a := add("year 2026\nstatutory 2026-01-01..2026-01-02 元旦\nmakeup_work 2026-01-04")
	if b := add("# x\n\nyear 2026\r\nmakeup_work 2026-01-04 y\nstatutory 2026-01-02\nstatutory 2026-01-01\n"); a != b {
		t.Errorf("%s, %s", a, b)
	}
	if b := add("year 2026\nstatutory 2026-01-01..2026-01-02\n"); a == b {
		t.Errorf("%s twice", a)
	}
	gap, err := Default().Add([]byte("year 2030\nstatutory 2030-01-01"))
	if err != nil || !strings.HasPrefix(gap.Version(), "2023-2026,2030/") {
		t.Errorf("%s, %v", gap.Version(), err)
	}
	if got := new(Calendar).Version(); got != "none" {
		t.Errorf("no data: %s", got)
	}
}

// Data that contradict themselves are refused, with the line.
func TestAddRefuses(t *testing.T) {
	for name, data := range map[string]string{
		"nothing":              "",
		"no days":              "year 2027\n",
		"no year":              "statutory 2027-01-01\n",
		"two years":            "year 2027\nyear 2028\nstatutory 2028-01-01",
		"a year out of range":  "year 1900\nstatutory 1900-01-01",
		"not a date":           "year 2027\nstatutory 2027-02-30",
		"not a kind":           "year 2027\nholiday 2027-01-01",
		"weekend, which is no": "year 2027\nweekend 2027-01-02",
		"another year":         "year 2027\nstatutory 2028-01-01",
		"too early":            "year 2027\nstatutory 2026-12-24",
		"twice":                "year 2027\nstatutory 2027-01-01\nstatutory 2027-01-01",
		"rest on a weekend":    "year 2027\nshifted_rest 2027-01-02",
		"work on a weekday":    "year 2027\nmakeup_work 2027-01-04",
		"backwards":            "year 2027\nstatutory 2027-01-03..2027-01-01",
		"endless":              "year 2027\nstatutory 0001-01-01..9999-12-31",
		"one word":             "year 2027\nstatutory",
		"too large":            strings.Repeat("#", maxData+1),
	} {
		if c, err := Default().Add([]byte(data)); !errors.Is(err, ErrData) || c != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := Default().Add([]byte("year 2027\n\nstatutory yesterday"))
	if err == nil || !strings.Contains(err.Error(), "line 3") {
		t.Errorf("error %v does not name line 3", err)
	}
}

// Files that cannot be read and two files of one year are refused.
func TestLoadRefuses(t *testing.T) {
	year := &fstest.MapFile{Data: []byte("year 2027\nstatutory 2027-01-01")}
	if _, err := Default().Load(fstest.MapFS{"a.txt": year, "b.txt": year}); !errors.Is(err, ErrData) {
		t.Errorf("two files of one year: %v", err)
	}
	if _, err := Default().Load(fstest.MapFS{"a.txt": {Data: []byte("year")}}); !errors.Is(err, ErrData) || !strings.Contains(err.Error(), "a.txt") {
		t.Errorf("bad data: %v", err)
	}
	if _, err := Default().Load(fstest.MapFS{"a.txt": {Mode: fs.ModeDir}}); err == nil {
		t.Error("a folder named like a file: no error")
	}
	if _, err := Default().Load(os.DirFS(t.TempDir() + "/missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// No data make it panic, and what is accepted can be counted with.
func FuzzAdd(f *testing.F) {
	for _, s := range []string{"", "year 2027", "year 2027\nstatutory 2027-01-01..2027-01-03 元旦\nmakeup_work 2026-12-26\n", "year\n..", "year 2027\nstatutory ..", "\xff\x00"} {
		f.Add([]byte(s))
	}
	start := time.Unix(1798300000, 0)
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Default().Add(data)
		if err != nil {
			if !errors.Is(err, ErrData) {
				t.Fatal(err)
			}
			return
		}
		for _, l := range []Limit{{30, WorkingDays, ""}, {10, NaturalDays, RollStatutory}, {10, NaturalDays, RollAllOff}} {
			if _, err := c.Due(start, l); err != nil {
				t.Fatal(err)
			}
		}
	})
}
