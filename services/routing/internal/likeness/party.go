package likeness

import (
	"slices"
	"strings"
	"unicode/utf8"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/text"
)

// party is somebody a lead speaks of, as a hash.
type party struct {
	ID  uint32
	How naming
}

// naming says how surely a party is meant.
type naming uint8

const (
	code   naming = iota + 1 // unified social credit code, licence or page: no other has it
	name                     // given as the party, or quoted as a name
	hint                     // read from running text, or the beginning of a longer name
	school                   // a school: it tells matters apart and makes none the same
)

// maxParties is how many a print keeps.
const maxParties = 4

// partiesOf returns the parties of a lead, the surest first. district is what the district is called, and left out of names.
func partiesOf(m lead.Matter, r []rune, district string) (all [maxParties]party) {
	var out []party
	add := func(how naming, kind, s string) {
		p := party{hash(kind, s), how}
		if s != "" && !slices.ContainsFunc(out, func(q party) bool { return q.ID == p.ID }) {
			out = append(out, p)
		}
	}
	if t := m.Target; t != nil {
		add(code, "uscc", alnum(t.USCC))
		add(code, "licence", alnum(t.Licence))
		how, s := givenName([]rune(text.Normalise(t.Name).Plain), district)
		add(how, map[bool]string{false: "name", true: "school"}[how == school], s)
	}
	if m.Place != nil && strings.Count(strings.TrimSuffix(m.Place.URL, "/"), "/") > 2 {
		add(code, "url", strings.TrimSuffix(strings.ToLower(m.Place.URL), "/"))
	}
	for _, s := range codesIn(r) {
		add(code, "uscc", s)
	}
	names, hints := namesIn(r, district)
	for _, s := range names {
		add(name, "name", s)
	}
	for _, s := range hints {
		add(hint, "name", s)
	}
	for _, s := range slices.Concat(names, hints) {
		if long := []rune(s); len(long) > 3 {
			add(hint, "name", string(long[:3]))
		}
	}
	for _, s := range schoolsIn(r) {
		add(school, "school", s)
	}
	slices.SortStableFunc(out, func(a, b party) int { return int(a.How) - int(b.How) })
	copy(all[:], out)
	return all
}

// alnum returns the letters, digits and Chinese characters of s, in lower case and half width, if there are enough for a number.
func alnum(s string) string {
	s = strings.Map(func(c rune) rune {
		if isHan(c) || isDigit(c) || isLetter(c) {
			return c
		}
		return -1
	}, text.Fold(s).Plain)
	if len(s) < 8 {
		return ""
	}
	return s
}

// codesIn finds unified social credit codes (GB 32100-2015): 18 characters of which the third to eighth are digits. A citizen's
// number, digits only or with a final x, is none.
func codesIn(r []rune) (out []string) {
	for i := 0; i < len(r); {
		end := i
		for end < len(r) && (isDigit(r[end]) || isLetter(r[end])) {
			end++
		}
		if end-i == 18 {
			s := string(r[i:end])
			middle, letters := s[2:8], strings.ContainsFunc(s[:17], isLetter)
			if letters && !strings.ContainsFunc(middle, isLetter) {
				out = append(out, s)
			}
		}
		i = max(end, i+1)
	}
	return out
}

