package ticket

import (
	"strings"
	"time"

	"xiansuo/pkg/lead"
)

// Take takes in one of routing's facts, and returns what is told of it, to whom.
func (b *Book) Take(w Word) []Update {
	subject, f := w.Lead, w.Fact
	r, ok := recordOf(f)
	if !ok {
		return nil
	}
	s := b.stand(subject, r)
	b.keep(s, f)
	u, told := tell(s, f)
	if !told {
		return nil
	}
	if u.Kind == Folded {
		u.Department = b.holding(u.Into)
	}
	u.Sequence, u.Record, u.At, u.Category, u.Appeal = w.Sequence, r.No, r.At, s.Category, s.Appeal
	var out []Update
	for _, l := range b.listeners(subject) {
		if by := answeredBy(r, subject); by != "" && by != l.ticket { // what one reporter says is nothing to another
			continue
		}
		one := u
		one.Lead, one.About, one.Part = l.ticket, l.about, l.part
		switch {
		case one.Kind == Done && one.Left > 0: // the first of the parts is the lead itself
			one.Kind, one.Part = PartDone, subject
		case one.Kind == Done && one.Part != "":
			one.Kind = PartDone
		}
		out = append(out, one)
	}
	return out
}

// answeredBy returns the lead whose reporter gave the answer that a record keeps, or "" when the desk asked.
func answeredBy(r lead.Record, subject string) string {
	switch {
	case r.Kind != lead.KindRevisited || r.From == string(lead.Desk):
		return ""
	case r.Other != "":
		return r.Other
	}
	return lead.WholeOf(subject)
}

// holding returns the department that holds a lead, or "".
func (b *Book) holding(id string) lead.Department {
	if s := b.Standings[id]; s != nil {
		d, _ := s.Holder.Department()
		return d
	}
	return ""
}

// recordOf returns the record of a fact that says where a lead is, and whether it is such a fact. Of routing's facts it leaves out those
// that only repeat the record of another.
func recordOf(f lead.Fact) (lead.Record, bool) {
	switch f := f.(type) {
	case lead.LeadRouted:
		return f.Record, true
	case lead.LeadUnrouted:
		return f.Record, true
	case lead.LeadDeclined:
		return f.Record, true
	case lead.LeadTakenBack:
		return f.Record, true
	case lead.LeadDisputed:
		return f.Record, true
	case lead.LeadSplit:
		return f.Record, true
	case lead.LeadFolded:
		return f.Record, true
	case lead.LeadUnfolded:
		return f.Record, true
	case lead.LeadClosed:
		return f.Record, true
	case lead.HandoffDispatched:
		return f.Record, true
	case lead.HandoffSigned:
		return f.Record, true
	case lead.HandoffEnded:
		return f.Record, true
	case lead.HandoffNoted:
		return f.Record, true
	case lead.ReturnAsked:
		return f.Record, true
	case lead.AssistDone:
		return f.Record, true
	case lead.ClockMoved:
		return f.Record, true
	}
	return lead.Record{}, false
}

// keep keeps what a fact changes beside who holds the lead.
func (b *Book) keep(s *Standing, f lead.Fact) {
	switch f := f.(type) {
	case lead.LeadRouted:
		s.Category = f.Decision.Category
	case lead.LeadUnrouted:
		s.Category = f.Decision.Category
	case lead.HandoffDispatched:
		s.dispatched(f)
		s.Appeal = f.Appeal
		if about := f.About(); about != lead.Uncategorised {
			s.Category = about
		}
	case lead.HandoffEnded:
		s.ended(f)
	case lead.HandoffNoted:
		if f.Record.Kind == lead.KindRejected {
			s.Offered = ""
		}
	case lead.AssistDone:
		s.leaves(lead.Party(f.Record.From))
	case lead.LeadDeclined:
		s.Category = f.Category
		s.rest()
	case lead.LeadClosed:
		s.rest()
	case lead.LeadFolded:
		s.rest()
		if f.Record.Kind != lead.KindUnsplit { // a part that is put back has no ticket
			b.fold(&Fold{Lead: s.Lead, Into: f.Into, Record: f.Record.No, Since: f.Record.At})
		}
	case lead.LeadUnfolded:
		b.unfold(s.Lead, f.Record.At)
	case lead.ClockMoved:
		if f.Record.No == s.Record {
			s.runs(f.Clocks)
		}
	}
}

