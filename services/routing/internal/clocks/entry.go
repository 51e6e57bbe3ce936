package clocks

import (
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

// LocalPractice is the basis of a number that no law sets, or whose provision has not been seen.
const LocalPractice = "local practice"

// Entry is a row of the catalogue; data/set.yaml says what its parts mean.
type Entry struct {
	ID       string               `yaml:"id" json:"id"`
	Step     lead.Step            `yaml:"step" json:"step"`
	Name     lead.Name            `yaml:"name" json:"name"`
	Starts   lead.Name            `yaml:"starts" json:"starts"`
	Against  OneOf[lead.Holder]   `yaml:"against" json:"against,omitempty"`
	Urgency  OneOf[lead.Urgency]  `yaml:"urgency" json:"urgency,omitempty"`
	Category OneOf[lead.Category] `yaml:"category" json:"category,omitempty"`
	Channel  OneOf[lead.Channel]  `yaml:"channel" json:"channel,omitempty"`
	Appeal   OneOf[string]        `yaml:"appeal" json:"appeal,omitempty"`
	Document OneOf[lead.Movement] `yaml:"document" json:"document,omitempty"`
	N        int                  `yaml:"n" json:"n"`
	Unit     calendar.Unit        `yaml:"unit" json:"unit"`
	Roll     calendar.Roll        `yaml:"roll" json:"roll,omitempty"`
	// Extensions are what may be granted: the first time, the second, ...
	Extensions []Extension `yaml:"extensions" json:"extensions,omitempty"`
	// Pause: it may be paused.
	Pause bool `yaml:"pause" json:"pause,omitempty"`
	// Right: it ends a right, and nothing warns of it.
	Right bool `yaml:"right" json:"right,omitempty"`
	// Local: no law sets it, the district may change it. Its basis is LocalPractice.
	Local bool    `yaml:"local" json:"local,omitempty"`
	Basis []Basis `yaml:"basis" json:"basis,omitempty"`
	// From and To are the first and the last day of the starts that it is for, as 2006-01-02; To may be empty.
	From string `yaml:"from" json:"from"`
	To   string `yaml:"to" json:"to,omitempty"`
	// Service that starts it; empty for what is only shown or printed.
	Service string `yaml:"service" json:"service,omitempty"`
}

// Limit returns the entry's limit.
func (e *Entry) Limit() calendar.Limit { return calendar.Limit{N: e.N, Unit: e.Unit, Roll: e.Roll} }

// Basis is a provision.
type Basis struct {
	Law     string `yaml:"law" json:"law"`
	Article string `yaml:"article" json:"article,omitempty"`
}

// String returns the provision as it is cited: 行政处罚法 art. 60.
func (b Basis) String() string {
	if b.Article == "" {
		return b.Law
	}
	return b.Law + " art. " + b.Article
}

// Extension is what may be granted once.
type Extension struct {
	// N is how much at most; 0: no number is set.
	N    int           `yaml:"n" json:"n"`
	Unit calendar.Unit `yaml:"unit" json:"unit"`
	// By is who grants it.
	By lead.Name `yaml:"by" json:"by"`
	// As is the row that N and Unit are taken from, if another sets them.
	As string `yaml:"as" json:"as,omitempty"`
}

// OneOf is a condition: one of its values, or anything if it has none. In YAML a single value needs no brackets.
type OneOf[T ~string] []T

// UnmarshalYAML reads a value or a list of them.
func (o *OneOf[T]) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return n.Decode((*[]T)(o))
	}
	*o = OneOf[T]{T(n.Value)}
	return nil
}

func (o OneOf[T]) fits(value T) bool { return len(o) == 0 || slices.Contains(o, value) }

// row is an entry with its dates read.
type row struct {
	Entry `yaml:",inline"`
	from  time.Time
	until time.Time // when it is no longer in force; zero: never
}

func (r *row) inForce(at time.Time) bool {
	return !at.Before(r.from) && (r.until.IsZero() || at.Before(r.until))
}

func (r *row) fits(a *Ask) bool {
	return r.inForce(a.From) && r.Against.fits(a.Against) && r.Urgency.fits(a.Urgency) && r.Channel.fits(a.Channel) && r.Document.fits(a.Document) &&
		within(r.Category, func(c lead.Category) bool { return strings.HasPrefix(string(a.Category), string(c)) }) &&
		within(r.Appeal, func(word string) bool { return strings.Contains(a.Appeal, word) })
}

func within[T ~string](o OneOf[T], fits func(T) bool) bool {
	return len(o) == 0 || slices.ContainsFunc(o, fits)
}

// sameConditions reports whether two entries fit the same.
func (e *Entry) sameConditions(o *Entry) bool {
	return slices.Equal(e.Against, o.Against) && slices.Equal(e.Urgency, o.Urgency) && slices.Equal(e.Category, o.Category) &&
		slices.Equal(e.Channel, o.Channel) && slices.Equal(e.Appeal, o.Appeal) && slices.Equal(e.Document, o.Document)
}

// conditioned reports whether the entry has a condition.
func (e *Entry) conditioned() bool { return !e.sameConditions(&Entry{}) }
