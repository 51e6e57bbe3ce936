package reply

import (
	"bytes"
	_ "embed" // the rules
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/ticket"
)

//go:embed rules.json
var rulesJSON []byte

// rule says that somebody must be told of a kind of update. Lists that are empty do not restrict. Earlier rules bind more.
type rule struct {
	ID          string   `json:"id"`
	Kinds       []string `json:"kinds"`
	Departments []string `json:"departments"`
	Appeals     []string `json:"appeals"`
	Categories  []string `json:"categories"`
	To          Recipient
	Limit       calendar.Limit
	Awaits      []string
	Ends        []string
	Waives      []string
	What, Basis lead.Name
	// Local says that no law wants it, LocalLimit that no law sets the number: a district decides.
	Local      bool
	LocalLimit bool
	// From and Until are the days between which it holds.
	From, Until string
}

// Default returns the catalogue that is shipped.
func Default(c *calendar.Calendar) (*Catalogue, error) { return Load(rulesJSON, c) }

// Load reads a catalogue, and says everything that is wrong with it.
func Load(content []byte, c *calendar.Calendar) (*Catalogue, error) {
	out := &Catalogue{calendar: c}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&out.rules); err != nil {
		return nil, fmt.Errorf("reply rules: %w", err)
	}
	var problems []error
	for i, r := range out.rules {
		if slices.ContainsFunc(out.rules[:i], func(o rule) bool { return o.ID == r.ID && o.From == r.From }) {
			problems = append(problems, fmt.Errorf("reply rule %s stands twice", r.ID))
		}
		problems = append(problems, r.check())
	}
	return out, errors.Join(problems...)
}

func (r rule) check() error {
	wrong := func(what string) error { return fmt.Errorf("reply rule %s: %s", r.ID, what) }
	known := func(kinds []string) bool {
		return !slices.ContainsFunc(kinds, func(k string) bool { return !ticket.Kind(k).Valid() })
	}
	ends := []string{string(Read), string(Called), string(Told), string(Written), string(Followed)}
	switch {
	case r.ID == "" || r.What.ZH == "" || r.What.EN == "" || r.Basis.ZH == "" || r.Basis.EN == "":
		return wrong("id, what and basis must be said, in both languages")
	case r.To != Sender && r.To != Reporter:
		return wrong("to must be sender or reporter")
	case len(r.Kinds) == 0 || !known(r.Kinds) || !known(r.Awaits):
		return wrong("kinds and awaits must be kinds of updates")
	case len(r.Ends) == 0 || slices.ContainsFunc(r.Ends, func(e string) bool { return !slices.Contains(ends, e) }):
		return wrong("ends must say how it can end")
	case slices.ContainsFunc(r.Categories, func(c string) bool { return !lead.Category(c).Valid() }):
		return wrong("categories must be codes of the taxonomy")
	case slices.ContainsFunc(r.Departments, func(d string) bool { return !lead.Department(d).Valid() }):
		return wrong("departments must be of the six")
	}
	for _, day := range []string{r.From, r.Until} {
		if _, err := time.Parse(time.DateOnly, day); err != nil && (day != "" || r.From == "") {
			return wrong("from and until must be days")
		}
	}
	return nil
}

// fits reports whether the rule speaks of an update, as far as that says.
func (r rule) fits(u ticket.Update) bool {
	return u.Role != lead.RoleAssist && slices.Contains(r.Kinds, string(u.Kind)) && holds(r.Departments, string(u.Department)) &&
		holds(r.Categories, string(u.Category))
}

// binds reports whether the rule makes a duty of an update of a ticket on its day.
func (r rule) binds(t Thing, of Ticket) bool {
	day := t.At.In(calendar.China).Format(time.DateOnly)
	appeal := t.Appeal
	if appeal == "" {
		appeal = of.Appeal
	}
	return r.fits(t.Update) && holds(r.Appeals, appeal) && day >= r.From && (r.Until == "" || day <= r.Until)
}

func holds(list []string, one string) bool { return len(list) == 0 || slices.Contains(list, one) }

// Rule is a rule as it is told to whoever owes by it.
type Rule struct {
	ID         string    `json:"id"`
	What       lead.Name `json:"what"`
	Basis      lead.Name `json:"basis"`
	Local      bool      `json:"local"`
	LocalLimit bool      `json:"localLimit"`
	Limit      string    `json:"limit"`
}

// Rules returns the rules by number.
func (c *Catalogue) Rules() map[string]Rule {
	out := map[string]Rule{}
	for _, r := range c.rules {
		out[r.ID] = Rule{r.ID, r.What, r.Basis, r.Local, r.LocalLimit, r.Limit.String()}
	}
	return out
}
