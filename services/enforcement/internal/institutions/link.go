package institutions

import (
	"slices"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

// Link is a match of a subject to an institution, for officers only: it touches no standing, no list and nothing public.
type Link struct {
	ID          string    `json:"id"`
	Kind        string    `json:"kind"`
	Subject     string    `json:"subject"`
	Institution string    `json:"institution"`
	Name        string    `json:"name,omitempty"` // of the institution
	State       LinkState `json:"state"`
	Hows        []How     `json:"hows"`
	// Departments are those whose lead, case or patrol it is.
	Departments []lead.Department `json:"departments,omitempty"`
	At          time.Time         `json:"at"`
	Records     int               `json:"records"`
	Fresh       []Record          `json:"-"`
}

// LinkState is how far a match is.
type LinkState string

// The states of a match.
const (
	Proposed  LinkState = "proposed"
	Certain   LinkState = "certain"   // by code
	Confirmed LinkState = "confirmed" // by a person
	Rejected  LinkState = "rejected"  // by a person
)

// Holds reports whether the subject is taken to be about the institution.
func (s LinkState) Holds() bool { return s == Certain || s == Confirmed }

// Begin returns the match that a proposal is kept as.
func (p Proposal) Begin(id string, s Subject, at time.Time) Link {
	l := Link{ID: id, Kind: s.Kind, Subject: s.ID, Institution: p.Institution, State: Proposed, Hows: p.Hows, At: at}
	if p.Certain {
		l.State = Certain
	}
	l.record(string(l.State), Why{By: actor.Actor{Name: clockActor, Role: actor.Clock}, At: at, On: DayOf(at)}, nil)
	return l
}

func (l *Link) record(act string, w Why, before any) {
	l.Records++
	l.Fresh = append(l.Fresh, Record{No: l.Records, At: w.At, On: w.On, Act: act, By: w.By, Reason: freely(w.Reason), Before: before, After: l.State})
}

// SeenBy reports whether an actor may see the match: whose lead, case or patrol it is, and whoever oversees.
func (l Link) SeenBy(a actor.Actor) bool {
	return a.Oversees() || a.Department != "" && slices.Contains(l.Departments, a.Department)
}

// decidedBy reports whether an actor may decide about the match.
func (l Link) decidedBy(a actor.Actor) bool {
	return a.Role == actor.Taskforce || a.Department != "" && slices.Contains(l.Departments, a.Department)
}

// Words about a match.
const (
	ToConfirm = "confirm"
	ToReject  = "reject"
	ToUndo    = "undo"
)

// Say confirms or rejects a match, or takes that back. other says that the subject is taken to be about another institution, suspends that a
// safety order counts for the institution by this match: only a head or the taskforce ends that without a recheck.
func (l *Link) Say(word string, other, suspends bool, w Why) error {
	if !l.decidedBy(w.By) {
		return forbidden("the department whose lead, case or patrol it is decides, or the taskforce", "ask one of them")
	}
	if err := first(w.moment(), lines("reason", w.Reason, word != ToConfirm)); err != nil {
		return err
	}
	before := l.State
	switch {
	case word != ToConfirm && l.State.Holds() && suspends && w.By.Role != actor.Head && w.By.Role != actor.Taskforce:
		return forbidden("a safety order keeps the institution suspended by this match", "pass the recheck; or the head of the department, or the taskforce, says that it is about another")
	case word == ToConfirm && other && !l.State.Holds():
		return notNow(MatchTaken, "another institution is confirmed for this subject", "undo that first")
	case word == ToConfirm && (l.State == Proposed || l.State == Certain):
		l.State = Confirmed
	case word == ToReject && (l.State == Proposed || l.State == Certain):
		l.State = Rejected
	case word == ToUndo && (l.State == Confirmed || l.State == Rejected):
		l.State = Proposed
	case word != ToConfirm && word != ToReject && word != ToUndo:
		return invalid("word", "must be confirm, reject or undo")
	default:
		return notNow(MatchState, "that cannot be said of the match as it is", "read it again")
	}
	l.record(string(l.State), w, before)
	return nil
}
