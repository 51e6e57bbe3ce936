package eventdoc

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/event"
)

// example is a golden event.
type example struct {
	Name  string // of its file, without .json
	Raw   string // as the file has it
	event event.Event
}

// readExamples reads golden events by file name without .json.
func readExamples(dir string) (map[string]example, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	out := map[string]example{}
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		x := example{Name: strings.TrimSuffix(filepath.Base(path), ".json"), Raw: strings.TrimSpace(string(raw))}
		if x.event, err = event.Parse(raw); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		out[x.Name] = x
	}
	return out, nil
}

// of returns the examples of a type: the one that is called as it, then the others in order of the story.
func (l *language) of(typ string) (out []example) {
	for _, chapter := range story {
		for _, scene := range chapter.Scenes {
			if x := l.examples[scene.Example]; x.event.Type() == typ && x.Name == typ {
				out = append([]example{x}, out...)
			} else if x.event.Type() == typ {
				out = append(out, x)
			}
		}
	}
	return out
}

// Clock is when it happened, as the people of the story saw it; with the day where the chapter is about several.
func (x example) Clock(days bool) string {
	if days {
		return x.event.Time().In(calendar.China).Format("01-02 15:04:05")
	}
	return x.event.Time().In(calendar.China).Format("15:04:05")
}

// Day is the day on which it happened.
func (x example) Day() string { return x.event.Time().In(calendar.China).Format("2006-01-02") }

// Ref is what the event is called in these documents.
func (x example) Ref() string { return short(x.event.Type()) }

// Speaker is the last part of the source: a sender, a department or a service.
func (x example) Speaker() string {
	source := x.event.Source()
	return source[strings.LastIndexByte(source, '/')+1:]
}

// Scene is what happens in it.
func (x example) Scene() string { return sceneOf(x.Name) }

// payload is the event as a value that keeps its numbers as they are written.
func (x example) payload() json.RawMessage { return json.RawMessage(x.Raw) }

// short returns "lead.routed" of "xiansuo.lead.routed.v1"; a later version is said.
func short(typ string) string {
	return strings.TrimSuffix(strings.TrimPrefix(typ, "xiansuo."), ".v1")
}

// Type is the event's.
func (x example) Type() string { return x.event.Type() }
