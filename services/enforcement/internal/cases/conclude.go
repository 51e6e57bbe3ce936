package cases

import (
	"xiansuo/pkg/calendar"
	"xiansuo/services/enforcement/internal/measures"
)

func suspend(c *change) *Refusal {
	c.Rest = &Rest{Reason: c.in.text("reason"), From: c.on}
	return nil
}

func resumeCase(c *change) *Refusal {
	if c.Rest == nil {
		return refuse(NoSuch, "the case does not rest", "nothing is to be done")
	}
	c.resume()
	return nil
}

// extendDecision gives more time to decide: as the rule allows, and then once more, to a day that was discussed together
// (市场监督管理行政处罚程序规定 art. 64).
func extendDecision(c *change) *Refusal {
	k, day := c.running(stepDecide, 0), c.in.text("until")
	if day == "" || k == nil {
		_, refusal := c.extend(stepDecide, 0)
		return refusal
	}
	row, _ := c.w.Limits.of(stepDecide, c.Department, c.Category, Day(k.From))
	switch {
	case k.Extended < row.Times:
		return refuse(TooEarly, "the ordinary extension comes first", "leave until out")
	case k.Extended > row.Times:
		return refuse(NotAllowed, "it was discussed and extended before", "decide")
	case len(c.in.list("present")) < 2:
		return refuse(PaperMissing, "a further extension is discussed together", "name in present who discussed it")
	case day <= k.Due || c.on > k.Due:
		return refuse(DateOrder, "until must lie after "+k.Due+", and the act before its end", "check the days")
	}
	k.Due, k.Extended, k.Rests = day, k.Extended+1, false
	c.out["due"] = day
	return nil
}

// conclude ends the investigation with a report. It rests on at least one record of it.
func conclude(c *change) *Refusal {
	c.Report = &Report{On: c.on, Proposal: c.in.text("proposal"), Interest: c.in.yes("interest"), Complex: c.in.yes("complex"), ByLaw: c.in.yes("byLaw"), Major: c.in.yes("major")}
	switch {
	case len(c.Parties) == 0:
		return refuse(PaperMissing, "nobody is put down as party", "put down the parties first")
	case c.Inquiries == 0:
		return refuse(PaperMissing, "there is no record of the investigation", "investigate first")
	}
	c.Stage, c.Review, c.Discussed, c.Notice = Concluded, "", "", nil
	if r := c.Report; r.Interest || r.Complex || r.ByLaw {
		c.start(stepReview, 0, c.on)
	}
	return nil
}

// review is the legal review (法制审核): what is sent back goes on being investigated.
func review(c *change) *Refusal {
	if refusal := c.another("review it"); refusal != nil {
		return refusal
	}
	c.meet(stepReview, 0)
	if c.in.text("result") == "back" {
		c.Stage, c.Report, c.Review, c.Discussed, c.Notice = Investigating, nil, "", "", nil
		c.drop(stepStatement)
		return nil
	}
	c.Review = c.on
	return nil
}

// reviewed says what keeps a decision from being made for want of a review or of a discussion (行政处罚法 art. 57, 58).
func (c *change) reviewed() *Refusal {
	r := c.Report
	switch {
	case (r.Interest || r.Complex || r.ByLaw || c.Heard != "") && c.Review == "":
		return refuse(PaperMissing, "a legal review is mandatory here and did not agree (行政处罚法 art. 58)", "let legal review it")
	case (r.Complex || r.Major) && c.Discussed == "":
		return refuse(PaperMissing, "it must be discussed together first (行政处罚法 art. 57)", "discuss it")
	}
	return nil
}

func discuss(c *change) *Refusal {
	if len(c.in.list("present")) < 2 {
		return refuse(InvalidInput, "present must name those who discussed it, at least two", "name them")
	}
	c.Discussed = c.on
	return nil
}

