package cases

// Refusal says why an act has no effect, and what to do. It changes nothing and is a record of the case.
type Refusal struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Cure   string `json:"cure,omitempty"`
}

// Error makes a refusal an error.
func (r *Refusal) Error() string { return r.Code + ": " + r.Detail }

// Codes of refusals.
const (
	UnknownAct   = "unknown-act"
	InvalidInput = "invalid-input" // a field is missing, unknown or of another form; no record is made of it
	WrongRole    = "wrong-role"
	WrongStage   = "wrong-stage"
	SamePerson   = "same-person"   // who handled it neither reviews nor decides it
	TwoOfficers  = "two-officers"  // 行政处罚法 art. 42: two officers who show their papers
	PaperMissing = "paper-missing" // a step or paper that must be there is not
	TooEarly     = "too-early"     // a time that must have run has not
	TooLate      = "too-late"      //
	DateOrder    = "date-order"    // before the paper before it
	InFuture     = "in-the-future" //
	OutOfRange   = "out-of-range"  // a fine beyond what its provision allows
	NotInForce   = "not-in-force"  // the provision did not hold on the day of the act
	NotYours     = "not-yours"     // a measure that the department may not take
	Sums         = "sums"          // sums that do not fit
	FinedTwice   = "fined-twice"   // 行政处罚法 art. 29: one act is fined once
	IsReferred   = "referred"      // the police or the courts have it
	Resting      = "resting"       // resume first
	NoSuch       = "no-such"       // no such party, order or sum
	Heavier      = "heavier"       // more than the party was told of (行政处罚法 art. 45)
	StillOpen    = "still-open"    // something keeps the case from closing
	NotAllowed   = "not-allowed"   // the law does not let it
	Conflict     = "key-conflict"  // the same Idempotency-Key with another content
	MovedOn      = "moved-on"      // the case is not as it was when the act was decided on
	TooLarge     = "too-large"     //
)

func refuse(code, detail, cure string) *Refusal { return &Refusal{code, detail, cure} }
