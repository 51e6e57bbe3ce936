package event_test

import (
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"testing"

	"xiansuo/pkg/event"
)

// envelope is a valid event in the JSON format with the given attributes changed; nil leaves one out.
func envelope(t *testing.T, change map[string]any) []byte {
	t.Helper()
	attributes := map[string]any{
		"specversion": "1.0", "id": "1", "source": "/990101/fire", "type": "xiansuo.answer.signed.v1", "subject": "990101-2026-000001",
		"time": "2026-07-03T14:58:31+08:00", "datacontenttype": "application/json", "data": map[string]any{"note": "已出动"},
	}
	maps.Copy(attributes, change)
	maps.DeleteFunc(attributes, func(_ string, value any) bool { return value == nil })
	raw, err := json.Marshal(attributes)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// An envelope that keeps to CloudEvents 1.0 and has ASCII attributes is taken, whatever its data says.
func TestParseTakes(t *testing.T) {
	for name, change := range map[string]map[string]any{
		"as it is":             {},
		"without optional":     {"subject": nil, "time": nil, "datacontenttype": nil, "data": nil},
		"data that is text":    {"data": "text"},
		"data in base64":       {"data": nil, "data_base64": "e30="},
		"the longest value":    {"subject": strings.Repeat("x", event.MaxAttribute)},
		"an extension":         {"causationid": "0"},
		"a numeric extension":  {"priority": 5},
		"an unknown extension": {"dataclassification": "internal"},
	} {
		if _, err := event.Parse(envelope(t, change)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An envelope that breaks a rule is an invalid event.
func TestParseRefuses(t *testing.T) {
	for name, change := range map[string]map[string]any{
		"no specversion":               {"specversion": nil},
		"an older specversion":         {"specversion": "0.3"},
		"a later specversion":          {"specversion": "2.0"},
		"no id":                        {"id": nil},
		"empty id":                     {"id": ""},
		"no source":                    {"source": nil},
		"a source that is no URI":      {"source": "::"},
		"no type":                      {"type": nil},
		"a time that is none":          {"time": "yesterday"},
		"a time without a zone":        {"time": "2026-07-03T14:58:31"},
		"a time before the year 0":     {"time": "0000-01-01T00:00:00+14:00"},
		"a time after the year 9999":   {"time": "9999-12-31T23:59:59-14:00"},
		"Chinese id":                   {"id": "线索1"},
		"Chinese type":                 {"type": "xiansuo.线索"},
		"Chinese subject":              {"subject": "启明星"},
		"Chinese extension":            {"district": "云汀区"},
		"a line break in the id":       {"id": "1\n2"},
		"a NUL in the subject":         {"subject": "1\x00"},
		"DEL in an extension":          {"district": "\x7f"},
		"a value that is too long":     {"subject": strings.Repeat("x", event.MaxAttribute+1)},
		"an extension that is too big": {"tracestate": strings.Repeat("x", event.MaxAttribute+1)},
		"an extension with structure":  {"district": map[string]any{"code": 1}},
		"a name that is no name":       {"data_ref": "x"},
	} {
		if _, err := event.Parse(envelope(t, change)); !errors.Is(err, event.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A source is a URI: Chinese in it is read as the ASCII that it stands for, so that it may travel.
func TestSourceIsAURI(t *testing.T) {
	e, err := event.Parse(envelope(t, map[string]any{"source": "/990101/热线"}))
	if err != nil || e.Source() != "/990101/%E7%83%AD%E7%BA%BF" {
		t.Errorf("%s, %v", e.Source(), err)
	}
}

// What is not one JSON object is an invalid event.
func TestParseRefusesOtherText(t *testing.T) {
	whole := string(envelope(t, nil))
	for name, raw := range map[string]string{
		"nothing": "", "text": "hello", "null": "null", "a number": "5", "a list": "[" + whole + "]", "an empty object": "{}",
		"half an event": whole[:len(whole)/2], "two events": whole + whole, "more behind": whole + "x",
	} {
		if _, err := event.Parse([]byte(raw)); !errors.Is(err, event.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The zero event is refused, not dereferenced.
func TestCheckZero(t *testing.T) {
	if err := event.Check(event.Event{}); !errors.Is(err, event.ErrInvalid) {
		t.Error(err)
	}
}

// A refusal names the attribute and does not repeat its value.
func TestCheckNamesTheAttribute(t *testing.T) {
	_, err := event.Parse(envelope(t, map[string]any{"subject": "张三13800138000"}))
	if err == nil || !strings.Contains(err.Error(), "subject") || strings.Contains(err.Error(), "13800138000") {
		t.Error(err)
	}
}

// Whatever Parse is given, it does not panic, and what it takes can be written and read again.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{"a":1}}`, `{"specversion":"1.0","id":"1","source":"/s","type":"t","data_base64":"AA=="}`,
		`{"specversion":"0.3","id":"1","source":"/s","type":"t"}`, `{"specversion":"1.0","id":"1","source":"/s","type":"t","time":"2026-07-03T14:58:31+08:00","x":5}`,
		`{"sequence":"00000000000000000001","specversion":"1.0"`, `{}`, `[]`, `null`, ``, "{\"id\":\"\xff\"}", `{"datacontenttype":"text/plain","data":"x","specversion":"1.0","id":"1","source":"/s","type":"t"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := event.Parse(raw)
		if err != nil {
			if !errors.Is(err, event.ErrInvalid) {
				t.Fatalf("not ErrInvalid: %v", err)
			}
			return
		}
		again, err := e.MarshalJSON()
		if err != nil {
			t.Fatalf("%q was taken and cannot be written: %v", raw, err)
		}
		if _, err := event.Parse(again); err != nil {
			t.Fatalf("%q was taken and %q is refused: %v", raw, again, err)
		}
	})
}
