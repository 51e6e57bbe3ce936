package text

import (
	"strconv"
	"strings"
)

// rewriteArabic writes an Arabic number with a Chinese unit in digits: 2千8, 3万, 1.5万, 2w.
func rewriteArabic(w *writer, atoms []atom, i int) int {
	before := runeAt(atoms, i-1)
	if isDigit(before) || isLetter(before) || before == '.' || before == '-' || before == '~' {
		return 0
	}
	if length, value := decimalAmount(atoms, i); length > 0 {
		w.replace(atoms[i:i+length], value)
		return length
	}
	size, _ := arabic(atoms, i)
	next := i + size
	if size > 4 || atoms[i].r == '0' || next == len(atoms) || atoms[next].gap || loaded().fixedAt(atoms, next) {
		return 0
	}
	if k, v := numeralOf(atoms[next].r); k != great && (k != unit || v == 10) {
		return 0
	}
	length, value, ok := read(atoms, i)
	if !ok || isDigit(runeAt(atoms, i+length)) {
		return 0
	}
	w.replace(atoms[i:i+length], strconv.FormatInt(value, 10))
	return length
}

// decimalAmount reads a number such as 1.5万 or 2.68w; the length is 0 where there is none or it is no whole number.
func decimalAmount(atoms []atom, i int) (int, string) {
	size, whole := arabic(atoms, i)
	if size > 4 || runeAt(atoms, i+size) != '.' {
		return 0, ""
	}
	part, fraction := arabic(atoms, i+size+1)
	end := i + size + 1 + part
	if part == 0 || part > 4 || end == len(atoms) || isLetter(atoms[end].r) && !suffix(atoms, i, end) {
		return 0, ""
	}
	k, value := numeralOf(atoms[end].r)
	next, _ := numeralOf(runeAt(atoms, end+1))
	if k != great && (k != unit || value == 10) || next != notNumeral || isDigit(runeAt(atoms, end+1)) {
		return 0, ""
	}
	scale := int64(1)
	for range part {
		scale *= 10
	}
	if fraction*value%scale != 0 {
		return 0, ""
	}
	return end + 1 - i, strconv.FormatInt(whole*value+fraction*value/scale, 10)
}

// rewriteChinese writes a Chinese numeral in digits where it is one: with a unit, or of five digits and more.
func rewriteChinese(w *writer, atoms []atom, i int) int {
	if k, _ := numeralOf(atoms[i].r); k == notNumeral || k == great || isLetter(atoms[i].r) {
		return 0
	}
	if n := rewriteDigits(w, atoms, i); n > 0 {
		return n
	}
	if !begins(atoms, i) {
		return 0
	}
	length, value, ok := read(atoms, i)
	if ok && length > 1 && !w.endsInDigit() && !isDigit(runeAt(atoms, i+length)) {
		w.replace(atoms[i:i+length], strconv.FormatInt(value, 10))
		return length
	}
	for _, a := range atoms[i : i+max(length, 1)] {
		w.copy(a)
	}
	return max(length, 1)
}

// begins reports whether a numeral with a unit may begin at i: not in 几十, 收拾一下, 周二十点, 初三十五班.
func begins(atoms []atom, i int) bool {
	before, next := runeAt(atoms, i-1), runeAt(atoms, i+1)
	switch r := atoms[i].r; r {
	case '百', '千', '佰', '仟', '零', 0x3007:
		return false
	case '十':
		return before != '几' && before != '数'
	case '拾':
		return next == '万' || strings.ContainsRune("壹贰叁肆伍陆柒捌玖", next)
	}
	switch before {
	case '周', '期', '拜':
		return !weekday(atoms, i)
	case '初':
		return !strings.ContainsRune("一二三", atoms[i].r)
	case '高':
		return runeAt(atoms, i+run(atoms, i)) != '班'
	}
	return true
}

// weekday reports whether the digit at i after 周, 星期 or 礼拜 names a day: always before 点, else unless it counts per week.
func weekday(atoms []atom, i int) bool {
	if !strings.ContainsRune("一二三四五六", atoms[i].r) || runeAt(atoms, i-1) == '期' && runeAt(atoms, i-2) != '星' {
		return false
	}
	end := runeAt(atoms, i+run(atoms, i))
	return end == '点' || end == '时' || !strings.ContainsRune("每一两半", runeAt(atoms, i-2))
}

// rewriteDigits writes digits without unit one by one: at least five of them (a telephone number said aloud, perhaps with
// blanks), or some between Arabic digits (138零零138000).
func rewriteDigits(w *writer, atoms []atom, i int) int {
	end := i
	for ; end < len(atoms); end++ {
		if k, _ := numeralOf(atoms[end].r); k != figure {
			break
		}
	}
	size, next := end-i, runeAt(atoms, end)
	if size > 5 && endsBefore(atoms, end-1) {
		size--
	}
	between := w.endsInDigit() && isDigit(next) && (size > 1 || size == 1 && strings.ContainsRune("零〇幺", atoms[i].r))
	if size < 5 && !between || size < 10 && next == '年' && runeAt(atoms, end+1) == '级' {
		return 0
	}
	for _, a := range atoms[i : i+size] {
		_, v := numeralOf(a.r)
		w.replace([]atom{a}, string(rune('0'+v)))
	}
	return size
}

// endsBefore reports whether the digit at i, the last of several, belongs to what follows: 一百块, 一个人.
func endsBefore(atoms []atom, i int) bool {
	k, _ := numeralOf(runeAt(atoms, i+1))
	_, v := numeralOf(atoms[i].r)
	counts := (k == unit || k == great) && !atoms[i+1].gap && !isLetter(atoms[i+1].r) && v > 0
	return counts || apart(atoms, i)
}
