package page

import (
	"fmt"
	"html/template"
	"strings"
	"time"
	"unicode"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/web"
)

// funcs are what templates can call, besides what html/template has.
func funcs(l Language, words Words, party func(string) lead.Name) template.FuncMap {
	return template.FuncMap{
		// t is a word; code is the word of a code in a group, or the code itself where it has none.
		"t": func(key string, args ...any) (string, error) { return words.say(l, key, args...) },
		"code": func(group string, code any) string {
			if text, err := words.say(l, group+"."+fmt.Sprint(code)); err == nil {
				return text
			}
			return fmt.Sprint(code)
		},
		"name": func(n lead.Name) string { return n.In(string(l)) },
		// party is what a code of a party is called.
		"party": func(code any) lead.Name { return party(fmt.Sprint(code)) },
		// who is a name that may be data: what is Chinese in English text says so. rich is a sentence with such names in it.
		"who": func(n lead.Name) template.HTML { return marked(l, n.In(string(l))) },
		"rich": func(key string, args ...any) (template.HTML, error) {
			text, err := words.say(l, key)
			for i, a := range args {
				if plain, ok := a.(string); ok {
					args[i] = template.HTML(template.HTMLEscapeString(plain))
				}
			}
			return template.HTML(fmt.Sprintf(template.HTMLEscapeString(text), args...)), err
		},
		"whos": func(names []lead.Name) (template.HTML, error) {
			var out []string
			for _, n := range names {
				out = append(out, string(marked(l, n.In(string(l)))))
			}
			comma, err := words.say(l, "listed")
			return template.HTML(strings.Join(out, comma)), err
		},
		"names": func(names []lead.Name) (string, error) {
			var out []string
			for _, n := range names {
				out = append(out, n.In(string(l)))
			}
			comma, err := words.say(l, "listed")
			return strings.Join(out, comma), err
		},
		// para adds a sentence to a paragraph; Chinese has no space between the two.
		"para": func(text, sentence string) string {
			if text == "" || sentence == "" || l == Chinese {
				return text + sentence
			}
			return text + " " + sentence
		},
		"iso":    func(t time.Time) string { return t.In(calendar.China).Format(time.RFC3339) },
		"day":    func(t time.Time) string { return t.In(calendar.China).Format(time.DateOnly) },
		"minute": func(t time.Time) string { return t.In(calendar.China).Format("2006-01-02 15:04") },
		"second": func(t time.Time) string { return t.In(calendar.China).Format("2006-01-02 15:04:05") },
		"span":   func(d time.Duration) string { return span(l, d, 2) },
		"exact":  func(d time.Duration) string { return span(l, d, len(units)) },
		"until":  End,
		"next":   func(i int) int { return i + 1 },
	}
}

// marked is a text as HTML, marked as Chinese where it is and the page is not.
func marked(l Language, text string) template.HTML {
	safe := template.HTMLEscapeString(text)
	if l != Chinese && strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		safe = `<span lang="zh-CN">` + safe + `</span>`
	}
	return template.HTML(safe)
}

// roleNames are what those are called who are neither a holder nor a department's head.
var roleNames = map[actor.Role]lead.Name{
	actor.Legal: {ZH: "法制审核", EN: "Legal review"}, actor.Editor: {ZH: "公开编辑", EN: "Publishing: editor"}, actor.Approver: {ZH: "公开审核", EN: "Publishing: approver"},
}

// Party is what a department, its head, an office or the auditor is called where nobody says otherwise; others are called by their code.
func Party(code string) lead.Name {
	as := web.Principal(code).Actor()
	switch n := lead.Holder(code).Name(); {
	case code == string(web.Auditor):
		return lead.Name{ZH: "审计监督", EN: "Auditor"}
	case as.Role == actor.Head:
		d := lead.Holder(as.Department).Name()
		return lead.Name{ZH: d.ZH + "负责人", EN: d.EN + ", head"}
	case roleNames[as.Role].ZH != "":
		return roleNames[as.Role]
	case code != "" && n.ZH != "":
		return n
	}
	return lead.Name{ZH: code, EN: code}
}

// End is a deadline as people say it: what ends when a day begins ends at 24:00 of the day before.
func End(due time.Time) string {
	due = due.In(calendar.China)
	if due.Hour() == 0 && due.Minute() == 0 && due.Second() == 0 {
		return due.AddDate(0, 0, -1).Format("2006-01-02") + " 24:00"
	}
	return due.Format("2006-01-02 15:04")
}

var units = []struct {
	length time.Duration
	name   lead.Name
}{
	{24 * time.Hour, lead.Name{ZH: "天", EN: " d"}}, {time.Hour, lead.Name{ZH: "小时", EN: " h"}},
	{time.Minute, lead.Name{ZH: "分", EN: " min"}}, {time.Second, lead.Name{ZH: "秒", EN: " s"}},
}

// span is how long something took, in at most so many units from its largest on, cut off.
func span(l Language, d time.Duration, most int) string {
	var parts []string
	for _, u := range units {
		n := d / u.length
		d -= n * u.length
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d%s", n, u.name.In(string(l))))
		}
		if most--; len(parts) == 0 {
			most++
		}
		if most == 0 {
			break
		}
	}
	if len(parts) == 0 {
		parts = []string{"0" + units[len(units)-1].name.In(string(l))}
	}
	if l == Chinese {
		return strings.Join(parts, "")
	}
	return strings.Join(parts, " ")
}

// Due is a deadline and how it stands.
type Due struct {
	At          time.Time
	Provisional bool // the calendar for it is not published yet: it may move
	Late        bool
	By          time.Duration // what is left, or how late it is
}

// NewDue returns how a deadline stands at now. In time is before it.
func NewDue(at time.Time, provisional bool, now time.Time) *Due {
	return &Due{At: at, Provisional: provisional, Late: !now.Before(at), By: now.Sub(at).Abs()}
}
