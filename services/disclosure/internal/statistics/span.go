package statistics

// Span says which days count in a month: those of the month, and, where something was released before, those from the first released
// month on that nobody was told of.
type Span struct {
	Month string
	First string // the first month that was ever released; empty when none was
}

// In reports whether a day counts in the month, unless it was told of before.
func (s Span) In(day string) bool {
	m := MonthOf(day)
	return m != "" && (m == s.Month || s.First != "" && m >= s.First && m < s.Month)
}

// ToldBefore reports whether somebody was counted in a population in an earlier release.
type ToldBefore func(p Population, subject string) bool

// Members returns as what leads and cases are counted in a month, those that came to be known late among them.
func (s Span) Members(leads []Lead, cases []Case, before ToldBefore) (members []Member) {
	add := func(m Member, day string) {
		if s.In(day) && !before(m.Population, m.Subject) {
			members = append(members, m)
		}
	}
	for _, p := range Populations() {
		for _, l := range leads {
			add(p.OfLead(l))
		}
		for _, c := range cases {
			add(p.OfCase(c))
		}
	}
	return members
}
