package rules

import (
	"fmt"
	"slices"
	"strings"

	"xiansuo/pkg/lead"
)

// Pseudo categories in `gives`.
const (
	sideIn  = "in"
	sideOut = "out"
)

// compileRules checks every rule, compiles its condition and sorts it into first or then.
func (l *loader) compileRules(lists map[string]int) {
	language, err := newLanguage(lists)
	if err != nil {
		l.complain("%w", err)
		return
	}
	for _, r := range l.rules {
		where := fmt.Sprintf("%s: rule %q", l.ruleFile[r.ID], r.ID)
		if r.condition, err = language.compile(r.When); err != nil {
			l.complain("%s: condition: %w", where, err)
		}
		for _, problem := range r.problems() {
			l.complain("%s: %s", where, problem)
		}
		if len(r.OnlyFor) > 0 {
			l.set.then = append(l.set.then, r)
		} else {
			l.set.first = append(l.set.first, r)
		}
	}
}

// problems lists what is wrong with the rule apart from its condition, each with its cure.
func (r *rule) problems() (out []string) {
	complain := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if r.ID == Resembles {
		complain("the name is taken: give the rule another")
	}
	if r.ID == "" || r.Says == "" {
		complain("every rule needs a name (rule) and a sentence (says)")
	}
	for code := range r.Gives {
		if code != sideIn && code != sideOut && !lead.Category(code).Valid() {
			complain("gives points to %q: write a code of the taxonomy, %q or %q", code, sideIn, sideOut)
		}
	}
	for _, code := range r.OnlyFor {
		if !lead.Category(code).Valid() && !(len(code) == 1 && strings.Contains("ABCDEFGHX", code)) {
			complain("only_for %q: write a code of the taxonomy or its first letter", code)
		}
	}
	waits := len(r.OnlyFor) > 0
	switch {
	case waits && (len(r.Gives) > 0 || len(r.Alert) > 0 || r.Safety):
		complain("a rule with only_for comes after the category: move gives, alert and safety to a rule of their own")
	case !waits && (r.Lead != "" || len(r.Assist) > 0 || len(r.External) > 0):
		complain("lead, assist and external wait for the category: add only_for")
	case r.Lead == "" && len(r.Gives)+len(r.Alert)+len(r.Assist)+len(r.External) == 0 && r.Urgency == "":
		complain("it has no effect: add gives, alert, urgency, lead, assist or external")
	}
	if !r.To.IsZero() && r.To.Before(r.From.Time) {
		complain("effective_to is before effective_from: correct one")
	}
	return append(out, wrongWords(r.Lead, r.Urgency, slices.Concat(r.Assist, r.Alert))...)
}

// wrongWords lists the departments and the urgency that the vocabulary does not know.
func wrongWords(leader string, urgency lead.Urgency, departments []lead.Department) (out []string) {
	if leader != "" && leader != None {
		departments = append(departments, lead.Department(leader))
	}
	for _, d := range departments {
		if !d.Valid() {
			out = append(out, fmt.Sprintf("%q is not a department: write one of %v", d, lead.Departments()))
		}
	}
	if urgency != "" && !urgency.Valid() {
		out = append(out, fmt.Sprintf("%q is not an urgency: write low, normal, urgent or critical", urgency))
	}
	return out
}

// checkWhole checks what no single rule shows: the settings, and that the taxonomy covers the vocabulary.
func (l *loader) checkWhole() {
	s := l.set.settings
	if strings.HasPrefix(l.set.version, "+") {
		l.complain("no version: add `version: 2026.11.1` to set.yaml")
	}
	if s.Enough < 1 || s.MarginIn < 1 || s.MarginOut < 1 || s.Hold < 1 || s.Clear < 0 || s.Reach < 0 || len(s.Precedence) == 0 || len(s.Confidence) == 0 {
		l.complain("settings: enough, margin_in, margin_out and hold must be above 0, clear and reach not below 0, precedence and confidence must be given (set.yaml)")
	}
	if s.Split < 0 || s.Split > 0 && (s.Join < s.Enough || s.Join > s.Split) {
		l.complain("settings: split must not be below 0 (never), and join must lie between enough and split (set.yaml)")
	}
	for code, e := range l.set.taxonomy {
		if !code.Valid() || e.Lead == "" {
			l.complain("taxonomy: %s: write a known code and a lead, a department or %q", code, None)
		}
		for _, problem := range wrongWords(e.Lead, e.Urgency, e.Assist) {
			l.complain("taxonomy: %s: %s", code, problem)
		}
	}
	for _, r := range l.rules {
		for code := range r.Gives {
			if _, ok := l.set.taxonomy[lead.Category(code)]; !ok && code != sideIn && code != sideOut {
				l.complain("%s: rule %q gives points to %s, which has no entry in the taxonomy: add one", l.ruleFile[r.ID], r.ID, code)
			}
		}
	}
}
