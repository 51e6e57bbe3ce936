// Package clocks says which deadlines start when a step of a lead begins: data, with dates from which they count.
package clocks

import (
	"embed"
	"errors"
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
)

//go:embed clocks.yaml
var files embed.FS

// Catalogue is a set of clocks under a calendar.
type Catalogue struct {
	rows     []row
	calendar *calendar.Calendar
}

// row is an entry of the catalogue. An empty condition fits everything.
type row struct {
	ID       string        `yaml:"id"`
	Step     lead.Step     `yaml:"step"`
	Against  lead.Holder   `yaml:"against"`
	Urgency  lead.Urgency  `yaml:"urgency"`
	Category lead.Category `yaml:"category"`
	N        int           `yaml:"n"`
	Unit     calendar.Unit `yaml:"unit"`
	Basis    string        `yaml:"basis"`
	From     string        `yaml:"from"`
	from     time.Time
}

// Default returns the catalogue that xiansuo ships.
func Default(c *calendar.Calendar) (*Catalogue, error) {
	content, err := files.ReadFile("clocks.yaml")
	if err != nil {
		return nil, err
	}
	return Load(content, c)
}

// Load reads a catalogue and checks every row.
func Load(content []byte, c *calendar.Calendar) (*Catalogue, error) {
	var file struct {
		Clocks []row `yaml:"clocks"`
	}
	if err := yaml.Unmarshal(content, &file); err != nil {
		return nil, fmt.Errorf("clocks: %w", err)
	}
	var problems []error
	for i := range file.Clocks {
		if err := file.Clocks[i].check(c); err != nil {
			problems = append(problems, fmt.Errorf("clocks: row %d (%s): %w", i+1, file.Clocks[i].ID, err))
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return &Catalogue{rows: file.Clocks, calendar: c}, nil
}

func (r *row) check(c *calendar.Calendar) (err error) {
	if r.from, err = time.Parse(time.DateOnly, r.From); err != nil {
		return errors.New("from must be a date")
	}
	switch {
	case r.ID == "" || r.Basis == "":
		return errors.New("id and basis are required")
	case r.Step != lead.StepDecide && r.Step != lead.StepSign && r.Step != lead.StepHandle:
		return errors.New("step must be decide, sign or handle")
	case r.Urgency != "" && !r.Urgency.Valid():
		return errors.New("urgency is not known")
	case r.Category != "" && !r.Category.Valid():
		return errors.New("category is not known")
	}
	_, err = c.Due(r.from, r.limit())
	return err
}

func (r *row) limit() calendar.Limit {
	return calendar.Limit{N: r.N, Unit: r.Unit, Roll: calendar.RollNone} // for ourselves: earlier is safer
}

// Start returns the clock of a step; it is a handoff.Clocks.
func (c *Catalogue) Start(step lead.Step, l *handoff.Lead, against lead.Holder, from time.Time) []lead.Clock {
	for i := range c.rows {
		r := &c.rows[i]
		if r.Step != step || from.Before(r.from) || (r.Against != "" && r.Against != against) ||
			(r.Urgency != "" && r.Urgency != l.Urgency) || (r.Category != "" && r.Category != l.Category) {
			continue
		}
		due, err := c.calendar.Due(from, r.limit())
		if err != nil {
			return nil // checked when it was loaded
		}
		return []lead.Clock{{ID: r.ID, Step: step, Against: against, Due: due.At.UTC(), Provisional: due.Provisional, Calendar: due.Calendar}}
	}
	return nil
}
