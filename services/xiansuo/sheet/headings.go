package sheet

import (
	_ "embed"
	"regexp"
	"strings"
	"unicode"

	"xiansuo/services/internal/text"
)

//go:embed headings.txt
var headingsFile string

// headings says which member a heading fills.
type headings map[string]heading

// heading is the member of a complaint, and how good a word it is for it (0 is the best).
type heading struct {
	member string
	rank   int
}

func loadHeadings() headings {
	h := headings{}
	for line := range strings.Lines(headingsFile) {
		member, words, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		if !strings.HasPrefix(member, "*") {
			words += " " + member
		}
		rank := 0
		for _, field := range strings.Fields(words) {
			for _, word := range expanded(field) {
				if _, taken := h[letters(word)]; !taken {
					h[letters(word)] = heading{member, rank}
				}
				rank++
			}
		}
	}
	return h
}

// braces matches one choice of a word: 甲{乙,丙}.
var braces = regexp.MustCompile(`^(.*?)\{([^}]*)\}(.*)$`)

// expanded writes the choices of a word out.
func expanded(word string) (out []string) {
	m := braces.FindStringSubmatch(word)
	if m == nil {
		return []string{word}
	}
	for choice := range strings.SplitSeq(m[2], ",") {
		out = append(out, expanded(m[1]+choice+m[3])...)
	}
	return out
}

// brackets matches what stands in brackets in a heading: a unit, a hint, "必填".
var brackets = regexp.MustCompile(`\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕`)

// of returns what a heading stands for, as it is or else without what stands in brackets.
func (h headings) of(label string) heading {
	plain := text.Fold(label).Plain
	if found, ok := h[letters(plain)]; ok {
		return found
	}
	return h[letters(brackets.ReplaceAllString(plain, ""))]
}

// joined returns what a heading stands for under the heading of a group: 投诉人 over 电话 is 投诉人电话. Under a person, only what is
// said of that person counts: the 电话 of a 被投诉人 is not the reporter's, the 地址 of a 投诉人 is not where it happened.
func (h headings) joined(group, label string) heading {
	if group == "" || group == label {
		return h.of(label)
	}
	if both := h.of(group + label); both.member != "" {
		return both
	}
	above, own := h.of(group).member, h.of(label)
	ofReporter := strings.HasPrefix(own.member, "reporter.") || own.member == "*phone"
	if above == "*other" || above == "reporter.name" && !ofReporter || above == "target.name" && ofReporter {
		return heading{}
	}
	return own
}

// letters returns the letters and digits of a heading, in lower case.
func letters(label string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, label)
}
