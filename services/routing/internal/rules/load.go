package rules

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/text"
)

// file is one file of a rule set; any file may hold any of these.
type file struct {
	Version  string                  `yaml:"version"`
	Settings *settings               `yaml:"settings"`
	Lists    map[string]writtenList  `yaml:"lists"`
	Rules    []rule                  `yaml:"rules"`
	Taxonomy map[lead.Category]entry `yaml:"taxonomy"`
	// Resemblance is learned.
	Resemblance *writtenResemblance `yaml:"resemblance"`
}

// writtenList is a list as it is written: words separated by blanks.
type writtenList struct {
	About   string   `yaml:"about"`
	Words   string   `yaml:"words"`
	Except  string   `yaml:"except"`
	Include []string `yaml:"include"` // lists whose finds count as well
}

// day is a date as in "2026-11-22", taken in the time zone of China.
type day struct{ time.Time }

// UnmarshalYAML reads a date.
func (d *day) UnmarshalYAML(n *yaml.Node) (err error) {
	if d.Time, err = time.ParseInLocation(time.DateOnly, n.Value, calendar.China); err != nil {
		return fmt.Errorf("line %d: %q is not a date: write it as 2026-11-22", n.Line, n.Value)
	}
	return nil
}

// Load reads and checks the rule set in the yaml files of fsys. The error names all problems at once, each with its file,
// its rule or list, and a cure.
func Load(fsys fs.FS) (*Set, error) {
	l := loader{lists: map[string]writtenList{}, listFile: map[string]string{}, ruleFile: map[string]string{},
		set: &Set{taxonomy: map[lead.Category]entry{}}}
	l.readFiles(fsys)
	lists := l.compileLists()
	l.compileRules(lists)
	l.checkWhole()
	slices.SortFunc(l.problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	if err := errors.Join(l.problems...); err != nil {
		return nil, fmt.Errorf("rule set: %w", err)
	}
	return l.set, nil
}

// loader gathers the files of a set and what is wrong with them.
type loader struct {
	set      *Set
	lists    map[string]writtenList
	listFile map[string]string // where a list or rule was first seen
	ruleFile map[string]string
	rules    []rule
	problems []error
}

func (l *loader) complain(format string, args ...any) {
	l.problems = append(l.problems, fmt.Errorf(format, args...))
}

func (l *loader) readFiles(fsys fs.FS) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil || len(names) == 0 {
		l.complain("no *.yaml files: name the folder that holds the rules (%v)", err)
	}
	hash := sha256.New()
	for _, name := range names {
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			l.complain("%s: %w", name, err)
			continue
		}
		fmt.Fprintf(hash, "%s %d\n%s", name, len(content), content)
		var f file
		decoder := yaml.NewDecoder(strings.NewReader(string(content)))
		decoder.KnownFields(true)
		if err := decoder.Decode(&f); err != nil {
			l.complain("%s: %w (the keys a rule may have are described in set.yaml)", name, err)
			continue
		}
		l.gather(name, f)
	}
	l.set.version = fmt.Sprintf("%s+%.6x", l.set.version, hash.Sum(nil)[:3])
}

// gather adds the content of one file; a thing must not be said twice.
func (l *loader) gather(name string, f file) {
	if f.Version != "" {
		l.set.version = f.Version
	}
	if f.Settings != nil {
		l.set.settings = *f.Settings
	}
	for key, written := range f.Lists {
		if first, ok := l.listFile[key]; ok {
			l.complain("%s: list %q stands in %s already: rename one or merge them", name, key, first)
		}
		l.lists[key], l.listFile[key] = written, name
	}
	for _, r := range f.Rules {
		if first, ok := l.ruleFile[r.ID]; ok {
			l.complain("%s: rule %q stands in %s already: give it another name", name, r.ID, first)
		}
		l.rules, l.ruleFile[r.ID] = append(l.rules, r), name
	}
	if f.Resemblance != nil {
		compiled, err := f.Resemblance.compile()
		if err != nil {
			l.complain("%s: resemblance: %w", name, err)
		}
		l.set.resemblance = compiled
	}
	for code, e := range f.Taxonomy {
		if _, ok := l.set.taxonomy[code]; ok {
			l.complain("%s: category %s stands in the taxonomy twice: keep one", name, code)
		}
		l.set.taxonomy[code] = e
	}
}

// compileLists normalises the words, builds the scanner and returns the place of each list.
func (l *loader) compileLists() map[string]int {
	names, index := slices.Sorted(maps.Keys(l.lists)), map[string]int{}
	for i, name := range names {
		index[name] = i
	}
	for _, name := range names {
		written := l.lists[name]
		words, except := normalised(strings.Fields(written.Words)), normalised(strings.Fields(written.Except))
		if len(words) == 0 && len(written.Include) == 0 {
			l.complain("%s: list %q has no words: add some or delete it", l.listFile[name], name)
		}
		compiled := list{name: name, words: words, except: except}
		for _, other := range l.included(name, nil) {
			compiled.parts = append(compiled.parts, index[other])
		}
		l.set.lists = append(l.set.lists, compiled)
	}
	l.set.lexicon = newLexicon(l.set.lists)
	return index
}

// included returns the lists that a list includes, directly or through others; within are those being looked at.
func (l *loader) included(name string, within []string) []string {
	var out []string
	within = append(within, name)
	for _, other := range l.lists[name].Include {
		if _, known := l.lists[other]; !known || slices.Contains(within, other) {
			l.complain("%s: list %q includes %q, which does not exist or includes it in turn: correct the name",
				l.listFile[name], name, other)
			continue
		}
		out = merge(merge(out, other), l.included(other, within)...)
	}
	return out
}

// normalised returns the words as they look in a normalised text, each once.
func normalised(words []string) []string {
	var out []string
	for _, w := range words {
		if n := text.Normalise(w).Plain; n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}
