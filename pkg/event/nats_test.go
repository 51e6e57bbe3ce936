package event_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"

	"xiansuo/pkg/event"
)

const structured = `{"specversion":"1.0","id":"1","source":"/990101/fire","type":"xiansuo.answer.signed.v1","subject":"L","data":{"note":"x"}}`

// binary returns the headers of an event in binary mode with the given ones changed; "" leaves one out.
func binary(change map[string]string) nats.Header {
	header := nats.Header{}
	headers := map[string]string{"ce-specversion": "1.0", "ce-id": "1", "ce-source": "/990101/fire", "ce-type": "xiansuo.answer.signed.v1", "ce-subject": "L",
		"Content-Type": "application/json"}
	for name, value := range change {
		headers[name] = value
	}
	for name, value := range headers {
		if value != "" {
			header[name] = []string{value}
		}
	}
	return header
}

// A message that we send is read as the event that it was, and the broker knows its id.
func TestMessage(t *testing.T) {
	m := event.Message("answers.v1.990101.fire", "1", []byte(structured))
	if m.Subject != "answers.v1.990101.fire" || m.Header.Get(nats.MsgIdHdr) != "1" || m.Header.Get("Content-Type") != event.ContentType {
		t.Errorf("%s %v", m.Subject, m.Header)
	}
	e, err := event.FromMessage(m.Header, m.Data)
	if err != nil || e.ID() != "1" || e.Subject() != "L" {
		t.Errorf("%v, %v", e, err)
	}
}

// Structured mode is known by its content type however the header is written, and tried where nothing is said.
func TestFromMessageStructured(t *testing.T) {
	for name, header := range map[string]nats.Header{
		"content type":              {"Content-Type": {"application/cloudevents+json"}},
		"with a character set":      {"Content-Type": {"application/cloudevents+json; charset=utf-8"}},
		"a header in small letters": {"content-type": {"application/cloudevents+json"}},
		"no content type":           {},
		"no headers":                nil,
		"another content type":      {"Content-Type": {"application/json"}},
	} {
		e, err := event.FromMessage(header, []byte(structured))
		if err != nil || e.ID() != "1" || string(e.Data()) != `{"note":"x"}` {
			t.Errorf("%s: %v, %v", name, e, err)
		}
	}
}

// Binary mode gives the same event: the values percent-encoded, as the binding wants, or plain, as most SDKs send them.
func TestFromMessageBinary(t *testing.T) {
	for name, tc := range map[string]struct {
		change map[string]string
		want   map[string]string
	}{
		"plain":                    {nil, nil},
		"percent-encoded":          {map[string]string{"ce-subject": "990101%2D2026%20%22x%22"}, map[string]string{"subject": `990101-2026 "x"`}},
		"a percent sign not meant": {map[string]string{"ce-subject": "100% sure"}, map[string]string{"subject": "100% sure"}},
		"headers in other letters": {map[string]string{"ce-subject": "", "Ce-Subject": "M"}, map[string]string{"subject": "M"}},
		"no content type":          {map[string]string{"Content-Type": ""}, map[string]string{"datacontenttype": ""}},
		"another content type":     {map[string]string{"Content-Type": "text/plain"}, map[string]string{"datacontenttype": "text/plain"}},
		"time and extension":       {map[string]string{"ce-time": "2026-07-03T14:58:31%2B08:00", "ce-causationid": "7"}, map[string]string{"time": "2026-07-03T06:58:31Z", "causationid": "7"}},
		"other headers":            {map[string]string{"Nats-Msg-Id": "1", "X-Note": "线索"}, nil},
	} {
		e, err := event.FromMessage(binary(tc.change), []byte(`{"note":"x"}`))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := map[string]string{"id": e.ID(), "subject": e.Subject(), "datacontenttype": e.DataContentType(), "data": string(e.Data()),
			"time": e.Time().UTC().Format("2006-01-02T15:04:05Z"), "causationid": event.Extension(e, event.CausationID)}
		want := map[string]string{"id": "1", "subject": "L", "datacontenttype": "application/json", "data": `{"note":"x"}`, "time": "0001-01-01T00:00:00Z", "causationid": ""}
		for attribute, value := range tc.want {
			want[attribute] = value
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// A message in binary mode whose attributes break a rule is an invalid event.
func TestFromMessageBinaryRefuses(t *testing.T) {
	long := make([]byte, event.MaxAttribute+1)
	for i := range long {
		long[i] = 'x'
	}
	for name, change := range map[string]map[string]string{
		"no id":                      {"ce-id": ""},
		"no source":                  {"ce-source": ""},
		"no type":                    {"ce-type": ""},
		"an older specversion":       {"ce-specversion": "0.3"},
		"no specversion that exists": {"ce-specversion": "one"},
		"a bad time":                 {"ce-time": "yesterday"},
		"an empty time after all":    {"ce-time": "%20"},
		"Chinese as it is":           {"ce-subject": "线索"},
		"Chinese percent-encoded":    {"ce-subject": "%E7%BA%BF%E7%B4%A2"},
		"a line break encoded":       {"ce-subject": "a%0Ab"},
		"a NUL encoded":              {"ce-district": "%00"},
		"a value that is too long":   {"ce-subject": string(long)},
		"a name that is no name":     {"ce-a_b": "x"},
	} {
		if e, err := event.FromMessage(binary(change), []byte(`{}`)); !errors.Is(err, event.ErrInvalid) {
			t.Errorf("%s: %v, %v", name, e, err)
		}
	}
}

// What is no event at all is said to be none, with what to send instead.
func TestFromMessageOther(t *testing.T) {
	for name, m := range map[string]struct {
		header nats.Header
		data   string
	}{
		"nothing": {nil, ""}, "text": {nil, "hello"}, "other JSON": {nats.Header{"Content-Type": {"application/json"}}, `{"note":"x"}`},
		"a batch": {nats.Header{"Content-Type": {"application/cloudevents-batch+json"}}, "[" + structured + "]"},
	} {
		if _, err := event.FromMessage(m.header, []byte(m.data)); !errors.Is(err, event.ErrNotEvent) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever a message holds, reading it does not panic, and what is taken has attributes that may travel.
func FuzzFromMessage(f *testing.F) {
	f.Add("application/cloudevents+json", "", "", "", "", []byte(structured))
	f.Add("application/json", "1.0", "1", "/990101/fire", "2026-07-03T14:58:31Z", []byte(`{}`))
	f.Add("", "1.0", "%31", "/990101%2Ffire", "", []byte{})
	f.Add("", "0.3", "100%", "::", "yesterday", []byte{0xff})
	f.Add("", "", "", "", "", []byte(`null`))
	f.Fuzz(func(t *testing.T, contentType, version, id, source, at string, data []byte) {
		header := binary(map[string]string{"Content-Type": contentType, "ce-specversion": version, "ce-id": id, "ce-source": source, "ce-time": at, "ce-x": id})
		e, err := event.FromMessage(header, data)
		switch {
		case err != nil && !errors.Is(err, event.ErrInvalid) && !errors.Is(err, event.ErrNotEvent):
			t.Fatalf("an error of no kind: %v", err)
		case err == nil && (!event.ValidAttribute(e.ID()) || !event.ValidAttribute(e.Source()) || e.SpecVersion() != "1.0"):
			t.Fatalf("taken: %v", e)
		}
	})
}
