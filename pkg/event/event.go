// Package event is the envelope of everything xiansuo says: CloudEvents 1.0 in the JSON format, with the extensions
// sequence, causationid, correlationid, partitionkey, traceparent and queue, and a codec for NATS.
//
// Events travel in structured mode, so that the bytes that are stored are the bytes that were numbered and may be signed.
// Every context attribute is ASCII; Chinese stands in data only (no SDK percent-encodes header values).
package event

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	ce "github.com/cloudevents/sdk-go/v2/event"
	"github.com/google/uuid"
	jsoniter "github.com/json-iterator/go"

	"xiansuo/pkg/lead"
)

// Event is a CloudEvent of the official Go SDK.
type Event = ce.Event

// fast reads and writes JSON as encoding/json does, in a third of the time; it is the CloudEvents SDK's own codec. HTML characters
// stay as they are: nothing here is put into a page unescaped.
var fast = jsoniter.Config{SortMapKeys: true, ValidateJsonRawMessage: true}.Froze()

// Extension attributes, with the names that the CloudEvents documented extensions give them.
const (
	Sequence      = "sequence"      // position in the source's log: 20 digits, gapless from 1
	CausationID   = "causationid"   // id of the event that caused this one
	CorrelationID = "correlationid" // lead id
	PartitionKey  = "partitionkey"  // lead id
	TraceParent   = "traceparent"   // W3C trace context of the origin, never rewritten per hop
	Queue         = "queue"         // the department's or unit's queue that it was put into as well
)

// Limits of what xiansuo publishes and of what it accepts as an attribute, in bytes.
const (
	MaxSize      = 64 << 10
	MaxAttribute = 256
)

// The years, in UTC, that a moment may lie in. Far outside of them it can be written neither as RFC 3339 nor into a database.
const (
	FirstYear = 1900
	LastYear  = 2200
)

// ErrInvalid is wrapped by every error that says that an event breaks the envelope's rules.
var ErrInvalid = errors.New("invalid event")

// Fact is the data of an event: it knows the type that it travels under, such as "xiansuo.lead.routed.v1".
type Fact = lead.Fact

// Origin says who speaks of which lead, when, and because of what.
type Origin struct {
	Source      string    // URI reference such as "/990101/routing"
	Lead        string    // becomes subject, correlationid and partitionkey
	Time        time.Time // when the fact came to be
	Cause       string    // id of the causing event, or empty
	TraceParent string    // of the request it began with, or empty
}

// New returns the fact as an event with a fresh UUIDv7. It fails only when the fact cannot be written as JSON.
func New(o Origin, f Fact) (Event, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Event{}, fmt.Errorf("new event id: %w", err)
	}
	data, err := fast.Marshal(f)
	if err != nil {
		return Event{}, fmt.Errorf("encode %s: %w", f.EventType(), err)
	}
	data = mended(data) // fast writes other bytes as they are
	e := ce.New()
	e.SetID(id.String())
	e.SetSource(o.Source)
	e.SetType(f.EventType())
	e.SetSubject(o.Lead)
	e.SetTime(o.Time.UTC())
	e.DataEncoded = data
	e.SetDataContentType(ce.ApplicationJSON)
	e.SetDataSchema(SchemaURI(f.EventType()))
	e.SetExtension(CorrelationID, o.Lead)
	e.SetExtension(PartitionKey, o.Lead)
	for name, value := range map[string]string{CausationID: o.Cause, TraceParent: o.TraceParent} {
		if value != "" {
			e.SetExtension(name, value)
		}
	}
	return e, nil
}

// SchemaURI names the JSON Schema of a type's data; the schemas themselves are files of package lead.
func SchemaURI(typ string) string { return "urn:xiansuo:schema:" + typ }

// As returns the data of e as a T. It fails, wrapping ErrInvalid, when e is of another type or its data does not fit.
func As[T Fact](e Event) (T, error) {
	var f T
	if e.Type() != f.EventType() {
		return f, fmt.Errorf("%w: type is %s, not %s", ErrInvalid, e.Type(), f.EventType())
	}
	return f, Decode(e, &f)
}

// Decode reads the part of an event's data that v has members for.
func Decode(e Event, v any) error {
	if err := Unmarshal(e.Data(), v); err != nil {
		return fmt.Errorf("%w: data of %s: %w", ErrInvalid, e.Type(), err)
	}
	return nil
}

// Unmarshal reads a value as events carry it. Its errors do not repeat what they read.
func Unmarshal(data []byte, v any) error {
	if fast.Unmarshal(mended(data), v) == nil {
		return nil
	}
	return json.Unmarshal(data, v) // what fast says is wrong repeats the data, which may name somebody
}

// Marshal writes a value as events carry it.
func Marshal(v any) ([]byte, error) { return fast.Marshal(v) }

