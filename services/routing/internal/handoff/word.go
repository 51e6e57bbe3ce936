package handoff

import (
	"fmt"
	"maps"
	"slices"

	"xiansuo/pkg/lead"
)

// Command is a word that somebody gives about a lead.
type Command struct {
	// ID is that of the event; Type its type.
	ID, Type string
	// Party is who gives it: a department, a unit, "desk", "taskforce" or "justice".
	Party string
	Fact  lead.Fact
	// Seen is the number of the newest record that who gives it had seen; 0 does not say. When more than refusals came since, the word is
	// refused: compare and set.
	Seen int
}

// guard says whether a party may give a word now, or why not. It changes nothing.
type guard func(c *change, party string) *Refusal

// rule is who may give a word and when, and what it does.
type rule struct {
	guards []guard
	do     func(c *change, party string, f lead.Fact) *Refusal
}

// on makes a rule of a function for one kind of fact, behind its guards. The function refuses before it changes anything.
func on[F lead.Fact](do func(*change, string, F) *Refusal, guards ...guard) (string, rule) {
	var f F
	return f.EventType(), rule{guards, func(c *change, party string, f lead.Fact) *Refusal {
		fact, ok := f.(F)
		if !ok {
			return &Refusal{InvalidAnswer, "data does not fit its type"}
		}
		return do(c, party, fact)
	}}
}

// rules are all words by type, but for the registration of somebody else's word, which is a word within a word.
var rules = func() map[string]rule {
	all := map[string]rule{}
	add := func(typ string, r rule) { all[typ] = r }
	add(on(sign, asked, unsigned))
	add(on(askReturn, asked, mayReturn))
	add(on(feedBack, asked, signedBefore))
	add(on(submit, asked, signedBefore, maySubmit))
	add(on(supplement, involved, notMerged))
	add(on(transfer, holds, mayTransfer))
	add(on(reject, offeredTo))
	add(on(recall, gave, recallable))
	add(on(propose, holds, mayPropose))
	add(on(approve, holds, proposed))
	add(on(refer, holds, approved))
	add(on(incomplete, takesTransfer))
	add(on(file, police, mayFile))
	add(on(object, holds, mayObject))
	add(on(ask, holdsOrDesk, mayAsk))
	add(on(askAssist, holdsOrDesk, unended))
	add(on(copyTo, holdsOrDesk, unended))
	add(on(askExtension, asked, mayAskExtension))
	add(on(suspend, holds, working, running))
	add(on(goOn, holds, resting))
	add(on(allot, asked))
	add(on(claim, asked))
	add(on(release, asked, allotted))
	add(on(dispute, disputes, mayDispute))
	add(on(askReview, involvedOrDesk, mayAskReview))
	add(on(contest, involved, registeredFor))
	add(on(letter, holdsOrDesk, mayLetter))
	add(on(receipt, wrote, assistDone))
	add(on(assign, desk, mayAssign))
	add(on(refuseReturn, desk, returnAsked))
	add(on(excuse, desk, someAssist))
	add(on(sendBack, desk, mayAssign, assistDone))
	add(on(takeBack, desk, declined))
	add(on(designate, ruler, mayDesignate))
	add(on(nameProvisional, ruler, mayNameProvisional))
	add(on(decideReview, ruler, unended, reviewAsked))
	add(on(decideExtension, deskOrTaskforce, unended, extensionAsked))
	add(on(urge, office, unended))
	add(on(supervise, office, someOwe))
	add(on(closeLead, deskOrTaskforce, mayClose, assistDone))
	add(on(rework, deskOrTaskforce, submitted))
	add(on(revisit, desk, closed))
	add(on(redo, deskOrTaskforce, mayRedo))
	add(on(merge, desk, mayMerge))
	add(on(unmerge, desk, merged))
	add(on(split, desk, maySplit))
	add(on(unsplit, desk, isPart))
	return all
}()

// Types returns the types of all words, sorted.
func Types() []string {
	return slices.Sorted(maps.Keys(rules))
}

// Take takes a word: it has its effect or is refused, and both are recorded.
func Take(l *Lead, cmd Command, w Word) (Change, *Refusal) {
	c := begin(l, w)
	refusal := c.take(cmd)
	if refusal != nil {
		return c.refuse(cmd, refusal), refusal
	}
	c.accept(cmd)
	return c.end(), nil
}

