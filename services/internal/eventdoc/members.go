package eventdoc

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/invopop/jsonschema"

	"xiansuo/pkg/lead"
)

// member is a row of a table of members.
type member struct {
	Name, Type, Limits, Meaning string
	Required                    bool
}

// members lists those of a struct from its schema. The struct itself says which vocabulary a text belongs to.
func (l *language) members(t reflect.Type, s *jsonschema.Schema) (out []member) {
	for pair := s.Properties.Oldest(); pair != nil; pair = pair.Next() {
		field := fieldOf(t, pair.Key)
		out = append(out, member{
			Name: pair.Key, Type: l.typeName(field.Type, pair.Value), Limits: l.limits(field.Type, pair.Value), Meaning: pair.Value.Description,
			Required: slices.Contains(s.Required, pair.Key),
		})
	}
	return out
}

func fieldOf(t reflect.Type, jsonName string) reflect.StructField {
	for i := range t.NumField() {
		if name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); name == jsonName {
			return t.Field(i)
		}
	}
	panic(t.Name() + " has no member " + jsonName + ", though its schema has")
}

// typeName is what a reader calls a type, with a link to where it is told.
func (l *language) typeName(t reflect.Type, s *jsonschema.Schema) string {
	switch {
	case t.Kind() == reflect.Pointer:
		return l.typeName(t.Elem(), s)
	case t.Kind() == reflect.Slice:
		return "list of " + l.typeName(t.Elem(), s.Items)
	case t == reflect.TypeFor[time.Time]():
		return "time"
	case t.Kind() == reflect.Map:
		return "object"
	case t.Kind() == reflect.Struct, isVocabulary(t):
		return fmt.Sprintf("[%s](#%s)", t.Name(), anchor(t.Name()))
	}
	return map[string]string{"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}[s.Type]
}

func isVocabulary(t reflect.Type) bool {
	return t.Kind() == reflect.String && slices.ContainsFunc(vocabularies, func(v vocabulary) bool { return v.Type == t.Name() })
}

// limits says what a value must keep to beyond its type. What a vocabulary lists is not repeated, but for a part of it.
func (l *language) limits(t reflect.Type, s *jsonschema.Schema) string {
	var out []string
	if len(s.Enum) > 0 && (!isVocabulary(t) || len(s.Enum) < len(l.source.words[t.Name()])) {
		out = append(out, codes(s.Enum))
	}
	if s.MinLength != nil || s.MaxLength != nil {
		out = append(out, between(s.MinLength, s.MaxLength, "characters"))
	}
	if s.MinItems != nil || s.MaxItems != nil {
		out = append(out, between(s.MinItems, s.MaxItems, "of them"))
	}
	switch {
	case s.Minimum != "" && s.Maximum != "":
		out = append(out, fmt.Sprintf("%s to %s", s.Minimum, s.Maximum))
	case s.Minimum != "":
		out = append(out, fmt.Sprintf("%s or more", s.Minimum))
	}
	if s.Pattern != "" {
		out = append(out, "`"+s.Pattern+"`")
	}
	return strings.Join(out, ", ")
}

func codes(in []any) string {
	var out []string
	for _, one := range in {
		out = append(out, fmt.Sprintf("`%v`", one))
	}
	return strings.Join(out, " ")
}

func between(least, most *uint64, what string) string {
	switch {
	case most == nil && *least == 1:
		return "not empty"
	case most == nil:
		return fmt.Sprintf("at least %d %s", *least, what)
	case least == nil:
		return fmt.Sprintf("at most %d %s", *most, what)
	}
	return fmt.Sprintf("%d to %d %s", *least, *most, what)
}

// part is a struct that stands in several facts.
type part struct {
	Type, ZH, Says string
	Members        []member
}

// partNames are what the parts are called in Chinese.
var partNames = map[string]string{
	"Place": "地点", "Target": "被反映方", "Money": "金额", "People": "人数", "Reporter": "诉求人", "Attachment": "附件", "Matter": "线索内容",
	"Record": "流转记录", "Clock": "时限", "Decision": "研判结果", "Fired": "命中规则", "DecidedPart": "拆分事项", "Alternative": "次选结果", "Bilingual": "双语文本",
	"By": "经办人", "Document": "材料", "PartAsked": "拟拆分事项", "Part": "分件", "Stop": "停止的时限", "Verdicts": "回访结果", "Registered": "代为登记", "Claim": "各方主张", "Numbers": "编号范围",
	"PartyDecided": "当事人", "MeasureTaken": "处理措施", "Sums": "涉案金额", "Refunds": "退费", "Licence": "办学许可", "WatchEntry": "重点监管名单条目",
}

// Anchor is where the part stands in events.md.
func (p part) Anchor() string { return anchor(p.Type) }

// parts lists the structs that facts are made of, each behind the one that needs it first.
func (l *language) parts() (out []part) {
	seen := map[reflect.Type]bool{}
	var visit func(t reflect.Type, schemas jsonschema.Definitions)
	visit = func(t reflect.Type, schemas jsonschema.Definitions) {
		for i := range t.NumField() {
			inner := t.Field(i).Type
			for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
				inner = inner.Elem()
			}
			s, ok := schemas[inner.Name()]
			if inner.Kind() != reflect.Struct || !ok || seen[inner] {
				continue
			}
			seen[inner] = true
			out = append(out, part{Type: inner.Name(), ZH: partNames[inner.Name()], Says: sentence(inner.Name(), s.Description), Members: l.members(inner, s)})
			visit(inner, schemas)
		}
	}
	for _, f := range lead.Facts() {
		visit(reflect.TypeOf(f), l.schemas[f.EventType()].Definitions)
	}
	return out
}

// sentence turns "LeadRouted says that the rules decided." into "The rules decided."
func sentence(goType, comment string) string {
	text := strings.TrimPrefix(comment, goType+" ")
	for _, start := range []string{"says that ", "is ", "are "} {
		text = strings.TrimPrefix(text, start)
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
