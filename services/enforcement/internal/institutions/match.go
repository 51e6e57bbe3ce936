package institutions

import (
	"cmp"
	"slices"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/text"
)

// Kinds of subjects that institutions are matched to.
const (
	OfLead   = "lead"
	OfCase   = "case"
	OfPatrol = "patrol"
)

// Kinds lists them.
func Kinds() []string { return []string{OfLead, OfCase, OfPatrol} }

// Subject is what somebody says about an institution in a lead, a case or a patrol.
type Subject struct {
	Kind, ID string
	// Department is whose a patrol is; of leads and cases it is known from the cases.
	Department lead.Department
	// Name, USCC and Licence are given as those of the party, Address and Street as its place. Text is running text.
	Name, USCC, Licence, Address, Street, Text string
}

// Check says what is wrong with the kind and id of a subject.
func (s Subject) Check() error {
	if !slices.Contains(Kinds(), s.Kind) {
		return invalid("kind", "must be one of %v", Kinds())
	}
	return plain("subject", s.ID, 100, true)
}

// How says by what an institution was found.
type How string

// The ways, the surest first.
const (
	ByCode    How = "code"         // the code was given as that of the party
	ByPerson  How = "person"       // a person said so
	ByLicence How = "licence"      // the number of its licence
	ByText    How = "code-in-text" // its code stands in the text
	ByName    How = "name"         // what it is or was called
	ByAddress How = "address"      // where it teaches
	ByMention How = "name-in-text" // its name stands in the text
)

var strength = []How{ByCode, ByPerson, ByLicence, ByText, ByName, ByAddress, ByMention}

// Proposal is an institution that a subject may be about.
type Proposal struct {
	Institution string
	Hows        []How
	// Certain: the code was given, its check character is right, and it is exactly one institution's.
	Certain bool
}

// Key is one by which an institution is found.
type Key struct{ Kind, Key string }

// Kinds of keys.
const (
	CodeKey    = "code"
	LicenceKey = "licence"
	NamedKey   = "name"
	HeadKey    = "head" // of a name, for running text
	SpotKey    = "spot"
)

// Keys returns by what an institution is found; one that was removed is found by nothing.
func (i Institution) Keys() []Key {
	if i.Removed != "" {
		return nil
	}
	return i.Details.Keys()
}

// Keys returns by what an institution is found.
func (d Details) Keys() (out []Key) {
	add := func(kind, key string) {
		if k := (Key{kind, key}); key != "" && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	add(CodeKey, d.Registration.USCC)
	for _, l := range d.Licences {
		add(LicenceKey, licenceKey(l.Number))
	}
	for _, name := range d.called() {
		add(NamedKey, name)
		add(HeadKey, head(name))
	}
	for _, p := range d.Places {
		for _, key := range SpotOf(p.Address).Keys() {
			add(SpotKey, key)
		}
	}
	return out
}

// called returns the keys of what it is or was called.
func (d Details) called() (out []string) {
	for _, name := range slices.Concat([]string{d.Name}, d.Aliases, d.Former) {
		if key := NameKey(name); key != "" && !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}

// licenceKey returns the number of a licence as it is compared, "" for one too short to tell institutions apart.
func licenceKey(number string) string {
	key := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -()第号", r) {
			return -1
		}
		return r
	}, text.Fold(number).Plain)
	if len(key) < 6 {
		return ""
	}
	return key
}

// codesIn finds codes with the right check character in a folded text.
func codesIn(plain string) (out []string) {
	for from := 0; from < len(plain); {
		to := from
		for to < len(plain) && ('0' <= plain[to] && plain[to] <= '9' || 'a' <= plain[to] && plain[to] <= 'z') {
			to++
		}
		if to-from == codeLength {
			if code := strings.ToUpper(plain[from:to]); CheckCode(code) == nil && !slices.Contains(out, code) {
				out = append(out, code)
			}
		}
		from = to + 1
	}
	return out
}

// Look is a subject with what is read out of it once: by what institutions are looked for, and what is compared.
type Look struct {
	Subject
	t traits
}

