package sheet

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"xiansuo/services/internal/text"
)

//go:embed headings.txt
var headingsFile string

// headings is the table of headings: by heading the member that it fills, and how good a word it is for it (0 is the best).
type headings struct {
	member map[string]string
	rank   map[string]int
}

func loadHeadings() headings {
	h := headings{map[string]string{}, map[string]int{}}
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
				word = letters(word)
				if _, taken := h.member[word]; !taken {
					h.member[word], h.rank[word] = member, rank
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
func expanded(word string) []string {
	m := braces.FindStringSubmatch(word)
	if m == nil {
		return []string{word}
	}
	var out []string
	for _, choice := range strings.Split(m[2], ",") {
		out = append(out, expanded(m[1]+choice+m[3])...)
	}
	return out
}

// brackets matches what stands in brackets in a heading: a unit, a hint, "必填".
var brackets = regexp.MustCompile(`\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕`)

// of returns the member that a heading stands for, as it is or else without what stands in brackets.
func (h headings) of(heading string) (member, word string) {
	plain := text.Fold(heading).Plain
	for _, candidate := range []string{plain, brackets.ReplaceAllString(plain, "")} {
		word := letters(candidate)
		if member, ok := h.member[word]; ok {
			return member, word
		}
	}
	return "", ""
}

// joined returns the member that a heading stands for under the heading of a group: 投诉人 over 电话 is 投诉人电话. Under a person,
// only what is said of that person counts: the 电话 of a
// 被投诉人 is not the reporter's, the 地址 of a 投诉人 is not where it happened.
func (h headings) joined(group, heading string) (member, word string) {
	if group == "" || group == heading {
		return h.of(heading)
	}
	if heading == "" {
		return h.of(group)
	}
	if member, word = h.of(group + heading); member != "" {
		return member, word
	}
	above, _ := h.of(group)
	member, word = h.of(heading)
	ofReporter := strings.HasPrefix(member, "reporter.") || member == "*phone"
	if above == "*other" || above == "reporter.name" && !ofReporter || above == "target.name" && ofReporter {
		return "", ""
	}
	return member, word
}

// letters returns the letters and digits of a heading, folded.
func letters(heading string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

// wanted lists the headings for a member, as an error may recommend them.
func (h headings) wanted(member string, most int) string {
	best := make([]string, most)
	for word, m := range h.member {
		if m == member && h.rank[word] < most {
			best[h.rank[word]] = word
		}
	}
	return strings.Join(slices.DeleteFunc(best, func(word string) bool { return word == "" }), "、")
}
