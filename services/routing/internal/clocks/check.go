package clocks

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

var (
	stepWord = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	rowID    = regexp.MustCompile(`^[A-Z]{2}-[0-9]{2}$`)
	document = regexp.MustCompile(`^M(0[1-9]|1[0-9])$`)
	services = []string{"", "intake", "routing", "enforcement", "disclosure"}
)

// check reads the dates of a row and says what is wrong with it.
func (r *row) check(c *calendar.Calendar) error {
	var dates error
	if r.from, dates = date(r.From); dates == nil && r.To != "" {
		if r.until, dates = date(r.To); dates == nil {
			r.until = r.until.AddDate(0, 0, 1)
		}
	}
	switch {
	case dates != nil:
		return dates
	case r.To != "" && !r.from.Before(r.until):
		return errors.New("to is before from")
	case !rowID.MatchString(r.ID):
		return errors.New("id must be two letters and two digits, such as HL-05")
	case !stepWord.MatchString(string(r.Step)):
		return errors.New("step must be words in small letters joined by hyphens")
	case !slices.Contains(services, r.Service):
		return errors.New("service is not known")
	}
	if _, err := c.Due(r.from, r.Limit()); err != nil {
		return err
	}
	return cmp.Or(r.checkNames(), r.checkBasis(), r.checkExtensions(), r.checkConditions())
}

func date(s string) (time.Time, error) {
	t, err := time.ParseInLocation(time.DateOnly, s, calendar.China)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a date: write it as 2026-11-22", s)
	}
	return t, nil
}

func (r *row) checkNames() error {
	for _, n := range []lead.Name{r.Name, r.Starts} {
		if n.ZH == "" || n.EN == "" {
			return errors.New("name and starts need zh and en")
		}
	}
	return nil
}

// checkBasis wants a law with its article, or none at all.
func (r *row) checkBasis() error {
	if r.Local {
		if len(r.Basis) > 0 {
			return errors.New("a local row has no basis: no law sets it")
		}
		return nil
	}
	if len(r.Basis) == 0 {
		return errors.New("basis is required: the law and its article, or local: true")
	}
	for _, b := range r.Basis {
		if b.Law == "" || b.Article == "" || b.Law == LocalPractice {
			return errors.New("basis needs law and article")
		}
	}
	return nil
}

func (r *row) checkExtensions() error {
	for _, x := range r.Extensions {
		switch {
		case x.Unit != r.Unit || x.Unit == calendar.Months:
			return fmt.Errorf("an extension must be in the row's unit %s, and months cannot be extended", r.Unit)
		case x.N < 0:
			return errors.New("an extension has a negative n")
		}
	}
	return nil
}

func (r *row) checkConditions() error {
	return cmp.Or(
		known("against", r.Against, func(h lead.Holder) bool {
			_, department := h.Department()
			return department || h == lead.Desk || h == lead.Taskforce
		}),
		known("urgency", r.Urgency, lead.Urgency.Valid),
		known("category", r.Category, func(c lead.Category) bool {
			return c.Valid() || len(c) == 1 && strings.Contains("ABCDEFGHX", string(c))
		}),
		known("channel", r.Channel, lead.Channel.Valid),
		known("appeal", r.Appeal, func(word string) bool { return word != "" }),
		known("document", r.Document, func(m lead.Movement) bool { return document.MatchString(string(m)) }),
	)
}

func known[T ~string](condition string, o OneOf[T], valid func(T) bool) error {
	for _, v := range o {
		if !valid(v) {
			return fmt.Errorf("%s %q is not known", condition, v)
		}
	}
	return nil
}
