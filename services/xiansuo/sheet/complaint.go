package sheet

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"xiansuo/pkg/lead"
)

// values are what one record says of each member.
type values struct {
	*table
	layout
	record
	problems, notes []string
	// kept are lines for the end of the text: what no field can hold.
	kept []string
}

// fill fills the row from the record.
func (v *values) fill(row *Row) {
	c := &row.Complaint
	row.Number = v.number()
	c.Number, c.Title, c.Appeal = row.Number, v.text("title"), v.text("appeal")
	v.channelAndUrgency(c)
	if at, ok := v.time("occurredAt"); ok {
		c.OccurredAt = &at
	}
	row.Received, _ = v.time("*received")
	lng, lat := v.coordinates()
	c.Place = present(lead.Place{Address: v.text("place.address"), Street: v.text("place.street"), Community: v.text("place.community"),
		Grid: v.identifier("place.grid"), Lng: lng, Lat: lat, URL: v.text("place.url")})
	c.Target = present(lead.Target{Name: v.text("target.name"), USCC: strings.ToUpper(v.identifier("target.uscc")),
		Licence: v.identifier("target.licence"), Kind: v.text("target.kind")})
	c.Money = present(lead.Money{Fen: v.fen(), Method: v.text("money.method")})
	c.People = present(lead.People{Pupils: v.heads("people.pupils"), Staff: v.heads("people.staff"), AgeBand: v.text("people.ageBand")})
	c.Reporter = v.reporter()
	c.Attachments = v.files()
	c.Text = v.body()
}

// present returns a value, or nil when it says nothing.
func present[T comparable](value T) *T {
	var nothing T
	if value == nothing {
		return nil
	}
	return &value
}

// found is the value of a column.
type found struct {
	cell
	column int
}

// first returns the first value of the member's columns, the best column first. Words that only fill the field are none.
func (v *values) first(member string) found {
	for _, column := range v.columns[member] {
		if c := v.at(column); c.text != "" && !formulaError(c.text) && (member == "text" || !placeholder(c.text)) {
			return found{c, column}
		}
	}
	return found{}
}

func (v *values) text(member string) string { return v.first(member).text }

func (v *values) note(column int, what string) {
	v.notes = append(v.notes, fmt.Sprintf("“%s”%s", v.labels[column], what))
}

// unread keeps a value that could not be read as what its column holds at the end of the text.
func (v *values) unread(f found, what string) {
	v.kept = append(v.kept, v.labels[f.column]+"："+f.text)
	v.note(f.column, "不是"+what+"，原文附在内容后")
}

// exponent matches a number as a spreadsheet writes one that is too long for it.
var exponent = regexp.MustCompile(`^\d(\.\d+)?[eE]\+?\d+$`)

// lostDigits reports whether a value is not the number that was entered: a spreadsheet keeps 15 digits.
func (v *values) lostDigits(c cell) bool {
	return c.lost || exponent.MatchString(c.id()) || v.cut && zerosBehind(c.text)
}

// number reads the ticket number. A wrong one would join complaints that have nothing in common, and a row without its own could
// come in a second time, so that both refuse the row.
func (v *values) number() string {
	f := v.first("number")
	if v.lostDigits(f.cell) {
		v.problems = append(v.problems, fmt.Sprintf("“%s”超过 15 位，已被电子表格改写、位数丢失：请把该列设为“文本”格式后重新导出", v.labels[f.column]))
		return ""
	}
	for _, column := range v.columns["number"] {
		if formulaError(v.at(column).text) {
			v.problems = append(v.problems, fmt.Sprintf("“%s”公式出错", v.labels[column]))
		}
	}
	return f.id()
}

// identifier reads another identifier. One that lost digits is left out, because it would name somebody else.
func (v *values) identifier(member string) string {
	f := v.first(member)
	if v.lostDigits(f.cell) {
		v.note(f.column, "位数丢失（应为“文本”格式），未采用")
		return ""
	}
	return f.id()
}

func (v *values) channelAndUrgency(c *lead.ComplaintSubmitted) {
	var ok bool
	if f := v.first("channel"); f.text != "" {
		if c.Channel, ok = channelOf(f.text); !ok {
			c.Channel = v.channel
			v.note(f.column, "不是已知渠道，按"+c.Channel.Name().ZH+"处理")
		}
	}
	if f := v.first("urgency"); f.text != "" {
		if c.Urgency, ok = urgencyOf(f.text); !ok {
			v.unread(f, "已知的紧急程度")
		}
	}
}

