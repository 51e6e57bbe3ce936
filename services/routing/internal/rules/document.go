package rules

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"xiansuo/services/internal/text"
)

// document is a complaint as conditions see it: its fields joined, and the words of the lists found in them.
type document struct {
	in     Input
	text   text.Text
	plain  string  // the fields, each followed by a line break
	textAt int32   // where the text begins in plain
	ends   []int32 // where each field ends in plain
	lists  []list
	hits   [][]hit // per list, without what the lists that it includes find
	whole  [][]hit // per list that includes others, with it, once somebody asked
	length int     // characters of the text
	trace  []hit   // the words that the condition under evaluation has relied on
}

// read normalises the fields of a complaint and finds the words of the lists in them.
func (lex *lexicon) read(in Input) *document {
	d := &document{in: in, text: text.Normalise(in.Text), lists: lex.lists, whole: make([][]hit, len(lex.lists))}
	var joined strings.Builder
	add := func(field string) {
		joined.WriteString(field)
		joined.WriteByte('\n')
		d.ends = append(d.ends, int32(joined.Len()))
	}
	add(plain(in.Title))
	d.textAt = int32(joined.Len())
	add(d.text.Plain)
	add(plain(in.Address))
	add(plain(in.TargetName))
	add(plain(in.TargetKind))
	d.plain = joined.String()
	d.length = utf8.RuneCountInString(d.text.Plain)
	d.hits = lex.find(d.plain)
	d.place()
	return d
}

// plain normalises a field, of which most complaints have but a few.
func plain(field string) string {
	if field == "" {
		return ""
	}
	return text.Normalise(field).Plain
}

// place gives every hit its position in characters and its field.
func (d *document) place() {
	at := make([]int32, len(d.plain)+1) // character index of each byte
	n := int32(0)
	for i := range d.plain {
		at[i] = n
		n++
	}
	at[len(d.plain)] = n
	for _, list := range d.hits {
		for i := range list {
			h := &list[i]
			h.at, h.end = at[h.from], at[h.to]
			for h.from >= d.ends[h.field] {
				h.field++
			}
		}
	}
}

// of returns the words of a list that occur, in order of position.
func (d *document) of(list int) []hit {
	if len(d.lists[list].parts) == 0 || !d.any(list) {
		return d.hits[list]
	}
	if d.whole[list] == nil {
		all := slices.Clone(d.hits[list])
		for _, part := range d.lists[list].parts {
			all = append(all, d.hits[part]...)
		}
		d.whole[list] = outermost(all, nil)
	}
	return d.whole[list]
}

// any reports whether a word of the list occurs.
func (d *document) any(list int) bool {
	return len(d.hits[list]) > 0 || slices.ContainsFunc(d.lists[list].parts, func(part int) bool { return len(d.hits[part]) > 0 })
}

// has reports whether a word of the list occurs, and notes the first.
func (d *document) has(list int) bool {
	if !d.any(list) {
		return false
	}
	d.trace = append(d.trace, d.of(list)[0])
	return true
}

// count returns how many different words of the list occur.
func (d *document) count(list int) int {
	before := len(d.trace)
	for _, h := range d.of(list) {
		if !slices.ContainsFunc(d.trace[before:], func(x hit) bool { return d.word(x) == d.word(h) }) {
			d.trace = append(d.trace, h)
		}
	}
	return len(d.trace) - before
}

// near reports whether words of a and b, in this order or, unless ordered, in the other or overlapping, stand at most
// that many characters apart in one field. A word inside another is not a word beside it.
func (d *document) near(a, b, within int, ordered bool) bool {
	n, first, others := int32(within), 0, d.of(b)
	for _, x := range d.of(a) {
		for first < len(others) && others[first].end+n < x.at {
			first++
		}
		for _, y := range others[first:] {
			if y.at > x.end+n {
				break
			}
			if x.field != y.field || x.inside(y) || y.inside(x) {
				continue
			}
			if y.at >= x.end || !ordered {
				d.trace = append(d.trace, x, y)
				return true
			}
		}
	}
	return false
}

// ascribed returns how many words of what stand closer after a word of who than after any word of others, at most
// ascribedWithin characters.
func (d *document) ascribed(what, who, others int) int {
	n := 0
	for _, w := range d.of(what) {
		owner, ok := d.before(who, w)
		if other, found := d.before(others, w); ok && (!found || other.end < owner.end) {
			n++
			d.trace = append(d.trace, owner, w)
		}
	}
	return n
}

// ascribedWithin is how far, in characters, an actor may stand before what he does.
const ascribedWithin = 25

// before returns the last word of the list that ends before h, in its field and not too far.
func (d *document) before(list int, h hit) (last hit, ok bool) {
	hits := d.of(list)
	n := sort.Search(len(hits), func(i int) bool { return hits[i].end > h.at })
	if n == 0 {
		return hit{}, false
	}
	last = hits[n-1]
	return last, last.field == h.field && h.at-last.end <= ascribedWithin
}

// inside reports whether h is a part of other or the same.
func (h hit) inside(other hit) bool { return other.from <= h.from && h.to <= other.to }

// word returns the word of a hit as it stands in the normalised fields.
func (d *document) word(h hit) string { return d.plain[h.from:h.to] }

// words returns the words relied on since the last call, each once, and forgets them. Words of the text are given as
// the reporter wrote them.
func (d *document) words() []Word {
	var out []Word
	for i, h := range d.trace {
		if len(out) == maxWords {
			break
		}
		if !slices.Contains(d.trace[:i], h) {
			out = append(out, d.quote(h))
		}
	}
	d.trace = d.trace[:0]
	return out
}

// maxWords bounds how many words a fired rule quotes.
const maxWords = 8

func (d *document) quote(h hit) Word {
	if h.field != textField {
		return Word{Text: d.word(h)}
	}
	from, to := d.text.RawSpan(int(h.from-d.textAt), int(h.to-d.textAt))
	return Word{Text: d.text.Raw[from:to], From: from, To: to}
}

// textField is the place of the text among the joined fields.
const textField = 1
