package operations

import (
	"slices"
	"strings"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/internal/actor"
)

// Limits of what one operation visits and finds.
const (
	maxSites    = 100
	maxFindings = 500
)

// NewSite is a site as somebody who came writes it down.
type NewSite struct {
	Name    string    `json:"name"`
	Address string    `json:"address"`
	Street  string    `json:"street"`
	Party   Party     `json:"party"`
	At      time.Time `json:"at"`
}

// Visit adds a site.
func (o *Operation) Visit(s NewSite, act Act) (Record, error) {
	if err := o.onTheSpot(act.By); err != nil {
		return Record{}, err
	}
	var f onsite.Form
	f.Need("name", s.Name, onsite.MaxName)
	f.Need("address", s.Address, 500)
	f.May("street", s.Street, 100)
	f.That(!s.At.IsZero() && !s.At.After(act.Now) && onsite.Day(s.At) >= o.On, "at", "must be a moment since the operation began")
	f.That(len(o.Sites) < maxSites, "sites", "are too many")
	checkParty(&f, s.Party)
	if err := f.Err(); err != nil {
		return Record{}, err
	}
	street := strings.TrimSpace(s.Street)
	if street == "" {
		street = o.Street
	}
	site := Site{No: len(o.Sites) + 1, Name: strings.TrimSpace(s.Name), Address: strings.TrimSpace(s.Address), Street: street, Party: s.Party, At: s.At.UTC()}
	o.Sites = append(o.Sites, site)
	return Record{Act: "visited", Note: site.Name}, nil
}

func checkParty(f *onsite.Form, p Party) {
	f.May("party.name", p.Name, onsite.MaxName)
	f.May("party.uscc", p.USCC, 18)
	f.May("party.institution", p.Institution, 64)
	f.That(p.Kind == "" || slices.Contains([]lead.PartyKind{lead.Person, lead.Organisation, lead.Business}, p.Kind), "party.kind", "must be person, organisation or business")
	f.That(p.Name != "" || p.USCC == "" && p.Institution == "", "party.name", "must be given where the party is known")
}

// NewFinding is a finding as somebody who came writes it down.
type NewFinding struct {
	Site       int               `json:"site"`
	Category   lead.Category     `json:"category"`
	Conduct    string            `json:"conduct"`
	Department lead.Department   `json:"department"`
	Found      string            `json:"found"`
	Disposals  []onsite.Disposal `json:"disposals"`
	Evidence   []string          `json:"evidence"`
	Officers   []onsite.Officer  `json:"officers"`
}

// Find adds a finding. It belongs to one of the departments that came, and to the one that has the conduct on that site already.
func (o *Operation) Find(n NewFinding, act Act) (Record, error) {
	if err := o.onTheSpot(act.By); err != nil {
		return Record{}, err
	}
	site := o.site(n.Site)
	if site == nil {
		return Record{}, onsite.Refuse(onsite.NotThere, "no-such-site", "there is no such site in this operation", "add the site first")
	}
	if err := o.checkFinding(n, act); err != nil {
		return Record{}, err
	}
	conduct := strings.TrimSpace(n.Conduct)
	if conduct == "" {
		conduct = string(n.Category)
	}
	if owner := site.owner(conduct); owner != "" && owner != n.Department {
		return Record{}, onsite.Refuse(onsite.NotNow, "one-act-once", "this conduct on this site belongs to another department already: one act is fined once (行政处罚法 art. 29)",
			"give the finding to that department, say that it is another conduct, or pass the conduct on")
	}
	finding := Finding{No: o.findings(false) + 1, Category: n.Category, Conduct: conduct, Department: n.Department, Found: onsite.Clean(n.Found), Disposals: n.Disposals,
		Evidence: n.Evidence, Officers: n.Officers, GatheredBy: o.gatherer(act.By), On: act.On}
	site.Findings = append(site.Findings, finding)
	return Record{Act: "found", Note: string(n.Category) + " → " + string(n.Department)}, nil
}

