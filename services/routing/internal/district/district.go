// Package district is what a district decides for itself and may change without a release: its units that assist, which duties passed
// to whom and when, who is on duty and how they are told, which calendars it loaded, which limits it sets where no law does, and
// the thresholds of its supervision.
package district

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/clocks"
	"xiansuo/services/routing/internal/handoff"
)

// District is a checked set of a district's documents. It never changes.
type District struct {
	// Version is that of the document "district".
	Version     int64
	Units       []Unit
	Successions []Succession
	// Names are what the district calls departments, in place of their customary names.
	Names map[lead.Department]lead.Name
	// Duty lists who is told, in order, for every holder.
	Duty map[lead.Holder][]Contact
	// Cards are the thresholds of supervision.
	Cards Cards
	// Clocks is the catalogue with the district's own numbers, under the calendars that it loaded.
	Clocks *clocks.Catalogue
	// Calendar is the version of the calendar.
	Calendar string
}

// Unit is a unit of the district that assists: it has a queue and never leads.
type Unit struct {
	Code lead.Department `yaml:"code"`
	Name lead.Name       `yaml:"name"`
	Kind string          `yaml:"kind"` // street, enforcement, bureau or other words
	// Formerly are names that it had before, as they stand in older leads.
	Formerly []string `yaml:"formerly"`
}

// Succession says that duties passed from one department or unit to another on a date.
type Succession struct {
	From       lead.Department `yaml:"from"`
	To         lead.Department `yaml:"to"`
	On         string          `yaml:"on"`
	Categories []string        `yaml:"categories"`
	Basis      string          `yaml:"basis"`
	on         time.Time
}

// contactName is what somebody on duty may be called; letters are of any script, with what is written above and below them.
var contactName = regexp.MustCompile(`^[\pL\pM\p{Nd}_.-]([\pL\pM\p{Nd}_. -]*[\pL\pM\p{Nd}_.-])?$`)

const longestName = 64

// Contact is where somebody on duty wants to be called.
type Contact struct {
	Name       string `yaml:"name"`
	URL        string `yaml:"url"`
	Generation int    `yaml:"generation"` // of the secret; 1 unless it was renewed
}

// Cards are red and yellow cards: off unless the district switches them on. None of the numbers is law.
type Cards struct {
	On bool `yaml:"on"`
	// Yellow when fewer than this share was done in time, or fewer are satisfied, or so many returns were refused in a month.
	InTime    float64 `yaml:"in_time"`
	Satisfied float64 `yaml:"satisfied"`
	Refused   int     `yaml:"refused"`
	// Least is how many leads a share needs to count.
	Least int `yaml:"least"`
}

// Kinds of documents.
const (
	KindDistrict = "district"
	KindClocks   = "clocks"
	KindCalendar = "calendar-" // and a year
)

// Document is a document as it was loaded.
type Document struct {
	Kind, Content string
	Version       int64
}

