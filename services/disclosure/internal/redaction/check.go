package redaction

import (
	"slices"
	"strings"
	"unicode/utf8"

	"xiansuo/services/internal/text"
)

// Part is one text that would be public: a title, a paragraph, a field, the name of a file, its words, or what its metadata says.
type Part struct {
	Name string `json:"name"` // such as text/2, field/CF_SY/1 or file/1/Info.Author
	Text string `json:"text"`
	// Unreadable: its words cannot be read, as those of a picture. Somebody must look at it and say so.
	Unreadable bool `json:"unreadable,omitempty"`
}

// Finding is one thing that stands where it must not.
type Finding struct {
	Part string `json:"part"`
	Kind Kind   `json:"kind"`
	How  How    `json:"how"`
	// Entry is the number of the entry of the map whose value it is, from 1; 0: of none, it looks like personal data.
	Entry int `json:"entry,omitempty"`
	// Excerpt is what stands there, for those who work on it.
	Excerpt string `json:"excerpt"`
	// Doubt: it may be no leak, and may be allowed with a reason.
	Doubt bool `json:"doubt,omitempty"`
}

// How is in what disguise a value was found.
type How string

// The disguises.
const (
	Plain      How = "plain"      // as it is, or spaced out, in full width, in Chinese digits
	GivenName  How = "given-name" // the given name alone
	Apart      How = "apart"      // family name and given name told one after the other
	Reversed   How = "reversed"   // from back to front
	Sound      How = "sound"      // by characters of the same sound, or traditional ones
	Pinyin     How = "pinyin"     // by its sound in letters
	Initials   How = "initials"   // by the first letters of its sound
	Split      How = "split"      // cut over two parts
	Encoded    How = "encoded"    // behind an encoding
	Tail       How = "tail"       // the first or last eight digits of a number
	BirthDate  How = "birth-date" // date of birth and last four digits of an identity number
	WeakMask   How = "weak-mask"  // masked, but too little
	Pattern    How = "pattern"    // nobody listed it, but it looks so
	Unreadable How = "unreadable" // a file whose words cannot be read
)

// Bounds of a check. What is larger is refused, never read in part.
const (
	MostText  = 4 << 20 // bytes of all parts together
	MostParts = 4000
)

// Bounded reports whether parts can be checked at all.
func Bounded(parts []Part) bool {
	size := 0
	for _, p := range parts {
		size += len(p.Text)
	}
	return size <= MostText && len(parts) <= MostParts
}

// Check returns what of the map still stands in the parts, and what looks like personal data, without what the map allows. In what
// concerns a natural person (human), an exact room is a finding too. Its work grows with the text and with the map, not with their
// product over positions: a position is compared only with values that begin like it.
func (m Map) Check(parts []Part, human bool) []Finding {
	c := newChecker(m, human)
	for _, p := range parts {
		if p.Unreadable {
			c.found = append(c.found, Finding{Part: p.Name, Kind: Other, How: Unreadable, Excerpt: p.Name, Doubt: true})
		}
		c.part(p)
		for _, form := range decoded(p.Text) {
			c.encoded(Part{Name: p.Name, Text: form})
		}
	}
	c.split(parts)
	c.births(parts)
	return c.left()
}

type checker struct {
	m     Map
	human bool
	words []wanted // what is looked for in names, and in numbers
	index map[rune][]int
	short []wanted // names of two characters
	sound sounds
	found []Finding
	seen  map[Finding]bool
}

// wanted is one form of a value.
type wanted struct {
	runes   []rune
	numeric bool
	finding Finding
}

func newChecker(m Map, human bool) *checker {
	c := &checker{m: m, human: human, index: map[rune][]int{}, seen: map[Finding]bool{}}
	for i, e := range m.Entries {
		for _, value := range e.values() {
			c.want(i+1, e, value)
		}
	}
	for i, w := range c.words {
		c.index[w.runes[0]] = append(c.index[w.runes[0]], i)
	}
	return c
}

// want adds the forms of a value.
func (c *checker) want(entry int, e Entry, value string) {
	runes, numeric := needle(value)
	if len(runes) < 2 {
		return
	}
	f := Finding{Kind: e.Kind, Entry: entry}
	c.form(runes, numeric, f, Plain, false)
	back := slices.Clone(runes)
	slices.Reverse(back)
	if !slices.Equal(back, runes) {
		c.form(back, numeric, f, Reversed, len(runes) < 3)
	}
	if e.Kind == Institution {
		if core := []rune(middle(value)); len(core) >= 2 && len(core) < len(runes) {
			c.form(core, false, f, GivenName, true)
		}
	}
	switch {
	case numeric && allDigits(runes) && len(runes) >= 10:
		if e.Kind != Identity { // of which the first eight stay
			c.form(runes[:8], true, f, Tail, true)
		}
		c.form(runes[len(runes)-8:], true, f, Tail, true)
	case allHan(value) && (e.Kind == Person || e.Kind == Minor || e.Kind == Reporter || e.Kind == Other) && len(runes) <= 4:
		if given := givenName(runes); len(given) >= 2 {
			c.form(given, false, f, GivenName, true)
		}
		c.sound.add(runes, f)
		if len(runes) == 2 {
			c.short = append(c.short, wanted{runes, false, f})
		}
	}
}

