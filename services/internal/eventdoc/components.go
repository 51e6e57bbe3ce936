package eventdoc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v3"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// components are the schemas of the envelope, of the facts' data and of the structs in them, each once.
func (l *language) components() (object, error) {
	out := object{{"CloudEvent", envelopeSchema()}, {"NumberedEvent", numberedSchema()}}
	seen := map[string][]byte{}
	add := func(name string, s *jsonschema.Schema) error {
		body, err := json.Marshal(s)
		if err != nil {
			return err
		}
		if before, ok := seen[name]; ok {
			if !bytes.Equal(before, body) {
				return fmt.Errorf("struct %s has two schemas", name)
			}
			return nil
		}
		seen[name] = body
		n, err := node(json.RawMessage(body))
		out = out.with(name, localized(n))
		return err
	}
	for _, f := range lead.Facts() {
		if err := add(reflect.TypeOf(f).Name(), bare(l.schemas[f.EventType()])); err != nil {
			return nil, err
		}
	}
	for _, p := range l.parts() {
		for _, f := range lead.Facts() {
			if s, ok := l.schemas[f.EventType()].Definitions[p.Type]; ok {
				if err := add(p.Type, s); err != nil {
					return nil, err
				}
			}
		}
	}
	return out, nil
}

// bare returns a schema without what makes it a document of its own.
func bare(s *jsonschema.Schema) *jsonschema.Schema {
	out := *s
	out.Version, out.ID, out.Definitions, out.Title = "", "", nil, ""
	return &out
}

// localized lets references point to the components. What stands beside a reference is ignored by readers of older JSON Schema, so
// the reference goes into allOf there.
func localized(n *yaml.Node) *yaml.Node {
	for i := 0; i+1 < len(n.Content) && n.Kind == yaml.MappingNode; i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Value != "$ref" || value.Kind != yaml.ScalarNode {
			continue
		}
		value.Value = strings.Replace(value.Value, "#/$defs/", "#/components/schemas/", 1)
		if len(n.Content) > 2 {
			single := &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{key, value}}
			n.Content[i], n.Content[i+1] = text("allOf"), &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{single}}
		}
	}
	for _, inner := range n.Content {
		localized(inner)
	}
	return n
}

// envelopeSchema is what CloudEvents 1.0 §2 and package event demand of every event.
func envelopeSchema() object {
	attribute := func(description string, more ...entry) object {
		return append(object{{"type", "string"}, {"description", description}, {"pattern", "^[ -~]*$"}, {"maxLength", event.MaxAttribute}}, more...)
	}
	named := entry{"minLength", 1}
	return object{
		{"type", "object"},
		{"description", "The envelope: CloudEvents 1.0 in the JSON format. Every attribute is printable ASCII; other text stands in data. Attributes that are not listed are " +
			"to be ignored."},
		{"required", []any{"specversion", "id", "source", "type"}},
		{"properties", object{
			{"specversion", object{{"type", "string"}, {"const", "1.0"}}},
			{"id", attribute("Unique for its source. The services use UUIDv7.", named)},
			{"source", attribute("Who says it: /<district>/<sender, department or service>.", named, entry{"format", "uri-reference"})},
			{"type", attribute("xiansuo.<noun>.<verb>.v<n>", named)},
			{"subject", attribute("The lead; in a complaint, if anything, the sender's ticket number.")},
			{"time", object{{"type", "string"}, {"format", "date-time"}, {"description", "When it came to be."}}},
			{"datacontenttype", object{{"type", "string"}, {"description", "application/json"}}},
			{"dataschema", attribute("urn:xiansuo:schema:<type>", entry{"format", "uri"})},
			{event.Sequence, attribute("Position in the source's log.")},
			{event.CorrelationID, attribute("The lead.")},
			{event.PartitionKey, attribute("The lead.")},
			{event.CausationID, attribute("Id of the event that caused this one. An answer or decision that names one waits for it.")},
			{leadVersion, attribute("Of an answer or decision: the number of the newest record that it was given on. When the lead has a newer one, it is refused.")},
			{event.TraceParent, attribute("W3C trace context of the request that it began with, the same on every hop.")},
			{"data", object{{"type", "object"}}},
		}},
	}
}

// numberedSchema is what the services say beyond that.
func numberedSchema() object {
	required := []any{event.Sequence, "subject", "time", "datacontenttype", "dataschema", event.CorrelationID, event.PartitionKey, "data"}
	return object{
		{"description", "An event of a service: numbered in its log, and about a lead."},
		{"allOf", []any{ref("components/schemas/CloudEvent"), object{{"type", "object"}, {"required", required}, {"properties", object{
			{event.Sequence, object{{"pattern", "^[0-9]{20}$"}, {"description", "Gapless from 1."}}},
		}}}}},
	}
}
