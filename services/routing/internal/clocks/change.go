package clocks

import (
	"errors"
	"fmt"
	"math"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

// Why a clock is not extended; the text of an error says what is allowed.
var (
	ErrNotExtendable = errors.New("not extendable")
	ErrTooMuch       = errors.New("too long an extension")
	ErrUsedUp        = errors.New("extended already")
)

// Pausable reports whether a clock may be paused: its entry says so, and it is not a date that somebody set.
func (c *Catalogue) Pausable(k lead.Clock) bool {
	r := c.row(k)
	return r != nil && r.Pause && k.Limit != ""
}

// Resume returns a clock that was paused at paused and goes on at resumed: with what was left of its limit, counted from
// resumed. A clock that may not be paused, that was due before the pause, or whose due does not move is returned as it was.
func (c *Catalogue) Resume(k lead.Clock, paused, resumed time.Time) lead.Clock {
	l, err := calendar.ParseLimit(k.Limit)
	if err != nil || !c.Pausable(k) {
		return k
	}
	left, err := c.calendar.Resume(k.From, l, paused, resumed)
	if err != nil {
		return k
	}
	next := k
	next.From = resumed.UTC()
	next, err = c.count(next, left)
	if err != nil || next.Due.Equal(k.Due) {
		return k
	}
	return next
}

// Extend returns a clock with n more of its unit, counted from where it was; n 0 is as much as its entry allows. already is
// how often it was extended before. The error wraps ErrNotExtendable, ErrTooMuch or ErrUsedUp.
func (c *Catalogue) Extend(k lead.Clock, n, already int) (lead.Clock, error) {
	l, err := calendar.ParseLimit(k.Limit)
	r := c.row(k)
	switch {
	case err != nil:
		return lead.Clock{}, fmt.Errorf("%w: %s has a date that somebody set, which only they can move", ErrNotExtendable, k.ID)
	case r == nil || len(r.Extensions) == 0:
		return lead.Clock{}, fmt.Errorf("%w: %s allows none", ErrNotExtendable, k.ID)
	case already < 0 || already >= len(r.Extensions):
		return lead.Clock{}, fmt.Errorf("%w: %s may be extended %d time(s)", ErrUsedUp, k.ID, len(r.Extensions))
	}
	x := r.Extensions[already]
	switch {
	case n == 0 && x.N == 0:
		return lead.Clock{}, fmt.Errorf("%w: no number is set for %s: say how many %s", ErrTooMuch, k.ID, x.Unit)
	case n < 0 || x.N > 0 && n > x.N:
		return lead.Clock{}, fmt.Errorf("%w: %s may be extended by at most %d %s", ErrTooMuch, k.ID, x.N, x.Unit)
	case n == 0:
		n = x.N
	}
	if x.Unit == calendar.Hours && l.Unit == calendar.Minutes { // what a pause left
		n *= 60
	}
	l.N += n
	next, err := c.count(k, l)
	if err != nil {
		return lead.Clock{}, fmt.Errorf("%w: %w", ErrTooMuch, err)
	}
	return next, nil
}

// Redo returns the clock of what must be done again, from from: a share of the limit that k had (half, as shipped), at least
// that of HL-11, and never more than k had. k is the clock as it was first started. Of a date that somebody set the working
// days up to it count.
func (c *Catalogue) Redo(k lead.Clock, from time.Time) lead.Clock {
	whole, err := calendar.ParseLimit(k.Limit)
	if err != nil {
		n, _ := c.calendar.WorkingDaysBetween(k.From, k.Due)
		whole = calendar.Limit{N: n, Unit: calendar.WorkingDays}
	}
	share := whole
	share.N = int(math.Ceil(float64(whole.N) * c.settings.Redo))
	least := c.row(lead.Clock{ID: redoID, From: from})
	if least == nil {
		least = c.ids[redoID][0]
	}
	again := lead.Clock{ID: redoID, Step: k.Step, Against: k.Against, From: from.UTC()}
	longest, err := c.count(again, whole)
	if err != nil {
		return k // as it was: a time out of all range
	}
	floor, err := c.count(again, least.Limit())
	if err != nil || floor.Due.After(longest.Due) {
		floor = longest
	}
	if next, err := c.count(again, share); err == nil && !next.Due.Before(floor.Due) {
		return next
	}
	return floor
}

// Recount returns a clock counted anew under the present calendar, and whether its due or its being provisional changed by that. One
// that was not counted, or is firm and comes out the same, is returned as it was.
func (c *Catalogue) Recount(k lead.Clock) (lead.Clock, bool) {
	l, err := calendar.ParseLimit(k.Limit)
	if err != nil {
		return k, false
	}
	next, err := c.count(k, l)
	changed := !next.Due.Equal(k.Due) || next.Provisional != k.Provisional
	if err != nil || !changed && !k.Provisional {
		return k, false
	}
	return next, changed
}
