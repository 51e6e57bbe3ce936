package publication

import (
	"slices"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/redaction"
	"xiansuo/services/internal/actor"
)

// links are the steps of the chain: from which stage, to which, and who takes it.
var links = map[Stage]struct {
	to   Stage
	role actor.Role
	kind Kind
}{
	Draft:     {Submitted, actor.Handler, Submission},
	Submitted: {Prepared, actor.Editor, Preparing},
	Prepared:  {Lawful, actor.Legal, LegalPass},
	Lawful:    {Private, actor.Approver, PrivatePass},
	Private:   {Settled, actor.Head, Approval},
}

// may says whether an actor takes the step of a stage: one that has the role, and took no other step that counts.
func (p *Publication) may(a Act, stage Stage) error {
	want := links[stage].role
	switch {
	case want == actor.Handler && p.Department == string(actor.Taskforce) && a.Actor.Role == actor.Desk: // statistics and examples of the district as a whole
	case want == actor.Head && Collective(p.Product):
		if a.Actor.Role != actor.Taskforce {
			return refuse(NotYours, "the taskforce decides this")
		}
	case a.Actor.Role != want:
		return refuse(NotYours, "this step is for: %s", want)
	case (want == actor.Head || want == actor.Handler) && p.Department != "" && string(a.Actor.Department) != p.Department && p.Department != string(actor.Taskforce):
		return refuse(NotYours, "this step is for the department whose it is")
	}
	return p.fresh(a)
}

// fresh refuses an actor, or a person, who took a step already that counts.
func (p *Publication) fresh(a Act) error {
	if slices.ContainsFunc(p.Passed, func(one Pass) bool {
		return one.Actor == a.Actor.Name || samePerson(one.Person, a.Actor.Person)
	}) {
		return refuse(Twice, "each step is taken by another actor, and this one has taken one")
	}
	return nil
}

// samePerson reports whether two names that were typed in are the same, however they are spaced and in whatever width. Nobody is nobody.
func samePerson(a, b string) bool {
	plain := func(s string) string { return strings.Join(words(s), "") }
	return plain(a) != "" && plain(a) == plain(b)
}

// pass takes a step of the chain.
func (p *Publication) pass(a Act) error {
	link := links[p.Stage]
	if n := len(p.Passed); n > 0 && a.On < p.Passed[n-1].On {
		return refuse(BadForm, "on must not lie before the step before it")
	}
	p.Passed = append(p.Passed, Pass{link.to, a.Actor.Name, a.Actor.Person, a.On})
	p.Stage = link.to
	return nil
}

// Submit hands a draft to the editor.
func (p *Publication) Submit(a Act) error {
	a, err := a.check()
	if err != nil {
		return err
	}
	if p.Stage != Draft {
		return refuse(NotNow, "only a draft is submitted")
	}
	if err := p.may(a, Draft); err != nil {
		return err
	}
	if err := p.pass(a); err != nil {
		return err
	}
	p.step(Submission, a, "")
	return nil
}

// Prepare takes the editor's text and map as the next edition. Of a decision only the map may change, and no fixed entry may go. Behind a
// review it is a change: the reviews are void. The legal duty is kept where it is said.
func (p *Publication) Prepare(a Act, now, next Content, legalDuty string) (Content, error) {
	a, err := a.check()
	if err != nil {
		return now, err
	}
	if a.Actor.Role != actor.Editor {
		return now, refuse(NotYours, "this step is for: %s", actor.Editor)
	}
	if !slices.Contains([]Stage{Submitted, Prepared, Lawful, Private}, p.Stage) {
		return now, refuse(NotNow, "what was submitted is prepared")
	}
	next.Human, next.Served, next.Fields = now.Human, now.Served, now.Fields
	if next.Served && !next.same(now) {
		return now, refuse(ServedText, "the text of a decision is what was served: change the map only")
	}
	if !next.Map.Keeps(now.Map) {
		return now, refuse(BadForm, "the map must keep every fixed entry as it is")
	}
	if err := next.check(); err != nil {
		return now, err
	}
	if err := wellFormed("legalDuty", legalDuty, longestNote); err != nil {
		return now, err
	}
	kind, stage, passed := Preparing, p.Stage, p.Passed
	if p.Stage != Submitted {
		kind = Changed
		p.back(Submitted)
	}
	err = p.fresh(a)
	if err == nil {
		err = p.pass(a)
	}
	if err != nil {
		p.Stage, p.Passed = stage, passed
		return now, err
	}
	if legalDuty != "" {
		p.LegalDuty = legalDuty
	}
	p.Edition++
	p.step(kind, a, "")
	return next, nil
}

