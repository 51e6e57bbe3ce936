// Package submission is the heart of intake: it turns what a sender gives into what may travel, and decides whether it is a new
// lead, known, a supplement to one, or a contradiction.
//
//	submitted ─► same (source, id) seen? ── yes, same content ──► known
//	                    │ no            └── yes, other content ─► conflict
//	                    ▼
//	             same (source, number)? ── yes, nothing new ────► known
//	                    │ no           └── yes, something new ──► known, lead.supplemented
//	                    ▼
//	             a new lead, lead.received
package submission

import (
	"crypto/sha256"
	"time"

	"xiansuo/pkg/lead"
)

// Envelope is the outside of what a sender gave.
type Envelope struct {
	Source, ID, Type string
	// Digest is the same for equal type, subject and data, whatever the mode or the other attributes.
	Digest [sha256.Size]byte
	// Sender is the name of the token that it came with.
	Sender      string
	TraceParent string
	ContentType string
	Raw         []byte // as it came
	At          time.Time
}

// Submission is what a sender gave, taken apart: what may travel, and what stays.
type Submission struct {
	Envelope
	// Number is the sender's ticket, or empty.
	Number string
	// Word is what a later event says about a ticket, not masked yet; nil for a complaint.
	Word lead.Fact
	// Matter and Urgency are the complaint, masked.
	Matter  lead.Matter
	Urgency lead.Urgency
	// Reporter stays in intake; nil when the sender said nothing.
	Reporter *lead.Reporter
}

// Digest returns the digest of an event from that of its data.
func Digest(typ, subject string, data [sha256.Size]byte) [sha256.Size]byte {
	h := sha256.New()
	for _, part := range []string{typ, subject} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	h.Write(data[:])
	return [sha256.Size]byte(h.Sum(nil))
}

// Complaint takes a complaint apart.
func Complaint(e Envelope, c lead.ComplaintSubmitted) Submission {
	r := lead.Reporter{}
	if c.Reporter != nil {
		r = *c.Reporter
	}
	s := Submission{Envelope: e, Number: c.Number, Urgency: c.Urgency, Matter: maskerOf(r).matter(lead.Matter{
		Channel: c.Channel, Number: c.Number, Title: c.Title, Appeal: c.Appeal, Text: c.Text, OccurredAt: c.OccurredAt, Place: c.Place, Target: c.Target,
		People: c.People, Money: c.Money, DueAt: c.DueAt, Attachments: c.Attachments, Anonymous: r.Anonymous, Secret: r.Secret, Reply: r.Reply, ReceivedAt: e.At.UTC(),
	})}
	if c.Reporter != nil {
		s.Reporter = &lead.Reporter{Name: printable(r.Name), Phone: printable(r.Phone), Anonymous: r.Anonymous, Secret: r.Secret, Reply: r.Reply}
	}
	return s
}

// Later wraps what a later event says about a ticket. It is masked when the ticket, and with it the reporter, is known.
func Later(e Envelope, number string, word lead.Fact) Submission {
	return Submission{Envelope: e, Number: number, Word: word}
}
