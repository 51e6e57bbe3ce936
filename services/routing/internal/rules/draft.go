package rules

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

// Ruling is what was ruled about a complaint, for a rule to be made of it.
type Ruling struct {
	Lead       string
	Input      Input
	Category   lead.Category
	Department lead.Department
	Reason     string
	Basis      string
	At         time.Time
	// Fired are the rules that had decided about it.
	Fired []string
}

// maxGrounds is how many word lists a drafted rule asks for: with more it would speak of this one complaint only.
const maxGrounds = 3

// Draft returns a rule file with one rule, which gives what resembles a complaint to the department that was ruled to lead it: of the
// same category, and with words of the lists that had decided about it. It is a draft: a person narrows or widens it.
func (s *Set) Draft(r Ruling) ([]byte, error) {
	if r.Category.OutOfScope() || !r.Category.Valid() || !r.Department.Valid() {
		return nil, fmt.Errorf("a ruling about category %q cannot become a rule: only what a department leads can", r.Category)
	}
	grounds := s.grounds(s.lexicon.read(r.Input), r.Fired)
	if len(grounds) == 0 {
		return nil, fmt.Errorf("no list has a word of this complaint: add one first, and name it in a rule's condition")
	}
	when := ""
	for i, list := range grounds {
		if i > 0 {
			when += " && "
		}
		when += fmt.Sprintf("has(%q)", list)
	}
	type drafted struct {
		Rule    string   `yaml:"rule"`
		Says    string   `yaml:"says"`
		OnlyFor []string `yaml:"only_for,flow"`
		When    string   `yaml:"when"`
		Lead    string   `yaml:"lead"`
		Basis   string   `yaml:"basis"`
		From    string   `yaml:"effective_from"`
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "# %s 裁定由%s主办，%s。起草后请核对条件，再行发布。\n", r.Lead, r.Department.Name().ZH, r.At.In(calendar.China).Format(time.DateOnly))
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	err := encoder.Encode(map[string][]drafted{"rules": {{Rule: "ruling-" + r.Lead, Says: "依裁定：" + r.Reason, OnlyFor: []string{string(r.Category)},
		When: when, Lead: string(r.Department), Basis: r.Basis, From: r.At.In(calendar.China).Format(time.DateOnly)}}})
	return out.Bytes(), err
}

var listNames = regexp.MustCompile(`"([a-z_0-9]+)"`)

// grounds returns the lists on which the rules that fired relied and that have words of the complaint; or any that have.
func (s *Set) grounds(doc *document, fired []string) (names []string) {
	add := func(name string) {
		i := slices.IndexFunc(s.lists, func(l list) bool { return l.name == name })
		if i >= 0 && doc.has(i) && !slices.Contains(names, name) && len(names) < maxGrounds {
			names = append(names, name)
		}
	}
	for _, rules := range [][]rule{s.first, s.then} {
		for i := range rules {
			if slices.Contains(fired, rules[i].ID) {
				for _, m := range listNames.FindAllStringSubmatch(rules[i].When, -1) {
					add(m[1])
				}
			}
		}
	}
	if len(names) == 0 {
		for _, l := range s.lists {
			add(l.name)
		}
	}
	return names
}

// With returns rule files with one more.
func With(fsys fs.FS, name string, content []byte) fs.FS { return overlay{fsys, name, content} }

type overlay struct {
	fs.FS
	name    string
	content []byte
}

func (o overlay) ReadFile(name string) ([]byte, error) {
	if name == o.name {
		return o.content, nil
	}
	return fs.ReadFile(o.FS, name)
}

func (o overlay) Glob(pattern string) ([]string, error) {
	names, err := fs.Glob(o.FS, pattern)
	if err != nil {
		return nil, err
	}
	names = append(names, o.name)
	slices.Sort(names)
	return slices.Compact(names), nil
}
