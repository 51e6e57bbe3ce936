package eventdoc

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// Every link in events.md leads somewhere, and every place in it is there once.
func TestLinksLeadSomewhere(t *testing.T) {
	page, err := readRoot(t).markdown()
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(`<a id="([^"]*)">`).FindAllSubmatch(page, -1) {
		if ids[string(m[1])] {
			t.Errorf("#%s is there twice", m[1])
		}
		ids[string(m[1])] = true
	}
	for _, m := range regexp.MustCompile(`\]\(([^)]*)\)`).FindAllSubmatch(page, -1) {
		link := string(m[1])
		switch place, within := strings.CutPrefix(link, "#"); {
		case within && !ids[place]:
			t.Errorf("%s leads nowhere", link)
		case !within && !strings.HasPrefix(link, "https://"):
			if _, err := os.Stat(filepath.Join(root, "docs", link)); err != nil {
				t.Errorf("%s leads nowhere: %v", link, err)
			}
		}
	}
	for _, f := range lead.Facts() {
		if !ids[anchorOf(f.EventType())] || !bytes.Contains(page, []byte("Type `"+f.EventType()+"`")) {
			t.Errorf("events.md does not tell %s", f.EventType())
		}
	}
}

// Tables in events.md have as many cells in each row.
func TestTablesAreStraight(t *testing.T) {
	page, err := readRoot(t).markdown()
	if err != nil {
		t.Fatal(err)
	}
	before := 0
	for _, line := range strings.Split(string(page), "\n") {
		cells := 0
		if strings.HasPrefix(line, "|") {
			cells = strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
		}
		if cells != 0 && before != 0 && cells != before {
			t.Errorf("a row of another width: %s", line)
		}
		before = cells
	}
}

// document is asyncapi.yaml as any reader of YAML sees it, as JSON.
func document(t *testing.T) (raw []byte, tree map[string]any) {
	t.Helper()
	body, err := readRoot(t).asyncapi()
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(body, &tree); err != nil {
		t.Fatal(err)
	}
	if raw, err = json.Marshal(tree); err != nil {
		t.Fatal(err)
	}
	return raw, tree
}

// Every $ref in asyncapi.yaml points to something in it.
func TestReferencesResolve(t *testing.T) {
	_, tree := document(t)
	count := 0
	each(tree, func(o map[string]any) {
		if pointer, ok := o["$ref"].(string); ok {
			count++
			if resolve(tree, pointer) == nil {
				t.Errorf("%s points to nothing", pointer)
			}
		}
	})
	if count < 200 {
		t.Errorf("%d references", count)
	}
}

func each(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		visit(v)
		for _, inner := range v {
			each(inner, visit)
		}
	case []any:
		for _, inner := range v {
			each(inner, visit)
		}
	}
}

func resolve(tree map[string]any, pointer string) any {
	var at any = tree
	for _, name := range strings.Split(strings.TrimPrefix(pointer, "#/"), "/") {
		object, _ := at.(map[string]any)
		at = object[name]
	}
	return at
}

// Every fact is a message that a channel carries and an operation sends or receives, and nothing else travels as an event.
func TestEveryFactIsAMessage(t *testing.T) {
	_, tree := document(t)
	facts := map[string]bool{}
	for _, f := range lead.Facts() {
		name := short(f.EventType())
		facts[name] = true
		carried, operated := 0, 0
		for _, channel := range tree["channels"].(map[string]any) {
			if _, ok := channel.(map[string]any)["messages"].(map[string]any)[name]; ok {
				carried++
			}
		}
		for _, operation := range tree["operations"].(map[string]any) {
			for _, message := range operation.(map[string]any)["messages"].([]any) {
				if strings.HasSuffix(message.(map[string]any)["$ref"].(string), "/"+name) {
					operated++
				}
			}
		}
		want := 1
		if s := speeches[f.EventType()]; s.Queue || s.By == department { // an office has no account: it speaks over HTTP alone
			want = 2
		}
		if carried != want || operated != want {
			t.Errorf("%s is carried by %d channels and %d operations, not by %d", name, carried, operated, want)
		}
	}
	for name, message := range resolve(tree, "#/components/messages").(map[string]any) {
		if message.(map[string]any)["contentType"] == event.ContentType && !facts[name] {
			t.Errorf("%s is no fact", name)
		}
	}
}

// Every example keeps to the payload of its message, and one without a required attribute does not.
func TestExamplesKeepToTheirPayloads(t *testing.T) {
	raw, tree := document(t)
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft7)
	compiler.AssertFormat()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiler.AddResource("urn:asyncapi", doc); err != nil {
		t.Fatal(err)
	}
	for _, f := range lead.Facts() {
		pointer := "#/components/messages/" + short(f.EventType())
		schema, err := compiler.Compile("urn:asyncapi" + pointer + "/payload")
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range resolve(tree, pointer+"/examples").([]any) {
			payload := one.(map[string]any)["payload"].(map[string]any)
			if err := schema.Validate(payload); err != nil {
				t.Errorf("%s: %v", f.EventType(), err)
			}
			delete(payload, "source")
			if schema.Validate(payload) == nil {
				t.Errorf("%s: an event without a source keeps to its payload", f.EventType())
			}
		}
	}
}

// asyncapi.yaml says the same to a reader of YAML 1.1, which takes no for false and a date for a time.
func TestTextStaysText(t *testing.T) {
	body, err := encode(object{{"no", "yes"}, {"at", "2026-07-03T06:52:08.371Z"}, {"number", "00000000000000000001"}, {"empty", ""}, {"json", json.RawMessage(`{"no":1,"off":"on","n":0.98}`)}})
	if err != nil {
		t.Fatal(err)
	}
	want := "\"no\": \"yes\"\nat: \"2026-07-03T06:52:08.371Z\"\nnumber: \"00000000000000000001\"\nempty: \"\"\njson:\n  \"no\": 1\n  \"off\": \"on\"\n  \"n\": 0.98\n"
	if string(body) != want {
		t.Errorf("%s", body)
	}
}
