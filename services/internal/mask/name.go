package mask

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// letter is a character of a name that is being read.
type letter struct {
	from, to int  // bytes of Plain
	gap      bool // blanks were dropped before it
}

// nameEnd returns where the personal name that begins at i ends, or 0 if none does: a family name and one or two characters,
// after a label also a name with a dot or in Latin letters.
func (p *page) nameEnd(i int, sure certainty) int {
	letters := p.letters(i)
	if sure > weak {
		if end := p.foreignNameEnd(i, letters, sure); end > 0 {
			return end
		}
	}
	family := p.familyName(letters[:max(0, len(letters)-1)])
	if family == 0 {
		return 0
	}
	given := p.givenName(letters, family)
	if given == 0 || sure == spoken && hasAnyPrefix(p.Plain[letters[family].from:], titles) {
		return 0
	}
	if sure != label && p.isNoName(i) {
		if sure == weak {
			return 0
		}
		sure = weak
	}
	for ; given > 0; given-- {
		end := letters[family+given-1].to
		if sure > weak || p.endsClause(end) {
			return end
		}
	}
	return 0
}

// letters returns up to seven Han characters from i on.
func (p *page) letters(i int) []letter {
	var letters []letter
	for len(letters) < 7 && i < len(p.Plain) {
		r, size := utf8.DecodeRuneInString(p.Plain[i:])
		if !isHan(r) {
			break
		}
		letters = append(letters, letter{i, i + size, len(letters) > 0 && p.gapBefore(i)})
		i += size
	}
	return letters
}

// familyName returns how many of the letters are a family name.
func (p *page) familyName(letters []letter) int {
	for n := min(2, len(letters)); n > 0; n-- {
		if loaded().surnames[p.Plain[letters[0].from:letters[n-1].to]] {
			return n
		}
	}
	return 0
}

// givenName returns how many letters after the family name belong to the name: at most two, up to a word that ends a name
// or a gap, unless the letters are spaced out (张　三).
func (p *page) givenName(letters []letter, family int) int {
	n := 0
	for ; n < 2 && family+n < len(letters); n++ {
		l := letters[family+n]
		spaced := family+n == 1 || letters[family+n-1].gap
		if l.gap && !spaced || hasAnyPrefix(p.Plain[l.from:], afterNames) {
			break
		}
	}
	return n
}

// isNoName reports whether a word that only begins like a name stands at i.
func (p *page) isNoName(i int) bool {
	end := i
	for n := 0; n < 4 && end < len(p.Plain); n++ {
		_, size := utf8.DecodeRuneInString(p.Plain[end:])
		end += size
		if n > 0 && loaded().notNames[p.Plain[i:end]] {
			return true
		}
	}
	return false
}

// endsClause reports whether a clause or a word before which a name ends begins at i.
func (p *page) endsClause(i int) bool {
	r, _ := utf8.DecodeRuneInString(p.Plain[i:])
	return !isHan(r) || p.gapBefore(i) || hasAnyPrefix(p.Plain[i:], afterNames)
}

// foreignNameEnd returns where a name such as 阿依古丽·买买提, or after a label one in Latin letters, ends, or 0.
func (p *page) foreignNameEnd(i int, letters []letter, sure certainty) int {
	if len(letters) > 1 {
		end := letters[len(letters)-1].to
		if rest, ok := strings.CutPrefix(p.Plain[end:], "·"); ok {
			if more := p.letters(len(p.Plain) - len(rest)); len(more) > 1 {
				return more[len(more)-1].to
			}
		}
	}
	end := i
	for sure == label && end < len(p.Plain) && end < i+30 && (isLetter(rune(p.Plain[end])) || p.Plain[end] == ' ') {
		end++
	}
	end = i + len(strings.TrimRight(p.Plain[i:end], " "))
	if end < i+4 {
		return 0
	}
	return end
}

// gapBefore reports whether blanks of the raw text were dropped directly before i.
func (p *page) gapBefore(i int) bool {
	if i <= 0 || i >= len(p.Plain) {
		return false
	}
	_, before := utf8.DecodeLastRuneInString(p.Plain[:i])
	_, size := utf8.DecodeRuneInString(p.Plain[i:])
	_, end := p.RawSpan(i-before, i)
	start, _ := p.RawSpan(i, i+size)
	return end < start && strings.IndexFunc(p.Raw[end:start], unicode.IsSpace) >= 0
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return false
}
