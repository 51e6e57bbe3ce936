package publication

import (
	"encoding/json"
	"slices"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/redaction"
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
	// Institution is the id in the register of the party that the element names.
	Institution string `json:"institution,omitempty"`
}

// State is how a publication stands for the public.
type State string

// The states that the public sees.
const (
	Published State = "published" // 公示中
	Withdrawn State = "withdrawn" // 已撤下: a tombstone
	Ended     State = "ended"     // 公示期满: a tombstone without the text
)

// Stands returns the publication with how it stands today: what is shown of a version changes in nothing else. A tombstone loses its text.
func (p *Publication) Stands(shown Public, today string) Public {
	if p.Standing != Published {
		return p.Public(Content{})
	}
	shown.Objected, shown.Until = p.Objections > 0 || p.Correcting, p.Until
	return shown.lapsed(today)
}

// ends is the element that says until when a party is named.
const ends = "CF_GSJZQ"

// NextEnd returns the last day of the party that is named for the shortest time, or of the whole.
func (p Public) NextEnd() string {
	next := p.Until
	for _, f := range p.Fields {
		if f.Code == ends && f.Value != "" && (next == "" || f.Value < next) {
			next = f.Value
		}
	}
	return next
}

// lapsed returns the publication without the parties whose last day is over: their elements go, and their names are masked in the rest.
func (p Public) lapsed(today string) Public {
	var m redaction.Map
	var left []Field
	gone := map[string]bool{}
	for _, row := range Rows(p.Fields) {
		over := slices.ContainsFunc(row, func(f Field) bool { return f.Code == ends && f.Value != "" && f.Value < today })
		if !over {
			left = append(left, row...)
			continue
		}
		for _, f := range row {
			gone[f.Institution] = true
			if (f.Code == "CF_XDR_MC" || f.Code == "CF_XDR_SHXYM" || f.Code == "CF_FRDB") && f.Value != "" {
				m.Entries = append(m.Entries, redaction.Entry{Kind: redaction.Other, Value: f.Value, Mask: "***"})
			}
		}
	}
	if len(m.Entries) == 0 {
		return p
	}
	p.Title, p.Fields = m.Apply(p.Title), left
	p.Text, p.Parties, p.Fields = applied(m, p.Text), applied(m, p.Parties), slices.Clone(left)
	p.Parties = slices.DeleteFunc(p.Parties, func(name string) bool { return name == "***" })
	for i := range p.Fields {
		p.Fields[i].Value = m.Apply(p.Fields[i].Value)
	}
	p.Files = nil // nobody knows what they say of whom
	for _, f := range left {
		delete(gone, f.Institution)
	}
	p.Institutions = slices.DeleteFunc(slices.Clone(p.Institutions), func(id string) bool { return gone[id] })
	if p.Institution = ""; len(p.Institutions) > 0 {
		p.Institution = p.Institutions[0]
	}
	return p
}

func applied(m redaction.Map, texts []string) []string {
	var out []string
	for _, text := range texts {
		out = append(out, m.Apply(text))
	}
	return out
}

// Month returns the month that it is found by: of the decision, or of when it was published.
func (p Public) Month() string {
	if len(p.DecidedOn) >= 7 {
		return p.DecidedOn[:7]
	}
	return Today(p.PublishedAt)[:7]
}
