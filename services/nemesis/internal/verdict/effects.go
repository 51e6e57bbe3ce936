package verdict

import (
	"xiansuo/pkg/lead"
)

// effectOf is the kind of record that an event of intake makes in the chain of its lead.
var effectOf = map[string]lead.Kind{
	lead.LeadSupplemented{}.EventType(): lead.KindSupplemented,
	lead.LeadWithdrawn{}.EventType():    lead.KindWithdrawn,
	lead.LeadUrged{}.EventType():        lead.KindUrged,
}

// effects checks that every event had its effect once where it must have one.
func (j *judge) effects() {
	for _, e := range j.Logs["intake"] {
		if j.Look["routing"][e.Lead] {
			continue
		}
		if e.Type == (lead.LeadReceived{}).EventType() {
			if chain := j.Chains[e.Lead]; len(chain) == 0 || chain[0].Cause != e.ID {
				j.say("a lead does not begin with its complaint", "%s", e.Lead)
			}
			if !j.Counted[e.Lead] {
				j.say("statistics do not know a lead", "%s", e.Lead)
			}
		}
		if kind, ok := effectOf[e.Type]; ok {
			if n := j.count(e.Lead, e.ID, kind); n != 1 {
				j.say("an event was not applied once", "number %d of intake, %s of lead %s: %d times by routing", e.Sequence, e.Type, e.Lead, n)
			}
		}
	}
	for _, e := range j.Logs["routing"] {
		if e.Type != (lead.HandoffSigned{}).EventType() || e.Role != lead.RoleLead {
			continue
		}
		if n := j.Cases[Signature{e.Lead, e.From}]; n != 1 && !j.Look["enforcement"][e.Lead] {
			j.say("an event was not applied once", "number %d of routing, %s signed lead %s: %d cases", e.Sequence, e.From, e.Lead, n)
		}
		if n := j.Signatures[Told{e.Lead, e.Record}]; n != 1 {
			j.say("an event was not applied once", "number %d of routing, %s signed lead %s: told %d times to its sender", e.Sequence, e.From, e.Lead, n)
		}
	}
}

// count returns how many records of a kind an event made in a lead's chain.
func (j *judge) count(id, cause string, kind lead.Kind) (n int) {
	for _, r := range j.Chains[id] {
		if r.Cause == cause && r.Kind == kind {
			n++
		}
	}
	return n
}

// chains checks that every chain is dense and linked, and that its lead has the one holder that the chain says.
func (j *judge) chains() {
	for _, id := range sorted(j.Leads) {
		l, chain := j.Leads[id], j.Chains[id]
		if len(chain) == 0 {
			j.say("a lead has no chain", "%s", id)
			continue
		}
		var before Record
		for i, r := range chain {
			if r.No != i+1 {
				j.say("a chain is not dense", "lead %s: record %d stands where %d should", id, r.No, i+1)
				break
			}
			if r.Prev != before.Digest {
				j.say("a chain is not linked", "lead %s: record %d (%s, by %s) does not name the digest of the one before (%s, by %s)", id, r.No, r.Kind, r.Cause, before.Kind, before.Cause)
			}
			before = r
		}
		last := chain[len(chain)-1]
		if l.Last != last.No {
			j.say("a lead and its chain differ", "lead %s: newest record %d and %d", id, l.Last, last.No)
		}
		if l.Holder != last.Holder {
			j.say("a lead has another holder than its chain says", "lead %s: %q and %q", id, l.Holder, last.Holder)
		}
		if len(l.Holding) > 1 {
			j.say("a lead has more than one holder", "lead %s: %v", id, l.Holding)
		}
		if len(l.Holding) == 1 && l.Holder != lead.Holder(l.Holding[0]) && l.State != "disputed" {
			j.say("a lead has another holder than its duties say", "lead %s: %q and %q", id, l.Holder, l.Holding[0])
		}
	}
	for _, id := range sorted(j.Chains) {
		if _, ok := j.Leads[id]; !ok {
			j.say("a chain has no lead", "%s", id)
		}
	}
}

// answers checks that every answer that was told to have taken effect is in the chain once, and that none did that was told otherwise.
func (j *judge) answers() {
	for _, id := range sorted(j.Told.Outcomes) {
		o := j.Told.Outcomes[id]
		if j.Look["routing"][o.Lead] {
			continue
		}
		if !o.Accepted() {
			for _, r := range j.Chains[o.Lead] {
				if r.Cause == id && r.Kind != lead.KindRefused {
					j.say("an answer that was refused took effect", "%s: record %d of lead %s", id, r.No, o.Lead)
				}
			}
			continue
		}
		if n := j.count(o.Lead, id, o.Kind); n != 1 {
			j.say("an answer that took effect is not in the chain once", "%s: %d records %s in lead %s", id, n, o.Kind, o.Lead)
		} else if chain := j.Chains[o.Lead]; o.No < 1 || o.No > len(chain) || chain[o.No-1].Cause != id {
			j.say("an answer took effect elsewhere than it was told", "%s: record %d of lead %s", id, o.No, o.Lead)
		}
		if code, ok := j.Answers[id]; !ok || code != "" {
			j.say("an answer that took effect is not known as such", "%s of lead %s", id, o.Lead)
		}
	}
	for _, id := range sorted(j.Told.Changed) {
		o := j.Told.Changed[id]
		if j.Look["routing"][o[0].Lead] {
			continue
		}
		j.say("one answer was told two outcomes", "%s: %+v and %+v", id, o[0], o[1])
	}
}

// queues checks that every message for a department reached it, and lies in its queue no more than once.
func (j *judge) queues() {
	known := map[string]bool{}
	for _, e := range j.Logs["routing"] {
		if e.Queue == "" {
			continue
		}
		known[e.ID] = true
		if seen := j.Told.Seen[e.Queue][e.ID]; seen == 0 && j.Queue[e.ID] == 0 {
			j.say("a message never reached its department", "number %d of routing, %s of lead %s for %s", e.Sequence, e.Type, e.Lead, e.Queue)
		}
		if n := j.Queue[e.ID]; n > 1 {
			j.say("a message is in a queue more than once", "number %d of routing, %s of lead %s for %s: %d times", e.Sequence, e.Type, e.Lead, e.Queue, n)
		}
	}
	for _, d := range lead.Departments() {
		for _, id := range sorted(j.Told.Seen[d]) {
			if !known[id] {
				j.say("a department was given what nobody said", "%s: message %s", d, id)
			}
		}
	}
}
