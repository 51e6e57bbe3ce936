package event_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

const trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

func newEvent(t *testing.T, o event.Origin, f event.Fact) event.Event {
	t.Helper()
	e, err := event.New(o, f)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// A fact becomes an event that says who speaks of which lead, when and because of what.
func TestNew(t *testing.T) {
	at := time.Date(2026, 7, 3, 14, 58, 31, 0, time.FixedZone("UTC+8", 8*3600))
	o := event.Origin{Source: "/990101/fire", Lead: "990101-2026-000001", Time: at, Cause: "019f26bf-be96-7900-8471-f829cf19f831", TraceParent: trace}
	e := newEvent(t, o, lead.AnswerSigned{Note: "已出动<&>"})
	got := map[string]string{
		"specversion": e.SpecVersion(), "source": e.Source(), "type": e.Type(), "subject": e.Subject(), "time": e.Time().Format(time.RFC3339),
		"datacontenttype": e.DataContentType(), "dataschema": e.DataSchema(), "data": string(e.Data()),
	}
	for name := range e.Extensions() {
		got[name] = event.Extension(e, name)
	}
	want := map[string]string{
		"specversion": "1.0", "source": "/990101/fire", "type": "xiansuo.answer.signed.v1", "subject": o.Lead, "time": "2026-07-03T06:58:31Z",
		"datacontenttype": "application/json", "dataschema": "urn:xiansuo:schema:xiansuo.answer.signed.v1", "data": `{"note":"已出动<&>"}`,
		"correlationid": o.Lead, "partitionkey": o.Lead, "causationid": o.Cause, "traceparent": trace,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if err := event.Check(e); err != nil {
		t.Error(err)
	}
}

// What has no cause and no trace says nothing of them.
func TestNewWithoutCause(t *testing.T) {
	e := newEvent(t, event.Origin{Source: "/990101/intake", Lead: "L"}, lead.LeadUrged{})
	if n := len(e.Extensions()); n != 2 {
		t.Errorf("extensions %v", e.Extensions())
	}
	if got := event.Extension(e, event.CausationID); got != "" {
		t.Errorf("causationid %q", got)
	}
}

// Ids are UUIDv7 in the order in which they were given.
func TestIDsAreOrdered(t *testing.T) {
	last := ""
	for range 1000 {
		id := newEvent(t, event.Origin{Source: "/990101/intake", Lead: "L"}, lead.LeadUrged{}).ID()
		parsed, err := uuid.Parse(id)
		if err != nil || parsed.Version() != 7 {
			t.Fatalf("id %s: %v", id, err)
		}
		if id <= last {
			t.Fatalf("id %s after %s", id, last)
		}
		last = id
	}
}

// A text that is not UTF-8 is mended before it is written: nobody can store or sign it as it is.
func TestNewMendsText(t *testing.T) {
	e := newEvent(t, event.Origin{Source: "/990101/fire", Lead: "L"}, lead.AnswerSigned{Note: "a\xffb"})
	if !utf8.Valid(e.Data()) {
		t.Errorf("data %q", e.Data())
	}
}

// Data is read as its type; another type, or data that does not fit, is an invalid event.
func TestAs(t *testing.T) {
	e := newEvent(t, event.Origin{Source: "/990101/fire", Lead: "L"}, lead.AnswerDone{Outcome: lead.Settled, Note: "已整改"})
	done, err := event.As[lead.AnswerDone](e)
	if err != nil || done.Note != "已整改" {
		t.Errorf("%v, %v", done, err)
	}
	if _, err := event.As[lead.AnswerSigned](e); !errors.Is(err, event.ErrInvalid) {
		t.Errorf("another type: %v", err)
	}
	for _, data := range []string{``, `"text"`, `[]`, `{"note":5}`, `{"note":"`, `{"note":"x"} trailing`} {
		e.DataEncoded = []byte(data)
		if _, err := event.As[lead.AnswerDone](e); !errors.Is(err, event.ErrInvalid) {
			t.Errorf("data %s: %v", data, err)
		}
	}
}

// Data whose text is not UTF-8 is mended when it is read: PostgreSQL refuses it as it is.
func TestAsMendsText(t *testing.T) {
	e := newEvent(t, event.Origin{Source: "/990101/fire", Lead: "L"}, lead.AnswerDone{})
	e.DataEncoded = []byte("{\"note\":\"a\xff\xfeb\"}")
	done, err := event.As[lead.AnswerDone](e)
	if err == nil && !utf8.ValidString(done.Note) {
		t.Errorf("note %q", done.Note)
	}
}

// An error about data does not repeat the data: it ends up in logs, and the data may name somebody.
func TestAsKeepsDataOutOfErrors(t *testing.T) {
	e := newEvent(t, event.Origin{Source: "/990101/hotline", Lead: "L"}, lead.ComplaintSubmitted{})
	e.DataEncoded = []byte(`{"channel":"hotline","reporter":{"name":5,"phone":"13800138000"},"text":"secret"}`)
	_, err := event.As[lead.ComplaintSubmitted](e)
	if err == nil || strings.Contains(err.Error(), "13800138000") || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
}

// Only a trace context of version 00 is carried on.
func TestValidTraceParent(t *testing.T) {
	for name, tc := range map[string]struct {
		value string
		valid bool
	}{
		"sampled":         {trace, true},
		"not sampled":     {strings.TrimSuffix(trace, "1") + "0", true},
		"empty":           {"", false},
		"another version": {"01" + trace[2:], false},
		"upper case":      {strings.ToUpper(trace), false},
		"no hexadecimal":  {strings.Replace(trace, "f", "g", 1), false},
		"a letter short":  {trace[:len(trace)-1], false},
		"a letter longer": {trace + "0", false},
		"more behind":     {trace + "-00", false},
		"no dashes":       {strings.ReplaceAll(trace, "-", "0"), false},
		"line break":      {trace[:len(trace)-1] + "\n", false},
	} {
		got := event.ValidTraceParent(tc.value)
		if tc.valid && got != tc.value || !tc.valid && got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A schema is named after its type.
func TestSchemaURI(t *testing.T) {
	form := regexp.MustCompile(`^urn:xiansuo:schema:xiansuo\.[a-z]+\.[a-z]+\.v[0-9]+$`)
	for _, f := range lead.Facts() {
		if uri := event.SchemaURI(f.EventType()); !form.MatchString(uri) {
			t.Error(uri)
		}
	}
}
