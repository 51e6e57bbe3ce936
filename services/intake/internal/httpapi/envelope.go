package httpapi

import (
	"encoding/json"
	"net/http"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/services/internal/schema"
	"xiansuo/services/internal/web"
)

// envelopeProblem says which context attributes of an event are wrong, without repeating them.
func envelopeProblem(raw []byte) *web.Problem {
	p := web.NewProblem(http.StatusBadRequest, "invalid-event", "the event is not a valid CloudEvent 1.0; nothing was taken",
		"mend the attributes named in errors and send it again")
	var attributes map[string]any
	if err := json.Unmarshal(raw, &attributes); err != nil || attributes["specversion"] == nil && attributes["id"] == nil {
		p.Errors = []schema.Violation{{Field: "", Detail: "must be a CloudEvent: specversion 1.0 with id, source and type, as a JSON object or as ce- headers"}}
		return p
	}
	if attributes["specversion"] != "1.0" {
		p.Errors = append(p.Errors, schema.Violation{Field: "/specversion", Detail: `must be "1.0"`})
	}
	for _, name := range []string{"id", "source", "type"} {
		if text, ok := attributes[name].(string); !ok || text == "" {
			p.Errors = append(p.Errors, schema.Violation{Field: "/" + name, Detail: "is required and must be text"})
		}
	}
	if text, ok := attributes["time"].(string); ok {
		if at, err := time.Parse(time.RFC3339, text); err != nil || !event.ValidTime(at) {
			p.Errors = append(p.Errors, schema.Violation{Field: "/time", Detail: "must be RFC 3339 of the years 1900 to 2200, such as 2026-07-01T09:30:00+08:00"})
		}
	}
	for name, value := range attributes {
		if text, ok := value.(string); ok && name != "data" && name != "data_base64" && !event.ValidAttribute(text) {
			p.Errors = append(p.Errors, schema.Violation{Field: "/" + attributeName(name), Detail: "must be printable ASCII of at most 256 bytes; put other text into data"})
		}
	}
	return p
}

// attributeName repeats only names that an attribute can have.
func attributeName(name string) string {
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return "(an extension)"
		}
	}
	return name[:min(len(name), 40)]
}
