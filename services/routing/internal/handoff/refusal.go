package handoff

// Refusal says why a word has no effect. It is an error to who gave it and a record of the lead.
type Refusal struct{ Code, Detail string }

// Error makes a refusal an error.
func (r *Refusal) Error() string { return r.Code + ": " + r.Detail }

// Codes of refusals.
const (
	UnknownLead     = "unknown-lead"
	WrongSource     = "wrong-source"
	UnknownAnswer   = "unknown-answer"
	InvalidAnswer   = "invalid-answer"
	InvalidDecision = "invalid-decision"
	Contradiction   = "conflict"        // the same id with other content
	MovedOn         = "moved-on"        // newer records than those the word was given on
	NotYours        = "not-yours"       // who says it may not say it
	NotAsked        = "not-asked"       // nothing is asked of who says it
	AlreadySigned   = "already-signed"  //
	NotSigned       = "not-signed"      //
	ReturnPending   = "return-pending"  // a return is asked, the desk has not decided
	NoReturn        = "no-return"       //
	TooLate         = "too-late"        // the time for it is over
	IsDesignated    = "designated"      // a ruling binds: no return, no transfer
	InDispute       = "disputed"        // the taskforce rules first
	Submitting      = "submitted"       // it is being reviewed, or a letter is out
	NotDisputed     = "not-disputed"    //
	OfferedBefore   = "offered-before"  // the department had it: only a ruling gives it there again
	OfferPending    = "offer-pending"   // an offer is not answered yet
	NoOffer         = "no-offer"        //
	MayNotRefuse    = "may-not-refuse"  // a referral is not refused for incompleteness
	NotApproved     = "not-approved"    // the head has not approved
	NoReferral      = "no-referral"     //
	FiledAlready    = "filed"           // after filing a case is transferred, not a lead
	NoOnward        = "no-onward"       // who took a case by transfer may dispute, not hand it on
	AssistOpen      = "assist-open"     // who assists still owes something
	NotAtDesk       = "not-at-desk"     //
	NotDeclined     = "not-declined"    //
	NotSubmitted    = "not-submitted"   //
	NotClosed       = "not-closed"      //
	NotMerged       = "not-merged"      //
	NotSplit        = "not-split"       //
	HasEnded        = "ended"           //
	HasParts        = "has-parts"       //
	SameDepartment  = "same-department" //
	Suspended       = "suspended"       // the clock rests: resume first
	NotSuspended    = "not-suspended"   //
	NotPausable     = "not-pausable"    // the clock may not rest
	NotExtendable   = "not-extendable"  // the catalogue says no
	NoExtension     = "no-extension"    // nothing was asked
	ReviewedBefore  = "reviewed-before" //
	NotRegistered   = "not-registered"  // the record was not registered for who contests it
	ClaimedBefore   = "claimed-before"  // somebody else inside has it
	NoReply         = "no-reply"        // the reporter wants an answer
)
