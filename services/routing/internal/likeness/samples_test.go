package likeness_test

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/likeness"
)

// sample is one of the 60 sample complaints.
type sample struct {
	ID, Text, Address string
	Category          lead.Category
}

func (s sample) print() likeness.Print { return likeness.Of(matter(s.Text, s.Address), s.Category) }

func samples(t testing.TB) (all []sample) {
	t.Helper()
	file, err := os.Open("../../../xiansuo/samples/cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var s sample
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if len(all) != 60 {
		t.Fatalf("%d samples", len(all))
	}
	return all
}

// Of all 1,770 pairs of the sample complaints one is folded and none proposed. C001 and C056 tell of one flat in other words: the
// same floor of the same block of an estate, both covert lessons, both for children of the middle school, and nothing contradicts.
// Linked are those that domain knowledge links (C014 and C028, C017 and C031, C022 and C046, C030 and C051, C038 and C050) and two
// pairs more at one address. No trap is among them but C008 and C027, which are on one floor of a mall and about other matters.
func TestSamplePairs(t *testing.T) {
	want := map[likeness.How][]string{
		likeness.Certain: {"C001 C056"},
		likeness.Linked:  {"C008 C027", "C014 C028", "C015 C052", "C017 C031", "C022 C046", "C030 C051", "C038 C050"},
	}
	got := map[likeness.How][]string{}
	all := samples(t)
	for i, a := range all {
		for _, b := range all[i+1:] {
			if v := likeness.Compare(a.print(), b.print()); v.How != likeness.Different {
				got[v.How] = append(got[v.How], a.ID+" "+b.ID)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pairs (-want +got):\n%s", diff)
	}
}

// A second complaint about the same case is folded also if both come at once: C001 as a stranger would write it.
func TestSampleToldAgain(t *testing.T) {
	first := samples(t)[0].print()
	for _, c := range []struct{ text, address string }{
		{"翠湾花园六栋602有人开补习班，一帮初中生，教数学的，天天下午吵得没法睡觉", ""},
		{"举报翠湾花园6号楼6楼退休教师无证办班补数学，一次200元", "柳塘街道翠湾花园小区"},
		{"有个退休老师在家给初中的孩子讲物理，收钱的", "云汀区柳塘街道翠湾花园6幢602室"},
	} {
		if v := likeness.Compare(first, likeness.Of(matter(c.text, c.address), "A01")); v.How != likeness.Certain {
			t.Errorf("%s (%s): %+v", c.text, c.address, v)
		}
	}
}