// New returns the district that documents describe, on top of what xiansuo ships. checkURL says whether an address may be called at
// all. The error names everything that is wrong.
func New(documents []Document, checkURL func(string) error) (*District, error) {
	d := &District{Names: map[lead.Department]lead.Name{}, Duty: map[lead.Holder][]Contact{}, Cards: defaultCards()}
	days, overrides := calendar.Default(), ""
	var problems []error
	for _, doc := range documents {
		var err error
		switch {
		case doc.Kind == KindDistrict:
			d.Version = doc.Version
			err = d.read(doc.Content, checkURL)
		case doc.Kind == KindClocks:
			overrides = doc.Content
		case strings.HasPrefix(doc.Kind, KindCalendar):
			days, err = addYear(days, doc)
		default:
			err = fmt.Errorf("there is no setting %q; there are district, clocks and calendar-<year>", doc.Kind)
		}
		if err != nil {
			problems = append(problems, err)
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	var err error
	if d.Clocks, err = clocks.Default(days); err != nil {
		return nil, err
	}
	if overrides != "" {
		if d.Clocks, err = d.Clocks.Override([]byte(overrides)); err != nil {
			return nil, err
		}
	}
	d.Calendar = days.Version()
	return d, nil
}

func addYear(c *calendar.Calendar, doc Document) (*calendar.Calendar, error) {
	year := strings.TrimPrefix(doc.Kind, KindCalendar)
	if !strings.Contains(doc.Content, "year "+year) {
		return c, fmt.Errorf("%s must hold the line: year %s", doc.Kind, year)
	}
	more, err := c.Add([]byte(doc.Content))
	if err != nil {
		return c, fmt.Errorf("%s: %w", doc.Kind, err)
	}
	return more, nil
}

func defaultCards() Cards { return Cards{InTime: 0.90, Satisfied: 0.85, Refused: 3, Least: 5} }

// read reads the document of a district.
func (d *District) read(content string, checkURL func(string) error) error {
	file := struct {
		Units       []Unit                        `yaml:"units"`
		Successions []Succession                  `yaml:"successions"`
		Names       map[lead.Department]lead.Name `yaml:"names"`
		Duty        map[lead.Holder][]Contact     `yaml:"duty"`
		Cards       Cards                         `yaml:"cards"`
	}{Cards: defaultCards()}
	decoder := yaml.NewDecoder(strings.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil && content != "" {
		return fmt.Errorf("district: %w", err)
	}
	d.Units, d.Successions, d.Cards = file.Units, file.Successions, file.Cards
	var problems []error
	wrong := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf("district: "+format, args...))
	}
	seen := map[lead.Department]bool{}
	for _, u := range d.Units {
		if !lead.ValidUnit(string(u.Code)) || seen[u.Code] || u.Name.ZH == "" || u.Name.EN == "" {
			wrong("unit %q needs a code of its own (lower-case letters, digits, single hyphens) and a name in zh and en", u.Code)
		}
		seen[u.Code] = true
	}
	for code, name := range file.Names {
		if !code.Valid() || name.ZH == "" || name.EN == "" {
			wrong("names may rename the six departments only, in zh and en: %q", code)
		}
		d.Names[code] = name
	}
	d.checkSuccessions(wrong)
	for holder, list := range file.Duty {
		if !d.Known(string(holder)) {
			wrong("duty names %q, which is nobody", holder)
		}
		checkDuty(holder, list, checkURL, wrong)
		d.Duty[holder] = list
	}
	return errors.Join(problems...)
}

// checkDuty sees to it that everybody on a list can be called, and told apart: secrets and deliveries are named by holder and name.
func checkDuty(holder lead.Holder, list []Contact, checkURL func(string) error, wrong func(string, ...any)) {
	seen := map[string]bool{}
	for _, c := range list {
		if !contactName.MatchString(c.Name) || utf8.RuneCountInString(c.Name) > longestName {
			wrong("a contact of %s needs a name of at most %d letters, digits, - _ . and blanks between them, such as duty-room: rename %q", holder, longestName, c.Name)
		}
		if seen[c.Name] {
			wrong("%s has two contacts of the name %q: give one another name", holder, c.Name)
		}
		seen[c.Name] = true
		if err := checkURL(c.URL); err != nil {
			wrong("the contact %q of %s needs a url that may be called: %w", c.Name, holder, err)
		}
		if c.Generation < 0 {
			wrong("the contact %q of %s needs a generation from 1, or none", c.Name, holder)
		}
	}
}

// checkSuccessions sees to it that a successor can do what it inherits, and that nobody inherits in a circle.
func (d *District) checkSuccessions(wrong func(string, ...any)) {
	for i := range d.Successions {
		s := &d.Successions[i]
		on, err := time.ParseInLocation(time.DateOnly, s.On, calendar.China)
		s.on = on
		switch {
		case err != nil || s.Basis == "":
			wrong("the succession from %q to %q needs a date in on, and a basis", s.From, s.To)
		case s.From == s.To || !d.Known(string(s.From)) && !lead.ValidUnit(string(s.From)) || !d.Known(string(s.To)):
			wrong("the succession from %q to %q must be between two that are known", s.From, s.To)
		case s.From.Valid() && !s.To.Valid():
			wrong("%s may lead, and %s may not: only another of the six can succeed it", s.From, s.To)
		}
		for _, code := range s.Categories {
			if !lead.Category(code).Valid() && (len(code) != 1 || !strings.Contains("ABCDEFGH", code)) {
				wrong("the succession from %q names %q, which is no category", s.From, code)
			}
		}
		for _, o := range d.Successions[:i] {
			if o.From == s.To && o.To == s.From && len(o.Categories) == 0 && len(s.Categories) == 0 {
				wrong("%s and %s cannot succeed one another", s.From, s.To)
			}
		}
	}
}

// Unit reports whether a code is a unit of the district.
func (d *District) Unit(code lead.Department) bool {
	for _, u := range d.Units {
		if u.Code == code {
			return true
		}
	}
	return false
}

// Queues returns the units that have a queue.
func (d *District) Queues() (out []lead.Department) {
	for _, u := range d.Units {
		out = append(out, u.Code)
	}
	return out
}

// Known reports whether a code is a department, a unit, or an office.
func (d *District) Known(code string) bool {
	h := lead.Holder(code)
	return lead.Department(code).Valid() || d.Unit(lead.Department(code)) || h == lead.Desk || h == lead.Taskforce || h == lead.Justice
}

// Name returns what the district calls a department, unit or office.
func (d *District) Name(code string) lead.Name {
	if n, ok := d.Names[lead.Department(code)]; ok {
		return n
	}
	for _, u := range d.Units {
		if string(u.Code) == code {
			return u.Name
		}
	}
	return lead.Holder(code).Name()
}

// InForce returns the successions whose date has come.
func (d *District) InForce(now time.Time) (out []handoff.Succession) {
	for _, s := range d.Successions {
		if !now.Before(s.on) {
			out = append(out, handoff.Succession{From: s.From, To: s.To, Categories: s.Categories, Basis: s.Basis})
		}
	}
	return out
}

// Heir returns who must have what was once a department's, for a category, at a time.
func (d *District) Heir(code lead.Department, category lead.Category, now time.Time) lead.Department {
	for range len(d.Successions) + 1 {
		next := code
		for _, s := range d.InForce(now) {
			if s.From == code && s.Speaks(category) {
				next = s.To
			}
		}
		if next == code {
			break
		}
		code = next
	}
	return code
}

// Street returns what a street is called today.
func (d *District) Street(name string) string {
	for _, u := range d.Units {
		for _, old := range u.Formerly {
			if old == name {
				return u.Name.ZH
			}
		}
	}
	return name
}
