package handoff

import (
	"fmt"
	"slices"

	"xiansuo/pkg/lead"
)

func mayAskExtension(c *change, party string) *Refusal {
	l := c.l
	d := l.Duty(lead.Department(party))
	switch {
	case d.State != InHand:
		return &Refusal{NotSigned, fmt.Sprintf("its duty is %s: more time is asked while it is in hand", d.State)}
	case l.Extension != nil:
		return &Refusal{NotExtendable, "a request is pending"}
	case c.handlingOf(lead.Holder(party)) == nil:
		return &Refusal{NotExtendable, "no handling clock runs"}
	case !c.w.At.Before(c.handlingOf(lead.Holder(party)).Due):
		return &Refusal{TooLate, "the time is over: more must be asked for before"}
	}
	return nil
}

// handlingOf returns the handling clock that runs out first against somebody, or nil.
func (c *change) handlingOf(against lead.Holder) (first *Clock) {
	for i := range c.l.Clocks {
		k := &c.l.Clocks[i]
		if k.runs() && handling(against)(*k) && k.ID != TicketClock && (first == nil || k.Due.Before(first.Due)) {
			first = k
		}
	}
	return first
}

// askExtension asks for more time. What the catalogue does not allow is refused at once.
func askExtension(c *change, party string, f lead.AnswerExtensionasked) *Refusal {
	l := c.l
	k := c.handlingOf(lead.Holder(party))
	if _, err := c.w.Clocks.Extend(k.Clock, f.N, k.Extended); err != nil {
		return &Refusal{NotExtendable, err.Error()}
	}
	l.Extension = &Asked{By: lead.Department(party), N: f.N, Record: l.Last + 1}
	r := c.record(lead.KindExtendAsked, party, string(lead.Desk), lead.Record{Note: f.Reason, Clocks: c.starting(lead.Desk, lead.StepDecide)})
	c.say(lead.HandoffNoted{Record: r}, "")
	return nil
}

func extensionAsked(c *change, _ string) *Refusal {
	if c.l.Extension == nil {
		return &Refusal{NoExtension, "nobody asks for more time"}
	}
	return nil
}

func decideExtension(c *change, party string, f lead.DecisionExtended) *Refusal {
	l, ask := c.l, *c.l.Extension
	if f.Department != "" && lead.Department(f.Department) != ask.By {
		return &Refusal{NoExtension, fmt.Sprintf("%s asks, not %s", ask.By, f.Department)}
	}
	k := c.handlingOf(lead.HolderOf(ask.By))
	if f.Granted && k == nil {
		return &Refusal{NotExtendable, "no handling clock runs any more"}
	}
	if !f.Granted {
		l.Extension = nil
		r := c.record(lead.KindExtendRefused, party, string(ask.By), lead.Record{Note: f.Reason, Stops: c.decided(ask)})
		c.say(lead.HandoffNoted{Record: r}, "")
		c.tell(r, ask.By)
		return nil
	}
	n := f.N
	if n == 0 {
		n = ask.N
	}
	longer, err := c.w.Clocks.Extend(k.Clock, n, k.Extended)
	if err != nil {
		return &Refusal{NotExtendable, err.Error()}
	}
	l.Extension = nil
	k.Clock = longer
	k.Extended++
	c.move(slices.IndexFunc(l.Clocks, func(o Clock) bool { return o.Record == k.Record && o.Place == k.Place }))
	r := c.record(lead.KindExtended, party, string(ask.By), lead.Record{Note: f.Reason, Stops: c.decided(ask)})
	c.say(lead.HandoffNoted{Record: r}, "")
	c.moved(r, []lead.Clock{longer})
	return nil
}

// decided ends the desk's clock for a request, whatever else waits for it.
func (c *change) decided(ask Asked) []lead.Stop {
	return c.over(lead.Met, func(k Clock) bool { return k.Step == lead.StepDecide && k.Record == ask.Record })
}

// running: a handling clock runs that may rest.
func running(c *change, _ string) *Refusal {
	if c.l.Rest != nil {
		return &Refusal{Suspended, "it rests already"}
	}
	rests := c.resting(c.l.Holder)
	if !slices.ContainsFunc(c.l.Clocks, func(k Clock) bool { return k.runs() && rests(k) }) {
		return &Refusal{NotPausable, "no clock that may rest runs against it: what shows a danger does not wait"}
	}
	return nil
}

// suspend rests the handling clock, for a reason that the procedures name.
func suspend(c *change, party string, f lead.AnswerSuspended) *Refusal {
	if f.Paper == "" {
		return &Refusal{InvalidAnswer, "paper must be the number of the paper that says so"}
	}
	c.l.Rest = &Resting{Reason: f.Reason, Record: c.l.Last + 1, Since: c.w.At}
	r := c.record(lead.KindSuspended, party, party, lead.Record{Reason: string(f.Reason), Number: f.Paper, Note: f.Note, Stops: c.pause(c.resting(c.l.Holder))})
	c.note(r, lead.Department(party))
	return nil
}

func resting(c *change, _ string) *Refusal {
	if c.l.Rest == nil || c.l.Rest.Reason == lead.RestReview {
		return &Refusal{NotSuspended, "it does not rest"}
	}
	return nil
}

// goOn lets the handling clock run again.
func goOn(c *change, party string, f lead.AnswerResumed) *Refusal {
	c.l.Rest = nil
	stops := c.over(lead.Overcome, func(k Clock) bool { return k.Step == lead.StepAnswer })
	clocks := c.resume(handling(c.l.Holder))
	r := c.record(lead.KindResumed, party, party, lead.Record{Note: f.Note, Stops: stops})
	c.note(r, lead.Department(party))
	c.moved(r, clocks)
	return nil
}

func mayAsk(c *change, party string) *Refusal {
	l := c.l
	switch {
	case l.State.Ended():
		return &Refusal{HasEnded, fmtState("the lead is %s", l.State)}
	case l.Rest != nil:
		return &Refusal{Suspended, "it rests already"}
	case l.State != AtDesk && l.State != Signed:
		return &Refusal{Submitting, fmtState("the lead is %s", l.State)}
	case party == string(lead.Desk) && l.State == Signed && l.returning() == nil:
		return notYours("the holder asks; the desk does so for what it holds, or for a return")
	}
	return nil
}

// ask asks the reporter, by the sender, for what is missing. The handling clock, where it may, rests until the answer comes. A return for
// incompleteness is answered by that: the lead stays where it is.
func ask(c *change, party string, f lead.AnswerAsked) *Refusal {
	l := c.l
	var back *Duty
	if d := l.returning(); d != nil && party == string(lead.Desk) {
		d.State, back = InHand, d
	}
	l.Rest = &Resting{Reason: lead.RestQuestion, Record: l.Last + 1, Since: c.w.At}
	note := f.Question
	if len(f.Missing) > 0 {
		note += "（缺：" + join(f.Missing) + "）"
	}
	stops := c.pause(c.resting(l.Holder))
	r := c.record(lead.KindQuestion, party, l.Sender, lead.Record{Document: lead.SupplementAsk, Note: note, Stops: stops,
		Clocks: c.starting(l.Holder, lead.StepAnswer)})
	c.note(r, lead.Department(party))
	if back != nil {
		c.say(lead.ReturnRefused{Record: r, Role: back.Role}, back.Department)
	}
	return nil
}
