package site

import (
	"slices"
	"strings"
	"unicode/utf8"

	"xiansuo/pkg/lead"
)

// Entry is an institution with what it is found and listed by.
type Entry struct {
	Institution lead.InstitutionChanged
	// Keys are its names and codes, whole and plain; Grams are parts of its names and places.
	Keys, Grams []string
	// Scopes are what it is licensed for.
	Scopes []string
	// WhiteUntil is the last day on which it stands on the white list, and WatchUntil on the watch list: 2006-01-02, "infinity" without
	// an end, or "" where it stands on none.
	WhiteUntil, WatchUntil string
}

// NewEntry returns an institution as it is kept. One that was removed keeps its version only.
func NewEntry(i lead.InstitutionChanged) Entry {
	if i.Removed {
		return Entry{Institution: lead.InstitutionChanged{Institution: i.Institution, Version: i.Version, Removed: true, At: i.At}}
	}
	e := Entry{Institution: i, Scopes: scopesOf(i.Licences), WhiteUntil: whiteUntil(i), WatchUntil: watchUntil(i.Watch)}
	for _, name := range append([]string{i.Name}, i.Aliases...) {
		e.Keys = append(e.Keys, Plain(name))
		e.Grams = append(e.Grams, nameGrams(name)...)
	}
	e.Keys = append(e.Keys, Plain(i.USCC))
	for _, l := range i.Licences {
		e.Keys = append(e.Keys, Plain(l.Number))
	}
	for _, place := range append([]string{i.Street}, i.Places...) {
		e.Grams = append(e.Grams, pairs(Plain(place))...)
	}
	e.Keys = slices.DeleteFunc(distinct(e.Keys), func(key string) bool { return key == "" || utf8.RuneCountInString(key) > LongestQuery })
	e.Grams = distinct(e.Grams)
	e.Grams = e.Grams[:min(len(e.Grams), longestGrams)]
	return e
}

// Scopes splits what a licence is given for, such as 学科类、艺术类.
func Scopes(scope string) []string {
	return strings.FieldsFunc(scope, func(r rune) bool { return strings.ContainsRune("、，,；;/ \u3000", r) })
}

func scopesOf(licences []lead.Licence) (out []string) {
	for _, l := range licences {
		out = append(out, Scopes(l.Scope)...)
	}
	return distinct(out)
}

// forever is the last day of what has no end.
const forever = "infinity"

// whiteUntil is the last day of an institution on the white list. Who is not licensed, or may not teach, is not on it, whatever was
// entered.
func whiteUntil(i lead.InstitutionChanged) (last string) {
	if !i.Listed || i.Papers != lead.BothPapers || i.Standing != lead.Open {
		return ""
	}
	if len(i.Licences) == 0 {
		return forever
	}
	for _, l := range i.Licences {
		if l.Until == "" {
			return forever
		}
		last = max(last, l.Until)
	}
	return last
}

func watchUntil(entries []lead.WatchEntry) (last string) {
	for _, w := range entries {
		if public(w) {
			last = max(last, w.Until)
		}
	}
	return last
}

// public reports whether an entry of the watch list has what a public one must have: a decision, a basis and an end.
func public(w lead.WatchEntry) bool { return w.Decision != "" && w.Basis != "" && w.Until != "" }
