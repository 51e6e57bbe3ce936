package pages

import (
	"net/url"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
)

// standing is what the protocol remembers of a lead, as people read it.
type standing struct {
	Offer                   *offer
	Returning               []lead.Name // who asks for a return
	Asked                   *asked
	Resting                 *resting
	Claims                  []claim
	Provisional, Designated lead.Name
	Result                  *result
	Crime                   *crime
	Filings                 []filing
	Observers               []lead.Name
	Registered              []registered
	Sent                    *letter // a letter that is out
}

// offer is an offer whose receiver owes an answer.
type offer struct {
	To, From    lead.Name
	Document    lead.Movement
	Until       *time.Time // by when it must be signed
	Provisional bool
}

// asked is a request for more time.
type asked struct {
	By     lead.Name
	N      int
	Reason string
}

// resting is why the handling clock rests.
type resting struct {
	Reason      lead.Rest
	Since       time.Time
	Paper, Note string
}

// claim is what a side of a dispute said.
type claim struct {
	Party, Competent lead.Name
	Reason           lead.Reason
	Basis            string
	Record           int
}

// result is what the holder submitted.
type result struct {
	Outcome     lead.Name
	Note, Reply string
}

// crime is a suspected crime on its way to the police: what was done, in order, and what is next.
type crime struct {
	By       lead.Name
	Officers []string
	Steps    []crimeStep
}

// crimeStep is a step of a referral: proposed, approved, handed-over, filed, not-filed, objected.
type crimeStep struct {
	Step string
	Done bool
}

// filing is a case that a department filed on a lead.
type filing struct {
	Department lead.Name
	Number     string
}

// registered is an answer that somebody registered for another, who has not contested it.
type registered struct {
	For    lead.Name
	Record int
}

// standingOf says where a lead stands. Records explain what the standing only names.
func (p *Pages) standingOf(l *handoff.Lead, records []lead.Record) standing {
	s := standing{Claims: p.claimsOf(l), Result: resultOf(l.Result), Crime: p.crimeOf(l), Offer: p.offerOf(l), Observers: p.namesOf(l.Observers),
		Asked: p.askedOf(l.Extension, nil)}
	for _, d := range l.Duties {
		if d.State == handoff.ReturnAsked {
			s.Returning = append(s.Returning, p.partyOf(string(d.Department)))
		}
	}
	if l.Extension != nil {
		s.Asked = p.askedOf(l.Extension, recordOf(records, l.Extension.Record))
	}
	if l.Provisional != "" {
		s.Provisional = p.partyOf(string(l.Provisional))
	}
	if l.Designated != "" {
		s.Designated = p.partyOf(string(l.Designated))
	}
	if r := l.Rest; r != nil {
		s.Resting = &resting{Reason: r.Reason, Since: r.Since}
		if why := recordOf(records, r.Record); why != nil && why.Kind == lead.KindSuspended {
			s.Resting.Paper, s.Resting.Note = why.Number, why.Note
		}
	}
	for _, f := range l.Filings {
		s.Filings = append(s.Filings, filing{p.partyOf(string(f.Department)), f.Number})
	}
	for _, r := range l.Registered {
		s.Registered = append(s.Registered, registered{p.partyOf(string(r.For)), r.Record})
	}
	if l.State == handoff.Lettered {
		for _, r := range records {
			if r.Kind == lead.KindLettered {
				s.Sent = &letter{p.partyOf(r.To), r.Number, r.Note}
			}
		}
	}
	return s
}

// recordOf returns the record with a number, or nil.
func recordOf(records []lead.Record, no int) *lead.Record {
	if no < 1 || no > len(records) {
		return nil
	}
	return &records[no-1]
}

func (p *Pages) offerOf(l *handoff.Lead) *offer {
	if l.Offer == nil {
		return nil
	}
	o := &offer{To: p.partyOf(string(l.Offer.To)), From: p.partyOf(string(l.Offer.From)), Document: l.Offer.Document, Provisional: l.Offer.Provisional}
	for _, k := range l.Clocks {
		if k.Step == lead.StepSign && k.Against == lead.HolderOf(l.Offer.To) && k.EndedAt == nil && k.PausedAt == nil {
			o.Until = &k.Due
		}
	}
	return o
}

func (p *Pages) claimsOf(l *handoff.Lead) (claims []claim) {
	for _, c := range l.Claims {
		claims = append(claims, claim{p.partyOf(c.Party), p.partyOf(c.Competent), c.Reason, c.Basis, c.Record})
	}
	return claims
}

