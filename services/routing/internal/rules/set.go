package rules

import (
	"embed"
	"io/fs"
	"sync"
	"time"

	"xiansuo/pkg/lead"
)

//go:embed data/*.yaml
var data embed.FS

// Set is a checked set of rules. It never changes and may be used by many goroutines.
type Set struct {
	version  string
	settings settings
	lexicon  *lexicon
	lists    []list // in the order of the lexicon
	first    []rule // rules that give points, alerts and urgencies
	then     []rule // rules that wait for the category (only_for)
	taxonomy map[lead.Category]entry
	// resemblance may be nil: then no decision is taken back.
	resemblance *resemblance
}

// settings are the thresholds of a decision, in points.
type settings struct {
	Enough     int       `yaml:"enough"`     // points that a side needs
	MarginIn   int       `yaml:"margin_in"`  // points that it must be ahead, if that means a department
	MarginOut  int       `yaml:"margin_out"` // the same, if that means nobody
	Hold       int       `yaml:"hold"`       // points of the losing side at which a person decides
	Clear      int       `yaml:"clear"`      // lead in points at which hold no longer counts; 0 means never
	Reach      int       `yaml:"reach"`      // categories so many points behind the best compete by precedence
	Split      int       `yaml:"split"`      // points at which a second matter is one of its own; 0 means that none ever is
	Join       int       `yaml:"join"`       // points that each matter of a text with several needs
	Operating  []string  `yaml:"operating"`  // code prefixes of the operation itself, one conduct under several names; beside others it needs split
	Whole      []string  `yaml:"whole"`      // code prefixes of what is never split, whatever else the text says
	Precedence []string  `yaml:"precedence"` // code prefixes, the first wins; "critical" stands for a critical sign
	Confidence []float64 `yaml:"confidence"` // per point of margin, from 0
}

// entry is what the taxonomy says of a category.
type entry struct {
	Lead     string            `yaml:"lead"` // a department or "none"
	Assist   []lead.Department `yaml:"assist"`
	External []string          `yaml:"external"`
	Urgency  lead.Urgency      `yaml:"urgency"`
}

// rule is a condition and its effects.
type rule struct {
	ID       string            `yaml:"rule"`
	Says     string            `yaml:"says"` // what it means, for the people who read a decision
	When     string            `yaml:"when"`
	OnlyFor  []string          `yaml:"only_for"` // category codes or their first letters; then the rule waits for the category
	Gives    map[string]int    `yaml:"gives"`    // points per category, "in" or "out"
	Lead     string            `yaml:"lead"`
	Assist   []lead.Department `yaml:"assist"`
	External []string          `yaml:"external"`
	Alert    []lead.Department `yaml:"alert"`
	Urgency  lead.Urgency      `yaml:"urgency"`
	Safety   bool              `yaml:"safety"`
	Basis    string            `yaml:"basis"`
	From     day               `yaml:"effective_from"`
	To       day               `yaml:"effective_to"`

	condition condition
}

// list is a word list, ready for the scanner.
type list struct {
	name          string
	words, except []string
	parts         []int // places of the lists that it includes
}

// Shipped returns the rule files that are part of the program.
func Shipped() (fs.FS, error) { return fs.Sub(data, "data") }

// Default returns the rule set that is part of the program, read once.
var Default = sync.OnceValues(func() (*Set, error) {
	fsys, err := Shipped()
	if err != nil {
		return nil, err
	}
	return Load(fsys)
})

// Version returns the version of the set and a short hash of its content, as in "2026.11.1+3f9a2c".
func (s *Set) Version() string { return s.version }

// applies reports whether the rule is in force at an instant; without one, whether it has no end.
func (r *rule) applies(at time.Time) bool {
	if at.IsZero() {
		return r.To.IsZero()
	}
	return !at.Before(r.From.Time) && (r.To.IsZero() || at.Before(r.To.AddDate(0, 0, 1)))
}

// concerns reports whether a rule with only_for speaks of category c.
func (r *rule) concerns(c lead.Category) bool {
	for _, code := range r.OnlyFor {
		if code == string(c) || len(code) == 1 && c != "" && code[0] == c[0] {
			return true
		}
	}
	return false
}

// Says returns what a rule of this version of the set says, or nothing.
func (s *Set) Says(version, id string) string {
	if version != s.version {
		return ""
	}
	if id == Resembles {
		return saysResembles
	}
	for _, rules := range [][]rule{s.first, s.then} {
		for i := range rules {
			if rules[i].ID == id {
				return rules[i].Says
			}
		}
	}
	return ""
}
