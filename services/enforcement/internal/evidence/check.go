package evidence

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"xiansuo/pkg/calendar"
	"xiansuo/services/internal/text"
)

// Code says why something is refused; programs decide on it.
type Code string

// The codes.
const (
	Invalid    Code = "invalid"     // a field is missing or wrong
	NotYours   Code = "not-yours"   // the actor may not do this
	NotNow     Code = "not-now"     // not as it stands
	Executable Code = "executable"  // programs are not kept
	TwoNeeded  Code = "two-needed"  // the law wants two officers
	Later      Code = "in-future"   // the day has not come
	OutOfOrder Code = "out-of-line" // before what happened last
)

// Refused says why an item or an act is refused, and in which field. It never repeats what was sent.
type Refused struct {
	Code   Code
	Field  string // as in JSON; empty where none is at fault
	Detail string
}

// Error makes it an error.
func (r *Refused) Error() string {
	if r.Field == "" {
		return r.Detail
	}
	return r.Field + " " + r.Detail
}

func refuse(code Code, field, detail string) error { return &Refused{code, field, detail} }

// How long texts may be, in characters.
const (
	short = 100
	long  = 1000
)

type field struct {
	name, value string
	most        int
	needed      bool
}

func (i Item) check(now time.Time) error {
	fields := []field{{"title", i.Title, 200, true}, {"source", i.Source, short * 2, true}, {"place", i.Place, short * 2, true}, {"original", i.Original, short * 2, i.Copy},
		{"about.id", i.About.ID, short, true}}
	if i.Thing != nil {
		fields = append(fields, field{"thing.quantity", i.Thing.Quantity, short, true}, field{"thing.features", i.Thing.Features, long, false},
			field{"thing.custody", i.Thing.Custody, short * 2, true}, field{"thing.keeper", i.Thing.Keeper, short, true})
	}
	for _, o := range i.Officers {
		fields = append(fields, field{"officers.name", o.Name, 50, true}, field{"officers.card", o.Card, 50, false})
	}
	if err := checkFields(fields); err != nil {
		return err
	}
	switch {
	case !slices.Contains(Types(), i.Type):
		return refuse(Invalid, "type", "must be one of the eight types of evidence")
	case !slices.Contains(Origins(), i.Origin):
		return refuse(Invalid, "origin", "must be collected, submitted, transferred or appraised")
	case !slices.Contains([]Kind{Case, Operation, Round}, i.About.Kind):
		return refuse(Invalid, "about.kind", "must be case, operation or round")
	case i.File == nil && i.Thing == nil:
		return refuse(Invalid, "file", "or thing is needed: evidence is a file, a thing, or both")
	case i.Type == Physical && i.Thing == nil:
		return refuse(Invalid, "thing", "is needed: physical evidence lies somewhere")
	case i.Copy && i.Type == Physical:
		return refuse(Invalid, "copy", "does not fit: a copy of a thing is a picture of it, which is another type")
	case i.Time != "" && !isTime(i.Time):
		return refuse(Invalid, "time", "must be written as 15:04")
	}
	if err := i.checkOfficers(); err != nil {
		return err
	}
	return checkDay(i.On, now)
}

func (i Item) checkOfficers() error {
	distinct := map[string]bool{}
	for _, o := range i.Officers {
		distinct[text.Name(o.Name)] = true
	}
	switch {
	case len(i.Officers) > 10:
		return refuse(Invalid, "officers", "may be at most ten")
	case len(distinct) < len(i.Officers):
		return refuse(Invalid, "officers", "names somebody twice")
	case len(i.Officers) == 0:
		return refuse(Invalid, "officers", "is needed: who took it")
	case len(i.Officers) < 2 && i.NeedsTwo():
		return refuse(TwoNeeded, "officers", "must be at least two (行政处罚法 art. 42)")
	}
	return nil
}

func checkFields(fields []field) error {
	for _, f := range fields {
		switch {
		case f.needed && strings.TrimSpace(f.value) == "":
			return refuse(Invalid, f.name, "is needed")
		case !utf8.ValidString(f.value) || strings.ContainsFunc(f.value, hidden):
			return refuse(Invalid, f.name, "must hold no control characters")
		case utf8.RuneCountInString(f.value) > f.most:
			return refuse(Invalid, f.name, "is too long")
		}
	}
	return nil
}

// hidden are characters that nobody sees and that change what is seen: controls but tabs and line breaks, and those that turn the
// direction of writing.
func hidden(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
}

func isTime(text string) bool {
	_, err := time.Parse("15:04", text)
	return err == nil
}

// checkDay checks that a day is one, and not in the future.
func checkDay(on string, now time.Time) error {
	day, err := time.ParseInLocation(time.DateOnly, on, calendar.China)
	switch {
	case err != nil || day.Year() < 1990:
		return refuse(Invalid, "on", "must be a day such as 2026-07-01")
	case day.After(now):
		return refuse(Later, "on", "is in the future")
	}
	return nil
}