func (o *Operation) checkFinding(n NewFinding, act Act) error {
	var f onsite.Form
	f.That(n.Category.Valid() && !n.Category.OutOfScope(), "category", "must be a code of the taxonomy that is not out of scope")
	f.That(slices.Contains(o.departments(), n.Department), "department", "must be a department that came")
	f.May("conduct", n.Conduct, 64)
	f.Need("found", n.Found, onsite.MaxText)
	f.Disposals("disposals", n.Disposals)
	f.Names("evidence", n.Evidence, 64)
	f.Officers("officers", n.Officers)
	f.Past("on", act.On, act.Now)
	f.That(act.On >= o.On, "on", "must not lie before the operation began")
	f.That(o.findings(false) < maxFindings, "findings", "are too many")
	return f.Err()
}

// owner is the department that has a conduct on the site; none when nothing of it stands.
func (s *Site) owner(conduct string) lead.Department {
	for _, f := range s.Findings {
		if f.Conduct == conduct && f.Struck == "" {
			return f.Department
		}
	}
	return ""
}

// gatherer names who wrote a finding down: the participant, or for the taskforce whoever answers for the operation.
func (o *Operation) gatherer(a actor.Actor) string {
	if party := onsite.Party(a); o.Shares(party) {
		return party
	}
	return o.Initiator
}

// onTheSpot lets those who came, and who answers for it, write down what they see.
func (o *Operation) onTheSpot(a actor.Actor) error {
	if err := o.in(Underway); err != nil {
		return err
	}
	if !o.Shares(onsite.Party(a)) && !o.leads(a) {
		return onsite.Refuse(onsite.NotYours, "not-a-participant", "only who came writes down what was found", "")
	}
	return nil
}

// Strike takes a finding out, with the reason. It stays readable. Signatures under it fall, because they were for something else.
func (o *Operation) Strike(no int, reason string, act Act) (Record, error) {
	_, finding, err := o.change(no, reason, act)
	if err != nil {
		return Record{}, err
	}
	finding.Struck = onsite.Clean(reason)
	return Record{Act: "struck", Note: finding.Struck}, nil
}

// Assign gives a conduct on a site, with all of its findings, to another department that came.
func (o *Operation) Assign(no int, to lead.Department, reason string, act Act) (Record, error) {
	if !slices.Contains(o.departments(), to) {
		return Record{}, onsite.Refuse(onsite.Invalid, "invalid", "department must be a department that came", "name one of them")
	}
	site, finding, err := o.change(no, reason, act)
	if err != nil {
		return Record{}, err
	}
	from := finding.Department
	for i := range site.Findings {
		if f := &site.Findings[i]; f.Conduct == finding.Conduct && f.Struck == "" {
			f.Department = to
		}
	}
	return Record{Act: "assigned", Note: string(from) + " → " + string(to) + "：" + onsite.Clean(reason)}, nil
}

// change finds a finding that may still change: by who gathered it, and by who answers for the operation.
func (o *Operation) change(no int, reason string, act Act) (*Site, *Finding, error) {
	if err := o.in(Underway, Visited); err != nil {
		return nil, nil, err
	}
	site, finding := o.finding(no)
	if finding == nil || finding.Struck != "" {
		return nil, nil, onsite.Refuse(onsite.NotThere, "no-such-finding", "there is no such finding in this operation, or it was struck", "read the operation again")
	}
	if finding.GatheredBy != onsite.Party(act.By) && !o.leads(act.By) {
		return nil, nil, onsite.Refuse(onsite.NotYours, "not-your-finding", "only who wrote the finding down and who answers for the operation change it", "ask them")
	}
	var f onsite.Form
	f.Need("reason", reason, onsite.MaxText)
	if err := f.Err(); err != nil {
		return nil, nil, err
	}
	for i := range o.Participants {
		o.Participants[i].Signed = nil
	}
	return site, finding, nil
}

// Finish ends the visits: nothing is found any more, and participants sign.
func (o *Operation) Finish(act Act) (Record, error) {
	if err := o.in(Underway); err != nil {
		return Record{}, err
	}
	if err := o.mayLead(act.By); err != nil {
		return Record{}, err
	}
	if len(o.Sites) == 0 {
		return Record{}, onsite.Refuse(onsite.NotNow, "nothing-visited", "no site was visited", "write down what was visited, also where nothing was found")
	}
	o.State = Visited
	return Record{Act: "finished"}, nil
}
