package site

import (
	"strings"
	"unicode/utf8"
)

// Query is what somebody looks for.
type Query struct {
	// Plain is the whole of it; it is compared with names and codes.
	Plain string
	// Words are what stands between blanks, where there are several: such as a name and a street.
	Words []string
	// Grams are the parts that it is looked for by.
	Grams []string
	// Why nothing can be looked for by parts, or "".
	Why Why
}

// Why says what is wrong with what somebody looks for.
type Why string

// The reasons.
const (
	Empty   Why = "empty"   // there is nothing to look for
	Short   Why = "short"   // one character is in too many names
	General Why = "general" // only words that most names hold
	Code    Why = "code"    // it looks like a unified social credit code whose check character is wrong
)

// LongestQuery is how many characters of what somebody looks for are read.
const LongestQuery = 100

// ReadQuery returns what somebody looks for.
func ReadQuery(raw string) Query {
	if runes := []rune(raw); len(runes) > LongestQuery {
		raw = string(runes[:LongestQuery])
	}
	q := Query{Plain: Plain(raw)}
	telling := cores(q.Plain)
	switch {
	case q.Plain == "":
		q.Why = Empty
	case codeLike(q.Plain):
		if !ValidCode(q.Plain) {
			q.Why = Code
		}
	case utf8.RuneCountInString(q.Plain) == 1:
		q.Why = Short
	case len(telling) == 0:
		q.Why = General
	default:
		q.Grams = queryGrams(telling, q.Plain)
		q.Words = queryWords(raw)
	}
	return q
}

// queryWords are the words of what somebody looks for, if there are several.
func queryWords(raw string) (words []string) {
	for _, word := range strings.Fields(raw) {
		if plain := Plain(word); plain != "" {
			words = append(words, plain)
		}
	}
	if len(words) == 1 {
		return nil
	}
	return words
}

// shortName is how many telling characters a name may have for each of them to count by itself.
const shortName = 4

func queryGrams(telling []string, plain string) []string {
	var out []string
	short := utf8.RuneCountInString(core(plain)) <= shortName
	for _, c := range telling {
		out = append(out, pairs(c)...)
		if short {
			out = append(out, singles(c)...)
		}
	}
	return distinct(out)
}
