// Package supervision is what the supervising office counts: the indicators and their definitions, how long each holder had a lead,
// which leads went in a circle, the cards of a month, and what an auditor asks.
//
//	q, mistakes := supervision.Parse(parameters, now)     // by what, of when
//	rows := ...                                           // counts of the database
//	report := supervision.Tabulate(q, rows)               // every indicator of every group, with what was left out
//	held := supervision.Held(records, from, to)           // who had a lead, adding up to the wall clock
//
// Time is counted from the dispatch and not from the signature, so that not signing is not free; what a department pushes back is
// shown beside what it does late. Everything here is a pure function of its arguments.
package supervision

import "xiansuo/pkg/lead"

// Count is something that is counted, or measured in seconds.
type Count string

// What becomes of a clock of one of the groups sign, handle, answer, contact, transfer-clock and office, that was due in a period.
const (
	Met       = ".met"       // what it waited for was done before it was due
	Late      = ".late"      // it was due before that, or is overdue and runs still
	Lapsed    = ".lapsed"    // the work was ended without it
	Withdrawn = ".withdrawn" // it was taken back, refused or handed on before it was due
	Running   = ".running"   // it is not due yet, or rests
)

// Groups of clocks.
const (
	SignClock     Count = "sign"
	HandleClock   Count = "handle"         // of the department that leads
	AnswerClock   Count = "answer"         // what is owed to others on the way: assistance, acceptance, the police's notice
	ContactClock  Count = "contact"        // the first word with the reporter
	TransferClock Count = "transfer-clock" // handing over what belongs elsewhere
	OfficeClock   Count = "office"         // what the desk and the taskforce decide
	OtherClock    Count = "other"          // receipts of letters, approvals
)

// Counts of what happened in a period.
const (
	Offered       Count = "offered"     // asked to lead or to assist
	PushedBack    Count = "pushed-back" // returns asked, transfers refused
	ReturnRefused Count = "return.refused"
	ReturnGranted Count = "return.granted"
	ReturnOther   Count = "return.other" // decided otherwise: a question, a dispute
	ReturnPending Count = "return.pending"
	Disputed      Count = "disputed"
	Redone        Count = "redone"

	Closed                Count = "closed"
	ClosedSubstantiated   Count = "closed.substantiated"
	ClosedUnsubstantiated Count = "closed.unsubstantiated"
	ClosedOther           Count = "closed.other"
	ClosedFiled           Count = "closed.filed" // of what was verified
	ClosedUnasked         Count = "closed.unasked"

	Reached Count = "revisit.reached"
	Missed  Count = "revisit.missed"

	Transferred      Count = "transfer"
	TransferAdopted  Count = "transfer.adopted"
	TransferDeclined Count = "transfer.declined"
	TransferPending  Count = "transfer.pending"
	TransferRecalled Count = "transfer.recalled"
	Supervised       Count = "supervised"
	Escalated        Count = "escalated"
	Received         Count = "received"
	Folded           Count = "folded"
	UnsignedTime     Count = "unsigned-time"
	SignTime         Count = "sign-time"
	HandleTime       Count = "handle-time"
	respondedYes     Count = "responded.yes"
	respondedNo      Count = "responded.no"
	respondedUnknown Count = "responded.unknown"
	solvedYes        Count = "solved.yes"
	solvedNo         Count = "solved.no"
	solvedUnknown    Count = "solved.unknown"
	satisfiedYes     Count = "satisfied.yes"
	satisfiedNo      Count = "satisfied.no"
	satisfiedUnknown Count = "satisfied.unknown"
)

// CriticalLate counts clocks of critical leads that were overdue, for cards.
const CriticalLate Count = "overdue.critical"

// Group is what a count is of: a part of the period and a value of each dimension; empty where the report is not by it.
type Group struct {
	Bucket     string // first day of the part, as 2026-07-01
	Department lead.Holder
	Street     string
	Grid       string
	Channel    lead.Channel
	Category   lead.Category
	Class      string // first letter of the category
}

// Row is how often something was counted in a group. Of what is measured, Sum, P50 and P90 are seconds.
type Row struct {
	Group
	Count         Count
	N             int64
	Sum, P50, P90 float64
}
