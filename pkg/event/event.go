// Package event is the envelope of everything xiansuo says: CloudEvents 1.0 in the JSON format, with the extensions
// sequence, causationid, correlationid, partitionkey and traceparent, and a codec for NATS.
//
// Events travel in structured mode, so that the bytes that are stored are the bytes that were numbered and may be signed.
// Every context attribute is ASCII; Chinese stands in data only (no SDK percent-encodes header values).
package event

import (
	"errors"
	"fmt"
	"strings"
	"time"

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
)

// Limits of what xiansuo publishes and of what it accepts as an attribute, in bytes.
const (
	MaxSize      = 64 << 10
	MaxAttribute = 256
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
	if err := fast.Unmarshal(e.Data(), v); err != nil {
		return fmt.Errorf("%w: data of %s: %w", ErrInvalid, e.Type(), err)
	}
	return nil
}

// Parse reads one event in the JSON format and checks its envelope.
func Parse(raw []byte) (Event, error) {
	var e Event
	if err := e.UnmarshalJSON(raw); err != nil { // not json.Unmarshal, which would read it twice
		return e, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return e, Check(e)
}

// Check reports what is wrong with an envelope: what CloudEvents 1.0 §2 demands, and that context attributes are printable
// ASCII of at most MaxAttribute bytes, which the SDK does not check.
func Check(e Event) error {
	if e.Context == nil || e.SpecVersion() != ce.CloudEventsVersionV1 {
		return fmt.Errorf("%w: specversion must be %s", ErrInvalid, ce.CloudEventsVersionV1)
	}
	if err := e.Validate(); err != nil {
		return fmt.Errorf("%w: %s", ErrInvalid, strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; "))
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
	return value
}

// Extension returns an extension attribute as text, or "".
func Extension(e Event, name string) string {
	if v, ok := e.Extensions()[name]; ok {
		return fmt.Sprint(v)
	}
	return ""
}
