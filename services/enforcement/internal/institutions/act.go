package institutions

import (
	"reflect"
	"slices"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/mask"
)

// Why says who acts, when that is entered, on which day it happened, and for what reason.
type Why struct {
	By     actor.Actor
	At     time.Time
	On     string
	Reason string
}

func (w Why) because(reason string) Why {
	w.Reason = reason
	return w
}

func (w Why) today() string { return DayOf(w.At) }

// check says what is wrong with when and why.
func (w Why) check() error {
	return first(w.moment(), lines("reason", w.Reason, true))
}

// moment says what is wrong with when, and with who somebody says to be.
func (w Why) moment() error {
	return first(happened(w.On, w.At), plain("by/unit", w.By.Unit, 100, false), plain("by/person", w.By.Person, 100, false))
}

// freely masks what an officer writes freely: it must not tell who reported.
func freely(s string) string { return mask.New(mask.Reporter{}).Text(s) }

func (s *State) record(act string, w Why, before, after any) {
	s.Records++
	s.Fresh = append(s.Fresh, Record{No: s.Records, At: w.At, On: w.On, Act: act, By: w.By, Reason: freely(w.Reason), Before: before, After: after})
}

// Keeps reports whether an actor keeps the register: education and culture as licensing authorities, and the taskforce.
func Keeps(a actor.Actor) bool {
	return a.Works(lead.Education) || a.Works(lead.Culture) || a.Role == actor.Taskforce
}

// Reads reports whether an actor may read the register with its inner lists: every department, and whoever oversees.
func Reads(a actor.Actor) bool { return a.Department != "" || a.Oversees() }

var errKeeps = forbidden("this token does not keep the register", "education, culture or the taskforce does")

// Create enters an institution. One without papers is entered by a decision only: this is no register of people who teach.
func Create(id string, d Details, decision string, w Why) (*State, error) {
	if !Keeps(w.By) {
		return nil, errKeeps
	}
	d = d.clean()
	if d.Registration.Kind == "" {
		d.Registration.Kind = kindOfCode(d.Registration.USCC)
	}
	if err := first(w.check(), d.check(w.today()), plain("decision", decision, maxNumber, false)); err != nil {
		return nil, err
	}
	if d.Registration.Kind == "" && len(d.Licences) == 0 && decision == "" {
		return nil, invalid("decision", "is required for an institution that is neither licensed nor registered: the number of the decision by which it is entered")
	}
	if err := mayLicense(w.By, nil, d.Licences); err != nil {
		return nil, err
	}
	s := &State{Institution: Institution{ID: id, Details: d, Decision: decision}}
	s.record(Created, w, nil, d)
	return s, nil
}

// Change writes details down anew. seen is the number of the last record that whoever changes it has seen. Market corrects the registration
// and nothing else; an authority changes its own licences only, the taskforce all.
func (s *State) Change(d Details, seen int, w Why) error {
	registrar := w.By.Works(lead.Market)
	if !Keeps(w.By) && !registrar {
		return errKeeps
	}
	d = d.clean()
	if d.Registration.Kind == "" {
		d.Registration.Kind = kindOfCode(d.Registration.USCC)
	}
	if err := first(w.check(), d.check(w.today()), s.present()); err != nil {
		return err
	}
	if seen != s.Records {
		return notNow(Stale, "somebody changed this institution since", "read it again and name its records")
	}
	if registrar {
		rest := d
		rest.Registration = s.Registration
		if !same(rest, s.Details) {
			return forbidden("market supervision corrects the registration and nothing else", "leave the other members as they are")
		}
	}
	if err := mayLicense(w.By, s.Licences, d.Licences); err != nil {
		return err
	}
	if d.Name != s.Name && !slices.Contains(d.Former, s.Name) && !slices.Contains(d.Aliases, s.Name) {
		d.Former = append(slices.Clone(d.Former), s.Name)
		if len(d.Former) > maxNames {
			d.Former = d.Former[1:]
		}
	}
	if same(d, s.Details) {
		return nil
	}
	before := s.Details
	s.Details = d
	s.record(Changed, w, before, d)
	return nil
}

// same reports whether details say the same; an empty list is none.
func same(a, b Details) bool {
	tidy := func(d Details) Details {
		d.Aliases, d.Former = slices.Concat(d.Aliases, nil), slices.Concat(d.Former, nil)
		d.Places, d.Licences, d.Operators = slices.Concat(d.Places, nil), slices.Concat(d.Licences, nil), slices.Concat(d.Operators, nil)
		return d
	}
	return reflect.DeepEqual(tidy(a), tidy(b))
}

// mayLicense refuses an authority to change a licence that another gave.
func mayLicense(by actor.Actor, before, after []Licence) error {
	for _, lists := range [][2][]Licence{{before, after}, {after, before}} {
		for _, l := range lists[0] {
			if !slices.Contains(lists[1], l) && !authority(by, l.Department) && by.Role != actor.Taskforce {
				return forbidden("a licence is written down by the authority that gave it, or the taskforce", "leave the licences of others as they are; those of authorities outside are the taskforce's")
			}
		}
	}
	return nil
}

// authority reports whether an actor acts for who gives licences: the department itself, or the taskforce for an authority outside.
func authority(by actor.Actor, d lead.Department) bool {
	if d == "" {
		return by.Role == actor.Taskforce
	}
	return by.Works(d)
}

func (s *State) present() error {
	if s.Removed != "" {
		return notNow(IsRemoved, "this institution is not in the register any more", "act on the one that it was merged into, or enter a new one")
	}
	return nil
}

// Remove takes an institution out of the register that was put down by mistake, or merges it into another.
func (s *State) Remove(into string, w Why) error {
	if w.By.Role != actor.Taskforce {
		return forbidden("only the taskforce takes an institution out of the register", "ask the taskforce")
	}
	if err := first(w.check(), s.present()); err != nil {
		return err
	}
	switch {
	case into == s.ID:
		return invalid("into", "must be another institution")
	case s.Suspended(w.today()): // else it would be entered anew, and be open
		return notNow(IsSuspended, "a safety order stands on the institution: it stays in the register until that is lifted", "have the order lifted first, or let its case name the other institution")
	}
	s.Removed, s.Into = freely(w.Reason), into
	s.record(RemovedIt, w, s.Details, map[string]string{"into": into})
	return nil
}
