// Package schema checks the data of events against the JSON Schemas of the published language, and says what is wrong in words that
// name the field and what it must be, without repeating what was sent.
package schema

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"unicode/utf8"

	jsoniter "github.com/json-iterator/go"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// fast is the CloudEvents SDK's own codec, here with sorted keys.
var fast = jsoniter.Config{SortMapKeys: true}.Froze()

// Set holds the compiled schemas by event type.
type Set struct{ byType map[string]*jsonschema.Schema }

// Load returns the schemas of package lead, compiled once. A set is safe for concurrent use.
var Load = sync.OnceValues(load)

func load() (*Set, error) {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	compiler.RegisterFormat(&jsonschema.Format{Name: "date-time", Validate: moment})
	files, err := fs.Glob(lead.Schemas, "schema/*.json")
	if err != nil {
		return nil, err
	}
	types := make([]string, len(files))
	for i, file := range files {
		content, err := lead.Schemas.ReadFile(file)
		if err != nil {
			return nil, err
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		types[i] = strings.TrimSuffix(strings.TrimPrefix(file, "schema/"), ".json")
		if err := compiler.AddResource(event.SchemaURI(types[i]), doc); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	s := &Set{byType: map[string]*jsonschema.Schema{}}
	for _, typ := range types {
		if s.byType[typ], err = compiler.Compile(event.SchemaURI(typ)); err != nil {
			return nil, fmt.Errorf("schema of %s: %w", typ, err)
		}
	}
	return s, nil
}

// Violation names one field that is wrong, as a JSON pointer into the event, and says what it must be.
type Violation struct {
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

// Data is event data that keeps to its schema.
type Data struct {
	// JSON is the data with members that are null or empty text left out: senders write both for "absent".
	JSON []byte
	// Digest is the same for equal data, however it was written.
	Digest [sha256.Size]byte
}

// complaints is how the types of what senders push begin.
const complaints = "xiansuo.complaint."

// Check reads data as JSON and checks it against the schema of the type. It returns what is wrong, field by field.
func (s *Set) Check(typ string, raw []byte) (Data, []Violation) {
	var value any
	if err := fast.Unmarshal(raw, &value); err != nil || !utf8.Valid(raw) {
		return Data{}, []Violation{{Field: "/data", Detail: "must be a JSON object in UTF-8"}}
	}
	if !strings.HasPrefix(typ, complaints) { // of a complaint intake drops them: no ticket is lost for a stray byte
		if wrong := controls(map[string]any{"data": value}); len(wrong) > 0 {
			return Data{}, wrong
		}
	}
	canonical, err := fast.Marshal(value) // sorted keys, no spaces: equal data gives equal bytes
	if err != nil {
		return Data{}, []Violation{{Field: "/data", Detail: "must be a JSON object"}}
	}
	data := Data{JSON: canonical, Digest: sha256.Sum256(canonical)}
	if stripped, changed := strip(value); changed {
		value = stripped
		if data.JSON, err = fast.Marshal(stripped); err != nil {
			return Data{}, []Violation{{Field: "/data", Detail: "must be a JSON object"}}
		}
	}
	schema := s.byType[typ]
	if schema == nil {
		return Data{}, []Violation{{Field: "/type", Detail: "is not a type of this interface"}}
	}
	if err := schema.Validate(value); err != nil {
		return Data{}, violations(err)
	}
	return data, nil
}

// strip leaves out object members that are null or empty text.
func strip(value any) (any, bool) {
	changed := false
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if text, isText := member.(string); member == nil || (isText && strings.TrimSpace(text) == "") {
				delete(v, name)
				changed = true
				continue
			}
			inner, innerChanged := strip(member)
			v[name], changed = inner, changed || innerChanged
		}
	case []any:
		for i, member := range v {
			inner, innerChanged := strip(member)
			v[i], changed = inner, changed || innerChanged
		}
	}
	return value, changed
}

func violations(err error) []Violation {
	invalid, ok := err.(*jsonschema.ValidationError)
	if !ok {
		return []Violation{{Field: "/data", Detail: "does not keep to its schema"}}
	}
	if len(invalid.Causes) > 0 {
		var out []Violation
		for _, cause := range invalid.Causes {
			out = append(out, violations(cause)...)
		}
		return out
	}
	field := "/data"
	for _, part := range invalid.InstanceLocation {
		field = member(field, part)
	}
	if missing, ok := invalid.ErrorKind.(*kind.Required); ok {
		var out []Violation
		for _, name := range missing.Missing {
			out = append(out, Violation{Field: field + "/" + name, Detail: "is required"})
		}
		return out
	}
	return []Violation{{Field: field, Detail: detail(invalid.ErrorKind)}}
}

// detail says what a value must be. It never says what it was: that may be somebody's name or number.
func detail(k jsonschema.ErrorKind) string {
	switch k := k.(type) {
	case *kind.Type:
		return "must be of type " + strings.Join(k.Want, " or ")
	case *kind.Enum:
		return fmt.Sprintf("must be one of %v", k.Want)
	case *kind.MinLength:
		return fmt.Sprintf("must have at least %d characters", k.Want)
	case *kind.MaxLength:
		return fmt.Sprintf("must have at most %d characters", k.Want)
	case *kind.MinItems:
		return fmt.Sprintf("must have at least %d items", k.Want)
	case *kind.MaxItems:
		return fmt.Sprintf("must have at most %d items", k.Want)
	case *kind.Minimum:
		return "must be at least " + k.Want.RatString()
	case *kind.Maximum:
		return "must be at most " + k.Want.RatString()
	case *kind.Pattern:
		return "must match " + k.Want
	case *kind.Format:
		if errors.Is(k.Err, errYear) {
			return errYear.Error()
		}
		return "must be a " + k.Want + " (such as 2026-07-01T09:30:00+08:00)"
	}
	return "does not keep to the schema"
}
