package lead

import "time"

// ComplaintSubmitted is what a sender (hotline, WeChat, grid, mailbox, patrol, desk, department) gives to intake. Only channel
// and text are required; members that are not listed here are kept with the raw event and ignored.
type ComplaintSubmitted struct {
	// How the complaint reached the district.
	Channel Channel `json:"channel"`
	// What was said, in the reporter's or the officer's words.
	Text string `json:"text" jsonschema:"minLength=1"`
	// The sender's own ticket number. The same number under a new event id is the same lead.
	Number string `json:"number,omitempty" jsonschema:"maxLength=64,pattern=^[^\\x00-\\x1f]+$"`
	// A short title.
	Title string `json:"title,omitempty" jsonschema:"maxLength=500"`
	// What the reporter wants, as the sender classifies it: 咨询, 求助, 投诉, 举报, 建议, 表扬 or other words.
	Appeal string `json:"appeal,omitempty" jsonschema:"maxLength=100"`
	// When it happened, RFC 3339.
	OccurredAt *time.Time `json:"occurredAt,omitempty"`
	// Where it happened.
	Place *Place `json:"place,omitempty"`
	// Who is complained of.
	Target *Target `json:"target,omitempty"`
	// How much money is at stake.
	Money *Money `json:"money,omitempty"`
	// How many people it concerns.
	People *People `json:"people,omitempty"`
	// The sender's view of the urgency. Rules may raise it and never lower it.
	Urgency Urgency `json:"urgency,omitempty"`
	// Until when the sender wants it done (办理时限), RFC 3339. It becomes a clock of its own; the earlier one warns.
	DueAt *time.Time `json:"dueAt,omitempty"`
	// Who reports. It stays in a table of its own in intake and never travels in an event.
	Reporter *Reporter `json:"reporter,omitempty"`
	// Files that belong to the complaint, by reference.
	Attachments []Attachment `json:"attachments,omitempty" jsonschema:"maxItems=50"`
}

// EventType names the event.
func (ComplaintSubmitted) EventType() string { return "xiansuo.complaint.submitted.v1" }

// Place is where something happened.
type Place struct {
	// Address, as it was said.
	Address string `json:"address,omitempty" jsonschema:"maxLength=500"`
	// Street or town (街道、镇).
	Street string `json:"street,omitempty" jsonschema:"maxLength=100"`
	// Residents' community or village (社区、村).
	Community string `json:"community,omitempty" jsonschema:"maxLength=100"`
	// Grid code or name.
	Grid string `json:"grid,omitempty" jsonschema:"maxLength=64"`
	// Longitude in degrees, GCJ-02 or WGS 84 as the sender has it.
	Lng *float64 `json:"lng,omitempty" jsonschema:"minimum=-180,maximum=180"`
	// Latitude in degrees, of the same kind.
	Lat *float64 `json:"lat,omitempty" jsonschema:"minimum=-90,maximum=90"`
	// Where it happens online.
	URL string `json:"url,omitempty" jsonschema:"maxLength=2000"`
}

// Target is who is complained of.
type Target struct {
	// What it is called.
	Name string `json:"name,omitempty" jsonschema:"maxLength=200"`
	// Unified social credit code (GB 32100-2015, 18 characters).
	USCC string `json:"uscc,omitempty" jsonschema:"maxLength=32"`
	// Number of its licence to teach (办学许可证).
	Licence string `json:"licence,omitempty" jsonschema:"maxLength=64"`
	// Institution, person, domestic service, travel agency or other words.
	Kind string `json:"kind,omitempty" jsonschema:"maxLength=64"`
}

// Money is how much is at stake, in fen (1/100 yuan).
type Money struct {
	// The amount, in fen.
	Fen int64 `json:"fen,omitempty" jsonschema:"minimum=0"`
	// How it was paid: private transfer, loan, cash or other words.
	Method string `json:"method,omitempty" jsonschema:"maxLength=100"`
}

// People is how many it concerns, as estimated.
type People struct {
	// How many pupils.
	Pupils int `json:"pupils,omitempty" jsonschema:"minimum=0"`
	// How old they are, such as 7-12岁.
	AgeBand string `json:"ageBand,omitempty" jsonschema:"maxLength=64"`
	// How many people work there.
	Staff int `json:"staff,omitempty" jsonschema:"minimum=0"`
}

// Reporter is who reports. It is the only personal data of this package and has its place in intake alone.
type Reporter struct {
	// Name, as it was given.
	Name string `json:"name,omitempty" jsonschema:"maxLength=100"`
	// Number for questions and the answer.
	Phone string `json:"phone,omitempty" jsonschema:"maxLength=40"`
	// The reporter gave no name.
	Anonymous bool `json:"anonymous,omitempty"`
	// The reporter asked for secrecy.
	Secret bool `json:"secret,omitempty"`
	// The reporter wants an answer.
	Reply bool `json:"reply,omitempty"`
}

// Attachment is a file by reference.
type Attachment struct {
	// Where it can be fetched.
	URI string `json:"uri,omitempty" jsonschema:"maxLength=2000"`
	// SHA-256 of its content, in hex.
	SHA256 string `json:"sha256,omitempty" jsonschema:"pattern=^[0-9a-fA-F]{64}$"`
	// File name.
	Name string `json:"name,omitempty" jsonschema:"maxLength=255"`
	// Media type.
	Type string `json:"type,omitempty" jsonschema:"maxLength=127"`
}

// ComplaintSupplemented is what the sender adds later to a ticket of its own.
type ComplaintSupplemented struct {
	// The sender's ticket number.
	Number string `json:"number" jsonschema:"minLength=1,maxLength=64,pattern=^[^\\x00-\\x1f]+$"`
	// What is new.
	Text string `json:"text" jsonschema:"minLength=1"`
	// Files that belong to it, by reference.
	Attachments []Attachment `json:"attachments,omitempty" jsonschema:"maxItems=50"`
}

// EventType names the event.
func (ComplaintSupplemented) EventType() string { return "xiansuo.complaint.supplemented.v1" }

// ComplaintWithdrawn says that the reporter takes the ticket back.
type ComplaintWithdrawn struct {
	// The sender's ticket number.
	Number string `json:"number" jsonschema:"minLength=1,maxLength=64,pattern=^[^\\x00-\\x1f]+$"`
	// What the reporter said.
	Note string `json:"note,omitempty" jsonschema:"maxLength=2000"`
}

// EventType names the event.
func (ComplaintWithdrawn) EventType() string { return "xiansuo.complaint.withdrawn.v1" }

// ComplaintUrged says that the reporter asks again and presses.
type ComplaintUrged struct {
	// The sender's ticket number.
	Number string `json:"number" jsonschema:"minLength=1,maxLength=64,pattern=^[^\\x00-\\x1f]+$"`
	// What the reporter said.
	Note string `json:"note,omitempty" jsonschema:"maxLength=2000"`
}

// EventType names the event.
func (ComplaintUrged) EventType() string { return "xiansuo.complaint.urged.v1" }
