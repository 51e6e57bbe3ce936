package cases

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/mask"
)

// Type is what a field holds.
type Type string

// The types of fields.
const (
	Text   Type = "text"
	Date   Type = "day"    // 2006-01-02
	Fen    Type = "fen"    // money in fen, not negative
	Count  Type = "count"  // a number, not negative
	Choice Type = "choice" // one of Choices
	YesNo  Type = "yes-no" // true or false
	List   Type = "list"   // texts
	Rows   Type = "rows"   // objects with the fields of Rows
)

// Field is one thing that an act asks for.
type Field struct {
	Name     string         `json:"name"`
	Type     Type           `json:"type"`
	Label    lead.Bilingual `json:"label"`
	Required bool           `json:"required,omitempty"`
	Choices  []Option       `json:"choices,omitempty"`
	Max      int            `json:"max,omitempty"` // characters of a text, entries of a list
	Rows     []Field        `json:"rows,omitempty"`
	// Exact texts are kept as they are: names of parties, words to hide, numbers of papers. Others are masked.
	Exact bool `json:"-"`
	form  *regexp.Regexp
}

// Option is a choice.
type Option struct {
	Value string         `json:"value"`
	Label lead.Bilingual `json:"label"`
}

const (
	maxText = 500
	maxList = 20
	maxRows = 2000
	maxFen  = int64(1e13) // a hundred thousand million yuan: more is a mistake
)

func f(name string, typ Type, zh, en string) Field {
	return Field{Name: name, Type: typ, Label: lead.Bilingual{ZH: zh, EN: en}}
}

func (f Field) must() Field            { f.Required = true; return f }
func (f Field) exact() Field           { f.Exact = true; return f }
func (f Field) most(n int) Field       { f.Max = n; return f }
func (f Field) of(rows ...Field) Field { f.Rows = rows; return f }
func (f Field) like(form string) Field { f.form = regexp.MustCompile(form); return f }

// among gives a field its choices: value, Chinese, English, and so on.
func (f Field) among(values ...string) Field {
	for i := 0; i+2 < len(values); i += 3 {
		f.Choices = append(f.Choices, Option{values[i], lead.Bilingual{ZH: values[i+1], EN: values[i+2]}})
	}
	return f
}

// Values are what an act was given, checked against its fields: string, int64, bool, []string or []Values.
type Values map[string]any

func (v Values) text(name string) string   { s, _ := v[name].(string); return s }
func (v Values) num(name string) int64     { n, _ := v[name].(int64); return n }
func (v Values) yes(name string) bool      { b, _ := v[name].(bool); return b }
func (v Values) list(name string) []string { l, _ := v[name].([]string); return l }
func (v Values) rows(name string) []Values { r, _ := v[name].([]Values); return r }
func (v Values) has(name string) bool      { _, ok := v[name]; return ok }

var masker = mask.New(mask.Reporter{})

// read checks an input against fields. What it says never repeats what was sent.
func read(fields []Field, in map[string]any, where string) (Values, *Refusal) {
	out := Values{}
	for name := range in {
		if !slices.ContainsFunc(fields, func(f Field) bool { return f.Name == name }) {
			return nil, refuse(InvalidInput, where+" holds a member that the act does not have", "send only the fields that the act names: GET the case, acts")
		}
	}
	for _, f := range fields {
		value := in[f.Name]
		s, isText := value.(string)
		l, isList := value.([]any)
		if value == nil || isText && strings.TrimSpace(s) == "" || isList && len(l) == 0 {
			if f.Required {
				return nil, refuse(InvalidInput, where+f.Name+" is required", "add it")
			}
			continue
		}
		read, wrong := f.read(value, where)
		if wrong != "" {
			return nil, refuse(InvalidInput, where+f.Name+" "+wrong, "mend it")
		}
		out[f.Name] = read
	}
	return out, nil
}

func (f Field) read(value any, where string) (any, string) {
	switch f.Type {
	case Text, Date, Choice:
		s, ok := value.(string)
		if !ok {
			return nil, "must be a text"
		}
		return f.readText(strings.TrimSpace(s))
	case Fen, Count:
		return f.readNumber(value)
	case YesNo:
		if b, ok := value.(bool); ok {
			return b, ""
		}
		return nil, "must be true or false"
	case List:
		return f.readList(value)
	}
	return f.readRows(value, where)
}

func (f Field) readText(s string) (any, string) {
	switch {
	case f.Type == Date:
		if _, err := time.Parse(time.DateOnly, s); err != nil || s < "1990-01-01" || s > "2100-01-01" {
			return nil, "must be a day such as 2026-01-02"
		}
		return s, ""
	case f.Type == Choice:
		if !slices.ContainsFunc(f.Choices, func(o Option) bool { return o.Value == s }) {
			return nil, "must be one of its choices"
		}
		return s, ""
	case utf8.RuneCountInString(s) > f.most1(maxText):
		return nil, fmt.Sprintf("may have %d characters", f.most1(maxText))
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' }):
		return nil, "must be text without control characters"
	case f.form != nil && !f.form.MatchString(s):
		return nil, "is not of the form that it must have"
	}
	if !f.Exact {
		s = masker.Text(s)
	}
	return s, ""
}

func (f Field) most1(otherwise int) int {
	if f.Max > 0 {
		return f.Max
	}
	return otherwise
}

func (f Field) readNumber(value any) (any, string) {
	number, ok := value.(json.Number)
	if !ok {
		return nil, "must be a whole number"
	}
	n, err := number.Int64()
	most := maxFen
	if f.Type == Count {
		most = 1e6
	}
	if err != nil || n < 0 || n > most {
		return nil, "must be a whole number, not negative and not beyond all measure"
	}
	return n, ""
}

func (f Field) readList(value any) (any, string) {
	all, ok := value.([]any)
	if !ok || len(all) > f.most1(maxList) {
		return nil, fmt.Sprintf("must be a list of at most %d texts", f.most1(maxList))
	}
	one := f
	one.Type, one.Max = Text, 60
	var out []string
	for _, v := range all {
		s, ok := v.(string)
		if !ok {
			return nil, "must be a list of texts"
		}
		read, wrong := one.readText(strings.TrimSpace(s))
		if wrong != "" {
			return nil, "has an entry that " + wrong
		}
		if t := read.(string); t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out, ""
}

func (f Field) readRows(value any, where string) (any, string) {
	all, ok := value.([]any)
	if !ok || len(all) > f.most1(maxRows) {
		return nil, fmt.Sprintf("must be a list of at most %d objects", f.most1(maxRows))
	}
	out := make([]Values, len(all))
	for i, v := range all {
		row, ok := v.(map[string]any)
		if !ok {
			return nil, "must be a list of objects"
		}
		values, refusal := read(f.Rows, row, fmt.Sprintf("%s%s[%d].", where, f.Name, i))
		if refusal != nil {
			return nil, "has a row that is wrong: " + refusal.Detail
		}
		out[i] = values
	}
	return out, ""
}
