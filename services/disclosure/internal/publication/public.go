package publication

import (
	"encoding/json"
	"time"

	"xiansuo/pkg/lead"
)

// Public is a publication as the public sees it: masked, and nothing that is not public.
type Public struct {
	ID      string       `json:"id"`
	Product lead.Product `json:"product"`
	Version int          `json:"version"`
	// Title and Text are paragraphs of plain text.
	Title string   `json:"title"`
	Text  []string `json:"text,omitempty"`
	// Fields are the elements of a decision, in their order, of each party in turn: Rows parts them.
	Fields []Field `json:"fields,omitempty"`
	// Files go with it, by their digests.
	Files []File `json:"files,omitempty"`
	// Payload is what statistics are: as they were released.
	Payload json.RawMessage `json:"payload,omitempty"`
	// What it is found by.
	Number       string   `json:"number,omitempty"`
	Department   string   `json:"department,omitempty"`
	Category     string   `json:"category,omitempty"`
	Street       string   `json:"street,omitempty"`
	Institution  string   `json:"institution,omitempty"`
	Institutions []string `json:"institutions,omitempty"` // of all parties, the one before among them
	Parties      []string `json:"parties,omitempty"`      // as shown
	// Days in China, 2006-01-02.
	DecidedOn string `json:"decidedOn,omitempty"`
	Until     string `json:"until,omitempty"`

	PublishedAt time.Time `json:"publishedAt"`
	State       State     `json:"state"`
	// Of a tombstone: when and why it was withdrawn. It has no text, fields or parties then.
	WithdrawnAt *time.Time `json:"withdrawnAt,omitempty"`
	Reason      string     `json:"reason,omitempty"`
	Note        string     `json:"note,omitempty"`
	// Somebody who is named objected, and it is not decided yet.
	Objected bool `json:"objected,omitempty"`
}

// Field is one element of a decision, such as CF_WSH 行政处罚决定书文号.
type Field struct {
	Code  string    `json:"code"`
	Name  lead.Name `json:"name"`
	Value string    `json:"value"`
}

// State is how a publication stands for the public.
type State string

// The states that the public sees.
const (
	Published State = "published" // 公示中
	Withdrawn State = "withdrawn" // 已撤下: a tombstone
	Ended     State = "ended"     // 公示期满: a tombstone without the text
)

// Stands returns the publication with how it stands now: what is shown of a version changes in nothing else. A tombstone loses its text.
func (p *Publication) Stands(shown Public) Public {
	if p.Standing != Published {
		return p.Public(Content{})
	}
	shown.Objected, shown.Until = p.Objections > 0 || p.Correcting, p.Until
	return shown
}

// Month returns the month that it is found by: of the decision, or of when it was published.
func (p Public) Month() string {
	if len(p.DecidedOn) >= 7 {
		return p.DecidedOn[:7]
	}
	return Today(p.PublishedAt)[:7]
}
