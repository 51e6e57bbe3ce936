// Package verdict decides whether a district kept its promises: it compares what everybody was told with what the services' databases and
// the broker hold once all is quiet. It is pure, so that it is itself tested with histories that are wrong.
package verdict

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"xiansuo/pkg/lead"
	"xiansuo/services/nemesis/internal/load"
)

// Facts are what is looked at.
type Facts struct {
	Told *load.Told
	// Submissions are the events that intake kept, with their leads; Leads the leads that intake and routing know.
	Submissions map[load.Key]string
	IntakeLeads map[string]bool
	Leads       map[string]Lead
	// Logs are the events of each source in order of sequence, Heads the last number that it gave out.
	Logs  map[string][]Event
	Heads map[string]uint64
	// Copies are the digests of the ledger's copies by source and sequence.
	Copies map[string]map[uint64][32]byte
	Floors []Floor
	Asides []Aside
	// Chains are the records of each lead in order of their numbers.
	Chains map[string][]Record
	// Answers are the answers that routing kept by id: the code of a refusal, or nothing.
	Answers map[string]string
	// Cases counts the cases by lead and department, Signatures the updates that tell senders of a signature by lead and record, Counted the
	// leads that statistics know.
	Cases      map[Signature]int
	Signatures map[Told]int
	Counted    map[string]bool
	Streams    []Stream
	// Lost are the numbers of a source that it says nobody can give back, after the database was restored. Back are the leads that the recovery
	// names: whose event such a lead was is known by its digest alone. Look are those among them, by service, that it says a person must look
	// at, for what became of words about them cannot be told.
	Lost map[string][]Numbers
	Back map[string]bool
	Look map[string]map[string]bool
	// Queue holds how often each message lies in the stream of queues, by id.
	Queue map[string]int
}

// Event is an entry of a source's log.
type Event struct {
	Sequence       uint64
	ID, Type, Lead string
	Queue          lead.Department
	Digest         [32]byte // of the body
	// Role and Record are those of a signature.
	Role   lead.Role
	From   lead.Department
	Record int
}

// Lead is a lead as routing keeps it, with the departments that hold it by their duties.
type Lead struct {
	State   string
	Holder  lead.Holder
	Last    int
	Holding []lead.Department
}

// Record is an entry of a lead's chain, with the digest of its bytes.
type Record struct {
	No     int
	Kind   lead.Kind
	Cause  string
	Holder lead.Holder
	Prev   string
	Digest string
}

// Floor is how far a reader has applied a source.
type Floor struct {
	Reader, Source string
	Sequence       uint64
}

// Aside is an event that a reader set aside.
type Aside struct {
	Reader, Source, Lead, Type, Reason string
	Sequence                           uint64
}

// Signature is a lead that a department signed.
type Signature struct {
	Lead       string
	Department lead.Department
}

// Told is an update about a record of a lead.
type Told struct {
	Lead   string
	Record int
}

// Stream is how a source's stream ends.
type Stream struct {
	Source string
	Number uint64 // of the event at its end
	Holes  int
}

// Numbers are those from one to another.
type Numbers struct{ From, To uint64 }

// Violation is a promise that was not kept.
type Violation struct {
	Rule string // in words
	What string // the lead, event or number
}

func (v Violation) String() string { return v.Rule + ": " + v.What }

// Judge returns every promise that was not kept.
func Judge(f Facts) []Violation {
	j := &judge{Facts: f}
	j.promises()
	j.logs()
	j.readers()
	j.effects()
	j.chains()
	j.answers()
	j.queues()
	return j.found
}

type judge struct {
	Facts
	found []Violation
}

func (j *judge) say(rule, what string, args ...any) {
	j.found = append(j.found, Violation{rule, fmt.Sprintf(what, args...)})
}

// sorted returns the keys of a map in order, so that a verdict reads the same each time.
func sorted[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// promises checks that every event that was answered 202 is one lead.
func (j *judge) promises() {
	for k, id := range j.Told.Accepted {
		switch kept, ok := j.Submissions[k]; {
		case !ok && j.Back[id] && j.IntakeLeads[id]:
		case !ok:
			j.say("answered 202 and lost", "event %s of lead %s", k.ID, id)
		case kept != id:
			j.say("answered 202 with another lead", "event %s is of lead %s and was told %s", k.ID, kept, id)
		case !j.IntakeLeads[id]:
			j.say("answered 202 and intake has no lead", "event %s of lead %s", k.ID, id)
		}
	}
	for k, ids := range j.Told.Moved {
		j.say("one event was told two leads", "event %s: %s and %s", k.ID, ids[0], ids[1])
	}
	for _, id := range sorted(j.IntakeLeads) {
		if _, ok := j.Leads[id]; !ok {
			j.say("a lead never reached routing", "%s", id)
		}
	}
}

// logs checks that the log of each source is gapless, that no event is in it twice, and that nothing of it waits to be published.
func (j *judge) logs() {
	for _, source := range sorted(j.Logs) {
		events, seen := j.Logs[source], map[string]uint64{}
		next := uint64(1)
		for _, e := range events {
			if next = j.behindLost(source, next); e.Sequence != next {
				j.say("a log has a gap", "%s: number %d stands where %d should", source, e.Sequence, next)
				break
			}
			next++
			if before := seen[e.ID]; before > 0 {
				j.say("an event is in a log twice", "%s: %s as %d and %d", source, e.ID, before, e.Sequence)
			}
			seen[e.ID] = e.Sequence
		}
		if head := j.Heads[source]; len(events) > 0 && head != events[len(events)-1].Sequence {
			j.say("a log has another end than its source", "%s: %d, head %d", source, events[len(events)-1].Sequence, head)
		}
	}
	for _, s := range j.Streams {
		if s.Number != j.Heads[s.Source] {
			j.say("something waits in the outbox", "the stream of %s ends at %d, its log at %d", s.Source, s.Number, j.Heads[s.Source])
		}
		if s.Holes > 0 {
			j.say("a stream has holes", "%s: %d", s.Source, s.Holes)
		}
	}
}

// behindLost returns the number at or behind one that the source does not say is lost.
func (j *judge) behindLost(source string, number uint64) uint64 {
	for _, lost := range j.Lost[source] {
		if lost.From <= number && number <= lost.To {
			number = lost.To + 1
		}
	}
	return number
}

// readers checks that every reader has applied every source, that the ledger's copies are the logs, and that nothing good was set aside.
func (j *judge) readers() {
	for _, floor := range j.Floors {
		if head := j.Heads[floor.Source]; floor.Sequence != head {
			j.say("a reader has not applied everything", "%s is at %d of %s, which ends at %d", floor.Reader, floor.Sequence, floor.Source, head)
		}
	}
	for _, source := range sorted(j.Logs) {
		copies := j.Copies[source]
		for _, e := range j.Logs[source] {
			switch digest, ok := copies[e.Sequence]; {
			case !ok:
				j.say("the ledger has no copy", "number %d of %s, %s of lead %s", e.Sequence, source, e.Type, e.Lead)
			case digest != e.Digest:
				j.say("the ledger's copy differs", "number %d of %s, %s of lead %s", e.Sequence, source, e.Type, e.Lead)
			}
		}
		if more := len(copies) - len(j.Logs[source]); more > 0 {
			j.say("the ledger has more than the log", "%d events of %s", more, source)
		}
	}
	for _, a := range j.Asides {
		j.say("something good was set aside", "%s: number %d of %s, %s of lead %s: %s", a.Reader, a.Sequence, a.Source, a.Type, a.Lead, a.Reason)
	}
}