// mended returns text as UTF-8, as encoding/json reads and writes it: PostgreSQL refuses anything else.
func mended(text []byte) []byte {
	if utf8.Valid(text) {
		return text
	}
	return bytes.ToValidUTF8(text, []byte("\uFFFD"))
}

// Parse reads one event in the JSON format and checks its envelope.
func Parse(raw []byte) (Event, error) {
	var e Event
	if !whole(raw) { // the SDK's codec stops behind the first object and repeats the text in its errors
		return e, fmt.Errorf("%w: must be one JSON object", ErrInvalid)
	}
	if err := e.UnmarshalJSON(raw); err != nil { // not json.Unmarshal, which would read it twice more; err may repeat the text
		return e, fmt.Errorf("%w: must be a CloudEvent in the JSON format: %s", ErrInvalid, wrongAttributes(raw))
	}
	return e, Check(e)
}

// Own reads one event of our own log, which was checked when it was written there. The event shares the bytes of its data with raw.
func Own(raw []byte) (Event, error) {
	if e, ok := quick(raw); ok {
		return e, nil
	}
	var e Event
	if err := e.UnmarshalJSON(raw); err != nil {
		return e, fmt.Errorf("%w: not an event of ours", ErrInvalid)
	}
	return e, nil
}

// wrongAttributes names the required attributes that are missing or no text.
func wrongAttributes(raw []byte) string {
	var attributes map[string]any
	if json.Unmarshal(raw, &attributes) != nil {
		return "must be an object"
	}
	var wrong []string
	for _, name := range []string{"specversion", "id", "source", "type"} {
		if text, ok := attributes[name].(string); !ok || text == "" {
			wrong = append(wrong, name)
		}
	}
	if len(wrong) == 0 {
		return "an attribute has the wrong form"
	}
	return "missing or no text: " + strings.Join(wrong, ", ")
}

// whole reports whether raw is one JSON value with nothing behind it.
func whole(raw []byte) bool {
	i := fast.BorrowIterator(raw)
	defer fast.ReturnIterator(i)
	if i.Skip(); i.Error != nil {
		return false
	}
	return i.WhatIsNext() == jsoniter.InvalidValue && i.Error == io.EOF
}

// Check reports what is wrong with an envelope: what CloudEvents 1.0 §2 demands, and what the SDK does not check: that context
// attributes are printable ASCII of at most MaxAttribute bytes, and time a ValidTime.
func Check(e Event) error {
	if e.Context == nil || e.SpecVersion() != ce.CloudEventsVersionV1 {
		return fmt.Errorf("%w: specversion must be %s", ErrInvalid, ce.CloudEventsVersionV1)
	}
	if err := e.Validate(); err != nil {
		return fmt.Errorf("%w: %s", ErrInvalid, strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; "))
	}
	if at := e.Time(); !at.IsZero() && !ValidTime(at) {
		return fmt.Errorf("%w: attribute time must lie in the years %d to %d", ErrInvalid, FirstYear, LastYear)
	}
	attributes := map[string]string{"id": e.ID(), "source": e.Source(), "type": e.Type(), "subject": e.Subject(), "dataschema": e.DataSchema()}
	for name, value := range e.Extensions() {
		attributes[name] = fmt.Sprint(value)
	}
	for name, value := range attributes {
		if err := checkAttribute(name, value); err != nil {
			return err
		}
	}
	return nil
}

func checkAttribute(name, value string) error {
	if !ValidAttribute(value) {
		return fmt.Errorf("%w: attribute %s must be printable ASCII of at most %d bytes; put other text into data", ErrInvalid, name, MaxAttribute)
	}
	return nil
}

// ValidAttribute reports whether a context attribute may have the value: printable ASCII of at most MaxAttribute bytes.
func ValidAttribute(value string) bool {
	for i := range len(value) {
		if value[i] < 0x20 || value[i] > 0x7e {
			return false
		}
	}
	return len(value) <= MaxAttribute
}

// ValidTime reports whether a moment lies in FirstYear to LastYear.
func ValidTime(at time.Time) bool {
	year := at.UTC().Year()
	return year >= FirstYear && year <= LastYear
}

// ValidTraceParent returns value when it is a trace context of version 00 (W3C Trace Context §3.2), and "" otherwise.
func ValidTraceParent(value string) string {
	const form = "00-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx-xx"
	if len(value) != len(form) {
		return ""
	}
	for i := range len(form) {
		hex := value[i] >= '0' && value[i] <= '9' || value[i] >= 'a' && value[i] <= 'f'
		if form[i] == 'x' && !hex || form[i] != 'x' && form[i] != value[i] {
			return ""
		}
	}
	if value[3:35] == strings.Repeat("0", 32) || value[36:52] == strings.Repeat("0", 16) {
		return "" // §3.2.2.3 and §3.2.2.4: not valid
	}
	return value
}

// Extension returns an extension attribute as text, or "".
func Extension(e Event, name string) string {
	if v, ok := e.Extensions()[name]; ok {
		return fmt.Sprint(v)
	}
	return ""
}
