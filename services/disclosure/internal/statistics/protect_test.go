package statistics

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// truth returns the figures of a draft as they are, by the name that the attacker gives them.
func truth(version int, d Draft) map[string]int64 {
	out := map[string]int64{}
	for _, b := range d.Behind() {
		if b.Pass.Table != "" {
			out[named(version, b.Pass.Table, b.Pass.Row, b.Pass.Column)] = b.N
		}
	}
	return out
}

// tester is what rapid and testing have in common.
type tester interface {
	Helper()
	Fatalf(string, ...any)
}

// survives attacks releases of one month together. The attacker is told even how many leads moved from where to where between them, which
// nobody is.
func survives(t tester, smallest int64, drafts ...Draft) {
	t.Helper()
	k := &attack{number: map[string]int64{}}
	all := map[string]int64{}
	for i, d := range drafts {
		k.read(i, d.Release)
		for name, n := range truth(i, d) {
			all[name] = n
			if told, ok := k.number[name]; ok && (told != n || told < smallest) {
				t.Fatalf("%s is told as %d and is %d", name, told, n)
			}
		}
	}
	for i := 1; i < len(drafts); i++ {
		for name, before := range truth(i-1, drafts[i-1]) {
			after := fmt.Sprint(i) + name[1:]
			k.sums = append(k.sums, []term{{after, 1}, {name, -1}, {"one", before - all[after]}})
		}
	}
	for _, street := range drafts[0].Release.Table("streets").Rows { // each has its row because so many named it in that month
		if street != "total" && street != "other" {
			name := named(0, "streets", street, "total")
			k.sums = append(k.sums, []term{{name, 1}, {"more than needed in " + street, -1}, {"one", -smallest}})
		}
	}
	k.number["one"] = 1
	var small []string
	for name, n := range all {
		if n > 0 && n < smallest {
			small = append(small, name)
		}
	}
	slices.Sort(small)
	pinned := k.pinned()
	for _, name := range small {
		if n, ok := pinned[name]; ok {
			t.Fatalf("%s is found out to be %s", name, n.RatString())
		}
	}
	for name, b := range k.within(small) {
		if b.least.Sign() > 0 || b.most != nil && b.most.Cmp(big.NewRat(smallest, 1)) < 0 {
			t.Fatalf("%s, which is %d, is found out to be from %s to %v", name, all[name], b.least.RatString(), b.most)
		}
	}
}

// population draws members whose attributes are taken from a few values, some often and some rarely.
func drawMembers(t *rapid.T, label string, p Population, values [][]string) (out []Member) {
	n := rapid.OneOf(rapid.IntRange(0, 12), rapid.IntRange(10, 90)).Draw(t, label+" members")
	for i := range n {
		m := Member{Population: p, Subject: fmt.Sprint(p, i)}
		for j, v := range values {
			k := rapid.IntRange(0, len(v)*len(v)-1).Draw(t, fmt.Sprint(label, i, j))
			root := 0
			for (root+1)*(root+1) <= k {
				root++
			}
			m.Attributes = append(m.Attributes, v[root])
		}
		out = append(out, m)
	}
	return out
}

var drawn = map[Population][][]string{
	Received:  {{"柳塘街道", "金穗街道", "工业路街道", "学府街道"}, {"H01", "F02", "G02", None, "X", "D04", "D07", "A05", "A01"}, {"dept", "mailbox", "grid", "wechat", "hotline"}},
	Ended:     {{"settled", "declined", "merged", "unsubstantiated", "substantiated"}, {"fire", "police", "market", "education"}},
	Answered:  {{"unknown", "no", "yes"}, {"unknown", "no", "yes"}, {"unknown", "no", "yes"}},
	Opened:    {{"fire", "market", "education"}},
	Closed:    {{"not-filed", "corrected", "penalised"}, {"proposed", "not-proposed", "published"}},
	HarmLeads: {},
}

func drawMonth(t *rapid.T) (members []Member) {
	for _, p := range Populations() {
		if values, ok := drawn[p]; ok {
			members = append(members, drawMembers(t, string(p), p, values)...)
		}
	}
	return members
}

// Whatever a month holds, nobody who has all its tables can tell a number from 1 to 4, nor that it is not 0, nor that it is below 5; and
// the total of whatever has five is told.
func TestRandomMonthsSurviveTheAttack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		smallest := int64(rapid.IntRange(5, 10).Draw(t, "smallest"))
		d := First(Input{Month: "2026-07", Smallest: smallest, Members: drawMonth(t)})
		survives(t, smallest, d)
		for _, p := range Populations() {
			if a := d.Known[p].Network.Arc(p.whole()); a.Hidden != (a.N < smallest) {
				t.Fatalf("of %s, %d altogether, the total is suppressed: %v", p, a.N, a.Hidden)
			}
		}
	})
}

// Nor can anybody who has its corrections as well, even when he is told how many leads changed from what into what.
func TestCorrectionsSurviveTheAttack(t *testing.T) {
	told := 0
	rapid.Check(t, func(t *rapid.T) {
		drafts := []Draft{First(Input{Month: "2026-07", Smallest: 5, Members: drawMonth(t)})}
		for version := range rapid.IntRange(1, 3).Draw(t, "corrections") {
			now := map[string][]string{}
			for p, values := range drawn {
				if len(values) == 0 || !rapid.Bool().Draw(t, fmt.Sprint(version, p)) {
					continue
				}
				stage := rapid.IntRange(0, len(values)-1).Draw(t, fmt.Sprint(version, p, "attribute"))
				from, to := rapid.SampledFrom(values[stage]).Draw(t, "from"), rapid.SampledFrom(values[stage]).Draw(t, "to")
				left := rapid.IntRange(0, 20).Draw(t, fmt.Sprint(version, p, "changed"))
				for _, m := range drafts[len(drafts)-1].Known[p].Members {
					if m.Attributes[stage] == from && left > 0 {
						changed := slices.Clone(m.Attributes)
						changed[stage] = to
						now[m.Subject] = changed
						left--
					}
				}
			}
			next, err := Correct(drafts[len(drafts)-1], func(m Member) []string { return now[m.Subject] }, nil)
			if err == nil {
				told++
				drafts = append(drafts, next)
			}
		}
		survives(t, 5, drafts...)
	})
	if told == 0 {
		t.Fatal("no correction was ever told")
	}
}

// The attack is one that finds what is only hidden where it is small: else the tests above would prove nothing.
func TestTheAttackFindsWhatIsPoorlyHidden(t *testing.T) {
	var members []Member
	for street, n := range map[string]int{"柳塘街道": 9, "金穗街道": 3} {
		for i := range n {
			members = append(members, Member{Received, fmt.Sprint(street, i), []string{street, "A01", "hotline"}, 0, 0})
		}
	}
	d := First(Input{Month: "2026-07", Smallest: 5, Members: members})
	for _, known := range d.Known {
		for _, a := range known.Network.Arcs {
			if a.Cover {
				a.Hidden = false
			}
		}
	}
	d.Release.Tables = d.tables()
	var found failure
	func() {
		defer func() { _ = recover() }()
		survives(&found, 5, d)
	}()
	if found == "" {
		t.Fatal("the attack found nothing")
	}
}

// failure keeps what a test says against something, and stops it.
type failure string

func (f *failure) Helper() {}
func (f *failure) Fatalf(format string, args ...any) {
	*f = failure(fmt.Sprintf(format, args...))
	panic(string(*f))
}
