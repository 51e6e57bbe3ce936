package lead

import "time"

// Matter is what a complaint says once everything personal of its reporter has been masked: it may travel.
type Matter struct {
	Channel Channel `json:"channel"`
	Number  string  `json:"number,omitempty"`
	Title   string  `json:"title,omitempty"`
	Appeal  string  `json:"appeal,omitempty"`
	// The text, masked. What does not fit into MaxText bytes follows at once in supplements.
	Text        string       `json:"text"`
	OccurredAt  *time.Time   `json:"occurredAt,omitempty"`
	Place       *Place       `json:"place,omitempty"`
	Target      *Target      `json:"target,omitempty"`
	Money       *Money       `json:"money,omitempty"`
	People      *People      `json:"people,omitempty"`
	Attachments []Attachment `json:"attachments,omitempty"`
	// What the reporter asked for. Who the reporter is stays in intake.
	Anonymous bool `json:"anonymous,omitempty"`
	Secret    bool `json:"secret,omitempty"`
	Reply     bool `json:"reply,omitempty"`
	// When intake took it in.
	ReceivedAt time.Time `json:"receivedAt"`
}

// What one event carries of a text, in bytes of JSON, and of attachments; the rest follows in supplements, so that every event
// stays below 64 KiB.
const (
	MaxText        = 24 << 10
	MaxAttachments = 10
)

// LeadReceived says that intake took a complaint in: from now on there is a lead.
type LeadReceived struct {
	// The sender's source, such as /990101/hotline-12345.
	Sender string `json:"sender"`
	// The urgency that the sender gave.
	Urgency Urgency `json:"urgency,omitempty"`
	Matter  Matter  `json:"matter"`
}

// EventType names the event.
func (LeadReceived) EventType() string { return "xiansuo.lead.received.v1" }

// LeadSupplemented says that the sender added something to a lead.
type LeadSupplemented struct {
	Sender      string       `json:"sender"`
	Number      string       `json:"number,omitempty"`
	Text        string       `json:"text"`
	Attachments []Attachment `json:"attachments,omitempty"`
}

// EventType names the event.
func (LeadSupplemented) EventType() string { return "xiansuo.lead.supplemented.v1" }

// LeadWithdrawn says that the reporter takes the complaint back. Whether the matter is dropped is for its holder to decide.
type LeadWithdrawn struct {
	Sender string `json:"sender"`
	Number string `json:"number,omitempty"`
	Note   string `json:"note,omitempty"`
}

// EventType names the event.
func (LeadWithdrawn) EventType() string { return "xiansuo.lead.withdrawn.v1" }

// LeadUrged says that the reporter presses.
type LeadUrged struct {
	Sender string `json:"sender"`
	Number string `json:"number,omitempty"`
	Note   string `json:"note,omitempty"`
}

// EventType names the event.
func (LeadUrged) EventType() string { return "xiansuo.lead.urged.v1" }
