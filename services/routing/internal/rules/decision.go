package rules

import (
	"time"

	"xiansuo/pkg/lead"
)

// Input is what the rules may know of a complaint. Nothing in it identifies the reporter.
type Input struct {
	Text, Title            string
	Channel                lead.Channel
	Appeal                 string // 投诉, 举报, 咨询, ...; empty if unknown
	Address, URL           string
	TargetName, TargetKind string
	Fen                    int64 // the amount at stake, 0 if unknown
	Pupils, Staff          int   // 0 if unknown
	Urgency                lead.Urgency
	At                     time.Time // chooses the rules in force; the zero time means all that have no end
}

// Scope says whether a complaint is about off-campus training of minors.
type Scope string

// The scopes.
const (
	In     Scope = "in"
	Out    Scope = "out"
	Unsure Scope = "unsure"
)

// None is the lead of a complaint that no department of this system must act on.
const None = "none"

// Reasons why a decision stands or goes to the desk.
const (
	WhySure      = "sure"                // enough points and margin
	WhySilent    = "silent"              // no rule speaks
	WhyWeak      = "weak"                // too few points on either side
	WhyBorder    = "border"              // in scope or not: too close
	WhyTie       = "tie"                 // two departments with equal right
	WhyVague     = "vague"               // X05: no place, no party or no conduct
	WhyHarmAway  = "safety-out-of-scope" // out of scope, yet somebody may come to harm: a person looks
	WhyResembles = "resembles"           // out of scope by the rules, yet it reads like a complaint about off-campus training
	WhyExternal  = "external"            // in scope, but a party outside the six departments must act: the desk writes to it
)

// Decision is what the rules say about one complaint.
type Decision struct {
	RuleSet    string
	Scope      Scope
	Category   lead.Category
	Lead       string // a department, None, or empty for nobody; only a proposal unless Decided
	Assist     []lead.Department
	External   []string // parties outside the six departments, for information
	Urgency    lead.Urgency
	Decided    bool // false: the desk decides
	Why        string
	Confidence float64 // 0..1: how often decisions of this margin were right in measurement (settings.confidence); less if it resembles
	Fired      []Fired // first the rule that carried the category most, or the doubt that took it back, then the others in the order of the set
	RunnerUp   *Alternative
	Alerts     []lead.Department // must have the complaint at once, whatever else is decided
	Safety     bool              // a safety, harm or minors' rule fired
	Parts      []Part            // of a text with several matters two or more, first the decision's own; of others none
}

// Part is one of several matters in one complaint. Each has a lead of its own and its own answer to the reporter.
type Part struct {
	Category lead.Category
	Lead     string
	Assist   []lead.Department // without those that lead another part
	External []string
	Urgency  lead.Urgency
	Appeal   string   // AppealClaim or AppealReport; empty where an officer reports
	Fired    []string // the rules that speak for it
}

// What a reporter asks for, as the statutes call it.
const (
	AppealClaim  = "投诉" // something for himself: a refund, damages, a fee in dispute
	AppealReport = "举报" // that a violation be stopped
)

// Fired is a rule whose condition held, with the words that made it hold.
type Fired struct {
	Rule  string
	Words []Word
}

// Word is a word found in the complaint. From and To are byte offsets in Input.Text; both are 0 if it stands in another field.
type Word struct {
	Text     string
	From, To int
}

// Alternative is the decision that came second.
type Alternative struct {
	Category lead.Category
	Lead     string
}
