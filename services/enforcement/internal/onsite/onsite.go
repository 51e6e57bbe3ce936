// Package onsite is what joint operations and patrols have in common: who goes there, what may be done on the spot, and how what officers
// write down is checked and masked.
package onsite

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/mask"
	"xiansuo/services/internal/text"
)

// Kind says what sort of refusal one is.
type Kind int

// The sorts of refusals.
const (
	Invalid  Kind = iota // what was sent cannot be taken
	NotYours             // somebody else may
	NotNow               // it would be possible at another time
	NotThere             // it speaks of something that is not there
)

// Refusal says why something is not done. It never repeats what was sent.
type Refusal struct {
	Kind Kind
	// Code is the stable name that programs decide on.
	Code string
	// Detail says what is wrong, and Cure what to do about it.
	Detail, Cure string
}

// Error makes a refusal an error.
func (r *Refusal) Error() string { return r.Code + ": " + r.Detail }

// Refuse returns a refusal.
func Refuse(kind Kind, code, detail, cure string) error {
	return &Refusal{Kind: kind, Code: code, Detail: detail, Cure: cure}
}

// Stale refuses an act that was meant for something that has changed since it was read.
func Stale() error {
	return Refuse(NotNow, "stale", "somebody else was faster: it has changed since this version was read", "read it again and decide again")
}

// Officer is who goes there (行政处罚法 art. 42: two at least, with certificates).
type Officer struct {
	Name string `json:"name"`
	// Unit is the agency, street or office that the officer belongs to.
	Unit string `json:"unit"`
	// Certificate is the number of the certificate (执法证件号). It is shown to nobody outside.
	Certificate string `json:"certificate,omitempty"`
}

// Disposal is what was done on the spot (现场处置).
type Disposal string

// The disposals.
const (
	Stopped   Disposal = "stopped"   // 叫停
	Corrected Disposal = "corrected" // 责令改正
	Sealed    Disposal = "sealed"    // 封存
	Evacuated Disposal = "evacuated" // 疏散
)

var disposalNames = map[Disposal]string{Stopped: "叫停", Corrected: "责令", Sealed: "封存", Evacuated: "疏散"}

// Valid reports whether d is a disposal.
func (d Disposal) Valid() bool { return disposalNames[d] != "" }

// Name returns what the disposal is called in Chinese.
func (d Disposal) Name() string { return disposalNames[d] }

// Lengths of what is written, in characters.
const (
	MaxName = 200
	MaxText = 4000
	MaxList = 50
)

const dayLayout = "2006-01-02"

// Day returns the day of China that a moment lies in.
func Day(at time.Time) string { return at.In(calendar.China).Format(dayLayout) }

// After returns the first moment after a day of China.
func After(day string) (time.Time, error) {
	t, err := time.ParseInLocation(dayLayout, day, calendar.China)
	if err != nil {
		return time.Time{}, fmt.Errorf("read a day: %w", err)
	}
	return t.AddDate(0, 0, 1), nil
}

var masker = mask.New(mask.Reporter{})

// Clean masks what an officer wrote: whoever reads of a reporter may write it down here.
func Clean(text string) string { return masker.Text(strings.TrimSpace(text)) }

// Known reports whether a name is that of somebody who may act for an organisation: a department or a unit such as a street.
func Known(name string) bool { return lead.Department(name).Valid() || lead.ValidUnit(name) }

// Party returns for which organisation an actor acts: a department for its handlers and heads, else the name of the token.
func Party(a actor.Actor) string {
	if a.Department != "" {
		return string(a.Department)
	}
	return a.Name
}

// Form checks what somebody filled in. The first thing that is wrong stays.
type Form struct{ wrong error }

// Err returns what is wrong, or nil.
func (f *Form) Err() error { return f.wrong }

// That refuses unless ok.
func (f *Form) That(ok bool, field, must string) {
	if !ok && f.wrong == nil {
		f.wrong = Refuse(Invalid, "invalid", field+" "+must, "mend it and send it again")
	}
}

// Need checks a text that must be there.
func (f *Form) Need(field, text string, limit int) {
	f.That(strings.TrimSpace(text) != "", field, "must be given")
	f.May(field, text, limit)
}

// May checks a text that may be there.
func (f *Form) May(field, text string, limit int) {
	f.That(utf8.ValidString(text) && !strings.ContainsFunc(text, control), field, "must hold no control characters but tabs and line breaks")
	f.That(utf8.RuneCountInString(text) <= limit, field, fmt.Sprintf("must have at most %d characters", limit))
}

func control(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' }

// Day checks a day.
func (f *Form) Day(field, day string) {
	_, err := time.Parse(dayLayout, day)
	f.That(err == nil && len(day) == len(dayLayout) && day >= "1990-01-01" && day < "2200", field, "must be a day such as 2026-07-01")
}

// Past checks the day of something that has happened.
func (f *Form) Past(field, day string, now time.Time) {
	f.Day(field, day)
	f.That(day <= Day(now), field, "must not lie in the future")
}

// Officers checks that two went there at least.
func (f *Form) Officers(field string, all []Officer) {
	f.That(len(all) >= 2 && len(all) <= MaxList, field, "must name two officers at least (行政处罚法 art. 42)")
	names := map[Officer]bool{}
	for _, o := range all {
		f.Need(field, o.Name, 50)
		f.Need(field, o.Unit, MaxName)
		f.May(field, o.Certificate, 64)
		names[Officer{Name: text.Name(o.Name), Unit: o.Unit}] = true
	}
	f.That(len(names) == len(all), field, "must not name an officer twice")
}

// Disposals checks what was done on the spot.
func (f *Form) Disposals(field string, all []Disposal) {
	f.That(len(all) <= len(disposalNames), field, "has too many entries")
	f.That(!slices.ContainsFunc(all, func(d Disposal) bool { return !d.Valid() }), field, "must be stopped, corrected, sealed or evacuated")
}

// Names checks a list of identifiers or names.
func (f *Form) Names(field string, all []string, limit int) {
	f.That(len(all) <= MaxList, field, fmt.Sprintf("must have at most %d entries", MaxList))
	for _, one := range all {
		f.Need(field, one, limit)
	}
}

// DisposalNamed returns the disposal that has a Chinese name; another name becomes one that is none.
func DisposalNamed(name string) Disposal {
	for d, n := range disposalNames {
		if n == name {
			return d
		}
	}
	return Disposal(name)
}
