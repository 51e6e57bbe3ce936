package lead

import "time"

// Matter is what a complaint says once everything personal of its reporter has been masked: it may travel.
type Matter struct {
	// How the complaint reached the district.
	Channel Channel `json:"channel"`
	// The sender's ticket number.
	Number string `json:"number,omitempty"`
	// A short title, masked.
	Title string `json:"title,omitempty"`
	// What the reporter wants, as the sender classifies it.
	Appeal string `json:"appeal,omitempty"`
	// The text, masked. What does not fit into 24 KiB follows at once in supplements.
	Text string `json:"text"`
	// When it happened.
	OccurredAt *time.Time `json:"occurredAt,omitempty"`
	// Where it happened, masked.
	Place *Place `json:"place,omitempty"`
	// Who is complained of, masked.
	Target *Target `json:"target,omitempty"`
	// How much money is at stake.
	Money *Money `json:"money,omitempty"`
	// How many people it concerns.
	People *People `json:"people,omitempty"`
	// Until when the sender wants it done.
	DueAt *time.Time `json:"dueAt,omitempty"`
	// Files by reference, at most ten; more follow at once in supplements. Recorded voices do not travel.
	Attachments []Attachment `json:"attachments,omitempty"`
	// The reporter gave no name. Who the reporter is stays in intake in any case.
	Anonymous bool `json:"anonymous,omitempty"`
	// The reporter asked for secrecy.
	Secret bool `json:"secret,omitempty"`
	// The reporter wants an answer.
	Reply bool `json:"reply,omitempty"`
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
	// What the complaint says, masked.
	Matter Matter `json:"matter"`
}

// EventType names the event.
func (LeadReceived) EventType() string { return "xiansuo.lead.received.v1" }

// LeadSupplemented says that the sender added something to a lead.
type LeadSupplemented struct {
	// The sender's source.
	Sender string `json:"sender"`
	// The sender's ticket number.
	Number string `json:"number,omitempty"`
	// What is new, masked; empty when only files came.
	Text string `json:"text"`
	// Files that belong to it, by reference.
	Attachments []Attachment `json:"attachments,omitempty"`
	// Until when the sender's ticket must be done from now on, where that moved.
	DueAt *time.Time `json:"dueAt,omitempty"`
}

// EventType names the event.
func (LeadSupplemented) EventType() string { return "xiansuo.lead.supplemented.v1" }

// LeadWithdrawn says that the reporter takes the complaint back. Whether the matter is dropped is for its holder to decide.
type LeadWithdrawn struct {
	// The sender's source.
	Sender string `json:"sender"`
	// The sender's ticket number.
	Number string `json:"number,omitempty"`
	// What the reporter said, masked.
	Note string `json:"note,omitempty"`
}

// EventType names the event.
func (LeadWithdrawn) EventType() string { return "xiansuo.lead.withdrawn.v1" }

// LeadUrged says that the reporter presses.
type LeadUrged struct {
	// The sender's source.
	Sender string `json:"sender"`
	// The sender's ticket number.
	Number string `json:"number,omitempty"`
	// What the reporter said, masked.
	Note string `json:"note,omitempty"`
}

// EventType names the event.
func (LeadUrged) EventType() string { return "xiansuo.lead.urged.v1" }
