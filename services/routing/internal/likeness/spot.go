package likeness

import (
	"slices"
	"strconv"
	"strings"
)

// spot is a place as a lead says it, in words.
type spot struct {
	town               string // 街道、镇、乡
	road, number       string // 工业路, 7
	name               string // 翠湾花园: the last two characters before the ending, with it
	block, unit, room  string // 6, 2, 602
	low, high          int    // floors; below ground negative, 0 not said
	home               bool   // a residential estate
	beside             bool   // the matter is near it, not in it
	anchored, numbered bool   // it has a road or a name; it has more than that
}

// anchor is where the name of a road, an estate or a building stands.
type anchor struct {
	from, to int
	name     string // the last two characters before the ending, with it
	kind     string // road, home, hall, village
}

// spotsOf returns the places that a plain text speaks of, in order. In an address, what ends as a place is one; in running text
// what ends in a word that ends many others must have a number behind it.
func spotsOf(r []rune, address bool) []spot {
	anchors := anchorsOf(r, address)
	var out []spot
	for n, a := range anchors {
		limit := len(r)
		if n+1 < len(anchors) {
			limit = anchors[n+1].from
		}
		s, joined := spot{anchored: true}, false
		if last := len(out) - 1; a.kind != "road" && last >= 0 && out[last].takes(r, anchors[n-1], a) {
			s, joined = out[last], true
		}
		i := s.called(r, a, limit)
		s.read(r, i, limit)
		if joined {
			out[len(out)-1] = s
		} else {
			out = append(out, s)
		}
	}
	return out
}

// takes reports whether the building at a is the one with the house number that the spot ends in: 学府路5号百汇商场.
func (s *spot) takes(r []rune, before, a anchor) bool {
	if s.road == "" || s.number == "" || s.name != "" || s.beside || s.block+s.room != "" || s.low != 0 {
		return false
	}
	gap := r[before.to:a.from]
	return len(gap) <= 10 && !slices.ContainsFunc(gap, func(c rune) bool { return strings.ContainsRune(",。;!?、:", c) })
}

// called notes the name of the place and the house number, and returns where the details begin.
func (s *spot) called(r []rune, a anchor, limit int) int {
	i := a.to
	if a.kind == "road" {
		s.road = a.name
		s.number, i = houseNumber(r, i, limit)
	} else {
		s.name, s.home = a.name, a.kind == "home"
	}
	s.beside = loaded().beside.begins(r, i)
	if s.beside {
		s.number = ""
	}
	return i
}

// anchorsOf finds the names of roads, estates and buildings.
func anchorsOf(r []rune, address bool) (out []anchor) {
	w, from := loaded(), 0
	for i := range r {
		for _, end := range w.ends[r[i]] {
			start := i + 1 - len(end.chars)
			if start < from || !at(r, start, end.chars) {
				continue
			}
			if core := coreBefore(r, start, from); core != "" && w.place(r, i+1, core+string(end.chars), end, address) {
				out = append(out, anchor{start - 2, i + 1, core + string(end.chars), end.kind})
				from = i + 1
			}
			break
		}
	}
	return out
}

// coreBefore returns the two characters before the ending at start, or nothing if they cannot be a name.
func coreBefore(r []rune, start, from int) string {
	if start-2 < from {
		return ""
	}
	for i, c := range r[start-2 : start] {
		if !isHan(c) || strings.ContainsRune(noName, c) || i == 0 && strings.ContainsRune(regions, c) {
			return ""
		}
	}
	return string(r[start-2 : start])
}

// noName are characters that stand in no name of a place.
const noName = "的在了是我你他她这那个们去到都有叫找把被给每某住看问说开办搞及或与从"

// regions are the last characters of regions: 云汀区翠湾花园, 柳塘街道翠湾花园.
const regions = "省市区县旗镇乡道"

// place reports whether a name that ends before i with that ending is the name of a place.
func (w *words) place(r []rune, i int, name string, end word, address bool) bool {
	ending := string(end.chars)
	if ending == "街" && strings.ContainsRune("道坊区", runeAt(r, i)) || end.kind != "road" && w.roadEndAt(r, i) { // 街道, 学府路
		return false
	}
	for from := range name {
		if w.nowhere[name[from:]] {
			return false
		}
	}
	if end.kind == "village" || !address && w.bare[ending] {
		number, _ := houseNumber(r, i, len(r))
		return number != "" || (&spot{}).take(r, i, true) > i
	}
	return true
}

func (w *words) roadEndAt(r []rune, i int) bool {
	return strings.ContainsRune("路街巷", runeAt(r, i)) || hasAt(r, i, "大道")
}

// houseNumber reads 7号, 甲7号, 12-3号 or 66附1号 at i; what is followed by 楼 is a building.
func houseNumber(r []rune, i, limit int) (string, int) {
	var b strings.Builder
	j := i
	for j < limit && j < i+10 {
		if n, end := numeral(r, j); n != "" {
			b.WriteString(n)
			j = end
			continue
		}
		if c := r[j]; c == '-' || c == '附' || c == '之' {
			b.WriteByte('-')
			j++
			continue
		}
		break
	}
	if b.Len() == 0 || runeAt(r, j) != '号' || strings.ContainsRune("楼栋线", runeAt(r, j+1)) {
		return "", i
	}
	return b.String(), j + 1
}

// merge adds to a spot what another says of the same place, and reports whether it is the same.
func merge(into *spot, s spot) bool {
	sameName := into.name != "" && into.name == s.name
	sameRoad := into.road != "" && into.road == s.road && (into.number == s.number || into.number == "" || s.number == "")
	if s.beside || into.beside || !sameName && !sameRoad || contradicts(*into, s) {
		return false
	}
	if into.road == "" || into.road == s.road && into.number == "" {
		into.road, into.number = s.road, s.number
	}
	if into.name == "" {
		into.name, into.home = s.name, s.home
	}
	for _, f := range []struct {
		to *string
		s  string
	}{{&into.town, s.town}, {&into.block, s.block}, {&into.unit, s.unit}, {&into.room, s.room}} {
		if *f.to == "" {
			*f.to = f.s
		}
	}
	if into.low == 0 {
		into.low, into.high = s.low, s.high
	}
	return true
}

// contradicts reports whether two spots of one name or road say different things.
func contradicts(a, b spot) bool {
	differ := func(x, y string) bool { return x != "" && y != "" && x != y }
	return differ(a.town, b.town) || differ(a.name, b.name) || differ(a.road, b.road) || differ(a.number, b.number) ||
		differ(a.block, b.block) || differ(a.unit, b.unit) || differ(a.room, b.room) ||
		a.low != 0 && b.low != 0 && (a.low > b.high || b.low > a.high)
}

// floorOf returns the floor that a room number of three or four digits begins with, or 0.
func floorOf(room string) int {
	n, err := strconv.Atoi(room)
	if err != nil || len(room) < 3 || len(room) > 4 || n/100 > 60 {
		return 0
	}
	return n / 100
}
