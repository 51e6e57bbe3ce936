package publication

import (
	"slices"
	"strings"
	"unicode"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/text"
)

// Filter says which publications are looked for; an empty member fits all.
type Filter struct {
	Product     lead.Product
	Department  string
	Category    string
	Street      string
	Institution string // id in the register
	Month       string // of the decision, or of what was published where there is none: 2006-01
	Query       string // words that stand in what is public, in any order; tombstones have none
	State       State
}

// mostTerms bounds the terms of one text.
const mostTerms = 20000

// Terms returns what a text is found by: its letters, digits and Han characters one by one and in pairs, folded; each once, in order.
// A word stands in a text only where all its pairs do, so that an index of terms answers without knowing where Chinese words end.
func Terms(s string) []string {
	seen := map[string]bool{}
	for _, word := range words(s) {
		runes := []rune(word)
		for i := range runes {
			seen[string(runes[i])] = true
			if i > 0 {
				seen[string(runes[i-1:i+1])] = true
			}
		}
		if len(seen) > mostTerms {
			break
		}
	}
	out := make([]string, 0, len(seen))
	for term := range seen {
		out = append(out, term)
	}
	slices.Sort(out)
	return out
}

// Query returns the words of a query as they must stand in a text's plain form, at most eight, and their terms.
func Query(q string) (found, terms []string) {
	found = words(q)
	found = found[:min(len(found), 8)]
	for _, word := range found {
		all := Terms(word)
		for _, term := range all {
			if len(all) == 1 || len([]rune(term)) == 2 { // single characters say nothing that their pairs do not
				terms = append(terms, term)
			}
		}
	}
	return found, terms
}

// Plain returns the form of a text that the words of a query are looked for in.
func Plain(s string) string { return strings.Join(words(s), " ") }

// words returns the runs of letters, digits and Han characters of a text, folded. A blank parts words, of Chinese too.
func words(s string) []string {
	var out []string
	for field := range strings.FieldsSeq(s) {
		out = append(out, strings.FieldsFunc(text.Fold(field).Plain, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })...)
	}
	return out
}