func (p *Pages) askedOf(a *handoff.Asked, record *lead.Record) *asked {
	if a == nil {
		return nil
	}
	out := &asked{By: p.partyOf(string(a.By)), N: a.N}
	if record != nil {
		out.Reason = record.Note
	}
	return out
}

func resultOf(r *handoff.Result) *result {
	if r == nil {
		return nil
	}
	return &result{r.Outcome.Name(), r.Note, r.Reply}
}

func (p *Pages) crimeOf(l *handoff.Lead) *crime {
	x := l.Referral
	if x == nil {
		return nil
	}
	c := &crime{By: p.partyOf(string(x.By)), Officers: x.Officers}
	handed := x.Filed || x.Refused || l.Offer != nil && l.Offer.Document == lead.Referral || l.Holder == lead.HolderOf(lead.Police)
	c.Steps = []crimeStep{{"proposed", true}, {"approved", x.Approved || handed}, {"handed-over", handed}}
	switch {
	case x.Refused:
		c.Steps = append(c.Steps, crimeStep{"not-filed", true}, crimeStep{"objected", x.Objected})
	default:
		c.Steps = append(c.Steps, crimeStep{"filed", x.Filed})
	}
	return c
}

// number is what a party calls the lead.
type number struct {
	Party  lead.Name
	Number string
}

// duty is what somebody was asked to do.
type duty struct {
	handoff.Duty
	Name     lead.Name
	Path     string // of the queue, where the viewer may read it
	ReturnBy *time.Time
}

func (p *Pages) dutiesOf(who viewer, l *handoff.Lead, now time.Time) (duties []duty) {
	for _, d := range l.Duties {
		out := duty{Duty: d, Name: p.partyOf(string(d.Department))}
		if who.reads(d.Department) {
			out.Path = queuePath(d.Department)
		}
		if d.State == handoff.Sent || d.State == handoff.InHand {
			if d.ReturnBy.After(now) {
				out.ReturnBy = &d.ReturnBy
			}
		}
		duties = append(duties, out)
	}
	return duties
}

// kin is another lead that one has to do with.
type kin struct {
	ID    string
	Path  string // where the viewer may see it
	Title string
	State lead.Name
	Open  bool
}

// alike is another lead that one may repeat.
type alike struct {
	kin
	Why     []string
	Percent int
	Merge   string // where the viewer may merge them
}

// family are the leads that one has to do with.
type family struct {
	Whole, Folded *kin
	Parts, Joined []kin
	Alike         []alike
}

// relatives are the identifiers of a lead's family.
func relatives(l *handoff.Lead) (ids []string) {
	if l.Whole != "" {
		ids = append(ids, l.Whole)
	}
	if l.Fold != nil {
		ids = append(ids, l.Fold.Into)
	}
	for _, part := range l.Parts {
		ids = append(ids, part.ID)
	}
	ids = append(ids, l.Joined...)
	for _, a := range l.Alike {
		ids = append(ids, a.Lead)
	}
	return ids
}

func familyOf(who viewer, l *handoff.Lead, others map[string]*handoff.Lead, mayMerge bool) (f family) {
	kinOf := func(id string) kin {
		k := kin{ID: id}
		if o := others[id]; o != nil && who.sees(o) {
			k.Path, k.Title, k.State, k.Open = leadPath(id), titleOf(o.Matter), o.StageName(), !o.State.Ended()
		}
		return k
	}
	if l.Whole != "" {
		k := kinOf(l.Whole)
		f.Whole = &k
	}
	if l.Fold != nil {
		k := kinOf(l.Fold.Into)
		f.Folded = &k
	}
	for _, part := range l.Parts {
		f.Parts = append(f.Parts, kinOf(part.ID))
	}
	for _, id := range l.Joined {
		f.Joined = append(f.Joined, kinOf(id))
	}
	if !who.all() { // what may be a repeat is proposed to the desk
		return f
	}
	for _, a := range l.Alike {
		one := alike{kin: kinOf(a.Lead), Why: a.Why, Percent: percent(a.Similarity)}
		if mayMerge && one.Open {
			one.Merge = wordPath(l.ID, "merge") + "?" + url.Values{"into": {a.Lead}}.Encode()
		}
		f.Alike = append(f.Alike, one)
	}
	return f
}
