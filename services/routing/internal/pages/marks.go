package pages

import (
	"slices"
	"strings"

	"xiansuo/pkg/lead"
)

// piece is a piece of a text, and the numbers of the rules whose words it holds.
type piece struct {
	Text  string
	Rules []int
}

// found is a word of a rule in a text.
type found struct{ from, to, rule int }

// marked cuts a text into pieces where the words of rules stand in it; rules count from 1. Words that overlap make one piece.
func marked(text string, fired []lead.Fired) (pieces []piece) {
	end := 0
	for _, f := range joined(finds(text, fired)) {
		if f.from > end {
			pieces = append(pieces, piece{Text: text[end:f.from]})
		}
		pieces = append(pieces, piece{text[f.from:f.to], f.rules})
		end = f.to
	}
	if end < len(text) {
		pieces = append(pieces, piece{Text: text[end:]})
	}
	return pieces
}

// finds returns every place of every word, in order.
func finds(text string, fired []lead.Fired) (all []found) {
	for i, f := range fired {
		for _, word := range distinct(f.Words) {
			for from := 0; ; {
				at := strings.Index(text[from:], word)
				if at < 0 {
					break
				}
				from += at
				all = append(all, found{from, from + len(word), i + 1})
				from++
			}
		}
	}
	slices.SortFunc(all, func(a, b found) int { return a.from - b.from })
	return all
}

// span is a stretch of a text that is marked.
type span struct {
	from, to int
	rules    []int
}

// joined makes one span of places that overlap.
func joined(all []found) (spans []span) {
	for _, f := range all {
		if n := len(spans); n > 0 && f.from < spans[n-1].to {
			last := &spans[n-1]
			last.to = max(last.to, f.to)
			last.rules = append(last.rules, f.rule)
			continue
		}
		spans = append(spans, span{f.from, f.to, []int{f.rule}})
	}
	for i := range spans {
		slices.Sort(spans[i].rules)
		spans[i].rules = slices.Compact(spans[i].rules)
	}
	return spans
}

// distinct returns words once each, without empty ones.
func distinct(words []string) (out []string) {
	for _, w := range words {
		if w != "" && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// cut returns the pieces of the beginning of a text, and whether it goes on.
func cut(text string, length int, fired []lead.Fired) ([]piece, bool) {
	short := text
	if runes := []rune(text); len(runes) > length {
		short = string(runes[:length])
	}
	return marked(short, fired), short != text
}
