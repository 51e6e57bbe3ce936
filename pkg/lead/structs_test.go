package lead_test

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/lead"
)

// walk visits every member of a struct and of the structs in it, with the name that it has in JSON.
func walk(typ reflect.Type, visit func(owner reflect.Type, member string, typ reflect.Type)) {
	typ = element(typ)
	if typ.Kind() != reflect.Struct || typ == reflect.TypeFor[time.Time]() {
		return
	}
	for i := range typ.NumField() {
		visit(typ, memberName(typ.Field(i)), typ.Field(i).Type)
		walk(typ.Field(i).Type, visit)
	}
}

// element returns what a pointer points to or a list holds.
func element(typ reflect.Type) reflect.Type {
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
		typ = typ.Elem()
	}
	return typ
}

func memberName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// A type is xiansuo.<noun>.<verb>.v<n> in lower-case letters, and no two facts share one.
func TestTypesAreNounAndVerb(t *testing.T) {
	form := regexp.MustCompile(`^xiansuo\.[a-z]+\.[a-z]+\.v[1-9][0-9]*$`)
	seen := map[string]bool{}
	for _, f := range lead.Facts() {
		typ := f.EventType()
		if !form.MatchString(typ) {
			t.Errorf("%T travels as %s", f, typ)
		}
		if seen[typ] {
			t.Errorf("two facts travel as %s", typ)
		}
		seen[typ] = true
	}
}

// A struct is called as its type: lead.routed.v1 is LeadRouted, and a second version would be LeadRoutedV2.
func TestStructsAreCalledAsTheirTypes(t *testing.T) {
	for _, f := range lead.Facts() {
		parts := strings.Split(f.EventType(), ".")
		want := strings.Join(parts[1:3], "")
		if parts[3] != "v1" {
			want += parts[3]
		}
		if got := reflect.TypeOf(f).Name(); !strings.EqualFold(got, want) {
			t.Errorf("%s is struct %s", f.EventType(), got)
		}
	}
}

// Every member has a name in JSON that begins with a small letter.
func TestMembersAreNamedInJSON(t *testing.T) {
	for _, f := range lead.Facts() {
		walk(reflect.TypeOf(f), func(owner reflect.Type, member string, _ reflect.Type) {
			if member == "" || member[0] < 'a' || member[0] > 'z' {
				t.Errorf("%s has a member %q", owner.Name(), member)
			}
		})
	}
}
