package operations

import (
	"slices"

	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/internal/actor"
)

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

// Masked hides the numbers of certificates from whoever does not work on the operation.
func (o *Operation) Masked(a actor.Actor) {
	if o.Shares(onsite.Party(a)) || o.leads(a) {
		return
	}
	for i := range o.Sites {
		for j := range o.Sites[i].Findings {
			f := &o.Sites[i].Findings[j]
			f.Officers = slices.Clone(f.Officers)
			for k := range f.Officers {
				if f.Officers[k].Certificate != "" {
					f.Officers[k].Certificate = "***"
				}
			}
		}
	}
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
