package redaction

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is what a masked value is.
type Kind string

// The kinds.
const (
	Person      Kind = "person"      // name of a natural person
	Identity    Kind = "identity"    // identity number
	Phone       Kind = "phone"       // telephone
	Bank        Kind = "bank"        // bank card or account
	Code        Kind = "code"        // unified social credit code
	Address     Kind = "address"     // where a person lives or was found
	Institution Kind = "institution" // name of an institution
	Certificate Kind = "certificate" // number of an officer's certificate
	Reporter    Kind = "reporter"    // whatever points at who reported
	Minor       Kind = "minor"       // whatever points at a minor
	Plate       Kind = "plate"       // vehicle plate
	Other       Kind = "other"       // anything else that must not be told
)

// Rules says, for every kind, why it is masked.
var Rules = map[Kind]string{
	Person:      "自然人姓名只留姓氏",
	Identity:    "证件号码至多留前八位和末一位",
	Phone:       "电话只留末四位",
	Bank:        "账号只留末四位",
	Code:        "统一社会信用代码部分遮蔽",
	Address:     "自然人住址至道路为止",
	Institution: "典型案例中的机构名称部分遮蔽",
	Certificate: "执法证件号码不上网",
	Reporter:    "举报人信息一律不公开",
	Minor:       "未成年人信息一律不公开",
	Plate:       "车牌号码不公开",
	Other:       "依法不公开的其他内容",
}

// Entry is one value that is masked.
type Entry struct {
	Kind    Kind     `json:"kind"`
	Value   string   `json:"value"`             // as it stands in the served text
	Aliases []string `json:"aliases,omitempty"` // other ways to say it: a nickname, a former name, a writing by sound
	Mask    string   `json:"mask,omitempty"`    // what stands in its place; empty: by the rule of its kind
	Reason  string   `json:"reason,omitempty"`  // why, where the rule of its kind does not say it
	// Fixed: the decision says so itself, and no editor may take it out.
	Fixed bool `json:"fixed,omitempty"`
}

// Allowance is a finding in doubt that is no leak.
type Allowance struct {
	Text   string `json:"text"`   // as the finding shows it
	Reason string `json:"reason"` // why it may stand
}

// Map is the redaction map of a publication.
type Map struct {
	Entries []Entry     `json:"entries,omitempty"`
	Allowed []Allowance `json:"allowed,omitempty"`
}

// Longest is how many characters a value may have; what is longer is masked in pieces.
const Longest = 200

// Bounds of a map.
const (
	mostEntries = 600
	mostAliases = 20
)

// Errors of Validate.
var (
	ErrTooLong = errors.New("too much to mask")
	ErrEntry   = errors.New("not an entry")
)

// Validate says what is wrong with a map, without repeating a value.
func (m Map) Validate() error {
	if len(m.Entries) > mostEntries || len(m.Allowed) > mostEntries {
		return fmt.Errorf("%w: at most %d entries and as many allowances", ErrTooLong, mostEntries)
	}
	for i, e := range m.Entries {
		if slices.ContainsFunc(append(e.values(), e.Mask, e.Reason), controlled) {
			return fmt.Errorf("%w: entry %d holds control characters", ErrEntry, i+1)
		}
		if Rules[e.Kind] == "" {
			return fmt.Errorf("%w: entry %d has no known kind", ErrEntry, i+1)
		}
		if len(e.Aliases) > mostAliases {
			return fmt.Errorf("%w: entry %d has more than %d aliases", ErrTooLong, i+1, mostAliases)
		}
		for _, value := range e.values() {
			if len(skeleton(value).runes) < 2 || utf8.RuneCountInString(value) > Longest {
				return fmt.Errorf("%w: entry %d: a value or alias has 2 to %d characters", ErrEntry, i+1, Longest)
			}
		}
		if e.Mask != "" && slices.ContainsFunc(e.values(), func(v string) bool { return stands(e.Mask, v) }) {
			return fmt.Errorf("%w: the mask of entry %d holds what it masks", ErrEntry, i+1)
		}
	}
	for i, a := range m.Allowed {
		if controlled(a.Text) || controlled(a.Reason) || utf8.RuneCountInString(a.Reason) > 2*Longest {
			return fmt.Errorf("%w: allowance %d holds control characters, or too long a reason", ErrEntry, i+1)
		}
		if strings.TrimSpace(a.Text) == "" || strings.TrimSpace(a.Reason) == "" {
			return fmt.Errorf("%w: allowance %d needs its text and a reason", ErrEntry, i+1)
		}
	}
	return nil
}

// controlled reports whether a text holds what no database takes, or what nobody sees, but for line breaks.
func controlled(s string) bool {
	return !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' })
}

// stands reports whether a value stands in s, however it is spaced.
func stands(s, value string) bool {
	looked, numeric := needle(value)
	v := skeleton(s)
	if numeric {
		v = v.numbers()
	}
	return len(occurrences(v.runes, looked)) > 0
}

// values returns the value and its aliases.
func (e Entry) values() []string { return append([]string{e.Value}, e.Aliases...) }

// mask returns what stands in place of a value of the entry.
func (e Entry) mask(value string) string {
	if e.Mask != "" {
		return e.Mask
	}
	return Mask(e.Kind, value)
}

// Keeps reports whether every fixed entry of before is still in m as it was.
func (m Map) Keeps(before Map) bool {
	for _, old := range before.Entries {
		same := func(e Entry) bool { return e.Fixed && e.Kind == old.Kind && e.Value == old.Value && e.Mask == old.Mask }
		if old.Fixed && !slices.ContainsFunc(m.Entries, same) {
			return false
		}
	}
	return true
}