// tell says what a fact means to a sender, if it means something.
func tell(s *Standing, f lead.Fact) (Update, bool) {
	switch f := f.(type) {
	case lead.LeadRouted, lead.LeadUnrouted:
		return Update{Kind: Accepted}, true
	case lead.HandoffDispatched:
		return Update{Kind: Sent, Department: lead.Department(f.Record.To), Role: f.Role}, asks(f.Record.Kind)
	case lead.HandoffSigned:
		return Update{Kind: Signed, Department: lead.Department(f.Record.From), Role: f.Role}, true
	case lead.LeadDeclined:
		return Update{Kind: Returned, Department: s.Department, Reason: string(f.Category), Explanation: &f.Explanation}, true
	case lead.LeadTakenBack:
		return Update{Kind: TakenBack}, true
	case lead.HandoffEnded: // the desk recalled what it had dispatched
		return Update{Kind: TakenBack}, f.Record.Kind == lead.KindRecalled && f.Record.From == string(lead.Desk)
	case lead.LeadFolded:
		if f.Record.Kind == lead.KindUnsplit {
			return Update{Kind: Unsplit}, true
		}
		return Update{Kind: Folded, Into: f.Into}, true
	case lead.LeadUnfolded:
		return Update{Kind: Unfolded, Into: f.From}, true
	case lead.LeadSplit:
		return Update{Kind: Split, Parts: f.Parts}, true
	case lead.LeadClosed:
		return Update{Kind: Done, Department: s.Department, Reason: string(f.Outcome), Text: f.Reply, Left: f.Left}, true
	case lead.ClockMoved:
		return extended(f)
	case lead.HandoffNoted:
		return noted(f.Record)
	}
	return Update{}, false
}

// asks reports whether a dispatch with a record of kind k asks somebody anew: after an unfolding what was asked before is sent again,
// a redo is told by itself, and what a department offers another changes nothing before that signs.
func asks(k lead.Kind) bool {
	return k != lead.KindUnmerged && k != lead.KindRedone && k != lead.KindTransferred && k != lead.KindReferred
}

// extended tells that the department that leads was given more time, and until when. That somebody assists for longer moves nothing.
func extended(f lead.ClockMoved) (Update, bool) {
	if f.Record.Kind != lead.KindExtended || f.Record.To != string(f.Record.Holder) || len(f.Clocks) == 0 {
		return Update{}, false
	}
	return Update{Kind: Extended, Department: lead.Department(f.Record.To), Text: f.Record.Note, Due: &f.Clocks[0].Due}, true
}

func noted(r lead.Record) (Update, bool) {
	switch r.Kind {
	case lead.KindQuestion:
		return Update{Kind: Question, Department: lead.Department(r.From), Text: r.Note, Due: due(r, lead.StepAnswer)}, true
	case lead.KindRedone:
		return Update{Kind: Redone, Department: lead.Department(r.To), Text: r.Note, Due: due(r, "")}, true
	case lead.KindFedback:
		return fedBack(r)
	case lead.KindLettered:
		return Update{Kind: Lettered, Department: department(r.From), Text: strings.TrimPrefix(r.To, outside)}, true
	case lead.KindRecalled:
		return letterRecalled(r)
	case lead.KindRevisited:
		return Update{Kind: Revisited, Verdicts: r.Verdicts, Reason: r.Reason}, r.Verdicts != nil
	}
	return Update{}, false
}

// outside begins the name of a party that has no queue.
const outside = "ext:"

func department(party string) lead.Department {
	if d := lead.Department(party); d.Valid() {
		return d
	}
	return ""
}

// fedBack tells that whoever leads accepts a complaint, or why not. Other steps are told by what they lead to.
func fedBack(r lead.Record) (Update, bool) {
	u := Update{Kind: Admitted, Department: lead.Department(r.From), Role: lead.RoleLead}
	switch {
	case r.From != string(r.Holder):
		return u, false
	case r.Reason == string(lead.NotAccepted):
		u.Kind, u.Text = Refused, r.Note
		return u, true
	}
	return u, r.Reason == string(lead.Accepted)
}

// letterRecalled tells that a letter was taken back: whoever wrote goes on.
func letterRecalled(r lead.Record) (Update, bool) {
	u, told := Update{Kind: TakenBack}, strings.HasPrefix(r.To, outside)
	if d, ok := r.Holder.Department(); ok {
		u = Update{Kind: Signed, Department: d, Role: lead.RoleLead}
	}
	return u, told
}

// due returns when the clock of a step that a record starts is due; of any when step is empty.
func due(r lead.Record, step lead.Step) *time.Time {
	for _, k := range r.Clocks {
		if step == "" || k.Step == step {
			return &k.Due
		}
	}
	return nil
}
