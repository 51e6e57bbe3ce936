// Package ticket says what becomes of the tickets of senders. It takes in what routing says of leads, and keeps for that who holds each,
// who assists, and which leads go on in others.
//
//	routing says something of lead B
//	     │
//	     ├─► the ticket of B                        (of a part: the ticket of its whole, with the part named)
//	     ├─► the ticket of A, folded into B         (since the fold, until it is undone)
//	     └─► the ticket of Z, folded into A before  (and so on)
//
// Everything here is a pure function of what is known and what is said.
package ticket

import (
	"slices"
	"time"

	"xiansuo/pkg/lead"
)

// Kind says what happened to a ticket.
type Kind string

// The kinds.
const (
	Accepted  Kind = "accepted"   // routing has it
	Sent      Kind = "sent"       // a department, or a unit that assists, was asked; also by a ruling
	Signed    Kind = "signed"     // it took what it was asked
	Admitted  Kind = "admitted"   // 受理: whoever leads has accepted it
	Refused   Kind = "refused"    // 不予受理: whoever leads does not accept it, and says why
	Lettered  Kind = "lettered"   // 去函: it is handed to a party outside, by letter
	Returned  Kind = "returned"   // 退回来源: it is not for this system
	TakenBack Kind = "taken-back" // it is at the desk again
	Question  Kind = "question"   // 请诉求人补正: the sender asks the reporter and answers by a supplement
	Extended  Kind = "extended"   // 同意延期: the reporter must be told (HL-08)
	Folded    Kind = "folded"     // 并案: it goes on in another lead
	Unfolded  Kind = "unfolded"   // it goes on by itself again
	Split     Kind = "split"      // 拆分: matters were taken out, each with its own department
	Unsplit   Kind = "unsplit"    // a part was put back
	PartDone  Kind = "part-done"  // 分件办结: a part has ended, others have not
	Done      Kind = "done"       // 办结: all of it has ended
	Revisited Kind = "revisited"  // 回访
	Redone    Kind = "redone"     // 重办
)

// Kinds lists the kinds.
func Kinds() []Kind {
	return []Kind{Accepted, Sent, Signed, Admitted, Refused, Lettered, Returned, TakenBack, Question, Extended, Folded, Unfolded, Split, Unsplit, PartDone, Done, Revisited, Redone}
}

// Valid reports whether k is a kind.
func (k Kind) Valid() bool { return slices.Contains(Kinds(), k) }

// Update is what the sender of a ticket is told.
type Update struct {
	// Sequence is the number of routing's event that said so, Record that of the record in the chain of what it is about.
	Sequence uint64
	Record   int
	// Lead is that of the ticket, and About the lead that it goes on in, or itself; Part is the part of that, where it is of one.
	Lead, About, Part string
	Kind              Kind
	Department        lead.Department
	Role              lead.Role
	// Reason is a code: an outcome, or the category of a return.
	Reason string
	// Text is what the reporter is told or asked: the reply, the question, or why.
	Text        string
	Explanation *lead.Bilingual
	// Into is the lead that it is folded into, or was.
	Into string
	// Due is until when: of more time, of a redo, or of an answer.
	Due *time.Time
	// Left is how many parts are open still.
	Left     int
	Parts    []lead.Part
	Verdicts *lead.Verdicts
	// Category and Appeal are those of what it is about, as far as they are known: who must be told depends on them. They are not told.
	Category lead.Category
	Appeal   string
	At       time.Time
}

// Status returns how far a ticket is by what its sender was told, in order. Answered is when the sender last said something: a
// question before that is none any more.
func Status(updates []Update, answered time.Time) Kind {
	own, elsewhere, folded := Accepted, Kind(""), false
	for _, u := range updates {
		switch {
		case u.Part != "" || u.Role == lead.RoleAssist || !u.Kind.moves():
		case u.Kind == Question && u.At.Before(answered):
		case u.About != u.Lead:
			elsewhere = u.Kind
		case u.Kind == Folded:
			folded, elsewhere = true, Folded
		case u.Kind == Unfolded:
			folded = false
		default:
			own = u.Kind
		}
	}
	if folded {
		return elsewhere
	}
	return own
}

// moves reports whether a kind says how far a ticket is.
func (k Kind) moves() bool {
	switch k {
	case Admitted, Refused, Extended, Split, Unsplit, PartDone, Revisited:
		return false
	}
	return true
}

// Word is one of routing's facts about a lead or part, and the number of the event that it came in.
type Word struct {
	Sequence uint64
	Lead     string
	Fact     lead.Fact
}
