package sheet

import (
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"strings"

	"xiansuo/pkg/lead"
)

// objects reads a text with one JSON object per line, nested as a complaint is or flat, as records that bring their headings.
func objects(lines []string) iter.Seq[record] {
	return func(yield func(record) bool) {
		for i, line := range lines {
			if strings.TrimSpace(line) != "" && !yield(object(i+1, line)) {
				return
			}
		}
	}
}

// object reads one line. Errors of the JSON decoder repeat values, so that none of them is passed on.
func object(line int, content string) record {
	var o map[string]any
	d := json.NewDecoder(strings.NewReader(content))
	d.UseNumber()                                                                    // a ticket number may have more digits than a float
	if err := d.Decode(&o); err != nil || o == nil || !json.Valid([]byte(content)) { // valid: with nothing behind it
		return record{line: line, problem: "不是 JSON 对象"}
	}
	if o["specversion"] != nil {
		return record{line: line, problem: "这是 CloudEvents 事件：请直接报送收件接口"}
	}
	r := record{line: line, heading: &record{}}
	var files struct{ Attachments []lead.Attachment }
	if err := json.Unmarshal([]byte(content), &files); err == nil && len(files.Attachments) > 0 {
		r.attachments = files.Attachments
		delete(o, "attachments")
	}
	r.flatten("", o)
	return r
}

// flatten adds the members of an object, those of inner objects as place.address.
func (r *record) flatten(prefix string, o map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if inner, ok := o[name].(map[string]any); ok {
			r.flatten(prefix+name+".", inner)
			continue
		}
		r.heading.cells = append(r.heading.cells, cellOf(prefix+name))
		r.cells = append(r.cells, cellOf(wordsOf(o[name])))
	}
}

// wordsOf writes a value as a cell of a table would hold it.
func wordsOf(value any) string {
	switch v := value.(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	case bool:
		return map[bool]string{true: "是", false: "否"}[v]
	case []any:
		var words []string
		for _, one := range v {
			words = append(words, wordsOf(one))
		}
		return strings.Join(words, "；")
	}
	return ""
}
