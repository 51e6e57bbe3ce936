package eventdoc

import (
	"encoding/json"
	"reflect"

	"github.com/invopop/jsonschema"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// schema returns the JSON Schema of a fact's data. Members that are not listed are allowed: readers ignore what they do not know.
func (s source) schema(f lead.Fact) *jsonschema.Schema {
	r := &jsonschema.Reflector{AllowAdditionalProperties: true, ExpandedStruct: true, Mapper: s.mapped, LookupComment: s.comment}
	out := r.ReflectFromType(reflect.TypeOf(f))
	out.ID = jsonschema.ID(event.SchemaURI(f.EventType()))
	out.Title = f.EventType()
	return out
}

// comment is that of a type, or of a member of it.
func (s source) comment(t reflect.Type, member string) string {
	if member == "" {
		return s.comments[t.Name()]
	}
	return s.comments[t.Name()+"."+member]
}

// mapped gives closed sets of the vocabulary their members, and sets that may grow their members as examples: a reader must not fail
// at a word that it does not know.
func (s source) mapped(t reflect.Type) *jsonschema.Schema {
	switch t {
	case reflect.TypeFor[lead.Department](), reflect.TypeFor[lead.Channel](), reflect.TypeFor[lead.Urgency](), reflect.TypeFor[lead.Role]():
		return &jsonschema.Schema{Type: "string", Enum: s.codes(t)}
	case reflect.TypeFor[lead.Party]():
		return &jsonschema.Schema{Type: "string", Pattern: `^[a-z][a-z0-9]*(-[a-z0-9]+)*$`, Examples: list(lead.Departments())}
	case reflect.TypeFor[lead.Reason]():
		return &jsonschema.Schema{Type: "string", Enum: list(lead.Reasons())}
	case reflect.TypeFor[lead.Kind](), reflect.TypeFor[lead.Step](), reflect.TypeFor[lead.Movement]():
		return &jsonschema.Schema{Type: "string", Examples: s.codes(t)}
	}
	return nil
}

func (s source) codes(t reflect.Type) (out []any) {
	for _, word := range s.words[t.Name()] {
		out = append(out, word.code)
	}
	return out
}

func list[T any](in []T) (out []any) {
	for _, one := range in {
		out = append(out, one)
	}
	return out
}

func indented(v any) ([]byte, error) {
	body, err := json.MarshalIndent(v, "", "  ")
	return append(body, '\n'), err
}
