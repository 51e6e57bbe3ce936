package redaction

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// sounds looks for names by how they sound: written with other characters, in pinyin, or by its first letters.
type sounds struct {
	names    []sounding
	first    map[string][]int // names by the sound of their first character
	begins   map[rune][]int   // names by their first character and by the first letters of its sounds
	latin    map[string][]int // index of latin by first letter pair
	latins   []latinForm
	readings map[rune][]string
}

type sounding struct {
	runes   []rune
	heard   [][]string // readings of each character
	finding Finding
}

type latinForm struct {
	letters string
	finding Finding
}

var style = pinyin.Args{Style: pinyin.Normal, Heteronym: true}

// add adds a name.
func (s *sounds) add(name []rune, f Finding) {
	if s.first == nil {
		s.first, s.begins, s.latin, s.readings = map[string][]int{}, map[rune][]int{}, map[string][]int{}, map[rune][]string{}
	}
	one := sounding{runes: name, finding: f}
	for _, r := range name {
		heard := s.reading(r)
		if len(heard) == 0 {
			return // a character that nobody can say
		}
		one.heard = append(one.heard, heard)
	}
	s.begins[name[0]] = append(s.begins[name[0]], len(s.names))
	for _, heard := range one.heard[0] {
		s.first[heard] = append(s.first[heard], len(s.names))
		letter := rune(heard[0])
		if known := s.begins[letter]; len(known) == 0 || known[len(known)-1] != len(s.names) {
			s.begins[letter] = append(known, len(s.names))
		}
	}
	s.names = append(s.names, one)
	for _, said := range spoken(one.heard) {
		whole := strings.Join(said, "")
		s.addLatin(whole, f, Pinyin, len(name) < 3)
		family := len(name) - len(givenName(name))
		s.addLatin(strings.Join(append(slices.Clone(said[family:]), said[:family]...), ""), f, Pinyin, len(name) < 3)
		if len(name) >= 3 {
			letters := ""
			for _, syllable := range said {
				letters += syllable[:1]
			}
			s.addLatin(letters, f, Initials, true)
		}
	}
}

func (s *sounds) addLatin(letters string, f Finding, how How, doubt bool) {
	if len(letters) < 3 {
		return
	}
	f.How, f.Doubt = how, doubt
	key := letters[:2]
	for _, i := range s.latin[key] {
		if s.latins[i].letters == letters && s.latins[i].finding == f {
			return
		}
	}
	s.latin[key] = append(s.latin[key], len(s.latins))
	s.latins = append(s.latins, latinForm{letters, f})
}

// reading returns how a character may be said, without tones.
func (s *sounds) reading(r rune) []string {
	if heard, ok := s.readings[r]; ok {
		return heard
	}
	var heard []string
	for _, said := range pinyin.SinglePinyin(r, style) {
		said = strings.ReplaceAll(said, "v", "u")
		if said != "" && !slices.Contains(heard, said) {
			heard = append(heard, said)
		}
	}
	s.readings[r] = heard
	return heard
}

// spoken returns the ways to say a name, at most eight.
func spoken(heard [][]string) [][]string {
	out := [][]string{nil}
	for _, readings := range heard {
		var next [][]string
		for _, before := range out {
			for _, reading := range readings {
				if len(next) < 8 {
					next = append(next, append(slices.Clone(before), reading))
				}
			}
		}
		out = next
	}
	return out
}

// look finds names by sound in a part.
func (s *sounds) look(c *checker, p Part, v view) {
	if len(s.names) == 0 {
		return
	}
	for i, r := range v.runes {
		if !isHan(r) {
			continue
		}
		for _, heard := range s.reading(r) {
			for _, n := range s.first[heard] {
				s.lookHere(c, p, v, i, s.names[n])
			}
		}
	}
	s.lookLatin(c, p, v.only(func(i int) bool { // without tones in digits: lei2zhen4guo2
		return !(v.runes[i] >= '1' && v.runes[i] <= '5' && i > 0 && isLatin(v.runes[i-1]))
	}))
	s.mixed(c, p, v)
}

