// Package measures is the catalogue of what a department may order or take, with its legal basis and the dates between which that
// holds. It is data; a district replaces what no law sets.
//
//	c, err := measures.Default()
//	c, err = c.Override(document)
//	m, ok := c.Measure("fine")
//	b, ok := m.On("fbzd-25", "2025-10-20")  // the provision, by the day of the act
package measures

import (
	"slices"

	"xiansuo/pkg/lead"
)

// Kind is what sort of measure it is.
type Kind string

// The kinds.
const (
	Order    Kind = "order"    // 责令: no penalty (行政处罚法 art. 28)
	Penalty  Kind = "penalty"  // 行政处罚 (行政处罚法 art. 9)
	Coercive Kind = "coercive" // 行政强制措施
	Other    Kind = "other"    // evidence, lists and talks
	Outcome  Kind = "outcome"  // how a case ends without a penalty
)

// Codes that the procedure itself speaks of.
const (
	Fine         = "fine"
	Gains        = "confiscate-gains"
	Goods        = "confiscate-goods"
	Warning      = "warning"
	Criticism    = "criticism"
	Detention    = "detention"
	Stop         = "stop"
	Rectify      = "rectify"
	Refund       = "refund"
	Overcharge   = "refund-overcharge"
	Seal         = "temporary-seal"
	Seize        = "seize"
	Preserve     = "preserve"
	Education    = "oral-education"
	NoPenalty    = "no-penalty"
	NotFiled     = "not-filed"
	ReferPolice  = "refer-police"
	maxMeasures  = 200
	maxBases     = 60
	dayForm      = "2006-01-02"
	organisation = "organisation"
	person       = "person"
)

// Name is what something is called in both languages.
type Name struct {
	ZH string `yaml:"zh" json:"zh"`
	EN string `yaml:"en" json:"en"`
}

// Measure is one row of the catalogue.
type Measure struct {
	Code string `yaml:"code" json:"code"`
	Name Name   `yaml:"name" json:"name"`
	Kind Kind   `yaml:"kind" json:"kind"`
	// Category of a penalty (处罚类别, 行政处罚法 art. 9).
	Category string `yaml:"category,omitempty" json:"category,omitempty"`
	// Who may order it; empty means every department.
	Who []lead.Department `yaml:"who,omitempty" json:"who,omitempty"`
	// Sum says that it has a sum.
	Sum bool `yaml:"sum,omitempty" json:"sum,omitempty"`
	// Lasts says that it ends on a day.
	Lasts bool `yaml:"lasts,omitempty" json:"lasts,omitempty"`
	// Hearing says that the party may ask for a hearing whatever the sum (行政处罚法 art. 63).
	Hearing bool    `yaml:"hearing,omitempty" json:"hearing,omitempty"`
	Basis   []Basis `yaml:"basis" json:"basis"`
}

// Basis is a provision that a measure may rest on.
type Basis struct {
	ID      string            `yaml:"id" json:"id"`
	Law     string            `yaml:"law" json:"law"`
	Article string            `yaml:"article" json:"article"`
	From    string            `yaml:"from" json:"from"`
	To      string            `yaml:"to,omitempty" json:"to,omitempty"`
	Local   bool              `yaml:"local,omitempty" json:"local,omitempty"`
	Who     []lead.Department `yaml:"who,omitempty" json:"who,omitempty"`
	Grades  []Grade           `yaml:"grades,omitempty" json:"grades,omitempty"`
}

// Cites returns how the provision is written in a decision; "" for a local row, which is never printed as law.
func (b Basis) Cites() string {
	if b.Local {
		return ""
	}
	return "《" + b.Law + "》第" + b.Article + "条"
}

// In reports whether the provision holds on a day.
func (b Basis) In(day string) bool { return b.From <= day && (b.To == "" || day <= b.To) }

// Grade is a range of fines: a multiple of a base in percent (100 is once), or sums in fen.
type Grade struct {
	// Grade is how grave it is, such as serious; empty is the ordinary case.
	Grade string `yaml:"grade,omitempty" json:"grade,omitempty"`
	// Party is person or organisation where they differ.
	Party string `yaml:"party,omitempty" json:"party,omitempty"`
	// Of is the base: gains, ad-cost or goods; empty for sums.
	Of    string `yaml:"of,omitempty" json:"of,omitempty"`
	Least int64  `yaml:"least,omitempty" json:"least,omitempty"`
	Most  int64  `yaml:"most,omitempty" json:"most,omitempty"`
	Min   int64  `yaml:"min,omitempty" json:"min,omitempty"`
	Max   int64  `yaml:"max,omitempty" json:"max,omitempty"`
}

// May reports whether a department may order the measure.
func (m Measure) May(d lead.Department) bool { return len(m.Who) == 0 || slices.Contains(m.Who, d) }

// On returns the provision with an id that holds on the day of the act.
func (m Measure) On(id, day string) (Basis, bool) {
	for _, b := range m.Basis {
		if b.ID == id && b.In(day) {
			return b, true
		}
	}
	return Basis{}, false
}

// Cites returns the provisions that hold on a day for a department, without those that are local.
func (m Measure) Cites(d lead.Department, day string) (out []string) {
	for _, b := range m.Basis {
		if c := b.Cites(); c != "" && b.In(day) && (len(b.Who) == 0 || slices.Contains(b.Who, d)) {
			out = append(out, c)
		}
	}
	return out
}

// Fined is a fine and how it was reached.
type Fined struct {
	Fen int64
	// Of is the base of a multiple: gains, ad-cost or goods; empty for a sum.
	Of string
	// Base is the sum of the base, in fen, and Percent the multiple: 400 is four times.
	Base, Percent int64
	Grade         string
	Kind          lead.PartyKind
}

// Within reports whether a fine keeps to a provision. A provision without ranges, or one that is local, knows no range.
func (b Basis) Within(f Fined) bool {
	if b.Local || len(b.Grades) == 0 {
		return true
	}
	return slices.ContainsFunc(b.Grades, func(g Grade) bool { return g.holds(f) })
}

func (g Grade) holds(f Fined) bool {
	party := organisation
	if f.Kind == lead.Person {
		party = person
	}
	switch {
	case g.Grade != f.Grade, g.Of != f.Of, g.Party != "" && g.Party != party:
		return false
	case g.Of != "":
		return f.Percent >= g.Least && f.Percent <= g.Most
	}
	return f.Fen >= g.Min && f.Fen <= g.Max
}
