package rounds

import (
	"slices"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
)

// Visit is a row of the patrol ledger (拉网式排查台账) but for the point itself and what becomes of its findings.
type Visit struct {
	No    int `json:"no"`
	Point int `json:"point"`
	// On which day, and between which times of it, such as 18:30.
	On   string `json:"on"`
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
	// Team is the department or unit that went, Officers who went.
	Team     string           `json:"team"`
	Officers []onsite.Officer `json:"officers"`
	// Papers is 证照情况, LicenceKind 许可类别.
	Papers      lead.Papers `json:"papers,omitempty"`
	LicenceKind string      `json:"licenceKind,omitempty"`
	// Responsible is 负责人, Phone theirs: they stay in this ledger.
	Responsible string `json:"responsible,omitempty"`
	Phone       string `json:"phone,omitempty"`
	// Teaches is 培训内容, Subject whether it is a school subject.
	Teaches string  `json:"teaches,omitempty"`
	Subject Subject `json:"subject,omitempty"`
	Classes int     `json:"classes"`
	Pupils  int     `json:"pupils"`
	Staff   int     `json:"staff"`
	// Qualified is how many of the staff have the qualification.
	Qualified int `json:"qualified"`
	// FeeMethod is 收费方式, FeeFen the amount that one pupil pays, in fen.
	FeeMethod string `json:"feeMethod,omitempty"`
	FeeFen    int64  `json:"feeFen"`
	// Supervised is whether fees go to the supervised account (专户), ParentApp whether they go through the parents' side of the platform (家长端);
	// absent where nobody looked.
	Supervised *bool `json:"supervised,omitempty"`
	ParentApp  *bool `json:"parentApp,omitempty"`
	// Disposals is 现场处置.
	Disposals []onsite.Disposal `json:"disposals,omitempty"`
	Evidence  []Proof           `json:"evidence,omitempty"`
	// Transferred is 移送部门.
	Transferred []lead.Department `json:"transferred,omitempty"`
	Note        string            `json:"note,omitempty"`
	Findings    []NewFinding      `json:"findings,omitempty"`
}

// Subject is whether something taught is a school subject (学科、非学科).
type Subject string

// What is taught.
const (
	SchoolSubject Subject = "subject"
	OtherSubject  Subject = "other"
	BothSubjects  Subject = "both"
)

var subjectNames = map[Subject]string{SchoolSubject: "学科", OtherSubject: "非学科", BothSubjects: "学科、非学科"}

// Name returns what it is called in Chinese.
func (s Subject) Name() string { return subjectNames[s] }

// Proof is a piece of evidence that was taken along, by its id or only by what it is.
type Proof struct {
	Kind string `json:"kind"`
	ID   string `json:"id,omitempty"`
}

// proofKinds are the kinds of the ledger.
var proofKinds = map[string]string{"roster": "花名册", "receipt": "收据", "material": "教辅", "photo": "照片", "lease": "租赁合同", "other": "其他"}

// Name returns what the piece is called in Chinese.
func (p Proof) Name() string { return proofKinds[p.Kind] }

// NewFinding is something that a patrol found.
type NewFinding struct {
	Category lead.Category `json:"category"`
	Text     string        `json:"text"`
	// Due is the day by which it must be mended (整改期限), Recheck the day on which somebody looks again.
	Due     string `json:"due"`
	Recheck string `json:"recheck,omitempty"`
	// Mended says that it was mended on the spot.
	Mended bool `json:"mended,omitempty"`
	// MendedOn and ClosedOn are the days on which it was mended, and closed after a recheck, where the ledger is entered later than that.
	MendedOn string `json:"mendedOn,omitempty"`
	ClosedOn string `json:"closedOn,omitempty"`
}

// maxFindings is how much one visit finds at most.
const maxFindings = 50

