package clocks

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"
)

// Override returns the catalogue with a district's own numbers, YAML:
//
//	warnings: { yellow: 0.6 }                  # warnings, office, escalate and redo as in data/set.yaml; what is left out stays
//	rows:
//	  - { id: HL-05, n: 7 }                    # a local row; what is left out stays as it was
//	  - { id: HL-02, urgency: urgent, n: 2 }   # of several rows with an id: the one with these conditions
//	  - { id: HL-05, from: 2027-01-01, n: 4 }  # for what starts from then on
//	  - { id: HL-05, channel: grid, n: 3 }     # conditions that no row has: another row, asked before the others of its id
//
// An id that several steps share needs its step as well. Rows of the law are refused, with the law's name. The error names all
// problems.
func (c *Catalogue) Override(content []byte) (*Catalogue, error) {
	type own struct {
		settings `yaml:",inline"`
		Rows     []Entry `yaml:"rows"`
	}
	file := own{settings: c.settings}
	if err := decode(content, &file); err != nil {
		return nil, fmt.Errorf("clocks: override: %w", err)
	}
	if !slices.Equal(file.Order, c.settings.Order) {
		return nil, errors.New("clocks: override: order cannot be overridden")
	}
	var written struct {
		Rows []yaml.Node `yaml:"rows"`
	}
	if err := yaml.Unmarshal(content, &written); err != nil {
		return nil, fmt.Errorf("clocks: override: %w", err)
	}
	rows := slices.Clone(c.rows)
	var problems []error
	for i := range file.Rows {
		next, err := replace(rows, &file.Rows[i], &written.Rows[i])
		if err != nil {
			problems = append(problems, fmt.Errorf("row %d: %w", i+1, err))
			continue
		}
		rows = next
	}
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("clocks: override: %w", err)
	}
	return compile(rows, file.settings, c.calendar)
}

// replace returns rows with what written says of one of them.
func replace(rows []row, own *Entry, written *yaml.Node) ([]row, error) {
	mine, at, err := find(rows, own)
	if err != nil {
		return nil, err
	}
	if at < 0 {
		next := rows[mine[len(mine)-1]] // the most general
		next.Against, next.Urgency, next.Category, next.Channel, next.Appeal, next.Document = nil, nil, nil, nil, nil, nil
		err := written.Decode(&next.Entry)
		next.Local = true
		return slices.Insert(rows, mine[0], next), err
	}
	next := rows[at]
	if err := written.Decode(&next.Entry); err != nil {
		return nil, err
	}
	next.Local = true
	if own.From <= rows[at].From { // dates as 2006-01-02 are in the order of their letters; most rows have none
		rows[at] = next
		return rows, nil
	}
	day, err := date(own.From)
	if err != nil {
		return nil, err
	}
	rows[at].To = day.AddDate(0, 0, -1).Format(time.DateOnly)
	return slices.Insert(rows, at+1, next), nil
}

// find returns which rows have own's id and step and go on, and which of them has its conditions: -1 if none does.
func find(rows []row, own *Entry) (mine []int, at int, err error) {
	at = -1
	for i := range rows {
		r := &rows[i]
		if r.ID != own.ID || own.Step != "" && r.Step != own.Step || r.To != "" {
			continue
		}
		if mine = append(mine, i); at < 0 && r.sameConditions(own) {
			at = i
		}
	}
	if len(mine) == 0 {
		return nil, 0, fmt.Errorf("there is no row %s %s", own.ID, own.Step)
	}
	for _, i := range mine {
		switch r, first := &rows[i], &rows[mine[0]]; {
		case !r.Local:
			return nil, 0, fmt.Errorf("%s %s is not the district's to change: it is set by %v", r.ID, r.Step, r.Basis[0])
		case r.Step != first.Step:
			return nil, 0, fmt.Errorf("%s has several steps: say which, %s or %s", own.ID, first.Step, r.Step)
		}
	}
	if at >= 0 || own.conditioned() {
		return mine, at, nil
	}
	if len(mine) > 1 {
		return nil, 0, fmt.Errorf("%s %s has several rows: say which, by its conditions", own.ID, rows[mine[0]].Step)
	}
	return mine, mine[0], nil
}
