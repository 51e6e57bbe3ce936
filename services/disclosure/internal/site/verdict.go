package site

import "xiansuo/pkg/lead"

// Verdict is what the site says of an institution first.
type Verdict string

// The verdicts, strongest first: whatever keeps an institution from teaching is said before its licence.
const (
	SaysClosed     Verdict = "closed"     // it does not teach any more
	SaysSuspended  Verdict = "suspended"  // it must not teach before a recheck is passed
	SaysExpired    Verdict = "expired"    // licensed once; no licence is valid today
	SaysNotYet     Verdict = "notyet"     // its licence begins later
	SaysLicensed   Verdict = "licensed"   // licensed to teach, and nothing keeps it from teaching
	SaysRegistered Verdict = "registered" // registered, and not licensed to teach
	SaysNeither    Verdict = "neither"    // neither licensed nor registered
)

// Answer is what the site says of an institution on a day.
type Answer struct {
	Institution lead.InstitutionChanged
	Verdict     Verdict
	Licences    []Licence
	// Watch are the entries of the watch list that are public on that day.
	Watch []lead.WatchEntry
	// White says that it stands on the white list on that day.
	White bool
}

// Good reports whether nothing keeps the institution from teaching what it is licensed for.
func (a Answer) Good() bool { return a.Verdict == SaysLicensed }

// Licence is a licence with how it stands on a day.
type Licence struct {
	lead.Licence
	Stands Stands
}

// Stands is how a licence stands on a day.
type Stands string

// How a licence stands.
const (
	Valid   Stands = "valid"
	Expired Stands = "expired"
	NotYet  Stands = "notyet"
	Barred  Stands = "barred" // within its dates, and its holder may not teach
)

// Say returns what the site says of an institution on a day in China, 2006-01-02.
func Say(i lead.InstitutionChanged, today string) Answer {
	a := Answer{Institution: i}
	valid, later := false, false
	for _, l := range i.Licences {
		stands := Valid
		switch {
		case l.From > today:
			stands, later = NotYet, true
		case l.Until != "" && l.Until < today:
			stands = Expired
		case i.Standing != lead.Open:
			stands = Barred
		default:
			valid = true
		}
		a.Licences = append(a.Licences, Licence{l, stands})
	}
	a.Verdict = verdict(i, valid || len(i.Licences) == 0, later)
	for _, w := range i.Watch {
		if public(w) && w.From <= today && today <= w.Until {
			a.Watch = append(a.Watch, w)
		}
	}
	until := whiteUntil(i)
	a.White = a.Good() && until != "" && (until == forever || today <= until)
	return a
}

func verdict(i lead.InstitutionChanged, valid, later bool) Verdict {
	switch {
	case i.Standing == lead.Closed:
		return SaysClosed
	case i.Standing == lead.Suspended:
		return SaysSuspended
	case i.Papers == lead.OnlyRegistered:
		return SaysRegistered
	case i.Papers != lead.BothPapers:
		return SaysNeither
	case valid:
		return SaysLicensed
	case later:
		return SaysNotYet
	}
	return SaysExpired
}