// back returns to a stage: the steps behind it do not count any more.
func (p *Publication) back(to Stage) {
	p.Stage = to
	keep := 0
	for i, one := range p.Passed {
		if one.Stage == to {
			keep = i + 1
		}
	}
	p.Passed = slices.Clone(p.Passed[:keep])
}

// Review is what a reviewer says who lets it pass.
type Review struct {
	Content   Content
	Files     []redaction.Part // the words of its files
	LegalDuty string           // the provision that obliges to publish; the legal review may say it
}

// Pass takes the legal review and then the privacy review. Nothing passes that leaks, or for which no legal duty is on the record.
func (p *Publication) Pass(a Act, r Review) error {
	a, err := a.check()
	if err != nil {
		return err
	}
	if p.Stage != Prepared && p.Stage != Lawful {
		return refuse(NotNow, "what was prepared is reviewed")
	}
	if err := p.may(a, p.Stage); err != nil {
		return err
	}
	if err := wellFormed("legalDuty", r.LegalDuty, longestNote); err != nil {
		return err
	}
	if p.Stage == Prepared && r.LegalDuty != "" {
		p.LegalDuty = r.LegalDuty
	}
	if p.LegalDuty == "" {
		return refuse(NoBasis, "say which provision obliges to publish")
	}
	if err := p.clean(r.Content, r.Files); err != nil {
		return err
	}
	kind := links[p.Stage].kind
	if err := p.pass(a); err != nil {
		return err
	}
	p.step(kind, a, "")
	return nil
}

// Approve makes it public.
func (p *Publication) Approve(a Act, r Review) error {
	a, err := a.check()
	if err != nil {
		return err
	}
	if p.Stage != Private {
		return refuse(NotNow, "what both reviews passed is approved")
	}
	if err := p.may(a, Private); err != nil {
		return err
	}
	if err := p.clean(r.Content, r.Files); err != nil {
		return err
	}
	if p.Until != "" && p.Until <= Today(a.At) {
		return refuse(NotNow, "its time of publicity is over")
	}
	if err := p.pass(a); err != nil {
		return err
	}
	p.Version++
	p.Standing, p.PublishedAt, p.WithdrawnAt, p.Reason, p.Note, p.Correcting = Published, a.At.UTC(), nil, "", "", false
	p.met(a.On, ToPublish, ToWithdraw, ToCorrect)
	p.step(Approval, a, "")
	p.facts = append(p.facts, lead.ResultPublished{Publication: p.ID, Product: p.Product, Version: p.Version, Case: p.Case, Number: p.Number,
		Department: a.Actor.Name, Until: p.Until, SHA256: p.Public(r.Content).Digest(), At: a.At.UTC()})
	return nil
}

// SendBack returns it to the editor, or (to is draft) to the handler, with a reason. Whoever's turn it is may do so.
func (p *Publication) SendBack(a Act, to Stage) error {
	a, err := a.check()
	if err != nil {
		return err
	}
	if !slices.Contains([]Stage{Submitted, Prepared, Lawful, Private}, p.Stage) {
		return refuse(NotNow, "nothing is on its way")
	}
	if to != Draft && (to != Submitted || p.Stage == Submitted) {
		return refuse(BadForm, "it is sent back to the stage draft or submitted")
	}
	if a.Note == "" {
		return refuse(BadForm, "sending back needs a note that says why")
	}
	if err := p.may(a, p.Stage); err != nil {
		return err
	}
	p.back(to)
	p.step(SentBack, a, "")
	return nil
}
