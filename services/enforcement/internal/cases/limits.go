package cases

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

//go:embed data/clocks.yaml
var shipped []byte

// Limits is the catalogue of what runs in a case. It never changes: Override returns another one.
type Limits struct{ rows []Limit }

// Limit is a row of the catalogue.
type Limit struct {
	ID         string            `yaml:"id" json:"id"`
	Step       string            `yaml:"step" json:"step"`
	Name       limitName         `yaml:"name" json:"name"`
	Who        []lead.Department `yaml:"who,omitempty" json:"who,omitempty"`
	Categories []lead.Category   `yaml:"categories,omitempty" json:"categories,omitempty"`
	Limit      calendar.Limit    `yaml:"limit" json:"limit"`
	Extend     *calendar.Limit   `yaml:"extend,omitempty" json:"extend,omitempty"`
	Times      int               `yaml:"times,omitempty" json:"times,omitempty"`
	Rests      bool              `yaml:"rests,omitempty" json:"rests,omitempty"`
	Right      bool              `yaml:"right,omitempty" json:"right,omitempty"`
	Law        string            `yaml:"law" json:"law"`
	Article    string            `yaml:"article" json:"article"`
	Local      bool              `yaml:"local,omitempty" json:"local,omitempty"`
	From       string            `yaml:"from" json:"from"`
	To         string            `yaml:"to,omitempty" json:"to,omitempty"`
}

type limitName struct {
	ZH string `yaml:"zh" json:"zh"`
	EN string `yaml:"en" json:"en"`
}

// The steps of the catalogue.
const (
	stepVerify    = "verify"
	stepDecide    = "decide"
	stepReview    = "review"
	stepStatement = "statement"
	stepServe     = "serve"
	stepPreserve  = "preserve"
	stepSeize     = "seize"
	stepApprove   = "approve-coercion"
	stepPay       = "pay"
	stepUrge      = "urge"
	stepRecheck   = "recheck"
	stepClose     = "close"
)

var steps = []string{stepVerify, stepDecide, stepReview, stepStatement, stepServe, stepPreserve, stepSeize, stepApprove, stepPay, stepUrge, stepRecheck, stepClose}

// DefaultLimits returns the catalogue that xiansuo ships.
func DefaultLimits() (*Limits, error) {
	rows, err := readLimits(shipped)
	if err != nil {
		return nil, err
	}
	return &Limits{rows}, nil
}

// Override returns the catalogue with a district's own rows before the others: they must be local, and take the place of local ones only.
func (l *Limits) Override(content []byte) (*Limits, error) {
	rows, err := readLimits(content)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if !r.Local {
			return nil, fmt.Errorf("clocks: %s: a district's row must be local", r.ID)
		}
		for _, was := range l.rows {
			if was.Step == r.Step && !was.Local && was.overlaps(r) {
				return nil, fmt.Errorf("clocks: %s: %s is set by law (%s art. %s)", r.ID, r.Step, was.Law, was.Article)
			}
		}
	}
	return &Limits{slices.Concat(rows, l.rows)}, nil
}

// overlaps reports whether two rows may speak of one department: a row for all gives way to one that names departments.
func (l Limit) overlaps(o Limit) bool {
	if len(l.Who) == 0 {
		return true
	}
	return len(o.Who) == 0 || slices.ContainsFunc(o.Who, func(d lead.Department) bool { return slices.Contains(l.Who, d) })
}

// Rows returns all rows, in the order in which they are asked.
func (l *Limits) Rows() []Limit { return slices.Clone(l.rows) }

func (l *Limits) of(step string, d lead.Department, c lead.Category, day string) (Limit, bool) {
	for _, r := range l.rows {
		if r.Step == step && r.From <= day && (r.To == "" || day <= r.To) && (len(r.Who) == 0 || slices.Contains(r.Who, d)) &&
			(len(r.Categories) == 0 || slices.Contains(r.Categories, c)) {
			return r, true
		}
	}
	return Limit{}, false
}

func readLimits(content []byte) ([]Limit, error) {
	var d struct {
		Clocks []Limit `yaml:"clocks"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(&d); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("clocks: %w", err)
	}
	for _, r := range d.Clocks {
		if err := r.check(); err != nil {
			return nil, fmt.Errorf("clocks: %s: %w", r.ID, err)
		}
	}
	return d.Clocks, nil
}

func (l Limit) check() error {
	for _, day := range []string{l.From, l.To} {
		if _, err := time.Parse(time.DateOnly, day); err != nil && (day != "" || l.From == "") {
			return errors.New("from and to must be days such as 2026-01-02")
		}
	}
	switch {
	case l.ID == "" || l.Name.ZH == "" || l.Name.EN == "" || l.Law == "" || l.Article == "":
		return errors.New("id, both names, law and article are needed")
	case !slices.Contains(steps, l.Step):
		return fmt.Errorf("step must be one of %v", steps)
	case slices.ContainsFunc(l.Who, func(d lead.Department) bool { return !d.Valid() }):
		return errors.New("who names no department")
	case (l.Extend == nil) != (l.Times == 0):
		return errors.New("extend and times belong together")
	case l.Limit.N == 0:
		return errors.New("limit must not be 0")
	}
	return nil
}
