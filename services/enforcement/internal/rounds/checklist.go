package rounds

import (
	"bytes"
	_ "embed"
	"sync"

	"go.yaml.in/yaml/v3"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
)

//go:embed data/selfcheck.yaml
var checklistFile []byte

// Checklist is what institutions check themselves for. A campaign keeps the one that it began with.
type Checklist struct {
	Version  string    `json:"version" yaml:"version"`
	Sections []Section `json:"sections" yaml:"sections"`
}

// Section is a part of a checklist.
type Section struct {
	Code  string `json:"code" yaml:"code"`
	ZH    string `json:"zh" yaml:"zh"`
	EN    string `json:"en" yaml:"en"`
	Items []Item `json:"items" yaml:"items"`
}

// Item is one thing to check, and the code of the taxonomy that it breaks where it is not so.
type Item struct {
	Code     string        `json:"code" yaml:"code"`
	ZH       string        `json:"zh" yaml:"zh"`
	EN       string        `json:"en" yaml:"en"`
	Category lead.Category `json:"category" yaml:"category"`
}

// ReadChecklist reads a checklist from YAML. Members that are not known are refused.
func ReadChecklist(content []byte) (Checklist, error) {
	var c Checklist
	d := yaml.NewDecoder(bytes.NewReader(content))
	d.KnownFields(true)
	if err := d.Decode(&c); err != nil {
		return c, onsite.Refuse(onsite.Invalid, "invalid", "checklist must be YAML with version and sections", "mend it and send it again")
	}
	return c, c.check()
}

var defaultChecklist = sync.OnceValues(func() (Checklist, error) { return ReadChecklist(checklistFile) })

// DefaultChecklist is the one of this release. A test reads it, so it cannot be wrong.
func DefaultChecklist() Checklist {
	c, _ := defaultChecklist()
	return c
}

// Items lists the codes of all items in order.
func (c Checklist) Items() (codes []string) {
	for _, s := range c.Sections {
		for _, i := range s.Items {
			codes = append(codes, i.Code)
		}
	}
	return codes
}

// Item returns the item of a code.
func (c Checklist) Item(code string) Item {
	for _, s := range c.Sections {
		for _, i := range s.Items {
			if i.Code == code {
				return i
			}
		}
	}
	return Item{}
}

const maxItems = 200

func (c Checklist) check() error {
	var f onsite.Form
	f.Need("checklist.version", c.Version, 64)
	seen := map[string]bool{}
	for _, s := range c.Sections {
		f.Need("checklist.code", s.Code, 32)
		f.Need("checklist.zh", s.ZH, onsite.MaxName)
		f.May("checklist.en", s.EN, 400)
		for _, i := range s.Items {
			f.Need("checklist.items.code", i.Code, 32)
			f.Need("checklist.items.zh", i.ZH, onsite.MaxName)
			f.May("checklist.items.en", i.EN, 400)
			f.That(!seen[i.Code], "checklist.items.code", "must be there once")
			f.That(i.Category == "" || i.Category.Valid(), "checklist.items.category", "must be a code of the taxonomy")
			seen[i.Code] = true
		}
	}
	f.That(len(seen) > 0 && len(seen) <= maxItems, "checklist.items", "must be 1 to 200")
	return f.Err()
}
