package lead

import "time"

// CaseOpened says that a department opened a case: for a lead that it signed, or for what an operation or a patrol found.
type CaseOpened struct {
	// Case number: district, department, year and a running number.
	Case string `json:"case"`
	// Whose case it is.
	Department Department `json:"department"`
	// As what the department signed the lead.
	Role Role `json:"role"`
	// What it came from when that is no lead: the id of an operation or a patrol.
	Origin string `json:"origin,omitempty"`
	// Who handed it over as no crime (反向移送), where somebody did.
	From Department `json:"from,omitempty"`
	// When it was opened, UTC.
	OpenedAt time.Time `json:"openedAt"`
}

// EventType names the event.
func (CaseOpened) EventType() string { return "xiansuo.case.opened.v1" }

// CaseMoved says that a step was taken in a case, with the paper that belongs to it.
type CaseMoved struct {
	// Case number.
	Case string `json:"case"`
	// Whose case it is.
	Department Department `json:"department"`
	// Number of the record in the case, from 1 without a gap.
	No int `json:"no"`
	// The step, such as file or order.
	Step string `json:"step"`
	// How far the case is by it, such as investigating.
	Stage string `json:"stage"`
	// Number of the paper (文号).
	Number string `json:"number,omitempty"`
	// On which day it happened, in China: 2006-01-02.
	On string `json:"on"`
	// As what the actor acted, such as handler or head.
	By string `json:"by"`
	// SHA-256, in hex, of the record.
	SHA256 string `json:"sha256"`
}

// EventType names the event.
func (CaseMoved) EventType() string { return "xiansuo.case.moved.v1" }

// CaseDecided says what a department decided about the parties of a case (行政处罚法 art. 59). What may be told of it is for disclosure
// to decide: it masks before anything is public.
type CaseDecided struct {
	// Case number.
	Case string `json:"case"`
	// Whose case it is.
	Department Department `json:"department"`
	// Number of the decision (文号), such as 云教罚字〔2026〕第2号.
	Number string `json:"number"`
	// From 1: a decision that was changed has a higher one.
	Version int `json:"version"`
	// On which day it was decided, in China: 2006-01-02.
	On string `json:"on"`
	// On which day it was served, in China; absent until then.
	Served string `json:"served,omitempty"`
	// Decided on the spot (简易程序).
	Simple bool `json:"simple,omitempty"`
	// The agency that decided, as its seal says.
	Agency string `json:"agency"`
	// Unified social credit code of the agency.
	AgencyCode string `json:"agencyCode,omitempty"`
	// Kind of the violation (违法行为类型).
	Violation string `json:"violation"`
	// Code of the taxonomy.
	Category Category `json:"category,omitempty"`
	// The facts that were found (违法事实).
	Facts string `json:"facts"`
	// The provisions that the decision rests on (处罚依据).
	Basis string `json:"basis"`
	// Street or town where it happened.
	Street string `json:"street,omitempty"`
	// Whom it was decided about, and what.
	Parties []PartyDecided `json:"parties" jsonschema:"minItems=1,maxItems=20"`
	// The sums that it rests on.
	Sums Sums `json:"sums"`
	// Words that must not stand in anything public: names of people who are no party, aliases, phones, exact addresses.
	Hide []string `json:"hide,omitempty" jsonschema:"maxItems=200"`
	// The case is about sexual harm, or a minor could be recognised: only numbers are ever told.
	Sealed bool `json:"sealed,omitempty"`
}

// EventType names the event.
func (CaseDecided) EventType() string { return "xiansuo.case.decided.v1" }

// PartyDecided is one party of a decision.
type PartyDecided struct {
	// What the party is called.
	Name string `json:"name"`
	// Natural person, organisation or individual business.
	Kind PartyKind `json:"kind"`
	// Unified social credit code of an organisation or individual business.
	USCC string `json:"uscc,omitempty"`
	// Who represents the organisation (法定代表人).
	Representative string `json:"representative,omitempty"`
	// Identity number of a natural person, masked where it was written: 110105**********1X.
	MaskedID string `json:"maskedId,omitempty"`
	// Id of the institution in the register, where one was confirmed.
	Institution string `json:"institution,omitempty"`
	// What was decided.
	Measures []MeasureTaken `json:"measures"`
}

