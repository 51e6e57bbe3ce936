package statistics

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"xiansuo/pkg/lead"
)

// Population is what is counted once each.
type Population string

// The populations of a month.
const (
	Received   Population = "received"
	Ended      Population = "ended"
	Answered   Population = "answered"
	Opened     Population = "opened"
	Filed      Population = "filed"
	Decided    Population = "decided"
	Closed     Population = "closed"
	HarmLeads  Population = "harm-leads"
	HarmCases  Population = "harm-cases"
	Refunds    Population = "refunds" // sums and not numbers: no network
	Operations Population = "operations"
)

// Populations lists those whose figures are numbers of leads or cases.
func Populations() []Population {
	return []Population{Received, Ended, Answered, Opened, Filed, Decided, Closed, HarmLeads, HarmCases}
}

// Codes of rows and columns that are no codes of the vocabulary.
const (
	Total = "total"
	Count = "n"
	Other = "other" // what has no row of its own
	None  = "none"  // no rule claims it, or it is not said

	outOfScope = "X" // of any code of that group
)

// harm is the category that is told only as a number of the whole.
const harm = lead.Category("G06")

// Member is one of a population, by what it is counted as. Attributes are stage by stage: of the received the street, the code and the
// channel.
type Member struct {
	Population Population
	Subject    string
	Attributes []string
	// Of refunds: what was told altogether, in fen.
	Ordered, Paid int64
}

// OfLead returns as what a lead is counted in a population, and the day on which; the day is empty when it is not in it.
func (p Population) OfLead(l Lead) (Member, string) {
	m := Member{Population: p, Subject: l.ID}
	if l.Received == "" {
		return m, "" // a part of a lead, or intake's event is on its way
	}
	sealed := l.Category == harm
	switch {
	case p == HarmLeads && sealed:
		return m, l.Received
	case p == Received && !sealed:
		m.Attributes = []string{l.Street, code(l.Category), l.Channel}
		return m, l.Received
	case p == Ended && !sealed:
		m.Attributes = []string{l.Outcome, l.Department}
		return m, l.Ended
	case p == Answered && !sealed:
		m.Attributes = []string{verdict(l.Responded), verdict(l.Solved), verdict(l.Satisfied)}
		return m, l.Answered
	}
	return m, ""
}

// Now returns as what a lead that was told before is counted today.
func (p Population) Now(l Lead) []string {
	switch p {
	case Received:
		c := code(l.Category)
		if l.Category == harm {
			c = None // what it is about is not told any more
		}
		return []string{l.Street, c, l.Channel}
	case Ended:
		if l.Ended == "" {
			return []string{OutcomeReopened, ""}
		}
		return []string{l.Outcome, l.Department}
	case Answered:
		return []string{verdict(l.Responded), verdict(l.Solved), verdict(l.Satisfied)}
	}
	return nil
}

// OfCase returns as what a case is counted in a population, and the day on which; the day is empty when it is not in it.
func (p Population) OfCase(c Case) (Member, string) {
	m := Member{Population: p, Subject: c.Number, Attributes: p.NowCase(c)}
	if c.Harm() != (p == HarmCases) {
		return m, ""
	}
	switch p {
	case Opened:
		return m, c.Opened
	case Filed:
		return m, c.Filed
	case Decided:
		return m, c.Decided
	case Closed, HarmCases:
		return m, c.Closed
	}
	return m, ""
}

// NowCase returns as what a case that was told before is counted today.
func (p Population) NowCase(c Case) []string {
	switch p {
	case Opened:
		return []string{c.Department}
	case Closed:
		return []string{c.Outcome, publication(c)}
	}
	return nil
}

func publication(c Case) string {
	switch {
	case c.Published:
		return "published"
	case c.Proposed:
		return "proposed"
	}
	return "not-proposed"
}

// code is the code of a category as it is counted: what is not for this system is one code.
func code(c lead.Category) string {
	switch {
	case !c.Valid():
		return None
	case c[0] == outOfScope[0]:
		return outOfScope
	}
	return string(c)
}

func verdict(v lead.Verdict) string {
	if v == lead.Yes || v == lead.No {
		return string(v)
	}
	return string(lead.Unknown)
}

// ends are how names of streets and towns end: 街道、镇、乡 and what stands beside them.
var ends = []string{"街道", "镇", "乡", "苏木", "办事处", "园区", "开发区", "新区"}

// Nameable reports whether a text may be the name of a street or town in public: what senders write is not trusted to be one.
func Nameable(street string) bool {
	return utf8.RuneCountInString(street) <= 20 && strings.IndexFunc(street, func(r rune) bool { return !unicode.IsLetter(r) }) < 0 &&
		slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(street, end) })
}

// Streets returns the streets that have a row of their own: those that had one before, and those that at least smallest of these members
// name. That a street has got a row tells no more than that.
func Streets(before []string, members []Member, smallest int64) []string {
	named := map[string]int64{}
	for _, m := range members {
		if m.Population == Received && Nameable(m.Attributes[0]) {
			named[m.Attributes[0]]++
		}
	}
	rows := slices.Clone(before)
	for street, n := range named {
		if n >= smallest && !slices.Contains(rows, street) {
			rows = append(rows, street)
		}
	}
	slices.Sort(rows)
	return rows
}

// OfLeads reports whether a population is one of leads; the others are of cases.
func (p Population) OfLeads() bool {
	return p == Received || p == Ended || p == Answered || p == HarmLeads
}
