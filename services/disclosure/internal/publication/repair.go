package publication

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"xiansuo/services/disclosure/internal/redaction"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/mask"
)

// Claim is what somebody who is named says against a publication, without who it is and how they are reached.
type Claim struct {
	ID          int64     `json:"id"`
	Publication string    `json:"publication"`
	Ground      Ground    `json:"ground"`
	Text        string    `json:"text"`
	Evidence    []string  `json:"evidence,omitempty"`
	OpenedAt    time.Time `json:"openedAt"`
	Due         string    `json:"due"`
	State       Claiming  `json:"state"`
	// What the legal review advises, and what was decided.
	Advised *Opinion `json:"advised,omitempty"`
	Decided *Opinion `json:"decided,omitempty"`
}

// Claiming is how far an objection is.
type Claiming string

// The states of an objection.
const (
	Opened   Claiming = "open"
	Told     Claiming = "advised" // the legal review has advised
	Answered Claiming = "decided"
)

// Opinion is what somebody found about an objection.
type Opinion struct {
	Effect Effect     `json:"effect"`
	Text   string     `json:"text"`
	Role   actor.Role `json:"role"`
	Actor  string     `json:"actor"`
	Person string     `json:"person,omitempty"`
	On     string     `json:"on"`
	At     time.Time  `json:"at"`
	// Performed: who decided confirms that every obligation is performed.
	Performed bool `json:"performed,omitempty"`
}

var digest = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Bounds of what somebody who objects writes.
const (
	longestObjection = 4000
	longestName      = 100
	mostEvidence     = 20
)

// Claim takes an objection in against what is public. What is written freely is masked as a complaint is: the name belongs into its field.
func (p *Publication) Claim(o Objecting, r Rules, at time.Time) (Claim, error) {
	switch {
	case p.Standing != Published:
		return Claim{}, refuse(NotNow, "it is not public")
	case !slices.Contains([]Ground{Wrong, NotMe, Privacy, Revoked, Repair}, o.Ground):
		return Claim{}, refuse(BadForm, "ground is one of: wrong, not-me, privacy, revoked, repair")
	case strings.TrimSpace(o.Text) == "" || strings.TrimSpace(o.Name) == "" || strings.TrimSpace(o.Contact) == "":
		return Claim{}, refuse(BadForm, "text, name and contact are needed: without them nobody can be answered")
	case len(o.Evidence) > mostEvidence || slices.ContainsFunc(o.Evidence, func(d string) bool { return !digest.MatchString(d) }):
		return Claim{}, refuse(BadForm, "evidence is at most %d SHA-256 digests in hex", mostEvidence)
	}
	for name, text := range map[string]string{"name": o.Name, "contact": o.Contact} {
		if err := wellFormed(name, text, longestName); err != nil {
			return Claim{}, err
		}
	}
	if err := wellFormed("text", o.Text, longestObjection); err != nil {
		return Claim{}, err
	}
	p.Objections++
	p.step(Objection, Act{Actor: actor.Actor{Name: "public", Role: actor.Sender}, On: Today(at), At: at}, string(o.Ground))
	masked := mask.New(mask.Reporter{Name: o.Name, Phone: o.Contact}).Text(o.Text)
	return Claim{Publication: p.ID, Ground: o.Ground, Text: masked, Evidence: o.Evidence, OpenedAt: at.UTC(), Due: r.due(ObjectionClock, Today(at)), State: Opened}, nil
}

// Advise is what the legal review finds.
func (p *Publication) Advise(a Act, c *Claim, o Opinion) error {
	a, err := a.check()
	switch {
	case err != nil:
		return err
	case a.Actor.Role != actor.Legal:
		return refuse(NotYours, "this step is for: %s", actor.Legal)
	case c.State == Answered:
		return refuse(NotNow, "it is decided")
	}
	if err := o.check(c); err != nil {
		return err
	}
	c.State, c.Advised = Told, o.by(a)
	p.step(Advice, a, string(o.Effect))
	return nil
}

// Answer is what the head, or the taskforce, decides about an objection, behind the advice of the legal review. It takes effect at once.
// Anybody may have objected, so that the answer says nothing that the map masks.
func (p *Publication) Answer(a Act, c *Claim, o Opinion, m redaction.Map, r Rules) error {
	a, err := a.check()
	switch {
	case err != nil:
		return err
	case c.State != Told:
		return refuse(NotNow, "the legal review advises first, and it is decided once")
	case Collective(p.Product) && a.Actor.Role != actor.Taskforce, !Collective(p.Product) && (a.Actor.Role != actor.Head || string(a.Actor.Department) != p.Department):
		return refuse(NotYours, "the head, or the taskforce, decides")
	case a.Actor.Name == c.Advised.Actor || samePerson(a.Actor.Person, c.Advised.Person):
		return refuse(Twice, "who advised does not decide")
	}
	if err := o.check(c); err != nil {
		return err
	}
	if leaks := m.Check([]redaction.Part{{Name: "text", Text: o.Text}}, true); len(leaks) > 0 {
		return refuse(Leaks, "the answer says what must not be told: %s", leaks[0].Kind)
	}
	if o.Effect == Shortened {
		if err := p.mayShorten(a, o); err != nil {
			return err
		}
	}
	c.State, c.Decided = Answered, o.by(a)
	p.Objections--
	p.effect(a, o.Effect, r)
	p.step(Decision, a, string(o.Effect))
	return nil
}

func (o Opinion) check(c *Claim) error {
	if !slices.Contains([]Effect{Kept, Corrected, TakenOff, Shortened}, o.Effect) {
		return refuse(BadForm, "effect is one of: kept, corrected, withdrawn, shortened")
	}
	if (o.Effect == Shortened) != (c.Ground == Repair) && o.Effect != Kept {
		return refuse(BadForm, "what is asked to be repaired is kept or shortened; what is objected to is not shortened")
	}
	if strings.TrimSpace(o.Text) == "" {
		return refuse(BadForm, "say why: whoever objected reads it")
	}
	return wellFormed("text", o.Text, longestObjection)
}

func (o Opinion) by(a Act) *Opinion {
	o.Text = masker.Text(o.Text)
	o.Role, o.Actor, o.Person, o.On, o.At = a.Actor.Role, a.Actor.Name, a.Actor.Person, a.On, a.At.UTC()
	return &o
}

// mayShorten says whether publicity may end early: every obligation is performed, and the least time is over.
func (p *Publication) mayShorten(a Act, o Opinion) error {
	if !o.Performed {
		return refuse(Unfinished, "publicity ends early only when every obligation is performed")
	}
	if least := months(p.DecidedOn, p.Term.Least); p.DecidedOn == "" || p.Term.Least >= p.Term.Months || Today(a.At) < least {
		return refuse(TooEarly, "the least time of publicity is not over")
	}
	return nil
}

func (p *Publication) effect(a Act, e Effect, r Rules) {
	switch {
	case p.Standing != Published:
	case e == TakenOff:
		p.end(withoutNote(a), Withdrawn, "mistake", "")
	case e == Shortened:
		p.end(withoutNote(a), Ended, "repaired", "")
	case e == Corrected:
		p.Correcting = true
		if p.Stage == Settled {
			p.revise(withoutNote(a), r)
		} else {
			p.owes(ToCorrect, CorrectClock, a.On, r)
		}
	}
}

func withoutNote(a Act) Act {
	a.Note = ""
	return a
}
