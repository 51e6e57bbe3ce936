package redaction

import (
	"cmp"
	"slices"
	"strings"
)

// Apply returns a text with every value of the map masked, however it is spaced, in whatever width and digits. The longest value at a
// place wins; everything else stays as it is.
func (m Map) Apply(s string) string {
	spans := m.spans(s)
	if len(spans) == 0 {
		return s
	}
	var b strings.Builder
	end := 0
	for _, p := range spans {
		b.WriteString(s[end:p.from])
		b.WriteString(p.mask)
		end = p.to
	}
	b.WriteString(s[end:])
	return b.String()
}

type span struct {
	from, to int // bytes of the raw text
	mask     string
}

// spans returns what is masked in s, in order and without overlap.
func (m Map) spans(s string) []span {
	v := skeleton(s)
	numbers := v.numbers()
	var all []span
	for _, e := range m.Entries {
		for _, value := range e.values() {
			looked, numeric := needle(value)
			hay := v.runes
			if numeric {
				hay = numbers.runes
			}
			for _, at := range occurrences(hay, looked) {
				from, to := v.raw(at, at+len(looked))
				all = append(all, span{from, to, e.mask(value)})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	out := all[:0]
	for _, p := range all {
		if n := len(out); n > 0 && p.from < out[n-1].to {
			out[n-1].to = max(out[n-1].to, p.to) // what overlaps is masked whole
			continue
		}
		out = append(out, p)
	}
	return out
}
