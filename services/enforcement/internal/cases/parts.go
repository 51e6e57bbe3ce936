package cases

import (
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/measures"
)

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

// refunds reports whether the order is to pay back: it is lifted by payments, not by a recheck.
func (o Order) refunds() bool { return o.Kind == measures.Refund || o.Kind == measures.Overcharge }

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
	Called   string    `json:"called,omitempty"` // the day for which the hearing is called
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
	// Result is the criminal outcome, once there is one.
	Result string `json:"result,omitempty"`
}

// Waits reports whether the administrative decision waits: for the head's word on a referral that is proposed, for the police, or for the courts.
func (r *Referral) Waits() bool { return r != nil && r.State == "proposed" || r.underWay() }

// underWay reports whether the head has approved the referral, and the police or the courts have not come to an end with it.
func (r *Referral) underWay() bool {
	if r == nil {
		return false
	}
	switch r.State {
	case "approved", "referred", "signed", "filed", "objected":
		return true
	}
	return false
}
