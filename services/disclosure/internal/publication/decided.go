package publication

import (
	"slices"
	"strings"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/redaction"
	"xiansuo/services/internal/mask"
)

// harm is the category of sexual harm to minors: whatever a department says, it is sealed.
const harm lead.Category = "G06"

// SealedCase reports whether only numbers may ever be told of a case.
func SealedCase(d lead.CaseDecided) bool { return d.Sealed || d.Category == harm }

// SealedClosing reports whether what closes a case seals it.
func SealedClosing(c lead.CaseClosed) bool { return c.Sealed || c.Category == harm }

// Decided takes a decision in, as the draft of a new publication (now is nil) or as the next edition of one. A sealed case and one without
// a penalty that is published are dropped at once, with the reason, and nothing of a sealed one is kept.
func Decided(id, subject string, now *Publication, d lead.CaseDecided, r Rules, at time.Time) (*Publication, Content) {
	p := now
	if p == nil {
		p = &Publication{ID: id, Product: lead.Penalty, Department: string(d.Department), Case: d.Case, Number: d.Number, Subject: subject}
	}
	p.Decision, p.DecidedOn = d.Version, d.On
	p.Edition++
	act := Act{Actor: Clockwork, On: Today(at), At: at}
	parties, code := r.told(d)
	if SealedCase(d) || p.Dropped == string(Sealed) { // what was sealed once stays so, whatever a later version says
		code = Sealed
	}
	if code != "" {
		c := Content{Title: titles[lead.Penalty]}
		if p.Standing == Published {
			p.end(act, Withdrawn, "changed", "")
		}
		p.step(Created, act, "")
		p.drop(act, string(code))
		return p, c
	}
	d.Parties = parties
	p.Category, p.Street, p.Dropped = string(d.Category), d.Street, ""
	p.Institutions = nil
	for _, party := range parties {
		if party.Institution != "" {
			p.Institutions = append(p.Institutions, party.Institution)
		}
	}
	p.Term, p.Until = r.term(d)
	p.Stage, p.Passed = Draft, nil
	p.owes(ToPublish, BothClock, d.On, r)
	if d.Department == lead.Market {
		p.owes(ToPublish, MarketClock, d.On, r)
	}
	kind := Created
	if now != nil {
		kind = Revision
	}
	p.step(kind, act, "")
	return p, r.content(d, p.Until)
}

// told returns the parties about whom the decision is told, or the code that says why it is told of none. Market regulation tells of
// nobody who was only warned.
func (r Rules) told(d lead.CaseDecided) ([]lead.PartyDecided, Code) {
	var out []lead.PartyDecided
	code := NoPenalty
	for _, p := range d.Parties {
		s, ok := r.severityOf(p)
		switch {
		case !ok:
		case s == Warned && d.Department == lead.Market:
			code = WarnedOnly
		default:
			out = append(out, p)
		}
	}
	if len(out) > 0 {
		code = ""
	}
	return out, code
}

// term returns how long the decision is public: by the party that it lasts longest for.
func (r Rules) term(d lead.CaseDecided) (Term, string) {
	var longest Term
	for _, p := range d.Parties {
		if s, ok := r.severityOf(p); ok {
			if t := r.Terms[s]; t.Months > longest.Months || t.Months == longest.Months && t.Least > longest.Least {
				longest = t
			}
		}
	}
	return longest, months(d.On, longest.Months)
}

// content returns a decision as a content, with the map that it asks for by itself.
func (r Rules) content(d lead.CaseDecided, until string) Content {
	c := Content{Served: true}
	for _, p := range d.Parties {
		s, _ := r.severityOf(p)
		c.Fields = append(c.Fields, r.fields(d, p, months(d.On, r.Terms[s].Months))...)
		c.Parties = append(c.Parties, p.Name)
		c.Human = c.Human || p.Kind == lead.Person
	}
	c.Title = strings.Join(c.Parties, "、") + d.Violation + "案"
	if title := []rune(c.Title); len(title) > longestTitle {
		c.Title = string(title[:longestTitle-1]) + "…"
	}
	c.Text = append(c.Text, paragraphs(d.Facts)...)
	if d.Basis != "" {
		c.Text = append(c.Text, "处罚依据："+d.Basis)
	}
	for _, p := range d.Parties {
		c.Text = append(c.Text, "对"+p.Name+"作出的处罚："+or(r.imposed(p), "见处罚类别")+"。")
	}
	c.Map = propose(d)
	return c
}

// propose returns the map that a decision asks for: natural persons and whoever represents a party, their documents, what the department
// says must be hidden, and the numbers in the narrative.
func propose(d lead.CaseDecided) redaction.Map {
	var m redaction.Map
	seen := map[string]bool{}
	add := func(e redaction.Entry) {
		if e.Value = strings.TrimSpace(e.Value); e.Value == "" || seen[e.Value] || (redaction.Map{Entries: []redaction.Entry{e}}).Validate() != nil {
			return
		}
		seen[e.Value] = true
		m.Entries = append(m.Entries, e)
	}
	for _, p := range d.Parties {
		if p.Kind == lead.Person {
			add(redaction.Entry{Kind: redaction.Person, Value: p.Name, Fixed: true})
		}
		add(redaction.Entry{Kind: redaction.Person, Value: p.Representative, Fixed: true})
		add(redaction.Entry{Kind: redaction.Identity, Value: p.MaskedID, Fixed: true})
	}
	for _, value := range d.Hide {
		for piece := range slices.Chunk([]rune(strings.TrimSpace(value)), redaction.Longest) {
			add(hidden(string(piece)))
		}
	}
	for _, text := range append([]string{d.Facts, d.Basis}, texts(d)...) {
		for _, s := range mask.Find(text) {
			if k, ok := numbers[s.Kind]; ok {
				add(redaction.Entry{Kind: k, Value: text[s.From:s.To]})
			}
		}
	}
	return m
}

var numbers = map[mask.Kind]redaction.Kind{mask.Phone: redaction.Phone, mask.Identity: redaction.Identity, mask.BankCard: redaction.Bank, mask.Plate: redaction.Plate,
	mask.Email: redaction.Other, mask.WeChat: redaction.Other, mask.QQ: redaction.Other}

func texts(d lead.CaseDecided) []string {
	var out []string
	for _, p := range d.Parties {
		for _, m := range p.Measures {
			out = append(out, m.Text)
		}
	}
	return out
}

// hidden returns the entry of a value that the department hides: of people who are no party not even the family name is told.
func hidden(value string) redaction.Entry {
	e := redaction.Entry{Kind: redaction.Other, Value: value, Fixed: true}
	spans := mask.Find(value)
	switch {
	case len(spans) > 0 && numbers[spans[0].Kind] != "":
		e.Kind = numbers[spans[0].Kind]
	case strings.ContainsAny(value, "0123456789０１２３４５６７８９") && strings.ContainsAny(value, "路街道巷弄号栋幢座楼室单元村"):
		e.Kind = redaction.Address
	case len([]rune(strings.TrimSpace(value))) <= 4:
		e.Kind, e.Mask = redaction.Person, "***"
	}
	return e
}
