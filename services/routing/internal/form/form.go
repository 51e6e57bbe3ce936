// Package form says what a person fills in to give a word about a lead, and makes the word's data of it. The fields come from the
// structs of package lead and their jsonschema tags, so that a word that gets another member gets another field.
//
//	fields := form.Of(lead.AnswerReturned{})
//	data := form.Read(fields, "", request.PostForm)   // {"reason": "R01", "competent": "market", ...}
//
// It knows neither languages nor HTML: pages do.
package form

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"xiansuo/pkg/lead"
)

// Kind is how a field is filled in.
type Kind string

// The kinds of fields.
const (
	Text      Kind = "text"      // a line
	Long      Kind = "long"      // several lines
	Number    Kind = "number"    //
	When      Kind = "when"      // a date and a time in China
	Choice    Kind = "choice"    // one of Codes, or of those that Type names
	Decision  Kind = "decision"  // yes or no: one of them must be said
	Mark      Kind = "mark"      // a box to tick
	Many      Kind = "many"      // any of those that Type names; with Outside others by name
	Lines     Kind = "lines"     // one a line
	Competent Kind = "competent" // a department, or a party outside by name
	External  Kind = "external"  // a party outside by name
	Digest    Kind = "digest"    // SHA-256 in hex, which may come from a file
	Group     Kind = "group"     // the members of a struct
	Rows      Kind = "rows"      // any number of them
)

// Field is a member of a word's data as somebody fills it in.
type Field struct {
	// Name of the member.
	Name string
	Kind Kind
	// Type is the name of the member's type in package lead, or of its items: Department, Party, Category, Rest; empty for plain text.
	Type string
	// Codes are the only ones that may be chosen, in order.
	Codes    []string
	Required bool
	// Outside says that parties outside may be named beside those listed.
	Outside bool
	// Max is how many letters it may have; Least and Most are bounds of a number, or of how many items there are; 0 is no bound.
	Max, Least, Most int
	// Fields are those of a group, or of one row.
	Fields []Field
}

// Of returns the fields of a word's data, in the order of its struct.
func Of(f lead.Fact) []Field { return fieldsOf(reflect.TypeOf(f)) }

// OfRegistered returns the fields of the registration of a word for somebody who gave it.
func OfRegistered(word lead.Word) []Field {
	fields := Of(lead.AnswerRegistered{})
	for i := range fields {
		if fields[i].Name == "data" {
			fields[i].Fields = Of(word.Fact)
		}
	}
	return fields
}

func fieldsOf(t reflect.Type) (fields []Field) {
	for i := range t.NumField() {
		fields = append(fields, fieldOf(t.Field(i)))
	}
	return fields
}

func fieldOf(m reflect.StructField) Field {
	name, options, _ := strings.Cut(m.Tag.Get("json"), ",")
	f := Field{Name: name, Required: !strings.Contains(options, "omitempty")}
	f.bound(m.Tag.Get("jsonschema"))
	t := m.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	f.Kind = f.kind(t)
	return f
}

// bound takes what a jsonschema tag says.
func (f *Field) bound(tag string) {
	for _, part := range strings.Split(tag, ",") {
		key, value, _ := strings.Cut(part, "=")
		n, _ := strconv.Atoi(value)
		switch key {
		case "enum":
			f.Codes = append(f.Codes, value)
		case "maxLength":
			f.Max = n
		case "minItems", "minimum":
			f.Least = n
		case "maxItems", "maximum":
			f.Most = n
		}
	}
}

// longFrom is how many letters a text may have to be filled in on several lines.
const longFrom = 500

// kind says how a member of a type is filled in, and keeps the name of the type and what is inside.
func (f *Field) kind(t reflect.Type) Kind {
	if t.Kind() == reflect.Slice {
		return f.kindOfMany(t.Elem())
	}
	if t.PkgPath() == reflect.TypeFor[lead.Department]().PkgPath() {
		f.Type = t.Name()
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		return When
	case t.Kind() == reflect.Struct:
		f.Fields = fieldsOf(t)
		return Group
	case t.Kind() == reflect.Map: // the data of another word: OfRegistered
		return Group
	case t.Kind() == reflect.Bool && f.Required:
		return Decision
	case t.Kind() == reflect.Bool:
		return Mark
	case t.Kind() == reflect.Int:
		return Number
	case f.Type != "" || len(f.Codes) > 0:
		return Choice
	case f.Name == "competent":
		return Competent
	case f.Name == "party":
		return External
	case f.Name == "sha256":
		return Digest
	case f.Max >= longFrom && f.Name != "uri":
		return Long
	}
	return Text
}

func (f *Field) kindOfMany(item reflect.Type) Kind {
	f.Type = item.Name()
	switch {
	case item.Kind() == reflect.Struct:
		f.Fields = fieldsOf(item)
		return Rows
	case item == reflect.TypeFor[lead.Party]():
		return Many
	case f.Name == "to": // copies
		f.Type, f.Outside = reflect.TypeFor[lead.Party]().Name(), true
		return Many
	}
	f.Type = ""
	return Lines
}

// Uploads reports whether a file can be given, for its digest.
func Uploads(fields []Field) bool {
	return slices.ContainsFunc(fields, func(f Field) bool { return f.Kind == Digest || Uploads(f.Fields) })
}
