package event

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	ce "github.com/cloudevents/sdk-go/v2/event"
	"github.com/cloudevents/sdk-go/v2/types"
	"github.com/nats-io/nats.go"
)

// ContentType is that of structured mode (CloudEvents NATS binding §3.2).
const ContentType = ce.ApplicationCloudEventsJSON

const (
	headerContentType = "Content-Type"
	headerPrefix      = "ce-"
)

// ErrNotEvent is wrapped when a NATS message is no CloudEvent at all.
var ErrNotEvent = errors.New("not a CloudEvent")

// Message returns a NATS message in structured mode. The id becomes Nats-Msg-Id, the broker's first filter of duplicates.
func Message(subject, id string, body []byte) *nats.Msg {
	m := nats.NewMsg(subject)
	m.Header.Set(headerContentType, ContentType)
	m.Header.Set(nats.MsgIdHdr, id)
	m.Data = body
	return m
}

// FromMessage reads a NATS message in structured or binary mode and checks its envelope. A message whose content type says
// nothing and that carries no ce-specversion is tried as structured, because the Go SDK sends it so.
func FromMessage(header nats.Header, data []byte) (Event, error) {
	contentType := headerValue(header, headerContentType)
	if strings.HasPrefix(contentType, ContentType) {
		return Parse(data)
	}
	if headerValue(header, headerPrefix+"specversion") == "" {
		e, err := Parse(data)
		if err != nil {
			return e, fmt.Errorf("%w: send Content-Type %s with the event as JSON, or ce- headers: %w", ErrNotEvent, ContentType, err)
		}
		return e, nil
	}
	return fromBinary(header, contentType, data)
}

func fromBinary(header nats.Header, contentType string, data []byte) (Event, error) {
	e := ce.New()
	for name, values := range header {
		attribute, ok := strings.CutPrefix(strings.ToLower(name), headerPrefix)
		if !ok || len(values) == 0 {
			continue
		}
		if err := setAttribute(&e, attribute, values[0]); err != nil {
			return e, err
		}
	}
	if contentType != "" {
		e.SetDataContentType(contentType)
	}
	e.DataEncoded = data
	return e, Check(e)
}

// setAttribute decodes one header value: percent-encoding is the binding's rule, and SDKs that do not encode send plain text.
func setAttribute(e *Event, name, value string) error {
	if plain, err := url.PathUnescape(value); err == nil {
		value = plain
	}
	switch name {
	case "specversion":
		e.SetSpecVersion(value)
	case "id":
		e.SetID(value)
	case "source":
		e.SetSource(value)
	case "type":
		e.SetType(value)
	case "subject":
		e.SetSubject(value)
	case "dataschema":
		e.SetDataSchema(value)
	case "time":
		at, err := types.ParseTime(value)
		if err != nil {
			return fmt.Errorf("%w: attribute time must be RFC 3339", ErrInvalid)
		}
		e.SetTime(at)
	default:
		e.SetExtension(name, value)
	}
	return nil
}

// headerValue reads a header whatever its case: NATS headers are case-sensitive, HTTP-minded clients are not.
func headerValue(header nats.Header, name string) string {
	if v := header.Get(name); v != "" {
		return v
	}
	for key, values := range header {
		if strings.EqualFold(key, name) && len(values) > 0 {
			return values[0]
		}
	}
	return ""
}
