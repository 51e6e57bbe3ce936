package lead_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// golden is an example of testdata: <type>.json, or <type>.<what it shows>.json where one does not show everything.
type golden struct {
	file string
	fact lead.Fact
	raw  []byte
}

func goldens(t *testing.T) (out []golden) {
	t.Helper()
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		i := slices.IndexFunc(lead.Facts(), func(f lead.Fact) bool {
			return name == f.EventType() || strings.HasPrefix(name, f.EventType()+".")
		})
		if i < 0 || filepath.Ext(file) != ".json" {
			t.Fatalf("%s is an example of no fact", file)
		}
		out = append(out, golden{file, lead.Facts()[i], raw})
	}
	return out
}

func (g golden) event(t *testing.T) event.Event {
	t.Helper()
	e, err := event.Parse(g.raw)
	if err != nil {
		t.Fatalf("%s: %v", g.file, err)
	}
	return e
}

func types() (out []string) {
	for _, f := range lead.Facts() {
		out = append(out, f.EventType())
	}
	return out
}

// Every fact has a schema and an example of its own, and there is no schema of anything else.
func TestEveryFactHasItsFiles(t *testing.T) {
	want := types()
	slices.Sort(want)
	var schemas []string
	entries, err := lead.Schemas.ReadDir("schema")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		schemas = append(schemas, strings.TrimSuffix(entry.Name(), ".json"))
	}
	if diff := cmp.Diff(want, schemas); diff != "" {
		t.Errorf("facts, and schemas (run make generate):\n%s", diff)
	}
	have := map[string]bool{}
	for _, g := range goldens(t) {
		have[filepath.Base(g.file)] = true
	}
	for _, typ := range want {
		if !have[typ+".json"] {
			t.Errorf("there is no testdata/%s.json", typ)
		}
	}
}

// An example is a valid event of its type that says what it is about and where its schema is, in ASCII outside data.
func TestExamplesAreEvents(t *testing.T) {
	for _, g := range goldens(t) {
		e := g.event(t)
		if e.Type() != g.fact.EventType() || e.DataSchema() != event.SchemaURI(e.Type()) || e.DataContentType() != "application/json" {
			t.Errorf("%s: type %s, schema %s, data of %s", g.file, e.Type(), e.DataSchema(), e.DataContentType())
		}
		if len(g.raw) > event.MaxSize {
			t.Errorf("%s has %d bytes, more than %d", g.file, len(g.raw), event.MaxSize)
		}
		_, fromNobody := g.fact.(lead.SourceReopened) // no request begins it
		if e.Subject() == "" || e.Time().IsZero() || !fromNobody && event.ValidTraceParent(event.Extension(e, event.TraceParent)) == "" {
			t.Errorf("%s: no subject, time or traceparent", g.file)
		}
		var attributes map[string]json.RawMessage
		if err := json.Unmarshal(g.raw, &attributes); err != nil {
			t.Fatal(err)
		}
		delete(attributes, "data")
		for name, value := range attributes {
			if bytes.ContainsFunc(value, func(r rune) bool { return r > 0x7e }) {
				t.Errorf("%s: attribute %s is not ASCII", g.file, name)
			}
		}
	}
}

// An example's data keeps to the schema of its type.
func TestExamplesKeepToTheirSchemas(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	for _, typ := range types() {
		content, err := lead.Schemas.ReadFile("schema/" + typ + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if err := compiler.AddResource(event.SchemaURI(typ), decode(t, content)); err != nil {
			t.Fatal(err)
		}
	}
	for _, g := range goldens(t) {
		schema, err := compiler.Compile(event.SchemaURI(g.fact.EventType()))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(decode(t, g.event(t).Data())); err != nil {
			t.Errorf("%s: %v", g.file, err)
		}
	}
}

func decode(t *testing.T, raw []byte) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// An example's data read into its struct and written again is the same JSON: no member is lost and none is added.
func TestExamplesSurviveTheirStructs(t *testing.T) {
	for _, g := range goldens(t) {
		e, fact := g.event(t), reflect.New(reflect.TypeOf(g.fact))
		if err := event.Decode(e, fact.Interface()); err != nil {
			t.Fatalf("%s: %v", g.file, err)
		}
		again, err := event.New(event.Origin{Source: e.Source(), Lead: e.Subject()}, fact.Elem().Interface().(lead.Fact))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(decode(t, e.Data()), decode(t, again.Data())); diff != "" {
			t.Errorf("%s, and what is left of it:\n%s", g.file, diff)
		}
	}
}

// Every member of every struct is filled in at least one example.
func TestExamplesShowEveryMember(t *testing.T) {
	missing := map[string]bool{}
	for _, f := range lead.Facts() {
		walk(reflect.TypeOf(f), func(owner reflect.Type, member string, _ reflect.Type) { missing[owner.Name()+"."+member] = true })
	}
	for _, g := range goldens(t) {
		var data map[string]any
		if err := json.Unmarshal(g.event(t).Data(), &data); err != nil {
			t.Fatal(err)
		}
		shown(reflect.TypeOf(g.fact), data, missing)
	}
	for _, member := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("no example fills %s", member)
	}
}

// shown takes the members of a value out of missing.
func shown(typ reflect.Type, value any, missing map[string]bool) {
	typ = element(typ)
	if list, ok := value.([]any); ok {
		for _, one := range list {
			shown(typ, one, missing)
		}
		return
	}
	members, ok := value.(map[string]any)
	if !ok || typ.Kind() != reflect.Struct {
		return
	}
	for i := range typ.NumField() {
		name := memberName(typ.Field(i))
		if member, ok := members[name]; ok {
			delete(missing, typ.Name()+"."+name)
			shown(typ.Field(i).Type, member, missing)
		}
	}
}
