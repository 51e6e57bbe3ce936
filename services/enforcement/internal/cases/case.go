package cases

import (
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

// Stage is how far a case is.
type Stage string

// The stages.
const (
	Opened        Stage = "opened"        // 案源登记
	Checking      Stage = "checking"      // 核查
	NotFiled      Stage = "not-filed"     // 不予立案
	Investigating Stage = "investigating" // 立案调查
	Concluded     Stage = "concluded"     // 调查终结
	Noticed       Stage = "noticed"       // 已告知
	Decided       Stage = "decided"       // 已决定·待送达
	Served        Stage = "served"        // 已送达·执行中
	Settled       Stage = "settled"       // 不予处罚或决定已撤销
	Closed        Stage = "closed"        // 结案
)

var stageNames = map[Stage]lead.Name{
	Opened: {ZH: "案源登记", EN: "Opened"}, Checking: {ZH: "核查", EN: "Being checked"}, NotFiled: {ZH: "不予立案", EN: "Not filed"},
	Investigating: {ZH: "立案调查", EN: "Under investigation"}, Concluded: {ZH: "调查终结", EN: "Investigation concluded"},
	Noticed: {ZH: "已告知", EN: "Party told"}, Decided: {ZH: "已决定待送达", EN: "Decided, to be served"},
	Served: {ZH: "已送达执行中", EN: "Served, to be performed"}, Settled: {ZH: "不予处罚", EN: "Settled without a penalty"}, Closed: {ZH: "结案", EN: "Closed"},
}

// Name returns what the stage is called.
func (s Stage) Name() lead.Name { return stageNames[s] }

// Valid reports whether it is a stage.
func (s Stage) Valid() bool { _, ok := stageNames[s]; return ok }

// Case is a case of a department, as far as it is.
type Case struct {
	Number     string          `json:"number"`
	Lead       string          `json:"lead,omitempty"`
	Origin     string          `json:"origin,omitempty"` // id of an operation or a patrol, where there is no lead
	From       lead.Department `json:"from,omitempty"`   // who handed it over as no crime (反向移送)
	Department lead.Department `json:"department"`
	Category   lead.Category   `json:"category,omitempty"`
	Street     string          `json:"street,omitempty"`
	OpenedAt   time.Time       `json:"openedAt"`
	Clue       string          `json:"clue"` // the day on which the department had the matter
	Stage      Stage           `json:"stage"`
	Sealed     bool            `json:"sealed,omitempty"`

	Last      int    `json:"last"`      // number of the newest record
	SHA256    string `json:"sha256"`    // its digest
	LastPaper string `json:"lastPaper"` // the day of the newest act; nothing is entered before it
	Routing   int    `json:"routing,omitempty"`

	Handlers []string `json:"handlers,omitempty"` // names of the actors who handled it
	Officers []string `json:"officers,omitempty"` // persons who signed as officers

	Parties []Party `json:"parties,omitempty"`
	Orders  []Order `json:"orders,omitempty"`
	Holds   []Hold  `json:"holds,omitempty"`
	Clocks  []Clock `json:"clocks,omitempty"`
	Rest    *Rest   `json:"rest,omitempty"`
	Money   Money   `json:"money"`
	Refund  Refund  `json:"refund"`
	Taken   []Taken `json:"taken,omitempty"`

	Found     string     `json:"found,omitempty"`     // what the check found
	Inquiries int        `json:"inquiries,omitempty"` // records of the investigation
	Filing    string     `json:"filing,omitempty"`    // number of the filing
	Report    *Report    `json:"report,omitempty"`
	Review    string     `json:"review,omitempty"`    // the day on which the legal reviewers agreed
	Discussed string     `json:"discussed,omitempty"` // the day of the collective discussion
	Notice    *Notice    `json:"notice,omitempty"`
	Decisions []Decision `json:"decisions,omitempty"`
	Dues      []Payable  `json:"dues,omitempty"`
	Referral  *Referral  `json:"referral,omitempty"`
	Second    bool       `json:"second,omitempty"` // the taskforce allows a fine though another department fined the same
	Outcome   string     `json:"outcome,omitempty"`
	ClosedOn  string     `json:"closedOn,omitempty"`
}

// Party is a party of a case: the institution, a person who is responsible, who lent the premises.
type Party struct {
	No             int            `json:"no"`
	Name           string         `json:"name"`
	Kind           lead.PartyKind `json:"kind"`
	As             string         `json:"as"`
	USCC           string         `json:"uscc,omitempty"`
	Representative string         `json:"representative,omitempty"`
	MaskedID       string         `json:"maskedId,omitempty"`
	Institution    string         `json:"institution,omitempty"`
}

// Order is what was ordered and must be done by a day: to stop, to rectify, to refund; or a seal.
type Order struct {
	No          int    `json:"no"`
	Kind        string `json:"kind"`
	Safety      bool   `json:"safety,omitempty"`
	Party       int    `json:"party,omitempty"`
	Institution string `json:"institution,omitempty"`
	Opened      string `json:"opened"`
	Due         string `json:"due,omitempty"`
	Lifted      string `json:"lifted,omitempty"`
	Failed      int    `json:"failed,omitempty"` // rechecks that were not passed
	Handed      string `json:"handed,omitempty"` // to whom it was handed over
}

// Hold is something that is kept for a time: evidence in place (先行登记保存), or sealed or seized (查封扣押).
type Hold struct {
	No       int    `json:"no"`
	Kind     string `json:"kind"`
	What     string `json:"what"`
	From     string `json:"from"`
	Due      string `json:"due"`
	Released string `json:"released,omitempty"`
	Lapsed   bool   `json:"lapsed,omitempty"` // released by the law, for its time was over
	Extended bool   `json:"extended,omitempty"`
}

// Rest is why and since when the clocks that may rest do so.
type Rest struct {
	Reason string `json:"reason"`
	From   string `json:"from"`
}

// Money is the arithmetic of a case, in fen: collected - refundedBefore - lawful = gains.
type Money struct {
	Collected      int64 `json:"collected,omitempty"`
	RefundedBefore int64 `json:"refundedBefore,omitempty"`
	Lawful         int64 `json:"lawful,omitempty"`
	Gains          int64 `json:"gains,omitempty"`
	AdCost         int64 `json:"adCost,omitempty"`
	Goods          int64 `json:"goods,omitempty"`
	Set            bool  `json:"set,omitempty"`
}

// Taken is a measure that is no decision: a talk, oral education, an entry in a list.
type Taken struct {
	Code  string `json:"code"`
	Party int    `json:"party,omitempty"`
	On    string `json:"on"`
	Until string `json:"until,omitempty"`
	Text  string `json:"text,omitempty"`
}

// Report is what the report at the end of the investigation says.
type Report struct {
	On       string `json:"on"`
	Proposal string `json:"proposal"`
	Interest bool   `json:"interest,omitempty"` // 涉及重大公共利益
	Complex  bool   `json:"complex,omitempty"`  // 疑难复杂、涉及多个法律关系
	ByLaw    bool   `json:"byLaw,omitempty"`    // 法律、法规规定应当审核
	Major    bool   `json:"major,omitempty"`    // 情节复杂或者重大违法: 集体讨论
}

// Notice is what a party was told before the decision (行政处罚法 art. 44, 63, 64).
type Notice struct {
	On       string    `json:"on"`
	Until    string    `json:"until"` // until then the party may ask for a hearing
	Hearing  bool      `json:"hearing,omitempty"`
	Waived   string    `json:"waived,omitempty"`
	Asked    string    `json:"asked,omitempty"`
	Held     string    `json:"held,omitempty"`
	Measures []Measure `json:"measures"`
}

// Measure is a measure on a party, with how a fine was reached.
type Measure struct {
	Party   int    `json:"party"`
	Code    string `json:"code"`
	Fen     int64  `json:"fen,omitempty"`
	Text    string `json:"text,omitempty"`
	Until   string `json:"until,omitempty"`
	Basis   string `json:"basis,omitempty"`
	Of      string `json:"of,omitempty"`
	Base    int64  `json:"base,omitempty"`
	Percent int64  `json:"percent,omitempty"`
	Grade   string `json:"grade,omitempty"`
}

// Decision is a decision; one that was changed is followed by another version.
type Decision struct {
	Number     string    `json:"number"`
	Version    int       `json:"version"`
	On         string    `json:"on"`
	ActOn      string    `json:"actOn"` // the day of the conduct, by which the law is chosen
	Served     string    `json:"served,omitempty"`
	Simple     bool      `json:"simple,omitempty"`
	Agency     string    `json:"agency"`
	AgencyCode string    `json:"agencyCode,omitempty"`
	Violation  string    `json:"violation"`
	Facts      string    `json:"facts"`
	Basis      string    `json:"basis"`
	Hide       []string  `json:"hide,omitempty"`
	Measures   []Measure `json:"measures"`
	Ended      string    `json:"ended,omitempty"` // why it does not stand any more
	EndedOn    string    `json:"endedOn,omitempty"`
}

// InForce reports whether the decision stands.
func (d Decision) InForce() bool { return d.Ended == "" }

// Fines reports whether the decision fines somebody.
func (d Decision) Fines() bool { return fines(d.Measures) }

// Payable is a sum that a party owes by a decision, in fen.
type Payable struct {
	Party     int    `json:"party"`
	Code      string `json:"code"`
	Fen       int64  `json:"fen"`
	Paid      int64  `json:"paid,omitempty"`
	Surcharge int64  `json:"surcharge,omitempty"` // of it, what was paid
	PaidOn    string `json:"paidOn,omitempty"`
	Due       string `json:"due,omitempty"`
	Urged     string `json:"urged,omitempty"` // until then it may be paid before a court is asked
	Court     string `json:"court,omitempty"` // the day on which a court was asked
}

// Referral is how far a suspected crime is that was referred to the police.
type Referral struct {
	State string `json:"state"` // proposed, approved, referred, signed, filed, not-filed, objected, ended, returned
	On    string `json:"on"`
	Crime string `json:"crime,omitempty"`
}

// Waits reports whether the administrative decision waits for the police or for the courts.
func (r *Referral) Waits() bool {
	if r == nil {
		return false
	}
	switch r.State {
	case "approved", "referred", "signed", "filed", "objected":
		return true
	}
	return false
}

// Standing returns the decision that stands, or nil.
func (c *Case) Standing() *Decision {
	for i := len(c.Decisions) - 1; i >= 0; i-- {
		if c.Decisions[i].InForce() {
			return &c.Decisions[i]
		}
	}
	return nil
}

// Subject is what the events of the case are about: its lead, or what it came from.
func (c *Case) Subject() string {
	if c.Lead != "" {
		return c.Lead
	}
	return c.Origin
}

func (c *Case) party(no int) *Party {
	if no < 1 || no > len(c.Parties) {
		return nil
	}
	return &c.Parties[no-1]
}

func (c *Case) order(no int) *Order {
	if no < 1 || no > len(c.Orders) {
		return nil
	}
	return &c.Orders[no-1]
}

// Day returns the day of a moment in China.
func Day(at time.Time) string { return at.In(calendar.China).Format(time.DateOnly) }

func dayOf(day string) time.Time {
	at, _ := time.ParseInLocation(time.DateOnly, day, calendar.China)
	return at
}
