package handoff

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/clocks"
)

// Said is a fact to announce, in a department's or unit's queue as well unless Queue is empty.
type Said struct {
	Fact  lead.Fact
	Queue lead.Department
}

// Then is what a change of one lead does to another in the same transaction.
type Then struct {
	Lead string
	Do   func(l *Lead, w Word) Change
}

// Notice tells the duty list of whoever must act, and when that is due.
type Notice struct {
	To    lead.Holder
	Why   lead.Kind
	Level lead.Level // of the clock, where a clock says so
	Due   time.Time
}

// Number is what a party calls a lead.
type Number struct{ Party, Number string }

// Change is what a word changed.
type Change struct {
	Records []lead.Record
	Said    []Said
	// Clocks are those that changed, as they are now.
	Clocks  []Clock
	Then    []Then
	Notices []Notice
	Numbers []Number
	// Answered lists whose notices need no more telling: they signed.
	Answered []lead.Holder
	Rulings  []Ruling
	// Turned says that the lead ended by it, or goes on again after it had ended.
	Turned bool
}

// And returns both changes of one lead, one after the other.
func (c Change) And(more Change) Change {
	c.Records, c.Said, c.Clocks = append(c.Records, more.Records...), append(c.Said, more.Said...), append(c.Clocks, more.Clocks...)
	c.Then, c.Notices, c.Numbers = append(c.Then, more.Then...), append(c.Notices, more.Notices...), append(c.Numbers, more.Numbers...)
	c.Answered, c.Rulings = append(c.Answered, more.Answered...), append(c.Rulings, more.Rulings...)
	c.Turned = c.Turned != more.Turned
	return c
}

// Word is what every change needs to know of the word that causes it.
type Word struct {
	By     string // "rules", "clock", a sender, or who holds the token that gave the command
	Cause  string // id of the event, or empty
	At     time.Time
	Clocks *clocks.Catalogue
	// Unit reports whether a code is a unit of the district that may assist.
	Unit func(lead.Department) bool
	// Other returns another lead that the word names, or nil when there is none.
	Other func(id string) *Lead
}

// ByRules and ByClock are who decides where no person does.
const (
	ByRules = "rules"
	ByClock = "clock"
)

// change collects what a word does to a lead.
type change struct {
	Change
	l *Lead
	w Word
	// who and via mark records of this change: who in the organisation gave the word, and how it came when somebody registered it.
	who *lead.By
	via *lead.Registered
	// touched are the places in l.Clocks of clocks that changed.
	touched []int
	// freed are assistants whose offer to lead came to nothing.
	freed []Assistance
	// was is the state before; empty of a new lead.
	was State
}

// begin begins a change. Its time is that of the word to the microsecond, as it is stored, and never before the newest record,
// whichever process wrote that and however its clock goes.
func begin(l *Lead, w Word) *change {
	w.At = w.At.UTC().Truncate(time.Microsecond)
	if w.At.Before(l.At) {
		w.At = l.At
	}
	return &change{l: l, w: w, was: l.State}
}

// end returns the change with the clocks as they are now.
func (c *change) end() Change {
	c.again()
	c.settle()
	c.Turned = c.was != "" && c.was.Ended() != c.l.State.Ended()
	for _, i := range c.touched {
		c.Clocks = append(c.Clocks, c.l.Clocks[i])
	}
	c.l.Clocks = slices.DeleteFunc(c.l.Clocks, func(k Clock) bool { return k.EndedAt != nil })
	return c.Change
}

// record writes the lead's next record as it stands after what was changed so far.
func (c *change) record(kind lead.Kind, from, to string, more lead.Record) lead.Record {
	c.l.Last++
	r := more
	r.No, r.Kind, r.From, r.To, r.At, r.Holder, r.Cause = c.l.Last, kind, from, to, c.w.At, c.l.Holder, c.w.Cause
	if r.By == "" {
		r.By = c.w.By
	}
	if c.who != nil && r.By == c.w.By {
		r.Unit, r.Person = c.who.Unit, c.who.Person
		if r.Number == "" {
			r.Number = c.who.Number
		}
	}
	r.Via, r.Prev, r.Stops = c.via, c.l.Head, append(r.Stops, c.deskIdle()...)
	for i, k := range r.Clocks {
		if k.Step != lead.StepReturn { // a right, which nothing warns of: the duty keeps it
			c.start(k, r.No, i)
		}
	}
	c.l.Head, c.l.At = Digest(r), r.At
	if kind != lead.KindRefused {
		c.l.Stood = r.No
	}
	c.Records = append(c.Records, r)
	return r
}

// Digest returns the SHA-256, in hex, of a record as it is written.
func Digest(r lead.Record) string {
	body, _ := event.Marshal(r) // of plain members only: it cannot fail
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

func (c *change) say(f lead.Fact, queue lead.Department) { c.Said = append(c.Said, Said{f, queue}) }

// note announces a record to the district, and tells it to those who owe something, but not to who said it.
func (c *change) note(r lead.Record, but ...lead.Department) {
	c.say(lead.HandoffNoted{Record: r}, "")
	for _, d := range c.l.open("") {
		if !slices.Contains(but, d.Department) {
			c.say(lead.HandoffNoted{Record: r, Role: d.Role}, d.Department)
		}
	}
}

// unheard announces a record to the district where nobody owes anything, and so nobody is told of it: no record is without an event, for the log is
// all that others keep, and that a lead is brought back from.
func (c *change) unheard(r lead.Record) {
	if len(c.l.open("")) == 0 {
		c.say(lead.HandoffNoted{Record: r}, "")
	}
}

// tell announces a record, and tells it to one department or unit.
func (c *change) tell(r lead.Record, to lead.Department) {
	role := lead.Role("")
	if d := c.l.Duty(to); d != nil {
		role = d.Role
	}
	c.say(lead.HandoffNoted{Record: r, Role: role}, to)
}

func (c *change) notice(to lead.Holder, why lead.Kind, due time.Time) {
	c.Notices = append(c.Notices, Notice{To: to, Why: why, Due: due})
}

// number keeps what a party calls the lead.
func (c *change) number(party, number string) {
	if number != "" {
		c.Numbers = append(c.Numbers, Number{party, number})
	}
}
