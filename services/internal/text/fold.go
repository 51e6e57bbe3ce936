package text

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// atom is one rune of the folded text and the raw bytes it came from.
type atom struct {
	r        rune
	from, to int32
	gap      bool // space was dropped before it
}

const dropped rune = -1

// fold appends the folded runes of raw to atoms.
func fold(atoms []atom, raw string) []atom {
	t := loaded()
	for i := 0; i < len(raw); {
		r, size := rune(raw[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(raw[i:])
		}
		from, to := int32(i), int32(i+size)
		i += size
		if r == utf8.RuneError && size == 1 {
			continue
		}
		folded, known := t.foldRune(r)
		switch {
		case known && folded == dropped:
		case known:
			atoms = append(atoms, atom{r: folded, from: from, to: to})
		default:
			atoms = t.decompose(atoms, atom{r: r, from: from, to: to})
		}
	}
	return closeSpace(atoms)
}

// foldRune returns what an ordinary rune folds to, and whether it is ordinary: the others are decomposed.
func (t *tables) foldRune(r rune) (rune, bool) {
	switch {
	case r < utf8.RuneSelf:
		return foldASCII(r), true
	case isHan(r):
		return t.simplified(r), true
	case r == 0x3000: // ideographic space
		return ' ', true
	case r > 0x3000 && r <= 0x3020 || r == 0x2014 || r >= 0x2018 && r <= 0x201D: // CJK punctuation and 〇, dash, quotes
		return r, true
	case r >= 0xFF01 && r <= 0xFF5E: // full width
		return foldASCII(r - 0xFEE0), true
	}
	return 0, false
}

func foldASCII(r rune) rune {
	switch {
	case 'A' <= r && r <= 'Z':
		return r + 'a' - 'A'
	case r == ' ', '\t' <= r && r <= '\r':
		return ' '
	case r < ' ', r == 0x7F:
		return dropped
	}
	return r
}

// decompose appends what is left of a rare rune: its compatibility decomposition without marks and invisible characters.
func (t *tables) decompose(atoms []atom, a atom) []atom {
	if r, ok := t.circled[a.r]; ok {
		a.r = r
		return append(atoms, a)
	}
	parts := norm.NFKD.AppendString(make([]byte, 0, 64), string(a.r))
	if a.r >= 0xAC00 && a.r <= 0xD7A3 { // Hangul syllables would fall into letters
		parts = utf8.AppendRune(parts[:0], a.r)
	}
	for len(parts) > 0 {
		r, size := utf8.DecodeRune(parts)
		parts = parts[size:]
		if r = t.foldRare(r); r != dropped {
			atoms = append(atoms, atom{r: r, from: a.from, to: a.to})
		}
	}
	return atoms
}

// foldRare folds one rune of a decomposition.
func (t *tables) foldRare(r rune) rune {
	if folded, ok := t.foldRune(r); ok {
		return folded
	}
	switch {
	case r == 0x2028, r == 0x2029, unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector):
		return dropped
	case r >= 0x0300 && r <= 0x036F, r >= 0x20D0 && r <= 0x20FF: // combining marks of Latin letters and of symbols
		return dropped
	case r == 0x115F, r == 0x1160, r == 0x3164, r == 0x2800: // blank letters
		return dropped
	case unicode.Is(unicode.Nd, r):
		return '0' + decimal(r)
	case r == 0x25CB || r == 0x25EF: // ○ and ◯ written for 〇
		return 0x3007
	}
	return unicode.ToLower(r)
}

// decimal returns the value of a decimal digit: in every script ten follow each other from zero (Unicode 4.6).
func decimal(r rune) rune {
	n := rune(0)
	for n < 9 && unicode.Is(unicode.Nd, r-n-1) {
		n++
	}
	return n
}

// closeSpace drops space at the ends and between Han characters and makes one blank of any other run of it.
func closeSpace(atoms []atom) []atom {
	out := atoms[:0]
	for i := 0; i < len(atoms); {
		if atoms[i].r != ' ' {
			out = append(out, atoms[i])
			i++
			continue
		}
		blank := atoms[i]
		for ; i < len(atoms) && atoms[i].r == ' '; i++ {
			blank.to = atoms[i].to
		}
		switch {
		case len(out) == 0 || i == len(atoms):
		case isHan(out[len(out)-1].r) && isHan(atoms[i].r):
			atoms[i].gap = true
		default:
			out = append(out, blank)
		}
	}
	return out
}

// isHan reports whether r is a CJK unified ideograph of the basic block, or 〇.
func isHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF || r == 0x3007 }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' }
