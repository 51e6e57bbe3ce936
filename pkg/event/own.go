package event

import (
	"bytes"
	"sync"

	ce "github.com/cloudevents/sdk-go/v2/event"
	"github.com/cloudevents/sdk-go/v2/types"
)

// quick reads an event in the form in which our logs hold it: one object without blanks between its members, whose attributes are
// texts without escapes, and whose data is an object. It reports whether it could; anything else is left to the SDK. An event is read
// by every service, and the SDK's reader takes ten times as long.
func quick(raw []byte) (Event, bool) {
	c, e := ce.EventContextV1{}, Event{}
	if len(raw) < 2 || raw[0] != '{' {
		return e, false
	}
	for at := 1; ; at++ {
		name, next, ok := plainText(raw, at)
		if !ok || next >= len(raw) || raw[next] != ':' {
			return e, false
		}
		at = next + 1
		if string(name) == "data" {
			end := objectEnd(raw, at)
			if end < 0 || e.DataEncoded != nil {
				return e, false
			}
			e.DataEncoded, at = raw[at:end:end], end
		} else {
			value, next, ok := plainText(raw, at)
			if !ok || !setOwn(&c, name, string(value)) {
				return e, false
			}
			at = next
		}
		if at == len(raw)-1 && raw[at] == '}' {
			e.Context = &c
			return e, e.DataEncoded != nil && c.ID != "" && c.Type != "" && c.Subject != nil && c.Time != nil && c.Source.Path != ""
		}
		if at >= len(raw) || raw[at] != ',' {
			return e, false
		}
	}
}

// plainText returns the text that begins at a quote, and where it has ended. It knows no escapes.
func plainText(raw []byte, at int) (text []byte, next int, ok bool) {
	if at >= len(raw) || raw[at] != '"' {
		return nil, 0, false
	}
	end := bytes.IndexByte(raw[at+1:], '"')
	if end < 0 {
		return nil, 0, false
	}
	text = raw[at+1 : at+1+end]
	for _, b := range text {
		if b < 0x20 || b > 0x7e || b == '\\' {
			return nil, 0, false
		}
	}
	return text, at + end + 2, true
}

// objectEnd returns where the object that begins at a brace has ended, or -1. Its brackets fit; what is inside is read by who needs it.
func objectEnd(raw []byte, at int) int {
	if at >= len(raw) || raw[at] != '{' {
		return -1
	}
	for depth := 0; at < len(raw); at++ {
		switch raw[at] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return at + 1
			}
		case '"':
			if at = textEnd(raw, at); at < 0 {
				return -1
			}
		}
	}
	return -1
}

// textEnd returns where the quote is that ends a text, or -1.
func textEnd(raw []byte, at int) int {
	for {
		next := bytes.IndexByte(raw[at+1:], '"')
		if next < 0 {
			return -1
		}
		at += next + 1
		escapes := 0
		for raw[at-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return at
		}
	}
}

func setOwn(c *ce.EventContextV1, name []byte, value string) bool {
	switch string(name) {
	case "specversion":
		return value == ce.CloudEventsVersionV1
	case "id":
		c.ID = value
	case "type":
		c.Type = value
	case "subject":
		subject := value // a copy: value itself would be allocated for every attribute
		c.Subject = &subject
	case "datacontenttype":
		contentType := ce.ApplicationJSON
		if value != contentType {
			return false
		}
		c.DataContentType = &contentType
	case "source":
		source := reference(value)
		if source == nil {
			return false
		}
		c.Source = *source
	case "dataschema":
		schema := reference(value)
		if schema == nil {
			return false
		}
		c.DataSchema = &types.URI{URL: schema.URL}
	case "time":
		at, err := types.ParseTimestamp(value)
		if err != nil {
			return false
		}
		c.Time = at
	default:
		known := extension(name)
		if !validName(known) {
			return false
		}
		if c.Extensions == nil {
			c.Extensions = make(map[string]any, 5)
		}
		c.Extensions[known] = value
	}
	return true
}

// extension returns the name of an extension; those that our events have are not allocated.
func extension(name []byte) string {
	switch string(name) {
	case Sequence:
		return Sequence
	case CausationID:
		return CausationID
	case CorrelationID:
		return CorrelationID
	case PartitionKey:
		return PartitionKey
	case TraceParent:
		return TraceParent
	}
	return string(name)
}

// validName reports whether an attribute may have the name (CloudEvents 1.0 §3.1), and is no data.
func validName(name string) bool {
	for i := range len(name) {
		if (name[i] < 'a' || name[i] > 'z') && (name[i] < '0' || name[i] > '9') {
			return false
		}
	}
	return name != ""
}

// references are sources and schemas that were read before: there are few of them.
var references struct {
	sync.RWMutex
	known map[string]*types.URIRef
}

const mostReferences = 512

func reference(value string) *types.URIRef {
	references.RLock()
	known := references.known[value]
	references.RUnlock()
	if known != nil {
		return known
	}
	read := types.ParseURIRef(value)
	if read == nil {
		return nil
	}
	references.Lock()
	defer references.Unlock()
	if references.known == nil || len(references.known) >= mostReferences {
		references.known = map[string]*types.URIRef{}
	}
	references.known[value] = read
	return read
}
