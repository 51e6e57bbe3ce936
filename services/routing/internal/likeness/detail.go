package likeness

import (
	"strconv"
	"strings"
)

// part is what a number in an address counts.
type part int

const (
	none part = iota
	zone
	block
	unit
	level // a floor
	room
)

// details are the words behind a number that say what it counts, longest first where one begins as another.
var details = []struct {
	word string
	is   part
}{
	{"号楼", block}, {"号栋", block}, {"栋", block}, {"幢", block}, {"座", block}, {"#楼", block}, {"#", block},
	{"单元", unit}, {"层", level}, {"楼", level}, {"f", level},
	{"号房", room}, {"号室", room}, {"号铺", room}, {"室", room}, {"房", room}, {"铺", room},
	{"期", zone}, {"区", zone}, {"组团", zone},
}

// A stretch of this many characters may stand between a place and its details, or between two of them: 翠湾花园，靠河那栋六层.
const stretch = 10

// read notes the block, unit, floor and room that stand between i and limit.
func (s *spot) read(r []rune, i, limit int) {
	if s.beside {
		return
	}
	for skipped := 0; i < limit && skipped <= stretch; {
		if strings.ContainsRune("。;!?\n", r[i]) {
			return
		}
		end := s.take(r, i, skipped == 0)
		switch {
		case end > i && end <= limit:
			i, skipped = end, 0
		case r[i] == ' ' || r[i] == '-':
			i++
		default:
			i++
			skipped++
		}
	}
}

// take notes the detail that begins at i and returns where it ends; i: there is none. close: it follows the place at once.
func (s *spot) take(r []rune, i int, close bool) int {
	if named, ok := loaded().block.at(r, i); ok && s.block == "" {
		s.block = string(named.chars)
		return i + len(named.chars)
	}
	if hasAt(r, i, "底商") || hasAt(r, i, "门面") || hasAt(r, i, "底楼") {
		s.floors(1, 1)
		return i + 2
	}
	if c := runeAt(r, i-1); isDigit(c) || isLetter(c) {
		if !close || isDigit(c) {
			return i
		}
	}
	if end := s.takeFloors(r, i); end > i {
		return end
	}
	number, is, end := detailAt(r, i)
	if number == "" || is != none && !close && (r[i] == '一' || r[i] == '两') { // 一栋楼, 两层
		return i
	}
	if is != none {
		s.note(number, is)
		return end
	}
	if close {
		return s.takeBare(r, i, number, end)
	}
	return i
}

// note sets what the number counts, unless it is known already.
func (s *spot) note(number string, is part) {
	set := func(to *string) {
		if *to == "" {
			*to = number
		}
	}
	s.numbered = true
	switch is {
	case zone:
		if len(number) < 3 && s.block == "" {
			s.block = number + "区"
		}
	case block:
		if s.block == "" || strings.HasSuffix(s.block, "区") {
			s.block += number
		}
	case unit:
		set(&s.unit)
	case level:
		if n, err := strconv.Atoi(number); err == nil {
			s.floors(n, n)
		}
	case room:
		if len(number) < 2 { // 三房两厅
			return
		}
		set(&s.room)
		s.floors(floorOf(number), floorOf(number))
	}
}

func (s *spot) floors(low, high int) {
	if s.low == 0 && low != 0 && low < 100 {
		s.low, s.high, s.numbered = low, high, true
	}
}

// takeBare notes numbers without a unit: 6-602, 6-1-602, 1-602 behind a block, 602 behind a block or a floor, 12号 behind a name.
func (s *spot) takeBare(r []rune, i int, number string, end int) int {
	parts := []string{number}
	for runeAt(r, end) == '-' {
		next, to := numeral(r, end+1)
		if next == "" {
			break
		}
		parts, end = append(parts, next), to
	}
	last := parts[len(parts)-1]
	inside := s.block != "" || s.unit != "" || s.low != 0
	if !isDigit(r[i]) && !strings.ContainsRune("零\u3007", runeAt(r, i+1)) { // 一三五 are days
		return i
	}
	switch {
	case len(parts) == 1 && runeAt(r, end) == '号' && s.name != "" && s.block == "":
		s.note(number, block)
		return end + 1
	case len(parts) == 1 && inside && (len(last) == 3 || len(last) == 4 || runeAt(r, i-1) == '-'):
		s.note(last, room)
	case len(parts) == 1 && len(last) == 3 && s.name != "" && s.home, len(parts) == 1 && len(last) == 4 && s.name != "" && s.home:
		s.note(last, room)
	case len(parts) == 2 && s.block != "" && len(last) >= 3:
		s.note(parts[0], unit)
		s.note(last, room)
	case len(parts) == 2 && s.name != "" && len(last) >= 3:
		s.note(parts[0], block)
		s.note(last, room)
	case len(parts) == 3 && s.name != "" && len(last) >= 3:
		s.note(parts[0], block)
		s.note(parts[1], unit)
		s.note(last, room)
	default:
		return i
	}
	if runeAt(r, end) == '号' || runeAt(r, end) == '室' {
		end++
	}
	return end
}

// takeFloors notes floors that are a range or below ground: 2-3层, 4、5楼, 二三楼, B1, 负一楼, 地下2层.
func (s *spot) takeFloors(r []rune, i int) int {
	for _, below := range []string{"负", "地下", "b"} {
		if !hasAt(r, i, below) {
			continue
		}
		n, end := numeral(r, i+len([]rune(below)))
		depth, err := strconv.Atoi(n)
		floor := strings.ContainsRune("层楼f", runeAt(r, end))
		if err != nil || depth > 5 || !floor && (below != "b" || detailsAt(r, end) || isDigit(runeAt(r, end)) || runeAt(r, end) == '-') {
			continue
		}
		s.floors(-depth, -depth)
		if floor {
			end++
		}
		return end
	}
	low, end := numeral(r, i)
	if low == "" {
		return i
	}
	if pair := []rune(string(r[i:end])); len(pair) == 2 && !isDigit(pair[0]) && low[1] == low[0]+1 && strings.ContainsRune("层楼", runeAt(r, end)) {
		s.floors(int(low[0]-'0'), int(low[1]-'0'))
		return end + 1
	}
	if !strings.ContainsRune("-~、,至到", runeAt(r, end)) {
		return i
	}
	high, to := numeral(r, end+1)
	a, errA := strconv.Atoi(low)
	b, errB := strconv.Atoi(high)
	if errA != nil || errB != nil || a >= b || b > 60 || !strings.ContainsRune("层楼f", runeAt(r, to)) {
		return i
	}
	s.floors(a, b)
	return to + 1
}

func detailsAt(r []rune, i int) bool {
	for _, d := range details {
		if hasAt(r, i, d.word) {
			return true
		}
	}
	return false
}

// detailAt reads a number and the word behind it that says what it counts.
func detailAt(r []rune, i int) (number string, is part, end int) {
	number, end = numeral(r, i)
	if number == "" {
		return "", none, i
	}
	for _, d := range details {
		if !hasAt(r, end, d.word) {
			continue
		}
		after := end + len([]rune(d.word))
		if d.word == "f" && isLetter(runeAt(r, after)) || d.word == "座" && runeAt(r, after) == '位' || d.word == "房" && runeAt(r, after) == '间' {
			break
		}
		if d.is == block && runeAt(r, after) == '楼' {
			after++
		}
		return number, d.is, after
	}
	return number, none, end
}
