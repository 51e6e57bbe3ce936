package submission

import (
	"strings"
	"unicode"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/mask"
)

// masker masks every text of a complaint that leaves intake, for everyone who is known to have reported it.
type masker []mask.Masker

func maskerOf(reporters ...lead.Reporter) masker {
	m := masker{}
	for _, r := range reporters {
		m = append(m, mask.New(mask.Reporter{Name: r.Name, Phone: r.Phone}))
	}
	if len(m) == 0 {
		m = append(m, mask.New(mask.Reporter{}))
	}
	return m
}

func (m masker) text(s string) string {
	s = printable(s)
	for _, one := range m {
		s = one.Text(s)
	}
	return s
}

// matter masks all that a ticket says. What is masked already stays as it is.
func (m masker) matter(x lead.Matter) lead.Matter {
	x.Number, x.Title, x.Appeal, x.Text = m.text(x.Number), m.text(x.Title), m.text(x.Appeal), m.text(x.Text)
	x.Place, x.Target, x.People, x.Attachments = m.place(x.Place), m.target(x.Target), m.people(x.People), m.attachments(x.Attachments)
	if x.Money != nil {
		x.Money = &lead.Money{Fen: x.Money.Fen, Method: m.text(x.Money.Method)}
	}
	return x
}

// word masks what a later event says.
func (m masker) word(source string, fact lead.Fact) lead.Fact {
	switch w := fact.(type) {
	case lead.ComplaintSupplemented:
		return lead.LeadSupplemented{Sender: source, Number: m.text(w.Number), Text: m.text(w.Text), Attachments: m.attachments(w.Attachments)}
	case lead.ComplaintWithdrawn:
		return lead.LeadWithdrawn{Sender: source, Number: m.text(w.Number), Note: m.text(w.Note)}
	case lead.ComplaintUrged:
		return lead.LeadUrged{Sender: source, Number: m.text(w.Number), Note: m.text(w.Note)}
	}
	return fact
}

func (m masker) place(p *lead.Place) *lead.Place {
	if p == nil {
		return nil
	}
	return &lead.Place{Address: m.text(p.Address), Street: m.text(p.Street), Community: m.text(p.Community), Grid: m.text(p.Grid),
		Lng: p.Lng, Lat: p.Lat, URL: m.uri(p.URL)}
}

func (m masker) target(t *lead.Target) *lead.Target {
	if t == nil {
		return nil
	}
	return &lead.Target{Name: m.text(t.Name), USCC: m.text(t.USCC), Licence: m.text(t.Licence), Kind: m.text(t.Kind)}
}

func (m masker) people(p *lead.People) *lead.People {
	if p == nil {
		return nil
	}
	return &lead.People{Pupils: p.Pupils, AgeBand: m.text(p.AgeBand), Staff: p.Staff}
}

// uri drops an address that holds something personal, because a masked address leads nowhere.
func (m masker) uri(s string) string {
	for _, one := range m {
		_, s, _ = one.Attachment("", printable(s), "")
	}
	return s
}

// attachments drops call recordings, and names and addresses that hold something personal.
func (m masker) attachments(in []lead.Attachment) (out []lead.Attachment) {
next:
	for _, a := range in {
		a.Name, a.URI = printable(a.Name), printable(a.URI)
		for _, one := range m {
			var travels bool
			if a.Name, a.URI, travels = one.Attachment(a.Name, a.URI, a.Type); !travels {
				continue next
			}
		}
		out = append(out, lead.Attachment{URI: a.URI, SHA256: strings.ToLower(a.SHA256), Name: a.Name, Type: m.text(a.Type)})
	}
	return out
}

// printable drops control characters other than line breaks and tabs: no store and no terminal wants them.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
