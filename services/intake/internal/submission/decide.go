package submission

import (
	"crypto/sha256"
	"encoding/hex"

	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/receipt"
)

// Status is what became of a submission.
type Status string

// What may become of a submission.
const (
	Accepted      Status = "accepted"       // a new lead
	Known         Status = "known"          // seen before, or about a ticket that is
	Conflict      Status = "conflict"       // other content under a known (source, id)
	UnknownTicket Status = "unknown-ticket" // a later word about a ticket that nobody sent
)

// Result is what became of a submission, with what is announced about it.
type Result struct {
	Status Status
	Lead   string
	Facts  []lead.Fact
	// Receipt is the code of a new lead, drawn where it is kept; it is told once, to whoever submitted.
	Receipt receipt.Code
	// Fresh means that the submission itself is new and must be kept; Changed that the ticket's matter is a newer one now.
	Fresh, Changed bool
}

// Key is how a sender names an event or a ticket: its source with an id or a number.
type Key struct{ Source, Name string }

// Mark names the sender's event in ours, as their cause: a digest, because an id is the sender's to choose and may name somebody.
func (k Key) Mark() string {
	sum := sha256.Sum256([]byte(k.Source + "\x00" + k.Name))
	return hex.EncodeToString(sum[:16])
}

// Seen is a submission that was kept before.
type Seen struct {
	Lead   string
	Digest [sha256.Size]byte
	// Back says that it is known from our own log alone, which was recovered: what it said is not.
	Back bool
}

// Ticket is a lead as its sender knows it.
type Ticket struct {
	Lead   string
	Matter lead.Matter
	// Reporters are those who are known to have reported it.
	Reporters []lead.Reporter
	// Digests are those of everything that was sent about it.
	Digests map[[sha256.Size]byte]bool
}

// Standing is what is known when submissions arrive. Decide keeps it up to date, so that a batch may speak of itself.
type Standing struct {
	Seen    map[Key]Seen
	Tickets map[Key]*Ticket
}

// Decide decides one submission. It asks newLead for the id of a new lead at most once.
func Decide(st *Standing, s Submission, newLead func() string) Result {
	if seen, ok := st.Seen[Key{s.Source, s.ID}]; ok {
		if seen.Back || seen.Digest == s.Digest {
			return Result{Status: Known, Lead: seen.Lead}
		}
		return Result{Status: Conflict, Lead: seen.Lead}
	}
	r := st.decideFresh(s, newLead)
	if r.Fresh {
		st.Seen[Key{s.Source, s.ID}] = Seen{Lead: r.Lead, Digest: s.Digest}
	}
	return r
}

func (st *Standing) decideFresh(s Submission, newLead func() string) Result {
	ticket := st.Tickets[Key{s.Source, s.Number}]
	switch {
	case s.Number != "" && ticket != nil:
		return ticket.follow(s)
	case s.Word != nil:
		return Result{Status: UnknownTicket}
	}
	id := newLead()
	if s.Number != "" {
		t := &Ticket{Lead: id, Matter: s.Matter, Digests: map[[sha256.Size]byte]bool{s.Digest: true}}
		t.reportedBy(s.Reporter)
		st.Tickets[Key{s.Source, s.Number}] = t
	}
	return Result{Status: Accepted, Lead: id, Facts: received(s), Fresh: true}
}

// follow decides what comes later about a ticket.
func (t *Ticket) follow(s Submission) Result {
	r := Result{Status: Known, Lead: t.Lead, Fresh: true}
	t.reportedBy(s.Reporter)
	if s.Word != nil {
		r.Facts = announced(maskerOf(t.Reporters...).word(s.Source, s.Word))
		return r
	}
	if t.Digests[s.Digest] {
		return r
	}
	t.Digests[s.Digest] = true
	newer := maskerOf(t.Reporters...).matter(s.Matter) // for everyone who ever reported it, not for whom this version names alone
	if news, attachments := added(t.Matter, newer); news != "" || len(attachments) > 0 {
		more := lead.LeadSupplemented{Sender: s.Source, Number: newer.Number, Text: news, Attachments: attachments}
		if moment(newer.DueAt) != moment(t.Matter.DueAt) {
			more.DueAt = newer.DueAt
		}
		r.Facts = announced(more)
	}
	newer.ReceivedAt = t.Matter.ReceivedAt
	t.Matter, r.Changed = newer, true
	return r
}

func (t *Ticket) reportedBy(r *lead.Reporter) {
	if r != nil && (r.Name != "" || r.Phone != "") {
		t.Reporters = append(t.Reporters, *r)
	}
}

// Added returns what is announced of what a reporter adds by the code of the report: masked like a complaint, for everyone who is known
// to have reported it.
func Added(reporters []lead.Reporter, source string, said lead.ComplaintSupplemented) []lead.Fact {
	return announced(maskerOf(reporters...).word(source, said))
}

// Rated returns what a reporter says of an end as it may travel.
func Rated(reporters []lead.Reporter, said lead.LeadRated) lead.LeadRated {
	said.Note = maskerOf(reporters...).text(said.Note)
	return said
}
