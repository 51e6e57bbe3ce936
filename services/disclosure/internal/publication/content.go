package publication

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/redaction"
)

// Content is one edition of what a publication says, as it was served or written, with the map that masks it. There is no second text:
// what the public sees is this one, masked.
type Content struct {
	Title   string          `json:"title"`
	Text    []string        `json:"text,omitempty"`
	Fields  []Field         `json:"fields,omitempty"`
	Parties []string        `json:"parties,omitempty"`
	Files   []File          `json:"files,omitempty"`
	Payload json.RawMessage `json:"payload,omitempty"`
	Map     redaction.Map   `json:"map"`
	// Human: it is about a natural person.
	Human bool `json:"human,omitempty"`
	// Served: it is the text of a decision, which nobody may change.
	Served bool `json:"served,omitempty"`
}

// File is a file that goes with a publication.
type File struct {
	Name   string `json:"name"`
	Media  string `json:"media"`
	Size   int    `json:"size"`
	SHA256 string `json:"sha256"` // in hex
}

// Bounds of a content.
const (
	longestTitle     = 200
	longestParagraph = 5000
	mostParagraphs   = 200
	mostFiles        = 10
	mostPayload      = 1 << 20
)

// check says what is wrong with a content. Of a decision only the map can be wrong: its text is what it is.
func (c Content) check() error {
	if err := c.Map.Validate(); err != nil {
		return refuse(BadForm, "the map: %v", err)
	}
	if c.Served {
		return nil
	}
	if strings.TrimSpace(c.Title) == "" {
		return refuse(BadForm, "a publication has a title")
	}
	if err := wellFormed("title", c.Title, longestTitle); err != nil {
		return err
	}
	for _, name := range c.Parties {
		if err := wellFormed("a party", name, longestTitle); err != nil {
			return err
		}
	}
	if len(c.Text) > mostParagraphs || len(c.Parties) > mostParagraphs || len(c.Files) > mostFiles || len(c.Payload) > mostPayload {
		return refuse(BadForm, "at most %d paragraphs, %d files and %d bytes of payload", mostParagraphs, mostFiles, mostPayload)
	}
	for _, paragraph := range c.Text {
		if err := wellFormed("a paragraph", paragraph, longestParagraph); err != nil {
			return err
		}
	}
	return nil
}

// same reports whether two contents say the same; their maps and files may differ.
func (c Content) same(o Content) bool {
	return c.Title == o.Title && slices.Equal(c.Text, o.Text) && slices.Equal(c.Fields, o.Fields) && slices.Equal(c.Parties, o.Parties) &&
		string(c.Payload) == string(o.Payload)
}

// Parts returns everything of the content that would be public, masked, under the names that a finding has.
func (c Content) Parts() []redaction.Part {
	parts := []redaction.Part{{Name: "title", Text: c.Map.Apply(c.Title)}}
	for i, paragraph := range c.Text {
		parts = append(parts, redaction.Part{Name: fmt.Sprintf("text/%d", i+1), Text: c.Map.Apply(paragraph)})
	}
	for i, row := range Rows(c.Fields) {
		for _, f := range row {
			if f.Value != "" {
				parts = append(parts, redaction.Part{Name: fmt.Sprintf("field/%s/%d", f.Code, i+1), Text: c.Map.Apply(f.Value)})
			}
		}
	}
	for i, name := range c.Parties {
		parts = append(parts, redaction.Part{Name: fmt.Sprintf("party/%d", i+1), Text: c.Map.Apply(name)})
	}
	for i, f := range c.Files {
		parts = append(parts, redaction.Part{Name: fmt.Sprintf("file/%d/name", i+1), Text: f.Name}) // a name is not masked: it must be clean
	}
	return append(parts, leaves("payload", c.Payload)...)
}

