package sheet

import (
	"fmt"
	"regexp"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/text"
)

func complaintOf(c lead.Channel) lead.ComplaintSubmitted { return lead.ComplaintSubmitted{Channel: c} }

// values are what one record says of each member.
type values struct {
	*table
	record
	problems, notes []string
	// kept are lines for the end of the text: what no field can hold.
	kept []string
}

func (t *table) values(r record) *values { return &values{table: t, record: r} }

// found is the value of a column.
type found struct {
	cell
	column int
}

// first returns the first value of the member's columns, the best column first. Words that only fill the field are none.
func (v *values) first(member string) found {
	for _, column := range v.columns[member] {
		if c := v.at(column); c.text != "" && (member == "text" || !placeholder(c.text)) {
			return found{c, column}
		}
	}
	return found{}
}

func (v *values) text(member string) string { return v.first(member).text }

// keep puts a value at the end of the text, under its heading.
func (v *values) keep(f found) { v.kept = append(v.kept, v.labels[f.column]+"："+f.text) }

// unread keeps a value that could not be read as what its column holds.
func (v *values) unread(f found, what string) {
	v.keep(f)
	v.note(f, "不是"+what+"，原文附在内容后")
}

func (v *values) note(f found, what string) {
	v.notes = append(v.notes, fmt.Sprintf("“%s”%s", v.labels[f.column], what))
}

// fill fills the row from the record.
func (v *values) fill(row *Row) {
	c := &row.Complaint
	row.Number = v.number()
	c.Number, c.Title, c.Appeal = row.Number, v.text("title"), v.text("appeal")
	v.channel(c)
	v.urgency(c)
	if at, ok := v.time("occurredAt"); ok {
		c.OccurredAt = &at
	}
	if at, ok := v.time("*received"); ok {
		row.Received = at
	}
	c.Place, c.Target, c.Money, c.People, c.Reporter = v.place(), v.target(), v.money(), v.people(), v.reporter()
	c.Attachments = v.attachments()
	c.Text = v.body()
}

// exponent matches a number as a spreadsheet writes one that is too long for it.
var exponent = regexp.MustCompile(`^\d(\.\d+)?[eE]\+?\d+$`)

// lostDigits reports whether a value is not the number that was entered: a spreadsheet keeps 15 digits.
func (v *values) lostDigits(c cell) bool {
	return c.lost || exponent.MatchString(c.text) || v.cut && longNumber(c.text) && strings.Trim(c.text[15:], "0") == ""
}

// number reads the ticket number. A wrong one would join complaints that have nothing in common, so that it refuses the row.
func (v *values) number() string {
	f := v.first("number")
	if v.lostDigits(f.cell) {
		v.problems = append(v.problems, fmt.Sprintf("“%s”超过 15 位，已被电子表格改写、位数丢失：请把该列设为“文本”格式后重新导出", v.labels[f.column]))
		return ""
	}
	for _, column := range v.columns["number"] {
		if f.text == "" && v.at(column).flaw != "" {
			v.problems = append(v.problems, fmt.Sprintf("“%s”%s", v.labels[column], v.at(column).flaw))
		}
	}
	return f.text
}

// identifier reads another identifier. One that lost digits is left out, because it would name somebody else.
func (v *values) identifier(member string) string {
	f := v.first(member)
	if v.lostDigits(f.cell) {
		v.note(f, "位数丢失（应为“文本”格式），未采用")
		return ""
	}
	return f.text
}

func (v *values) channel(c *lead.ComplaintSubmitted) {
	f := v.first("channel")
	if f.text == "" {
		return
	}
	if channel, ok := channelOf(f.text); ok {
		c.Channel = channel
		return
	}
	v.note(f, "不是已知渠道，按"+c.Channel.Name().ZH+"处理")
}

func (v *values) urgency(c *lead.ComplaintSubmitted) {
	f := v.first("urgency")
	if f.text == "" {
		return
	}
	var ok bool
	if c.Urgency, ok = urgencyOf(f.text); !ok {
		v.unread(f, "已知的紧急程度")
	}
}

// body joins the text columns: the best one as it stands, every other one under its heading.
func (v *values) body() string {
	main := v.first("text")
	parts := []string{main.text}
	for _, column := range append(v.columns["text"][:len(v.columns["text"]):len(v.columns["text"])], v.columns["*more"]...) {
		if c := v.at(column); column != main.column && c.text != "" && !placeholder(c.text) && !strings.Contains(main.text, c.text) {
			parts = append(parts, v.labels[column]+"："+c.text)
		}
	}
	if main.text == "" {
		why := "为空"
		for _, column := range v.columns["text"] {
			if flaw := v.at(column).flaw; flaw != "" {
				why = flaw
			}
		}
		v.problems = append(v.problems, fmt.Sprintf("“%s”%s", v.labels[v.columns["text"][0]], why))
		return ""
	}
	return strings.Join(append(parts, v.kept...), "\n")
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
	if f.text == "" {
		return false
	}
	yes, ok := yesOf(f.text)
	if !ok {
		yes = member != "reporter.reply"
		v.note(f, "不是是/否，按“"+map[bool]string{true: "是", false: "否"}[yes]+"”处理")
	}
	return yes
}

// present returns a value, or nil when it says nothing.
func present[T comparable](value T) *T {
	var nothing T
	if value == nothing {
		return nil
	}
	return &value
}

// plainText is a value as it is compared with words: width, case, spelling and Chinese numerals undone.
func plainText(value string) string {
	return strings.ReplaceAll(text.Normalise(value).Plain, " ", "")
}
