package operations

import (
	"slices"
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

// Unsigned lists the participants that came and did not sign.
func (o *Operation) Unsigned() []string {
	var out []string
	for _, p := range o.Participants {
		if p.Comes() && p.Signed == nil {
			out = append(out, p.Party)
		}
	}
	return out
}

// Sees reports whether an actor may read the operation: who takes part or is asked, who answers for it, and who oversees.
func (o *Operation) Sees(a actor.Actor) bool {
	party := onsite.Party(a)
	return a.Oversees() || o.Initiator == party || o.participant(party) != nil
}

// Shares reports whether evidence that was gathered in the operation may be used by a party: every participant may (程序规定 art. 23).
func (o *Operation) Shares(party string) bool {
	p := o.participant(party)
	return p != nil && p.Comes()
}

// Evidence lists what was gathered, each id once, in order of the findings.
func (o *Operation) Evidence() []Gathered {
	var out []Gathered
	seen := map[string]bool{}
	for _, s := range o.Sites {
		for _, f := range s.Findings {
			for _, id := range f.Evidence {
				if !seen[id] {
					seen[id] = true
					out = append(out, Gathered{ID: id, Site: s.No, Finding: f.No, By: f.GatheredBy})
				}
			}
		}
	}
	return out
}

// Gathered is a piece of evidence, where it was found and who gathered it.
type Gathered struct {
	ID      string `json:"id"`
	Site    int    `json:"site"`
	Finding int    `json:"finding"`
	By      string `json:"by"`
}

func (o *Operation) participant(party string) *Participant {
	i := slices.IndexFunc(o.Participants, func(p Participant) bool { return p.Party == party })
	if i < 0 {
		return nil
	}
	return &o.Participants[i]
}

func (o *Operation) site(no int) *Site {
	i := slices.IndexFunc(o.Sites, func(s Site) bool { return s.No == no })
	if i < 0 {
		return nil
	}
	return &o.Sites[i]
}

func (o *Operation) finding(no int) (*Site, *Finding) {
	for i := range o.Sites {
		for j := range o.Sites[i].Findings {
			if o.Sites[i].Findings[j].No == no {
				return &o.Sites[i], &o.Sites[i].Findings[j]
			}
		}
	}
	return nil, nil
}

// findings counts all of them, or those that stand.
func (o *Operation) findings(standing bool) (n int) {
	for _, s := range o.Sites {
		for _, f := range s.Findings {
			if !standing || f.Struck == "" {
				n++
			}
		}
	}
	return n
}

// leads reports whether the actor answers for the operation: the taskforce always does.
func (o *Operation) leads(a actor.Actor) bool {
	return a.Role == actor.Taskforce || a.Department != "" && o.Initiator == string(a.Department)
}

func (o *Operation) mayLead(a actor.Actor) error {
	if !o.leads(a) {
		return onsite.Refuse(onsite.NotYours, "not-the-initiator", "only the taskforce and who answers for the operation may do this", "ask them")
	}
	return nil
}

func (o *Operation) in(states ...State) error {
	if !slices.Contains(states, o.State) {
		return onsite.Refuse(onsite.NotNow, "not-in-this-state", "the operation is not at this point: it is "+string(o.State), "read it again")
	}
	return nil
}

// AwaitsRuling reports whether a refusal waits for the taskforce.
func (o *Operation) AwaitsRuling() bool {
	return o.State == Planned && slices.ContainsFunc(o.Participants, func(p Participant) bool { return p.Reply == Refused })
}