// leaves returns the texts of a JSON document.
func leaves(name string, raw json.RawMessage) []redaction.Part {
	var value any
	if len(raw) == 0 || json.Unmarshal(raw, &value) != nil {
		return nil
	}
	var out []redaction.Part
	var walk func(string, any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case string:
			out = append(out, redaction.Part{Name: at, Text: v})
		case []any:
			for i, one := range v {
				walk(fmt.Sprintf("%s/%d", at, i+1), one)
			}
		case map[string]any:
			for key, one := range v {
				out = append(out, redaction.Part{Name: at + "/key", Text: key})
				walk(at+"/"+key, one)
			}
		}
	}
	walk(name, value)
	return out
}

// Leaks returns what must not stand in the content or in the words of its files.
func (c Content) Leaks(files []redaction.Part) []redaction.Finding {
	parts := append(c.Parts(), files...)
	if !redaction.Bounded(parts) {
		return []redaction.Finding{{Part: "all", Kind: redaction.Other, How: redaction.Unreadable, Excerpt: "too much to check"}}
	}
	return c.Map.Check(parts, c.Human)
}

// found returns what the public finds it by beside its content: what is not masked there must be clean.
func (p *Publication) found() (parts []redaction.Part) {
	for name, text := range map[string]string{"number": p.Number, "category": p.Category, "street": p.Street} {
		if text != "" {
			parts = append(parts, redaction.Part{Name: name, Text: text})
		}
	}
	slices.SortFunc(parts, func(a, b redaction.Part) int { return strings.Compare(a.Name, b.Name) })
	return parts
}

// Leaks returns what must not stand in what the public would see: the content, what it is found by, and the words of its files.
func (p *Publication) Leaks(c Content, files []redaction.Part) []redaction.Finding {
	return c.Leaks(append(p.found(), files...))
}

// clean refuses a content with leaks.
func (p *Publication) clean(c Content, files []redaction.Part) error {
	if leaks := p.Leaks(c, files); len(leaks) > 0 {
		return refuse(Leaks, "%d finding(s), the first in %s: %s, %s", len(leaks), leaks[0].Part, leaks[0].Kind, leaks[0].How)
	}
	return nil
}

// Public returns what the public sees of a publication with this content.
func (p *Publication) Public(c Content) Public {
	out := Public{ID: p.ID, Product: p.Product, Version: max(p.Version, 1), Number: p.Number, Department: p.Department, DecidedOn: p.DecidedOn, Until: p.Until,
		PublishedAt: p.PublishedAt, State: p.Standing, WithdrawnAt: p.WithdrawnAt, Reason: p.Reason, Note: p.Note}
	if p.Standing == Withdrawn || p.Standing == Ended {
		out.Title = titles[p.Product]
		return out
	}
	out.Title, out.Category, out.Street, out.Payload, out.Files = c.Map.Apply(c.Title), p.Category, p.Street, c.Payload, c.Files
	out.Objected = p.Objections > 0 || p.Correcting
	for _, paragraph := range c.Text {
		out.Text = append(out.Text, c.Map.Apply(paragraph))
	}
	for _, f := range c.Fields {
		f.Value = c.Map.Apply(f.Value)
		out.Fields = append(out.Fields, f)
	}
	for _, name := range c.Parties {
		out.Parties = append(out.Parties, c.Map.Apply(name))
	}
	if out.Institutions = p.Institutions; len(p.Institutions) > 0 {
		out.Institution = p.Institutions[0]
	}
	return out
}

// titles are those of tombstones: they name nobody.
var titles = map[lead.Product]string{lead.Penalty: "行政处罚决定公示", lead.Exposure: "典型案例", lead.Listing: "名单公示", lead.Statistics: "统计公开", lead.Policy: "政策与正面典型"}

// Digest returns the SHA-256, in hex, of what the public reads: without how it stands, which changes.
func (p Public) Digest() string {
	p.State, p.WithdrawnAt, p.Reason, p.Note, p.Objected = Published, nil, "", "", false
	raw, err := json.Marshal(p)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// Searched returns all that a publication is found by.
func (p Public) Searched() string {
	parts := append([]string{p.Title, p.Number}, p.Text...)
	parts = append(parts, p.Parties...)
	for _, f := range p.Fields {
		parts = append(parts, f.Value)
	}
	return strings.Join(parts, "\n")
}
