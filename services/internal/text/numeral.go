package text

import "strings"

// kind is what a character is in a numeral.
type kind int

const (
	notNumeral kind = iota
	figure          // a digit
	couple          // 两, a digit before a unit only
	unit            // 十 百 千
	great           // 万 亿
)

const numeralCharacters = "〇零幺一二三四五六七八九两十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟wk"

// numeralOf returns what r is in a Chinese numeral and its value. Simplified forms only: numerals are read after folding.
func numeralOf(r rune) (kind, int64) {
	switch r {
	case 0x3007, '零':
		return figure, 0
	case '一', '壹', '幺':
		return figure, 1
	case '二', '贰':
		return figure, 2
	case '两':
		return couple, 2
	case '三', '叁':
		return figure, 3
	case '四', '肆':
		return figure, 4
	case '五', '伍':
		return figure, 5
	case '六', '陆':
		return figure, 6
	case '七', '柒':
		return figure, 7
	case '八', '捌':
		return figure, 8
	case '九', '玖':
		return figure, 9
	case '十', '拾':
		return unit, 10
	case '百', '佰':
		return unit, 100
	case '千', '仟', 'k':
		return unit, 1000
	case '万', 'w':
		return great, 1e4
	case '亿':
		return great, 1e8
	}
	return notNumeral, 0
}

// number is a numeral while it is read from left to right: 三千五百万零二十.
type number struct {
	total   int64 // what stands before the last 万 or 亿, with it
	section int64 // what stands since then, with its units
	digit   int64 // a digit that has no unit yet; -1: none
	wide    bool  // that digit is an Arabic number of several figures
	zero    bool  // 零 stood before it
	last    int64 // the last unit; 0: none yet
	small   int64 // the last of 十 百 千 in this section; 0: none yet
	great   int64 // the last of 万 亿; 0: none yet
}

// addDigit takes a digit, or an Arabic number below 10000 written with that many figures. It reports whether it may stand here.
func (n *number) addDigit(value int64, figures int) bool {
	if n.digit >= 0 {
		return false
	}
	if value == 0 && figures == 1 {
		n.zero = true
		return n.last > 0
	}
	n.digit, n.wide = value, figures > 1
	return true
}

// addUnit takes a unit.
func (n *number) addUnit(k kind, value int64) bool {
	if k == great {
		return n.addGreat(value)
	}
	if n.digit < 0 && value == 10 {
		n.digit = 1 // 十五, 一百十五
	}
	if n.digit < 0 || n.wide || n.small > 0 && value >= n.small {
		return false
	}
	n.section += n.digit * value
	n.digit, n.zero, n.last, n.small = -1, false, value, value
	return true
}

func (n *number) addGreat(value int64) bool {
	section := n.section + max(n.digit, 0)
	switch {
	case section > 0 && (n.great == 0 || value < n.great):
		n.total += section * value
	case section == 0 && n.last == 1e4 && value == 1e8: // 万亿
		n.total *= value
	default:
		return false
	}
	*n = number{total: n.total, digit: -1, last: value, great: value}
	return true
}

// value returns what was read, and whether it is a number with a unit. A last digit without 零 counts the next lower unit
// as in speech: 两万六千八 is 26800, 一百二 is 120.
func (n *number) value() (int64, bool) {
	value := n.total + n.section
	switch {
	case n.last == 0 || n.zero && n.digit < 0:
		return 0, false
	case n.digit < 0:
	case n.wide || n.zero || n.last == 10:
		if n.digit >= n.last {
			return 0, false
		}
		value += n.digit
	default:
		value += n.digit * (n.last / 10)
	}
	return value, true
}

// read reads the numeral that begins at i and returns its length, its value and whether it is well formed; the length of
// one that is not is that of the whole run of numerals.
func read(atoms []atom, i int) (length int, value int64, ok bool) {
	n, end := number{digit: -1}, i
	for end < len(atoms) && (end == i || !atoms[end].gap) {
		k, v := numeralOf(atoms[end].r)
		size, good := 1, true
		switch {
		case isDigit(atoms[end].r):
			if size, v = arabic(atoms, end); size > 4 || end > i && !tail(atoms, end+size) {
				return end - i, 0, false
			}
			good = n.addDigit(v, size)
		case k == notNumeral, isLetter(atoms[end].r) && !suffix(atoms, i, end), n.last > 0 && apart(atoms, end):
			value, ok = n.value()
			return end - i, value, ok
		case k == figure || k == couple:
			good = n.addDigit(v, 1)
		default:
			good = n.addUnit(k, v)
		}
		if !good {
			return run(atoms, i), 0, false
		}
		end += size
	}
	value, ok = n.value()
	return end - i, value, ok
}

// arabic returns how many ASCII digits stand at i and, of at most four of them, their value.
func arabic(atoms []atom, i int) (size int, value int64) {
	for ; isDigit(runeAt(atoms, i+size)); size++ {
		if size < 4 {
			value = value*10 + int64(atoms[i+size].r-'0')
		}
	}
	return size, value
}

// run returns how many characters of numerals stand together at i.
func run(atoms []atom, i int) int {
	end := i + 1
	for ; end < len(atoms) && !atoms[end].gap; end++ {
		if k, _ := numeralOf(atoms[end].r); k == notNumeral || isLetter(atoms[end].r) {
			break
		}
	}
	return end - i
}

// tail reports whether ASCII digits that end before i may be the end of a numeral (2千8, 1万2000) rather than begin a date,
// a count or an address (3千 1对1, 2万 3个月).
func tail(atoms []atom, i int) bool {
	r := runeAt(atoms, i)
	if k, _ := numeralOf(r); k == unit || k == great {
		return true
	}
	return r == 0 || !isLetter(r) && !strings.ContainsRune("对.:-/~月号日年楼栋班点岁天个节次人名位小周学期门科%", r)
}

// suffix reports whether the letter at end, w or k, is a unit: it follows the Arabic number at i and begins no word.
func suffix(atoms []atom, i, end int) bool {
	next := runeAt(atoms, end+1)
	return isDigit(atoms[i].r) && isDigit(atoms[end-1].r) && !isLetter(next) && next != '-' &&
		!strings.ContainsRune("屏电高超显视画", next)
}

// apart reports whether the digit at i, after a unit, begins something else: 一 and 两 as counts (两百一节课, 八百一学期,
// 三千两年) rather than the end of a number (一百一, 两万一块).
func apart(atoms []atom, i int) bool {
	next := runeAt(atoms, i+1)
	if k, _ := numeralOf(next); k != notNumeral {
		return false
	}
	switch atoms[i].r {
	case '两':
		return true
	case '一':
		return isHan(next) && runeAt(atoms, i-1) != '十' && !strings.ContainsRune("元块圆左的钱吧了呢啊嘛多余整", next)
	}
	return false
}
