package publication

import (
	"slices"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/redaction"
	"xiansuo/services/internal/actor"
)

// reasons are why something is withdrawn.
var reasons = []string{"changed", "revoked", "unlawful", "void", "mistake"}

// Withdraw takes a publication off at once; a tombstone with the reason stays. The head whose it is, the legal review or the taskforce may
// do so without anybody else: what is wrong must not stand while people wait for each other. The note is public, so it is checked too.
func (p *Publication) Withdraw(a Act, reason string, m redaction.Map) error {
	a, err := a.check()
	switch {
	case err != nil:
		return err
	case p.Standing != Published:
		return refuse(NotNow, "it is not public")
	case !p.mayEnd(a.Actor):
		return refuse(NotYours, "the head, the legal review or the taskforce withdraws")
	case !slices.Contains(reasons, reason):
		return refuse(BadForm, "reason is one of: changed, revoked, unlawful, void, mistake")
	case a.Note == "":
		return refuse(BadForm, "withdrawing needs a note that the public may read")
	}
	if leaks := m.Check([]redaction.Part{{Name: "note", Text: a.Note}}, true); len(leaks) > 0 {
		return refuse(Leaks, "the note says what must not be told: %s", leaks[0].Kind)
	}
	p.end(a, Withdrawn, reason, a.Note)
	return nil
}

func (p *Publication) mayEnd(a actor.Actor) bool {
	return a.Role == actor.Legal || a.Role == actor.Taskforce || a.Role == actor.Head && string(a.Department) == p.Department
}

// end leaves a tombstone.
func (p *Publication) end(a Act, standing State, reason, note string) {
	at := a.At.UTC()
	p.Standing, p.WithdrawnAt, p.Reason, p.Note = standing, &at, reason, note
	p.met(a.On, ToWithdraw)
	kind := Withdrawal
	if standing == Ended {
		kind = Ending
	}
	p.step(kind, a, reason)
	p.facts = append(p.facts, lead.ResultWithdrawn{Publication: p.ID, Product: p.Product, Reason: reason, Note: note, At: at})
}

// Expire takes off what has been public until its last day, and of what goes on, the parties whose own last day is over. It reports whether
// it took something off.
func (p *Publication) Expire(a Act, shown Public) bool {
	a.On = Today(a.At)
	switch {
	case p.Standing != Published:
		return false
	case p.Until != "" && a.On > p.Until:
		p.end(a, Ended, "expired", "")
	case shown.NextEnd() != "" && a.On > shown.NextEnd():
		p.step(PartyEnding, a, "expired")
	default:
		return false
	}
	return true
}

// Revoke takes in that a decision does not stand any more. What is public of it must be withdrawn within three working days of that;
// what is not is dropped. A version that was replaced already is nobody's concern.
func (p *Publication) Revoke(revoked lead.CaseRevoked, r Rules, a Act) {
	a.On = Today(a.At)
	if revoked.Version < p.Decision && p.Standing != Published {
		return
	}
	if p.Standing == Published && !p.replaced(revoked.Version) {
		p.owes(ToWithdraw, WithdrawClock, revoked.On, r)
		p.step(DutyBegins, a, revoked.Reason)
	}
	rests := revoked.Version == p.Decision || p.Product != lead.Penalty && p.Standing != Published // what cites it rests on it as well
	if rests && p.Stage != Settled && p.Stage != Dropped {
		p.drop(a, revoked.Reason)
	}
}

// replaced reports whether what is public tells a later version of the decision than the given one: it was approved since.
func (p *Publication) replaced(version int) bool { return p.Stage == Settled && p.Decision > version }

// Closed takes in how the case ended: a sealed one is withdrawn at once, or dropped; a draft that the department does not want published is
// dropped with its reason.
func (p *Publication) Closed(closed lead.CaseClosed, a Act) {
	a.On = Today(a.At)
	switch {
	case SealedClosing(closed):
		p.Seal(a)
	case !closed.Publish && p.Stage == Draft && p.Version == 0:
		a.Note = masker.Text(closed.PublishNote)
		p.drop(a, "not-proposed")
	}
}

// Seal takes off at once what is public of a case of which only numbers may ever be told, and sees to it that nothing of it becomes public
// again: nobody revises or reads what is dropped for it.
func (p *Publication) Seal(a Act) {
	a.On = Today(a.At)
	if p.Standing == Published {
		p.end(a, Withdrawn, "mistake", "")
	}
	if p.Dropped != string(Sealed) {
		p.drop(a, string(Sealed))
	}
}

// Revise begins a new edition of what is public, to correct it; the old one stands until the new one is approved.
func (p *Publication) Revise(a Act, r Rules) error {
	a, err := a.check()
	switch {
	case err != nil:
		return err
	case p.Stage != Settled || p.Standing == Ended:
		return refuse(NotNow, "an edition is on its way already, none was public, or its time is over")
	case a.Note == "":
		return refuse(BadForm, "revising needs a note that says why")
	case !p.mayRevise(a.Actor):
		return refuse(NotYours, "the department whose it is revises")
	}
	p.revise(a, r)
	return nil
}

func (p *Publication) mayRevise(a actor.Actor) bool {
	own := (a.Role == actor.Handler || a.Role == actor.Head) && string(a.Department) == p.Department
	return own || Collective(p.Product) && (a.Role == actor.Desk || a.Role == actor.Taskforce)
}

func (p *Publication) revise(a Act, r Rules) {
	p.Stage, p.Passed = Draft, nil
	p.Edition++
	p.owes(ToCorrect, CorrectClock, a.On, r)
	p.step(Revision, a, "")
}

// Drop decides that it is not published, with a reason. Of what is public it gives up the edition that is on its way, unless something
// obliges to bring it; what is public itself is withdrawn instead.
func (p *Publication) Drop(a Act) error {
	a, err := a.check()
	switch {
	case err != nil:
		return err
	case p.Stage == Settled || p.Stage == Dropped:
		return refuse(NotNow, "nothing is on its way")
	case a.Note == "":
		return refuse(BadForm, "dropping needs a note that says why")
	case a.Actor.Role != actor.Taskforce && !(a.Actor.Role == actor.Head && string(a.Actor.Department) == p.Department):
		return refuse(NotYours, "the head, or the taskforce, decides that it is not published")
	case p.Standing == Published && (p.Correcting || p.owed(ToWithdraw)):
		return refuse(NotNow, "what is public is found wrong: correct or withdraw it")
	case p.Standing == Published:
		p.Stage, p.Passed = Settled, nil
		p.met(a.On, ToCorrect, ToPublish)
		p.step(Dropping, a, "revision")
		return nil
	}
	p.drop(a, "decided")
	return nil
}

// owed reports whether a duty of a kind is open.
func (p *Publication) owed(kind DutyKind) bool {
	return slices.ContainsFunc(p.Duties, func(d Duty) bool { return d.Met == "" && d.Kind == kind })
}

func (p *Publication) drop(a Act, reason string) {
	p.back(Draft)
	p.Stage, p.Dropped, p.Passed = Dropped, reason, nil
	p.met(a.On, ToPublish)
	p.step(Dropping, a, reason)
}
