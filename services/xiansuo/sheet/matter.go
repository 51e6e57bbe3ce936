package sheet

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"xiansuo/pkg/lead"
)

// time reads a moment. A day in one column and an hour in another are one moment.
func (v *values) time(member string) (time.Time, bool) {
	var unread []found
	for _, column := range v.columns[member] {
		f := found{v.at(column), column}
		if f.text == "" {
			continue
		}
		if at, ok := momentOf(f.text, v.days); ok {
			for _, u := range unread {
				if both, ok := momentOf(at.Format("2006-01-02 ")+u.text, 0); ok && at.Equal(midnight(at)) {
					return both, true
				}
				v.unread(u, "完整的日期")
			}
			return at, true
		}
		unread = append(unread, f)
	}
	for _, u := range unread {
		v.unread(u, "完整的日期")
	}
	return time.Time{}, false
}

func (v *values) place() *lead.Place {
	p := lead.Place{Address: v.text("place.address"), Street: v.text("place.street"), Community: v.text("place.community"),
		Grid: v.identifier("place.grid"), URL: v.text("place.url")}
	if f := v.first("*place"); f.text != "" {
		for i, part := range strings.FieldsFunc(f.text, func(r rune) bool { return strings.ContainsRune("/／\\、- ", r) }) {
			if into := []*string{&p.Street, &p.Community, &p.Grid}; i < len(into) && *into[i] == "" {
				*into[i] = part
			}
		}
	}
	p.Lng, p.Lat = v.coordinates()
	if p.URL != "" {
		if _, err := url.Parse(p.URL); err != nil {
			v.unread(v.first("place.url"), "网址")
			p.URL = ""
		}
	}
	return present(p)
}

// degrees matches a coordinate: 120.155°, E120.155, 120.155.
var degrees = regexp.MustCompile(`^[ewns东西北南经纬]*(-?\d{1,3}(?:\.\d+)?)°?[ewns]?$`)

// coordinates reads longitude and latitude, and puts them in order when they are swapped: China lies between 73°E and 136°E,
// 3°N and 54°N.
func (v *values) coordinates() (lng, lat *float64) {
	a, b := v.first("place.lng"), v.first("place.lat")
	if f := v.first("*coordinates"); a.text == "" && b.text == "" && f.text != "" {
		left, right, _ := strings.Cut(strings.NewReplacer("，", ",", ";", ",", "；", ",", " ", ",").Replace(f.text), ",")
		a, b = f, f
		a.text, b.text = left, strings.Trim(right, ",")
	}
	if a.text == "" && b.text == "" {
		return nil, nil
	}
	x, ok1 := degreesOf(a.text)
	y, ok2 := degreesOf(b.text)
	switch {
	case !ok1 || !ok2:
		v.note(a, "不是经纬度，未采用")
		return nil, nil
	case x == 0 && y == 0:
		return nil, nil
	case x > 3 && x < 54 && y > 73 && y < 136:
		v.note(a, "与纬度写反，已对调")
		x, y = y, x
	}
	return &x, &y
}

func degreesOf(s string) (float64, bool) {
	m := degrees.FindStringSubmatch(plainText(s))
	if m == nil {
		return 0, false
	}
	value, err := strconv.ParseFloat(m[1], 64)
	return value, err == nil
}

func (v *values) target() *lead.Target {
	return present(lead.Target{Name: v.text("target.name"), USCC: strings.ToUpper(v.identifier("target.uscc")),
		Licence: v.identifier("target.licence"), Kind: v.text("target.kind")})
}

func (v *values) money() *lead.Money {
	m := lead.Money{Method: v.text("money.method")}
	if f := v.first("money.fen"); f.text != "" {
		var ok bool
		if m.Fen, ok = fenOf(f.text, v.units[f.column]); !ok {
			v.unread(f, "金额")
		}
	}
	return present(m)
}

func (v *values) people() *lead.People {
	return present(lead.People{Pupils: v.count("people.pupils"), Staff: v.count("people.staff"), AgeBand: v.text("people.ageBand")})
}

// head count: 30, 约30人, 30余名.
var headCount = regexp.MustCompile(`^(?:约|大约|共)?(\d{1,7})(?:\.0+)?(?:余|多)?(?:个|名|人|位)*(?:左右)?$`)

func (v *values) count(member string) int {
	f := v.first(member)
	if f.text == "" {
		return 0
	}
	m := headCount.FindStringSubmatch(plainText(f.text))
	if m == nil {
		v.unread(f, "人数")
		return 0
	}
	n, _ := strconv.Atoi(m[1]) // at most seven digits
	return n
}

// attachments reads the addresses of files; what is none stays as words at the end of the text.
func (v *values) attachments() (out []lead.Attachment) {
	for _, column := range v.columns["attachments"] {
		var words []string
		for _, item := range addresses(v.at(column).text) {
			if u, err := url.Parse(item); err == nil && u.Scheme != "" && u.Host != "" {
				out = append(out, lead.Attachment{URI: item})
			} else {
				words = append(words, item)
			}
		}
		if len(words) > 0 {
			v.keep(found{cell{text: strings.Join(words, " ")}, column})
		}
	}
	return out
}

// addresses splits a list at white space, semicolons and commas; a comma within an address stays.
func addresses(list string) (out []string) {
	for _, item := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(" \t\n\r;；，、|", r) }) {
		for i, part := range strings.Split(item, ",") {
			switch {
			case part == "":
			case i > 0 && len(out) > 0 && strings.Contains(out[len(out)-1], "://") && !strings.Contains(part, "://"):
				out[len(out)-1] += "," + part
			default:
				out = append(out, part)
			}
		}
	}
	return out
}
