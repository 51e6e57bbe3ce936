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
	Heard     string     `json:"heard,omitempty"`     // the day of the last hearing, whatever the party was told after it
	Discussed string     `json:"discussed,omitempty"` // the day of the collective discussion
	Notice    *Notice    `json:"notice,omitempty"`
	Decisions []Decision `json:"decisions,omitempty"`
	Dues      []Payable  `json:"dues,omitempty"`
	Referral  *Referral  `json:"referral,omitempty"`
	Second    bool       `json:"second,omitempty"` // the taskforce allows a fine though another department fined the same
	Outcome   string     `json:"outcome,omitempty"`
	ClosedOn  string     `json:"closedOn,omitempty"`
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
