package rules

import (
	"cmp"
	"slices"

	ahocorasick "github.com/petar-dambovaliev/aho-corasick"
)

// lexicon finds the words of all lists in one pass.
type lexicon struct {
	scanner ahocorasick.AhoCorasick
	uses    [][]use // per pattern of the scanner
	lists   []list
}

// use says that a pattern is a word of a list, or an exception of it.
type use struct {
	list   int
	except bool
}

// hit is a word found: bytes [from, to) of the joined fields, which are characters [at, end).
type hit struct {
	from, to, at, end int32
	field             int32
}

// newLexicon builds the scanner for lists, in their order.
func newLexicon(lists []list) *lexicon {
	lex := &lexicon{lists: lists}
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
// touching an exception of the list, does not count. What included lists find is left out (document.of adds it).
func (lex *lexicon) find(plain string) [][]hit {
	words, exceptions := lex.scan(plain)
	for i := range words {
		words[i] = outermost(words[i], exceptions[i])
	}
	return words
}

// scan returns all words and all exceptions of each list, as the scanner finds them.
func (lex *lexicon) scan(plain string) (words, exceptions [][]hit) {
	type match struct{ pattern, from, to int32 }
	matches := make([]match, 0, len(plain)/2)
	wordsOf, exceptionsOf := make([]int, len(lex.lists)), make([]int, len(lex.lists))
	for all := lex.scanner.IterOverlapping(plain); ; {
		m := all.Next()
		if m == nil {
			break
		}
		matches = append(matches, match{int32(m.Pattern()), int32(m.Start()), int32(m.End())})
		for _, u := range lex.uses[m.Pattern()] {
			if u.except {
				exceptionsOf[u.list]++
			} else {
				wordsOf[u.list]++
			}
		}
	}
	words, exceptions = room(wordsOf), room(exceptionsOf)
	for _, m := range matches {
		for _, u := range lex.uses[m.pattern] {
			to := words
			if u.except {
				to = exceptions
			}
			to[u.list] = append(to[u.list], hit{from: m.from, to: m.to})
		}
	}
	return words, exceptions
}

// room returns empty slices with the given capacities, in one piece of memory.
func room(capacities []int) [][]hit {
	total := 0
	for _, n := range capacities {
		total += n
	}
	all, out := make([]hit, total), make([][]hit, len(capacities))
	for i, n := range capacities {
		out[i], all = all[:0:n], all[n:]
	}
	return out
}

// outermost sorts hits by position and drops those inside an earlier one and those that touch an exception.
func outermost(hits, exceptions []hit) []hit {
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(int(a.from-b.from), int(b.to-a.to))
	})
	kept, reach := hits[:0], int32(0)
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
