package publication

import (
	"slices"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/redaction"
	"xiansuo/services/internal/actor"
)

// Written is what somebody writes by hand: a typical case, an entry of a list, a release of statistics, policy or a good example.
type Written struct {
	Product      lead.Product
	Number       string   // of the decision in force, where it names whom one was made about
	Told         []string // parties whom the public decision of that number names, as it shows them; none where there is none
	Known        []string // ids in the register of those parties
	Category     string
	Street       string
	Institutions []string // ids in the register
	Content      Content
}

// Write makes the draft of what somebody wrote. A typical case names an institution only where the decision it cites is public and was
// made about that one: otherwise its parties are masked, and no editor may take that out.
func Write(id string, a Act, w Written, r Rules) (*Publication, Content, error) {
	a, err := a.check()
	if err != nil {
		return nil, Content{}, err
	}
	if !slices.Contains([]lead.Product{lead.Exposure, lead.Listing, lead.Policy}, w.Product) {
		return nil, Content{}, refuse(BadForm, "product is one of: P2, P3, P6; decisions are prepared by themselves, and figures are released where small ones are protected")
	}
	for _, word := range append([]string{w.Number, w.Category, w.Street}, w.Institutions...) {
		if err := wellFormed("number, category, street and institutions", word, longestName); err != nil {
			return nil, Content{}, err
		}
	}
	if w.Category != "" && !lead.Category(w.Category).Valid() {
		return nil, Content{}, refuse(BadForm, "category is a code of the taxonomy")
	}
	p := &Publication{ID: id, Product: w.Product, Number: w.Number, Category: w.Category, Street: w.Street, Institutions: w.Institutions, Stage: Draft, Edition: 1}
	switch {
	case a.Actor.Role == actor.Handler:
		p.Department = string(a.Actor.Department)
	case (a.Actor.Role == actor.Desk || a.Actor.Role == actor.Clock) && Collective(w.Product):
		p.Department = string(actor.Taskforce)
	default:
		return nil, Content{}, refuse(NotYours, "a department's handler writes it, and the desk what concerns the district")
	}
	if len(w.Content.Payload) > 0 {
		return nil, Content{}, refuse(BadForm, "figures are released where small ones are protected")
	}
	c := w.Content
	c.Fields, c.Served, c.Human = nil, false, true
	if lead.Category(w.Category) == harm {
		return nil, Content{}, refuse(Sealed, "of such cases only numbers are ever told")
	}
	if len(w.Told) == 0 {
		p.Number = ""
	}
	if w.Product == lead.Exposure {
		p.Institutions = slices.DeleteFunc(slices.Clone(w.Institutions), func(id string) bool { return !slices.Contains(w.Known, id) })
		for _, name := range c.Parties {
			if !slices.Contains(w.Told, name) {
				c.Map.Entries = append(c.Map.Entries, redaction.Entry{Kind: redaction.Institution, Value: name, Reason: "尚无处罚决定", Fixed: true})
			}
		}
	}
	if err := c.check(); err != nil {
		return nil, Content{}, err
	}
	p.owes(ToPublish, ProactiveClock, a.On, r)
	p.step(Created, a, "")
	return p, c, nil
}
