package submission

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

// received returns what is announced about a new lead: what one event can carry, and supplements with the rest.
func received(s Submission) []lead.Fact {
	matter := s.Matter
	texts := split(matter.Text)
	files := groups(matter.Attachments)
	matter.Text, matter.Attachments = texts[0], files[0]
	facts := []lead.Fact{lead.LeadReceived{Sender: s.Source, Urgency: s.Urgency, Matter: matter}}
	return append(facts, rest(s.Source, s.Matter.Number, texts[1:], files[1:])...)
}

// announced returns a later word, split where one event cannot carry it.
func announced(word lead.Fact) []lead.Fact {
	s, ok := word.(lead.LeadSupplemented)
	if !ok {
		return []lead.Fact{word}
	}
	texts, files := split(s.Text), groups(s.Attachments)
	s.Text, s.Attachments = texts[0], files[0]
	return append([]lead.Fact{s}, rest(s.Sender, s.Number, texts[1:], files[1:])...)
}

func rest(sender, number string, texts []string, files [][]lead.Attachment) (facts []lead.Fact) {
	for i := range max(len(texts), len(files)) {
		s := lead.LeadSupplemented{Sender: sender, Number: number}
		if i < len(texts) {
			s.Text = texts[i]
		}
		if i < len(files) {
			s.Attachments = files[i]
		}
		facts = append(facts, s)
	}
	return facts
}

// split cuts a text into pieces of at most lead.MaxText bytes of JSON, between characters. There is always one piece.
func split(text string) []string {
	var pieces []string
	start, size := 0, 0
	for i, r := range text {
		n := jsonLen(r)
		if size+n > lead.MaxText {
			pieces = append(pieces, text[start:i])
			start, size = i, 0
		}
		size += n
	}
	return append(pieces, text[start:])
}

func jsonLen(r rune) int {
	switch r {
	case '"', '\\', '\n', '\t', '\r':
		return 2
	case '\u2028', '\u2029', utf8.RuneError:
		return 6
	}
	return utf8.RuneLen(r)
}

// groups puts attachments into groups that one event can carry each. There is always one group.
func groups(all []lead.Attachment) [][]lead.Attachment {
	out := [][]lead.Attachment{nil}
	size := 0
	for _, a := range all {
		body, _ := json.Marshal(a) // of text only: it cannot fail
		last := len(out) - 1
		if len(out[last]) == lead.MaxAttachments || (size > 0 && size+len(body) > lead.MaxText/2) {
			out, last, size = append(out, nil), last+1, 0
		}
		out[last] = append(out[last], a)
		size += len(body)
	}
	return out
}

// added returns what a newer version of a ticket says beyond the older one.
func added(older, newer lead.Matter) (string, []lead.Attachment) {
	var lines []string
	if text, ok := strings.CutPrefix(newer.Text, older.Text); ok && text != "" {
		lines = append(lines, strings.TrimSpace(text))
	} else if !ok && !strings.Contains(older.Text, newer.Text) {
		lines = append(lines, newer.Text)
	}
	before := fields(older)
	for i, f := range fields(newer) {
		if f.value != "" && f.value != before[i].value {
			lines = append(lines, f.name+"："+f.value)
		}
	}
	var files []lead.Attachment
	for _, a := range newer.Attachments {
		if !slices.Contains(older.Attachments, a) {
			files = append(files, a)
		}
	}
	return strings.Join(lines, "\n"), files
}

type field struct{ name, value string }

// fields lists what a ticket says besides its text, under the names that a department knows.
func fields(m lead.Matter) []field {
	place, target, money, people := lead.Place{}, lead.Target{}, lead.Money{}, lead.People{}
	if m.Place != nil {
		place = *m.Place
	}
	if m.Target != nil {
		target = *m.Target
	}
	if m.Money != nil {
		money = *m.Money
	}
	if m.People != nil {
		people = *m.People
	}
	return []field{
		{"标题", m.Title}, {"诉求类型", m.Appeal}, {"地址", place.Address}, {"街道", place.Street}, {"社区", place.Community},
		{"网格", place.Grid}, {"网址", place.URL}, {"被反映方", target.Name}, {"统一社会信用代码", target.USCC}, {"许可证号", target.Licence},
		{"类型", target.Kind}, {"金额(分)", number(money.Fen)}, {"支付方式", money.Method},
		{"学员人数", number(int64(people.Pupils))}, {"年龄段", people.AgeBand}, {"从业人数", number(int64(people.Staff))},
		{"办理时限", moment(m.DueAt)},
	}
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func moment(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.In(calendar.China).Format("2006-01-02 15:04")
}
