package webhook

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"time"

	"github.com/google/uuid"

	"xiansuo/pkg/lead"
)

// Notice is all that a receiver is told. There is no room in it for personal data or for what a complaint says: whoever may know
// more follows the link.
type Notice struct {
	Type     string        // what happened, such as "lead.overdue": lower case, parts joined by dots
	At       time.Time     // when
	Lead     string        // identifier
	Number   string        // that the sender gave it; left out where it could say something
	Category lead.Category // may be empty
	Urgency  lead.Urgency  // may be empty
	Due      time.Time     // may be zero
	Link     string        // to the lead, without a query; may be empty
}

// envelope is the payload that the Standard Webhooks specification recommends.
type envelope struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      data      `json:"data"`
}

type data struct {
	Lead     string        `json:"lead"`
	Number   string        `json:"number,omitempty"`
	Category lead.Category `json:"category,omitempty"`
	Urgency  lead.Urgency  `json:"urgency,omitempty"`
	Due      *time.Time    `json:"due,omitempty"`
	Link     string        `json:"link,omitempty"`
}

var (
	typePattern   = regexp.MustCompile(`^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$`)
	leadPattern   = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)
	numberPattern = regexp.MustCompile(`^[A-Za-z0-9._/#-]{1,64}$`)
	linkPattern   = regexp.MustCompile(`^[A-Za-z0-9:/._\[\]-]{1,300}$`)
)

const longestType = 64

// Message is a notice for one endpoint, as it is queued.
type Message struct {
	id, endpoint, lead, typ string
	body                    []byte
	notBefore               time.Time
}

// NewMessage returns the notice as a message to an endpoint, with a fresh UUIDv7. It fails for a notice whose members are not
// what they say; a number that is not one is left out.
func NewMessage(endpoint string, n Notice) (Message, error) {
	body, err := n.body()
	if err != nil {
		return Message{}, fmt.Errorf("notice to %s: %w", endpoint, err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Message{}, fmt.Errorf("notice to %s: %w", endpoint, err)
	}
	return Message{id: id.String(), endpoint: endpoint, lead: n.Lead, typ: n.Type, body: body}, nil
}

// Later returns the message with a time before which it is not sent. Until then it holds up no later message of its lead.
func (m Message) Later(notBefore time.Time) Message {
	m.notBefore = notBefore
	return m
}

// ID is the message's UUIDv7, which the receiver sees as webhook-id and confirms.
func (m Message) ID() string { return m.id }

func (n Notice) body() ([]byte, error) {
	if err := n.check(); err != nil {
		return nil, err
	}
	e := envelope{n.Type, n.At.UTC(), data{Lead: n.Lead, Category: n.Category, Urgency: n.Urgency, Link: n.Link}}
	if numberPattern.MatchString(n.Number) {
		e.Data.Number = n.Number
	}
	if !n.Due.IsZero() {
		due := n.Due.UTC()
		e.Data.Due = &due
	}
	return json.Marshal(e)
}

// check names the member that is wrong and not what it holds.
func (n Notice) check() error {
	wrong := func(member string) error { return fmt.Errorf("its %s is none", member) }
	switch {
	case len(n.Type) > longestType || !typePattern.MatchString(n.Type):
		return wrong("type")
	case n.At.IsZero():
		return wrong("time")
	case !leadPattern.MatchString(n.Lead):
		return wrong("lead")
	case n.Category != lead.Uncategorised && !n.Category.Valid():
		return wrong("category")
	case n.Urgency != "" && !n.Urgency.Valid():
		return wrong("urgency")
	case n.Link == "":
		return nil
	}
	if u, err := url.Parse(n.Link); err != nil || !linkPattern.MatchString(n.Link) || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return wrong("link")
	}
	return nil
}
