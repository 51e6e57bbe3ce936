package mask

import (
	_ "embed" // the tables
	"strings"
	"sync"
	"unicode/utf8"
)

var (
	//go:embed data/surnames.txt
	surnameData string
	//go:embed data/notnames.txt
	notNameData string
)

// tables are the data files and the cues as they are looked up.
type tables struct {
	surnames map[string]bool
	notNames map[string]bool // words that only begin like a name
	cues     map[rune][]cue  // by first character
	first    [256]bool       // the low byte of a first character: most others are told apart by it
}

// cue is a word that announces a name or an address.
type cue struct {
	word         string
	dwelling     bool          // an address
	family       bool          // a family name
	introduction *introduction // a name; nil: 我是 and the like, or one of the above
}

var loaded = sync.OnceValue(func() *tables {
	t := &tables{surnames: set(surnameData), notNames: set(notNameData), cues: map[rune][]cue{}}
	for _, in := range introductions {
		t.add(cue{word: in.word, introduction: &in})
	}
	for _, word := range selves {
		t.add(cue{word: word})
	}
	for _, word := range familyCues {
		t.add(cue{word: word, family: true})
	}
	for _, word := range dwellings {
		t.add(cue{word: word, dwelling: true})
	}
	return t
})

func (t *tables) add(c cue) {
	r, _ := utf8.DecodeRuneInString(c.word)
	t.cues[r] = append(t.cues[r], c)
	t.first[byte(r)] = true
}

func set(data string) map[string]bool {
	words := map[string]bool{}
	for line := range strings.Lines(data) {
		if !strings.HasPrefix(line, "#") {
			for word := range strings.FieldsSeq(line) {
				words[word] = true
			}
		}
	}
	return words
}

// announced finds the names and addresses that a cue announces.
func (p *page) announced() {
	t := loaded()
	for i, r := range p.Plain {
		if !t.first[byte(r)] {
			continue
		}
		for _, c := range t.cues[r] {
			end := i + len(c.word)
			switch {
			case !strings.HasPrefix(p.Plain[i:], c.word):
			case c.dwelling:
				p.addressAfter(end)
			case c.family:
				p.familyNameAfter(end)
			case c.introduction != nil:
				p.nameAfter(end, *c.introduction)
			default:
				p.selfIntroduction(end)
			}
		}
	}
}
