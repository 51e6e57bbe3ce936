package institutions

import (
	"regexp"
	"strconv"
	"strings"

	"xiansuo/services/internal/text"
)

// Spot is an address taken apart, as far as it tells places apart. The names of roads and buildings are their last two characters with the
// ending, so that what stands before them does not matter.
type Spot struct {
	Town         string // 东岗街道
	Road, Number string // 朝阳路, 120
	Building     string // 金穗大厦
	Tower        string // b, 3, 后楼
	Floor, Room  string // 15, 1203
}

var (
	townWord  = regexp.MustCompile(`(\p{Han}{2})(街道|镇|乡)`)
	roadWord  = regexp.MustCompile(`(\p{Han}{2})(大道|路|街|巷)(\d+(?:[-之附]\d+)*)号`)
	hallWord  = regexp.MustCompile(`(\p{Han}{2})(大厦|中心|广场|商场|商城|花园|小区|家园|公寓|写字楼|酒店|新村)`)
	towerWord = regexp.MustCompile(`([a-z]|\d{1,3})(座|栋|幢|号楼)|([前后东西南北主副]楼)`)
	shopWord  = regexp.MustCompile(`(\d{1,2})(?:f|层|楼)-?(\d{1,4})(?:室|号|铺)?`)
	floorWord = regexp.MustCompile(`(地下|负|-|b)?(\d{1,2})(?:f|层|楼)`)
	roomWord  = regexp.MustCompile(`(\d{3,4})(?:室|房|号|$|\P{Han})|(\d{3,4})$`)
	noHall    = regexp.MustCompile(`^(培训|教育|托管|活动|服务|艺术|辅导|体育|文化|学习|研学)`)
	chinese   = regexp.MustCompile(`[一二三四五六七八九十]{1,3}(号楼|栋|幢|座|层|楼|单元|室|号)`)
)

var (
	spelling = strings.NewReplacer(" ", "", "—", "-")
	ofNumber = strings.NewReplacer("之", "-", "附", "-")
)

// SpotOf takes an address apart.
func SpotOf(address string) (s Spot) {
	if address == "" {
		return s
	}
	rest := chinese.ReplaceAllStringFunc(text.Fold(address).Plain, digits)
	rest = spelling.Replace(rest)
	take := func(re *regexp.Regexp) []string {
		m := re.FindStringSubmatch(rest)
		if m == nil {
			return nil
		}
		_, rest, _ = strings.Cut(rest, m[0]) // where it was found: the leftmost match begins at its first occurrence
		return m
	}
	if m := take(townWord); m != nil {
		s.Town = m[0]
	}
	if m := take(roadWord); m != nil {
		s.Road, s.Number = m[1]+m[2], ofNumber.Replace(m[3])
	}
	if m := hallWord.FindStringSubmatch(rest); m != nil && !noHall.MatchString(m[1]) {
		take(hallWord)
		s.Building = m[0]
	}
	if m := take(towerWord); m != nil {
		s.Tower = m[1] + m[3]
	}
	s.inside(rest)
	return s
}

var streetWord = regexp.MustCompile(`(?:^|[区县市])(\p{Han}{2,4}?(?:街道|镇|乡))`)

// streetOf returns the street or town that an address names, "" if it names none.
func streetOf(address string) string {
	if m := streetWord.FindStringSubmatch(text.Fold(address).Plain); m != nil {
		return m[1]
	}
	return ""
}

// inside reads floor and room.
func (s *Spot) inside(rest string) {
	if m := shopWord.FindStringSubmatch(rest); m != nil && !strings.Contains(rest, "地下") {
		s.Floor, s.Room = m[1], m[2]
		if len(m[2]) < 3 {
			s.Room = m[1] + "-" + m[2]
		}
		return
	}
	if m := floorWord.FindStringSubmatch(rest); m != nil {
		s.Floor = m[2]
		if m[1] != "" {
			s.Floor = "-" + m[2]
		}
	}
	if m := roomWord.FindStringSubmatch(rest); m != nil {
		s.Room = m[1] + m[2]
		if n, err := strconv.Atoi(s.Room); err == nil && s.Floor == "" {
			s.Floor = strconv.Itoa(n / 100)
		}
	}
}

// digits writes a small Chinese numeral in digits.
func digits(s string) string {
	r := []rune(s)
	n, i := 0, 0
	for ; i < len(r); i++ {
		v := strings.IndexRune("一二三四五六七八九", r[i])
		if r[i] == '十' {
			n = max(n, 1) * 10
			continue
		}
		if v < 0 {
			break
		}
		n += v/len("一") + 1
	}
	return strconv.Itoa(n) + string(r[i:])
}

// Keys returns by what an index finds the spot: road and number, and building, each with what lies inside. Spots that are the same share one.
func (s Spot) Keys() (out []string) {
	inside := "|" + s.Tower + "|" + s.Floor + "|" + s.Room
	if s.Road != "" {
		out = append(out, s.Road+s.Number+inside)
	}
	if s.Building != "" && inside != "|||" {
		out = append(out, s.Building+inside)
	}
	return out
}

// Same reports whether two spots are one: of one road and number or one building, and equal in tower, floor and room. A house has many
// tenants, so that what one of the two leaves open is no likeness; and a building alone is too wide.
func (s Spot) Same(t Spot) bool {
	differ := func(a, b string) bool { return a != "" && b != "" && a != b }
	road := s.Road != "" && s.Road == t.Road && s.Number == t.Number
	building := s.Building != "" && s.Building == t.Building
	detail := s.Tower+s.Floor+s.Room != ""
	town := s.Town == "" || t.Town == "" || strings.HasSuffix(s.Town, t.Town) || strings.HasSuffix(t.Town, s.Town) // 新华门街道 and 华门街道
	return (road || building && detail) && town && !differ(s.Road+s.Number, t.Road+t.Number) &&
		!differ(s.Building, t.Building) && s.Tower == t.Tower && s.Floor == t.Floor && s.Room == t.Room
}