func (c *change) take(cmd Command) *Refusal {
	if cmd.Seen > 0 && (cmd.Seen < c.l.Stood || cmd.Seen > c.l.Last) {
		return &Refusal{MovedOn, fmt.Sprintf("it was given on record %d, and the newest is %d: look at the lead and decide again", cmd.Seen, c.l.Last)}
	}
	if f, ok := cmd.Fact.(lead.AnswerRegistered); ok {
		return c.register(cmd.Party, f)
	}
	return c.obey(cmd)
}

// obey applies a word for a party.
func (c *change) obey(cmd Command) *Refusal {
	r, ok := rules[cmd.Type]
	if !ok {
		return &Refusal{UnknownAnswer, "type must be that of an answer or a decision; docs/handoff.md lists them"}
	}
	if refusal := c.may(cmd.Type, cmd.Party); refusal != nil {
		return refusal
	}
	c.who = byOf(cmd.Fact)
	if refusal := r.do(c, cmd.Party, cmd.Fact); refusal != nil {
		return refusal
	}
	if c.who != nil {
		c.number(cmd.Party, c.who.Number)
	}
	return nil
}

// may says why a party may not give a word now, or nil.
func (c *change) may(typ, party string) *Refusal {
	for _, may := range rules[typ].guards {
		if refusal := may(c, party); refusal != nil {
			return refusal
		}
	}
	return nil
}

// accept tells who answered that it counts, in its own queue.
func (c *change) accept(cmd Command) {
	if c.hasQueue(cmd.Party) && len(c.Records) > 0 {
		c.say(lead.AnswerAccepted{Answer: cmd.ID, Type: cmd.Type, Record: c.Records[len(c.Records)-1]}, lead.Department(cmd.Party))
	}
}

func (c *change) hasQueue(party string) bool {
	d := lead.Department(party)
	return d.Valid() || c.w.Unit != nil && c.w.Unit(d)
}

// Concerns reports whether somebody may know that a lead is there: the offices, and who was ever asked or gets copies.
func (l *Lead) Concerns(party string) bool {
	switch lead.Holder(party) {
	case lead.Desk, lead.Taskforce, lead.Justice:
		return true
	}
	return l.Involved(lead.Department(party))
}

// Refuse refuses a word that cannot be taken whatever the lead's state: it is recorded where the lead is known, and who gave it
// is told in any case.
func Refuse(l *Lead, cmd Command, refusal *Refusal, w Word) (Change, *lead.Record) {
	c := begin(l, w)
	if l.Last > 0 {
		change := c.refuse(cmd, refusal)
		return change, &change.Records[0]
	}
	c.say(lead.AnswerRefused{Answer: cmd.ID, Type: cmd.Type, Code: refusal.Code, Detail: refusal.Detail}, lead.Department(cmd.Party))
	return c.Change, nil
}

// refuse records a refused word and tells who gave it.
func (c *change) refuse(cmd Command, refusal *Refusal) Change {
	refused := begin(c.l, c.w) // nothing of what was begun stays: a rule refuses before it changes anything
	r := refused.record(lead.KindRefused, cmd.Party, string(lead.Desk), lead.Record{Reason: refusal.Code, Note: refusal.Detail})
	if c.hasQueue(cmd.Party) {
		refused.say(lead.AnswerRefused{Answer: cmd.ID, Type: cmd.Type, Code: refusal.Code, Detail: refusal.Detail, Record: &r}, lead.Department(cmd.Party))
	} else {
		refused.say(lead.CommandRefused{Record: r, Code: refusal.Code, Detail: refusal.Detail}, "")
	}
	return refused.end()
}

// Allowed returns the names of the words that a party may give about a lead now, as far as its standing decides; what their
// data must say is another matter.
func Allowed(l *Lead, party string, w Word) (names []string) {
	c := begin(l, w)
	for _, word := range lead.Words() {
		refusal := c.may(word.Fact.EventType(), party)
		if _, registers := word.Fact.(lead.AnswerRegistered); registers {
			refusal = mayRegister(c, party)
		}
		if refusal == nil {
			names = append(names, word.Name)
		}
	}
	return names
}
