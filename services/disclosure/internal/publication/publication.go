package publication

import (
	"slices"
	"strings"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

// Publication is one thing that is, may be, or was public. Its text is in its content; what happened to it is in its steps.
type Publication struct {
	ID         string       `json:"id"`
	Product    lead.Product `json:"product"`
	Department string       `json:"department"` // whose it is: a department, or taskforce
	Case       string       `json:"case,omitempty"`
	Number     string       `json:"number,omitempty"`
	Decision   int          `json:"decision,omitempty"` // version of the decision
	DecidedOn  string       `json:"decidedOn,omitempty"`
	Subject    string       `json:"subject,omitempty"` // lead that the case is about
	// What it is found by.
	Category     string   `json:"category,omitempty"`
	Street       string   `json:"street,omitempty"`
	Institutions []string `json:"institutions,omitempty"`

	Stage   Stage  `json:"stage"`
	Edition int    `json:"edition"` // of the content, from 1
	Passed  []Pass `json:"passed,omitempty"`
	// LegalDuty is the provision that obliges to publish (个人信息保护法 art. 25).
	LegalDuty string `json:"legalDuty,omitempty"`
	// Dropped says why it is not published.
	Dropped string `json:"dropped,omitempty"`

	// Standing is how it stands for the public; empty until it was public.
	Standing    State      `json:"standing,omitempty"`
	Version     int        `json:"version"` // that is public, from 1
	Term        Term       `json:"term,omitzero"`
	Until       string     `json:"until,omitempty"`
	PublishedAt time.Time  `json:"publishedAt,omitzero"`
	WithdrawnAt *time.Time `json:"withdrawnAt,omitempty"`
	Reason      string     `json:"reason,omitempty"`
	Note        string     `json:"note,omitempty"`
	// Objections that are open, and whether one was found right and the correction is not public yet.
	Objections int  `json:"objections,omitempty"`
	Correcting bool `json:"correcting,omitempty"`

	Duties []Duty `json:"duties,omitempty"`
	Last   int    `json:"last"` // number of the newest step

	steps []Step
	facts []lead.Fact
}

// Stage is how far a publication is on its way to the public.
type Stage string

// The stages.
const (
	Draft     Stage = "draft"
	Submitted Stage = "submitted"
	Prepared  Stage = "prepared"
	Lawful    Stage = "lawful"
	Private   Stage = "private"
	Settled   Stage = "settled"
	Dropped   Stage = "dropped"
)

// Pass is a step of the chain that counts.
type Pass struct {
	Stage  Stage  `json:"stage"` // that it led to
	Actor  string `json:"actor"`
	Person string `json:"person,omitempty"`
	On     string `json:"on"`
}

// Step is the record of what was done. It is never changed.
type Step struct {
	No      int        `json:"no"`
	Kind    Kind       `json:"kind"`
	Role    actor.Role `json:"role"`
	Actor   string     `json:"actor"`
	Unit    string     `json:"unit,omitempty"`
	Person  string     `json:"person,omitempty"`
	On      string     `json:"on"`
	At      time.Time  `json:"at"`
	Note    string     `json:"note,omitempty"`
	Stage   Stage      `json:"stage"` // after it
	Edition int        `json:"edition"`
	Version int        `json:"version,omitempty"`
	Reason  string     `json:"reason,omitempty"`
	// LegalDuty that the publication rests on, of the step that said it.
	LegalDuty string `json:"legalDuty,omitempty"`
}

// Kind is what was done.
type Kind string

// The kinds.
const (
	Created     Kind = "created"
	Submission  Kind = "submitted"
	Preparing   Kind = "prepared"
	Changed     Kind = "changed" // prepared again: the reviews behind it are void
	LegalPass   Kind = "legal-passed"
	PrivatePass Kind = "privacy-passed"
	Approval    Kind = "approved"
	SentBack    Kind = "sent-back"
	Dropping    Kind = "dropped"
	Revision    Kind = "revised" // a new edition begins
	DutyBegins  Kind = "duty"
	Withdrawal  Kind = "withdrawn"
	Ending      Kind = "ended"
	PartyEnding Kind = "party-ended" // of one of several parties
	Objection   Kind = "objected"
	Advice      Kind = "advised"
	Decision    Kind = "decided"
)

// Duty is something that must be done by a day.
type Duty struct {
	Kind  DutyKind `json:"kind"`
	Clock string   `json:"clock"`
	From  string   `json:"from"`
	Due   string   `json:"due"`
	Basis string   `json:"basis,omitempty"` // empty for a local row
	Met   string   `json:"met,omitempty"`   // on which day
}

// DutyKind is what must be done.
type DutyKind string

// The duties.
const (
	ToPublish  DutyKind = "publish"
	ToWithdraw DutyKind = "withdraw"
	ToCorrect  DutyKind = "correct"
)

// Due returns the day by which the next open duty is due, or "".
func (p *Publication) Due() string {
	due := ""
	for _, d := range p.Duties {
		if d.Met == "" && (due == "" || d.Due < due) {
			due = d.Due
		}
	}
	return due
}

func (p *Publication) owes(kind DutyKind, clock, from string, r Rules) {
	if slices.ContainsFunc(p.Duties, func(d Duty) bool { return d.Met == "" && d.Clock == clock && d.Kind == kind }) {
		return
	}
	due := r.due(clock, from)
	if due == "" {
		return // from no day nothing can be counted
	}
	p.Duties = append(p.Duties, Duty{Kind: kind, Clock: clock, From: from, Due: due, Basis: r.Clocks[clock].Basis})
}

// met ends the open duties of some kinds.
func (p *Publication) met(on string, kinds ...DutyKind) {
	for i, d := range p.Duties {
		if d.Met == "" && slices.Contains(kinds, d.Kind) {
			p.Duties[i].Met = on
		}
	}
}

// step records what was done.
func (p *Publication) step(k Kind, a Act, reason string) {
	p.Last++
	p.steps = append(p.steps, Step{No: p.Last, Kind: k, Role: a.Actor.Role, Actor: a.Actor.Name, Unit: a.Actor.Unit, Person: a.Actor.Person, On: a.On, At: a.At.UTC(),
		Note: a.Note, Stage: p.Stage, Edition: p.Edition, Version: p.Version, Reason: reason, LegalDuty: p.LegalDuty})
}

// Drain returns what happened since it was loaded: the records, and the facts to announce.
func (p *Publication) Drain() ([]Step, []lead.Fact) {
	steps, facts := p.steps, p.facts
	p.steps, p.facts = nil, nil
	return steps, facts
}

// Collective reports whether the taskforce decides rather than a department.
func Collective(product lead.Product) bool {
	return product == lead.Exposure || product == lead.Statistics || product == lead.Policy
}

// Sees reports whether somebody may see what is not public of it.
func (p *Publication) Sees(a actor.Actor) bool {
	return a.Oversees() || a.Role == actor.Editor || a.Role == actor.Approver || a.Department != "" && string(a.Department) == p.Department
}

// Clockwork is who acts when nobody does.
var Clockwork = actor.Actor{Name: string(actor.Clock), Role: actor.Clock}

// paragraphs parts a text at its line breaks.
func paragraphs(s string) []string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}
