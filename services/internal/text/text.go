package text

import (
	"sort"
	"unicode/utf8"
)

// Text is a raw text with its plain form. The zero value is the empty text.
type Text struct {
	Raw, Plain string
	pieces     []piece // in order of plain and of from; every byte of Plain belongs to exactly one
}

// piece says which raw bytes [from, to) a stretch of Plain, from plain to the next piece, came from.
type piece struct {
	plain, from, to int32
	aligned         bool // byte for byte, so that a part of the stretch came from the same part of the raw bytes
}

// Fold returns raw with its typography undone: full width to half width, ASCII to lower case, compatibility forms and digits
// of other scripts to ordinary ones, traditional to simplified characters; control characters, zero-width characters,
// combining marks and bytes that are not UTF-8 are dropped, space between Han characters too; other space becomes one blank.
// Numerals and spelling stay. A raw text is at most 2 GiB.
func Fold(raw string) Text {
	return write(raw, func(w *writer, _ []atom, _ int) int { return 0 })
}

// Normalise returns raw folded, with evasive spelling corrected and Chinese numerals that have a unit, or at least five
// digits, written in digits: 补可 becomes 补课, 两万六千八 becomes 26800, 2千8 becomes 2800; 一对一 and 万一 stay.
// A raw text is at most 2 GiB.
func Normalise(raw string) Text {
	return write(raw, rewrite)
}

// RawSpan returns the smallest byte span of Raw that holds everything the byte span [from, to) of Plain came from. Its ends
// lie on rune boundaries; a span that holds another, not empty, has a raw span that holds the other's; all of Plain comes from
// all of Raw. Offsets outside Plain are moved to its ends.
func (t Text) RawSpan(from, to int) (int, int) {
	from = min(max(from, 0), len(t.Plain))
	to = min(max(to, from), len(t.Plain))
	if from == 0 && to == len(t.Plain) {
		return 0, len(t.Raw)
	}
	if from == to {
		start := len(t.Raw)
		if from < len(t.Plain) {
			start, _ = t.rawByte(from)
		}
		return start, start
	}
	start, _ := t.rawByte(from)
	_, end := t.rawByte(to - 1)
	return start, end
}

// rawByte returns the raw bytes that the plain byte at i came from: of an aligned piece the rune, of another the whole piece.
func (t Text) rawByte(i int) (int, int) {
	n := sort.Search(len(t.pieces), func(n int) bool { return int(t.pieces[n].plain) > i })
	p := t.pieces[n-1]
	if !p.aligned {
		return int(p.from), int(p.to)
	}
	start := int(p.from) + i - int(p.plain)
	for !utf8.RuneStart(t.Raw[start]) {
		start--
	}
	_, size := utf8.DecodeRuneInString(t.Raw[start:])
	return start, start + size
}

// writer builds a Text from left to right.
type writer struct {
	plain  []byte
	pieces []piece
}

// write folds raw and gives each position to rewrite, which may write what stands there and return how many atoms it took.
func write(raw string, rewrite func(w *writer, atoms []atom, i int) int) Text {
	atoms := fold(make([]atom, 0, utf8.RuneCountInString(raw)), raw)
	w := writer{plain: make([]byte, 0, len(raw)+16), pieces: make([]piece, 0, 8+len(atoms)/4)}
	for i := 0; i < len(atoms); {
		if n := rewrite(&w, atoms, i); n > 0 {
			i += n
			continue
		}
		w.copy(atoms[i])
		i++
	}
	return Text{Raw: raw, Plain: string(w.plain), pieces: w.pieces}
}

// copy writes an atom as it is.
func (w *writer) copy(a atom) {
	at := int32(len(w.plain))
	w.plain = utf8.AppendRune(w.plain, a.r)
	aligned := int32(len(w.plain))-at == a.to-a.from
	if n := len(w.pieces) - 1; n >= 0 && aligned && w.pieces[n].aligned && w.pieces[n].to == a.from {
		w.pieces[n].to = a.to
		return
	}
	w.pieces = append(w.pieces, piece{at, a.from, a.to, aligned})
}

// replace writes s in place of atoms, of which there is at least one.
func (w *writer) replace(atoms []atom, s string) {
	w.pieces = append(w.pieces, piece{int32(len(w.plain)), atoms[0].from, atoms[len(atoms)-1].to, false})
	w.plain = append(w.plain, s...)
}

// endsInDigit reports whether the last byte written is an ASCII digit.
func (w *writer) endsInDigit() bool {
	return len(w.plain) > 0 && isDigit(rune(w.plain[len(w.plain)-1]))
}
