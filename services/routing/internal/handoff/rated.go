package handoff

import (
	"slices"

	"xiansuo/pkg/lead"
)

// RedoAsked is the reason of a record of what a reporter said who wants it done again.
const RedoAsked = "redo-asked"

// Heard is what a reporter said of how a lead ended, by the lead that was reported.
type Heard struct {
	Report    string       `json:"report"`
	Satisfied lead.Verdict `json:"satisfied"`
}

// Rated takes in what a reporter says, by the code of the report, of how it ended. Each report answers for itself: what it says is a
// record of the lead that it goes on in, which names it, and counts there once. Who is satisfied lets the lead go to the archive once
// nobody else is waited for; who wants it done again brings it to the desk, which decides: redo, or close with a reply that says why not.
func Rated(l *Lead, f lead.LeadRated, w Word) Change { return rated(l, l.ID, f, w) }

func rated(l *Lead, report string, f lead.LeadRated, w Word) Change {
	c := begin(l, w)
	more := lead.Record{Note: f.Note, Verdicts: &lead.Verdicts{Reached: true, Responded: f.Responded, Solved: f.Solved, Satisfied: f.Satisfied}}
	if report != l.ID {
		more.Other = report
	}
	if f.Redo {
		more.Reason = RedoAsked
	}
	if l.State == Merged { // it is said of the lead that it goes on in: there it counts
		more.Verdicts = nil
		c.say(lead.HandoffNoted{Record: c.record(lead.KindRevisited, f.Sender, l.answerable(), more)}, "")
		c.Then = append(c.Then, Then{l.Fold.Into, func(into *Lead, w Word) Change { return rated(into, report, f, w) }})
		return c.end()
	}
	ended := l.State == Closed || l.State == Archived
	if ended {
		l.hear(report, f.Satisfied)
		if l.allHeard() || f.Redo {
			more.Stops = c.meet(lead.Desk, lead.StepRevisit)
		}
		if l.State == Closed && l.allHeard() && l.allSatisfied() {
			l.State = Archived
		}
	}
	c.say(lead.HandoffNoted{Record: c.record(lead.KindRevisited, f.Sender, l.answerable(), more)}, "")
	if ended && f.Redo {
		c.takeBack("诉求人不认可办理结果，请求重办，请研判")
		l.RedoAsked = true
	}
	return c.end()
}

// hear keeps the newest that a report says of this end.
func (l *Lead) hear(report string, satisfied lead.Verdict) {
	l.Heard = slices.DeleteFunc(slices.Clone(l.Heard), func(h Heard) bool { return h.Report == report })
	l.Heard = append(l.Heard, Heard{report, satisfied})
}

// allHeard reports whether everybody who wants an answer has said something of this end.
func (l *Lead) allHeard() bool {
	waited := slices.Clone(l.Answers)
	if l.Matter.Reply && !l.Matter.Anonymous {
		waited = append(waited, l.ID)
	}
	return !slices.ContainsFunc(waited, func(id string) bool {
		return !slices.ContainsFunc(l.Heard, func(h Heard) bool { return h.Report == id })
	})
}

func (l *Lead) allSatisfied() bool {
	return !slices.ContainsFunc(l.Heard, func(h Heard) bool { return h.Satisfied != lead.Yes })
}
