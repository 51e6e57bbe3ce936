package cases

import (
	"slices"
	"time"

	"xiansuo/pkg/calendar"
)

// Clock is a limit that runs, or ran, in a case. It keeps the rule under which it started.
type Clock struct {
	ID       string         `json:"id"`
	Step     string         `json:"step"`
	Ref      int            `json:"ref,omitempty"` // number of the order, hold or sum that it is about
	Limit    calendar.Limit `json:"limit"`
	From     time.Time      `json:"from"`
	Due      string         `json:"due"` // the last day
	Rests    bool           `json:"rests,omitempty"`
	Right    bool           `json:"right,omitempty"`
	Local    bool           `json:"local,omitempty"`
	Law      string         `json:"law,omitempty"`
	Extended int            `json:"extended,omitempty"`
	Ended    string         `json:"ended,omitempty"` // the day
	End      string         `json:"end,omitempty"`   // met, late, lapsed or withdrawn
}

// The ends of a clock.
const (
	met       = "met"
	late      = "late"
	lapsed    = "lapsed"
	withdrawn = "withdrawn"
)

// Runs reports whether the clock has not ended.
func (k Clock) Runs() bool { return k.Ended == "" }

// Late reports whether the clock is overdue on a day. A right of the party's is never late.
func (k Clock) Late(day string) bool { return k.Runs() && !k.Right && day > k.Due }

// start starts the clock of a step on a day; none where the catalogue has none.
func (c *change) start(step string, ref int, from string) *Clock {
	at := dayOf(from)
	row, ok := c.w.Limits.of(step, c.Department, c.Category, from)
	if !ok {
		return nil
	}
	if row.Limit.Unit == calendar.Hours && from == Day(c.w.At) {
		at = c.w.At
	}
	due, err := c.w.Calendar.Due(at, row.Limit)
	if err != nil {
		return nil // days were checked: a day out of all range
	}
	k := Clock{ID: row.ID, Step: step, Ref: ref, Limit: row.Limit, From: at, Due: due.Date(), Rests: row.Rests, Right: row.Right, Local: row.Local}
	if !row.Local {
		k.Law = "《" + row.Law + "》第" + row.Article + "条"
	}
	c.Clocks = append(c.Clocks, k)
	return &c.Clocks[len(c.Clocks)-1]
}

// running returns the clock of a step that runs, or nil.
func (c *Case) running(step string, ref int) *Clock {
	i := slices.IndexFunc(c.Clocks, func(k Clock) bool { return k.Step == step && k.Ref == ref && k.Runs() })
	if i < 0 {
		return nil
	}
	return &c.Clocks[i]
}

// meet ends the clock of a step: what it waited for was done.
func (c *change) meet(step string, ref int) {
	if k := c.running(step, ref); k != nil {
		k.Ended, k.End = c.on, met
		if c.on > k.Due {
			k.End = late
		}
	}
}

// drop ends the clocks of a step that nobody owes any more; of all steps but some when step is empty.
func (c *change) drop(step string, but ...string) {
	for i := range c.Clocks {
		if k := &c.Clocks[i]; k.Runs() && (k.Step == step || step == "") && !slices.Contains(but, k.Step) {
			k.Ended, k.End = c.on, withdrawn
		}
	}
}

// extend gives the clock of a step more time, as its rule allows.
func (c *change) extend(step string, ref int) (*Clock, *Refusal) {
	k := c.running(step, ref)
	if k == nil {
		return nil, refuse(NoSuch, "no such limit runs", "GET the case: clocks says what runs")
	}
	row, ok := c.w.Limits.of(step, c.Department, c.Category, Day(k.From))
	switch {
	case !ok || row.Extend == nil || k.Extended >= row.Times:
		return nil, refuse(NotAllowed, "it may not be extended, or not once more", "act within the time")
	case c.on > k.Due:
		return nil, refuse(TooLate, "the time was over on "+k.Due, "it is late now; the act itself may still be done")
	}
	due, err := c.w.Calendar.Due(dayOf(k.Due), *row.Extend)
	if err != nil {
		return nil, refuse(NotAllowed, "the day cannot be counted", "check the day")
	}
	k.Due, k.Extended = due.Date(), k.Extended+1
	k.Limit.N += row.Extend.N
	c.out["due"] = k.Due
	return k, nil
}

// resume lets the clocks that rested run on with what was left of them.
func (c *change) resume() {
	for i := range c.Clocks {
		k := &c.Clocks[i]
		if !k.Runs() || !k.Rests {
			continue
		}
		left, err := c.w.Calendar.Resume(k.From, k.Limit, dayOf(c.Rest.From), dayOf(c.on))
		if err != nil {
			continue // it had run out before: it stays late
		}
		if due, err := c.w.Calendar.Due(dayOf(c.on), left); err == nil {
			k.From, k.Limit, k.Due = dayOf(c.on), left, due.Date()
		}
	}
	c.Rest = nil
}

// lapse releases what the law releases by itself when its time is over: evidence that was kept in place (行政处罚法 art. 56), and what was
// sealed or seized (行政强制法 art. 28).
func (c *Case) lapse(day string) {
	for i := range c.Holds {
		h := &c.Holds[i]
		if h.Released == "" && day > h.Due {
			h.Released, h.Lapsed = h.Due, true
			if k := c.running(h.step(), h.No); k != nil {
				k.Ended, k.End = h.Due, lapsed
			}
		}
	}
}

func (h Hold) step() string {
	if h.Kind == stepPreserve {
		return stepPreserve
	}
	return stepSeize
}

// NextDue returns the first day by which somebody must do something; "" when nothing runs, and while the case rests only of what does not.
func (c *Case) NextDue() string {
	next := ""
	consider := func(day string) {
		if day != "" && (next == "" || day < next) {
			next = day
		}
	}
	for _, k := range c.Clocks {
		if k.Runs() && !k.Right && (c.Rest == nil || !k.Rests) {
			consider(k.Due)
		}
	}
	for _, o := range c.Orders {
		if o.Lifted == "" && o.Handed == "" {
			consider(o.Due)
		}
	}
	return next
}
