package ticket

import (
	"slices"
	"strings"
	"time"

	"xiansuo/pkg/lead"
)

// Ticket is a lead that a sender gave, and the number that the sender calls it.
type Ticket struct{ Sender, Number string }

// Standing is where a lead, or a part of one, is.
type Standing struct {
	Lead string
	// Record is the number of the newest record that is known, and Holder who is answerable by it.
	Record int
	Holder lead.Holder
	// Department held it last; it stays when the lead has ended.
	Department lead.Department
	// Offered was asked to lead and has not signed; OfferedRecord is the record of that.
	Offered       lead.Department
	OfferedRecord int
	// Assisting are who was asked to assist and still owes something.
	Assisting []lead.Party
	// Since is from when on the holder has it without a break, and Dues what is due.
	Since time.Time
	Dues  []Due
	// Category is what it is about by the newest decision, and Appeal 投诉 or 举报 of a part.
	Category lead.Category
	Appeal   string
}

// Fold says that a lead goes on in another, from a record of its chain on, until one that undoes it.
type Fold struct {
	Lead, Into   string
	Record       int
	Since, Until time.Time // Until is zero while it lasts
}

// Book is what is known of leads. It must hold the standings of those that are spoken of, and the tickets and lasting folds of their
// wholes and of all that go on in them.
type Book struct {
	Tickets   map[string]Ticket
	Standings map[string]*Standing
	// Folds are those that last, by the lead that was folded.
	Folds map[string]*Fold

	stood  map[string]bool
	folded []*Fold
}

// NewBook returns a book in which nothing stands.
func NewBook() *Book {
	return &Book{Tickets: map[string]Ticket{}, Standings: map[string]*Standing{}, Folds: map[string]*Fold{}, stood: map[string]bool{}}
}

// Stood returns the standings that changed, in order of their leads.
func (b *Book) Stood() (out []*Standing) {
	for id := range b.stood {
		out = append(out, b.Standings[id])
	}
	slices.SortFunc(out, func(x, y *Standing) int { return strings.Compare(x.Lead, y.Lead) })
	return out
}

// Folded returns the folds that began or ended, those that ended first.
func (b *Book) Folded() []*Fold {
	out := slices.Clone(b.folded)
	slices.SortStableFunc(out, func(x, y *Fold) int {
		switch {
		case x.Until.IsZero() == y.Until.IsZero():
			return 0
		case x.Until.IsZero():
			return 1
		}
		return -1
	})
	return out
}

// stand keeps who holds a lead by its newest record.
func (b *Book) stand(id string, r lead.Record) *Standing {
	s := b.Standings[id]
	if s == nil {
		s = &Standing{Lead: id}
		b.Standings[id] = s
	}
	b.stood[id] = true
	if r.No < s.Record {
		return s
	}
	if s.Since.IsZero() || s.Holder != r.Holder {
		s.Since = r.At
	}
	if r.No > s.Record { // routing says a record again to everybody who owes something
		s.count(r)
	}
	s.Record, s.Holder = r.No, r.Holder
	if d, ok := r.Holder.Department(); ok {
		s.Department = d
		if s.Offered == d {
			s.Offered = ""
		}
	}
	return s
}

// dispatched keeps who was asked. Whoever is listed is asked already, or is in the next breath.
func (s *Standing) dispatched(f lead.HandoffDispatched) {
	for _, p := range f.Assist {
		s.assists(p)
	}
	switch {
	case f.Role == lead.RoleLead:
		s.leaves(lead.Party(f.Lead))
		if lead.HolderOf(f.Lead) != s.Holder {
			s.Offered, s.OfferedRecord = f.Lead, f.Record.No
		}
	case f.Record.Kind != lead.KindUnmerged: // whose record is addressed to the holder
		s.assists(lead.Party(f.Record.To))
	}
}

func (s *Standing) assists(p lead.Party) {
	if !slices.Contains(s.Assisting, p) && lead.HolderOf(lead.Department(p)) != s.Holder {
		s.Assisting = append(s.Assisting, p)
	}
}

func (s *Standing) leaves(p lead.Party) {
	s.Assisting = slices.DeleteFunc(s.Assisting, func(one lead.Party) bool { return one == p })
}

// ended keeps who is not asked any more.
func (s *Standing) ended(f lead.HandoffEnded) {
	switch {
	case f.Role == lead.RoleLead:
		if f.Record.No > s.OfferedRecord {
			s.Offered = ""
		}
	case f.Record.Kind == lead.KindExcused:
		s.leaves(lead.Party(f.Record.To))
	case f.Record.Kind == lead.KindReturned, f.Record.Kind == lead.KindRehomed:
		s.leaves(lead.Party(f.Record.From))
	default:
		s.rest()
	}
}

// rest keeps that nobody is asked anything.
func (s *Standing) rest() { s.Offered, s.Assisting = "", nil }

// fold keeps that a lead goes on in another.
func (b *Book) fold(f *Fold) {
	b.unfold(f.Lead, f.Since)
	b.Folds[f.Lead] = f
	b.folded = append(b.folded, f)
}

// unfold keeps that a lead goes on by itself again.
func (b *Book) unfold(id string, at time.Time) {
	f := b.Folds[id]
	if f == nil {
		return
	}
	f.Until = at
	delete(b.Folds, id)
	if !slices.Contains(b.folded, f) {
		b.folded = append(b.folded, f)
	}
}

// listener is a ticket whose sender is told what happens to a lead, and how that looks from there.
type listener struct{ ticket, about, part string }

// listeners returns who is told what happens to a lead or part, in order: the ticket itself, and those that go on in it.
func (b *Book) listeners(subject string) (out []listener) {
	whole := lead.WholeOf(subject)
	in := listener{whole, whole, ""}
	if subject != whole {
		in.part = subject
	}
	out = append(out, in)
	b.follow(&out, whole, in)
	if subject != whole {
		b.follow(&out, subject, listener{"", subject, ""}) // whoever goes on in a part sees a lead of its own
	}
	slices.SortStableFunc(out[1:], func(x, y listener) int { return strings.Compare(x.ticket, y.ticket) })
	return slices.DeleteFunc(out, func(l listener) bool { _, ok := b.Tickets[l.ticket]; return !ok })
}

func (b *Book) follow(out *[]listener, into string, as listener) {
	for id, f := range b.Folds {
		if f.Into != into || slices.ContainsFunc(*out, func(l listener) bool { return l.ticket == id }) {
			continue
		}
		as.ticket = id
		*out = append(*out, as)
		b.follow(out, id, as)
	}
}
