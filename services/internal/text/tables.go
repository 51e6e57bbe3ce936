package text

import (
	_ "embed" // the tables
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

var (
	//go:embed data/traditional.txt
	traditionalData string
	//go:embed data/spelling.txt
	spellingData string
	//go:embed data/fixed.txt
	fixedData string
)

// tables are the data files in the form in which they are looked up.
type tables struct {
	simple  [0x9FFF - 0x4E00 + 1]uint16 // by traditional character; 0: itself
	circled map[rune]rune
	words   map[rune][]word      // by first character, longest first
	first   [1 << 16 / 64]uint64 // bit set: a word or a numeral may begin with the character
}

// word is a false spelling with its right one, or a fixed word, whose numerals are not numbers.
type word struct {
	is            []rune
	right         string
	fixed         bool
	before, after condition
}

// condition is about the character beside a word.
type condition struct {
	must bool
	any  string // must: one of these; otherwise: none of these
}

// loaded returns the tables, read at the first use. Data that cannot be read is a defect of the build: it panics, and the
// tests of this package find it.
var loaded = sync.OnceValue(func() *tables {
	t := &tables{circled: map[rune]rune{}, words: map[rune][]word{}}
	for pair := range fields(traditionalData) {
		from, size := utf8.DecodeRuneInString(pair)
		to, _ := utf8.DecodeRuneInString(pair[size:])
		if isHan(from) {
			t.simple[from-0x4E00] = uint16(to)
		} else {
			t.circled[from] = to
		}
	}
	for is := range fields(fixedData) {
		t.add(word{is: []rune(is), fixed: true})
	}
	for line := range lines(spellingData) {
		t.add(parseSpelling(line))
	}
	for r, words := range t.words {
		slices.SortStableFunc(words, func(a, b word) int { return len(b.is) - len(a.is) })
		t.mark(r)
	}
	for _, r := range "0123456789" + numeralCharacters {
		t.mark(r)
	}
	return t
})

func (t *tables) add(w word) { t.words[w.is[0]] = append(t.words[w.is[0]], w) }

func (t *tables) mark(r rune) {
	if r < 1<<16 {
		t.first[r/64] |= 1 << (r % 64)
	}
}

// mayBegin reports whether a word or a numeral may begin with r.
func (t *tables) mayBegin(r rune) bool { return r >= 1<<16 || t.first[r/64]&(1<<(r%64)) != 0 }

func (t *tables) simplified(r rune) rune {
	if r >= 0x4E00 {
		if s := t.simple[r-0x4E00]; s != 0 {
			return rune(s)
		}
	}
	return r
}

func parseSpelling(line string) word {
	parts := strings.Split(line, "\t")
	if len(parts) != 4 {
		panic(fmt.Sprintf("text: spelling table: want 4 columns: %q", line))
	}
	return word{is: []rune(parts[0]), right: parts[1], before: parseCondition(parts[2]), after: parseCondition(parts[3])}
}

func parseCondition(s string) condition {
	switch {
	case strings.HasPrefix(s, "="):
		return condition{must: true, any: s[1:]}
	case strings.HasPrefix(s, "!"):
		return condition{any: s[1:]}
	case s == "-":
		return condition{}
	}
	panic(fmt.Sprintf("text: spelling table: not a condition: %q", s))
}

// lines yields the lines of a data file that are not empty and not comments.
func lines(data string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(data) {
			line = strings.TrimRight(line, "\r\n")
			if line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
	}
}

// fields yields the blank-separated fields of a data file.
func fields(data string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range lines(data) {
			for field := range strings.FieldsSeq(line) {
				if !yield(field) {
					return
				}
			}
		}
	}
}
