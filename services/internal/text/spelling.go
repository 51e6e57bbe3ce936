package text

import "strings"

// rewrite writes the word or numeral that begins at i in its plain form and returns how many atoms it took; 0: none begins.
func rewrite(w *writer, atoms []atom, i int) int {
	t := loaded()
	if !t.mayBegin(atoms[i].r) {
		return 0
	}
	for _, word := range t.words[atoms[i].r] {
		if !word.at(atoms, i) {
			continue
		}
		found := atoms[i : i+len(word.is)]
		if !word.fixed {
			w.replace(found, word.right)
			return len(found)
		}
		for _, a := range found {
			w.copy(a)
		}
		return len(found)
	}
	if isDigit(atoms[i].r) {
		return rewriteArabic(w, atoms, i)
	}
	return rewriteChinese(w, atoms, i)
}

// at reports whether the word stands at i and its conditions hold.
func (d *word) at(atoms []atom, i int) bool {
	if len(atoms)-i < len(d.is) {
		return false
	}
	for n, r := range d.is {
		if atoms[i+n].r != r {
			return false
		}
	}
	before, after := runeAt(atoms, i-1), runeAt(atoms, i+len(d.is))
	return d.before.holds(before) && d.after.holds(after) &&
		!sameWord(before, d.is[0]) && !sameWord(d.is[len(d.is)-1], after)
}

// holds reports whether r, 0 at the ends of the text, may stand beside the word.
func (c condition) holds(r rune) bool {
	return c.any == "" || strings.ContainsRune(c.any, r) == c.must
}

// sameWord reports whether two neighbours are one ASCII word or one number, which no word of the table may cut.
func sameWord(a, b rune) bool {
	return isLetter(a) && isLetter(b) || isDigit(a) && isDigit(b)
}

// fixedAt reports whether a fixed word begins at i.
func (t *tables) fixedAt(atoms []atom, i int) bool {
	for _, d := range t.words[atoms[i].r] {
		if d.fixed && d.at(atoms, i) {
			return true
		}
	}
	return false
}

// runeAt returns the rune at i, or 0 beyond the ends.
func runeAt(atoms []atom, i int) rune {
	if i < 0 || i >= len(atoms) {
		return 0
	}
	return atoms[i].r
}