func (c *checker) form(runes []rune, numeric bool, f Finding, how How, doubt bool) {
	f.How, f.Doubt = how, doubt
	c.words = append(c.words, wanted{runes, numeric, f})
}

func allDigits(runes []rune) bool {
	return !slices.ContainsFunc(runes, func(r rune) bool { return (r < '0' || r > '9') && r != 'x' })
}

// givenName returns a name without its family name.
func givenName(name []rune) []rune {
	if len(name) > 2 && slices.Contains(compound, string(name[:2])) {
		return name[2:]
	}
	return name[1:]
}

func (c *checker) part(p Part) {
	folded := text.Fold(p.Text)
	v := viewOf(folded)
	numbers := v.numbers()
	c.look(p, v, false)
	c.look(p, numbers, true)
	c.through(p, v, numbers)
	c.apart(p, v)
	c.sound.look(c, p, v)
	c.patterns(p, folded)
}

// look finds the wanted forms in a view.
func (c *checker) look(p Part, v view, numeric bool) {
	c.lookFor(p, v, numeric, func(wanted) bool { return true })
}

// lookFor finds those of the wanted forms that fit.
func (c *checker) lookFor(p Part, v view, numeric bool, fits func(wanted) bool) {
	for i, r := range v.runes {
		for _, n := range c.index[r] {
			w := c.words[n]
			if w.numeric != numeric || !fits(w) || len(w.runes) > len(v.runes)-i || !slices.Equal(v.runes[i:i+len(w.runes)], w.runes) {
				continue
			}
			from, to := v.raw(i, i+len(w.runes))
			c.add(w.finding, p, from, to)
		}
	}
}

// through finds names of three characters and more through the stars or digits between them (雷**振**国), and long numbers through the words between
// their parts (前三位138，中间0013，末四位8000). Shorter ones would be found where they are not: 王** and a word that begins with 尚.
func (c *checker) through(p Part, v, numbers view) {
	long := func(w wanted) bool { return w.finding.How == Plain && len(w.runes) >= 3 }
	if slices.Contains(v.runes, barrier) {
		c.lookFor(p, v.only(func(i int) bool { return v.runes[i] != barrier }), false, long)
	}
	if names := v.only(func(i int) bool { return v.runes[i] < '0' || v.runes[i] > '9' }); len(names.runes) < len(v.runes) {
		c.lookFor(p, names, false, long) // 雷1振2国
	}
	for _, from := range []view{v, numbers} { // 三 in 前三位 is no digit of the number, 三 in 一三八 is
		digits := from.only(func(i int) bool { return from.runes[i] >= '0' && from.runes[i] <= '9' })
		c.lookFor(p, digits, true, func(w wanted) bool { return w.finding.How == Plain && len(w.runes) >= 10 })
	}
}

// farthest is how far a given name of one character may stand behind its family name: 姓王，单名一个尚字.
const farthest = 10

// apart finds names of two characters that are told one character at a time: a family name, and within a few characters 名, 叫 or 个
// with the given name.
func (c *checker) apart(p Part, v view) {
	for i, r := range v.runes {
		if r != '名' && r != '叫' && r != '个' || i+1 >= len(v.runes) {
			continue
		}
		for _, w := range c.short {
			near := v.runes[max(0, i-farthest):i]
			if v.runes[i+1] == w.runes[1] && slices.Contains(near, w.runes[0]) && !slices.Contains(near, barrier) {
				f := w.finding
				f.How, f.Doubt = Apart, true
				from, to := v.raw(i, i+2)
				c.add(f, p, from, to)
			}
		}
	}
}

// encoded looks into a text that was decoded: for values and sounds, not for what only looks so.
func (c *checker) encoded(p Part) {
	n := len(c.found)
	v := viewOf(text.Fold(p.Text))
	c.look(p, v, false)
	c.look(p, v.numbers(), true)
	for i := n; i < len(c.found); i++ {
		c.found[i].How = Encoded
	}
}

// longestExcerpt bounds an excerpt, in characters.
const longestExcerpt = 60

func (c *checker) add(f Finding, p Part, from, to int) {
	f.Part = p.Name
	f.Excerpt = strings.TrimSpace(p.Text[from:to])
	if utf8.RuneCountInString(f.Excerpt) > longestExcerpt {
		f.Excerpt = string([]rune(f.Excerpt)[:longestExcerpt])
	}
	if !c.seen[f] {
		c.seen[f] = true
		c.found = append(c.found, f)
	}
}

// left returns the findings without those that are allowed.
func (c *checker) left() []Finding {
	allowed := map[string]bool{}
	for _, a := range c.m.Allowed {
		allowed[strings.TrimSpace(text.Fold(a.Text).Plain)] = true
	}
	return slices.DeleteFunc(c.found, func(f Finding) bool {
		return f.Doubt && allowed[strings.TrimSpace(text.Fold(f.Excerpt).Plain)]
	})
}
