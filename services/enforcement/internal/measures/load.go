package measures

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"xiansuo/pkg/lead"
)

//go:embed data/measures.yaml
var shipped []byte

// Catalogue is the measures that a district has. It never changes: Override returns another one.
type Catalogue struct {
	measures []Measure
	simple   Simple
	hearing  Hearing
}

// Simple is what may be decided on the spot, in fen.
type Simple struct {
	Law          string `yaml:"law"`
	Article      string `yaml:"article"`
	From         string `yaml:"from"`
	Person       int64  `yaml:"person"`
	Organisation int64  `yaml:"organisation"`
}

// Hearing is from which sums on a party may ask for a hearing, in fen.
type Hearing struct {
	Local        bool  `yaml:"local"`
	Person       int64 `yaml:"person"`
	Organisation int64 `yaml:"organisation"`
}

type document struct {
	Measures []Measure `yaml:"measures"`
	Simple   *Simple   `yaml:"simple"`
	Hearing  *Hearing  `yaml:"hearing"`
}

// Default returns the catalogue that xiansuo ships.
func Default() (*Catalogue, error) {
	d, err := read(shipped)
	if err != nil {
		return nil, err
	}
	if d.Simple == nil || d.Hearing == nil {
		return nil, errors.New("measures: simple and hearing are missing")
	}
	return &Catalogue{measures: d.Measures, simple: *d.Simple, hearing: *d.Hearing}, nil
}

// Override returns the catalogue with what a district says: new measures, more local provisions of measures that are there, and the sums
// from which a party may ask for a hearing. What the law says is not the district's to change.
func (c *Catalogue) Override(content []byte) (*Catalogue, error) {
	d, err := read(content)
	if err != nil {
		return nil, err
	}
	if d.Simple != nil {
		return nil, errors.New("measures: simple is set by law (行政处罚法 art. 51)")
	}
	out := &Catalogue{measures: slices.Clone(c.measures), simple: c.simple, hearing: c.hearing}
	if d.Hearing != nil {
		if d.Hearing.Person <= 0 || d.Hearing.Organisation <= 0 {
			return nil, errors.New("measures: hearing: person and organisation must be sums in fen")
		}
		out.hearing = *d.Hearing
	}
	for _, m := range d.Measures {
		if slices.ContainsFunc(m.Basis, func(b Basis) bool { return !b.Local }) {
			return nil, fmt.Errorf("measures: %s: a district's provision must be local", m.Code)
		}
		i := slices.IndexFunc(out.measures, func(one Measure) bool { return one.Code == m.Code })
		if i < 0 {
			out.measures = append(out.measures, m)
			continue
		}
		was := out.measures[i]
		was.Basis = append(slices.DeleteFunc(slices.Clone(was.Basis), func(b Basis) bool {
			return b.Local && slices.ContainsFunc(m.Basis, func(n Basis) bool { return n.ID == b.ID })
		}), m.Basis...)
		out.measures[i] = was
	}
	if len(out.measures) > maxMeasures {
		return nil, fmt.Errorf("measures: more than %d", maxMeasures)
	}
	return out, nil
}

func read(content []byte) (document, error) {
	var d document
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(&d); err != nil && !errors.Is(err, io.EOF) {
		return d, fmt.Errorf("measures: %w", err)
	}
	seen := map[string]bool{}
	for _, m := range d.Measures {
		if seen[m.Code] {
			return d, fmt.Errorf("measures: %s stands twice", m.Code)
		}
		seen[m.Code] = true
		if err := m.check(); err != nil {
			return d, fmt.Errorf("measures: %s: %w", m.Code, err)
		}
	}
	return d, nil
}

func (m Measure) check() error {
	switch {
	case m.Code == "" || m.Name.ZH == "" || m.Name.EN == "":
		return errors.New("code and both names are needed")
	case !slices.Contains([]Kind{Order, Penalty, Coercive, Other, Outcome}, m.Kind):
		return errors.New("kind must be order, penalty, coercive, other or outcome")
	case m.Kind == Penalty && m.Category == "":
		return errors.New("a penalty needs its category (行政处罚法 art. 9)")
	case len(m.Basis) == 0 || len(m.Basis) > maxBases:
		return fmt.Errorf("basis must have 1 to %d rows", maxBases)
	case !valid(m.Who):
		return errors.New("who names no department")
	}
	for _, b := range m.Basis {
		if err := b.check(); err != nil {
			return fmt.Errorf("basis %s: %w", b.ID, err)
		}
	}
	return nil
}

func (b Basis) check() error {
	for _, day := range []string{b.From, b.To} {
		if _, err := time.Parse(dayForm, day); err != nil && (day != "" || b.From == "") {
			return errors.New("from and to must be days such as 2026-01-02")
		}
	}
	switch {
	case b.ID == "" || b.Law == "" || b.Article == "":
		return errors.New("id, law and article are needed")
	case b.To != "" && b.To < b.From:
		return errors.New("it ends before it begins")
	case !valid(b.Who):
		return errors.New("who names no department")
	}
	for _, g := range b.Grades {
		if g.Least > g.Most || g.Min > g.Max || g.Of != "" && g.Most == 0 || g.Of == "" && g.Max == 0 {
			return errors.New("a range is empty")
		}
	}
	return nil
}

func valid(who []lead.Department) bool {
	return !slices.ContainsFunc(who, func(d lead.Department) bool { return !d.Valid() })
}

// Measure returns the measure of a code.
func (c *Catalogue) Measure(code string) (Measure, bool) {
	for _, m := range c.measures {
		if m.Code == code {
			return m, true
		}
	}
	return Measure{}, false
}

// All returns all measures.
func (c *Catalogue) All() []Measure { return slices.Clone(c.measures) }

// Spot returns the most that may be fined on the spot.
func (c *Catalogue) Spot(k lead.PartyKind) int64 {
	if k == lead.Organisation {
		return c.simple.Organisation
	}
	return c.simple.Person
}

// Heard reports whether a party may ask for a hearing on a measure of a sum (行政处罚法 art. 63).
func (c *Catalogue) Heard(m Measure, k lead.PartyKind, fen int64) bool {
	most := c.hearing.Person
	if k == lead.Organisation {
		most = c.hearing.Organisation
	}
	return m.Hearing || m.Kind == Penalty && m.Sum && fen >= most
}
