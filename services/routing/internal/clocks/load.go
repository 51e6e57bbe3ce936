package clocks

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"go.yaml.in/yaml/v3"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

//go:embed data/*.yaml
var files embed.FS

const settingsFile = "set.yaml"

// redoID is the row whose limit is the least that is given again.
const redoID = "HL-11"

// Default returns the catalogue that xiansuo ships.
func Default(c *calendar.Calendar) (*Catalogue, error) {
	data, err := fs.Sub(files, "data")
	if err != nil {
		return nil, err
	}
	return Load(data, c)
}

// Load reads a catalogue: set.yaml, and the files that it puts in order. The error names every row that is wrong, and why.
func Load(fsys fs.FS, c *calendar.Calendar) (*Catalogue, error) {
	var s settings
	if err := read(fsys, settingsFile, &s); err != nil {
		return nil, err
	}
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("clocks: %w", err)
	}
	for _, name := range names {
		if base := name[:len(name)-len(".yaml")]; name != settingsFile && !slices.Contains(s.Order, base) {
			return nil, fmt.Errorf("clocks: %s: order in %s does not name it", name, settingsFile)
		}
	}
	var rows []row
	for _, name := range s.Order {
		var file struct {
			Rows []row `yaml:"rows"`
		}
		if err := read(fsys, name+".yaml", &file); err != nil {
			return nil, err
		}
		rows = append(rows, file.Rows...)
	}
	return compile(rows, s, c)
}

// read decodes a file, in which every key must be known.
func read(fsys fs.FS, name string, into any) error {
	content, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("clocks: %w", err)
	}
	if err := decode(content, into); err != nil {
		return fmt.Errorf("clocks: %s: %w", name, err)
	}
	return nil
}

func decode(content []byte, into any) error {
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	return decoder.Decode(into)
}

// compile makes a catalogue of rows, which it keeps, and names all that is wrong with them.
func compile(rows []row, s settings, cal *calendar.Calendar) (*Catalogue, error) {
	c := &Catalogue{rows: rows, settings: s, calendar: cal, steps: map[lead.Step][]*row{}, ids: map[string][]*row{}}
	for i := range rows {
		r := &rows[i]
		c.steps[r.Step], c.ids[r.ID] = append(c.steps[r.Step], r), append(c.ids[r.ID], r)
	}
	problems := []error{s.check()}
	if len(c.ids[redoID]) == 0 {
		problems = append(problems, fmt.Errorf("%s is missing: it says what a redo gets at least", redoID))
	}
	for i := range rows {
		if err := c.complete(&rows[i]); err != nil {
			problems = append(problems, fmt.Errorf("%s %s (row %d): %w", rows[i].ID, rows[i].Step, i+1, err))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("clocks: %w", err)
	}
	content, err := json.Marshal([]any{c.Entries(), s})
	if err != nil {
		return nil, fmt.Errorf("clocks: %w", err)
	}
	sum := sha256.Sum256(content)
	c.digest = hex.EncodeToString(sum[:6])
	return c, nil
}

// complete checks a row and fills in what others say: extensions, and the basis of a local row.
func (c *Catalogue) complete(r *row) error {
	if r.Local && slices.Equal(r.Basis, []Basis{{Law: LocalPractice}}) {
		r.Basis = nil // of a row that was completed before
	}
	r.Extensions = slices.Clone(r.Extensions)
	for i := range r.Extensions {
		x := &r.Extensions[i]
		if x.As == "" {
			continue
		}
		as := c.ids[x.As]
		if len(as) == 0 {
			return fmt.Errorf("an extension is as %q, which is no row", x.As)
		}
		newest := as[len(as)-1]
		x.N, x.Unit = newest.N, newest.Unit
	}
	if err := r.check(c.calendar); err != nil {
		return err
	}
	if r.Local {
		r.Basis = []Basis{{Law: LocalPractice}}
	}
	return nil
}
