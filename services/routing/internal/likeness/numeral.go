package likeness

import "strings"

// numeral reads a house number, a block or a room: digits, Chinese figures, one letter before digits, or a letter alone.
func numeral(r []rune, i int) (string, int) {
	var b strings.Builder
	j := i
	switch c := runeAt(r, j); {
	case isLetter(c) && !isLetter(runeAt(r, j+1)):
		b.WriteRune(c)
		j++
	case strings.ContainsRune("甲乙丙丁", c) && c != 0:
		b.WriteByte("abcd"[strings.IndexRune("甲乙丙丁", c)/3])
		j++
	}
	for ; j < len(r) && j < i+6; j++ {
		if isDigit(r[j]) {
			b.WriteRune(r[j])
		} else if r[j] == 0x3007 { // 〇
			b.WriteByte('0')
		} else if n := strings.IndexRune(figures, r[j]); n >= 0 {
			b.WriteByte(byte('0' + n/3))
		} else if r[j] == '十' && b.Len() == 0 {
			b.WriteString("10")
		} else {
			break
		}
	}
	return b.String(), j
}

// figures are the Chinese digits in order, three bytes each.
const figures = "零一二三四五六七八九"