// body joins the text columns: the best one as it stands, every other one under its heading.
func (v *values) body() string {
	main := v.first("text")
	if main.text == "" {
		return "" // which is a problem of the row
	}
	parts := []string{main.text}
	for _, column := range slices.Concat(v.columns["text"], v.columns["*more"]) {
		if c := v.at(column); c.text != "" && !placeholder(c.text) && !strings.Contains(main.text, c.text) {
			parts = append(parts, v.labels[column]+"："+c.text)
		}
	}
	return strings.Join(append(parts, v.kept...), "\n")
}

// time reads a moment. A day in one column and an hour in another are one moment.
func (v *values) time(member string) (at time.Time, ok bool) {
	var others []found
	for _, column := range v.columns[member] {
		f := found{v.at(column), column}
		moment, isMoment := momentOf(f.raw, v.from1904)
		if !isMoment {
			moment, isMoment = momentOf(f.text, v.from1904)
		}
		if isMoment && !ok {
			at, ok = moment, true
		} else if !isMoment && f.text != "" && !placeholder(f.text) {
			others = append(others, f)
		}
	}
	for _, f := range others {
		if both, isMoment := momentOf(at.Format("2006-01-02 ")+f.text, false); isMoment && ok && at.Hour() == 0 {
			at = both
		} else {
			v.unread(f, "完整的日期")
		}
	}
	return at, ok
}

// coordinates reads longitude and latitude within China's bounds: swapped ones are none.
func (v *values) coordinates() (lng, lat *float64) {
	a, b := v.first("place.lng"), v.first("place.lat")
	if a.text == "" && b.text == "" || a.raw == "0" && b.raw == "0" {
		return nil, nil
	}
	x, err1 := strconv.ParseFloat(a.raw, 64)
	y, err2 := strconv.ParseFloat(b.raw, 64)
	if err1 != nil || err2 != nil || x < 73 || x > 136 || y < 3 || y > 54 {
		v.note(max(a.column, b.column), "不是中国的经纬度，未采用")
		return nil, nil
	}
	return &x, &y
}

func (v *values) fen() (fen int64) {
	if f := v.first("money.fen"); f.text != "" {
		var ok bool
		if fen, ok = fenOf(f.raw, unitOf(v.labels[f.column])); !ok {
			v.unread(f, "金额")
		}
	}
	return fen
}

func (v *values) heads(member string) (n int) {
	if f := v.first(member); f.text != "" {
		var ok bool
		if n, ok = headsOf(f.raw); !ok {
			v.unread(f, "人数")
		}
	}
	return n
}

// reporter reads who reports. A name such as 匿名 is none.
func (v *values) reporter() *lead.Reporter {
	r := lead.Reporter{Name: v.text("reporter.name"), Phone: v.identifier("reporter.phone"),
		Anonymous: v.yes("reporter.anonymous"), Secret: v.yes("reporter.secret"), Reply: v.yes("reporter.reply")}
	if anonymousName(r.Name) {
		r.Name, r.Anonymous = "", true
	}
	return present(r)
}

// yes reads 是 or 否. Secrecy and anonymity that cannot be read are granted: nobody is harmed by being asked about them.
func (v *values) yes(member string) bool {
	f := v.first(member)
	yes, ok := yesOf(f.text)
	if f.text != "" && !ok {
		yes = member != "reporter.reply"
		v.note(f.column, "不是是/否，按“"+map[bool]string{true: "是", false: "否"}[yes]+"”处理")
	}
	return yes
}

// address matches the address of a file.
var address = regexp.MustCompile(`https?://[^\s;；，、|]+`)

// files reads the addresses of files; a list with other words stays at the end of the text.
func (v *values) files() []lead.Attachment {
	out := v.attachments
	for _, column := range v.columns["attachments"] {
		list := strings.ReplaceAll(v.at(column).text, ",http", " http") // another comma may be part of an address
		for _, uri := range address.FindAllString(list, -1) {
			out = append(out, lead.Attachment{URI: uri})
		}
		if words := letters(address.ReplaceAllString(list, "")); words != "" && !placeholder(words) {
			v.kept = append(v.kept, v.labels[column]+"："+v.at(column).text)
		}
	}
	return out
}
