// Package eventdoc writes what can be read about the events from the structs of package lead: JSON Schemas, docs/events.md and
// one AsyncAPI 3 document. `make generate` runs it; `make check` fails when what is committed differs.
package eventdoc

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// Schema returns the JSON Schema of a fact's data. Members that are not listed are allowed: readers ignore what they do not know.
func Schema(root string, f lead.Fact) (*jsonschema.Schema, error) {
	r := &jsonschema.Reflector{AllowAdditionalProperties: true, ExpandedStruct: true, Mapper: enum}
	if err := r.AddGoComments("xiansuo/pkg/lead", filepath.Join(root, "pkg", "lead")); err != nil {
		return nil, fmt.Errorf("read comments: %w", err)
	}
	// The reflector keys comments by import path; the folder that they were read from comes out in front of them.
	comments := map[string]string{}
	for key, text := range r.CommentMap {
		comments["xiansuo/pkg/lead"+key[strings.LastIndex(key, "/lead")+len("/lead"):]] = strings.ReplaceAll(text, "\n", " ")
	}
	r.CommentMap = comments
	s := r.ReflectFromType(reflect.TypeOf(f))
	s.ID = jsonschema.ID(event.SchemaURI(f.EventType()))
	s.Title = f.EventType()
	return s, nil
}

// enum gives the closed sets of the vocabulary their members.
func enum(t reflect.Type) *jsonschema.Schema {
	var members []any
	switch t {
	case reflect.TypeFor[lead.Department]():
		for _, d := range lead.Departments() {
			members = append(members, d)
		}
	case reflect.TypeFor[lead.Channel]():
		for _, c := range lead.Channels() {
			members = append(members, c)
		}
	case reflect.TypeFor[lead.Urgency]():
		members = []any{lead.Low, lead.Normal, lead.Urgent, lead.Critical}
	case reflect.TypeFor[lead.Reason]():
		for _, r := range lead.Reasons() {
			members = append(members, r)
		}
	case reflect.TypeFor[lead.Role]():
		members = []any{lead.RoleLead, lead.RoleAssist}
	default:
		return nil
	}
	return &jsonschema.Schema{Type: "string", Enum: members}
}

// WriteSchemas writes pkg/lead/schema/<type>.json for every fact and removes what is no fact's.
func WriteSchemas(root string) error {
	dir := filepath.Join(root, "pkg", "lead", "schema")
	old, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	for _, f := range lead.Facts() {
		s, err := Schema(root, f)
		if err != nil {
			return err
		}
		body, err := json.MarshalIndent(s, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, f.EventType()+".json"), append(body, '\n'), 0o644); err != nil {
			return err
		}
	}
	return nil
}
