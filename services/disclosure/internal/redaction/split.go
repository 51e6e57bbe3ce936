package redaction

import (
	"fmt"
	"slices"
	"strings"

	"xiansuo/services/internal/text"
)

// split finds values that begin in one part and end in the next.
func (c *checker) split(parts []Part) {
	for i := 1; i < len(parts); i++ {
		for _, numeric := range []bool{false, true} {
			c.splitBetween(parts[i-1], parts[i], numeric)
		}
	}
}

// edge is how much of a part is looked at where it meets the next.
const edge = Longest

func (c *checker) splitBetween(a, b Part, numeric bool) {
	left, right := ending(a.Text, numeric), beginning(b.Text, numeric)
	if len(left) == 0 || len(right) == 0 {
		return
	}
	joined := append(slices.Clone(left), right...)
	for i := range left {
		for _, n := range c.index[joined[i]] {
			w := c.words[n]
			crosses := i+len(w.runes) > len(left) && i+len(w.runes) <= len(joined)
			if w.finding.How != Plain || w.numeric != numeric || !crosses || !slices.Equal(joined[i:i+len(w.runes)], w.runes) {
				continue
			}
			f := w.finding
			f.How, f.Doubt = Split, len(w.runes) < 3
			word := string(w.runes)
			c.add(f, Part{Name: a.Name + "+" + b.Name, Text: word}, 0, len(word))
		}
	}
}

// ending returns the last runes of a text's view, beginning the first ones.
func ending(s string, numeric bool) []rune {
	if len(s) > 8*edge {
		s = strings.ToValidUTF8(s[len(s)-8*edge:], "")
	}
	runes := viewFor(s, numeric)
	return runes[max(0, len(runes)-edge):]
}

func beginning(s string, numeric bool) []rune {
	if len(s) > 8*edge {
		s = strings.ToValidUTF8(s[:8*edge], "")
	}
	runes := viewFor(s, numeric)
	return runes[:min(len(runes), edge)]
}

func viewFor(s string, numeric bool) []rune {
	v := skeleton(s)
	if numeric {
		v = v.numbers()
	}
	return v.runes
}

// births finds the date of birth of an identity number together with its last four characters: the two give the person away.
func (c *checker) births(parts []Part) {
	for i, e := range c.m.Entries {
		for _, value := range e.values() {
			runes, _ := needle(value)
			if e.Kind != Identity || len(runes) != 18 || !allDigits(runes) {
				continue
			}
			c.birth(Finding{Kind: Identity, Entry: i + 1, How: BirthDate}, string(runes), parts)
		}
	}
}

func (c *checker) birth(f Finding, id string, parts []Part) {
	tail := id[14:]
	var date, last []string
	for _, p := range parts {
		plain := text.Fold(p.Text).Plain
		spoken := strings.Map(asDigit, text.Normalise(p.Text).Plain) // 一九四九年 too
		if slices.ContainsFunc(dates(id[6:14]), func(d string) bool { return strings.Contains(plain, d) || strings.Contains(spoken, d) }) {
			date = append(date, p.Name)
		}
		if standsAlone(plain, tail) {
			last = append(last, p.Name)
		}
	}
	if len(date) > 0 && len(last) > 0 {
		name := date[0]
		if !slices.Contains(last, name) {
			name += "+" + last[0]
		}
		f.Doubt = !slices.ContainsFunc(date, func(d string) bool { return slices.Contains(last, d) })
		c.add(f, Part{Name: name, Text: tail}, 0, len(tail))
	}
}

// dates returns how a day, 19491231, may be written.
func dates(d string) []string {
	year, month, day := d[:4], d[4:6], d[6:]
	short := func(s string) string { return strings.TrimPrefix(s, "0") }
	out := []string{d}
	for _, form := range []string{"%s-%s-%s", "%s.%s.%s", "%s/%s/%s", "%s年%s月%s日"} {
		out = append(out, fmt.Sprintf(form, year, month, day), fmt.Sprintf(form, year, short(month), short(day)))
	}
	return out
}

// standsAlone reports whether a number stands in s and no digit or letter beside it.
func standsAlone(s, number string) bool {
	for at := 0; ; {
		i := strings.Index(s[at:], number)
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(number)
		if !alnumAt(s, from-1) && !alnumAt(s, to) {
			return true
		}
		at = to
	}
}

func alnumAt(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	b := s[i]
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z'
}
