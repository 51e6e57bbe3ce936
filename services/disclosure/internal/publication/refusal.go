package publication

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"xiansuo/pkg/calendar"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/mask"
)

// Refusal says why something is not done. Its code is stable; its detail never repeats what was sent.
type Refusal struct {
	Code   Code
	Detail string
}

// Error makes a refusal an error.
func (r Refusal) Error() string { return string(r.Code) + ": " + r.Detail }

// Code is the stable name of a refusal.
type Code string

// The codes.
const (
	NotYours   Code = "not-yours"   // another role takes this step
	NotNow     Code = "not-now"     // the publication is at another stage
	Twice      Code = "twice"       // the actor has taken a step already
	Leaks      Code = "leaks"       // a masked value still stands there
	NoBasis    Code = "no-basis"    // no legal duty to publish is on the record
	ServedText Code = "served-text" // the text of a decision is what was served: only the map may change
	Sealed     Code = "sealed"      // sexual harm, or a minor could be recognised: only numbers are ever told
	WarnedOnly Code = "warned-only" // 仅警告: market regulation does not publish it
	NoPenalty  Code = "no-penalty"  // no penalty was imposed: it is no penalty disclosure
	TooEarly   Code = "too-early"   // the least time of publicity is not over
	Unfinished Code = "unfinished"  // obligations are not performed
	BadForm    Code = "bad-form"    // something that was sent is wrong
)

func refuse(code Code, format string, args ...any) error {
	return Refusal{code, fmt.Sprintf(format, args...)}
}

// Act is who does something, on which day it happened, and what is said to it.
type Act struct {
	Actor actor.Actor
	On    string    // in China: 2006-01-02, not in the future; empty: today
	Note  string    // at most 2000 characters
	At    time.Time // when it was entered
}

// Today returns the day of a time in China.
func Today(at time.Time) string { return at.In(calendar.China).Format(time.DateOnly) }

// ValidDay reports whether a text is a day on which something of a publication may happen: 2006-01-02, in this century.
func ValidDay(day string) bool {
	_, err := time.Parse(time.DateOnly, day)
	return err == nil && day >= "2000"
}

const longestNote = 2000

// check returns the act with its day, or what is wrong with it.
func (a Act) check() (Act, error) {
	if a.On == "" {
		a.On = Today(a.At)
	}
	if !ValidDay(a.On) {
		return a, refuse(BadForm, "on must be a day such as 2026-07-01")
	}
	if a.On > Today(a.At) {
		return a, refuse(BadForm, "on must not lie in the future")
	}
	err := errors.Join(wellFormed("note", a.Note, longestNote), wellFormed("unit", a.Actor.Unit, longestName), wellFormed("person", a.Actor.Person, longestName))
	a.Note = masker.Text(a.Note)
	return a, err
}

// masker masks what people write freely: it becomes a record for ever.
var masker = mask.New(mask.Reporter{})

// wellFormed refuses text that is too long or holds control characters other than line breaks.
func wellFormed(name, s string, most int) error {
	if utf8.RuneCountInString(s) > most {
		return refuse(BadForm, "%s must have at most %d characters", name, most)
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		return refuse(BadForm, "%s must be text without control characters", name)
	}
	return nil
}