// settle ends it without a penalty (行政处罚法 art. 33, 57).
func settle(c *change) *Refusal {
	if refusal := c.another("decide it"); refusal != nil {
		return refusal
	}
	if c.Referral.Waits() {
		return refuse(IsReferred, "the police or the courts have it", "wait for their answer")
	}
	c.Stage = Settled
	c.meet(stepDecide, 0)
	c.drop(stepReview)
	c.drop(stepStatement)
	c.take(measures.NoPenalty, 0, "")
	c.start(stepClose, 0, c.on)
	return nil
}

// notice tells the party what is intended, why, and its rights (行政处罚法 art. 44, 63). Five working days are the party's.
func notice(c *change) *Refusal {
	all, refusal := c.checkMeasures()
	if refusal != nil {
		return refusal
	}
	n := &Notice{On: c.on, Measures: all}
	for _, m := range all {
		known, _ := c.w.Measures.Measure(m.Code)
		n.Hearing = n.Hearing || c.w.Measures.Heard(known, c.party(m.Party).Kind, m.Fen)
	}
	c.drop(stepStatement)
	k := c.start(stepStatement, 0, c.on)
	if k == nil {
		return refuse(NotInForce, "no limit is known for it on that day", "check the day")
	}
	n.Until = k.Due
	if was := c.Notice; was != nil && was.Held == "" && n.Hearing { // told anew, the party need not ask again
		n.Asked, n.Called = was.Asked, was.Called
	}
	c.Notice, c.Stage = n, Noticed
	c.out["hearing"], c.out["until"] = n.Hearing, n.Until
	return nil
}

func waive(c *change) *Refusal {
	if len(c.in.rows("papers")) == 0 {
		return refuse(PaperMissing, "a party waives in writing", "name the paper in papers")
	}
	if c.Notice.Asked != "" && c.Notice.Held == "" {
		c.Notice.Asked = ""
	}
	c.Notice.Waived = c.on
	c.meet(stepStatement, 0)
	return nil
}

func state(*change) *Refusal { return nil } // the record is all there is to it

func askHearing(c *change) *Refusal {
	switch {
	case !c.Notice.Hearing:
		return refuse(NotAllowed, "what is intended gives no right to a hearing (行政处罚法 art. 63)", "put down what the party states")
	case c.on > c.Notice.Until:
		return refuse(TooLate, "the time to ask was over on "+c.Notice.Until, "put down what the party states")
	case c.Notice.Waived != "":
		return refuse(NotAllowed, "the party waived it", "tell the party anew, if that was a mistake")
	}
	c.Notice.Asked = c.on
	return nil
}

// callHearing tells the party when it is heard, seven working days before (行政处罚法 art. 64(2), 85).
func callHearing(c *change) *Refusal {
	if c.Notice.Asked == "" {
		return refuse(NoSuch, "nobody asked for a hearing", "nothing is to be done")
	}
	first, err := c.w.Calendar.Due(dayOf(c.on), calendar.Limit{N: 7, Unit: calendar.WorkingDays})
	if err != nil || c.in.text("for") < first.Date() {
		return refuse(TooEarly, "a party is told seven working days before (行政处罚法 art. 64)", "call it for a later day")
	}
	c.Notice.Called = c.in.text("for")
	return nil
}

// hear is held by somebody who did not investigate (行政处罚法 art. 64). After it a legal review is mandatory.
func hear(c *change) *Refusal {
	if refusal := c.another("preside over the hearing"); refusal != nil {
		return refusal
	}
	switch {
	case c.Notice.Called == "":
		return refuse(PaperMissing, "the hearing was not called", "call it seven working days before: call-hearing")
	case c.on < c.Notice.Called:
		return refuse(TooEarly, "the hearing was called for "+c.Notice.Called, "hold it on that day")
	}
	c.Notice.Held, c.Heard, c.Review = c.on, c.on, ""
	c.meet(stepStatement, 0)
	c.drop(stepReview)
	c.start(stepReview, 0, c.on)
	return nil
}

func allowSecond(c *change) *Refusal { c.Second = true; return nil }
