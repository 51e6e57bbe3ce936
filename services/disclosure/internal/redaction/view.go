package redaction

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"xiansuo/services/internal/text"
)

// barrier stands in a view for what no value goes across, such as a mask.
const barrier = '\x00'

// view is what is left of a text when everything between its letters, digits and characters is dropped, with where each came from.
type view struct {
	of    text.Text
	runes []rune
	from  []int // byte of of.Plain, by rune
	to    []int
}

// skeleton returns the view of a text: folded, and nothing between. A run of two or more stars is a barrier: a family name before it
// and a word behind it are no name.
func skeleton(s string) view { return viewOf(text.Fold(s)) }

func viewOf(t text.Text) view {
	v := view{of: t}
	plain := v.of.Plain
	for i := 0; i < len(plain); {
		r, size := utf8.DecodeRuneInString(plain[i:])
		switch {
		case r == '*' && strings.HasPrefix(plain[i:], "**"):
			stars := len(plain[i:]) - len(strings.TrimLeft(plain[i:], "*"))
			v.add(barrier, i, i+stars)
			size = stars
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == 0x3007:
			v.add(r, i, i+size)
		}
		i += size
	}
	return v
}

// numbers returns the view with Chinese digits and numerals as digits (十八 is 18), and o and l between digits as digits: numbers are
// looked for in it, names in the view before, where 张三 is not 张3.
func (v view) numbers() view {
	v = viewOf(text.Normalise(v.of.Raw))
	for i, r := range v.runes {
		v.runes[i] = asDigit(r)
	}
	v.mendDigits()
	return v
}

// only returns the view with only those of its runes that are kept.
func (v view) only(keep func(i int) bool) view {
	out := view{of: v.of}
	for i, r := range v.runes {
		if keep(i) {
			out.add(r, v.from[i], v.to[i])
		}
	}
	return out
}

// numeric reports whether a view has a digit, or Chinese digits only.
func (v view) numeric() bool {
	chinese := true
	for _, r := range v.runes {
		if r >= '0' && r <= '9' {
			return true
		}
		chinese = chinese && asDigit(r) != r
	}
	return chinese
}

// needle returns what is looked for of a value, and whether among numbers.
func needle(value string) (runes []rune, numeric bool) {
	v := skeleton(value)
	if v.numeric() {
		return v.numbers().runes, true
	}
	return v.runes, false
}

func (v *view) add(r rune, from, to int) {
	v.runes, v.from, v.to = append(v.runes, r), append(v.from, from), append(v.to, to)
}

// mendDigits reads o as 0 and l as 1 between digits.
func (v *view) mendDigits() {
	for i := 1; i+1 < len(v.runes); i++ {
		if unicode.IsDigit(v.runes[i-1]) && (unicode.IsDigit(v.runes[i+1]) || v.runes[i+1] == 'o' || v.runes[i+1] == 'l') {
			switch v.runes[i] {
			case 'o':
				v.runes[i] = '0'
			case 'l':
				v.runes[i] = '1'
			}
		}
	}
}

// raw returns the bytes of the raw text that the runes [from, to) of the view came from.
func (v view) raw(from, to int) (int, int) { return v.of.RawSpan(v.from[from], v.to[to-1]) }

// asDigit returns the digit that a Chinese one means, as it is written or called out (洞, 幺, 两, 拐, 勾), and any other rune as it is.
func asDigit(r rune) rune {
	switch r {
	case 0x3007, '零', '洞':
		return '0'
	case '一', '壹', '幺', '弌':
		return '1'
	case '二', '贰', '貳', '弍', '两':
		return '2'
	case '三', '叁', '參', '弎':
		return '3'
	case '四', '肆':
		return '4'
	case '五', '伍':
		return '5'
	case '六', '陆', '陸':
		return '6'
	case '七', '柒', '拐':
		return '7'
	case '八', '捌':
		return '8'
	case '九', '玖', '勾':
		return '9'
	}
	return r
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// allHan reports whether a text is Han characters only.
func allHan(s string) bool {
	for _, r := range s {
		if !isHan(r) {
			return false
		}
	}
	return s != ""
}

// occurrences returns where needle begins in hay.
func occurrences(hay, needle []rune) []int {
	var out []int
	if len(needle) == 0 {
		return nil
	}
	for i := 0; i+len(needle) <= len(hay); i++ {
		if hay[i] != needle[0] {
			continue
		}
		k := 1
		for k < len(needle) && hay[i+k] == needle[k] {
			k++
		}
		if k == len(needle) {
			out = append(out, i)
		}
	}
	return out
}
