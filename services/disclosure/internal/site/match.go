package site

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"xiansuo/pkg/lead"
)

// Hit is an institution that may be meant.
type Hit struct {
	Institution lead.InstitutionChanged
	By          By
	Score       float64 // from 0 to 1, which is certain
}

// By is what an institution was found by.
type By string

// What institutions are found by.
const (
	ByKey   By = "key"   // its whole name, an alias or a code
	ByName  By = "name"  // a part of its name
	ByAlias By = "alias" // a part of another name
	ByPlace By = "place" // where it teaches
	ByNear  By = "near"  // a name that is written much the same
)

const (
	// MostHits is how many institutions are shown at most.
	MostHits = 20
	// least is how alike a thing must be to be shown.
	least = 0.5
)

// Rank returns the institutions that may be meant, most likely first, and whether there are more.
func Rank(q Query, found []lead.InstitutionChanged) (hits []Hit, more bool) {
	for _, i := range found {
		if h := q.score(i); h.Score >= least {
			hits = append(hits, h)
		}
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Institution.Name, b.Institution.Name), strings.Compare(a.Institution.Institution, b.Institution.Institution))
	})
	return hits[:min(len(hits), MostHits)], len(hits) > MostHits
}

// Certain returns the one institution that was named in full, if there is exactly one.
func Certain(hits []Hit) (lead.InstitutionChanged, bool) {
	if len(hits) == 0 || hits[0].Score < 1 || len(hits) > 1 && hits[1].Score == 1 {
		return lead.InstitutionChanged{}, false
	}
	return hits[0].Institution, true
}

// score says how likely it is that an institution is meant: by the whole of what was asked, or by each of its words, as far as the worst.
func (q Query) score(i lead.InstitutionChanged) Hit {
	whole := score(q.Plain, i)
	if len(q.Words) == 0 {
		return whole
	}
	worst := Hit{Institution: i, Score: 1}
	for _, word := range q.Words {
		if h := score(word, i); h.Score <= worst.Score {
			worst = h
		}
	}
	if worst.Score *= 0.95; worst.Score > whole.Score {
		return worst
	}
	return whole
}

func score(plain string, i lead.InstitutionChanged) Hit {
	best := Hit{Institution: i}
	try := func(by By, s float64) {
		if s > best.Score {
			best.By, best.Score = by, s
		}
	}
	if slices.Contains(NewEntry(i).Keys, plain) {
		try(ByKey, 1)
	}
	try(nameScore(ByName, plain, Plain(i.Name)))
	for _, alias := range i.Aliases {
		try(nameScore(ByAlias, plain, Plain(alias)))
	}
	for _, place := range i.Places {
		try(ByPlace, placeScore(plain, Plain(place)))
	}
	if street := Plain(i.Street); street != "" && strings.Contains(street, plain) {
		try(ByPlace, 0.6)
	}
	return best
}

// nameScore says how likely it is that a name is meant. What only differs in general words is likely, and never certain: two
// institutions may share a name.
func nameScore(by By, plain, name string) (By, float64) {
	asked, telling := core(plain), core(name)
	switch {
	case asked == telling:
		return by, 0.95
	case strings.Contains(name, plain):
		return by, 0.9
	case strings.Contains(telling, asked):
		return by, 0.85
	case utf8.RuneCountInString(telling) > 1 && strings.Contains(asked, telling):
		return by, 0.8
	}
	return ByNear, max(0.8*alike(distance(asked, telling, false), longer(asked, telling)), 0.75*alike(distance(asked, telling, true), asked))
}

// alike is how alike two texts are that differ in so many places of one that is so long.
func alike(places int, long string) float64 {
	if n := utf8.RuneCountInString(long); n > 2 {
		return 1 - float64(places)/float64(n+1)
	}
	return 0
}

// placeScore says how likely it is that a place is meant: it is in what was asked, or the other way round, or most pairs are.
func placeScore(plain, place string) float64 {
	switch {
	case place == "" || utf8.RuneCountInString(plain) < 2:
		return 0
	case strings.Contains(place, plain):
		return 0.9
	case strings.Contains(plain, place):
		return 0.85
	}
	asked, there := pairs(plain), pairs(place)
	same := 0
	for _, p := range asked {
		if slices.Contains(there, p) {
			same++
		}
	}
	if share := float64(same) / float64(min(len(asked), len(there))); share >= 0.7 {
		return 0.8 * min(share, 1)
	}
	return 0
}

// longer is the longer of two texts.
func longer(a, b string) string {
	if utf8.RuneCountInString(a) > utf8.RuneCountInString(b) {
		return a
	}
	return b
}

// distance is how many characters must be added, left out or replaced, or neighbours swapped, to make one text of another, or of any
// part of the other.
func distance(from, to string, part bool) int {
	a, b := []rune(from), []rune(to)
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		if !part {
			row[j] = j
		}
	}
	for i := range a {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(row[j+1]+1, next[j]+1, row[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	if part {
		return slices.Min(row)
	}
	return row[len(b)]
}