// mixed finds names that are written partly in characters and partly by their sound: 雷zhen国.
func (s *sounds) mixed(c *checker, p Part, v view) {
	for i, r := range v.runes {
		ahead := v.runes[i:min(len(v.runes), i+8)]
		if isLatin(r) && i > 0 && isLatin(v.runes[i-1]) || !slices.ContainsFunc(ahead, isHan) || !slices.ContainsFunc(ahead, isLatin) {
			continue
		}
		for _, n := range s.begins[r] {
			one := &s.names[n]
			if end := one.mixedAt(v, i); end > 0 {
				f := one.finding
				f.How, f.Doubt = Pinyin, len(one.runes) < 3
				from, to := v.raw(i, end)
				c.add(f, p, from, to)
			}
		}
	}
}

// mixedAt returns where a name ends that begins at i, some of it in characters and some by sound, or 0.
func (one *sounding) mixedAt(v view, i int) int {
	characters, syllables := 0, 0
	for k, want := range one.runes {
		if i < len(v.runes) && v.runes[i] == want {
			characters++
			i++
			continue
		}
		said := slices.IndexFunc(one.heard[k], func(said string) bool {
			return strings.HasPrefix(string(v.runes[i:min(len(v.runes), i+len(said))]), said)
		})
		if said < 0 {
			return 0
		}
		syllables++
		i += len(one.heard[k][said])
	}
	if characters == 0 || syllables == 0 || i < len(v.runes) && isLatin(v.runes[i]) && isLatin(v.runes[i-1]) {
		return 0
	}
	return i
}

// lookHere finds a name that begins at i by sound, but not as it is written: that was found before. A name of two characters needs one of
// them as it is, or an uncommon one: 王上 for 王尚, but 网上 is a word.
func (s *sounds) lookHere(c *checker, p Part, v view, i int, one sounding) {
	if len(one.runes) > len(v.runes)-i {
		return
	}
	same, uncommon := 0, false
	for k, want := range one.runes {
		r := v.runes[i+k]
		switch {
		case r == want:
			same++
		case !slices.ContainsFunc(s.reading(r), func(said string) bool { return slices.Contains(one.heard[k], said) }):
			return
		default:
			uncommon = uncommon || !common(r)
		}
	}
	if same == len(one.runes) || len(one.runes) < 3 && same == 0 && !uncommon {
		return
	}
	f := one.finding
	f.How, f.Doubt = Sound, !uncommon
	from, to := v.raw(i, i+len(one.runes))
	c.add(f, p, from, to)
}

// common reports whether a character is one of GB 2312: traditional ones are not.
func common(r rune) bool {
	_, err := simplifiedchinese.HZGB2312.NewEncoder().String(string(r))
	return err == nil
}

// lookLatin finds names in letters: whole words, together or apart, with dots or dashes between.
func (s *sounds) lookLatin(c *checker, p Part, v view) {
	for i := range v.runes {
		if !isLatin(v.runes[i]) || i > 0 && isLatin(v.runes[i-1]) && v.to[i-1] == v.from[i] || i+1 >= len(v.runes) || !isLatin(v.runes[i+1]) {
			continue
		}
		for _, n := range s.latin[string(v.runes[i:i+2])] {
			one := s.latins[n]
			end := i + utf8.RuneCountInString(one.letters)
			if end > len(v.runes) || strings.ReplaceAll(string(v.runes[i:end]), "v", "u") != one.letters || end < len(v.runes) && isLatin(v.runes[end]) && v.to[end-1] == v.from[end] {
				continue
			}
			if from, to := v.raw(i, end); near(strings.TrimSpace(p.Text[from:to])) {
				c.add(one.finding, p, from, to)
			}
		}
	}
}

// near reports whether between the letters of a name there are only blanks, dots and the like.
func near(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) && isHan(r) || r == '\n' || r == ',' || r == ';' })
}

func isLatin(r rune) bool { return r >= 'a' && r <= 'z' }
