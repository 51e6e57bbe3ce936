package likeness

import (
	"cmp"
	_ "embed" // the words
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:embed data/words.txt
var wordData string

// words are the tables of data/words.txt in the form in which they are looked up.
type words struct {
	institution, subject, stage, school, block, beside, before, authority list

	ends                   list // of places, by their last character
	nowhere, bare, surname map[string]bool
	nobody                 []string // longest first
}

// word is a word of one of the tables.
type word struct {
	chars []rune
	kind  string
	line  int // which line of its kind it stands in
}

// list is words by their first character, longest first.
type list map[rune][]word

// loaded returns the tables, read at the first use.
var loaded = sync.OnceValue(func() *words {
	w := &words{ends: list{}, institution: list{}, subject: list{}, stage: list{}, school: list{}, block: list{}, beside: list{}, before: list{},
		authority: list{}, nowhere: map[string]bool{}, bare: map[string]bool{}, surname: map[string]bool{}}
	tables := map[string]list{"firm": w.institution, "lesson": w.institution, "plain": w.institution, "subject": w.subject, "stage": w.stage,
		"school": w.school, "block": w.block, "beside": w.beside, "before": w.before, "authority": w.authority}
	sets := map[string]map[string]bool{"nowhere": w.nowhere, "bare": w.bare, "surname": w.surname}
	lines := map[string]int{}
	for line := range strings.Lines(wordData) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0][0] == '#' {
			continue
		}
		kind := fields[0]
		for _, s := range fields[1:] {
			one := word{[]rune(s), kind, lines[kind]}
			switch {
			case tables[kind] != nil:
				tables[kind][one.chars[0]] = append(tables[kind][one.chars[0]], one)
			case sets[kind] != nil:
				sets[kind][s] = true
			case kind == "nobody":
				w.nobody = append(w.nobody, s)
			default:
				last := one.chars[len(one.chars)-1]
				w.ends[last] = append(w.ends[last], one)
			}
		}
		lines[kind]++
	}
	w.sort(tables)
	return w
})

// sort puts the longest words first.
func (w *words) sort(tables map[string]list) {
	for _, table := range append(slices.Collect(maps.Values(tables)), w.ends) {
		for r := range table {
			slices.SortStableFunc(table[r], func(a, b word) int { return cmp.Compare(len(b.chars), len(a.chars)) })
		}
	}
	slices.SortStableFunc(w.nobody, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
}

// at returns the longest word of the list that stands at i.
func (l list) at(r []rune, i int) (word, bool) {
	for _, one := range l[runeAt(r, i)] {
		if at(r, i, one.chars) {
			return one, true
		}
	}
	return word{}, false
}

// begins reports whether a word of the list stands at i.
func (l list) begins(r []rune, i int) bool {
	_, ok := l.at(r, i)
	return ok
}

// bits returns which lines of a list a text has a word of, one bit each.
func (l list) bits(r []rune) (bits uint16) {
	for i := range r {
		for _, one := range l[r[i]] {
			if at(r, i, one.chars) {
				bits |= 1 << one.line
			}
		}
	}
	return bits
}

// at reports whether chars stand at i.
func at(r []rune, i int, chars []rune) bool {
	return i >= 0 && len(r)-i >= len(chars) && slices.Equal(r[i:i+len(chars)], chars)
}

// hasAt reports whether s stands at i.
func hasAt(r []rune, i int, s string) bool {
	for _, c := range s {
		if runeAt(r, i) != c {
			return false
		}
		i++
	}
	return true
}

func runeAt(r []rune, i int) rune {
	if i < 0 || i >= len(r) {
		return 0
	}
	return r[i]
}

func isHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' }
