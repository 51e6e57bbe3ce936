package eventdoc

import (
	"bytes"
	"encoding/json"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// object is a mapping that keeps its order.
type object []entry

type entry struct {
	Key   string
	Value any
}

// with returns the object with one more entry.
func (o object) with(key string, value any) object { return append(o, entry{key, value}) }

// encode writes an object as YAML.
func encode(o object) ([]byte, error) {
	root, err := node(o)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(root); err != nil {
		return nil, err
	}
	return out.Bytes(), encoder.Close()
}

// node turns objects, lists and JSON into YAML; everything else as package yaml does.
func node(v any) (*yaml.Node, error) {
	switch v := v.(type) {
	case object:
		n := &yaml.Node{Kind: yaml.MappingNode}
		for _, e := range v {
			value, err := node(e.Value)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", e.Key, err)
			}
			n.Content = append(n.Content, text(e.Key), value)
		}
		return n, nil
	case []any:
		n := &yaml.Node{Kind: yaml.SequenceNode}
		for _, one := range v {
			value, err := node(one)
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, value)
		}
		return n, nil
	case json.RawMessage: // JSON is YAML in another style
		var document yaml.Node
		if err := yaml.Unmarshal(v, &document); err != nil {
			return nil, err
		}
		return plain(document.Content[0]), nil
	case *yaml.Node:
		return v, nil
	}
	n := &yaml.Node{}
	err := n.Encode(v)
	return n, err
}

// plain takes the style of JSON away.
func plain(n *yaml.Node) *yaml.Node {
	n.Style = 0
	if n.Kind == yaml.ScalarNode && n.Tag == "!!str" {
		*n = *text(n.Value)
	}
	for _, inner := range n.Content {
		plain(inner)
	}
	return n
}

// text is a string, quoted where an older reader of YAML would take it for something else: "no" is a member of a record.
func text(s string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(s)
	switch s {
	case "y", "n", "yes", "no", "on", "off":
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// ref points to a part of the same document.
func ref(path string) object { return object{{"$ref", "#/" + path}} }