// Look reads a subject.
func (s Subject) Look() Look { return Look{s, s.traits()} }

// Keys returns by what institutions are looked for.
func (s Subject) Keys() []Key { return s.Look().Keys() }

// Keys returns by what institutions are looked for.
func (l Look) Keys() (out []Key) {
	add := func(kind string, keys ...string) {
		for _, key := range keys {
			if key != "" {
				out = append(out, Key{kind, key})
			}
		}
	}
	add(CodeKey, l.t.code)
	add(CodeKey, l.t.inText...)
	add(LicenceKey, l.t.licence)
	add(NamedKey, l.t.name)
	add(SpotKey, l.t.spot.Keys()...)
	add(HeadKey, headsIn(l.t.plain)...)
	return out
}

// maxProposals is how many institutions are proposed for one subject.
const maxProposals = 10

// Match returns which of some institutions a subject may be about, the surest first. Only a code is certain; what a name or an address says
// is for a person to confirm.
func Match(s Subject, among []Institution) []Proposal { return s.Look().Match(among) }

// Match returns which of some institutions the subject may be about, the surest first.
func (l Look) Match(among []Institution) (out []Proposal) {
	t, owners := l.t, 0
	for _, i := range among {
		if i.Removed != "" {
			continue
		}
		if hows := t.in(i); len(hows) > 0 {
			out = append(out, Proposal{Institution: i.ID, Hows: hows, Certain: hows[0] == ByCode})
			if hows[0] == ByCode {
				owners++
			}
		}
	}
	for n := range out {
		out[n].Certain = out[n].Certain && owners == 1
	}
	slices.SortStableFunc(out, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(slices.Index(strength, a.Hows[0]), slices.Index(strength, b.Hows[0])), cmp.Compare(len(b.Hows), len(a.Hows)), cmp.Compare(a.Institution, b.Institution))
	})
	return out[:min(len(out), maxProposals)]
}

// traits are what a subject says, as it is compared.
type traits struct {
	code, licence, name, plain string
	inText                     []string
	spot                       Spot
}

func (s Subject) traits() traits {
	t := traits{code: CleanCode(s.USCC), licence: licenceKey(s.Licence), name: NameKey(s.Name), plain: text.Fold(s.Text).Plain, spot: SpotOf(s.Address)}
	t.inText = codesIn(t.plain)
	if t.spot.Town == "" {
		t.spot.Town = s.Street
	}
	if CheckCode(t.code) != nil {
		t.code = ""
	}
	return t
}

// in returns by what an institution is found in what a subject says, the surest first.
func (t traits) in(i Institution) (hows []How) {
	found := func(how How, yes bool) {
		if yes {
			hows = append(hows, how)
		}
	}
	own, called := i.Registration.USCC, i.called()
	found(ByCode, t.code != "" && own == t.code)
	found(ByLicence, t.licence != "" && slices.ContainsFunc(i.Licences, func(l Licence) bool { return licenceKey(l.Number) == t.licence }))
	found(ByText, own != t.code && slices.Contains(t.inText, own))
	found(ByName, t.name != "" && slices.Contains(called, t.name))
	found(ByAddress, slices.ContainsFunc(i.Places, func(at Place) bool { return at.is(t.spot) }))
	found(ByMention, slices.ContainsFunc(called, func(n string) bool { return n != t.name && head(n) != "" && strings.Contains(t.plain, n) }))
	return hows
}

// Party returns what is kept of a subject, so that whoever is entered later is matched to it: by what it speaks of an institution, and nothing
// that it tells. A name that names no institution, a person's perhaps, is not kept.
func (l Look) Party() Subject {
	s := l.Subject
	s.Text, s.Kind, s.ID = "", "", ""
	if l.t.name == "" {
		s.Name = ""
	}
	return s
}

// is reports whether the place is the spot.
func (p Place) is(spot Spot) bool {
	own := SpotOf(p.Address)
	if own.Town == "" {
		own.Town = p.Street
	}
	return own.Same(spot)
}
