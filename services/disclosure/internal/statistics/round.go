package statistics

import (
	"fmt"
	"slices"

	"xiansuo/pkg/lead"
)

// Codes of what has rows, in their order.
var (
	groups       = []string{"A", "B", "C", "D", "E", "F", "G", "H", outOfScope, None}
	verdicts     = []string{string(lead.Yes), string(lead.No), string(lead.Unknown)}
	outcomes     = []string{string(lead.Substantiated), string(lead.Unsubstantiated), string(lead.Settled), string(lead.ClosedWithdrawn), string(lead.NotAcceptedOut), string(lead.HandedOut), string(lead.Declined), OutcomeMerged, OutcomeReopened, Other}
	caseOutcomes = []string{"penalised", "corrected", "educated", "refunded", "not-filed", "no-penalty", "referred", "transferred", "discipline", "revoked", Other}
	publications = []string{"published", "proposed", "not-proposed"}
)

// Tables of a release.
const (
	StreetsTable      = "streets"       // streets by group of types
	TypesTable        = "types"         // codes
	ChannelsTable     = "channels"      // how leads came
	OutcomesTable     = "outcomes"      // how leads ended
	DepartmentsTable  = "departments"   // who ended leads, and who opened cases
	AnswersTable      = "answers"       // what reporters answered
	RatesTable        = "rates"         // shares, with what they are shares of
	CasesTable        = "cases"         // how far cases came
	CaseOutcomesTable = "case-outcomes" // how cases ended
	PublicationsTable = "publications"  // what of the closed cases was published
	RefundsTable      = "refunds"       // sums
	OperationsTable   = "operations"    // joint operations
	HarmTable         = "harm"          // sexual harm
)

// Places of the network that every population has: the total goes in at one and comes out at the other.
const (
	source = "source"
	sink   = "sink"
)

// What it costs to suppress a figure beyond its number: margins are asked for most.
const (
	marginCost = 400
	codeCost   = 10
	// What is out of scope ends as declined, mostly in the same month: the two figures tell of one another, and cover nothing.
	declinedCost = 100_000
)

func pass(table, row, column, from, to string, cost int64) Pass {
	return Pass{Figure{table, row, column}, from, to, cost}
}

// whole is the figure of all of a population.
func (p Population) whole() Figure {
	switch p {
	case Received:
		return Figure{StreetsTable, Total, Total}
	case Ended:
		return Figure{OutcomesTable, Total, Count}
	case Answered:
		return Figure{AnswersTable, Total, Total}
	case HarmLeads:
		return Figure{HarmTable, "leads", Count}
	case HarmCases:
		return Figure{HarmTable, "cases", Count}
	}
	return Figure{CasesTable, string(p), Count}
}

// Round returns the way of a member through the network of its population, given the streets that have rows.
func (p Population) Round(attributes, streets []string) []Pass {
	round := []Pass{{p.whole(), sink, source, 0}}
	for i := range p.Stages() {
		round = append(round, p.stage(i, attributes, streets)...)
	}
	return round
}

// Stages returns which attributes belong to which stage of the network. Stages share nothing but the total: whatever is so in one can go
// with whatever is so in another.
func (p Population) Stages() [][]int {
	switch p {
	case Received:
		return [][]int{{0, 1}, {2}}
	case Ended, Closed:
		return [][]int{{0}, {1}}
	case Answered:
		return [][]int{{0}, {1}, {2}}
	case Opened:
		return [][]int{{0}}
	}
	return [][]int{{}}
}

// stage returns the passes of one stage. The first begins at the source, the last ends at the sink.
func (p Population) stage(i int, attributes, streets []string) []Pass {
	from, to := source, sink
	if i > 0 {
		from = string(rune('0' + i))
	}
	if i < len(p.Stages())-1 {
		to = string(rune('1' + i))
	}
	list := func(table, column string, known []string) []Pass {
		row, cost := within(known, attributes[i]), int64(0)
		if row == string(lead.Declined) {
			cost = declinedCost
		}
		return []Pass{pass(table, row, column, from, to, cost)}
	}
	switch p {
	case Received:
		if i == 0 {
			return cross(from, to, within(streets, attributes[0]), attributes[1])
		}
		return []Pass{pass(ChannelsTable, within(channels(), attributes[2]), Count, from, to, 0)}
	case Ended:
		if i == 0 {
			return list(OutcomesTable, Count, outcomes)
		}
		return list(DepartmentsTable, "ended", departments())
	case Answered:
		return []Pass{pass(AnswersTable, questions[i], within(verdicts, attributes[i]), from, to, 0)}
	case Opened:
		return list(DepartmentsTable, "opened", departments())
	case Closed:
		if i == 0 {
			return list(CaseOutcomesTable, Count, caseOutcomes)
		}
		return list(PublicationsTable, Count, publications)
	}
	return []Pass{pass("", string(p), "rest", from, to, 0)} // a number by itself: the way back, which is no figure
}

var questions = []string{"responded", "solved", "satisfied"}

// cross is the stage of streets by group, and of the codes of a group.
func cross(from, to, street, code string) []Pass {
	group := code
	if code != None {
		group = code[:1]
	}
	passes := []Pass{
		pass(StreetsTable, street, Total, from, "street "+street, marginCost),
		pass(StreetsTable, street, group, "street "+street, "group "+group, 0),
	}
	if group == code { // it has no codes of its own
		cost := int64(marginCost)
		if code == outOfScope {
			cost = declinedCost
		}
		return append(passes, pass(StreetsTable, Total, group, "group "+group, to, cost))
	}
	return append(passes, pass(StreetsTable, Total, group, "group "+group, "codes "+group, marginCost), pass(TypesTable, code, Count, "codes "+group, to, codeCost))
}

// Frame returns every figure that a population has, whether anything is counted there or not: which rows there are tells nothing.
func (p Population) Frame(streets []string) (frame []Pass) {
	each := func(attributes ...string) { frame = append(frame, p.Round(attributes, streets)...) }
	switch p {
	case Received:
		for _, street := range append(slices.Clone(streets), Other) {
			for _, c := range codes() {
				each(street, c, channels()[0])
			}
		}
		for _, c := range channels() {
			each(Other, None, c)
		}
	case Ended:
		for _, o := range outcomes {
			each(o, Other)
		}
		for _, d := range departments() {
			each(Other, d)
		}
	case Answered:
		for _, v := range verdicts {
			each(v, v, v)
		}
	case Opened:
		for _, d := range departments() {
			each(d)
		}
	case Closed:
		for _, o := range caseOutcomes {
			each(o, publications[0])
		}
		for _, o := range publications {
			each(Other, o)
		}
	default:
		each()
	}
	return frame
}

func within(known []string, code string) string {
	if slices.Contains(known, code) {
		return code
	}
	return Other
}

// codes are those of the taxonomy, but for what is told only as a number of the whole.
func codes() (out []string) {
	for _, group := range groups {
		if group == outOfScope || group == None {
			out = append(out, group)
			continue
		}
		for i := 1; i < 100; i++ {
			if c := lead.Category(fmt.Sprintf("%s%02d", group, i)); c.Valid() && c != harm {
				out = append(out, string(c))
			}
		}
	}
	return out
}

func channels() (out []string) {
	for _, c := range lead.Channels() {
		out = append(out, string(c))
	}
	return append(out, Other)
}

func departments() (out []string) {
	for _, d := range lead.Departments() {
		out = append(out, string(d))
	}
	return append(out, Other)
}
