package rules

import (
	"slices"

	ahocorasick "github.com/petar-dambovaliev/aho-corasick"
)

// lexicon finds the words of all lists in one pass.
type lexicon struct {
	scanner ahocorasick.AhoCorasick
	uses    [][]use // per pattern of the scanner
	lists   int
}

// use says that a pattern is a word of a list, or an exception of it.
type use struct {
	list   int
	except bool
}

// hit is a word found: bytes [from, to) of the joined fields, which are characters [at, end).
type hit struct {
	from, to, at, end int
	field             int
}

// newLexicon builds the scanner for lists, in their order.
func newLexicon(lists []list) *lexicon {
	lex := &lexicon{lists: len(lists)}
	index := map[string]int{}
	var patterns []string
	add := func(word string, u use) {
		i, ok := index[word]
		if !ok {
			i = len(patterns)
			index[word] = i
			patterns, lex.uses = append(patterns, word), append(lex.uses, nil)
		}
		lex.uses[i] = append(lex.uses[i], u)
	}
	for i, l := range lists {
		for _, w := range l.words {
			add(w, use{i, false})
		}
		for _, w := range l.except {
			add(w, use{i, true})
		}
	}
	builder := ahocorasick.NewAhoCorasickBuilder(ahocorasick.Opts{MatchKind: ahocorasick.StandardMatch, DFA: true})
	lex.scanner = builder.Build(patterns)
	return lex
}

// find returns the words found in plain, per list and in order of position. A word inside a longer one of the same list, or
// touching an exception of the list, does not count.
func (lex *lexicon) find(plain string) [][]hit {
	hits, exceptions := make([][]hit, lex.lists), make([][]hit, lex.lists)
	for m, next := lex.scanner.IterOverlapping(plain), (*ahocorasick.Match)(nil); ; {
		if next = m.Next(); next == nil {
			break
		}
		h := hit{from: next.Start(), to: next.End()}
		for _, u := range lex.uses[next.Pattern()] {
			if u.except {
				exceptions[u.list] = append(exceptions[u.list], h)
			} else {
				hits[u.list] = append(hits[u.list], h)
			}
		}
	}
	for i := range hits {
		hits[i] = outermost(hits[i], exceptions[i])
	}
	return hits
}

// outermost sorts hits by position and drops those inside an earlier one and those that touch an exception.
func outermost(hits, exceptions []hit) []hit {
	slices.SortFunc(hits, func(a, b hit) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return b.to - a.to
	})
	kept, reach := hits[:0], 0
	for _, h := range hits {
		if h.to <= reach || touched(h, exceptions) {
			continue
		}
		kept, reach = append(kept, h), h.to
	}
	return kept
}

func touched(h hit, by []hit) bool {
	return slices.ContainsFunc(by, func(e hit) bool { return e.from < h.to && h.from < e.to })
}