// Check checks what officers wrote down of a visit, and masks it.
func (v *Visit) Check(r Round, act Act) error {
	if err := r.May(act.By); err != nil {
		return err
	}
	v.On, v.Team = act.On, onsite.Party(act.By)
	var f onsite.Form
	f.Past("on", v.On, act.Now)
	f.That(v.On >= r.From && v.On <= r.To, "on", "must lie in the days of the round")
	f.That(clock(v.From) && clock(v.To) && (v.To == "" || v.From <= v.To), "from and to", "must be times of the day such as 18:30, in order")
	f.Officers("officers", v.Officers)
	f.That(!slices.ContainsFunc(v.Officers, func(o onsite.Officer) bool { return o.Certificate == "" }), "officers", "must show the numbers of their certificates")
	f.That(v.Papers == "" || slices.Contains([]lead.Papers{lead.BothPapers, lead.OnlyRegistered, lead.NoPapers}, v.Papers), "papers", "must be licensed, registered or neither")
	f.That(v.Subject == "" || v.Subject.Name() != "", "subject", "must be subject, other or both")
	v.checkTexts(&f)
	v.checkNumbers(&f)
	f.Disposals("disposals", v.Disposals)
	f.That(len(v.Transferred) <= len(lead.Departments()) && !slices.ContainsFunc(v.Transferred, func(d lead.Department) bool { return !d.Valid() }), "transferred", "must be departments")
	v.checkFindings(&f, act)
	return f.Err()
}

func clock(s string) bool {
	return s == "" || len(s) == 5 && s[2] == ':' && s >= "00:00" && s <= "24:00" && s[3:] < "60" && strings.Trim(s, "0123456789:") == ""
}

func (v *Visit) checkTexts(f *onsite.Form) {
	f.May("licenceKind", v.LicenceKind, 100)
	f.May("responsible", v.Responsible, 50)
	f.May("phone", v.Phone, 40)
	f.May("teaches", v.Teaches, 500)
	f.May("feeMethod", v.FeeMethod, 100)
	f.May("note", v.Note, onsite.MaxText)
	f.That(len(v.Evidence) <= onsite.MaxList, "evidence", "has too many entries")
	for _, p := range v.Evidence {
		f.That(p.Name() != "", "evidence.kind", "must be roster, receipt, material, photo, lease or other")
		f.May("evidence.id", p.ID, 64)
	}
	v.Note, v.Teaches = onsite.Clean(v.Note), onsite.Clean(v.Teaches)
}

func (v *Visit) checkNumbers(f *onsite.Form) {
	const many = 100_000
	for _, n := range []int{v.Classes, v.Pupils, v.Staff, v.Qualified} {
		f.That(n >= 0 && n < many, "classes, pupils, staff and qualified", "must be numbers from 0 on")
	}
	f.That(v.Qualified <= v.Staff, "qualified", "must not be more than staff")
	f.That(v.FeeFen >= 0 && v.FeeFen < 1e12, "feeFen", "must be a sum in fen")
}

func (v *Visit) checkFindings(f *onsite.Form, act Act) {
	f.That(len(v.Findings) <= maxFindings, "findings", "are too many")
	for i := range v.Findings {
		n := &v.Findings[i]
		f.That(n.Category.Valid() && !n.Category.OutOfScope(), "findings.category", "must be a code of the taxonomy that is not out of scope")
		f.Need("findings.text", n.Text, 1000)
		if n.Mended && n.Due == "" {
			n.Due = v.On
		}
		f.Day("findings.due", n.Due)
		f.That(n.Due >= v.On, "findings.due", "must not lie before the visit")
		if n.Recheck != "" {
			f.Day("findings.recheck", n.Recheck)
			f.That(n.Recheck >= v.On, "findings.recheck", "must not lie before the visit")
		}
		n.checkDays(f, v.On, act)
		n.Text = onsite.Clean(n.Text)
	}
}

// checkDays checks the days of what became of a finding before it was entered.
func (n *NewFinding) checkDays(f *onsite.Form, visited string, act Act) {
	if n.ClosedOn != "" && n.MendedOn == "" {
		n.MendedOn = n.ClosedOn
	}
	if n.Mended && n.MendedOn == "" {
		n.MendedOn = visited
	}
	if n.MendedOn != "" {
		f.Past("findings.mendedOn", n.MendedOn, act.Now)
		f.That(n.MendedOn >= visited, "findings.mendedOn", "must not lie before the visit")
	}
	if n.ClosedOn != "" {
		f.Past("findings.closedOn", n.ClosedOn, act.Now)
		f.That(n.ClosedOn >= n.MendedOn, "findings.closedOn", "must not lie before the day it was mended")
	}
}