// personal reports whether a name is that of a person, of whom there are many.
func personal(r []rune) bool {
	s := string(r)
	for _, end := range []string{"老师", "先生", "女士", "某", "某某", "经理", "校长", "老板", "店长"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return len(r) < 3
}

// namesIn finds institutions in running text: what comes before their words, back to a word that no name has. Quoted ones are
// names, others hints.
func namesIn(r []rune, district string) (names, hints []string) {
	w, from := loaded(), 0
	for i := 0; i < len(r); i++ {
		end, firm, lesson := w.institutionAt(r, i)
		if end == i {
			continue
		}
		start, quoted := nameStart(r, from, i)
		if (firm || lesson && (quoted || start == 0 || strings.ContainsRune(hard, r[start-1]))) && !w.authorityAt(r, i, end) {
			core := clean(r[start:i], district)
			if core != "" && quoted {
				names = append(names, core)
			} else if core != "" {
				hints = append(hints, core)
			}
		}
		from, i = end, end-1
	}
	return names, hints
}

// hard are characters after which a name begins for sure.
const hard = "在叫到去省市区县镇:\n"

// institutionAt returns where the words of the names of institutions that begin at i end, and whether a firm one or a lesson is
// among them.
func (w *words) institutionAt(r []rune, i int) (end int, firm, lesson bool) {
	for end = i; end < len(r); {
		t, ok := w.institution.at(r, end)
		if !ok && end > i && (r[end] == '”' || r[end] == '"') { // “小博士托管”机构
			if t, ok = w.institution.at(r, end+1); ok {
				end++
			}
		}
		if !ok {
			break
		}
		firm, lesson = firm || t.kind == "firm", lesson || t.kind == "lesson"
		end += len(t.chars)
	}
	return end, firm, lesson
}

// authorityAt reports whether what stands from i to end is 教育 of an authority or of politics: 教育局, 教育公平.
func (w *words) authorityAt(r []rune, i, end int) bool {
	return hasAt(r, i, "教育") && (w.authority.begins(r, i+2) || w.authority.begins(r, end))
}

// nameStart returns where the name that ends before i begins, and whether it is quoted. It begins after a mark, a digit, a
// region or a word that no name has, and has at most eight characters.
func nameStart(r []rune, from, i int) (start int, quoted bool) {
	end := i
	if end > from && strings.ContainsRune("”\"》", r[end-1]) { // “小博士”托管机构
		end--
	}
	for start = end; start > from && isHan(r[start-1]); start-- {
	}
	if start > from && strings.ContainsRune("“\"《", r[start-1]) {
		return start, true
	}
	for start = end; start > from && end-start < 9; start-- {
		if c := r[start-1]; !isHan(c) || strings.ContainsRune(boundaries, c) || endsName(r, from, start) {
			return start, false
		}
	}
	if end-start >= 9 {
		return i, false
	}
	return start, false
}

// boundaries are characters that end what stands before a name.
const boundaries = "要不可就还也都但而且如使很更最没又并或种些第的在到去叫是给为于与及跟对向把被让由从往了着某该这那们我你他她您区县市镇乡省路街巷楼层号栋室座和有即至请帮找将因被之"

// endsName reports whether a word that no name has ends before start.
func endsName(r []rune, from, start int) bool {
	for size := 2; size <= 3 && start-size >= from; size++ {
		if w, ok := loaded().before.at(r, start-size); ok && len(w.chars) == size {
			return true
		}
	}
	return false
}

// givenName returns the name in what is given as the party: what comes before the words of an institution, or the whole if there
// are none. That of a person is nothing, for many are called so, and a school is a school.
func givenName(r []rune, district string) (naming, string) {
	names, hints := namesIn(r, district)
	schools := schoolsIn(r)
	switch all := slices.Concat(names, hints); {
	case len(all) > 0:
		return name, all[0]
	case len(schools) > 0:
		return school, schools[0]
	case personal(r) || slices.ContainsFunc(indexes(r), func(i int) bool { return loaded().institution.begins(r, i) }):
		return name, ""
	}
	return name, clean(r, district)
}

// clean takes from a name what is no part of it: the district, and words that are nobody's name. What is left has two to eight
// characters or is nothing.
func clean(r []rune, district string) string {
	s := strings.Map(func(c rune) rune {
		if isHan(c) || isLetter(c) || isDigit(c) {
			return c
		}
		return -1
	}, string(r))
	if district != "" {
		s = strings.TrimPrefix(s, district)
	}
	for again := true; again; {
		again = false
		for _, word := range loaded().nobody {
			short := strings.TrimSuffix(strings.TrimPrefix(s, word), word)
			again = again || short != s
			s = short
		}
	}
	last, _ := utf8.DecodeLastRuneInString(s)
	if n := utf8.RuneCountInString(s); n < 2 || n > 8 || strings.ContainsRune(regions, last) {
		return ""
	}
	return s
}

// schoolsIn finds schools: an ending and the two characters before it.
func schoolsIn(r []rune) (out []string) {
	for i := 2; i < len(r); i++ {
		s, ok := loaded().school.at(r, i)
		if !ok || !isHan(r[i-1]) || !isHan(r[i-2]) || strings.ContainsRune(noName, r[i-1]) {
			continue
		}
		out = append(out, string(r[i-2:i+len(s.chars)]))
	}
	return out
}
