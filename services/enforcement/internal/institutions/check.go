package institutions

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"xiansuo/pkg/lead"
)

// Limits of what is written down, in characters and items: what is public of an institution fits into an event of 64 KiB.
const (
	maxName   = 100
	maxText   = 200
	maxReason = 2000
	maxNumber = 64
	maxItems  = 20
	maxNames  = 10
)

// plain checks a text of one line that a person entered.
func plain(field, s string, most int, needed bool) error {
	switch {
	case needed && strings.TrimSpace(s) == "":
		return invalid(field, "is required")
	case !utf8.ValidString(s):
		return invalid(field, "must be UTF-8")
	case utf8.RuneCountInString(s) > most:
		return invalid(field, "must have at most %d characters", most)
	case strings.ContainsFunc(s, unicode.IsControl):
		return invalid(field, "must hold no control characters")
	}
	return nil
}

// lines checks a text of several lines.
func lines(field, s string, needed bool) error {
	return plain(field, strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(s), maxReason, needed)
}

// dayIn checks a day; needed says that it must be there.
func dayIn(field, s string, needed bool) error {
	if s == "" && !needed {
		return nil
	}
	if !validDay(s) {
		return invalid(field, "must be a day such as 2026-07-01")
	}
	return nil
}

func span(field, from, until string) error {
	if from != "" && until != "" && until < from {
		return invalid(field, "must not lie before its beginning")
	}
	return nil
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// check says what is wrong with details, at a day: what was closed or ended is in the past.
func (d Details) check(today string) error {
	err := first(plain("name", d.Name, maxName, true), names("aliases", d.Aliases), names("former", d.Former), d.Registration.check(),
		counts("places", len(d.Places), maxItems), counts("licences", len(d.Licences), maxItems), counts("operators", len(d.Operators), maxItems), dayIn("closedOn", d.ClosedOn, false))
	if err == nil && d.ClosedOn > today {
		err = invalid("closedOn", "must not lie in the future")
	}
	if err != nil {
		return err
	}
	for i, p := range d.Places {
		at := fmt.Sprintf("places/%d/", i)
		if err := first(plain(at+"address", p.Address, maxText, true), plain(at+"street", p.Street, 100, false),
			plain(at+"community", p.Community, 100, false), plain(at+"grid", p.Grid, maxNumber, false)); err != nil {
			return err
		}
	}
	for i, o := range d.Operators {
		at := fmt.Sprintf("operators/%d/", i)
		if err := first(plain(at+"name", o.Name, 100, true), plain(at+"role", o.Role, 50, false)); err != nil {
			return err
		}
	}
	return d.checkLicences(today)
}

func (d Details) checkLicences(today string) error {
	for i, l := range d.Licences {
		at := fmt.Sprintf("licences/%d/", i)
		if err := first(plain(at+"number", l.Number, maxNumber, true), plain(at+"authority", l.Authority, maxName, l.Department == ""),
			plain(at+"scope", l.Scope, maxText, true), dayIn(at+"from", l.From, true), dayIn(at+"until", l.Until, false),
			dayIn(at+"endedOn", l.EndedOn, false), span(at+"until", l.From, l.Until)); err != nil {
			return err
		}
		switch {
		case l.Department != "" && l.Department != lead.Education && l.Department != lead.Culture:
			return invalid(at+"department", "must be education, culture or absent for an authority outside")
		case l.EndedOn > today:
			return invalid(at+"endedOn", "must not lie in the future")
		case slices.ContainsFunc(d.Licences[:i], func(o Licence) bool { return o.Number == l.Number }):
			return invalid(at+"number", "stands there twice")
		}
	}
	return nil
}

func (r Registration) check() error {
	if err := first(dayIn("registration/from", r.From, false), dayIn("registration/until", r.Until, false), span("registration/until", r.From, r.Until)); err != nil {
		return err
	}
	if r.Kind != "" && !slices.Contains(registrationKinds, r.Kind) {
		return invalid("registration/kind", "must be one of %v", registrationKinds)
	}
	if r.USCC == "" {
		return nil
	}
	if err := CheckCode(r.USCC); err != nil {
		return invalid("registration/uscc", "%s", err)
	}
	switch kind := kindOfCode(r.USCC); {
	case r.Kind == "":
		return invalid("registration/kind", "is required beside this code: one of %v", registrationKinds)
	case kind != "" && kind != r.Kind:
		return invalid("registration/kind", "is not what the first two characters of the code say")
	}
	return nil
}

func counts(field string, n, most int) error {
	if n > most {
		return invalid(field, "must have at most %d items", most)
	}
	return nil
}

func names(field string, all []string) error {
	if err := counts(field, len(all), maxNames); err != nil {
		return err
	}
	for i, s := range all {
		if err := plain(fmt.Sprintf("%s/%d", field, i), s, maxName, true); err != nil {
			return err
		}
	}
	return nil
}

// clean returns details as they are kept: without blanks around, codes in capitals.
func (d Details) clean() Details {
	d.Name = strings.TrimSpace(d.Name)
	d.Aliases, d.Former = trimmed(d.Aliases), trimmed(d.Former)
	d.Registration.USCC = CleanCode(d.Registration.USCC)
	d.Places, d.Licences, d.Operators = slices.Clone(d.Places), slices.Clone(d.Licences), slices.Clone(d.Operators)
	for i := range d.Places {
		p := &d.Places[i]
		if p.Address, p.Street = strings.TrimSpace(p.Address), strings.TrimSpace(p.Street); p.Street == "" {
			p.Street = streetOf(p.Address)
		}
	}
	for i := range d.Licences {
		d.Licences[i].Number = strings.TrimSpace(d.Licences[i].Number)
	}
	return d
}

func trimmed(all []string) (out []string) {
	for _, s := range all {
		if s = strings.TrimSpace(s); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// happened checks the day of an act: not in the future of the moment when it is entered.
func happened(on string, at time.Time) error {
	if err := dayIn("on", on, true); err != nil {
		return err
	}
	if on > DayOf(at) {
		return invalid("on", "must not lie in the future")
	}
	return nil
}
