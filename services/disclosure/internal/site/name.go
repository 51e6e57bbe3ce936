package site

import (
	"slices"
	"strings"
	"unicode"

	"xiansuo/services/internal/text"
)

// Plain is a name, code or address as it is compared: simplified characters, half width, lower case, without brackets, blanks or
// punctuation.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text.Fold(s).Plain)
}

// general are words that so many names hold that they tell nothing, longest first.
var general = []string{"股份有限公司", "有限责任公司", "个体工商户", "有限公司", "分公司", "培训学校", "培训中心", "培训机构", "培训部", "辅导中心", "教育咨询", "教育科技", "文化传播",
	"文化艺术", "校外培训", "课外辅导", "公司", "培训", "教育", "中心", "学校", "机构", "艺术", "文化", "科技", "咨询", "辅导", "工作室", "俱乐部"}

// cores are the parts of a plain name that tell it from others: what stands between general words.
func cores(plain string) []string {
	for _, word := range general {
		plain = strings.ReplaceAll(plain, word, " ")
	}
	return strings.Fields(plain)
}

// core is the telling part of a plain name, or the name where every part is general.
func core(plain string) string {
	if c := strings.Join(cores(plain), ""); c != "" {
		return c
	}
	return plain
}

// pairs are the pairs of neighbours in a text; a text of one character is its own.
func pairs(s string) []string {
	runes := []rune(s)
	if len(runes) == 1 {
		return []string{s}
	}
	var out []string
	for i := 0; i+1 < len(runes); i++ {
		out = append(out, string(runes[i:i+2]))
	}
	return out
}

// singles are the characters of a text.
func singles(s string) (out []string) {
	for _, r := range s {
		out = append(out, string(r))
	}
	return out
}

// distinct is a list without repetitions, in order.
func distinct(all []string) []string {
	slices.Sort(all)
	return slices.Compact(all)
}

// nameGrams are what a name is found by: pairs, and characters, so that one wrong character of a short name still finds it.
func nameGrams(name string) []string {
	var out []string
	for _, c := range cores(Plain(name)) {
		out = append(append(out, pairs(c)...), singles(c)...)
	}
	return out
}

// longestGrams bounds what one institution is found by.
const longestGrams = 1000
