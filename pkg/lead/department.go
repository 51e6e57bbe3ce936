package lead

import (
	"regexp"
	"slices"
	"strings"
)

// Department is one of the six departments that may lead; the set is closed.
type Department string

// The six departments (domain: 教育、市场监管、公安、消防、文旅、卫健).
const (
	Education Department = "education"
	Market    Department = "market"
	Police    Department = "police"
	Fire      Department = "fire"
	Culture   Department = "culture"
	Health    Department = "health"
)

// Departments lists the six in their customary order.
func Departments() []Department {
	return []Department{Education, Market, Police, Fire, Culture, Health}
}

var departmentNames = map[Department]Name{
	Education: {"教育局", "Education"},
	Market:    {"市场监督管理局", "Market supervision"},
	Police:    {"公安分局", "Public security"},
	Fire:      {"消防救援大队", "Fire and rescue"},
	Culture:   {"文化和旅游局", "Culture and tourism"},
	Health:    {"卫生健康局", "Health"},
}

// Valid reports whether d is one of the six.
func (d Department) Valid() bool { _, ok := departmentNames[d]; return ok }

// Name returns the department's customary name; the district's own name is configuration.
func (d Department) Name() Name { return departmentNames[d] }

// Party is one of the six departments, or a unit of the district by its code: a street, 综合行政执法局 or 体育局 that has a queue and
// assists.
type Party string

// Parties returns departments as parties.
func Parties(departments []Department) (out []Party) {
	for _, d := range departments {
		out = append(out, Party(d))
	}
	return out
}

// PartyDepartments returns parties as the departments, or units, that they are.
func PartyDepartments(parties []Party) (out []Department) {
	for _, p := range parties {
		out = append(out, Department(p))
	}
	return out
}

// Holder is who is answerable for a lead at an instant: one of the six departments, the desk, the taskforce, or nobody once
// the lead has ended.
type Holder string

// Holders that are not departments.
const (
	Desk      Holder = "desk"      // 分派中心: the dispatch desk, until a department signs
	Taskforce Holder = "taskforce" // 专班: the arbiter of disputes
	Justice   Holder = "justice"   // 司法局: supervises enforcement and may rule; it never holds a lead
	Nobody    Holder = ""          // the lead has ended
)

// HolderOf returns the department as a holder.
func HolderOf(d Department) Holder { return Holder(d) }

// Department returns the holder as a department, and whether it is one.
func (h Holder) Department() (Department, bool) { d := Department(h); return d, d.Valid() }

// Name returns what the holder is called.
func (h Holder) Name() Name {
	switch h {
	case Desk:
		return Name{"分派中心", "Dispatch desk"}
	case Taskforce:
		return Name{"专班", "Taskforce"}
	case Justice:
		return Name{"司法局", "Justice bureau"}
	case Nobody:
		return Name{"已办结", "Closed"}
	}
	return Department(h).Name()
}

// External is the prefix of a party outside the six departments ("ext:人社"): it receives a letter and never holds a lead.
const External = "ext:"

// ValidCompetent reports whether s may be named as the competent department of a return: one of the six or "ext:" and a name.
func ValidCompetent(s string) bool {
	return Department(s).Valid() || (strings.HasPrefix(s, External) && len(s) > len(External) && len(s) <= 100)
}

// unitCode is what units of a district are called in tokens, subjects and events: such as "street-liutang".
var unitCode = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// ValidUnit reports whether s may be the code of a unit of the district that assists (a street, 综合行政执法局, 体育局): lower-case
// letters, digits and single hyphens, at most 32, and no word that stands for somebody else.
func ValidUnit(s string) bool {
	taken := []string{string(Desk), string(Taskforce), string(Justice), "auditor", "rules", "clock", "routing", "intake", "enforcement", "disclosure", "ledger", "legal",
		"disclosure-editor", "disclosure-approver", "hotline-12345", "wechat", "grid", "mailbox", "patrol"}
	head, isHead := strings.CutSuffix(s, "-head")
	return len(s) >= 2 && len(s) <= 32 && unitCode.MatchString(s) && !Department(s).Valid() && !slices.Contains(taken, s) && !(isHead && Department(head).Valid())
}
