package mask

import (
	"strings"
	"unicode/utf8"
)

// figure is one digit of the folded text, however it is written.
type figure struct {
	digit         byte // '0' to '9', or 'x', the check character of an identity number
	from, to      int  // bytes of Plain
	opens, closes bool // a number may begin, end here: an ASCII digit between others does neither
	joined        int  // how it follows the figure before it
}

// How a figure follows the one before it.
const (
	apart   = iota // something else stands between
	loosely        // up to three characters that are neither letters nor Han
	closely        // nothing, or up to three blanks, dashes, dots or brackets
)

// chineseDigit returns the ASCII digit of a Chinese one, or 0.
func chineseDigit(r rune) byte {
	switch r {
	case 0x3007, '零':
		return '0'
	case '一', '壹', '幺':
		return '1'
	case '二', '贰':
		return '2'
	case '三', '叁':
		return '3'
	case '四', '肆':
		return '4'
	case '五', '伍':
		return '5'
	case '六', '陆':
		return '6'
	case '七', '柒':
		return '7'
	case '八', '捌':
		return '8'
	case '九', '玖':
		return '9'
	}
	return 0
}

// readFigures returns the digits of a folded text: ASCII and Chinese digits, x after a digit, and o and l within a number.
func readFigures(plain string) []figure {
	var figures []figure
	between, gap := apart, 0
	for i := 0; i < len(plain); {
		r, size := utf8.DecodeRuneInString(plain[i:])
		f, ok := readFigure(plain, i, r, len(figures) > 0 && gap == 0, between == closely)
		switch {
		case ok:
			f.joined = between
			if gap == 0 && len(figures) > 0 {
				f.joined = closely
			}
			f.from, f.to = i, i+size
			figures = append(figures, f)
			between, gap = closely, 0
		default:
			gap++
			between = min(between, separates(r, gap))
		}
		i += size
	}
	return figures
}

// readFigure returns the figure r at i of plain; beside: a figure stands directly before it; near: perhaps with blanks or
// dashes between.
func readFigure(plain string, i int, r rune, beside, near bool) (figure, bool) {
	if isDigit(r) {
		before, after := byteAt(plain, i-1), byteAt(plain, i+1)
		return figure{digit: byte(r), opens: !isDigit(rune(before)), closes: !isDigit(rune(after))}, true
	}
	if r < utf8.RuneSelf {
		after := rune(byteAt(plain, i+1))
		switch {
		case r == 'x' && near && !isLetter(after):
			return figure{digit: 'x', closes: true}, true
		case !beside:
		case r == 'o' && (!isLetter(after) || after == 'o'):
			return figure{digit: '0', closes: !isDigit(after)}, true
		case r == 'l' && (!isLetter(after) || after == 'o'):
			return figure{digit: '1', closes: !isDigit(after)}, true
		}
		return figure{}, false
	}
	if r == '×' && near {
		return figure{digit: 'x', closes: true}, true
	}
	d := chineseDigit(r)
	return figure{digit: d, opens: true, closes: true}, d != 0
}

// separates returns how figures with r between them, the gap-th character, are joined at best.
func separates(r rune, gap int) int {
	switch {
	case gap > 3, isLetter(r), isHan(r), r == '〔', r == '〕':
		return apart
	case strings.ContainsRune(" -._·•—–‐‑−~*()[]+", r):
		return closely
	}
	return loosely
}

// digits returns up to n figures from i on that are joined at least so, as a string.
func digits(figures []figure, i, n, joined int) string {
	var room [24]byte
	out := room[:0]
	for k := i; k < len(figures) && len(out) < min(n, len(room)); k++ {
		if k > i && figures[k].joined < joined {
			break
		}
		out = append(out, figures[k].digit)
	}
	return string(out)
}

// groups returns the lengths of the runs of figures with nothing between them, from i up to i+n.
func groups(figures []figure, i, n int) []int {
	sizes := []int{1}
	for k := i + 1; k < i+n; k++ {
		if figures[k].from == figures[k-1].to {
			sizes[len(sizes)-1]++
		} else {
			sizes = append(sizes, 1)
		}
	}
	return sizes
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' }

func isHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF || r == 0x3007 }

// byteAt returns the byte at i, or 0 beyond the ends.
func byteAt(s string, i int) byte {
	if i < 0 || i >= len(s) {
		return 0
	}
	return s[i]
}
