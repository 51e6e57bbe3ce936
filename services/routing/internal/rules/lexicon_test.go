package rules

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The scanner finds what a naive search finds: every word that is not inside a longer one of its list and touches no exception.
func TestScannerFindsWhatANaiveSearchFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfNDistinct(rapid.StringMatching(`[甲乙丙a]{1,3}`), 1, 6, rapid.ID[string])
		l := list{name: "l", words: words.Draw(t, "words"), except: words.Draw(t, "except")}
		other := list{name: "other", words: words.Draw(t, "other")}
		plain := rapid.StringMatching(`[甲乙丙a]{0,30}`).Draw(t, "plain")
		found := newLexicon([]list{l, other}).find(plain)
		if diff := cmp.Diff(naive(plain, l), spans(found[0])); diff != "" {
			t.Errorf("first list (-naive +found):\n%s", diff)
		}
		if diff := cmp.Diff(naive(plain, other), spans(found[1])); diff != "" {
			t.Errorf("second list (-naive +found):\n%s", diff)
		}
	})
}

func spans(hits []hit) [][2]int {
	var out [][2]int
	for _, h := range hits {
		out = append(out, [2]int{int(h.from), int(h.to)})
	}
	return out
}

// naive finds the words of a list one by one.
func naive(plain string, l list) [][2]int {
	all, exceptions := occurrences(plain, l.words), occurrences(plain, l.except)
	slices.SortFunc(all, func(a, b [2]int) int {
		if a[0] != b[0] {
			return a[0] - b[0]
		}
		return b[1] - a[1]
	})
	var out [][2]int
	reach := 0
	for _, w := range all {
		touched := slices.ContainsFunc(exceptions, func(e [2]int) bool { return e[0] < w[1] && w[0] < e[1] })
		if w[1] > reach && !touched {
			out, reach = append(out, w), w[1]
		}
	}
	return out
}

func occurrences(plain string, words []string) [][2]int {
	var out [][2]int
	for _, w := range words {
		for at := range len(plain) {
			if strings.HasPrefix(plain[at:], w) {
				out = append(out, [2]int{at, at + len(w)})
			}
		}
	}
	return out
}

// No list of the default set holds a word twice, or a word that one of its exceptions hides wherever it stands.
func TestNoWordOfTheDefaultSetIsDead(t *testing.T) {
	set, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range set.lists {
		for _, w := range l.words {
			for _, e := range l.except {
				if strings.Contains(w, e) {
					t.Errorf("list %s: the exception %s hides the word %s everywhere", l.name, e, w)
				}
			}
		}
	}
}