// PartyKind is what a party is (行政相对人类别).
type PartyKind string

// The kinds of parties.
const (
	Person       PartyKind = "person"       // 自然人: a natural person
	Organisation PartyKind = "organisation" // 法人及非法人组织: an organisation
	Business     PartyKind = "business"     // 个体工商户: an individual business
)

// MeasureTaken is one thing that was decided or ordered.
type MeasureTaken struct {
	// Code of the catalogue of measures, such as fine or refund.
	Code string `json:"code"`
	// Sum, in fen, where it has one.
	Fen int64 `json:"fen,omitempty"`
	// More words, such as which licence is revoked.
	Text string `json:"text,omitempty"`
	// Until which day it lasts, in China, where it ends: 2006-01-02.
	Until string `json:"until,omitempty"`
}

// Sums are the sums of a case, in fen.
type Sums struct {
	// What was collected from pupils' families.
	Collected int64 `json:"collected,omitempty"`
	// What of that was paid back before the case was filed.
	RefundedBefore int64 `json:"refundedBefore,omitempty"`
	// Illegal gains: what is left of the first less the second, and less what was found to be lawful.
	Gains int64 `json:"gains,omitempty"`
	// Fines of all parties.
	Fines int64 `json:"fines,omitempty"`
	// Gains and goods that were confiscated.
	Confiscated int64 `json:"confiscated,omitempty"`
}

// CaseRevoked says that a decision is revoked, found unlawful, or replaced by another: whatever was told of it must be withdrawn within
// three working days (行政处罚法 art. 48).
type CaseRevoked struct {
	// Case number.
	Case string `json:"case"`
	// Whose case it is.
	Department Department `json:"department"`
	// Number of the decision.
	Number string `json:"number"`
	// The version that does not stand any more.
	Version int `json:"version"`
	// Why: changed, revoked, unlawful or void.
	Reason string `json:"reason"`
	// On which day, in China: 2006-01-02.
	On string `json:"on"`
}

// EventType names the event.
func (CaseRevoked) EventType() string { return "xiansuo.case.revoked.v1" }

// CaseClosed says how a case ended (结案).
type CaseClosed struct {
	// Case number.
	Case string `json:"case"`
	// Whose case it is.
	Department Department `json:"department"`
	// How it ended, such as penalised, corrected, not-filed or referred.
	Outcome string `json:"outcome"`
	// On which day, in China: 2006-01-02.
	On string `json:"on"`
	// Code of the taxonomy.
	Category Category `json:"category,omitempty"`
	// Street or town where it happened.
	Street string `json:"street,omitempty"`
	// What was ordered and taken in it, by code of the catalogue.
	Measures []string `json:"measures,omitempty"`
	// What had to be paid back, and was.
	Refunds Refunds `json:"refunds"`
	// The sums that it rests on.
	Sums Sums `json:"sums"`
	// The department proposes to publish the decision; absent means that it does not.
	Publish bool `json:"publish,omitempty"`
	// Why nothing is published, where that is so.
	PublishNote string `json:"publishNote,omitempty"`
	// The case is about sexual harm, or a minor could be recognised: only numbers are ever told.
	Sealed bool `json:"sealed,omitempty"`
}

// EventType names the event.
func (CaseClosed) EventType() string { return "xiansuo.case.closed.v1" }

// Refunds are what has to be paid back (清退费用), in fen, and how many families get it.
type Refunds struct {
	// What has to be paid back.
	Ordered int64 `json:"ordered,omitempty"`
	// What was paid back.
	Paid int64 `json:"paid,omitempty"`
	// How many payers have to get something.
	Payers int `json:"payers,omitempty"`
	// How many got all of theirs.
	Done int `json:"done,omitempty"`
}

// RefundMoved says how far the refunds of a case are.
type RefundMoved struct {
	// Case number.
	Case string `json:"case"`
	// Whose case it is.
	Department Department `json:"department"`
	// Ordered and paid, altogether.
	Refunds Refunds `json:"refunds"`
	// On which day it changed, in China: 2006-01-02.
	On string `json:"on"`
}

// EventType names the event.
func (RefundMoved) EventType() string { return "xiansuo.refund.moved.v1" }
