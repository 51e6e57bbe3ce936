package operations

import (
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/internal/actor"
)

// State is how far an operation is.
type State string

// The states.
const (
	Proposed  State = "proposed"
	Dismissed State = "dismissed"
	Planned   State = "planned"
	Cancelled State = "cancelled"
	Underway  State = "underway"
	Visited   State = "visited"
	Ended     State = "ended"
)

// Trigger is what an operation came from.
type Trigger string

// The triggers.
const (
	ByTaskforce Trigger = "taskforce" // 专班 decided it
	ByRule      Trigger = "rule"      // two departments had to do with one place
	ByHand      Trigger = "hand"      // a department that leads a lead asks for it
)

// Operation is a joint operation.
type Operation struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	State   State  `json:"state"`
	Title   string `json:"title"`
	// Initiator is whoever answers for it: the taskforce or a department.
	Initiator string   `json:"initiator"`
	Trigger   Trigger  `json:"trigger"`
	Reason    string   `json:"reason"`
	Leads     []string `json:"leads,omitempty"`
	Street    string   `json:"street,omitempty"`
	// PlaceKey is the place that the rule found.
	PlaceKey     string        `json:"placeKey,omitempty"`
	Plan         string        `json:"plan,omitempty"`
	Rally        *Rally        `json:"rally,omitempty"`
	Participants []Participant `json:"participants"`
	Sites        []Site        `json:"sites,omitempty"`
	// On is the day on which it began.
	On string `json:"on,omitempty"`
	// EndNote says why it ended without somebody's signature, was cancelled or dismissed.
	EndNote string `json:"endNote,omitempty"`
	Lines   []Line `json:"lines,omitempty"`
}

// Rally is where and when the participants meet (集结).
type Rally struct {
	At    time.Time `json:"at"`
	Place string    `json:"place"`
}

// Reply is what a participant says.
type Reply string

// The replies.
const (
	Asked    Reply = "asked"
	Accepted Reply = "accepted"
	Refused  Reply = "refused"  // waits for the taskforce
	Bound    Reply = "bound"    // the taskforce does not accept the refusal
	Released Reply = "released" // the taskforce accepts it
)

// Participant is a department or unit that takes part, with its task.
type Participant struct {
	Party  string `json:"party"`
	Task   string `json:"task"`
	Reply  Reply  `json:"reply"`
	Reason string `json:"reason,omitempty"`
	// Ruling is what the taskforce said about a refusal.
	Ruling string `json:"ruling,omitempty"`
	// Signed is what it signed after the visits; absent as long as it did not.
	Signed *Signature `json:"signed,omitempty"`
}

// Comes reports whether the participant takes part.
func (p Participant) Comes() bool { return p.Reply == Accepted || p.Reply == Bound }

// Signature is a participant's, under the findings.
type Signature struct {
	By actor.Actor `json:"by"`
	On string      `json:"on"`
	// Findings is how many there were when it signed.
	Findings int    `json:"findings"`
	Note     string `json:"note,omitempty"`
}

// Party is whom a site belongs to.
type Party struct {
	Name string         `json:"name,omitempty"`
	Kind lead.PartyKind `json:"kind,omitempty"`
	USCC string         `json:"uscc,omitempty"`
	// Institution is its id in the register.
	Institution string `json:"institution,omitempty"`
}

// Site is a place that was visited, with one party.
type Site struct {
	No       int       `json:"no"`
	Name     string    `json:"name"`
	Address  string    `json:"address"`
	Street   string    `json:"street,omitempty"`
	Party    Party     `json:"party"`
	At       time.Time `json:"at"`
	Findings []Finding `json:"findings,omitempty"`
}

// Finding is something that was found on a site.
type Finding struct {
	// No counts over all sites, from 1.
	No       int           `json:"no"`
	Category lead.Category `json:"category"`
	// Conduct names the act; findings of one conduct on one site are one act. It is the category where nothing else is said.
	Conduct    string            `json:"conduct"`
	Department lead.Department   `json:"department"`
	Found      string            `json:"found"`
	Disposals  []onsite.Disposal `json:"disposals,omitempty"`
	Evidence   []string          `json:"evidence,omitempty"`
	Officers   []onsite.Officer  `json:"officers"`
	// GatheredBy is the participant that wrote it down.
	GatheredBy string `json:"gatheredBy"`
	On         string `json:"on"`
	// Struck says why the finding does not stand.
	Struck string `json:"struck,omitempty"`
}

// Line is what a department takes home from a site.
type Line struct {
	Department lead.Department `json:"department"`
	Site       int             `json:"site"`
	Findings   []int           `json:"findings"`
	Category   lead.Category   `json:"category"`
	Street     string          `json:"street,omitempty"`
	Party      Party           `json:"party"`
	// Case is the number of the case that was opened for it, or of the one that it goes into.
	Case string `json:"case,omitempty"`
	// Into is set where it goes into a case that was there before.
	Into bool `json:"into,omitempty"`
}

// Act is who does something, when, and on which version.
type Act struct {
	By actor.Actor
	// On is the day it happened, in China.
	On  string
	Now time.Time
}

// Record is what the record of an operation says of an act.
type Record struct {
	Act  string
	Note string
}
