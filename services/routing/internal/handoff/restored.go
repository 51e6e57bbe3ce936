package handoff

import (
	"slices"
	"time"

	"xiansuo/pkg/lead"
)

// ByRecovery is who decides where a recovery after a loss does.
const ByRecovery = "recovery"

// Restored takes records into a lead's chain that came back after the database was restored from an older copy, and that cannot be given
// again as words. They stay what they are; a number that nobody could give back is filled by a record that says so. What the lead's state
// was then is not known but for how it ended: else the desk holds it from now on, and asks or sends it again.
func Restored(l *Lead, back []lead.Record, w Word) Change {
	var before Change
	for _, r := range back {
		for l.Last+1 < r.No {
			fill := lead.Record{No: l.Last + 1, Kind: lead.KindRestored, From: string(lead.Desk), To: string(lead.Desk), By: ByRecovery, At: r.At.UTC(), Holder: l.Holder,
				Note: "本条记录遗失，未能恢复", Prev: l.Head}
			if fill.At.Before(l.At) {
				fill.At = l.At
			}
			before.Records = append(before.Records, fill)
			before.Said = append(before.Said, Said{Fact: lead.HandoffNoted{Record: fill}})
			l.append(fill)
		}
		before.Records = append(before.Records, r)
		l.append(r)
		l.Holder = r.Holder
	}
	c := begin(l, w)
	c.askedMeanwhile(back)
	c.restore(back[len(back)-1])
	return before.And(c.end())
}

// append makes a record the newest.
func (l *Lead) append(r lead.Record) {
	l.Last, l.Head, l.Stood, l.At = r.No, Digest(r), r.No, r.At
}

// asks are records that ask somebody for something.
var asks = []lead.Kind{lead.KindDispatched, lead.KindAssistAsked, lead.KindTransferred, lead.KindReferred, lead.KindDesignated, lead.KindProvisional, lead.KindRedone}

// askedMeanwhile makes duties for those who were asked by records that came back: they must be told that nothing is asked of them any more.
func (c *change) askedMeanwhile(back []lead.Record) {
	l := c.l
	for _, r := range back {
		if !slices.Contains(asks, r.Kind) || !c.hasQueue(r.To) {
			continue
		}
		d := l.Duty(lead.Department(r.To))
		if d == nil {
			l.Duties = append(l.Duties, Duty{Department: lead.Department(r.To)})
			d = &l.Duties[len(l.Duties)-1]
		}
		if d.Role, d.State = lead.RoleLead, Sent; r.Kind == lead.KindAssistAsked {
			d.Role = lead.RoleAssist
		}
	}
}

// restore sets the state after records that could not be given again.
func (c *change) restore(last lead.Record) {
	l := c.l
	ended := last.Holder == lead.Nobody && (last.Kind == lead.KindDone || last.Kind == lead.KindDeclined)
	state := Ended
	if ended {
		state = Done
	}
	var told []Duty
	for i := range l.Duties {
		if d := &l.Duties[i]; d.State.Open() || d.State == Following {
			told = append(told, *d)
			d.State, d.ReturnBy = state, time.Time{}
		}
	}
	stops := c.over(lead.Overcome, all)
	l.forget()
	more := lead.Record{By: ByRecovery, Stops: stops, Note: "数据库恢复后，此前的办理状态不能重现：由调度台核对后处理"}
	switch {
	case !ended:
		l.State, l.Holder = AtDesk, lead.Desk
		more.Clocks = c.starting(lead.Desk, lead.StepDecide)
	case last.Kind == lead.KindDeclined:
		l.State, l.Holder = Declined, lead.Nobody
	default:
		l.State, l.Holder = Closed, lead.Nobody
		l.Result = &Result{Outcome: lead.Outcome(last.Reason), Note: last.Note, Record: last.No}
	}
	r := c.record(lead.KindRestored, string(lead.Desk), string(lead.Desk), more)
	c.say(lead.HandoffNoted{Record: r}, "")
	for _, d := range told {
		c.say(lead.HandoffEnded{Record: r, Role: d.Role}, d.Department)
	}
	if !ended {
		c.notice(lead.Desk, lead.KindRestored, due(r.Clocks, lead.StepDecide))
	}
}

// forget drops what the protocol remembered of a way that cannot be followed any more. Who was offered the lead may be offered it again.
func (l *Lead) forget() {
	keep := l.Standing
	l.Standing = Standing{Head: keep.Head, At: keep.At, Stood: keep.Stood, Moves: keep.Moves, Filings: keep.Filings, TicketDue: keep.TicketDue, Redone: keep.Redone,
		Overdue: keep.Overdue, Listed: keep.Listed, Observers: keep.Observers, Parts: keep.Parts, Whole: keep.Whole, Appeal: keep.Appeal, Joined: keep.Joined,
		Raised: keep.Raised, Answers: keep.Answers, Registered: keep.Registered, Alike: keep.Alike, Claims: keep.Claims}
}

// Again returns the word that a record must have come of, as far as the record and what was said with it tell. Whoever takes it compares
// the records that come out with those that are there.
func Again(r lead.Record, said map[int][]lead.Fact) (Command, bool) {
	cmd := Command{ID: r.Cause, Party: r.By}
	by := &lead.By{Unit: r.Unit, Person: r.Person, Number: r.Number}
	if *by == (lead.By{}) {
		by = nil
	}
	switch r.Kind {
	case lead.KindSigned, lead.KindAssistSigned:
		cmd.Fact = lead.AnswerSigned{Note: r.Note, By: by}
	case lead.KindReturnAsked:
		cmd.Fact = lead.AnswerReturned{Reason: lead.Reason(r.Reason), Competent: r.Competent, Basis: r.Basis, Note: r.Note, By: by}
	case lead.KindFedback:
		cmd.Fact = lead.AnswerFedback{Stage: lead.Stage(r.Reason), Note: r.Note, Documents: r.Papers, By: by}
	case lead.KindSubmitted, lead.KindAssistDone:
		cmd.Fact = lead.AnswerDone{Outcome: lead.Outcome(r.Reason), Note: r.Note, Reply: replyOf(said, r.Note), Documents: r.Papers, By: by}
	case lead.KindDone:
		cmd.Fact = lead.DecisionClosed{Outcome: lead.Outcome(r.Reason), Reason: r.Note, Reply: replyOf(said, ""), By: by}
	case lead.KindDeclined:
		cmd.Fact = lead.DecisionDeclined{Category: lead.Category(r.Reason), Reason: r.Note, By: by}
	case lead.KindDispatched:
		cmd.Fact = assigned(r, said, by)
	}
	if cmd.Fact == nil || r.By == ByRules || r.By == ByClock {
		return Command{}, false
	}
	cmd.Type = cmd.Fact.EventType()
	return cmd, true
}

// replyOf is what the reporter was told at the end, where that was said.
func replyOf(said map[int][]lead.Fact, otherwise string) string {
	for _, facts := range said {
		for _, f := range facts {
			if closed, ok := f.(lead.LeadClosed); ok && closed.Reply != "" {
				return closed.Reply
			}
		}
	}
	return otherwise
}

// assigned is the desk's word that sent a lead out.
func assigned(r lead.Record, said map[int][]lead.Fact, by *lead.By) lead.Fact {
	f := lead.DecisionAssigned{Department: lead.Department(r.To), Reason: r.Note, By: by}
	for _, one := range said[r.No] {
		if d, ok := one.(lead.HandoffDispatched); ok && d.Role == lead.RoleLead {
			f.Assist, f.Category = d.Assist, d.Category
		}
	}
	return f
}
